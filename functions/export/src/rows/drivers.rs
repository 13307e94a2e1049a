//! The table of drivers: what goes with the rating. Associated with it, never shown to cause it.

use super::rounded;
use crate::figure::Rule;
use crate::period::{Period, PeriodType};
use crate::scope::Scope;
use crate::table::describe::table;
use jiff::civil::Date;
use score::{Change, DriverKind, DriverRows, Impact, Metric, NoImportance, Rating, Sample};
use std::collections::{BTreeMap, BTreeSet};
use survey::follow_up::{Kind, Value};
use survey::journey::{Count, Survey};
use survey::{Answer, Slug};

/// A driver that fewer of the answers know than this share is left out of the importance: few would know them all.
const KNOWN: f64 = 0.5;
/// The values of an attribute that are told apart, the most frequent ones.
const VALUES: usize = 8;

table! {
    /// What goes with a survey's rating in the last 90 days: each option of a follow-up and each value of a segment, and how
    /// much of the ratings' differences each driver goes with. Associated with the score, never shown to cause it.
    pub struct DriverRow<'a> in "drivers" {
        /// The journey.
        key journey_id: &'a str,
        /// The stage.
        key stage_id: &'a str,
        /// The survey.
        key survey_id: &'a str,
        /// The journey's version in which the survey's question or scale last changed.
        key survey_version: u32,
        /// The definition that the scores follow.
        key metric_version: &'static str,
        /// The first day that counts, in the journey's zone.
        never period_start: Date,
        /// The last day, included.
        never period_end: Date,
        /// follow_up, or segment.
        key kind: &'static str,
        /// The follow-up or the segment; empty where none can be told of.
        key driver: String,
        /// The option or value; empty for the driver as a whole.
        key option: String,
        /// The answers with it.
        never answers_with: Option<u64>,
        /// The answers that know the driver, without it.
        never answers_without: Option<u64>,
        /// How many of those that know the driver have it, in percent.
        never share: Option<f64>,
        /// The score of those with it.
        never score_with: Option<f64>,
        /// The score of those without.
        never score_without: Option<f64>,
        /// With less without.
        never difference: Option<f64>,
        /// The low end of the difference's 95 % interval.
        never difference_low: Option<f64>,
        /// The high end.
        never difference_high: Option<f64>,
        /// up, down or cant_tell, corrected for the number of options (Benjamini-Hochberg).
        never verdict: Option<&'static str>,
        /// Share times difference: the score of all less that of those without it.
        never impact: Option<f64>,
        /// The low end of the impact's 95 % interval.
        never impact_low: Option<f64>,
        /// The high end.
        never impact_high: Option<f64>,
        /// The driver's part of what all drivers explain together, in percent (LMG); they add up to 100.
        never importance: Option<f64>,
        /// The low end of its 95 % bootstrap interval.
        never importance_low: Option<f64>,
        /// The high end.
        never importance_high: Option<f64>,
        /// How much of the ratings' differences all drivers explain together, a share of 1.
        never r_squared: Option<f64>,
        /// Why there is no importance.
        never reason: Option<String>,
    }
}

/// What the answers to one survey version have in common with their ratings, as it is gathered.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    all: Sample,
    drivers: BTreeMap<(&'static str, String), BTreeMap<BTreeSet<String>, Sample>>,
    /// One of each kind of answer, and how many there are, for the importance: what it says of single-valued drivers.
    alike: BTreeMap<(Vec<Single>, Rating, u32), u64>,
}

/// By stage, survey, the survey's version and its metric.
pub(crate) type Gathered = BTreeMap<(Slug, Slug, u32, Metric), Counted>;

