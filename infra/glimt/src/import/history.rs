//! Delighted's survey responses become answers, in the days in which they were given.

use super::people::{EMAIL, past};
use super::{Into, list};
use crate::sheet::{Cells, Sheet};
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use jiff::civil::Date;
use score::{Metric, Rating};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::Written;
use survey::address::BadAddress;
use survey::answer::{Given, tidy_comment};
use survey::contact::Ask;
use survey::decide::{Decision, Published, invitation};
use survey::follow_up::Replies;
use survey::invitation::{KEPT_AFTER_LINK, State};
use survey::journey::Survey;
use survey::subject::Frozen;
use survey::touchpoint::Person;
use survey::{Address, Answer, ContactKey, Invitation, InvitationId, InvitationKey, Slug, SubjectKey, Touchpoint};
use trigger::people::People;

/// By which names Delighted's API and its exports call them, in plain letters.
const ID: [&str; 3] = ["response_id", "survey_response_id", "id"];
const SCORE: [&str; 2] = ["score", "rating"];
const TYPE: [&str; 1] = ["survey_type"];
const COMMENT: [&str; 1] = ["comment"];
const SENT: [&str; 3] = ["survey_sent_at", "sent_at", "survey_sent"];
const ANSWERED: [&str; 6] =
    ["responded_at", "created_at", "response_created_at", "response_date", "answered_at", "date"];
const LOCALE: [&str; 2] = ["locale", "language"];

/// Whether these are rows about responses.
pub(super) fn is_in(sheet: &Sheet) -> bool {
    sheet.has(&ID) && sheet.has(&SCORE) && sheet.has(&ANSWERED)
}

/// An invitation that was answered elsewhere, and its answer.
struct Past {
    invitation: Invitation,
    answer: Answer,
    /// Whom to spare for a while, and since when.
    asked: Option<(ContactKey, Timestamp)>,
}

pub(super) async fn take_over(into: &Into, sheet: &Sheet, name: Option<&str>) -> Result<String> {
    let now = (into.clock)();
    let journeys = into.store.journeys(now).await?;
    let (published, survey) = survey_of(&journeys, name)?;
    let life = published.journey.link_life.duration();
    let name = Ask::survey_name(&published.journey.id, &survey.id);
    let people = People { store: &into.store, secrets: &into.secrets, now };
    let rows: Vec<_> =
        sheet.rows().map(|row| row.and_then(|cells| past_of(into, published, survey, cells, now))).collect();
    let (mut wrong, mut new_on) = (Vec::new(), BTreeMap::<Date, u64>::new());
    let mut known = 0_u64;
    for (at, row) in rows.into_iter().enumerate() {
        let past = match row {
            Ok(past) => past,
            Err(said) => {
                wrong.push(said);
                continue;
            }
        };
        let again = || format!("row {} was not taken over; run this again", at + 1);
        // Still there when its day is folded, however long ago that was.
        let expires = past.invitation.key.due().max(now) + life + KEPT_AFTER_LINK;
        into.store.put_once(&past.invitation, expires).await.with_context(again)?;
        let written = into.store.put_answer(&past.answer).await.with_context(again)?;
        let new_on = new_on.entry(past.answer.key.due_day()).or_default();
        match written {
            Written::Yes => *new_on += 1,
            Written::Conflict => known += 1,
        }
        if let Some((person, at)) = past.asked {
            people.note_asked(&person, &name, at).await.with_context(again)?;
        }
    }
    let new: u64 = new_on.values().sum();
    let mut lines = vec![format!("answers to {name}: {new} new, {known} known before")];
    lines.extend(fold(into, &new_on).await?);
    list(&wrong, &mut lines);
    Ok(lines.join("\n"))
}

/// Folds the days on which anything is new, or that never were folded.
async fn fold(into: &Into, new_on: &BTreeMap<Date, u64>) -> Result<Vec<String>> {
    let folded: BTreeSet<_> = into.store.folded_days().await?.into_iter().collect();
    let days: Vec<_> =
        new_on.iter().filter(|(day, new)| **new > 0 || !folded.contains(day)).map(|(day, _)| day).collect();
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let app = aggregate::App { store: into.store.clone(), clock: into.clock.clone() };
    let told =
        aggregate::handle(&app, json!({ "days": days })).await.context("the days were not folded; run this again")?;
    let mut lines = vec![format!("{} days folded", told["days"])];
    let sealed: Vec<_> = told["sealed"].as_array().into_iter().flatten().filter_map(|day| day.as_str()).collect();
    if !sealed.is_empty() {
        lines.push(format!(
            "not counted, because these days were folded before and their invitations have begun to expire: {}",
            sealed.join(", ")
        ));
    }
    Ok(lines)
}

/// The published survey of this name, which must be said: scores on another scale can't stand in for its own.
fn survey_of<'a>(journeys: &'a [Published], name: Option<&str>) -> Result<(&'a Published, &'a Survey)> {
    let all = || journeys.iter().flat_map(|p| p.journey.surveys().map(move |(_, survey)| (p, survey)));
    let full = |p: &Published, survey: &Survey| Ask::survey_name(&p.journey.id, &survey.id);
    let published: Vec<_> = all().map(|(p, survey)| format!("{} ({})", full(p, survey), survey.metric)).collect();
    let Some(name) = name else {
        bail!("say with --survey which survey these are answers to: {}", published.join(", "));
    };
    let mut found = all().filter(|(p, survey)| survey.id.as_str() == name || full(p, survey) == name);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => bail!("several journeys have a survey “{name}”; say journey/survey"),
        (None, _) => bail!("no survey “{name}” is published; there are: {}", published.join(", ")),
    }
}

