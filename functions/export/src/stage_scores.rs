//! The table of scores: one row per survey and version, period, segment value and channel.

#[cfg(test)]
mod tests;

use crate::figure::{Figure, Rule};
use crate::period::{Period, PeriodType};
use crate::rows::{StageScoreRow, rounded};
use crate::scope::{Days, Group, Order, Place, Scope};
use score::Metric;
use std::borrow::Cow;
use std::collections::BTreeMap;
use survey::invitation::EMAIL;

/// Scores by the day answered, in the order of the journey, then survey version, period, segment, channel.
///
/// Periods without an answer or click are left out, but each survey has its last 28 days, so that no
/// stage is missing. A row is only what its key says: rows of several channels, or of several versions,
/// stand beside each other.
pub fn stage_scores<'a>(scope: &Scope<'a>) -> Vec<StageScoreRow<'a>> {
    let places = scope.places();
    let mut rows = BTreeMap::new();
    for (group, cells) in scope.answer_groups() {
        let Some(place) = places.get(group.survey) else { continue };
        // An older version may have asked on another scale.
        let metric = cells.first().map_or(place.survey.metric, |(cell, _)| cell.metric);
        let rule = Rule { metric, ..Rule::of(scope.journey, place.survey) };
        let days = Days::of(cells);
        for period in Period::touched(days.dates(), scope.today) {
            let figure = Figure::of(rule, &days, period);
            if !figure.answered.is_empty() {
                rows.insert(group.order(period), row(scope, place, &group, period, (metric, figure)));
            }
        }
    }
    let period = Period::of(PeriodType::Last28d, scope.today);
    for (place, survey) in places.iter().zip(0..) {
        let everybody = Group { survey, survey_version: place.survey.version, segment: "", value: "", channel: EMAIL };
        let same = |order: &Order<'_>| Order { channel: EMAIL, ..*order } == everybody.order(period);
        if !rows.keys().any(same) {
            let nothing = Figure::of(Rule::of(scope.journey, place.survey), &Days::of([]), period);
            let figure = Figure { as_of: scope.as_of(), ..nothing };
            rows.insert(everybody.order(period), row(scope, place, &everybody, period, (place.survey.metric, figure)));
        }
    }
    rows.into_values().collect()
}

fn row<'a>(
    scope: &Scope<'a>,
    place: &Place<'a>,
    group: &Group<'a>,
    period: Period,
    (metric, figure): (Metric, Figure),
) -> StageScoreRow<'a> {
    let Place { stage, survey, .. } = *place;
    let bands = figure.counted.bands(metric);
    let language = scope.journey.language(None);
    let target = stage.target.as_ref().filter(|_| place.is_headline() && metric == survey.metric);
    let score = figure.score;
    let previous = figure.previous.as_ref();
    let change = previous.map(|previous| previous.change);
    let promise = figure.promise;
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
        metric: metric.as_str(),
        metric_version: metric.definition(),
        period_type: period.kind,
        period_start: period.start,
        period_end: period.end,
        period_label: period.label(),
        is_closed: period.is_closed(scope.today),
        segment: group.segment,
        segment_value: Cow::Borrowed(group.value),
        channel: Cow::Borrowed(group.channel),
        count_policy: survey.count.as_str(),
        answers: figure.counted.n(),
        answers_provisional: figure.answered.provisional.n(),
        answers_suspect: figure.answered.suspect,
        favourable: bands.favourable,
        neutral: bands.neutral,
        unfavourable: bands.unfavourable,
        rating_sum: figure.counted.sum(),
        rating_sum_sq: figure.counted.sum_of_squares(),
        score: score.and_then(|score| rounded(score.value)),
        unit: metric.unit(),
        ci_low: score.and_then(|score| rounded(score.interval.low)),
        ci_high: score.and_then(|score| rounded(score.interval.high)),
        quality: figure.quality.as_str(),
        previous_answers: figure.previous_answers,
        previous_score: previous.and_then(|previous| rounded(previous.score.value)),
        change: change.and_then(|change| rounded(change.difference)),
        change_low: change.and_then(|change| rounded(change.interval.low)),
        change_high: change.and_then(|change| rounded(change.interval.high)),
        verdict: figure.verdict().as_str(),
        year_ago_score: figure.year_ago.as_ref().and_then(|earlier| rounded(earlier.score.value)),
        year_ago_verdict: figure.year_ago_verdict().as_str(),
        target: target.and_then(|target| rounded(target.score)),
        target_by: target.map(|target| target.by),
        target_verdict: target.map(|target| figure.target_verdict(target.score).as_str()),
        promise_asked: figure.answered.promise.said,
        promise_kept: figure.answered.promise.kept,
        promise_share: promise.and_then(|(share, _)| rounded(share)),
        promise_low: promise.and_then(|(_, interval)| rounded(interval.low)),
        promise_high: promise.and_then(|(_, interval)| rounded(interval.high)),
        as_of: figure.as_of,
        revision: 1,
    }
}
