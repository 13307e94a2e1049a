//! The fold: a due day's answers and invitations become its cells. Pure.

use jiff::Timestamp;
use jiff::civil::Date;
use score::{Histogram, Metric};
use std::collections::{BTreeMap, BTreeSet};
use survey::cell::{AnswerCell, CellKey, Cells, Funnel, FunnelCell, Promise};
use survey::click::{Level, level, scanners};
use survey::decide::Published;
use survey::invitation::{Context, EMAIL, State};
use survey::{Answer, Invitation, InvitationKey, Reason, Slug};

/// How many values of a segment have a row of their own on a due day; the rest are [`OTHER`].
const VALUES_KEPT: usize = 200;
/// The value under which rare values are counted together.
const OTHER: &str = "other";

/// What is folded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    pub answers: bool,
    /// Also the clicks, which stand on invitations.
    pub funnel: bool,
}

impl Parts {
    pub(crate) const BOTH: Self = Self { answers: true, funnel: true };
}

/// A due day's cells.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    pub answers: Vec<Cells<AnswerCell>>,
    /// Cells of the same kind that hold what clicks without an answer are worth.
    pub clicks: Vec<Cells<AnswerCell>>,
    pub funnel: Vec<Cells<FunnelCell>>,
}

type AnswerRows = BTreeMap<(Date, u32, Metric, String, Option<String>), AnswerCounts>;

#[derive(Default)]
struct AnswerCounts {
    confirmed: Histogram,
    provisional: Histogram,
    suspect: Histogram,
    promise: Promise,
}
type FunnelRows = BTreeMap<(Date, String, Option<String>), (Funnel, BTreeMap<Reason, u64>, BTreeMap<Reason, u64>)>;

/// Rows of one key, and the latest time of anything in them.
struct Keyed<R> {
    rows: R,
    as_of: Timestamp,
}

impl<R: Default> Default for Keyed<R> {
    fn default() -> Self {
        Self { rows: R::default(), as_of: Timestamp::MIN }
    }
}

/// Folds the shards of a due day. Superseded invitations stand in no count.
pub(crate) fn fold(
    day: Date,
    shards: &[(Vec<Answer>, Vec<Invitation>)],
    journeys: &[Published],
    now: Timestamp,
) -> Folded {
    let answers = || shards.iter().flat_map(|(answers, _)| answers);
    let invitations =
        || shards.iter().flat_map(|(_, invitations)| invitations).filter(|i| i.state != State::Superseded);
    let values = Values::of(answers().map(|a| &a.context).chain(invitations().map(|i| &i.context)));
    // By the whole key: a decision whose place another has taken may have its id.
    let answered: BTreeSet<InvitationKey> = answers().map(|answer| answer.key).collect();

    let mut confirmed: BTreeMap<CellKey, Keyed<AnswerRows>> = BTreeMap::new();
    for answer in answers() {
        let newest = answer.last.last().map_or(answer.first.at, |given| given.at);
        for (key, value) in values.keys(&answer.context) {
            let at = (
                answer.answered_on,
                answer.context.survey_version,
                answer.context.metric,
                answer.context.channel.clone(),
                value,
            );
            let keyed = confirmed.entry(key).or_default();
            let counts = keyed.rows.entry(at).or_default();
            counts.confirmed.add(answer.rating);
            counts.promise.count(answer);
            keyed.as_of = keyed.as_of.max(newest);
        }
    }

    let scanners = scanners(invitations().map(|invitation| &invitation.clicks));
    let mut clicks: BTreeMap<CellKey, Keyed<AnswerRows>> = BTreeMap::new();
    let mut funnel: BTreeMap<CellKey, Keyed<FunnelRows>> = BTreeMap::new();
    for invitation in invitations() {
        let context = &invitation.context;
        let answered = answered.contains(&invitation.key);
        let worth = if answered { None } else { level(&invitation.clicks, invitation.mailed(), now, &scanners) };
        let newest = latest(invitation);
        if let Some((level, rating, clicked_at)) = worth {
            let at = local_day(clicked_at, context, journeys);
            for (key, value) in values.keys(context) {
                let keyed = clicks.entry(key).or_default();
                let row = keyed
                    .rows
                    .entry((at, context.survey_version, context.metric, context.channel.clone(), value))
                    .or_default();
                let counts = if level == Level::Provisional { &mut row.provisional } else { &mut row.suspect };
                if let Err(error) = counts.add_count(rating, 1) {
                    tracing::warn!(invitation = %invitation.key, %error, "a click on no scale is not counted");
                }
                keyed.as_of = keyed.as_of.max(newest);
            }
        }
        for (key, value) in values.keys(context) {
            let keyed = funnel.entry(key).or_default();
            let row = keyed.rows.entry((context.due_on, context.channel.clone(), value)).or_default();
            if invitation.key.id().is_reminder() {
                count_reminder(&mut row.0, invitation);
            } else {
                count(row, invitation, answered, worth.map(|(level, ..)| level));
            }
            keyed.as_of = keyed.as_of.max(newest);
        }
    }
    Folded {
        answers: confirmed.into_iter().map(|(key, keyed)| answer_cells(day, key, keyed)).collect(),
        clicks: clicks.into_iter().map(|(key, keyed)| answer_cells(day, key, keyed)).collect(),
        funnel: funnel.into_iter().map(|(key, keyed)| funnel_cells(day, key, keyed)).collect(),
    }
}

