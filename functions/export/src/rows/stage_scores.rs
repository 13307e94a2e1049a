//! The table of scores: one row per survey and version, period, segment value and channel.

#[cfg(test)]
mod tests;

use super::{high, low, rounded, value};
use crate::figure::{Figure, Rule};
use crate::period::{Period, PeriodType};
use crate::scope::{Days, Group, Order, Place, Scope};
use crate::table::describe::table;
use jiff::Timestamp;
use jiff::civil::Date;
use score::{Change, Metric, Quality, Verdict, hidden};
use std::borrow::Cow;
use std::collections::BTreeMap;
use survey::cell::CHANGE_SEGMENT;
use survey::invitation::EMAIL;

table! {
    /// One survey's answers in one period, by one segment value, by the day answered. Scores, intervals and changes are
    /// in the row's unit.
    pub struct StageScoreRow<'a> in "stage_scores" {
        /// The journey.
        key journey_id: &'a str,
        /// The journey's version that the row was made with.
        never journey_version: u32,
        /// The stage's place in the journey, from 1.
        never stage_order: usize,
        /// The stage.
        key stage_id: &'a str,
        /// The stage's name in the journey's first language.
        never stage_name: Cow<'a, str>,
        /// Before, during or after the purchase.
        never phase: &'static str,
        /// Who owns the stage.
        never owner: Cow<'a, str>,
        /// The survey.
        key survey_id: &'a str,
        /// The journey's version in which the survey's question or scale last changed; versions are not mixed.
        key survey_version: u32,
        /// Whether the survey's score is the stage's.
        never is_headline: bool,
        /// The kind of question.
        key metric: &'static str,
        /// The definition that the score follows.
        key metric_version: &'static str,
        /// day, week (from Monday), month, quarter, last_28d or last_90d.
        key period_type: &'static str,
        /// The period's first day, in the journey's zone.
        key period_start: Date,
        /// Its last day, included.
        never period_end: Date,
        /// Its name: 2026-W47.
        never period_label: String,
        /// Whether its last day is over; late answers can still change it.
        never is_closed: bool,
        /// The segment; empty for everybody together.
        key segment: &'a str,
        /// The segment's value; empty for everybody together.
        key segment_value: Cow<'a, str>,
        /// How they were asked: email, or the channel of a link.
        key channel: Cow<'a, str>,
        /// Which answers count: confirmed, or also lone clicks that look like a person's.
        never count_policy: &'static str,
        /// The answers that the score counts.
        sum answers: u64,
        /// Lone clicks that look like a person's, without an answer.
        sum answers_provisional: u64,
        /// Other clicks without an answer.
        sum answers_suspect: u64,
        /// Of the answers, those in the metric's top band. Empty where a few employees' answers could be told.
        sum favourable: Option<u64>,
        /// Those in the middle.
        sum neutral: Option<u64>,
        /// Those in the bottom band.
        sum unfavourable: Option<u64>,
        /// The sum of the ratings.
        sum rating_sum: Option<u64>,
        /// The sum of their squares.
        sum rating_sum_sq: Option<u64>,
        /// The score, weighted back to everybody where some had a smaller chance to be asked; empty below the minimum.
        never score: Option<f64>,
        /// points (-100 to 100) or percent (0 to 100).
        never unit: &'static str,
        /// The low end of the score's 95 % interval.
        never ci_low: Option<f64>,
        /// The high end.
        never ci_high: Option<f64>,
        /// The mean rating, on the question's own scale.
        never mean: Option<f64>,
        /// The low end of its 95 % interval.
        never mean_low: Option<f64>,
        /// The high end.
        never mean_high: Option<f64>,
        /// empty, too_few (below the minimum), hidden (a few employees could be told), few (to 29) or enough.
        never quality: &'static str,
        /// The answers of the period right before.
        never previous_answers: u64,
        /// The score of the period right before.
        never previous_score: Option<f64>,
        /// The score less the one before.
        never change: Option<f64>,
        /// The low end of the change's 95 % interval.
        never change_low: Option<f64>,
        /// The high end.
        never change_high: Option<f64>,
        /// up, down or cant_tell; among the values of a segment corrected for their number (Benjamini-Hochberg).
        never verdict: &'static str,
        /// The score of the same period a year before.
        never year_ago_score: Option<f64>,
        /// up, down or cant_tell since then.
        never year_ago_verdict: &'static str,
        /// The stage's target, for its headline survey.
        never target: Option<f64>,
        /// When it is to be reached.
        never target_by: Option<Date>,
        /// met, missed or cant_tell.
        never target_verdict: Option<&'static str>,
        /// How many said whether the stage's promise was kept.
        sum promise_asked: Option<u64>,
        /// How many said that it was.
        sum promise_kept: Option<u64>,
        /// Their share, in percent; empty below the minimum.
        never promise_share: Option<f64>,
        /// The low end of its 95 % interval.
        never promise_low: Option<f64>,
        /// The high end.
        never promise_high: Option<f64>,
        /// How many said what it was like beside what they had expected.
        sum expectation_asked: Option<u64>,
        /// How many said worse.
        sum expectation_worse: Option<u64>,
        /// How many said better.
        sum expectation_better: Option<u64>,
        /// The share of worse, in percent; empty below the minimum.
        never worse_share: Option<f64>,
        /// The low end of its 95 % interval.
        never worse_low: Option<f64>,
        /// The high end.
        never worse_high: Option<f64>,
        /// The share of better, in percent.
        never better_share: Option<f64>,
        /// The low end of its 95 % interval.
        never better_low: Option<f64>,
        /// The high end.
        never better_high: Option<f64>,
        /// The newest of what the row is made of, when the row last changed.
        never as_of: Option<Timestamp>,
        /// How often the row was put after its period was over, each time with other figures; 1 is the first.
        never revision: u32,
    }
}

