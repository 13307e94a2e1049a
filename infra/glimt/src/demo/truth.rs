//! The truth beside what Glimt found.
//!
//! The true score of a survey is the expectation over everybody who was asked and whose mail arrived: each rating of
//! each of them with the weight of all the throws of chance that lead to it, given how late their own parcel really
//! was. Nobody's answer goes into it. Who answers, and when, is decided by other throws than what they think, so the
//! answers are a fair sample of those asked, and the 95 % interval should hold the truth in 19 of 20 surveys.

use crate::play::Played;
use crate::story::simulate::throws;
use anyhow::Result;
use jiff::civil::Date;
use score::{Histogram, Score};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use survey::journey::Journey;

/// The period that scores are compared over: everything that can be simulated.
const PERIOD: &str = "last_90d";
/// The columns of the funnel that are counted in the stories too.
const COLUMNS: [&str; 8] = ["sent", "bounced", "voided", "opted_out", "clicked", "provisional", "suspect", "answered"];

/// What is true, and what Glimt says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Truth {
    /// One for each survey, and for each of its carriers; none of real orders, whose truth nobody knows.
    pub scores: Vec<TrueScore>,
    /// What was really done. The functions must find exactly as much.
    pub counts: Vec<TrueCount>,
}

/// A survey's true score beside Glimt's row of the last 90 days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrueScore {
    pub survey: String,
    pub metric: &'static str,
    /// Only parcels of this carrier.
    pub carrier: Option<&'static str>,
    /// How many it is the expectation of.
    pub asked: u64,
    /// In the metric's unit.
    pub truth: f64,
    pub answers: u64,
    /// Glimt's score and interval; none below the minimum of answers.
    pub found: Option<[f64; 3]>,
    /// Whether the interval holds the truth.
    pub held: Option<bool>,
}

/// A count of what was done, and of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrueCount {
    pub count: &'static str,
    /// Of invitations due before the journey's change, or since.
    pub due: Option<&'static str>,
    pub truth: u64,
    pub found: u64,
}

impl Truth {
    /// Compares what was played with the rows of `stage_scores` and `funnel`.
    pub fn of(played: &Played, journey: &Journey, scores: &Value, funnel: &Value) -> Result<Self> {
        let counts = counts(played, journey.changes.first().map(|change| change.date), funnel);
        Ok(Self { scores: true_scores(played, journey, scores)?, counts })
    }
}

fn true_scores(played: &Played, journey: &Journey, rows: &Value) -> Result<Vec<TrueScore>> {
    let asked = &played.expected.asked;
    let mut compared = Vec::new();
    for (_, survey) in journey.surveys() {
        let about = || asked.iter().filter(|(view, _)| view.survey == survey.id.as_str());
        let carriers: BTreeSet<_> = about().map(|(view, _)| view.carrier).filter(Option::is_some).collect();
        for carrier in std::iter::once(None).chain(carriers) {
            let mut everybody = Histogram::default();
            let mut n = 0;
            for (view, count) in about().filter(|(view, _)| carrier.is_none() || view.carrier == carrier) {
                n += count;
                for (rating, ways) in throws(view) {
                    everybody.add_count(rating, ways * count)?;
                }
            }
            let Some(truth) = Score::of(survey.metric, &everybody.clone().into()) else { continue };
            let row = rows.as_array().into_iter().flatten().find(|row| {
                row["period_type"] == PERIOD
                    && row["survey_id"] == survey.id.as_str()
                    && row["segment"] == if carrier.is_some() { "carrier" } else { "" }
                    && row["segment_value"] == carrier.unwrap_or_default()
            });
            let figure = |column: &str| row.and_then(|row| row[column].as_f64());
            let found = match ["score", "ci_low", "ci_high"].map(figure) {
                [Some(score), Some(low), Some(high)] => Some([score, low, high]),
                _ => None,
            };
            compared.push(TrueScore {
                survey: survey.id.to_string(),
                metric: survey.metric.definition(),
                carrier,
                asked: n,
                truth: truth.value,
                answers: row.and_then(|row| row["answers"].as_u64()).unwrap_or_default(),
                found,
                held: found.map(|[_, low, high]| (low..=high).contains(&truth.value)),
            });
        }
    }
    Ok(compared)
}

fn counts(played: &Played, change: Option<Date>, rows: &Value) -> Vec<TrueCount> {
    let mut found: BTreeMap<(Option<&str>, &str), u64> = BTreeMap::new();
    let mut truth = found.clone();
    let part = |day: Option<Date>| match (day, change) {
        (Some(day), Some(change)) => Some(if day < change { "before" } else { "since" }),
        _ => None,
    };
    for row in rows.as_array().into_iter().flatten() {
        if row["period_type"] == "day" && row["segment"] == "" {
            let day = row["period_start"].as_str().and_then(|day| day.parse().ok());
            for column in COLUMNS {
                *found.entry((part(day), column)).or_default() += row[column].as_u64().unwrap_or_default();
            }
        }
    }
    for ((day, column), count) in &played.expected.funnel {
        *truth.entry((part(Some(*day)), column)).or_default() += count;
    }
    let parts = if change.is_some() { vec![Some("before"), Some("since")] } else { vec![None] };
    let of = |counts: &BTreeMap<_, u64>, key| counts.get(&key).copied().unwrap_or_default();
    let each = COLUMNS.into_iter().flat_map(|count| parts.iter().map(move |due| (*due, count)));
    let mut counts: Vec<_> = each
        .map(|(due, count)| TrueCount { count, due, truth: of(&truth, (due, count)), found: of(&found, (due, count)) })
        .collect();
    let whole = |count, truth, found| TrueCount { count, due: None, truth, found };
    counts.push(whole("answers to dead links, refused", played.expected.too_late, played.too_late));
    counts.push(whole("scanned or clicked, counted as answered", 0, played.scans_answered));
    counts
}
