//! What is read from the answers themselves, of the last 90 days: comments, drivers, and the answers as a table.

use crate::rows::{AnswerRow, Gathered};
use crate::scope::Scope;
use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use score::{Metric, Rating};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use store::{Consistency, Store};
use survey::key::{SHARDS, days};
use survey::{Answer, Slug};

/// How many days of answers are read, by the day answered.
const DAYS: i64 = 90;
/// How many answers tell enough: the drivers of a stage of ten are then sure to a point or so, and a read takes seconds.
const ENOUGH: u64 = 500_000;
/// How many of a stage's comments are kept, the newest.
const COMMENTS: usize = 20;

/// What a journey's answers have told.
#[derive(Debug, Default)]
pub struct Told {
    /// By stage, newest first.
    pub comments: BTreeMap<Slug, Vec<Comment>>,
    /// Only where the journey's owner wants them.
    pub answers: Vec<AnswerRow>,
    pub(crate) drivers: Gathered,
}

/// A comment as it may be read: masked when it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub at: Timestamp,
    pub rating: Rating,
    pub metric: Metric,
    pub text: String,
}

impl Comment {
    /// How high its rating is on its own scale, 0 to 1, so that ratings of several scales compare.
    pub(crate) fn height(&self) -> f64 {
        let (low, high) = (*self.metric.scale().start(), *self.metric.scale().end());
        f64::from(self.rating.get().saturating_sub(low)) / f64::from(high - low)
    }
}

impl Told {
    /// Reads the answers of every journey once, the newest day first; employees' comments and answers stay unread. Where
    /// there are very many, only as many shards as tell enough: which shard an answer is in is a matter of chance.
    pub(crate) async fn read(store: &Store, folded: &[Date], scopes: &[Scope<'_>]) -> Result<BTreeMap<Slug, Told>> {
        let mut told: BTreeMap<Slug, Told> =
            scopes.iter().map(|scope| (scope.journey.id.clone(), Told::default())).collect();
        let longest = scopes.iter().map(|scope| scope.journey.link_life.duration()).max().unwrap_or_default();
        let Some(today) = scopes.iter().map(|scope| scope.today).max() else { return Ok(told) };
        // An answer comes at the latest when its link ends, and both days are of other zones.
        let first = today.saturating_sub((DAYS + longest.as_hours() / 24 + 2).days());
        let known: BTreeSet<&Date> = folded.iter().filter(|day| **day >= first).collect();
        let wants_all = scopes.iter().any(|scope| scope.journey.reporting.answers);
        let shards = if wants_all { SHARDS } else { shards(scopes, first) };
        let mut days: Vec<Date> =
            days(first, today.saturating_add(1.day())).filter(|day| known.contains(day)).collect();
        days.reverse();
        let lock = Mutex::new(&mut told);
        let count = |answer: Answer| {
            let mut told = lock.lock().unwrap_or_else(PoisonError::into_inner);
            let scope = scopes.iter().find(|scope| scope.journey.id == answer.context.journey);
            if let Some((scope, told)) = scope.zip(told.get_mut(&answer.context.journey)) {
                told.count(scope, &answer);
            }
        };
        let parts = days.into_iter().flat_map(|day| (0..shards).map(move |shard| (day, shard)));
        let parts = parts.map(|(day, shard)| store.each_answer(day, shard, Consistency::Eventual, count));
        let parts: Vec<_> = parts.collect();
        stream::iter(parts).buffer_unordered(usize::from(SHARDS)).try_collect::<()>().await?;
        for told in told.values_mut() {
            told.answers.sort_by(|a, b| (a.answered_on, &a.answer).cmp(&(b.answered_on, &b.answer)));
        }
        Ok(told)
    }

    fn count(&mut self, scope: &Scope<'_>, answer: &Answer) {
        let context = &answer.context;
        let first = scope.today.saturating_sub((DAYS - 1).days());
        let is_employees = context.metric == Metric::Enps;
        if answer.answered_on < first || answer.answered_on > scope.today || is_employees {
            return;
        }
        let reporting = scope.journey.reporting;
        if reporting.answers {
            self.answers.push(AnswerRow::of(answer, reporting.comments));
        }
        let survey = (context.stage.clone(), context.survey.clone(), context.survey_version, context.metric);
        self.drivers.entry(survey).or_default().add(answer);
        if let (true, Some(text)) = (reporting.comments, &answer.comment) {
            let at = answer.last.last().map_or(answer.first.at, |given| given.at);
            let comment = Comment { at, rating: answer.rating, metric: context.metric, text: text.clone() };
            let comments = self.comments.entry(context.stage.clone()).or_default();
            let older = |other: &Comment| (other.at, &other.text) > (comment.at, &comment.text);
            let place = comments.partition_point(older);
            comments.insert(place, comment);
            comments.truncate(COMMENTS);
        }
    }
}

/// How many shards hold enough answers of the due days since then, by the counts.
fn shards(scopes: &[Scope<'_>], first: Date) -> u8 {
    let Some(scope) = scopes.first() else { return SHARDS };
    // Every scope has the counts of all journeys.
    let all = scope.answers.iter().filter(|day| day.due_day >= first && day.key.segment.is_none());
    let n: u64 = all.flat_map(|day| &day.cells).map(|cell| cell.answered.confirmed.n()).sum();
    let wanted = (u64::from(SHARDS) * ENOUGH).div_ceil(n.max(1));
    u8::try_from(wanted).unwrap_or(SHARDS).clamp(1, SHARDS)
}
