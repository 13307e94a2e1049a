//! What came of stories, beside what must have come of them.

use crate::story::View;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How many refusals are kept in words; the rest are only counted.
const REFUSALS_KEPT: usize = 20;

/// What came of the stories.
#[derive(Debug, Clone, Default)]
pub struct Played {
    pub events: u64,
    pub mails: u64,
    /// Answers that were taken, changed ones again.
    pub answers: u64,
    /// Answers that were turned away because their link had died.
    pub too_late: u64,
    /// Mails that only a scanner or a click has opened, and that have an answer all the same.
    pub scans_answered: u64,
    /// How many events and answers were not taken for another reason.
    pub refused: u64,
    /// The first of them, with what was said.
    pub refusals: Vec<String>,
    /// How often due mail was looked for.
    pub sweeps: u64,
    /// What the time went into.
    pub firing: Duration,
    pub sending: Duration,
    pub visiting: Duration,
    /// The UTC days that anything was due on.
    pub due_days: BTreeSet<Date>,
    pub expected: Expected,
}

/// What must have come of the stories: counted from what the customers did, and from none of the tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// By the local day that the invitation was due, and the column of the funnel.
    pub funnel: BTreeMap<(Date, &'static str), u64>,
    /// How many customers of each view got a mail that asked them.
    pub asked: BTreeMap<View, u64>,
    /// Answers that were given after their link had died.
    pub too_late: u64,
}

impl Played {
    /// Notes that something was not taken.
    pub(super) fn refuse(&mut self, what: String) {
        self.refused += 1;
        if self.refusals.len() < REFUSALS_KEPT {
            self.refusals.push(what);
        }
    }

    /// Adds what came of other stories.
    pub fn add(&mut self, other: Self) {
        self.events += other.events;
        self.mails += other.mails;
        self.answers += other.answers;
        self.too_late += other.too_late;
        self.scans_answered += other.scans_answered;
        self.refused += other.refused;
        let room = REFUSALS_KEPT.saturating_sub(self.refusals.len());
        self.refusals.extend(other.refusals.into_iter().take(room));
        self.sweeps += other.sweeps;
        self.firing += other.firing;
        self.sending += other.sending;
        self.visiting += other.visiting;
        self.due_days.extend(other.due_days);
        for (key, count) in other.expected.funnel {
            *self.expected.funnel.entry(key).or_default() += count;
        }
        for (view, count) in other.expected.asked {
            *self.expected.asked.entry(view).or_default() += count;
        }
        self.expected.too_late += other.expected.too_late;
    }
}

impl Expected {
    pub(super) fn count(&mut self, due_on: Date, column: &'static str, yes: bool) {
        if yes {
            *self.funnel.entry((due_on, column)).or_default() += 1;
        }
    }
}
