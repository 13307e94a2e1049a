//! Renders the scores and the funnel of a journey: tables as files, and a report to read.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics has said so"))]

#[cfg(test)]
mod examples;
mod figure;
pub mod files;
mod funnel_rows;
pub mod period;
pub mod report;
pub mod rows;
mod run;
mod scope;
mod stage_scores;

pub use funnel_rows::{funnel, funnel_reasons};
pub use report::{ReportOptions, report};
pub use run::{App, handle, page, render, scores};
pub use scope::Scope;
pub use stage_scores::stage_scores;
