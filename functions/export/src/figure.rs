//! What the answers of one period say: the score with its interval, and the change since earlier periods.

use crate::period::Period;
use crate::scope::{Answered, Days};
use jiff::Timestamp;
use score::{Change, Histogram, Interval, Metric, Quality, Score, TargetVerdict, Verdict, wilson};
use survey::cell::Promise;
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

    fn quality(self, answers: &Histogram) -> Quality {
        Quality::of(answers.n(), self.minimum_answers)
    }

    fn is_enough(self, answers: &Histogram) -> bool {
        matches!(self.quality(answers), Quality::Few | Quality::Enough)
    }
}

/// One group's answers in one period, beside the periods that they are compared with.
#[derive(Debug)]
pub(crate) struct Figure {
    pub answered: Answered,
    pub counted: Histogram,
    pub quality: Quality,
    /// None below the minimum.
    pub score: Option<Score>,
    /// The share of those who said so by whom the stage's promise was kept, in percent, with its interval. None below the
    /// minimum.
    pub promise: Option<(f64, Interval)>,
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

impl Figure {
    pub fn of(rule: Rule, days: &Days<Answered>, period: Period) -> Self {
        let answered = days.sum(period);
        let (previous, year_ago) = (days.sum(period.previous()), days.sum(period.a_year_before()));
        let counted = answered.counted(rule.count);
        let compared = |earlier: &Histogram| {
            let enough = rule.is_enough(&counted) && rule.is_enough(earlier);
            let score = Score::of(rule.metric, earlier).filter(|_| enough)?;
            Some(Compared { score, change: Change::between(rule.metric, &counted, earlier)? })
        };
        let before = previous.counted(rule.count);
        Self {
            as_of: answered.as_of.max(previous.as_of).max(year_ago.as_of),
            quality: rule.quality(&counted),
            score: Score::of(rule.metric, &counted).filter(|_| rule.is_enough(&counted)),
            promise: promise(answered.promise, rule.minimum_answers),
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

    /// What the change since a year ago may be called.
    pub fn year_ago_verdict(&self) -> Verdict {
        verdict(self.year_ago.as_ref())
    }

    /// Whether the target is reached. Without a score nobody can tell.
    pub fn target_verdict(&self, target: f64) -> TargetVerdict {
        self.score.map_or(TargetVerdict::CantTell, |score| TargetVerdict::of(&score, target))
    }
}

fn promise(Promise { said, kept }: Promise, minimum: u64) -> Option<(f64, Interval)> {
    let enough = said > 0 && said >= minimum;
    enough.then(|| (100.0 * kept as f64 / said as f64, wilson(kept, said)))
}

fn verdict(compared: Option<&Compared>) -> Verdict {
    compared.map_or(Verdict::CantTell, |compared| compared.change.verdict)
}
