//! What a due day adds up to: exact counts per stage, survey and segment, from which every score is made.
//!
//! Cells hold integers only. They are overwritten whole each time their due day is folded again.

use crate::answer::Answer;
use crate::follow_up::Measures;
use crate::reason::Reason;
use crate::slug::Slug;
use jiff::Timestamp;
use jiff::civil::Date;
use score::{Metric, Sample, Spending};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose counts they are. `segment` is `None` for everybody together; it may also be a [`change_segment`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellKey {
    pub journey: Slug,
    pub stage: Slug,
    pub survey: Slug,
    pub segment: Option<Slug>,
}

/// How many days before and after a dated change are compared.
pub const CHANGE_DAYS: i64 = 90;
/// What the segments are called that tell what happened before and after a dated change of a stage.
pub const CHANGE_SEGMENT: &str = "change-";
/// The values of such a segment.
pub const BEFORE: &str = "before";
pub const AFTER: &str = "after";

/// The segment of a dated change: `change-2026-10-01`. Its values are [`BEFORE`] and [`AFTER`], and its cells are of the
/// day that it happened to the customer, not of the day answered.
pub fn change_segment(date: Date) -> Option<Slug> {
    Slug::parse(&format!("{CHANGE_SEGMENT}{date}")).ok()
}

/// The counts of one key on one due day (UTC), or a part of them: an item holds so many bytes and no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cells<C> {
    pub due_day: Date,
    pub key: CellKey,
    /// From 0, without a gap.
    #[serde(default)]
    pub part: u16,
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
    pub answered: Answered,
}

/// What was answered, in whole numbers, by the chance that each customer had to be asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    #[serde(default, skip_serializing_if = "Sample::is_empty")]
    pub confirmed: Sample,
    /// Lone clicks that look like a person's, without an answer.
    #[serde(default, skip_serializing_if = "Sample::is_empty")]
    pub provisional: Sample,
    /// Other clicks without an answer.
    #[serde(default, skip_serializing_if = "Sample::is_empty")]
    pub suspect: Sample,
    /// What was said to follow-ups.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub said: BTreeMap<Slug, Said>,
    /// The orders' values behind the confirmed answers, by currency.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub spent: BTreeMap<String, Spending>,
}

/// What was said to one follow-up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<Measures>,
    /// The ratings of those who chose it, by option: `yes`, `no`, an option's id, `1` to `5`. Texts are not counted.
    pub options: BTreeMap<String, Sample>,
}

impl Answered {
    /// Counts a confirmed answer.
    pub fn count(&mut self, answer: &Answer) {
        let context = &answer.context;
        self.confirmed.add(answer.rating, context.sample_ppm);
        for (id, reply) in &answer.follow_ups {
            let options = reply.value.options();
            if options.is_empty() {
                continue;
            }
            let said = self.said.entry(id.clone()).or_default();
            said.measures = said.measures.max(reply.measures);
            for option in options {
                said.options.entry(option).or_default().add(answer.rating, reply.chance_ppm(context.sample_ppm));
            }
        }
        if let Some(value) = &context.value {
            let spent = self.spent.entry(value.currency.clone()).or_default();
            spent.add(answer.rating, value.minor, context.sample_ppm);
        }
    }

    /// Adds another's counts to this one's.
    pub fn add(&mut self, other: &Self) {
        self.confirmed.merge(&other.confirmed);
        self.provisional.merge(&other.provisional);
        self.suspect.merge(&other.suspect);
        for (id, theirs) in &other.said {
            let mine = self.said.entry(id.clone()).or_default();
            mine.measures = mine.measures.max(theirs.measures);
            for (option, sample) in &theirs.options {
                mine.options.entry(option.clone()).or_default().merge(sample);
            }
        }
        for (currency, theirs) in &other.spent {
            self.spent.entry(currency.clone()).or_default().merge(theirs);
        }
    }

    /// Whether nobody has answered or clicked.
    pub fn is_empty(&self) -> bool {
        self.confirmed.is_empty() && self.provisional.is_empty() && self.suspect.is_empty()
    }

    /// What was said to the follow-up that measures this, if one does.
    pub fn measuring(&self, measures: Measures) -> impl Iterator<Item = &Said> {
        self.said.values().filter(move |said| said.measures == Some(measures))
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