/// A driver of one value, by its kind and id, and the value.
type Single = ((&'static str, String), String);

pub(crate) const FOLLOW_UP: &str = "follow_up";
pub(crate) const SEGMENT: &str = "segment";

impl Counted {
    pub fn add(&mut self, answer: &Answer) {
        let (rating, sample_ppm) = (answer.rating, answer.context.sample_ppm);
        self.all.add(rating, sample_ppm);
        let mut single = Vec::new();
        for (segment, value) in &answer.context.segments {
            self.driver(SEGMENT, segment).entry([value.clone()].into()).or_default().add(rating, sample_ppm);
            single.push(((SEGMENT, segment.to_string()), value.clone()));
        }
        for (id, reply) in &answer.follow_ups {
            let options = reply.value.options();
            if matches!(reply.value, Value::Text(_)) {
                continue;
            }
            if !matches!(reply.value, Value::Choices(_)) {
                single.extend(options.first().map(|option| ((FOLLOW_UP, id.to_string()), option.clone())));
            }
            let chosen = options.into_iter().collect();
            let chance = reply.chance_ppm(sample_ppm);
            self.driver(FOLLOW_UP, id).entry(chosen).or_default().add(rating, chance);
        }
        *self.alike.entry((single, rating, sample_ppm)).or_default() += 1;
    }

    fn driver(&mut self, kind: &'static str, id: &Slug) -> &mut BTreeMap<BTreeSet<String>, Sample> {
        self.drivers.entry((kind, id.to_string())).or_default()
    }
}

/// By survey, in the journey's order: its drivers as a whole, most important first, then their options, by the size of
/// their impact.
pub(crate) fn drivers<'a>(scope: &Scope<'a>, counted: &Gathered) -> Vec<DriverRow<'a>> {
    let mut rows = Vec::new();
    for place in scope.places() {
        let is_here = |(stage, survey): (&Slug, &Slug)| *stage == place.stage.id && *survey == place.survey.id;
        let of_survey = counted.iter().filter(|((stage, survey, ..), _)| is_here((stage, survey)));
        for ((.., version, metric), counted) in of_survey.filter(|_| place.survey.metric != Metric::Enps) {
            let period = Period::of(PeriodType::Last90d, scope.today);
            let row = DriverRow {
                journey_id: scope.journey.id.as_str(),
                stage_id: place.stage.id.as_str(),
                survey_id: place.survey.id.as_str(),
                survey_version: *version,
                metric_version: metric.definition(),
                period_start: period.start,
                period_end: period.end,
                kind: "",
                driver: String::new(),
                option: String::new(),
                answers_with: None,
                answers_without: None,
                share: None,
                score_with: None,
                score_without: None,
                difference: None,
                difference_low: None,
                difference_high: None,
                verdict: None,
                impact: None,
                impact_low: None,
                impact_high: None,
                importance: None,
                importance_low: None,
                importance_high: None,
                r_squared: None,
                reason: None,
            };
            rows.extend(importance(&row, place.survey, counted));
            let rule = Rule { metric: *metric, count: Count::Confirmed, ..Rule::of(scope.journey, place.survey) };
            rows.extend(impacts(&row, rule, counted));
        }
    }
    rows
}

fn impacts<'a>(row: &DriverRow<'a>, rule: Rule, counted: &Counted) -> Vec<DriverRow<'a>> {
    let mut found = Vec::new();
    for ((kind, driver), sets) in &counted.drivers {
        let mut chosen: BTreeMap<&String, u64> = BTreeMap::new();
        for (set, sample) in sets {
            set.iter().for_each(|option| *chosen.entry(option).or_default() += sample.n());
        }
        let mut options: Vec<_> = chosen.into_iter().collect();
        options.sort_by_key(|(option, n)| (std::cmp::Reverse(*n), *option));
        for (option, _) in options.into_iter().take(VALUES) {
            let (mut with, mut without) = (Sample::default(), Sample::default());
            for (set, sample) in sets {
                if set.contains(option) { &mut with } else { &mut without }.merge(sample);
            }
            if let Some(impact) = Impact::of(rule.metric, &with, &without, rule.minimum_answers) {
                found.push((*kind, driver.clone(), option.clone(), impact));
            }
        }
    }
    Change::among(found.iter_mut().map(|(.., impact)| &mut impact.difference));
    found.sort_by(|(.., a), (.., b)| b.impact.abs().total_cmp(&a.impact.abs()));
    let row_of = |(kind, driver, option, impact): (_, _, _, Impact)| DriverRow {
        kind,
        driver,
        option,
        answers_with: Some(impact.answers_with),
        answers_without: Some(impact.answers_without),
        share: rounded(impact.share),
        score_with: rounded(impact.score_with.value),
        score_without: rounded(impact.score_without.value),
        difference: rounded(impact.difference.difference),
        difference_low: rounded(impact.difference.interval.low),
        difference_high: rounded(impact.difference.interval.high),
        verdict: Some(impact.difference.verdict.as_str()),
        impact: rounded(impact.impact),
        impact_low: rounded(impact.interval.low),
        impact_high: rounded(impact.interval.high),
        ..row.clone()
    };
    found.into_iter().map(row_of).collect()
}

