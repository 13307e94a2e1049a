//! What is reported on, and the counts of its days, grouped once so that any period is a short sum.

use crate::period::Period;
use jiff::Timestamp;
use jiff::civil::Date;
use score::Sample;
use std::collections::{BTreeMap, BTreeSet};
use survey::cell::{self, AnswerCell, CellKey, Cells, Funnel, FunnelCell};
use survey::journey::{Count, Journey, Stage, Survey};
use survey::{Reason, Slug};

/// One journey and everything that its reports are made from. The same scope gives the same bytes.
///
/// Cells of other journeys, and of surveys that are neither the journey's nor among the former, are passed over.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    pub journey: &'a Journey,
    pub version: u32,
    pub answers: &'a [Cells<AnswerCell>],
    pub funnels: &'a [Cells<FunnelCell>],
    /// Surveys that earlier versions of the journey had, and that something was counted of.
    pub former: &'a [Former],
    /// The local date in the journey's zone.
    pub today: Date,
    pub now: Timestamp,
    /// Until when everything is counted that was asked in the last week.
    pub complete_to: Option<Timestamp>,
}

/// A survey that the journey no longer has at that stage, as it was in the last version that had it.
#[derive(Debug, Clone, PartialEq)]
pub struct Former {
    pub stage: Stage,
    pub survey: Survey,
}

impl Former {
    /// The surveys of one journey that were counted and that it no longer has, by their stages' ids and their own.
    pub(crate) fn wanted(journey: &Journey, keys: impl Iterator<Item = CellKey>) -> BTreeSet<(Slug, Slug)> {
        let has = |key: &CellKey| journey.survey(&key.survey).is_some_and(|(stage, _)| stage.id == key.stage);
        keys.filter(|key| key.journey == journey.id && !has(key)).map(|key| (key.stage, key.survey)).collect()
    }

    /// Takes those that this earlier version has off the ones that are wanted.
    pub(crate) fn found_in(earlier: &Journey, wanted: &mut BTreeSet<(Slug, Slug)>) -> Vec<Self> {
        let found = earlier.surveys().filter(|(stage, survey)| wanted.remove(&(stage.id.clone(), survey.id.clone())));
        found.map(|(stage, survey)| Self { stage: stage.clone(), survey: survey.clone() }).collect()
    }
}

/// A survey and its place in the journey.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The stage's place, from 1; former ones come after the journey's own.
    pub stage_order: usize,
    pub stage: &'a Stage,
    pub survey: &'a Survey,
}

impl Place<'_> {
    pub fn is_headline(&self) -> bool {
        self.stage.headline == self.survey.id
    }
}

/// Whose days are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group<'a> {
    /// The survey's place among [`Scope::places`].
    pub survey: usize,
    /// 0 for funnels, which do not tell versions apart.
    pub survey_version: u32,
    pub segment: &'a str,
    pub value: &'a str,
    pub channel: &'a str,
}

impl<'a> Group<'a> {
    /// Where its row of this period stands.
    pub fn order(&self, period: Period) -> Order<'a> {
        let Self { survey, survey_version, segment, value, channel } = *self;
        Order { survey, survey_version, period, segment, value, channel }
    }
}

/// What rows are sorted by; one row each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Order<'a> {
    pub survey: usize,
    pub survey_version: u32,
    pub period: Period,
    pub segment: &'a str,
    pub value: &'a str,
    pub channel: &'a str,
}

/// A cell with the time that it is complete to.
pub(crate) type Stamped<'a, C> = (&'a C, Timestamp);

impl<'a> Scope<'a> {
    /// Every survey of the journey, in its order, then the former ones.
    pub(crate) fn places(&self) -> Vec<Place<'a>> {
        let (journey, former) = (self.journey, self.former);
        let stages = journey.stages.iter().zip(1..);
        let own = stages.flat_map(|(stage, stage_order)| {
            stage.surveys.iter().map(move |survey| Place { stage_order, stage, survey })
        });
        let after = former.iter().zip(journey.stages.len() + 1..);
        let former = after.map(|(Former { stage, survey }, stage_order)| Place { stage_order, stage, survey });
        own.chain(former).collect()
    }

    /// Whether the journey no longer has the survey at that stage.
    pub(crate) fn is_former(&self, place: &Place<'_>) -> bool {
        place.stage_order > self.journey.stages.len()
    }

    /// The answer cells of each group.
    pub(crate) fn answer_groups(&self) -> BTreeMap<Group<'a>, Vec<Stamped<'a, AnswerCell>>> {
        self.groups(self.answers, |cell| (cell.survey_version, cell.value.as_deref(), cell.channel.as_str()))
    }

    /// The funnel cells of each group.
    pub(crate) fn funnel_groups(&self) -> BTreeMap<Group<'a>, Vec<Stamped<'a, FunnelCell>>> {
        self.groups(self.funnels, |cell| (0, cell.value.as_deref(), cell.channel.as_str()))
    }

    /// The latest time of anything counted for the journey.
    pub(crate) fn as_of(&self) -> Option<Timestamp> {
        let answers = self.answers.iter().map(|cells| (&cells.key.journey, cells.as_of));
        let funnels = self.funnels.iter().map(|cells| (&cells.key.journey, cells.as_of));
        answers
            .chain(funnels)
            .filter(|(journey, _)| **journey == self.journey.id)
            .filter_map(|(_, as_of)| happened(as_of))
            .max()
    }

    fn groups<C>(
        &self,
        cells: &'a [Cells<C>],
        of: impl Fn(&'a C) -> (u32, Option<&'a str>, &'a str),
    ) -> BTreeMap<Group<'a>, Vec<Stamped<'a, C>>> {
        let places = self.places();
        let places: BTreeMap<(&Slug, &Slug), usize> =
            places.iter().map(|place| (&place.stage.id, &place.survey.id)).zip(0..).collect();
        let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for day in cells.iter().filter(|day| day.key.journey == self.journey.id) {
            let Some(&survey) = places.get(&(&day.key.stage, &day.key.survey)) else { continue };
            let segment = day.key.segment.as_ref().map_or("", Slug::as_str);
            for cell in &day.cells {
                let (survey_version, value, channel) = of(cell);
                let group = Group { survey, survey_version, segment, value: value.unwrap_or_default(), channel };
                groups.entry(group).or_default().push((cell, day.as_of));
            }
        }
        groups
    }
}

