//! Where each stage stands today: what the whole report is drawn from.

use crate::figure::{Compared, Figure, Rule};
use crate::period::{Period, PeriodType};
use crate::scope::{Answered, Asked, Days, Place, Scope};
use jiff::civil::Date;
use score::{Metric, Money, Score, Verdict};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use survey::cell::{CellKey, Cells};
use survey::invitation::EMAIL;
use survey::journey::{Stage, Survey};

/// A stage and its surveys, in the journey's order.
pub(crate) struct Standing<'a> {
    /// From 1.
    pub order: usize,
    pub stage: &'a Stage,
    pub surveys: Vec<Surveyed<'a>>,
}

/// A survey, everybody who was asked by email. Who came by a link has chosen to; they stand in rows of their own.
pub(crate) struct Surveyed<'a> {
    pub survey: &'a Survey,
    pub rule: Rule,
    /// Of each version on the survey's scale, the newest first; there is at least one.
    versions: Vec<Days<Answered>>,
    pub asked: Days<Asked>,
    /// The last 28 days.
    pub figure: Figure,
}

/// The stages of the journey.
pub(crate) fn standings<'a>(scope: &Scope<'a>) -> Vec<Standing<'a>> {
    let places = scope.places();
    let of_stage = |(order, stage): (usize, &'a Stage)| {
        let here = places.iter().filter(|place| place.stage_order == order);
        Standing { order, stage, surveys: here.map(|place| surveyed(scope, place)).collect() }
    };
    (1..).zip(&scope.journey.stages).map(of_stage).collect()
}

/// The surveys that the journey no longer has and that were a stage's headline, each in a stage of its own.
pub(crate) fn former_standings<'a>(scope: &Scope<'a>) -> Vec<Standing<'a>> {
    let places = scope.places();
    let former = places.iter().filter(|place| scope.is_former(place) && place.is_headline());
    let standing = |place: &Place<'a>| Standing {
        order: place.stage_order,
        stage: place.stage,
        surveys: vec![surveyed(scope, place)],
    };
    former.map(standing).collect()
}

fn surveyed<'a>(scope: &Scope<'a>, place: &Place<'a>) -> Surveyed<'a> {
    let survey = place.survey;
    let rule = Rule::of(scope.journey, survey);
    let mut cells: BTreeMap<Reverse<u32>, Vec<_>> = [(Reverse(survey.version), Vec::new())].into();
    for (cell, as_of) in everybody(scope, place, scope.answers) {
        if cell.channel == EMAIL && cell.metric == survey.metric {
            cells.entry(Reverse(cell.survey_version)).or_default().push((cell, as_of));
        }
    }
    let versions: Vec<Days<Answered>> = cells.into_values().map(Days::of).collect();
    let asked = Days::of(everybody(scope, place, scope.funnels).filter(|(cell, _)| cell.channel == EMAIL));
    let period = Period::of(PeriodType::Last28d, scope.today);
    let figure = Figure::of(rule, asked_most(&versions, rule, period), period);
    Surveyed { survey, rule, versions, asked, figure }
}

/// The version with the most answers in the period; of several the newest.
fn asked_most(versions: &[Days<Answered>], rule: Rule, period: Period) -> &Days<Answered> {
    let n = |days: &&Days<Answered>| days.sum(period).counted(rule.count).n();
    // Of several largest, `max_by_key` takes the last.
    versions.iter().rev().max_by_key(n).unwrap_or(&versions[0])
}

fn everybody<'a, C>(
    scope: &Scope<'a>,
    place: &Place<'a>,
    cells: &'a [Cells<C>],
) -> impl Iterator<Item = (&'a C, jiff::Timestamp)> {
    let (journey, stage, survey) = (&scope.journey.id, &place.stage.id, &place.survey.id);
    let is_here = move |key: &CellKey| key.journey == *journey && key.stage == *stage && key.survey == *survey;
    cells
        .iter()
        .filter(move |day| is_here(&day.key) && day.key.segment.is_none())
        .flat_map(|day| day.cells.iter().map(|cell| (cell, day.as_of)))
}

impl<'a> Standing<'a> {
    /// The survey whose score is the stage's.
    pub fn headline(&self) -> Option<&Surveyed<'a>> {
        self.surveys.iter().find(|surveyed| surveyed.survey.id == self.stage.headline)
    }

    /// The surveys that stand beside it.
    pub fn others(&self) -> impl Iterator<Item = &Surveyed<'a>> {
        self.surveys.iter().filter(|surveyed| surveyed.survey.id != self.stage.headline)
    }

    /// How many touchpoints it had in the 28 days to today; where several surveys listen to the same ones, the most of any.
    pub fn reach(&self, today: Date) -> u64 {
        let period = Period::of(PeriodType::Last28d, today);
        let touchpoints = |surveyed: &Surveyed<'_>| surveyed.asked.sum(period).funnel.touchpoints();
        self.surveys.iter().map(touchpoints).max().unwrap_or_default()
    }

    /// A move of the stage's score that chance does not explain.
    pub fn proven_move(&self) -> Option<(Metric, &Compared)> {
        let headline = self.headline()?;
        let moved = headline.figure.previous.as_ref()?;
        (moved.change.verdict != Verdict::CantTell).then_some((headline.survey.metric, moved))
    }
}

impl Surveyed<'_> {
    /// The days of the version that speaks for this period: the one with the most answers in it, of several the newest.
    /// Versions are never added up.
    pub fn days(&self, period: Period) -> &Days<Answered> {
        asked_most(&self.versions, self.rule, period)
    }

    /// The days on which anything was answered, by any version.
    pub fn answered_on(&self) -> impl Iterator<Item = Date> + '_ {
        self.versions.iter().flat_map(Days::dates)
    }

    /// The order values behind the answers of the last 28 days, by currency, where enough answers have one. Employees'
    /// answers stand behind none.
    pub fn money(&self) -> impl Iterator<Item = (&str, Money)> {
        let spent = self.figure.answered.counts.spent.iter().filter(|_| self.survey.metric != Metric::Enps);
        let money =
            spent.filter_map(|(currency, spent)| Some((currency.as_str(), Money::of(self.survey.metric, spent)?)));
        money.filter(|(_, money)| money.orders >= self.rule.minimum_answers)
    }

    /// That of the currency with the most orders.
    pub fn main_money(&self) -> Option<(&str, Money)> {
        self.money().max_by_key(|(_, money)| money.orders)
    }

    /// The score also where it may not be shown: for `show_too_few`.
    pub fn raw_score(&self, figure: &Figure) -> Option<Score> {
        Score::of(self.survey.metric, &figure.counted)
    }

    /// Each week from the first answer's to today's, at most the last 52.
    pub fn weeks(&self, today: Date) -> Vec<(Period, Figure)> {
        let Some(first) = self.answered_on().min() else { return vec![] };
        let mut weeks = vec![];
        let mut week = Period::of(PeriodType::Week, today);
        while week.end >= first && weeks.len() < 52 {
            weeks.push((week, Figure::of(self.rule, self.days(week), week)));
            week = week.previous();
        }
        weeks.reverse();
        weeks
    }
}

/// The lowest and highest that a metric's score can be.
pub(crate) fn range(metric: Metric) -> (f64, f64) {
    if metric.unit() == "percent" { (0.0, 100.0) } else { (-100.0, 100.0) }
}
