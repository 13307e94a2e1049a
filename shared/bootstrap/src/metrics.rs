//! What a function counts for CloudWatch: now and then a line of the embedded metric format in its log, in the namespace
//! `Glimt`, under the function's name. Whoever counts uses the macros of the crate `metrics`, which do nothing where nobody
//! collects.

use crate::env;
use anyhow::{Context, Result};
use metrics_cloudwatch_embedded::{Builder, Collector};
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long an instance gathers before it tells: a line for each invocation would be most of the log.
const EVERY: Duration = Duration::from_secs(300);

/// What this instance has counted.
pub(crate) struct Metrics {
    collector: &'static Collector,
    told: Mutex<Option<Instant>>,
}

impl Metrics {
    /// Begins to collect, once in a process.
    pub(crate) fn start() -> Result<Self> {
        let function = env::optional("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default();
        let builder = Builder::new().cloudwatch_namespace("Glimt").with_dimension("function", function);
        let collector = builder.init().ok().context("metrics are collected already")?;
        Ok(Self { collector, told: Mutex::default() })
    }

    /// Tells what was counted, if the last time is long ago. Between two invocations an instance stands still, and what it
    /// has not told by its end is lost: the counts in the tables are the ones that are right.
    pub(crate) fn tell(&self, now: Instant) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_some_and(|told| now.duration_since(told) < EVERY) {
            return;
        }
        *told = Some(now);
        let mut lines = Vec::new();
        let written = self.collector.flush(&mut lines).and_then(|()| std::io::stdout().write_all(&lines));
        if let Err(error) = written {
            tracing::warn!(%error, "the metrics could not be told");
        }
    }
}