/// The time of what has happened; none where nothing has yet, such as of mails that wait.
fn happened(as_of: Timestamp) -> Option<Timestamp> {
    Some(as_of).filter(|at| *at > Timestamp::MIN)
}

/// Counts that can be added up.
pub(crate) trait Tally: Default {
    type Cell;
    fn day(cell: &Self::Cell) -> Date;
    fn count(&mut self, cell: &Self::Cell, as_of: Timestamp);
    fn add(&mut self, other: &Self);
}

/// The counts of one group, day by day.
#[derive(Debug)]
pub(crate) struct Days<T>(BTreeMap<Date, T>);

impl<T: Tally> Days<T> {
    pub fn of<'c>(cells: impl IntoIterator<Item = Stamped<'c, T::Cell>>) -> Self
    where
        T::Cell: 'c,
    {
        let mut days: BTreeMap<Date, T> = BTreeMap::new();
        for (cell, as_of) in cells {
            days.entry(T::day(cell)).or_default().count(cell, as_of);
        }
        Self(days)
    }

    /// The days on which anything was counted.
    pub fn dates(&self) -> impl Iterator<Item = Date> + '_ {
        self.0.keys().copied()
    }

    pub fn sum(&self, period: Period) -> T {
        let mut sum = T::default();
        for day in self.0.range(period.start..=period.end).map(|(_, day)| day) {
            sum.add(day);
        }
        sum
    }
}

/// What was answered, and the latest time of anything in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answered {
    pub counts: cell::Answered,
    pub as_of: Option<Timestamp>,
}

impl Answered {
    /// The ratings that the survey's score is made of.
    pub fn counted(&self, policy: Count) -> Sample {
        let mut counted = self.counts.confirmed.clone();
        if policy == Count::ConfirmedAndProvisional {
            counted.merge(&self.counts.provisional);
        }
        counted
    }
}

impl Tally for Answered {
    type Cell = AnswerCell;

    fn day(cell: &AnswerCell) -> Date {
        cell.day
    }

    fn count(&mut self, cell: &AnswerCell, as_of: Timestamp) {
        self.counts.add(&cell.answered);
        self.as_of = self.as_of.max(happened(as_of));
    }

    fn add(&mut self, other: &Self) {
        self.counts.add(&other.counts);
        self.as_of = self.as_of.max(other.as_of);
    }
}

/// Decisions and what became of them, with the reasons at both steps.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub funnel: Funnel,
    pub skips: BTreeMap<Reason, u64>,
    pub skips_at_send: BTreeMap<Reason, u64>,
    pub as_of: Option<Timestamp>,
}

impl Asked {
    fn plus(&mut self, funnel: &Funnel, skips: [&BTreeMap<Reason, u64>; 2], as_of: Option<Timestamp>) {
        self.funnel.add(funnel);
        for (mine, theirs) in [&mut self.skips, &mut self.skips_at_send].into_iter().zip(skips) {
            for (reason, count) in theirs {
                *mine.entry(*reason).or_default() += count;
            }
        }
        self.as_of = self.as_of.max(as_of);
    }
}

impl Tally for Asked {
    type Cell = FunnelCell;

    fn day(cell: &FunnelCell) -> Date {
        cell.day
    }

    fn count(&mut self, cell: &FunnelCell, as_of: Timestamp) {
        self.plus(&cell.funnel, [&cell.skips, &cell.skips_at_send], happened(as_of));
    }

    fn add(&mut self, other: &Self) {
        self.plus(&other.funnel, [&other.skips, &other.skips_at_send], other.as_of);
    }
}
