//! The arithmetic of scores: what a rating counts as, what many of them add up to, how sure that is,
//! and whether it has changed.
//!
//! Pure: no I/O, no clock, no settings. The same counts always give the same figures.
//!
//! | step | type | promise |
//! |---|---|---|
//! | one reply | [`Rating`] on the scale of a [`Metric`] | on its scale, by [`Rating::new`] |
//! | many replies | [`Histogram`] | exact integer counts; merging is adding |
//! | what is reported | [`Score`], [`Quality`] | the raw figure, with its 95 % interval |
//! | two periods | [`Change`], [`Verdict`] | *up* or *down* only where the interval excludes 0 |
//! | an aim | [`TargetVerdict`] | *met* or *missed* only where the whole interval is on that side |
//!
//! Two units, by [`Metric::unit`]: *points* on −100..100 (NPS, eNPS) and *percent* on 0..100 (the
//! share of favourable ratings, for every other metric). Scales are never converted into each other,
//! and a histogram holds the ratings of one metric only.
//!
//! ```
//! use score::{Histogram, Metric, Quality, Rating, Score};
//!
//! let mut week = Histogram::default();
//! for given in [5, 4, 2, 5, 5] {
//!     week.add(Rating::new(Metric::Csat, given)?);
//! }
//! let score = Score::of(Metric::Csat, &week).expect("five answers");
//! assert_eq!(score.value, 80.0); // four of five are 4 or 5
//! assert!(score.interval.low < 40.0 && score.interval.high > 95.0); // and that says little yet
//! assert_eq!(Quality::of(week.n(), 5), Quality::Few);
//! # Ok::<(), score::OutOfScale>(())
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics has said so"))]

mod change;
#[cfg(test)]
mod examples;
mod histogram;
mod interval;
mod metric;
mod rating;
mod score;

pub use change::{Change, TargetVerdict, Verdict};
pub use histogram::{Bands, Histogram};
pub use interval::{Interval, Z95, adjusted_wald_nps, wilson};
pub use metric::{Band, Metric, UnknownMetric};
pub use rating::{OutOfScale, Rating};
pub use score::{Quality, Score};
