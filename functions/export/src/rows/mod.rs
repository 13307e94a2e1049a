//! The exported tables: what a row of each is, and how it comes from the counts.

mod answers;
mod changes;
mod drivers;
mod funnel;
mod journey_scores;
mod money;
mod priorities;
mod stage_scores;

pub use answers::AnswerRow;
pub use changes::{ChangeRow, changes};
pub use drivers::DriverRow;
pub(crate) use drivers::Gathered;
pub(crate) use drivers::{SEGMENT, drivers};
pub(crate) use funnel::{DAY, answer_rate, last_mature_day};
pub use funnel::{FunnelReasonRow, FunnelRow, funnel, funnel_reasons};
pub use journey_scores::company_scores;
pub use journey_scores::{JourneyScoreRow, journey_scores};
pub use money::{MoneyRow, money};
pub(crate) use priorities::ranked;
pub use priorities::{PriorityRow, priorities};
pub use stage_scores::{StageScoreRow, stage_scores};

use crate::period::PeriodType;
use jiff::Timestamp;
use jiff::civil::Date;
use score::Score;

/// A row that says when it last changed.
pub trait Stamp {
    /// Its `as_of` and its `revision`.
    fn stamp(&mut self) -> (&mut Option<Timestamp>, &mut u32);
    /// The stretch of days that it is about, by name, and the last of them; none of a stretch that moves with the days.
    fn page(&self) -> Option<(String, Date)>;
}

/// Implements [`Stamp`] for rows with a type of period, its start and its end.
macro_rules! stamped_by_period {
    ($($row:ty),+) => {$(
        impl Stamp for $row {
            fn stamp(&mut self) -> (&mut Option<Timestamp>, &mut u32) {
                (&mut self.as_of, &mut self.revision)
            }

            fn page(&self) -> Option<(String, Date)> {
                calendar(self.period_type, self.period_start).map(|page| (page, self.period_end))
            }
        }
    )+};
}

stamped_by_period!(StageScoreRow<'_>, JourneyScoreRow, MoneyRow<'_>);

impl Stamp for FunnelRow<'_> {
    fn stamp(&mut self) -> (&mut Option<Timestamp>, &mut u32) {
        (&mut self.as_of, &mut self.revision)
    }

    /// It is over once its links are.
    fn page(&self) -> Option<(String, Date)> {
        let end = if self.is_mature { self.period_end } else { Date::MAX };
        calendar(self.period_type, self.period_start).map(|page| (page, end))
    }
}

/// The name of a calendar period; none of one that moves with the days.
fn calendar(kind: &str, start: Date) -> Option<String> {
    let rolls = PeriodType::ROLLING.iter().any(|rolling| rolling.as_str() == kind);
    (!rolls).then(|| format!("{kind} {start}"))
}

/// A score as a column has it; empty where there is none.
pub(crate) fn value(score: Option<Score>) -> Option<f64> {
    score.and_then(|score| rounded(score.value))
}

/// The low end of its interval.
pub(crate) fn low(score: Option<Score>) -> Option<f64> {
    score.and_then(|score| rounded(score.interval.low))
}

/// The high end.
pub(crate) fn high(score: Option<Score>) -> Option<f64> {
    score.and_then(|score| rounded(score.interval.high))
}

/// At most four decimals: what a reader may rely on, and the same on every machine. None for no number.
pub(crate) fn rounded(figure: f64) -> Option<f64> {
    let rounded = (figure * 10_000.0).round() / 10_000.0;
    // Adding nothing turns −0 into 0.
    rounded.is_finite().then_some(rounded + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_at_most_four_decimals_and_are_never_minus_nothing_or_no_number() {
        assert_eq!(rounded(76.932_622_5), Some(76.9326));
        assert_eq!(rounded(-0.000_01).map(|zero| zero.to_string()), Some("0".to_owned()));
        assert_eq!((rounded(f64::NAN), rounded(f64::INFINITY)), (None, None));
    }
}
