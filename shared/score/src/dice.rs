/// Chance that is the same on each run: SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014).
///
/// Written out, because published figures rest on it: a library's generator may change with its version.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Uniform, above 0 and below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.roll() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// A Poisson count with mean 1, by Knuth's product of uniforms.
    pub(crate) fn poisson(&mut self) -> f64 {
        let mut product = self.unit();
        let mut count = 0.0;
        while product > (-1.0_f64).exp() {
            product *= self.unit();
            count += 1.0;
        }
        count
    }

    /// Normal with mean 0 and variance 1 (G. E. P. Box and M. E. Muller, 1958).
    #[cfg(test)]
    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rolls_the_published_numbers() {
        // The test vector of the reference implementation, seed 1234567.
        let mut dice = Dice::new(1_234_567);
        assert_eq!(
            [dice.roll(), dice.roll(), dice.roll()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn what_it_draws_has_the_mean_and_the_variance_that_it_should() {
        let mut dice = Dice::new(1);
        let mut drawn = |draw: fn(&mut Dice) -> f64| {
            let rolls: Vec<f64> = (0..1_000_000).map(|_| draw(&mut dice)).collect();
            let mean = rolls.iter().sum::<f64>() / rolls.len() as f64;
            let variance = rolls.iter().map(|roll| (roll - mean).powi(2)).sum::<f64>() / rolls.len() as f64;
            [mean, variance]
        };
        let near = |drawn: [f64; 2], expected: [f64; 2]| {
            drawn.iter().zip(expected).all(|(drawn, expected)| (drawn - expected).abs() < 0.01)
        };
        assert!(near(drawn(Dice::poisson), [1.0, 1.0]));
        assert!(near(drawn(Dice::normal), [0.0, 1.0]));
        assert!(near(drawn(Dice::unit), [0.5, 1.0 / 12.0]));
    }
}
