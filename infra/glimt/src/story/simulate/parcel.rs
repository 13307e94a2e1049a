//! How long parcels take, and who carries them.

use super::{Dice, Person, moment};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// How many days after the order the parcel is promised.
const PROMISED: i64 = 3;

/// An order's parcel.
pub(super) struct Parcel {
    pub carrier: &'static str,
    pub delivered: Timestamp,
    /// By how many days it missed the promised one.
    pub days_late: i64,
}

impl Parcel {
    /// The parcel of an order of this day. Bring, the new carrier, takes seven in ten parcels from its first day on,
    /// and one in sixteen of its parcels is late: by one to three days, more often by one. Posten and PostNord are
    /// late with one in three, and one in twenty-five more abroad.
    pub fn sent(person: &Person, ordered: Date, new_carrier: Date, dice: &mut Dice) -> Self {
        let abroad = person.country != "NO";
        let carrier = match (ordered >= new_carrier && dice.chance(700), abroad) {
            (true, _) => "Bring",
            (false, true) => "PostNord",
            (false, false) => dice.pick(&["Posten", "Posten", "PostNord"]),
        };
        let late = if carrier == "Bring" { 60 } else { 330 } + if abroad { 40 } else { 0 };
        let days_late = if dice.chance(late) { dice.pick(&[1, 1, 1, 1, 1, 2, 2, 2, 3, 3]) } else { 0 };
        let days = if days_late > 0 { PROMISED + days_late } else { dice.between(1, PROMISED) };
        let date = ordered.checked_add(days.days()).unwrap_or(ordered);
        Self { carrier, delivered: moment(date, 9..19, dice), days_late }
    }
}