/// A group's figure of one period.
struct Entry<'a, 'p> {
    place: &'p Place<'a>,
    group: Group<'a>,
    period: Period,
    rule: Rule,
    figure: Figure,
    /// A few employees' answers could be told from it.
    is_hidden: bool,
}

/// Scores by the day answered, in the order of the journey, then survey version, period, segment, channel.
///
/// Periods without an answer or click are left out, but each survey has its last 28 days, so that no
/// stage is missing. A row is only what its key says: rows of several channels, or of several versions,
/// stand beside each other. The values of one segment in one period are read together: of their changes only those are
/// told that their number leaves standing, and where the answers are employees', what could be worked out of a few is
/// hidden.
pub fn stage_scores<'a>(scope: &Scope<'a>) -> Vec<StageScoreRow<'a>> {
    let places = scope.places();
    let mut entries = BTreeMap::new();
    for (group, cells) in scope.answer_groups() {
        let Some(place) = places.get(group.survey) else { continue };
        if group.segment.starts_with(CHANGE_SEGMENT) {
            continue;
        }
        // An older version may have asked on another scale.
        let metric = cells.first().map_or(place.survey.metric, |(cell, _)| cell.metric);
        let rule = Rule { metric, ..Rule::of(scope.journey, place.survey) };
        let days = Days::of(cells);
        for period in Period::touched(days.dates(), scope.today) {
            let figure = Figure::of(rule, &days, period);
            if !figure.answered.counts.is_empty() {
                let entry = Entry { place, group, period, rule, figure, is_hidden: false };
                entries.insert(group.order(period), entry);
            }
        }
    }
    let period = Period::of(PeriodType::Last28d, scope.today);
    for (place, survey) in places.iter().zip(0..).filter(|(place, _)| !scope.is_former(place)) {
        let group = Group { survey, survey_version: place.survey.version, segment: "", value: "", channel: EMAIL };
        let same = |order: &Order<'_>| Order { channel: EMAIL, ..*order } == group.order(period);
        if !entries.keys().any(same) {
            let rule = Rule::of(scope.journey, place.survey);
            let figure = Figure { as_of: scope.as_of(), ..Figure::of(rule, &Days::of([]), period) };
            entries.insert(group.order(period), Entry { place, group, period, rule, figure, is_hidden: false });
        }
    }
    read_together(&mut entries);
    entries.values().map(|entry| row(scope, entry)).collect()
}

/// Judges the values of each segment in each period as the many that they are.
fn read_together(entries: &mut BTreeMap<Order<'_>, Entry<'_, '_>>) {
    let everybody: BTreeMap<Order<'_>, u64> = entries
        .iter()
        .filter(|(order, _)| order.segment.is_empty())
        .map(|(order, entry)| (*order, entry.figure.counted.n()))
        .collect();
    let mut families: BTreeMap<Order<'_>, Vec<&mut Entry<'_, '_>>> = BTreeMap::new();
    for (order, entry) in entries {
        families.entry(Order { value: "", ..*order }).or_default().push(entry);
    }
    for (order, family) in &mut families {
        Change::among(family.iter_mut().filter_map(|entry| Some(&mut entry.figure.previous.as_mut()?.change)));
        Change::among(family.iter_mut().filter_map(|entry| Some(&mut entry.figure.year_ago.as_mut()?.change)));
        let all = everybody.get(&Order { segment: "", ..*order }).copied().unwrap_or_default();
        hide(family, all);
    }
}

/// Hides what would tell a few employees' answers; `all` is how many everybody's are, with those who have no value.
fn hide(family: &mut [&mut Entry<'_, '_>], all: u64) {
    let Some(rule) = family.first().map(|entry| entry.rule).filter(|rule| rule.metric == Metric::Enps) else { return };
    let mut answers: Vec<_> = family.iter().map(|entry| entry.figure.counted.n()).collect();
    answers.push(all.saturating_sub(answers.iter().sum()));
    for (entry, hidden) in family.iter_mut().zip(hidden(&answers, rule.minimum_answers)) {
        entry.is_hidden = hidden;
    }
}

