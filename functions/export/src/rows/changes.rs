//! The table of dated changes: what customers said of what happened before, and of what happened after.

use super::{Stamp, high, low, rounded, value};
use crate::figure::Rule;
use crate::period::{Period, PeriodType};
use crate::scope::{Answered, Days, Scope};
use crate::table::describe::table;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use score::Change;
use std::borrow::Cow;
use std::collections::BTreeMap;
use survey::Slug;
use survey::cell::{AFTER, BEFORE, CHANGE_DAYS, change_segment};
use survey::invitation::EMAIL;

table! {
    /// A survey's score of what happened in the 90 days before a dated change of its stage, beside that of what has
    /// happened since, up to 90 days, by the day that it happened to the customer. Other things may have changed as well.
    pub struct ChangeRow<'a> in "changes" {
        /// The journey.
        key journey_id: &'a str,
        /// The day of the change; it counts as after.
        key change_date: Date,
        /// The stage.
        key stage_id: &'a str,
        /// What was changed, in the journey's first language.
        never change_name: Cow<'a, str>,
        /// The survey.
        key survey_id: &'a str,
        /// The journey's version in which the survey's question or scale last changed; versions are not compared.
        key survey_version: u32,
        /// Whether the survey's score is the stage's.
        never is_headline: bool,
        /// The definition that the scores follow.
        key metric_version: &'static str,
        /// points (-100 to 100) or percent (0 to 100).
        never unit: &'static str,
        /// The first day before that counts.
        never before_start: Date,
        /// The last day after that counts.
        never after_end: Date,
        /// Whether the days after are over; answers can still come.
        never is_closed: bool,
        /// The answers about what happened before.
        never before_answers: u64,
        /// Their score; empty below the minimum.
        never before_score: Option<f64>,
        /// The low end of its 95 % interval.
        never before_low: Option<f64>,
        /// The high end.
        never before_high: Option<f64>,
        /// The answers about what has happened since.
        never after_answers: u64,
        /// Their score; empty below the minimum.
        never after_score: Option<f64>,
        /// The low end of its 95 % interval.
        never after_low: Option<f64>,
        /// The high end.
        never after_high: Option<f64>,
        /// The score after less the one before.
        never change: Option<f64>,
        /// The low end of the change's 95 % interval.
        never change_low: Option<f64>,
        /// The high end.
        never change_high: Option<f64>,
        /// up, down or cant_tell.
        never verdict: &'static str,
        /// The newest of what the row is made of, when the row last changed.
        never as_of: Option<Timestamp>,
        /// How often the row was put after its days were over, each time with other figures; 1 is the first.
        never revision: u32,
    }
}

impl Stamp for ChangeRow<'_> {
    fn stamp(&mut self) -> (&mut Option<Timestamp>, &mut u32) {
        (&mut self.as_of, &mut self.revision)
    }

    fn page(&self) -> Option<(String, Date)> {
        Some((self.change_date.to_string(), self.after_end))
    }
}

/// What was said of each side of a change, by one survey version.
#[derive(Default)]
struct Sides<'a> {
    before: Vec<(&'a survey::cell::AnswerCell, Timestamp)>,
    after: Vec<(&'a survey::cell::AnswerCell, Timestamp)>,
}

/// By date, then in the journey's order. Everybody who was asked by email; changes that nothing was said about are left
/// out, and several of one stage on one day are one.
pub fn changes<'a>(scope: &Scope<'a>) -> Vec<ChangeRow<'a>> {
    let places = scope.places();
    let mut dated: BTreeMap<(Date, &Slug), Vec<&str>> = BTreeMap::new();
    let language = scope.journey.language(None);
    for change in &scope.journey.changes {
        dated.entry((change.date, &change.stage)).or_default().push(change.name.for_reader(language));
    }
    let groups = scope.answer_groups();
    let mut rows = Vec::new();
    for ((date, stage), names) in dated {
        let Some(segment) = change_segment(date) else { continue };
        let mut surveys: BTreeMap<(usize, u32), Sides<'_>> = BTreeMap::new();
        let here = groups.iter().filter(|(group, _)| group.segment == segment.as_str() && group.channel == EMAIL);
        for (group, cells) in here.filter(|(group, _)| places[group.survey].stage.id == *stage) {
            let sides = surveys.entry((group.survey, group.survey_version)).or_default();
            match group.value {
                BEFORE => sides.before.extend(cells),
                AFTER => sides.after.extend(cells),
                _ => {}
            }
        }
        for ((survey, version), sides) in surveys {
            let place = &places[survey];
            let known = || sides.before.iter().chain(&sides.after);
            let metric = known().next().map_or(place.survey.metric, |(cell, _)| cell.metric);
            let rule = Rule { metric, ..Rule::of(scope.journey, place.survey) };
            let day = |days: i64| date.saturating_add(days.days());
            let period = |start, end| Period { kind: PeriodType::Last90d, start, end };
            let (before, after) = (period(day(-CHANGE_DAYS), day(-1)), period(day(0), day(CHANGE_DAYS - 1)));
            let answers = |cells: &[(&_, Timestamp)], period| {
                let days: Days<Answered> = Days::of(cells.iter().copied());
                days.sum(period)
            };
            let (then, now) = (answers(&sides.before, before), answers(&sides.after, after));
            let (then_counted, now_counted) = (then.counted(rule.count), now.counted(rule.count));
            let (then_score, now_score) = (rule.score(&then_counted), rule.score(&now_counted));
            let both = then_score.and(now_score);
            let change = both.and_then(|_| Change::between(metric, &now_counted, &then_counted));
            rows.push(ChangeRow {
                journey_id: scope.journey.id.as_str(),
                change_date: date,
                stage_id: place.stage.id.as_str(),
                change_name: Cow::Owned(names.join("; ")),
                survey_id: place.survey.id.as_str(),
                survey_version: version,
                is_headline: place.is_headline(),
                metric_version: metric.definition(),
                unit: metric.unit(),
                before_start: before.start,
                after_end: after.end,
                is_closed: after.is_closed(scope.today),
                before_answers: then_counted.n(),
                before_score: value(then_score),
                before_low: low(then_score),
                before_high: high(then_score),
                after_answers: now_counted.n(),
                after_score: value(now_score),
                after_low: low(now_score),
                after_high: high(now_score),
                change: change.and_then(|change| rounded(change.difference)),
                change_low: change.and_then(|change| rounded(change.interval.low)),
                change_high: change.and_then(|change| rounded(change.interval.high)),
                verdict: change.map_or("cant_tell", |change| change.verdict.as_str()),
                as_of: then.as_of.max(now.as_of),
                revision: 1,
            });
        }
    }
    rows
}
