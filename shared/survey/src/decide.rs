//! **Invite** or **skip**: what a touchpoint leads to, for each survey that listens to it. Pure.

use crate::address::{Address, ContactKey};
use crate::contact::Contact;
use crate::dispatch;
use crate::due;
use crate::invitation::{Context, Invitation, State};
use crate::journey::{Journey, Stage, Survey};
use crate::key::{InvitationId, InvitationKey};
use crate::reason::Reason;
use crate::secret::Secrets;
use crate::slug::Slug;
use crate::subject::{Frozen, Subject};
use crate::touchpoint::{Basis, Touchpoint};
use jiff::{SignedDuration, Timestamp};
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
                    let frozen = freeze(&known, subject, contact, published, stage, survey, round, rules);
                    let frozen = Frozen { replaces: Some(replaced).filter(|key| *key != frozen.key), ..frozen };
                    after.decisions.insert(Subject::decision_name(&journey.id, &survey.id, round), frozen.clone());
                    (round, frozen)
                }
                Standing::Open(round) => {
                    news = true;
                    let frozen = freeze(touchpoint, subject, contact, published, stage, survey, round, rules);
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

/// Whether a survey about this subject has been decided, or which round is open to decision.
enum Standing {
    Decided(u32, Frozen),
    /// Decided, for something that happened before: the decision stands for this touchpoint too, and a void in
    /// between does not take it away.
    MovedOn(u32, Frozen),
    /// Decided on less than is known now, which is this: it is decided anew, in the place of that key.
    Better(u32, Box<Touchpoint>, InvitationKey),
    Open(u32),
}

/// A round stands for everything until its `happened_at`; what happened later moves it on or, after a void or when a
/// customer may be asked again, opens the next. So the order in which touchpoints and voids arrive does not matter,
/// and a repeat finds its own round.
fn standing(
    touchpoint: &Touchpoint,
    subject: &Subject,
    contact: &Contact,
    journey: &Journey,
    survey: &Survey,
) -> Standing {
    let own = subject.round_of(&journey.id, &survey.id, touchpoint.happened_at);
    let Some((round, frozen)) = own.or_else(|| subject.newest_round(&journey.id, &survey.id)) else {
        return Standing::Open(1);
    };
    let reserved = contact.asks.get(&frozen.key.id()).is_none_or(|ask| ask.reserved.is_some());
    let never_reserved = frozen.skip.is_some() || !reserved;
    if own.is_none() {
        let void = subject.newest_void(&survey.void_on);
        let voided = void.is_some_and(|void| void >= frozen.happened_at && touchpoint.happened_at > void);
        if voided && never_reserved {
            return Standing::Open(round + 1);
        }
        if touchpoint.subject.is_customer() && again(frozen, journey, survey) <= touchpoint.happened_at {
            return Standing::Open(round + 1);
        }
    }
    if never_reserved && let Some(known) = better(touchpoint, frozen) {
        return Standing::Better(round, Box::new(known), frozen.key);
    }
    if own.is_some() { Standing::Decided(round, frozen.clone()) } else { Standing::MovedOn(round, frozen.clone()) }
}

/// From when the same customer may be asked the same again.
fn again(frozen: &Frozen, journey: &Journey, survey: &Survey) -> Timestamp {
    let wait = survey.ask_again_after.unwrap_or_default().max(journey.quiet_period);
    frozen.happened_at.checked_add(wait.duration()).unwrap_or(Timestamp::MAX)
}

/// What is known with this touchpoint, if it is more than the decision was made on: an address where there was none,
/// certainty where it was presumed. The same from both, whichever came first.
fn better(touchpoint: &Touchpoint, frozen: &Frozen) -> Option<Touchpoint> {
    touchpoint.person.address.as_ref().ok()?;
    let was_presumed = frozen.presumed_after.is_some();
    let now_certain = was_presumed && !touchpoint.presumed;
    if !now_certain && !frozen.lacks_address() {
        return None;
    }
    let (happened_at, presumed) = match (was_presumed, touchpoint.presumed) {
        (true, false) => (touchpoint.happened_at, false),
        (false, true) => (frozen.happened_at, false),
        (_, presumed) => (touchpoint.happened_at.max(frozen.happened_at), presumed),
    };
    Some(Touchpoint { happened_at, presumed, ..touchpoint.clone() })
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

#[expect(clippy::too_many_arguments, reason = "each is a thing that the decision depends on")]
fn freeze(
    touchpoint: &Touchpoint,
    subject: &Subject,
    contact: &Contact,
    published: &Published,
    stage: &Stage,
    survey: &Survey,
    round: u32,
    rules: &Rules<'_>,
) -> Frozen {
    let journey = &published.journey;
    let id = InvitationId::of(rules.secrets, journey.id.as_str(), &touchpoint.subject, survey.id.as_str(), round);
    let presumed_after = touchpoint.presumed.then(|| journey.delivered_after(touchpoint.person.country.as_deref()));
    let frozen = Frozen {
        key: InvitationKey::new(rules.now, id),
        version: published.version,
        skip: None,
        happened_at: touchpoint.happened_at,
        presumed_after,
        event: touchpoint.event.clone(),
        replaces: None,
    };
    let key = InvitationKey::new(due_time(touchpoint, &frozen, journey, survey, rules), id);
    // Drawn once for the subject: a void does not draw again.
    let drawn = InvitationId::of(rules.secrets, journey.id.as_str(), &touchpoint.subject, survey.id.as_str(), 1);
    let skip = skip(touchpoint, &frozen, subject, contact, journey, stage, survey, key, drawn, rules);
    // A skip is filed at the time of its decision.
    Frozen { key: if skip.is_some() { frozen.key } else { key }, skip, ..frozen }
}

/// When the survey of a decision is due, if it were decided now.
pub fn due_time(
    touchpoint: &Touchpoint,
    frozen: &Frozen,
    journey: &Journey,
    survey: &Survey,
    rules: &Rules<'_>,
) -> Timestamp {
    let zone = due::zone(journey, touchpoint.person.time_zone.as_deref(), touchpoint.person.country.as_deref());
    let wanted = frozen.occurred_at().checked_add(survey.delay.duration()).unwrap_or(rules.now);
    let wanted = touchpoint.not_before.map_or(wanted, |not_before| wanted.max(not_before));
    due::due(journey, &zone, wanted.max(rules.now + rules.lead), frozen.key.id())
}

#[expect(clippy::too_many_arguments, reason = "each is a thing that the decision depends on")]
fn skip(
    touchpoint: &Touchpoint,
    frozen: &Frozen,
    subject: &Subject,
    contact: &Contact,
    journey: &Journey,
    stage: &Stage,
    survey: &Survey,
    key: InvitationKey,
    drawn: InvitationId,
    rules: &Rules<'_>,
) -> Option<Reason> {
    use crate::address::BadAddress;
    if subject.newest_void(&survey.void_on).is_some_and(|void| touchpoint.happened_at <= void) {
        return Some(Reason::Voided);
    }
    match touchpoint.person.address {
        Ok(_) => {}
        Err(BadAddress::Empty) => return Some(Reason::NoAddress),
        Err(_) => return Some(Reason::BadAddress),
    }
    if excluded(touchpoint, journey) {
        return Some(Reason::Excluded);
    }
    if survey.only_if.as_ref().is_some_and(|only_if| !only_if.holds(|field| field_of(touchpoint, field))) {
        return Some(Reason::NotIncluded);
    }
    if drawn.spread(1_000_000) >= u64::from(survey.sample_ppm) {
        return Some(Reason::NotSampled);
    }
    if !may_ask(touchpoint, journey) {
        return Some(Reason::NoNotice);
    }
    contact
        .suppression(&stage.id)
        .or_else(|| dispatch::too_late(survey, frozen.occurred_at(), key.due()).then_some(Reason::TooLate))
        .or_else(|| dispatch::asked_recently(journey, survey, contact, key.id(), key.due()))
        .or_else(|| (rules.source_today > journey.fuse.source).then_some(Reason::Flood))
}

fn excluded(touchpoint: &Touchpoint, journey: &Journey) -> bool {
    let domain = touchpoint.person.address.as_ref().map_or("", Address::domain);
    let within = |excluded: &String| {
        domain.strip_suffix(excluded.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    journey.exclude.domains.iter().any(within)
        || journey.exclude.when.iter().any(|when| when.holds(|field| field_of(touchpoint, field)))
}

fn field_of<'a>(touchpoint: &'a Touchpoint, field: &str) -> Option<&'a str> {
    match field {
        "country" => touchpoint.person.country.as_deref(),
        "touchpoint" => Some(touchpoint.kind.as_str()),
        _ => touchpoint.attributes.get(field).map(String::as_str),
    }
}

fn may_ask(touchpoint: &Touchpoint, journey: &Journey) -> bool {
    let evidence = touchpoint.consent.as_ref();
    match journey.sender.basis(touchpoint.person.country.as_deref()) {
        Basis::LegitimateInterest => true,
        Basis::ExistingCustomer => {
            let told = evidence.is_some_and(|c| c.noticed_at.is_some() || c.basis != Basis::LegitimateInterest);
            let day = touchpoint.happened_at.to_zoned(journey.time_zone.clone()).date();
            told || journey.notice_since.is_some_and(|since| since <= day)
        }
        Basis::Consent => evidence.is_some_and(|c| c.basis == Basis::Consent),
    }
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
    Some(Invitation {
        key: frozen.key,
        state: if frozen.skip.is_some() { State::Skipped } else { State::Pending },
        attempt: u32::from(frozen.skip.is_none()),
        reason: frozen.skip,
        subject: touchpoint.subject.clone(),
        reference: touchpoint.reference.clone(),
        touchpoint: touchpoint.kind.clone(),
        contact: address.map(|address| ContactKey::of(address, secrets)),
        address: address.filter(|_| frozen.skip.is_none()).cloned(),
        name: person.name.clone().filter(|_| frozen.skip.is_none()),
        time_zone: person.time_zone.clone(),
        language: journey.language(person.locale.as_deref()),
        context: Context {
            journey: journey.id.clone(),
            version: published.version,
            stage: stage.id.clone(),
            survey: survey.id.clone(),
            index: survey.index,
            survey_version: survey.version,
            metric: survey.metric,
            channel: "email".to_owned(),
            segments: touchpoint.attributes.iter().filter_map(kept).collect(),
            country: person.country.clone(),
            value: touchpoint.value.clone(),
            happened_on: day(frozen.occurred_at()),
            due_on: day(frozen.key.due()),
            sample_ppm: survey.sample_ppm,
        },
        sent_at: None,
        unknown_since: None,
        message_id: None,
        bounced: false,
        complained: false,
        opted_out: false,
        clicks: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
