//! The order or ticket that a touchpoint happened to: the authority on which ask about it is the real one.

use crate::journey::length::Length;
use crate::key::InvitationKey;
use crate::reason::Reason;
use crate::slug::Slug;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Names a subject: `order#<shop>:5512`, `ticket#<desk>:77`, `customer#<shop>:<id>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectKey(String);

/// A subject's source or id can't be part of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 200 characters without control characters")]
pub struct BadSubject;

impl SubjectKey {
    /// The order with this number in this shop.
    pub fn order(shop: &str, number: &str) -> Result<Self, BadSubject> {
        Self::of("order", shop, number)
    }

    /// The ticket with this number at this desk.
    pub fn ticket(desk: &str, number: &str) -> Result<Self, BadSubject> {
        Self::of("ticket", desk, number)
    }

    /// The customer, where nothing more particular is known.
    pub fn customer(shop: &str, id: &str) -> Result<Self, BadSubject> {
        Self::of("customer", shop, id)
    }

    /// Whether it is a customer, who can be asked again, and not one order or ticket.
    pub fn is_customer(&self) -> bool {
        self.0.starts_with("customer#")
    }

    /// Whether this is its number at its source.
    pub fn is_named(&self, number: &str) -> bool {
        self.0.strip_suffix(number).is_some_and(|rest| rest.ends_with(':'))
    }

    fn of(kind: &str, source: &str, id: &str) -> Result<Self, BadSubject> {
        let fits = |part: &str| (1..=200).contains(&part.len()) && !part.chars().any(char::is_control);
        if fits(source) && fits(id) { Ok(Self(format!("{kind}#{source}:{id}"))) } else { Err(BadSubject) }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known of a subject. Each change is written with a new `rev`, on condition of the old one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Counts the writes; 0 means that it was never written.
    pub rev: u64,
    /// The frozen decision of each `journey/survey#round`.
    #[serde(default)]
    pub decisions: BTreeMap<String, Frozen>,
    /// For each touchpoint that voids, the latest time that it happened.
    #[serde(default)]
    pub voids: BTreeMap<Slug, Timestamp>,
    /// The last 20 event ids, oldest first.
    #[serde(default)]
    pub events: Vec<String>,
}

/// A decision that stands: later deliveries of the event take it over as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// Where the decision's item is, or will be.
    pub key: InvitationKey,
    /// The journey's version that it was made under.
    pub version: u32,
    /// Why not; `None` is an invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<Reason>,
    /// When the touchpoint happened; if there were several before a void or a mail, the latest.
    pub happened_at: Timestamp,
    /// How long after `happened_at` it is only presumed to have happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presumed_after: Option<Length>,
    /// The event that it was made for.
    pub event: String,
    /// The item of the decision whose place it has taken, which is to be closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<InvitationKey>,
}

impl Frozen {
    /// When it happened, as far as is known.
    pub fn occurred_at(&self) -> Timestamp {
        let wait = self.presumed_after.unwrap_or_default().duration();
        self.happened_at.checked_add(wait).unwrap_or(self.happened_at)
    }

    /// Whether it is a skip for want of an address, which an event with one can still put right.
    pub fn lacks_address(&self) -> bool {
        matches!(self.skip, Some(Reason::NoAddress | Reason::BadAddress))
    }
}

impl Subject {
    /// How many event ids are kept.
    pub const EVENTS_KEPT: usize = 20;

    /// The name under which a round's decision is frozen.
    pub fn decision_name(journey: &Slug, survey: &Slug, round: u32) -> String {
        format!("{journey}/{survey}#{round}")
    }

    /// The rounds that a survey has been decided for, oldest first, with their decisions.
    pub fn rounds(&self, journey: &Slug, survey: &Slug) -> impl Iterator<Item = (u32, &Frozen)> {
        (1..).map_while(move |round| Some((round, self.decisions.get(&Self::decision_name(journey, survey, round))?)))
    }

    /// The newest of them.
    pub fn newest_round(&self, journey: &Slug, survey: &Slug) -> Option<(u32, &Frozen)> {
        self.rounds(journey, survey).last()
    }

    /// The round that stands for what happened then.
    pub fn round_of(&self, journey: &Slug, survey: &Slug, happened_at: Timestamp) -> Option<(u32, &Frozen)> {
        self.rounds(journey, survey).find(|(_, frozen)| happened_at <= frozen.happened_at)
    }

    /// Whether this very key is the one that the subject names as an invitation.
    pub fn names(&self, key: &InvitationKey) -> bool {
        self.decisions.values().any(|frozen| frozen.key == *key && frozen.skip.is_none())
    }

    /// The latest time that any of these touchpoints happened.
    pub fn newest_void(&self, void_on: &[Slug]) -> Option<Timestamp> {
        void_on.iter().filter_map(|kind| self.voids.get(kind)).max().copied()
    }

    /// Whether the event has been seen.
    pub fn knows(&self, event: &str) -> bool {
        self.events.iter().any(|known| known == event)
    }

    /// Remembers an event, forgetting the oldest beyond 20.
    pub fn remember(&mut self, event: &str) {
        if !self.knows(event) {
            self.events.push(event.to_owned());
            let surplus = self.events.len().saturating_sub(Self::EVENTS_KEPT);
            self.events.drain(..surplus);
        }
    }
}
