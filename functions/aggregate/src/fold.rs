//! The fold: a due day's answers and invitations, one after the other, become its cells. Pure.

use crate::table::{Add, Counted, Table};
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use score::Metric;
use std::collections::BTreeMap;
use survey::cell::{AFTER, AnswerCell, Answered, BEFORE, CHANGE_DAYS, Cells, Funnel, FunnelCell, change_segment};
use survey::click::{Level, Scanners, level, may_be_a_person};
use survey::decide::Published;
use survey::invitation::{Context, EMAIL, State};
use survey::{Answer, Invitation, Reason, Slug};

/// A due day's cells.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    pub answers: Vec<Cells<AnswerCell>>,
    /// Cells of the same kind that hold what clicks without an answer are worth.
    pub clicks: Vec<Cells<AnswerCell>>,
    pub funnel: Vec<Cells<FunnelCell>>,
}

/// The day answered, the survey's version, its scale and the channel.
type AnsweredAt = (Date, u32, Metric, String);
/// The local day due and the channel.
type DueAt = (Date, String);

/// What became of the decisions of one row.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    funnel: Funnel,
    skips: BTreeMap<Reason, u64>,
    skips_at_send: BTreeMap<Reason, u64>,
}

impl Add for Answered {
    fn add(&mut self, other: &Self) {
        Answered::add(self, other);
    }
}

impl Add for Asked {
    fn add(&mut self, other: &Self) {
        self.funnel.add(&other.funnel);
        for (mine, theirs) in [(&mut self.skips, &other.skips), (&mut self.skips_at_send, &other.skips_at_send)] {
            for (reason, count) in theirs {
                *mine.entry(*reason).or_default() += count;
            }
        }
    }
}

/// A day that is being folded: each answer and each invitation is given to it once, in any order.
pub(crate) struct Fold<'a> {
    day: Date,
    journeys: &'a [Published],
    now: Timestamp,
    answers: Table<AnsweredAt, Answered>,
    clicks: Table<AnsweredAt, Answered>,
    funnel: Table<DueAt, Asked>,
    scanners: Scanners,
    /// The segments of dated changes, by journey and stage.
    changes: BTreeMap<(&'a Slug, &'a Slug), BTreeMap<Date, Slug>>,
    /// Clicked by somebody who may be a person, if their network turns out to be no scanner's.
    open: Vec<Invitation>,
}

impl<'a> Fold<'a> {
    pub fn new(day: Date, journeys: &'a [Published], now: Timestamp) -> Self {
        let (answers, clicks, funnel) = Default::default();
        let mut changes: BTreeMap<_, BTreeMap<Date, Slug>> = BTreeMap::new();
        for Published { journey, .. } in journeys {
            for change in &journey.changes {
                let dated = changes.entry((&journey.id, &change.stage)).or_default();
                dated.extend(change_segment(change.date).map(|segment| (change.date, segment)));
            }
        }
        Self { day, journeys, now, answers, clicks, funnel, scanners: Scanners::default(), changes, open: Vec::new() }
    }

    pub fn answer(&mut self, answer: &Answer) {
        let context = &answer.context;
        let newest = answer.last.last().map_or(answer.first.at, |given| given.at);
        let at = answered_at(answer.answered_on, context);
        self.answers.count(context, at, newest, |row| row.count(answer));
        for (segment, value) in sides(&self.changes, context) {
            let at = (answered_at(context.happened_on, context), Some(value.to_owned()));
            self.answers.row(context, Some(segment), at, newest, |row| row.count(answer));
        }
    }

    /// `answered`: whether an answer stands under its whole key; a decision whose place another has taken may have its id.
    /// Superseded invitations stand in no count.
    pub fn invitation(&mut self, invitation: Invitation, answered: bool) {
        if invitation.state == State::Superseded {
            return;
        }
        self.scanners.see(&invitation.clicks);
        if !answered && may_be_a_person(&invitation.clicks, invitation.mailed()) {
            self.open.push(invitation);
        } else {
            self.judged(&invitation, answered);
        }
    }

    pub fn finish(mut self) -> Folded {
        for invitation in std::mem::take(&mut self.open) {
            self.judged(&invitation, false);
        }
        let day = self.day;
        Folded {
            answers: self.answers.finish().map(|counted| answer_cells(day, counted)).collect(),
            clicks: self.clicks.finish().map(|counted| answer_cells(day, counted)).collect(),
            funnel: self.funnel.finish().map(|counted| funnel_cells(day, counted)).collect(),
        }
    }