/// A row for each driver with its importance, or one that says why there is none.
fn importance<'a>(row: &DriverRow<'a>, survey: &Survey, counted: &Counted) -> Vec<DriverRow<'a>> {
    let all = counted.alike.values().sum::<u64>() as f64;
    let known = |name: &(&'static str, String)| {
        let knows = |single: &[Single]| single.iter().any(|(driver, _)| driver == name);
        counted.alike.iter().filter(|((single, ..), _)| knows(single)).map(|(_, n)| n).sum::<u64>() as f64
    };
    let names: Vec<&(&'static str, String)> =
        counted.drivers.keys().filter(|name| known(name) >= KNOWN * all).collect();
    let is_scale = |id: &str| {
        let follow_up = survey.follow_ups.iter().find(|follow_up| follow_up.id.as_str() == id);
        follow_up.is_some_and(|follow_up| matches!(follow_up.kind, Kind::Scale { .. }))
    };
    let kind = |(kind, id): &(&str, String)| {
        if *kind == FOLLOW_UP && is_scale(id) { DriverKind::Number } else { DriverKind::Levels }
    };
    let mut rows = DriverRows::new(names.iter().map(|name| kind(name)).collect());
    let levels: Vec<BTreeMap<&str, u16>> = names.iter().map(|name| levels(counted, name)).collect();
    for ((single, rating, ppm), n) in &counted.alike {
        let codes = names.iter().zip(&levels).map(|(name, levels)| {
            let (_, value) = single.iter().find(|(driver, _)| driver == *name)?;
            let is_number = kind(name) == DriverKind::Number;
            if is_number { value.parse().ok() } else { levels.get(value.as_str()).copied().or(Some(0)) }
        });
        let codes: Vec<Option<u16>> = codes.collect();
        for _ in 0..*n {
            rows.add(*rating, *ppm, &codes);
        }
    }
    let worked_out = rows.importance();
    match worked_out {
        Ok(importance) => {
            let mut shares: Vec<_> = importance.drivers.iter().collect();
            shares.sort_by(|a, b| b.share.total_cmp(&a.share));
            let row_of = |share: &score::DriverShare| {
                let (kind, id) = names.get(share.driver).copied()?;
                Some(DriverRow {
                    kind,
                    driver: id.clone(),
                    importance: rounded(share.share),
                    importance_low: rounded(share.interval.low),
                    importance_high: rounded(share.interval.high),
                    r_squared: rounded(importance.r_squared),
                    ..row.clone()
                })
            };
            shares.into_iter().filter_map(row_of).collect()
        }
        Err(NoImportance::NoDrivers) => Vec::new(),
        Err(why) => vec![DriverRow { reason: Some(why.to_string()), ..row.clone() }],
    }
}

/// The most frequent values of a driver, from 1; 0 is for all others.
fn levels<'c>(counted: &'c Counted, name: &(&'static str, String)) -> BTreeMap<&'c str, u16> {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for ((single, ..), n) in &counted.alike {
        for (_, value) in single.iter().filter(|(driver, _)| driver == name) {
            *seen.entry(value).or_default() += n;
        }
    }
    let mut seen: Vec<_> = seen.into_iter().collect();
    seen.sort_by_key(|(value, n)| (std::cmp::Reverse(*n), *value));
    seen.into_iter().take(VALUES).map(|(value, _)| value).zip(1..).collect()
}
