//! Renders the scores and the funnel of a journey: tables as files, and a report to read.

// A table's columns are many.
#![recursion_limit = "512"]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics has said so"))]

mod about;
mod digest;
#[cfg(test)]
mod examples;
mod figure;
mod ledger;
mod mark;
pub mod period;
mod put;
mod release;
pub mod report;
pub mod rows;
mod run;
mod scope;
mod silence;
mod standing;
pub mod table;
mod told;

pub use report::{Beside, ReportOptions, report};
pub use rows::{funnel, funnel_reasons, stage_scores};
pub use run::{App, handle, page, render, scores};
pub use scope::{Former, Scope};
pub use told::{Comment, Told};
