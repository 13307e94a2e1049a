use fastrand::Rng;
use score::{EVERYBODY, Histogram, Metric, Rating, Sample, Score};

const ONE_IN_FIVE: u32 = 200_000;

/// What everybody would answer, if asked.
pub struct Truth {
    pub name: &'static str,
    pub metric: Metric,
    /// Equally many people in each group: the chance to be asked, in parts per million, and how many of the group give
    /// each rating of the scale, ascending.
    groups: &'static [(u32, &'static [u32])],
}

/// Shapes seen in practice and some worse ones. Those of two chances have two groups who answer differently.
pub const TRUTHS: &[Truth] = &[
    nps("nps, many at both ends", &[(EVERYBODY, &[20, 8, 4, 3, 2, 2, 3, 5, 8, 15, 30])]),
    nps("nps, most at 9 and 10", &[(EVERYBODY, &[1, 0, 1, 1, 1, 2, 2, 7, 15, 25, 45])]),
    nps("nps, nearly all at 9 and 10", &[(EVERYBODY, &[1, 0, 0, 0, 0, 1, 1, 3, 10, 44, 140])]),
    nps("nps, uniform", &[(EVERYBODY, &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])]),
    nps("nps, two peaks", &[(EVERYBODY, &[0, 2, 20, 20, 5, 3, 5, 10, 25, 10, 0])]),
    nps("nps, in the middle", &[(EVERYBODY, &[0, 0, 1, 5, 15, 30, 30, 14, 4, 1, 0])]),
    nps(
        "nps, two chances, the seldom asked unhappier",
        &[(EVERYBODY, &[1, 0, 1, 1, 1, 2, 2, 7, 15, 25, 45]), (ONE_IN_FIVE, &[5, 5, 5, 5, 10, 15, 15, 15, 10, 10, 5])],
    ),
    nps(
        "nps, two chances, the seldom asked happier",
        &[(EVERYBODY, &[5, 5, 5, 5, 10, 15, 15, 15, 10, 10, 5]), (ONE_IN_FIVE, &[1, 0, 1, 1, 1, 2, 2, 7, 15, 25, 45])],
    ),
    steps("csat, most at 4 and 5", Metric::Csat, &[(EVERYBODY, &[3, 3, 6, 28, 60])]),
    steps("csat, nearly all at 5", Metric::Csat, &[(EVERYBODY, &[1, 1, 2, 12, 84])]),
    steps(
        "csat, two chances, the seldom asked unhappier",
        Metric::Csat,
        &[(EVERYBODY, &[3, 3, 6, 28, 60]), (ONE_IN_FIVE, &[10, 15, 20, 30, 25])],
    ),
    steps("stars, at both ends", Metric::Stars, &[(EVERYBODY, &[35, 7, 5, 10, 43])]),
    steps("ces, most agree", Metric::Ces, &[(EVERYBODY, &[2, 2, 3, 5, 15, 30, 43])]),
    steps("ces, in the middle", Metric::Ces, &[(EVERYBODY, &[2, 8, 20, 35, 22, 10, 3])]),
    steps(
        "ces, two chances, alike",
        Metric::Ces,
        &[(EVERYBODY, &[2, 2, 3, 5, 15, 30, 43]), (ONE_IN_FIVE, &[2, 2, 3, 5, 15, 30, 43])],
    ),
    steps("thumbs, half up", Metric::Thumbs, &[(EVERYBODY, &[1, 1])]),
    steps("thumbs, 4 of 5 up", Metric::Thumbs, &[(EVERYBODY, &[1, 4])]),
    steps("thumbs, 9 of 10 up", Metric::Thumbs, &[(EVERYBODY, &[1, 9])]),
    steps(
        "thumbs, two chances, the seldom asked happier",
        Metric::Thumbs,
        &[(EVERYBODY, &[3, 7]), (ONE_IN_FIVE, &[1, 9])],
    ),
];

const fn nps(name: &'static str, groups: &'static [(u32, &'static [u32])]) -> Truth {
    steps(name, Metric::Nps, groups)
}

const fn steps(name: &'static str, metric: Metric, groups: &'static [(u32, &'static [u32])]) -> Truth {
    Truth { name, metric, groups }
}

impl Truth {
    /// The score of everybody.
    pub fn score(&self) -> f64 {
        Score::of(self.metric, &self.everybody().into()).map_or(f64::NAN, |score| score.value)
    }

    /// The mean rating of everybody.
    pub fn mean(&self) -> f64 {
        self.everybody().mean().unwrap_or(f64::NAN)
    }

    /// The answers of `n` people who were asked, each with the chance of their group.
    pub fn draw(&self, n: usize, rng: &mut Rng) -> Sample {
        let mut sample = Sample::default();
        for _ in 0..n {
            let (asked_ppm, ratings) = self.groups[pick(self.groups.iter().map(|group| group.0), rng)];
            sample.add(self.rating(pick(ratings.iter().copied(), rng)), asked_ppm);
        }
        sample
    }

    fn everybody(&self) -> Histogram {
        let mut everybody = Histogram::default();
        for (step, &people) in self.groups.iter().flat_map(|(_, ratings)| ratings.iter().enumerate()) {
            (0..people).for_each(|_| everybody.add(self.rating(step)));
        }
        everybody
    }

    fn rating(&self, step: usize) -> Rating {
        let given = usize::from(*self.metric.scale().start()) + step;
        u8::try_from(given).ok().and_then(|given| Rating::new(self.metric, given).ok()).expect("a step of the scale")
    }
}

/// A place, as often as its weight says.
fn pick(weights: impl Iterator<Item = u32> + Clone, rng: &mut Rng) -> usize {
    let mut left = rng.u32(0..weights.clone().sum());
    for (place, weight) in weights.enumerate() {
        if left < weight {
            return place;
        }
        left -= weight;
    }
    unreachable!("what is drawn is below the sum of the weights")
}
