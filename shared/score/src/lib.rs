//! The arithmetic of scores: what a rating counts as, what many of them add up to, how sure that is,
//! and whether it has changed.
//!
//! Pure: no I/O, no clock, no settings. The same counts always give the same figures.
//!
//! | step | type | promise |
//! |---|---|---|
//! | one reply | [`Rating`] on the scale of a [`Metric`] | on its scale, by [`Rating::new`] |
//! | many replies | [`Histogram`] | exact integer counts; merging is adding |
//! | and who was asked | [`Sample`] | the same, with the chance that each respondent had to be asked |
//! | what is reported | [`Score`], [`Quality`] | the raw figure, with its 95 % interval |
//! | beside it | [`Mean`], [`favourable_share`] | likewise |
//! | two periods | [`Change`], [`Verdict`] | *up* or *down* only where the interval excludes 0 |
//! | many of them | [`Change::among`], [`benjamini_hochberg`] | of those told, one in twenty is expected to be false |
//! | several stages | [`roll_up`], [`Change::of_scores`] | a weighted mean, with the interval that the parts' make |
//! | money | [`Money`] of [`Spending`] | exact sums per rating, and honest shares of them |
//! | what goes with it | [`Impact`], [`Importance`] | associated with the score, never shown to cause it |
//! | where to look first | [`Priorities`] | gap to target × reach × value |
//! | an aim | [`TargetVerdict`] | *met* or *missed* only where the whole interval is on that side |
//! | small groups | [`hidden`] | too few answers are not shown, nor to be worked out from a total |
//!
//! How often the intervals hold the truth: `cargo run --release -p score --example coverage`.
//!
//! Two units, by [`Metric::unit`]: *points* on −100..100 (NPS, eNPS) and *percent* on 0..100 (the
//! share of favourable ratings, for every other metric). Scales are never converted into each other,
//! and a histogram or sample holds the ratings of one metric only.
//!
//! ```
//! use score::{EVERYBODY, Metric, Quality, Rating, Sample, Score};
//!
//! let mut week = Sample::default();
//! for given in [5, 4, 2, 5, 5] {
//!     week.add(Rating::new(Metric::Csat, given)?, EVERYBODY);
//! }
//! let score = Score::of(Metric::Csat, &week).expect("five answers");
//! assert_eq!(score.value, 80.0); // four of five are 4 or 5
//! assert!(score.interval.low < 40.0 && score.interval.high > 95.0); // and that says little yet
//! assert_eq!(Quality::of(week.n(), 5), Quality::Few);
//! # Ok::<(), score::OutOfScale>(())
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics has said so"))]

mod change;
mod dice;
mod drivers;
#[cfg(test)]
mod examples;
mod hide;
mod histogram;
mod impact;
mod interval;
mod many;
mod mean;
mod metric;
mod money;
mod priority;
mod rating;
mod rollup;
mod sample;
mod score;
mod share;
mod verdict;

pub use change::Change;
pub use drivers::{DriverKind, DriverRows, DriverShare, Importance, NoImportance};
pub use hide::hidden;
pub use histogram::{Bands, Histogram};
pub use impact::Impact;
pub use interval::{Interval, Z95, adjusted_wald_nps, wilson};
pub use many::benjamini_hochberg;
pub use mean::Mean;
pub use metric::{Band, Metric, UnknownMetric};
pub use money::{Money, Spending, ValueBehind};
pub use priority::{NotRanked, OrderValue, Priorities, Ranked, Standing};
pub use rating::{OutOfScale, Rating};
pub use rollup::{Part, roll_up};
pub use sample::{EVERYBODY, Sample};
pub use score::{FAVOURABLE_SHARE, Quality, Score, favourable_share};
pub use verdict::{TargetVerdict, Verdict};
