//! A small generator of numbers that look random: splitmix64 (Steele, Lea, Flood: *Fast Splittable Pseudorandom Number
//! Generators*, 2014). Ours, so that a seed gives the same stories for ever, whatever a library changes.

/// Dice that fall the same way for the same seed.
pub struct Dice(u64);

impl Dice {
    /// The dice for one thing of many: `stream` says which sort of thing, `number` which of them. So what happens to
    /// one does not depend on how many others there are.
    pub(super) fn new(seed: u64, stream: super::Stream, number: u64) -> Self {
        let mut dice = Self(seed);
        dice.0 = dice.roll() ^ (stream as u64);
        dice.0 = dice.roll() ^ number;
        dice
    }

    /// The dice of this seed, for one thing alone.
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, but not, `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.roll()) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(high.abs_diff(low) + 1)).unwrap_or(0)
    }

    /// True this many times in a thousand.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of these, each as likely. There must be one.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }

    /// The same things in another order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, usize::try_from(self.below(last as u64 + 1)).unwrap_or(0));
        }
    }
}