fn row<'a>(scope: &Scope<'a>, entry: &Entry<'a, '_>) -> StageScoreRow<'a> {
    let Entry { place, group, period, rule, figure, is_hidden } = entry;
    let Place { stage, survey, .. } = **place;
    let shown = !*is_hidden;
    let bands = figure.counted.bands(rule.metric);
    let language = scope.journey.language(None);
    let target = stage.target.as_ref().filter(|_| place.is_headline() && rule.metric == survey.metric);
    let score = figure.score.filter(|_| shown);
    let mean = figure.mean.filter(|_| shown);
    // An earlier score of a few employees may have been hidden then.
    let compares = shown && (rule.metric != Metric::Enps || group.segment.is_empty());
    let previous = figure.previous.as_ref().filter(|_| compares);
    let year_ago = figure.year_ago.as_ref().filter(|_| compares);
    let change = previous.map(|previous| previous.change);
    let (promise, expectation) = (figure.promise(*rule), figure.expectation(*rule));
    let [worse, _, better] = expectation.shares.map(|share| share.filter(|_| shown));
    // What a few employees have said is not told either.
    let told = |asked: u64| shown && (rule.metric != Metric::Enps || asked >= rule.minimum_answers);
    let reached = |target: f64| score.map_or("cant_tell", |_| figure.target_verdict(target).as_str());
    StageScoreRow {
        journey_id: scope.journey.id.as_str(),
        journey_version: scope.version,
        stage_order: place.stage_order,
        stage_id: stage.id.as_str(),
        stage_name: Cow::Borrowed(stage.name.for_reader(language)),
        phase: stage.phase.as_str(),
        owner: Cow::Borrowed(stage.owner.as_str()),
        survey_id: survey.id.as_str(),
        survey_version: group.survey_version,
        is_headline: place.is_headline(),
        metric: rule.metric.as_str(),
        metric_version: rule.metric.definition(),
        period_type: period.kind.as_str(),
        period_start: period.start,
        period_end: period.end,
        period_label: period.label(),
        is_closed: period.is_closed(scope.today),
        segment: group.segment,
        segment_value: Cow::Borrowed(group.value),
        channel: Cow::Borrowed(group.channel),
        count_policy: survey.count.as_str(),
        answers: figure.counted.n(),
        answers_provisional: figure.answered.counts.provisional.n(),
        answers_suspect: figure.answered.counts.suspect.n(),
        favourable: shown.then_some(bands.favourable),
        neutral: shown.then_some(bands.neutral),
        unfavourable: shown.then_some(bands.unfavourable),
        rating_sum: shown.then(|| figure.counted.sum()),
        rating_sum_sq: shown.then(|| figure.counted.sum_of_squares()),
        score: value(score),
        unit: rule.metric.unit(),
        ci_low: low(score),
        ci_high: high(score),
        mean: mean.and_then(|mean| rounded(mean.value)),
        mean_low: mean.and_then(|mean| rounded(mean.interval.low)),
        mean_high: mean.and_then(|mean| rounded(mean.interval.high)),
        quality: if shown || figure.quality == Quality::TooFew { figure.quality.as_str() } else { "hidden" },
        previous_answers: figure.previous_answers,
        previous_score: previous.and_then(|previous| rounded(previous.score.value)),
        change: change.and_then(|change| rounded(change.difference)),
        change_low: change.and_then(|change| rounded(change.interval.low)),
        change_high: change.and_then(|change| rounded(change.interval.high)),
        verdict: change.map_or(Verdict::CantTell, |change| change.verdict).as_str(),
        year_ago_score: year_ago.and_then(|earlier| rounded(earlier.score.value)),
        year_ago_verdict: year_ago.map_or(Verdict::CantTell, |earlier| earlier.change.verdict).as_str(),
        target: target.and_then(|target| rounded(target.score)),
        target_by: target.map(|target| target.by),
        target_verdict: target.map(|target| reached(target.score)),
        promise_asked: told(promise.asked).then_some(promise.asked),
        promise_kept: told(promise.asked).then_some(promise.kept),
        promise_share: value(promise.share.filter(|_| shown)),
        promise_low: low(promise.share.filter(|_| shown)),
        promise_high: high(promise.share.filter(|_| shown)),
        expectation_asked: told(expectation.asked).then_some(expectation.asked),
        expectation_worse: told(expectation.asked).then_some(expectation.counts[0]),
        expectation_better: told(expectation.asked).then_some(expectation.counts[2]),
        worse_share: value(worse),
        worse_low: low(worse),
        worse_high: high(worse),
        better_share: value(better),
        better_low: low(better),
        better_high: high(better),
        as_of: figure.as_of,
        revision: 1,
    }
}
