//! **Invite** or **skip**: what a touchpoint leads to, for each survey that listens to it. Pure.

mod case;
mod standing;

pub use case::due_time;

use crate::address::ContactKey;
use crate::contact::Contact;
use crate::invitation::{Context, EMAIL, Invitation, State};
use crate::journey::Journey;
use crate::secret::Secrets;
use crate::slug::Slug;
use crate::subject::{Frozen, Subject};
use crate::touchpoint::Touchpoint;
use case::Case;
use jiff::{SignedDuration, Timestamp};
use standing::{Standing, standing};
use std::sync::Arc;

/// A journey as it is published: with its number, which never changes, and its version.
#[derive(Debug, Clone)]
pub struct Published {
    pub number: u16,
    pub version: u32,
    pub journey: Arc<Journey>,
}

/// What a decision depends on besides the touchpoint, the subject and the contact.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Every journey's newest version.
    pub journeys: &'a [Published],
    pub secrets: &'a Secrets,
    pub now: Timestamp,
    /// How far ahead a due time must lie; [`due::LEAD`] in AWS.
    pub lead: SignedDuration,
    /// How many touchpoints have come from this source today, as far as is known: see [`crate::journey::Fuse`].
    pub source_today: u64,
}

/// One survey's decision about the touchpoint, made now or earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub journey: Slug,
    pub survey: Slug,
    pub round: u32,
    pub frozen: Frozen,
}

/// What the touchpoint leads to.
#[derive(Debug, Clone)]
pub struct Plan {
    /// One for each survey that listens, in the journeys' order.
    pub decisions: Vec<Decision>,
    /// The subject to write first, if anything about it changes.
    pub subject: Option<Subject>,
}

/// Decides about a touchpoint. Whatever the subject has frozen stands; the rest is decided now.
pub fn decide(touchpoint: &Touchpoint, subject: &Subject, contact: &Contact, rules: &Rules<'_>) -> Plan {
    if subject.knows(&touchpoint.event) {
        return Plan { decisions: decided_for(touchpoint, subject, rules), subject: None };
    }
    let mut after = subject.clone();
    let mut decisions = Vec::new();
    let mut news = false;
    for published in rules.journeys {
        let journey = &published.journey;
        for (stage, survey) in journey.surveys() {
            if survey.void_on.contains(&touchpoint.kind) {
                let newest = after.voids.entry(touchpoint.kind.clone()).or_insert(Timestamp::MIN);
                news |= *newest < touchpoint.happened_at;
                *newest = (*newest).max(touchpoint.happened_at);
            }
            if !survey.on.contains(&touchpoint.kind) {
                continue;
            }
            let case = Case { touchpoint, subject, contact, published, stage, survey, rules };
            let (round, frozen) = match standing(touchpoint, subject, contact, journey, survey) {
                Standing::Decided(round, frozen) => (round, frozen),
                Standing::MovedOn(round, frozen) => {
                    news = true;
                    let moved = Frozen { happened_at: touchpoint.happened_at, ..frozen };
                    after.decisions.insert(Subject::decision_name(&journey.id, &survey.id, round), moved.clone());
                    (round, moved)
                }
                Standing::Better(round, known, replaced) => {
                    news = true;
                    let frozen = Case { touchpoint: &known, ..case }.freeze(round);
                    let frozen = Frozen { replaces: Some(replaced).filter(|key| *key != frozen.key), ..frozen };
                    after.decisions.insert(Subject::decision_name(&journey.id, &survey.id, round), frozen.clone());
                    (round, frozen)
                }
                Standing::Open(round) => {
                    news = true;
                    let frozen = case.freeze(round);
                    after.decisions.insert(Subject::decision_name(&journey.id, &survey.id, round), frozen.clone());
                    (round, frozen)
                }
            };
            decisions.push(Decision { journey: journey.id.clone(), survey: survey.id.clone(), round, frozen });
        }
    }
    after.remember(&touchpoint.event);
    Plan { decisions, subject: news.then_some(after) }
}

fn decided_for(touchpoint: &Touchpoint, subject: &Subject, rules: &Rules<'_>) -> Vec<Decision> {
    let listening = rules.journeys.iter().flat_map(|published| {
        let surveys = published.journey.surveys();
        surveys
            .filter(|(_, s)| s.on.contains(&touchpoint.kind))
            .map(move |(_, survey)| (&published.journey.id, &survey.id))
    });
    let of_event = |(journey, survey): (&Slug, &Slug)| {
        let made = subject.rounds(journey, survey).find(|(_, frozen)| frozen.event == touchpoint.event);
        let (round, frozen) = made
            .or_else(|| subject.round_of(journey, survey, touchpoint.happened_at))
            .or_else(|| subject.newest_round(journey, survey))?;
        Some(Decision { journey: journey.clone(), survey: survey.clone(), round, frozen: frozen.clone() })
    };
    listening.filter_map(of_event).collect()
}

/// The item of a decision, as it is filed. `published` is the version that the decision was made under;
/// `None` if that version does not have the survey.
pub fn invitation(
    touchpoint: &Touchpoint,
    decision: &Decision,
    published: &Published,
    secrets: &Secrets,
) -> Option<Invitation> {
    let journey = &published.journey;
    let (stage, survey) = journey.survey(&decision.survey)?;
    let person = &touchpoint.person;
    let frozen = &decision.frozen;
    let address = person.address.as_ref().ok();
    let day = |at: Timestamp| at.to_zoned(journey.time_zone.clone()).date();
    let kept = |(name, value): (&String, &String)| {
        let (slug, _) = journey.segments.get_key_value(name.as_str())?;
        Some((slug.clone(), value.chars().take(100).collect()))
    };
    let context = Context {
        journey: journey.id.clone(),
        version: published.version,
        stage: stage.id.clone(),
        survey: survey.id.clone(),
        index: survey.index,
        survey_version: survey.version,
        metric: survey.metric,
        channel: EMAIL.to_owned(),
        segments: touchpoint.attributes.iter().filter_map(kept).collect(),
        country: person.country.clone(),
        value: touchpoint.value.clone(),
        happened_on: day(frozen.occurred_at()),
        due_on: day(frozen.key.due()),
        sample_ppm: survey.sample_ppm,
    };
    let (subject, kind) = (touchpoint.subject.clone(), touchpoint.kind.clone());
    let language = journey.language(person.locale.as_deref());
    Some(Invitation {
        state: if frozen.skip.is_some() { State::Skipped } else { State::Pending },
        attempt: u32::from(frozen.skip.is_none()),
        reason: frozen.skip,
        reference: touchpoint.reference.clone(),
        contact: address.map(|address| ContactKey::of(address, secrets)),
        address: address.filter(|_| frozen.skip.is_none()).cloned(),
        name: person.name.clone().filter(|_| frozen.skip.is_none()),
        time_zone: person.time_zone.clone(),
        ..Invitation::filed(frozen.key, subject, kind, language, context)
    })
}

#[cfg(test)]
mod tests;
