//! The table of money: what stands behind favourable and unfavourable answers.

use super::{high, low, rounded, value};
use crate::period::Period;
use crate::scope::{Answered, Days, Scope};
use crate::table::describe::table;
use jiff::Timestamp;
use jiff::civil::Date;
use score::{Interval, Metric, Money, ValueBehind};
use std::borrow::Cow;
use std::collections::BTreeMap;
use survey::cell::CHANGE_SEGMENT;

table! {
    /// The order values behind one survey's answers in one period, by one segment value and currency. Amounts are in the
    /// currency's main unit, and weighted back to everybody where some had a smaller chance to be asked.
    pub struct MoneyRow<'a> in "money" {
        /// The journey.
        key journey_id: &'a str,
        /// The stage.
        key stage_id: &'a str,
        /// The survey.
        key survey_id: &'a str,
        /// The journey's version in which the survey's question or scale last changed.
        key survey_version: u32,
        /// The definition whose bands are meant.
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
        /// The currency (ISO 4217). Amounts of several are never added.
        key currency: Cow<'a, str>,
        /// The confirmed answers about an order with a value.
        sum orders: u64,
        /// What those orders were worth.
        sum order_value: Option<f64>,
        /// Of that, behind favourable answers; empty below the minimum of answers, like all that follows.
        sum favourable_value: Option<f64>,
        /// Behind neutral answers.
        sum neutral_value: Option<f64>,
        /// The value at risk: behind unfavourable answers. What the dissatisfied have spent, not what will be lost.
        sum value_at_risk: Option<f64>,
        /// The low end of its 95 % interval.
        never at_risk_low: Option<f64>,
        /// The high end.
        never at_risk_high: Option<f64>,
        /// The value at risk in percent of the order value.
        never at_risk_share: Option<f64>,
        /// The low end of its 95 % interval.
        never at_risk_share_low: Option<f64>,
        /// The high end.
        never at_risk_share_high: Option<f64>,
        /// The share behind favourable answers, in percent.
        never favourable_share: Option<f64>,
        /// The low end of its 95 % interval.
        never favourable_share_low: Option<f64>,
        /// The high end.
        never favourable_share_high: Option<f64>,
        /// The average order value.
        never average_order: Option<f64>,
        /// The low end of its 95 % interval.
        never average_low: Option<f64>,
        /// The high end.
        never average_high: Option<f64>,
        /// The newest of what the row is made of, when the row last changed.
        never as_of: Option<Timestamp>,
        /// How often the row was put after its period was over, each time with other figures; 1 is the first.
        never revision: u32,
    }
}

/// By the day answered, in the order of the journey, then survey version, period, segment, channel, currency. Answers
/// about no order, and employees' answers, have no row.
pub fn money<'a>(scope: &Scope<'a>) -> Vec<MoneyRow<'a>> {
    let places = scope.places();
    let mut rows = BTreeMap::new();
    for (group, cells) in scope.answer_groups() {
        let Some(place) = places.get(group.survey) else { continue };
        if group.segment.starts_with(CHANGE_SEGMENT) {
            continue;
        }
        let metric = cells.first().map_or(place.survey.metric, |(cell, _)| cell.metric);
        if metric == Metric::Enps {
            continue;
        }
        let days: Days<Answered> = Days::of(cells);
        for period in Period::touched(days.dates(), scope.today) {
            let answered = days.sum(period);
            for (currency, spending) in &answered.counts.spent {
                let Some(money) = Money::of(metric, spending) else { continue };
                let is_enough = money.orders >= scope.journey.minimum_answers;
                let shown = is_enough.then_some(&money);
                let digits = i32::try_from(survey::touchpoint::Money::digits(currency)).unwrap_or(2);
                let main = |minor: f64| rounded(minor / 10_f64.powi(digits));
                let at_risk = shown.map(|money| money.unfavourable);
                let favourable = shown.map(|money| money.favourable);
                let share = |behind: Option<ValueBehind>| behind.map(|behind| behind.share);
                let average: Option<Interval> = shown.and_then(|money| money.average_interval);
                let row = MoneyRow {
                    journey_id: scope.journey.id.as_str(),
                    stage_id: place.stage.id.as_str(),
                    survey_id: place.survey.id.as_str(),
                    survey_version: group.survey_version,
                    metric_version: metric.definition(),
                    period_type: period.kind.as_str(),
                    period_start: period.start,
                    period_end: period.end,
                    period_label: period.label(),
                    is_closed: period.is_closed(scope.today),
                    segment: group.segment,
                    segment_value: Cow::Borrowed(group.value),
                    channel: Cow::Borrowed(group.channel),
                    currency: Cow::Owned(currency.clone()),
                    orders: money.orders,
                    order_value: main(money.value),
                    favourable_value: favourable.and_then(|behind| main(behind.value)),
                    neutral_value: shown.and_then(|money| main(money.neutral.value)),
                    value_at_risk: at_risk.and_then(|behind| main(behind.value)),
                    at_risk_low: at_risk.and_then(|behind| main(behind.interval.low)),
                    at_risk_high: at_risk.and_then(|behind| main(behind.interval.high)),
                    at_risk_share: value(share(at_risk)),
                    at_risk_share_low: low(share(at_risk)),
                    at_risk_share_high: high(share(at_risk)),
                    favourable_share: value(share(favourable)),
                    favourable_share_low: low(share(favourable)),
                    favourable_share_high: high(share(favourable)),
                    average_order: shown.and_then(|money| main(money.average)),
                    average_low: average.and_then(|interval| main(interval.low)),
                    average_high: average.and_then(|interval| main(interval.high)),
                    as_of: answered.as_of,
                    revision: 1,
                };
                rows.insert((group.order(period), currency.clone()), row);
            }
        }
    }
    rows.into_values().collect()
}
