//! What every function's `main.rs` needs: the environment, AWS clients, the clock, and the envelopes that events come in.

pub mod batch;
mod download;
pub mod env;
pub mod http;
mod metrics;
mod parameters;

pub use download::download;

use crate::metrics::Metrics;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use jiff::Timestamp;
use lambda_runtime::{Error, LambdaEvent, service_fn};
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

/// Runs a function on Lambda: starts it, says in one line what is missing if it can't start, then handles events until
/// the process ends. An `Err` from the handler makes Lambda try the event again.
pub async fn run<A, F>(
    start: impl AsyncFnOnce() -> anyhow::Result<A>,
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
    let ended = lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        let (outcome, metrics) = (handle(Arc::clone(&app), event), Arc::clone(&metrics));
        async move {
            let outcome = outcome.await;
            metrics.tell(Instant::now());
            outcome.map_err(|error| {
                tracing::error!(error = format!("{error:#}"), "failed; it will be tried again");
                Error::from(error)
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

/// TLS by ring: it builds in a fraction of the time of the SDK's default, and makes smaller functions.
fn http_client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// What every client is made with: the environment's region, credentials and endpoints.
pub async fn config() -> SdkConfig {
    // Boxed: its future is deeper than the compiler likes to lay out.
    Box::pin(aws_config::defaults(BehaviorVersion::latest()).http_client(http_client()).load()).await
}

/// How long one answer of DynamoDB is waited for before the SDK asks again: a hung connection must not eat up the time
/// of an invocation that holds reservations.
const DYNAMODB_PATIENCE: Duration = Duration::from_secs(5);

/// A DynamoDB client; `AWS_ENDPOINT_URL_DYNAMODB` sends it elsewhere.
pub async fn dynamodb() -> aws_sdk_dynamodb::Client {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(DYNAMODB_PATIENCE).build();
    let config = config().await.into_builder().timeout_config(timeouts).build();
    aws_sdk_dynamodb::Client::new(&config)
}

/// An SES client that never tries again by itself: a lost reply may hide a mail that was sent.
pub async fn ses() -> aws_sdk_sesv2::Client {
    let config = config().await.into_builder().retry_config(RetryConfig::disabled()).build();
    aws_sdk_sesv2::Client::new(&config)
}
