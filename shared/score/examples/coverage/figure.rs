use fastrand::Rng;
use score::{Change, Interval, Mean, Part, Score, roll_up};

use crate::truth::{TRUTHS, Truth};

/// What the stages of a roll-up count for.
const WEIGHTS: [f64; 3] = [3.0, 2.0, 1.0];

/// A figure whose interval is put to the test.
#[derive(Debug, Clone, Copy)]
pub enum Figure {
    Score,
    Mean,
    Change,
    RollUp,
    ChangeOfRollUps,
}

impl Figure {
    pub const ALL: [Figure; 5] = [Figure::Score, Figure::Mean, Figure::Change, Figure::RollUp, Figure::ChangeOfRollUps];

    pub fn name(self) -> &'static str {
        match self {
            Figure::Score => "Score",
            Figure::Mean => "Mean",
            Figure::Change => "Change from the next distribution of the metric",
            Figure::RollUp => "Roll-up with the next two of the unit, each of as many answers",
            Figure::ChangeOfRollUps => "Change between two such roll-ups, from the next",
        }
    }

    /// In which share of the runs, each over `n` answers of the truth at this place, the interval holds the truth.
    pub fn coverage(self, place: usize, n: usize, runs: u32) -> f64 {
        let mut rng = Rng::with_seed((place * 1_000 + n) as u64);
        let (actual, mut held) = (self.actual(place), 0);
        for _ in 0..runs {
            let interval = self.interval(place, n, &mut rng);
            held += u32::from(interval.is_some_and(|Interval { low, high }| {
                // What a sum of fractions may be off by is not a miss.
                (low - 1e-9..=high + 1e-9).contains(&actual)
            }));
        }
        f64::from(held) / f64::from(runs)
    }

    fn actual(self, place: usize) -> f64 {
        let truth = &TRUTHS[place];
        match self {
            Figure::Score => truth.score(),
            Figure::Mean => truth.mean(),
            Figure::Change => truth.score() - TRUTHS[next(place, |other| other.metric == truth.metric)].score(),
            Figure::RollUp => {
                let weighted = stages(place).into_iter().zip(WEIGHTS).map(|(stage, weight)| stage.score() * weight);
                weighted.sum::<f64>() / WEIGHTS.iter().sum::<f64>()
            }
            Figure::ChangeOfRollUps => Figure::RollUp.actual(place) - Figure::RollUp.actual(next_of_unit(place)),
        }
    }

    fn interval(self, place: usize, n: usize, rng: &mut Rng) -> Option<Interval> {
        let truth = &TRUTHS[place];
        let answers = truth.draw(n, rng);
        Some(match self {
            Figure::Score => Score::of(truth.metric, &answers)?.interval,
            Figure::Mean => Mean::of(truth.metric, &answers)?.interval,
            Figure::Change => {
                let before = TRUTHS[next(place, |other| other.metric == truth.metric)].draw(n, rng);
                Change::between(truth.metric, &answers, &before)?.interval
            }
            Figure::RollUp => rolled_up(place, n, rng)?.interval,
            Figure::ChangeOfRollUps => {
                let (now, before) = (rolled_up(place, n, rng)?, rolled_up(next_of_unit(place), n, rng)?);
                Change::of_scores(&now, &before).interval
            }
        })
    }
}

fn rolled_up(place: usize, n: usize, rng: &mut Rng) -> Option<Score> {
    let part =
        |(stage, weight): (&Truth, f64)| Some(Part { weight, score: Score::of(stage.metric, &stage.draw(n, rng))? });
    roll_up(&stages(place).into_iter().zip(WEIGHTS).map(part).collect::<Option<Vec<Part>>>()?)
}

fn stages(place: usize) -> [&'static Truth; 3] {
    let second = next_of_unit(place);
    [place, second, next_of_unit(second)].map(|place| &TRUTHS[place])
}

fn next_of_unit(place: usize) -> usize {
    next(place, |other| other.metric.unit() == TRUTHS[place].metric.unit())
}

/// The next place that will do, from the start again after the end; the same one if no other will.
fn next(place: usize, will_do: impl Fn(&Truth) -> bool) -> usize {
    let others = (place + 1..TRUTHS.len()).chain(0..place);
    others.into_iter().find(|&other| will_do(&TRUTHS[other])).unwrap_or(place)
}
