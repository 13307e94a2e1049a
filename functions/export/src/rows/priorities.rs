//! The table of priorities: where to look first.

use super::{rounded, value};
use crate::scope::Scope;
use crate::standing::{Standing, Surveyed, standings};
use crate::table::describe::table;
use jiff::Timestamp;
use score::{NotRanked, OrderValue, Priorities, Standing as Stands};

table! {
    /// The stages of a journey by gap to target × reach × average order value in the last 28 days: how far below, for how
    /// many, at what stake. Not what reaching the target would earn, nor what it would cost.
    pub struct PriorityRow<'a> in "priorities" {
        /// The journey.
        key journey_id: &'a str,
        /// The stage.
        key stage_id: &'a str,
        /// Its headline survey.
        never survey_id: Option<&'a str>,
        /// The place, from 1; empty where there is nothing to rank.
        never rank: Option<usize>,
        /// Why it is not ranked: no_target, no_score or met.
        never reason: Option<&'static str>,
        /// The score of the last 28 days; empty below the minimum.
        never score: Option<f64>,
        /// The target.
        never target: Option<f64>,
        /// How far below the target, in percent of the unit's range (200 points, 100 percent).
        never gap: Option<f64>,
        /// The gap at the high end of the score's interval; 0 where that reaches the target.
        never gap_low: Option<f64>,
        /// The gap at its low end.
        never gap_high: Option<f64>,
        /// The stage's touchpoints in the last 28 days.
        never reach: u64,
        /// The average order value behind the answers of the last 28 days, in the currency's main unit.
        never average_order: Option<f64>,
        /// Its currency.
        never currency: Option<String>,
        /// Whether order values stand in the priorities; otherwise each counts as 1.
        never by_value: bool,
        /// Gap × reach × value; compares within one journey and export only.
        never priority: Option<f64>,
        /// The newest of what the table is made of.
        never as_of: Option<Timestamp>,
    }
}

/// The stages as they are ranked, with their places among the standings.
pub(crate) fn ranked(scope: &Scope<'_>, standings: &[Standing<'_>]) -> Priorities {
    let stands: Vec<_> = standings.iter().map(|standing| stands(scope, standing)).collect();
    Priorities::of(&stands)
}

/// Those that are ranked first, then the others in the journey's order.
pub fn priorities<'a>(scope: &Scope<'a>) -> Vec<PriorityRow<'a>> {
    let standings = standings(scope);
    let priorities = ranked(scope, &standings);
    let row = |place: usize| -> Option<PriorityRow<'a>> {
        let standing = standings.get(place)?;
        let stands = stands(scope, standing);
        let digits = |currency: &str| i32::try_from(survey::touchpoint::Money::digits(currency)).unwrap_or(2);
        let average = stands.order_value.as_ref();
        Some(PriorityRow {
            journey_id: scope.journey.id.as_str(),
            stage_id: standing.stage.id.as_str(),
            survey_id: standing.headline().map(|headline| headline.survey.id.as_str()),
            rank: None,
            reason: None,
            score: value(stands.score),
            target: stands.target.and_then(rounded),
            gap: None,
            gap_low: None,
            gap_high: None,
            reach: stands.reach,
            average_order: average
                .and_then(|value| rounded(value.minor_units as f64 / 10_f64.powi(digits(&value.currency)))),
            currency: average.map(|value| value.currency.clone()),
            by_value: priorities.by_value,
            priority: None,
            as_of: scope.as_of(),
        })
    };
    let ranked = priorities.ranked.iter().filter_map(|ranked| {
        Some(PriorityRow {
            rank: Some(ranked.rank),
            gap: rounded(100.0 * ranked.gap),
            gap_low: rounded(100.0 * ranked.gap_interval.low),
            gap_high: rounded(100.0 * ranked.gap_interval.high),
            priority: rounded(ranked.priority),
            ..row(ranked.stage)?
        })
    });
    let reason = |why: NotRanked| match why {
        NotRanked::NoTarget => "no_target",
        NotRanked::NoScore => "no_score",
        NotRanked::Met => "met",
    };
    let others = priorities.not_ranked.iter();
    let others = others.filter_map(|(place, why)| Some(PriorityRow { reason: Some(reason(*why)), ..row(*place)? }));
    ranked.chain(others).collect()
}

fn stands(scope: &Scope<'_>, standing: &Standing<'_>) -> Stands {
    let headline = standing.headline();
    Stands {
        metric: headline.map_or(score::Metric::Csat, |headline| headline.survey.metric),
        score: headline.and_then(|headline| headline.figure.score),
        target: standing.stage.target.as_ref().map(|target| target.score),
        reach: standing.reach(scope.today),
        order_value: headline.and_then(Surveyed::main_money).map(|(currency, money)| OrderValue {
            minor_units: money.average.round() as u64,
            currency: currency.to_owned(),
        }),
    }
}
