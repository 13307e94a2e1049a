//! The rows of the exported tables. Field order is column order.

use crate::period::PeriodType;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::borrow::Cow;

/// A row of an exported table.
pub trait Row: Serialize + Clone {
    /// The table's name, and its files'.
    const TABLE: &'static str;
    /// The columns: the names of the fields, in their order.
    const COLUMNS: &'static [&'static str];
    /// Changes each text that people choose freely. Names, numbers and dates of ours are not among them.
    fn change_texts(&mut self, change: fn(&mut Cow<'_, str>));
}

/// One survey's answers in one period, by one segment value.
///
/// Scores, intervals and changes are in `unit`. `None` is an empty cell: below the minimum of answers, or
/// with nothing to compare with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageScoreRow<'a> {
    pub journey_id: &'a str,
    pub journey_version: u32,
    /// From 1.
    pub stage_order: usize,
    pub stage_id: &'a str,
    /// In the journey's first language.
    pub stage_name: Cow<'a, str>,
    pub phase: &'static str,
    pub owner: Cow<'a, str>,
    pub survey_id: &'a str,
    pub survey_version: u32,
    pub is_headline: bool,
    pub metric: &'static str,
    pub metric_version: &'static str,
    pub period_type: PeriodType,
    pub period_start: Date,
    pub period_end: Date,
    pub period_label: String,
    pub is_closed: bool,
    /// Empty for everybody together.
    pub segment: &'a str,
    pub segment_value: Cow<'a, str>,
    pub channel: Cow<'a, str>,
    pub count_policy: &'static str,
    /// Those that the score counts.
    pub answers: u64,
    pub answers_provisional: u64,
    pub answers_suspect: u64,
    pub favourable: u64,
    pub neutral: u64,
    pub unfavourable: u64,
    pub rating_sum: u64,
    pub rating_sum_sq: u64,
    pub score: Option<f64>,
    pub unit: &'static str,
    pub ci_low: Option<f64>,
    pub ci_high: Option<f64>,
    pub quality: &'static str,
    pub previous_answers: u64,
    pub previous_score: Option<f64>,
    pub change: Option<f64>,
    pub change_low: Option<f64>,
    pub change_high: Option<f64>,
    pub verdict: &'static str,
    pub year_ago_score: Option<f64>,
    pub year_ago_verdict: &'static str,
    pub target: Option<f64>,
    pub target_by: Option<Date>,
    pub target_verdict: Option<&'static str>,
    pub promise_asked: u64,
    pub promise_kept: u64,
    pub promise_share: Option<f64>,
    pub promise_low: Option<f64>,
    pub promise_high: Option<f64>,
    pub as_of: Option<Timestamp>,
    pub revision: u32,
}

/// What became of the touchpoints that a survey listens to, by the day due.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelRow<'a> {
    pub journey_id: &'a str,
    pub stage_id: &'a str,
    pub survey_id: &'a str,
    pub period_type: PeriodType,
    pub period_start: Date,
    pub period_end: Date,
    pub period_label: String,
    pub segment: &'a str,
    pub segment_value: Cow<'a, str>,
    pub channel: Cow<'a, str>,
    pub touchpoints: u64,
    pub skipped: u64,
    pub invited: u64,
    pub pending: u64,
    pub voided: u64,
    pub skipped_at_send: u64,
    pub rejected: u64,
    pub unknown: u64,
    pub sent: u64,
    pub bounced: u64,
    pub delivered: u64,
    pub complained: u64,
    pub opted_out: u64,
    pub reminded: u64,
    pub clicked: u64,
    pub provisional: u64,
    pub suspect: u64,
    pub answered: u64,
    /// A share of 1. Empty until mature, and where no email was delivered.
    pub answer_rate: Option<f64>,
    /// Whether the last link of the period has expired.
    pub is_mature: bool,
    pub as_of: Option<Timestamp>,
    pub revision: u32,
}

/// How many were left out for one reason. Over one step they add up to the funnel's column of that name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelReasonRow<'a> {
    pub journey_id: &'a str,
    pub stage_id: &'a str,
    pub survey_id: &'a str,
    pub period_type: PeriodType,
    pub period_start: Date,
    pub period_end: Date,
    pub period_label: String,
    pub segment: &'a str,
    pub segment_value: Cow<'a, str>,
    pub channel: Cow<'a, str>,
    /// `skipped` or `skipped_at_send`.
    pub step: &'static str,
    pub reason: &'static str,
    pub count: u64,
}

/// At most four decimals, so that the last digits of the arithmetic do not show. Never −0 and never NaN.
pub(crate) fn rounded(figure: f64) -> Option<f64> {
    let rounded = (figure * 1e4).round() / 1e4;
    rounded.is_finite().then_some(rounded + 0.0)
}

