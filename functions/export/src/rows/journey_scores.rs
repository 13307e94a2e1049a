//! The table of journeys: stages rolled up, per metric and across metrics.

#[cfg(test)]
mod tests;

use super::{high, low, rounded, value};
use crate::figure::Rule;
use crate::period::Period;
use crate::scope::Scope;
use crate::standing::{Standing, Surveyed, former_standings, standings};
use crate::table::describe::table;
use jiff::Timestamp;
use jiff::civil::Date;
use score::{Change, FAVOURABLE_SHARE, Metric, Part, Sample, Score, TargetVerdict, favourable_share, roll_up};
use std::collections::BTreeSet;
use survey::journey::reporting::WeighBy;

table! {
    /// A journey's stages rolled up in one period, by the day answered: per metric, and across metrics as the share in
    /// each metric's top band (favourable-share@1). Everybody who was asked by email, of each stage's headline survey, in
    /// its version with the most answers in the period. A stage takes part from the first day that anything was due at it;
    /// one that the journey no longer has, to the last. The row with an empty journey_id is the whole company.
    pub struct JourneyScoreRow in "journey_scores" {
        /// The journey; empty for the whole company.
        key journey_id: String,
        /// The definition of the score. Scores of different definitions are never compared.
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
        /// What a stage weighs: as the journey file says, or by its touchpoints.
        never weigh_by: &'static str,
        /// The stages with a headline of this metric.
        never stages: usize,
        /// Those with enough answers, of which the score is made.
        never stages_counted: usize,
        /// The others, by their ids: too few answers, or nothing due where touchpoints weigh.
        never stages_missing: String,
        /// The answers that the score counts.
        sum answers: u64,
        /// The weighted mean of the stages' scores; empty if no stage has enough answers.
        never score: Option<f64>,
        /// points (-100 to 100) or percent (0 to 100).
        never unit: &'static str,
        /// The low end of the score's 95 % interval.
        never ci_low: Option<f64>,
        /// The high end.
        never ci_high: Option<f64>,
        /// The stages with enough answers in this period and the one right before, of which the change is made.
        never stages_compared: usize,
        /// Their score now less their score before, weighed as now.
        never change: Option<f64>,
        /// The low end of the change's 95 % interval.
        never change_low: Option<f64>,
        /// The high end.
        never change_high: Option<f64>,
        /// up, down or cant_tell.
        never verdict: &'static str,
        /// The stages that have met their target.
        never targets_met: usize,
        /// Those that have missed it.
        never targets_missed: usize,
        /// Those of which that can't be told.
        never targets_cant_tell: usize,
        /// The newest of what the row is made of, when the row last changed.
        never as_of: Option<Timestamp>,
        /// How often the row was put after its period was over, each time with other figures; 1 is the first.
        never revision: u32,
    }
}

/// A stage whose headline takes part.
struct Member<'m, 'a> {
    /// The stage's id; with the journey's before it where there are several journeys.
    name: String,
    standing: &'m Standing<'a>,
    headline: &'m Surveyed<'a>,
    /// The first and the last day on which anything was due or answered.
    days: Option<(Date, Date)>,
    is_former: bool,
}

impl Member<'_, '_> {
    /// Whether the stage was there in the period: one of which nothing is known is there as long as the period lasts.
    fn was_there(&self, period: Period, today: Date) -> bool {
        match self.days {
            Some((first, last)) => first <= period.end && (!self.is_former || last >= period.start),
            None => !self.is_former && !period.is_closed(today),
        }
    }
}

/// How the answers of a survey are scored.
struct Definition {
    metric_version: &'static str,
    unit: &'static str,
    score: fn(Rule, &Sample) -> Option<Score>,
    /// Whether a stage's own score is scored so too.
    is_metric: bool,
}

/// Of one journey, by definition and period; periods without an answer are left out.
pub fn journey_scores(scope: &Scope<'_>) -> Vec<JourneyScoreRow> {
    let standings = [standings(scope), former_standings(scope)];
    let members = members(&standings, None);
    rows(scope.journey.id.as_str(), &members, scope.journey.reporting.weigh_by, scope.today)
}

/// Of all journeys together, if there are several. Weighed by touchpoints if any of them is; the day is the first one's.
pub fn company_scores(scopes: &[Scope<'_>]) -> Vec<JourneyScoreRow> {
    let (Some(first), true) = (scopes.first(), scopes.len() > 1) else { return Vec::new() };
    let of = |scope| [standings(scope), former_standings(scope)];
    let all: Vec<_> = scopes.iter().map(|scope| (scope.journey.id.as_str(), of(scope))).collect();
    let members: Vec<_> = all.iter().flat_map(|(journey, standings)| members(standings, Some(journey))).collect();
    let by_touchpoints = scopes.iter().any(|scope| scope.journey.reporting.weigh_by == WeighBy::Touchpoints);
    rows("", &members, if by_touchpoints { WeighBy::Touchpoints } else { WeighBy::File }, first.today)
}

/// Of the journey's own stages, then of former ones.
fn members<'m, 'a>([own, former]: &'m [Vec<Standing<'a>>; 2], journey: Option<&str>) -> Vec<Member<'m, 'a>> {
    let member = |standing: &'m Standing<'a>, is_former| {
        let id = standing.stage.id.as_str();
        let name = journey.map_or_else(|| id.to_owned(), |journey| format!("{journey}/{id}"));
        let headline = standing.headline()?;
        let days = || headline.asked.dates().chain(headline.answered_on());
        let days = days().min().zip(days().max());
        Some(Member { name, standing, headline, days, is_former })
    };
    let own = own.iter().filter_map(|standing| member(standing, false));
    own.chain(former.iter().filter_map(|standing| member(standing, true))).collect()
}

