//! Returns, which the shop has begun to tell about only lately: in a small shop their stage has too few answers to show
//! a score.

use super::{Dice, Parcel, Person, Shop, Stream};
use jiff::{SignedDuration, Timestamp};

/// For how many days before the end returns have been told about.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(10 * 24);

impl Shop {
    /// When the return of an order was completed, for one order in twenty: 17 to 27 days after the delivery, that is
    /// after the quiet period.
    pub(super) fn returned(&self, person: &Person, nth: u64, parcel: &Parcel) -> Option<Timestamp> {
        let mut dice = Dice::new(self.seed, Stream::Return, 10 * person.number + nth);
        let completed = parcel.delivered + SignedDuration::from_hours(24 * dice.between(17, 27) + dice.between(-3, 3));
        let told = (self.until - KNOWN_FOR..=self.until).contains(&completed);
        (dice.chance(50) && told).then_some(completed)
    }
}