fn past_of(
    into: &Into,
    published: &Published,
    survey: &Survey,
    cells: Cells<'_>,
    now: Timestamp,
) -> Result<Past, (u64, String)> {
    read(into, published, survey, cells, now).map_err(|wrong| (cells.line, wrong))
}

fn read(into: &Into, published: &Published, survey: &Survey, cells: Cells<'_>, now: Timestamp) -> Result<Past, String> {
    let journey = &published.journey;
    let id = cells.first(&ID).ok_or("has no response id")?;
    let rating = rating(survey.metric, cells.first(&TYPE), cells.first(&SCORE).ok_or("has no score")?)?;
    let answered = past(cells, &ANSWERED, now)?.ok_or("says no time at which it was answered")?;
    let sent = past(cells, &SENT, now)?.filter(|sent| *sent <= answered);
    // What was answered after the link's life counts as sent when it was answered.
    let due = sent.filter(|sent| *sent + journey.link_life.duration() >= answered).unwrap_or(answered);
    let subject = SubjectKey::customer("delighted-response", id).map_err(|wrong| format!("response id {wrong}"))?;
    let key =
        InvitationKey::new(due, InvitationId::of(&into.secrets, journey.id.as_str(), &subject, survey.id.as_str(), 1));
    let address = Address::parse(cells.first(&EMAIL).unwrap_or_default());
    let asked = address.as_ref().ok().map(|address| (ContactKey::of(address, &into.secrets), sent.unwrap_or(answered)));
    let touchpoint = Touchpoint {
        source: "delighted".to_owned(),
        event: format!("delighted#{id}"),
        kind: survey.on.first().cloned().ok_or("belongs to a survey that listens to nothing")?,
        subject,
        reference: String::new(),
        happened_at: due,
        presumed: false,
        not_before: None,
        person: Person {
            address: address.or(Err(BadAddress::Empty)),
            name: None,
            locale: cells.first(&LOCALE).map(str::to_owned),
            country: None,
            time_zone: None,
            customer_id: None,
        },
        value: None,
        attributes: cells.others(&[]).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect(),
        consent: None,
    };
    let invitation = sent_then(&touchpoint, key, published, &survey.id, into).ok_or("its survey is not published")?;
    let given = Given { rating, at: answered };
    let answer = Answer {
        key,
        version: 1,
        rating,
        comment: cells.first(&COMMENT).and_then(tidy_comment),
        answered_on: answered.to_zoned(journey.time_zone.clone()).date(),
        first: given.clone(),
        last: vec![given],
        language: invitation.language,
        reference: String::new(),
        context: invitation.context.clone(),
        contact: invitation.contact,
        kept_until: Answer::kept_until(&key, journey),
        wants_contact: false,
        follow_ups: Replies::new(),
        // Nobody is alerted of what was said long ago.
        alerted: 1,
        alerted_by: None,
    };
    Ok(Past { invitation, answer, asked })
}

/// The invitation as it would stand here, had it been sent from here.
fn sent_then(
    touchpoint: &Touchpoint,
    key: InvitationKey,
    published: &Published,
    survey: &Slug,
    into: &Into,
) -> Option<Invitation> {
    let frozen = Frozen {
        key,
        version: published.version,
        skip: None,
        happened_at: touchpoint.happened_at,
        presumed_after: None,
        event: touchpoint.event.clone(),
        replaces: None,
    };
    let decision = Decision { journey: published.journey.id.clone(), survey: survey.clone(), round: 1, frozen };
    let invitation = invitation(touchpoint, &decision, published, &into.secrets)?;
    Some(Invitation { state: State::Sent, sent_at: Some(key.due()), address: None, ..invitation })
}

/// The score on the survey's scale. Delighted's types are named like Glimt's metrics, but its effort score runs from 1 to
/// 5 unless it is `ces7`, and its satisfaction score is also asked on three steps.
fn rating(metric: Metric, kind: Option<&str>, score: &str) -> Result<Rating, String> {
    let kind = kind.map(str::to_lowercase);
    let fits = match (kind.as_deref(), metric) {
        (None, metric) => metric != Metric::Ces,
        (Some("nps"), Metric::Nps) | (Some("enps"), Metric::Enps) | (Some("csat"), Metric::Csat) => true,
        (Some("ces7"), Metric::Ces) | (Some("thumbs"), Metric::Thumbs) => true,
        (Some(kind), Metric::Stars) => kind.starts_with("star"),
        _ => false,
    };
    let kind = kind.as_deref().unwrap_or("ces");
    if !fits {
        return Err(format!("a score of the type “{kind}” is not on the scale of a {metric} survey"));
    }
    let whole = score.strip_suffix(".0").unwrap_or(score).parse().map_err(|_| "score must be a whole number")?;
    Rating::new(metric, whole).map_err(|wrong| wrong.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scores_of_the_same_scale_are_taken() {
        let taken = |metric, kind, score| rating(metric, kind, score).map(Rating::get).ok();
        assert_eq!(taken(Metric::Nps, Some("nps"), "10"), Some(10));
        assert_eq!(taken(Metric::Nps, None, "10.0"), Some(10));
        assert_eq!(taken(Metric::Csat, Some("CSAT"), "5"), Some(5));
        assert_eq!(taken(Metric::Ces, Some("ces7"), "7"), Some(7));
        assert_eq!(taken(Metric::Ces, Some("ces"), "5"), None, "one to five");
        assert_eq!(taken(Metric::Ces, None, "5"), None, "nobody knows which");
        assert_eq!(taken(Metric::Csat, Some("csat3"), "3"), None, "three steps");
        assert_eq!(taken(Metric::Csat, Some("nps"), "5"), None);
        assert_eq!(taken(Metric::Csat, None, "9"), None);
    }
}
