//! What a due day adds up to: exact counts per stage, survey and segment, from which every score is made.
//!
//! Cells hold integers only. They are overwritten whole each time their due day is folded again.

use crate::answer::Answer;
use crate::follow_up::{Measures, Reply, Value};
use crate::reason::Reason;
use crate::slug::Slug;
use jiff::Timestamp;
use jiff::civil::Date;
use score::{Histogram, Metric};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose counts they are. `segment` is `None` for everybody together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellKey {
    pub journey: Slug,
    pub stage: Slug,
    pub survey: Slug,
    pub segment: Option<Slug>,
}

/// The counts of one key on one due day (UTC), as stored in one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cells<C> {
    pub due_day: Date,
    pub key: CellKey,
    pub cells: Vec<C>,
    /// The latest time of anything counted here.
    pub as_of: Timestamp,
}

/// The answers given on one local day by one segment value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerCell {
    /// The day of the first answer, or of the click where there is none, in the journey's zone.
    pub day: Date,
    /// The journey's version in which the survey's question or scale last changed.
    pub survey_version: u32,
    /// The scale that it was asked on.
    pub metric: Metric,
    pub channel: String,
    /// The segment's value; `None` for everybody together.
    pub value: Option<String>,
    pub confirmed: Histogram,
    /// Lone clicks that look like a person's, without an answer.
    pub provisional: Histogram,
    /// Other clicks without an answer.
    pub suspect: Histogram,
    /// What was said of the stage's promise.
    #[serde(default, skip_serializing_if = "Promise::is_empty")]
    pub promise: Promise,
}

/// Of those who were asked whether the stage's promise was kept, and said so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    pub said: u64,
    pub kept: u64,
}

impl Promise {
    /// Counts what one answer says of it, if it says anything.
    pub fn count(&mut self, answer: &Answer) {
        let of_promise = |reply: &&Reply| reply.measures == Some(Measures::Promise);
        if let Some(Value::YesNo(kept)) = answer.follow_ups.values().find(of_promise).map(|reply| &reply.value) {
            self.said += 1;
            self.kept += u64::from(*kept);
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.said += other.said;
        self.kept += other.kept;
    }

    fn is_empty(&self) -> bool {
        self.said == 0
    }
}

/// The decisions due on one local day for one segment value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelCell {
    /// The local day due, in the journey's zone.
    pub day: Date,
    pub channel: String,
    pub value: Option<String>,
    pub funnel: Funnel,
    /// Why touchpoints led to no invitation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skips: BTreeMap<Reason, u64>,
    /// Why invitations were not mailed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skips_at_send: BTreeMap<Reason, u64>,
}

/// Where invitations stand: `invited` = `pending + voided + skipped_at_send + rejected + unknown + sent`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    /// Touchpoints that led to no invitation.
    pub skipped: u64,
    pub pending: u64,
    pub voided: u64,
    pub skipped_at_send: u64,
    pub rejected: u64,
    /// Nobody knows whether they were mailed, with those that were given up for it.
    pub unknown: u64,
    pub sent: u64,
    pub bounced: u64,
    pub complained: u64,
    pub opted_out: u64,
    pub reminded: u64,
    /// With at least one visit through a rating's link.
    pub clicked: u64,
    pub provisional: u64,
    pub suspect: u64,
    pub answered: u64,
}

impl Funnel {
    /// Those whom somebody meant to ask.
    pub fn invited(&self) -> u64 {
        self.pending + self.voided + self.skipped_at_send + self.rejected + self.unknown + self.sent
    }

    /// Everything that a survey listened to.
    pub fn touchpoints(&self) -> u64 {
        self.skipped + self.invited()
    }

    /// Sent and not bounced.
    pub fn delivered(&self) -> u64 {
        self.sent.saturating_sub(self.bounced)
    }

    /// Adds another's counts to this one's.
    pub fn add(&mut self, other: &Self) {
        let Self { skipped, pending, voided, skipped_at_send, rejected, unknown, sent, .. } = other;
        self.skipped += skipped;
        self.pending += pending;
        self.voided += voided;
        self.skipped_at_send += skipped_at_send;
        self.rejected += rejected;
        self.unknown += unknown;
        self.sent += sent;
        self.bounced += other.bounced;
        self.complained += other.complained;
        self.opted_out += other.opted_out;
        self.reminded += other.reminded;
        self.clicked += other.clicked;
        self.provisional += other.provisional;
        self.suspect += other.suspect;
        self.answered += other.answered;
    }
}
