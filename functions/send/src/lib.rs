//! Each minute: what is due becomes one email through SES, never two.
//!
//! [`sweep`] finds what is due, [`deliver`] takes one invitation from pending to its next state,
//! [`settle`] decides what becomes of those that may or may not have been mailed, [`mail`] makes the message.

mod deliver;
mod mail;
mod settle;
mod sweep;

use anyhow::Result;
use bootstrap::Clock;
use mailer::Mailer;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use store::Store;
use survey::Secrets;

/// What the function works with.
pub struct App {
    pub store: Store,
    pub mailer: Mailer,
    pub secrets: Secrets,
    /// Where customers reach the pages, without a slash at the end.
    pub public_url: String,
    pub clock: Clock,
}

/// One invocation: who it is, what it has counted, and whether SES told it to stop.
struct Run {
    app: Arc<App>,
    /// Names this invocation in reservations. No two invocations share it.
    me: String,
    stopped: AtomicBool,
    sent: AtomicU64,
    closed: AtomicU64,
    unknown: AtomicU64,
    failed: AtomicU64,
}

/// Mails what is due. `request` names the invocation; invocations side by side must have different ones.
pub async fn handle(app: &Arc<App>, request: &str) -> Result<Value> {
    let run = Arc::new(Run {
        app: Arc::clone(app),
        // Lambda retries an invocation under its old name; what the first try reserved may have been mailed.
        me: format!("{request}@{}", (app.clock)().as_nanosecond()),
        stopped: AtomicBool::new(false),
        sent: AtomicU64::new(0),
        closed: AtomicU64::new(0),
        unknown: AtomicU64::new(0),
        failed: AtomicU64::new(0),
    });
    sweep::sweep(&run).await?;
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let stopped = run.stopped.load(Ordering::Relaxed);
    let (sent, closed, unknown, failed) =
        (count(&run.sent), count(&run.closed), count(&run.unknown), count(&run.failed));
    if stopped {
        tracing::error!(sent, closed, unknown, failed, "SES takes no more mail from this account; everything is kept");
    } else if sent + closed + unknown + failed > 0 {
        tracing::info!(sent, closed, unknown, failed, "swept");
    }
    Ok(json!({ "sent": sent, "closed": closed, "unknown": unknown, "failed": failed, "stopped": stopped }))
}

/// Adds one to a counter.
fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
