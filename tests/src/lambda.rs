//! What the Lambda service is to a function: the Runtime API on a port of its own, and the process behind it.

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

/// How long an invocation may take, as the function is told too.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Numbers the invocations of this process: as in AWS, no two share an id.
static INVOCATIONS: AtomicU64 = AtomicU64::new(1);

/// One running instance of a function. Dropping it kills the process.
pub struct Instance {
    service: Arc<Service>,
    events: mpsc::UnboundedSender<(String, String)>,
    ended: watch::Receiver<Option<ExitStatus>>,
    started: Instant,
    lines: Arc<Mutex<Vec<String>>>,
    /// The process's number.
    pub process: u32,
    _tasks: JoinSet<()>,
}

/// An invocation that came to nothing, as Lambda reports it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {message}")]
pub struct InvocationError {
    /// `errorType`.
    pub kind: String,
    /// `errorMessage`.
    pub message: String,
}

type Outcome = Result<Value, InvocationError>;

/// What the Runtime API knows of one instance.
struct Service {
    arn: String,
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<(String, String)>>,
    running: Mutex<BTreeMap<String, oneshot::Sender<Outcome>>>,
    /// When the function first asked for an event.
    asked: watch::Sender<Option<Instant>>,
}

impl Instance {
    /// Starts a function's program with these variables and Lambda's own, and no others.
    pub async fn start(
        function: &str,
        program: &std::path::Path,
        variables: &BTreeMap<String, String>,
    ) -> Result<Self> {
        Self::start_with(function, program, &[], variables).await
    }

    /// The same with arguments; of Lambda's own variables, those given here take the place.
    pub async fn start_with(
        function: &str,
        program: &std::path::Path,
        arguments: &[&str],
        variables: &BTreeMap<String, String>,
    ) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (events, waiting) = mpsc::unbounded_channel();
        let service = Arc::new(Service {
            arn: format!("arn:aws:lambda:eu-north-1:111122223333:function:{function}"),
            waiting: waiting.into(),
            running: Mutex::default(),
            asked: watch::Sender::default(),
        });
        let started = Instant::now();
        let child = Command::new(program)
            .args(arguments)
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", function)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let process = child.id().context("it has ended already")?;
        let mut tasks = JoinSet::new();
        let api = router(Arc::clone(&service));
        tasks.spawn(async move {
            // It serves until the instance is dropped.
            drop(axum::serve(listener, api).await);
        });
        let lines = Arc::default();
        let (tell, ended) = watch::channel(None);
        tasks.spawn(follow(child, Arc::clone(&lines), tell));
        Ok(Self { service, events, ended, started, lines, process, _tasks: tasks })
    }

    /// How long it took from its start until it asked for its first event.
    pub async fn init(&self) -> Result<Duration> {
        let (mut asked, mut ended) = (self.service.asked.subscribe(), self.ended.clone());
        tokio::select! {
            asked = asked.wait_for(Option::is_some) => {
                Ok(asked?.context("it has not asked")?.duration_since(self.started))
            }
            _ = ended.wait_for(Option::is_some) => bail!("it has ended: {}", self.lines().join("\n")),
            () = tokio::time::sleep(TIMEOUT) => bail!("it does not start: {}", self.lines().join("\n")),
        }
    }

    /// Hands the function an event and waits for its answer.
    pub async fn invoke(&self, event: &Value) -> Outcome {
        self.invoke_as(&self.next_request(), event).await
    }

    /// A request's id that no other has.
    pub fn next_request(&self) -> String {
        format!("00000000-0000-4000-8000-{:012x}", INVOCATIONS.fetch_add(1, Ordering::Relaxed))
    }

    /// Hands the function an event under this request's id.
    pub async fn invoke_as(&self, id: &str, event: &Value) -> Outcome {
        let (answer, answered) = oneshot::channel();
        self.service.running().insert(id.to_owned(), answer);
        let error = |kind: &str, message: String| InvocationError { kind: kind.to_owned(), message };
        if self.events.send((id.to_owned(), event.to_string())).is_err() {
            return Err(error("Runtime.Unknown", "the Runtime API is gone".to_owned()));
        }
        let mut ended = self.ended.clone();
        tokio::select! {
            answered = answered => answered.unwrap_or_else(|_| Err(error("Runtime.Unknown", "no answer".to_owned()))),
            _ = ended.wait_for(Option::is_some) => Err(error("Runtime.ExitError", self.lines().join("\n"))),
            () = tokio::time::sleep(TIMEOUT) => Err(error("Sandbox.Timedout", self.lines().join("\n"))),
        }
    }

    /// Waits until the process has ended by itself.
    pub async fn end(&self) -> Result<ExitStatus> {
        let mut ended = self.ended.clone();
        let ended = tokio::time::timeout(TIMEOUT, ended.wait_for(Option::is_some)).await;
        ended.context("the process goes on")??.context("no status")
    }

    /// What the process has printed so far, on either stream.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Keeps what a process prints, and tells when it has ended and everything is read.
async fn follow(mut child: Child, lines: Arc<Mutex<Vec<String>>>, tell: watch::Sender<Option<ExitStatus>>) {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (ended, (), ()) = tokio::join!(child.wait(), keep(out, &lines), keep(err, &lines));
    tell.send_replace(ended.ok());
}

async fn keep(stream: Option<impl AsyncRead + Unpin>, lines: &Mutex<Vec<String>>) {
    let Some(stream) = stream else { return };
    let mut read = BufReader::new(stream).lines();
    while let Ok(Some(line)) = read.next_line().await {
        lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

/// The Runtime API, version 2018-06-01.
fn router(service: Arc<Service>) -> Router {
    let api = Router::new()
        .route("/invocation/next", get(next))
        .route("/invocation/{id}/response", post(response))
        .route("/invocation/{id}/error", post(error))
        .route("/init/error", post(async || StatusCode::ACCEPTED));
    Router::new().nest("/2018-06-01/runtime", api).with_state(service)
}

async fn next(State(service): State<Arc<Service>>) -> Response {
    service.asked.send_if_modified(|asked| asked.is_none() && asked.replace(Instant::now()).is_none());
    let Some((id, event)) = service.waiting.lock().await.recv().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let deadline = Timestamp::now().as_millisecond() + i64::try_from(TIMEOUT.as_millis()).unwrap_or(0);
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", service.arn.clone()),
        ("lambda-runtime-trace-id", "Root=1-00000000-000000000000000000000000;Sampled=0".to_owned()),
    ];
    (headers, event).into_response()
}

async fn response(State(service): State<Arc<Service>>, Path(id): Path<String>, body: String) -> StatusCode {
    let answer = serde_json::from_str(&body)
        .map_err(|error| InvocationError { kind: "Runtime.InvalidResponse".to_owned(), message: error.to_string() });
    service.finish(&id, answer)
}

async fn error(State(service): State<Arc<Service>>, Path(id): Path<String>, body: String) -> StatusCode {
    let error: Value = serde_json::from_str(&body).unwrap_or_default();
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    service.finish(&id, Err(InvocationError { kind: text("errorType"), message: text("errorMessage") }))
}

impl Service {
    fn running(&self) -> MutexGuard<'_, BTreeMap<String, oneshot::Sender<Outcome>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(&self, id: &str, outcome: Outcome) -> StatusCode {
        match self.running().remove(id) {
            Some(waiting) => {
                // Whoever invoked it may have given up waiting.
                drop(waiting.send(outcome));
                StatusCode::ACCEPTED
            }
            None => StatusCode::BAD_REQUEST,
        }
    }
}