impl Row for StageScoreRow<'_> {
    const TABLE: &'static str = "stage_scores";
    #[rustfmt::skip]
    const COLUMNS: &'static [&'static str] = &[
        "journey_id", "journey_version", "stage_order", "stage_id", "stage_name", "phase", "owner", "survey_id",
        "survey_version", "is_headline", "metric", "metric_version", "period_type", "period_start", "period_end",
        "period_label", "is_closed", "segment", "segment_value", "channel", "count_policy", "answers",
        "answers_provisional", "answers_suspect", "favourable", "neutral", "unfavourable", "rating_sum",
        "rating_sum_sq", "score", "unit", "ci_low", "ci_high", "quality", "previous_answers", "previous_score",
        "change", "change_low", "change_high", "verdict", "year_ago_score", "year_ago_verdict", "target",
        "target_by", "target_verdict", "promise_asked", "promise_kept", "promise_share", "promise_low",
        "promise_high", "as_of", "revision",
    ];

    fn change_texts(&mut self, change: fn(&mut Cow<'_, str>)) {
        change(&mut self.stage_name);
        change(&mut self.owner);
        change(&mut self.segment_value);
        change(&mut self.channel);
    }
}

impl Row for FunnelRow<'_> {
    const TABLE: &'static str = "funnel";
    #[rustfmt::skip]
    const COLUMNS: &'static [&'static str] = &[
        "journey_id", "stage_id", "survey_id", "period_type", "period_start", "period_end", "period_label",
        "segment", "segment_value", "channel", "touchpoints", "skipped", "invited", "pending", "voided",
        "skipped_at_send", "rejected", "unknown", "sent", "bounced", "delivered", "complained", "opted_out",
        "reminded", "clicked", "provisional", "suspect", "answered", "answer_rate", "is_mature", "as_of",
        "revision",
    ];

    fn change_texts(&mut self, change: fn(&mut Cow<'_, str>)) {
        change(&mut self.segment_value);
        change(&mut self.channel);
    }
}

impl Row for FunnelReasonRow<'_> {
    const TABLE: &'static str = "funnel_reasons";
    #[rustfmt::skip]
    const COLUMNS: &'static [&'static str] = &[
        "journey_id", "stage_id", "survey_id", "period_type", "period_start", "period_end", "period_label",
        "segment", "segment_value", "channel", "step", "reason", "count",
    ];

    fn change_texts(&mut self, change: fn(&mut Cow<'_, str>)) {
        change(&mut self.segment_value);
        change(&mut self.channel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{journey, scope, sixty_days};
    use crate::{funnel, funnel_reasons, stage_scores};

    const STAGE_SCORES: &str = "journey_id, journey_version, stage_order, stage_id, stage_name, phase, owner, \
        survey_id, survey_version, is_headline, metric, metric_version, period_type, period_start, period_end, \
        period_label, is_closed, segment, segment_value, channel, count_policy, answers, answers_provisional, \
        answers_suspect, favourable, neutral, unfavourable, rating_sum, rating_sum_sq, score, unit, ci_low, ci_high, \
        quality, previous_answers, previous_score, change, change_low, change_high, verdict, year_ago_score, \
        year_ago_verdict, target, target_by, target_verdict, promise_asked, promise_kept, promise_share, \
        promise_low, promise_high, as_of, revision";
    const FUNNEL: &str = "journey_id, stage_id, survey_id, period_type, period_start, period_end, period_label, \
        segment, segment_value, channel, touchpoints, skipped, invited, pending, voided, skipped_at_send, rejected, \
        unknown, sent, bounced, delivered, complained, opted_out, reminded, clicked, provisional, suspect, answered, \
        answer_rate, is_mature, as_of, revision";
    const FUNNEL_REASONS: &str = "journey_id, stage_id, survey_id, period_type, period_start, period_end, \
        period_label, segment, segment_value, channel, step, reason, count";

    fn fields<R: Row>(row: &R) -> Vec<String> {
        let mut writer = csv::Writer::from_writer(vec![]);
        writer.serialize(row).unwrap();
        let bytes = writer.into_inner().unwrap();
        csv::Reader::from_reader(bytes.as_slice()).headers().unwrap().iter().map(str::to_owned).collect()
    }

    #[test]
    fn columns_are_the_published_ones_in_the_published_order() {
        let journey = journey();
        let (answers, funnels) = sixty_days(&journey);
        let scope = scope(&journey, &answers, &funnels);
        let published = |list: &str| list.split(", ").map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(fields(&stage_scores(&scope)[0]), published(STAGE_SCORES));
        assert_eq!(fields(&funnel(&scope)[0]), published(FUNNEL));
        assert_eq!(fields(&funnel_reasons(&scope)[0]), published(FUNNEL_REASONS));
        assert_eq!(StageScoreRow::COLUMNS, published(STAGE_SCORES));
        assert_eq!(FunnelRow::COLUMNS, published(FUNNEL));
        assert_eq!(FunnelReasonRow::COLUMNS, published(FUNNEL_REASONS));
    }

    #[test]
    fn figures_have_at_most_four_decimals_and_are_never_minus_nothing_or_no_number() {
        assert_eq!(rounded(76.932_622_5), Some(76.9326));
        assert_eq!(rounded(-0.000_01).map(|zero| zero.to_string()), Some("0".to_owned()));
        assert_eq!((rounded(f64::NAN), rounded(f64::INFINITY)), (None, None));
    }
}
