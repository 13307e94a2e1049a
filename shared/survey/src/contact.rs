//! What is remembered of a person, under the hash of their address: what they were asked, and whether they may be.

use crate::key::{InvitationId, InvitationKey};
use crate::reason::Reason;
use crate::slug::Slug;
use crate::touchpoint::Consent;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A person's asks and wishes. Each change is written with a new `rev`, on condition of the old one,
/// so a reservation can't overlook an ask that came at the same time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Counts the writes; 0 means that it was never written.
    pub rev: u64,
    #[serde(default)]
    pub asks: BTreeMap<InvitationId, Ask>,
    /// What they may not be asked: by stage id, or [`EVERYTHING`].
    #[serde(default)]
    pub suppressed: BTreeMap<String, Suppression>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

/// The scope of a suppression that covers every survey.
pub const EVERYTHING: &str = "*";

/// One survey that somebody is, or was, to be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// `journey/survey`.
    pub survey: String,
    pub priority: i32,
    pub key: InvitationKey,
    /// Set once a sender has claimed it: from then the mail may have been sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved: Option<Reservation>,
}

/// A sender's claim on an ask, for one attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reservation {
    pub attempt: u32,
    pub at: Timestamp,
    /// The invocation that holds it.
    pub by: String,
}

/// Why somebody may not be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suppression {
    pub reason: Reason,
    pub at: Timestamp,
}

impl Contact {
    /// The reason why nothing of this stage may be asked, if there is one.
    pub fn suppression(&self, stage: &Slug) -> Option<Reason> {
        let found = self.suppressed.get(EVERYTHING).or_else(|| self.suppressed.get(stage.as_str()));
        found.map(|suppression| suppression.reason)
    }

    /// Remembers that they were asked elsewhere, so that quiet periods hold; of each id, the latest time.
    /// False: it is known, or a later one is.
    pub fn note_asked(&mut self, survey: &str, by: &str, id: InvitationId, at: Timestamp) -> bool {
        let known = self.asks.get(&id).and_then(|ask| ask.reserved.as_ref());
        if known.is_some_and(|known| known.at >= at) {
            return false;
        }
        let reserved = Some(Reservation { attempt: 1, at, by: by.to_owned() });
        let key = InvitationKey::new(at, id);
        self.asks.insert(id, Ask { survey: survey.to_owned(), priority: 0, key, reserved });
        true
    }

    /// Forgets asks that can't matter to anyone any more: those for which `is_over` says so.
    pub fn prune(&mut self, is_over: impl Fn(&Ask) -> bool) {
        self.asks.retain(|_, ask| !is_over(ask));
    }
}

impl Ask {
    /// The name that `ask.survey` holds.
    pub fn survey_name(journey: &Slug, survey: &Slug) -> String {
        format!("{journey}/{survey}")
    }

    /// Whether this ask goes before the other: higher priority, then earlier due, then smaller id.
    pub fn outranks(&self, other: &Self) -> bool {
        let rank = |ask: &Self| (std::cmp::Reverse(ask.priority), ask.key.due(), ask.key.id());
        rank(self) < rank(other)
    }
}