    fn judged(&mut self, invitation: &Invitation, answered: bool) {
        let context = &invitation.context;
        let clicks = &invitation.clicks;
        let worth = if answered { None } else { level(clicks, invitation.mailed(), self.now, &self.scanners) };
        let newest = latest(invitation, self.now);
        if let Some((level, rating, clicked_at)) = worth {
            let count = |row: &mut Answered| {
                let clicks = if level == Level::Provisional { &mut row.provisional } else { &mut row.suspect };
                if let Err(error) = clicks.add_count(rating, 1, context.sample_ppm) {
                    tracing::warn!(invitation = %invitation.key, %error, "a click on no scale is not counted");
                }
            };
            let at = answered_at(local_day(clicked_at, context, self.journeys), context);
            self.clicks.count(context, at, newest, count);
            for (segment, value) in sides(&self.changes, context) {
                let at = (answered_at(context.happened_on, context), Some(value.to_owned()));
                self.clicks.row(context, Some(segment), at, newest, count);
            }
        }
        self.funnel.count(context, (context.due_on, context.channel.clone()), newest, |row| {
            if invitation.key.id().is_reminder() {
                count_reminder(&mut row.funnel, invitation);
            } else {
                count(row, invitation, answered, worth.map(|(level, ..)| level));
            }
        });
    }
}

fn answered_at(day: Date, context: &Context) -> AnsweredAt {
    (day, context.survey_version, context.metric, context.channel.clone())
}

/// The segments of the stage's dated changes that it happened near to, and on which side. The day of a change is after it.
fn sides<'c>(
    changes: &'c BTreeMap<(&Slug, &Slug), BTreeMap<Date, Slug>>,
    context: &'c Context,
) -> impl Iterator<Item = (&'c Slug, &'static str)> {
    let happened_on = context.happened_on;
    let near = happened_on.saturating_sub((CHANGE_DAYS - 1).days())..=happened_on.saturating_add(CHANGE_DAYS.days());
    let dated =
        changes.get(&(&context.journey, &context.stage)).into_iter().flat_map(move |dated| dated.range(near.clone()));
    dated.map(move |(date, segment)| (segment, if happened_on < *date { BEFORE } else { AFTER }))
}

fn count(row: &mut Asked, invitation: &Invitation, answered: bool, worth: Option<Level>) {
    let Asked { funnel, skips, skips_at_send } = row;
    let one = |yes: bool| u64::from(yes);
    // A decision against asking never had an attempt; one that was taken back at send time had.
    let at_send = invitation.attempt > 0;
    match invitation.state {
        State::Pending => funnel.pending += 1,
        State::Voided => funnel.voided += 1,
        State::Rejected => funnel.rejected += 1,
        State::Unknown | State::Dropped => funnel.unknown += 1,
        State::Sent if invitation.context.channel == EMAIL => funnel.sent += 1,
        // Nobody sends a link that is printed or handed on: who answers by it is counted, and how many saw it unknown.
        State::Sent => {}
        State::Skipped if at_send => funnel.skipped_at_send += 1,
        State::Skipped => funnel.skipped += 1,
        State::Superseded => {}
    }
    if let (State::Skipped, Some(reason)) = (invitation.state, invitation.reason) {
        *(if at_send { skips_at_send } else { skips }).entry(reason).or_default() += 1;
    }
    funnel.bounced += one(invitation.bounced);
    funnel.complained += one(invitation.complained);
    funnel.opted_out += one(invitation.opted_out);
    funnel.clicked += one(invitation.clicks.ratings().next().is_some());
    funnel.provisional += one(worth == Some(Level::Provisional));
    funnel.suspect += one(worth == Some(Level::Suspect));
    funnel.answered += one(answered);
}

/// A reminder counts as such on its own due day, once it is sent, and as nothing else: its answer is its first mail's.
/// But for a complaint, which SES holds against the account whichever mail it is about.
fn count_reminder(funnel: &mut Funnel, reminder: &Invitation) {
    funnel.reminded += u64::from(reminder.state == State::Sent);
    funnel.complained += u64::from(reminder.complained);
}

/// The latest time that stands on an invitation.
fn latest(invitation: &Invitation, now: Timestamp) -> Timestamp {
    let due = (invitation.state != State::Pending).then(|| invitation.key.due().min(now));
    [invitation.clicks.latest(), invitation.sent_at, invitation.unknown_since, due]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(Timestamp::MIN)
}

fn local_day(at: Timestamp, context: &Context, journeys: &[Published]) -> Date {
    let journey = journeys.iter().find(|published| published.journey.id == context.journey);
    journey.map_or(context.due_on, |published| at.to_zoned(published.journey.time_zone.clone()).date())
}

fn answer_cells(due_day: Date, counted: Counted<AnsweredAt, Answered>) -> Cells<AnswerCell> {
    let cell = |(((day, survey_version, metric, channel), value), answered)| AnswerCell {
        day,
        survey_version,
        metric,
        channel,
        value,
        answered,
    };
    let Counted { key, rows, as_of } = counted;
    Cells { due_day, key, part: 0, cells: rows.into_iter().map(cell).collect(), as_of }
}

fn funnel_cells(due_day: Date, counted: Counted<DueAt, Asked>) -> Cells<FunnelCell> {
    let cell = |(((day, channel), value), Asked { funnel, skips, skips_at_send })| FunnelCell {
        day,
        channel,
        value,
        funnel,
        skips,
        skips_at_send,
    };
    let Counted { key, rows, as_of } = counted;
    Cells { due_day, key, part: 0, cells: rows.into_iter().map(cell).collect(), as_of }
}