fn rows(journey: &str, members: &[Member<'_, '_>], weigh_by: WeighBy, today: Date) -> Vec<JourneyScoreRow> {
    let metrics: BTreeSet<Metric> = members.iter().map(|member| member.headline.survey.metric).collect();
    let mut rows = Vec::new();
    for metric in metrics {
        let score = Definition {
            metric_version: metric.definition(),
            unit: metric.unit(),
            score: |rule, answers| rule.score(answers),
            is_metric: true,
        };
        let of_metric: Vec<_> = members.iter().filter(|member| member.headline.survey.metric == metric).collect();
        rows.extend(by_period(journey, &of_metric, &score, weigh_by, today));
    }
    let share = Definition {
        metric_version: FAVOURABLE_SHARE,
        unit: "percent",
        score: |rule, answers| favourable_share(rule.metric, answers).filter(|_| rule.is_enough(answers)),
        is_metric: false,
    };
    // Employees are no part of what customers meet.
    let all: Vec<_> = members.iter().filter(|member| member.headline.survey.metric != Metric::Enps).collect();
    rows.extend(by_period(journey, &all, &share, weigh_by, today));
    rows
}

fn by_period(
    journey: &str,
    members: &[&Member<'_, '_>],
    definition: &Definition,
    weigh_by: WeighBy,
    today: Date,
) -> Vec<JourneyScoreRow> {
    let days = members.iter().flat_map(|member| member.headline.answered_on());
    let of_period = |period| {
        let there: Vec<_> = members.iter().copied().filter(|member| member.was_there(period, today)).collect();
        row(journey, &there, definition, weigh_by, (period, today))
    };
    Period::touched(days, today).into_iter().filter_map(of_period).collect()
}

fn row(
    journey: &str,
    members: &[&Member<'_, '_>],
    definition: &Definition,
    weigh_by: WeighBy,
    (period, today): (Period, Date),
) -> Option<JourneyScoreRow> {
    let (mut now, mut both, mut before) = (Vec::new(), Vec::new(), Vec::new());
    let (mut answers, mut as_of, mut missing, mut alone) = (0, None, Vec::new(), None);
    let [mut met, mut missed, mut cant_tell] = [0; 3];
    for member in members {
        let Member { standing, headline, .. } = member;
        let days = headline.days(period);
        let counted = |period| {
            let answered = days.sum(period);
            (answered.counted(headline.rule.count), answered.as_of)
        };
        let ((counted, newest), (earlier, newest_before)) = (counted(period), counted(period.previous()));
        as_of = as_of.max(newest).max(newest_before);
        let weight = match weigh_by {
            WeighBy::File => f64::from(standing.stage.weight),
            WeighBy::Touchpoints => headline.asked.sum(period).funnel.touchpoints() as f64,
        };
        if let Some(target) = &standing.stage.target {
            let verdict = headline.rule.score(&counted).map(|score| TargetVerdict::of(&score, target.score));
            *match verdict {
                Some(TargetVerdict::Met) => &mut met,
                Some(TargetVerdict::Missed) => &mut missed,
                Some(TargetVerdict::CantTell) | None => &mut cant_tell,
            } += 1;
        }
        // A stage that nothing was due at weighs nothing, and is named like one without enough answers.
        let Some(score) = (definition.score)(headline.rule, &counted).filter(|_| weight > 0.0) else {
            missing.push(member.name.as_str());
            answers += counted.n();
            continue;
        };
        answers += counted.n();
        now.push(Part { weight, score });
        if let Some(score_before) = (definition.score)(headline.rule, &earlier) {
            both.push(Part { weight, score });
            before.push(Part { weight, score: score_before });
            alone = Change::between(headline.rule.metric, &counted, &earlier).filter(|_| definition.is_metric);
        }
    }
    if answers == 0 {
        return None;
    }
    let score = roll_up(&now);
    let together = roll_up(&both).zip(roll_up(&before)).map(|(now, before)| Change::of_scores(&now, &before));
    // A stage alone has moved as its own row says.
    let change = alone.filter(|_| both.len() == 1).or(together);
    Some(JourneyScoreRow {
        journey_id: journey.to_owned(),
        metric_version: definition.metric_version,
        period_type: period.kind.as_str(),
        period_start: period.start,
        period_end: period.end,
        period_label: period.label(),
        is_closed: period.is_closed(today),
        weigh_by: weigh_by.as_str(),
        stages: members.len(),
        stages_counted: now.len(),
        stages_missing: missing.join(" "),
        answers,
        score: value(score),
        unit: definition.unit,
        ci_low: low(score),
        ci_high: high(score),
        stages_compared: both.len(),
        change: change.and_then(|change| rounded(change.difference)),
        change_low: change.and_then(|change| rounded(change.interval.low)),
        change_high: change.and_then(|change| rounded(change.interval.high)),
        verdict: change.map_or("cant_tell", |change| change.verdict.as_str()),
        targets_met: met,
        targets_missed: missed,
        targets_cant_tell: cant_tell,
        as_of,
        revision: 1,
    })
}
