//! Each minute: what is due becomes one email through SES, never two.
//!
//! [`sweep`] finds what is due, [`deliver`] takes one invitation from pending to its next state, [`pace`] says when and
//! whether it may, [`settle`] decides what becomes of those that may or may not have been mailed, [`mail`] makes the
//! message.

mod deliver;
mod mail;
mod pace;
mod settle;
mod sweep;

use anyhow::Result;
use bootstrap::Clock;
use mailer::Mailer;
use mailer::ses::PATIENCE;
use metrics::counter;
use pace::{Pace, Stop};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::Store;
use survey::Secrets;
use tokio::time::Instant;

/// What the function works with.
pub struct App {
    pub store: Store,
    pub mailer: Mailer,
    pub secrets: Secrets,
    /// Where customers reach the pages, without a slash at the end.
    pub public_url: String,
    pub clock: Clock,
}

/// What the schedule says: `{"shards":[0,1,2,3]}` sweeps these alone, for senders that share a large day's work; without
/// it, all are swept.
#[derive(Debug, Default, Deserialize)]
struct Part {
    shards: Option<BTreeSet<u8>>,
}

/// One call of the function.
#[derive(Debug, Clone, Copy)]
pub struct Invocation<'a> {
    /// Its name. Invocations side by side must have different ones.
    pub request: &'a str,
    /// How long it may take. It begins no mail in the last [`WIND_DOWN`] of it.
    pub time_left: Duration,
}

/// What a mail that is begun may still take: reading, reserving, SES's answer, and marking it.
pub const WIND_DOWN: Duration = Duration::from_secs(PATIENCE.as_secs() + 10);

/// One invocation: who it is, how it goes, and what it has counted.
struct Run {
    app: Arc<App>,
    /// Names this invocation in reservations. No two invocations share it.
    me: String,
    pace: Pace,
    sent: AtomicU64,
    closed: AtomicU64,
    unknown: AtomicU64,
    failed: AtomicU64,
}

/// Mails what is due, as far as SES and the time allow; the rest stays as it is.
pub async fn handle(app: &Arc<App>, event: Value, invocation: Invocation<'_>) -> Result<Value> {
    // A schedule's own event has no shards.
    let Part { shards } = serde_json::from_value(event).unwrap_or_default();
    let Invocation { request, time_left } = invocation;
    if time_left <= WIND_DOWN {
        tracing::error!(seconds = time_left.as_secs(), "the function's timeout is too short to mail anything");
    }
    let run = Arc::new(Run {
        app: Arc::clone(app),
        // Lambda retries an invocation under its old name; what the first try reserved may have been mailed.
        me: format!("{request}@{}", (app.clock)().as_nanosecond()),
        pace: Pace::until(Instant::now() + time_left.saturating_sub(WIND_DOWN)),
        sent: AtomicU64::new(0),
        closed: AtomicU64::new(0),
        unknown: AtomicU64::new(0),
        failed: AtomicU64::new(0),
    });
    sweep::sweep(&run, shards.as_ref()).await?;
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let (sent, closed, unknown, failed) =
        (count(&run.sent), count(&run.closed), count(&run.unknown), count(&run.failed));
    counter!("Sent").increment(sent);
    counter!("Unknown").increment(unknown);
    if sent + closed + unknown + failed > 0 {
        tracing::info!(sent, closed, unknown, failed, "swept");
    }
    let stopped = run.pace.stopped_early().inspect(|stop| stop.tell());
    if stopped.is_some_and(|stop| stop != Stop::OutOfTime) {
        counter!("Stopped").increment(1);
    }
    let stopped = stopped.map(Stop::code);
    Ok(json!({ "sent": sent, "closed": closed, "unknown": unknown, "failed": failed, "stopped": stopped }))
}

/// Adds one to a counter.
fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
