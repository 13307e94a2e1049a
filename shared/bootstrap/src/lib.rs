//! What every function's `main.rs` needs: the environment, AWS clients, the clock, and the envelopes that events come in.

mod aws;
pub mod batch;
mod download;
pub mod env;
pub mod http;
mod metrics;
mod parameters;

pub use aws::Aws;
pub use download::download;

use crate::metrics::Metrics;
use jiff::Timestamp;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Tells the time. Only `main.rs` and `glimt` make one.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's own clock, moved forward by `GLIMT_CLOCK_AHEAD` where a developer has set it.
pub fn system_clock() -> anyhow::Result<Clock> {
    let ahead = env::clock_ahead()?;
    Ok(if ahead.is_zero() { Arc::new(Timestamp::now) } else { Arc::new(move || Timestamp::now() + ahead) })
}

/// How long a function that could start waits for what can also wait; Lambda ends a start after 10 seconds.
const WARM_UP_PATIENCE: Duration = Duration::from_secs(2);

/// Runs a function on Lambda: starts it, says in one line what is missing if it can't start, then handles events until
/// the process ends. An `Err` from the handler makes Lambda try the event again. What `warm` does may fail.
pub async fn run<A, F>(
    start: impl AsyncFnOnce() -> anyhow::Result<A>,
    warm: impl AsyncFnOnce(&A) -> anyhow::Result<()>,
    handle: impl Fn(Arc<A>, LambdaEvent<Value>) -> F,
) -> ExitCode
where
    F: Future<Output = anyhow::Result<Value>>,
{
    log();
    let started = async {
        let metrics = Metrics::start()?;
        anyhow::Ok((Arc::new(start().await?), Arc::new(metrics)))
    };
    let (app, metrics) = match started.await {
        Ok(started) => started,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the function can't start");
            return ExitCode::FAILURE;
        }
    };
    if env::optional("GLIMT_WARM").as_deref() != Some("off") {
        warm_up(warm(&app)).await;
    }
    let ended = lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        let (outcome, metrics) = (handle(Arc::clone(&app), event), Arc::clone(&metrics));
        async move {
            let outcome = outcome.await;
            metrics.tell(Instant::now());
            outcome.map_err(|error| {
                let error = format!("{error:#}");
                tracing::error!(error, "failed; it will be tried again");
                // What stands beside a message that is given up, with the cause and without a type of Rust's.
                Diagnostic { error_type: "Failed".to_owned(), error_message: error }
            })
        }
    }))
    .await;
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function can't go on");
            ExitCode::FAILURE
        }
    }
}

/// Does beforehand what the first event would wait for: a connection to DynamoDB, with its TLS handshake, and what is read
/// once. While a function starts, Lambda gives it a whole processor; at 256 MB an event has a seventh of one.
async fn warm_up(first: impl Future<Output = anyhow::Result<()>>) {
    match tokio::time::timeout(WARM_UP_PATIENCE, first).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(error = format!("{error:#}"), "not warmed up"),
        Err(_) => tracing::warn!("not warmed up in time"),
    }
}

/// As the runtime's own subscriber, without the runtime's own span: it repeats the request's id in each line, which is more
/// than the line itself. What a line is about, it says by its own ids, or by its message's.
fn log() {
    use lambda_runtime::tracing::subscriber::filter::{LevelFilter, Targets};
    use lambda_runtime::tracing::subscriber::layer::SubscriberExt;
    use lambda_runtime::tracing::subscriber::util::SubscriberInitExt;
    use lambda_runtime::tracing::subscriber::{fmt, registry};
    let level = env::optional("AWS_LAMBDA_LOG_LEVEL").or_else(|| env::optional("RUST_LOG"));
    let level = level.and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    let lines = Targets::new().with_default(level).with_target("lambda_runtime::layers::trace", LevelFilter::OFF);
    let format = fmt::layer().with_target(false).without_time();
    if env::optional("AWS_LAMBDA_LOG_FORMAT").is_some_and(|format| format.eq_ignore_ascii_case("json")) {
        registry().with(format.json().flatten_event(true).with_span_list(false)).with(lines).init();
    } else {
        registry().with(format).with(lines).init();
    }
}
