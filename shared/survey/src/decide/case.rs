//! One survey's decision about one touchpoint: invite, when; or skip, why.

use super::{Published, Rules};
use crate::address::{Address, BadAddress};
use crate::contact::Contact;
use crate::dispatch;
use crate::due;
use crate::journey::{Journey, Stage, Survey};
use crate::key::{InvitationId, InvitationKey};
use crate::reason::Reason;
use crate::subject::{Frozen, Subject};
use crate::touchpoint::{Basis, Touchpoint};
use jiff::Timestamp;

/// What a decision is made on.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) touchpoint: &'a Touchpoint,
    pub(super) subject: &'a Subject,
    pub(super) contact: &'a Contact,
    pub(super) published: &'a Published,
    pub(super) stage: &'a Stage,
    pub(super) survey: &'a Survey,
    pub(super) rules: &'a Rules<'a>,
}

impl Case<'_> {
    /// Decides for this round.
    pub(super) fn freeze(&self, round: u32) -> Frozen {
        let Self { touchpoint, published, survey, rules, .. } = *self;
        let journey = &published.journey;
        let named = |round| {
            InvitationId::of(rules.secrets, journey.id.as_str(), &touchpoint.subject, survey.id.as_str(), round)
        };
        let id = named(round);
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
        let skip = self.skip(&frozen, key, named(1));
        // A skip is filed at the time of its decision.
        Frozen { key: if skip.is_some() { frozen.key } else { key }, skip, ..frozen }
    }

    /// Why not, in the order in which it is asked; `key` is what the invitation's would be.
    fn skip(&self, frozen: &Frozen, key: InvitationKey, drawn: InvitationId) -> Option<Reason> {
        let Self { touchpoint, subject, contact, stage, survey, rules, .. } = *self;
        let journey = &self.published.journey;
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
