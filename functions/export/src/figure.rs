//! What the answers of one period say: the score with its interval, and the change since earlier periods.

use crate::period::Period;
use crate::scope::{Answered, Days};
use jiff::Timestamp;
use score::{Change, Mean, Metric, Quality, Sample, Score, TargetVerdict, Verdict};
use survey::follow_up::{EXPECTED, Measures, expected};
use survey::journey::{Count, Journey, Survey};

/// How a survey's answers become a score.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    pub metric: Metric,
    pub count: Count,
    pub minimum_answers: u64,
}

impl Rule {
    pub fn of(journey: &Journey, survey: &Survey) -> Self {
        Self { metric: survey.metric, count: survey.count, minimum_answers: journey.minimum_answers }
    }

    fn quality(self, answers: &Sample) -> Quality {
        Quality::of(answers.n(), self.minimum_answers)
    }

    /// Whether there are enough answers for a score to be shown.
    pub fn is_enough(self, answers: &Sample) -> bool {
        matches!(self.quality(answers), Quality::Few | Quality::Enough)
    }

    /// The score, if it may be shown.
    pub fn score(self, answers: &Sample) -> Option<Score> {
        Score::of(self.metric, answers).filter(|_| self.is_enough(answers))
    }

    /// The share of some of those who said something, if enough of them did.
    fn share(self, some: &Sample, all: &Sample) -> Option<Score> {
        Score::share(some, all).filter(|_| self.is_enough(all))
    }
}

/// One group's answers in one period, beside the periods that they are compared with.
#[derive(Debug)]
pub(crate) struct Figure {
    pub answered: Answered,
    pub counted: Sample,
    pub quality: Quality,
    /// None below the minimum, like all that follows.
    pub score: Option<Score>,
    pub mean: Option<Mean>,
    /// The answers of the period right before.
    pub previous_answers: u64,
    /// Against the period right before, if both reach the minimum.
    pub previous: Option<Compared>,
    /// Against the same period one year earlier, if both reach the minimum.
    pub year_ago: Option<Compared>,
    /// The latest time of anything in the three periods.
    pub as_of: Option<Timestamp>,
}

/// An earlier score, and the change since.
#[derive(Debug)]
pub(crate) struct Compared {
    pub score: Score,
    pub change: Change,
}

/// Of those who said whether the stage's promise was kept.
#[derive(Debug)]
pub(crate) struct Promise {
    pub asked: u64,
    pub kept: u64,
    /// The share, in percent. None below the minimum.
    pub share: Option<Score>,
}

/// Of those who said what it was like beside what they had expected.
#[derive(Debug)]
pub(crate) struct Expectation {
    pub asked: u64,
    /// Worse, as expected, better: how many.
    pub counts: [u64; 3],
    /// The same in percent. None below the minimum.
    pub shares: [Option<Score>; 3],
}

impl Figure {
    pub fn of(rule: Rule, days: &Days<Answered>, period: Period) -> Self {
        let answered = days.sum(period);
        let (previous, year_ago) = (days.sum(period.previous()), days.sum(period.a_year_before()));
        let counted = answered.counted(rule.count);
        let compared = |earlier: &Sample| {
            let score = rule.score(earlier).filter(|_| rule.is_enough(&counted))?;
            Some(Compared { score, change: Change::between(rule.metric, &counted, earlier)? })
        };
        let before = previous.counted(rule.count);
        Self {
            as_of: answered.as_of.max(previous.as_of).max(year_ago.as_of),
            quality: rule.quality(&counted),
            score: rule.score(&counted),
            mean: Mean::of(rule.metric, &counted).filter(|_| rule.is_enough(&counted)),
            previous_answers: before.n(),
            previous: compared(&before),
            year_ago: compared(&year_ago.counted(rule.count)),
            answered,
            counted,
        }
    }

    /// What the change since the period before may be called.
    pub fn verdict(&self) -> Verdict {
        verdict(self.previous.as_ref())
    }

    /// Whether the target is reached. Without a score nobody can tell.
    pub fn target_verdict(&self, target: f64) -> TargetVerdict {
        self.score.map_or(TargetVerdict::CantTell, |score| TargetVerdict::of(&score, target))
    }

    /// What was said of the stage's promise.
    pub fn promise(&self, rule: Rule) -> Promise {
        let [kept, broken] = ["yes", "no"].map(|option| self.said(Measures::Promise, |said| said == option));
        let mut all = kept.clone();
        all.merge(&broken);
        Promise { asked: all.n(), kept: kept.n(), share: rule.share(&kept, &all) }
    }

    /// What was said of what had been expected.
    pub fn expectation(&self, rule: Rule) -> Expectation {
        let places: [usize; EXPECTED.len()] = std::array::from_fn(|place| place);
        let each = places.map(|place| self.said(Measures::Expectation, |said| expected(said) == Some(place)));
        let mut all = Sample::default();
        each.iter().for_each(|some| all.merge(some));
        Expectation {
            asked: all.n(),
            counts: each.each_ref().map(Sample::n),
            shares: each.each_ref().map(|some| rule.share(some, &all)),
        }
    }

    /// The ratings of those who chose one of these options of what measures this.
    fn said(&self, measures: Measures, is_one: impl Fn(&str) -> bool) -> Sample {
        let mut some = Sample::default();
        let options = self.answered.counts.measuring(measures).flat_map(|said| &said.options);
        options.filter(|(option, _)| is_one(option)).for_each(|(_, sample)| some.merge(sample));
        some
    }
}

fn verdict(compared: Option<&Compared>) -> Verdict {
    compared.map_or(Verdict::CantTell, |compared| compared.change.verdict)
}