fn count(
    (funnel, skips, skips_at_send): &mut (Funnel, BTreeMap<Reason, u64>, BTreeMap<Reason, u64>),
    invitation: &Invitation,
    answered: bool,
    worth: Option<Level>,
) {
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
fn latest(invitation: &Invitation) -> Timestamp {
    let due = (invitation.state != State::Pending).then(|| invitation.key.due());
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

fn answer_cells(due_day: Date, key: CellKey, keyed: Keyed<AnswerRows>) -> Cells<AnswerCell> {
    let cell = |((day, survey_version, metric, channel, value), counts): (_, AnswerCounts)| {
        let AnswerCounts { confirmed, provisional, suspect, promise } = counts;
        AnswerCell { day, survey_version, metric, channel, value, confirmed, provisional, suspect, promise }
    };
    Cells { due_day, key, cells: keyed.rows.into_iter().map(cell).collect(), as_of: keyed.as_of }
}

fn funnel_cells(due_day: Date, key: CellKey, keyed: Keyed<FunnelRows>) -> Cells<FunnelCell> {
    let cell = |((day, channel, value), (funnel, skips, skips_at_send))| FunnelCell {
        day,
        channel,
        value,
        funnel,
        skips,
        skips_at_send,
    };
    Cells { due_day, key, cells: keyed.rows.into_iter().map(cell).collect(), as_of: keyed.as_of }
}

/// Which values of each segment have a row of their own: the most frequent ones of the day.
struct Values(BTreeMap<Slug, BTreeSet<String>>);

impl Values {
    fn of<'a>(contexts: impl Iterator<Item = &'a Context>) -> Self {
        let mut counts: BTreeMap<&Slug, BTreeMap<&str, u64>> = BTreeMap::new();
        for (segment, value) in contexts.flat_map(|context| &context.segments) {
            *counts.entry(segment).or_default().entry(value).or_default() += 1;
        }
        let most_frequent = |values: BTreeMap<&str, u64>| {
            let mut values: Vec<_> = values.into_iter().collect();
            values.sort_by_key(|(value, n)| (std::cmp::Reverse(*n), *value));
            values.into_iter().take(VALUES_KEPT).map(|(value, _)| value.to_owned()).collect()
        };
        Self(counts.into_iter().map(|(segment, values)| (segment.clone(), most_frequent(values))).collect())
    }

    /// Everybody's key, and the key of each segment with the value that it counts under.
    fn keys(&self, context: &Context) -> Vec<(CellKey, Option<String>)> {
        let key = |segment: Option<&Slug>| CellKey {
            journey: context.journey.clone(),
            stage: context.stage.clone(),
            survey: context.survey.clone(),
            segment: segment.cloned(),
        };
        let kept = |segment: &Slug, value: &String| self.0.get(segment).is_some_and(|values| values.contains(value));
        let each = context.segments.iter().map(|(segment, value)| {
            let value = if kept(segment, value) { value.clone() } else { OTHER.to_owned() };
            (key(Some(segment)), Some(value))
        });
        std::iter::once((key(None), None)).chain(each).collect()
    }
}
