//! An SES that lives in the test's own process, so that it survives Glimt's deaths: it counts what it has accepted,
//! fails now and then before or after accepting, and reports at least once, as EventBridge does.

use anyhow::Result;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use glimt::aws::ses::Message;
use glimt::aws::{Ses, SesOptions, loopback};
use jiff::Timestamp;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The SES, on a thread of its own for as long as this value lives.
pub struct Mail {
    ses: Ses,
    url: String,
    dice: Dice,
    /// What has not been taken by `feedback` yet.
    untold: Arc<Mutex<Vec<Value>>>,
    runtime: Runtime,
}

type Dice = Arc<Mutex<fastrand::Rng>>;

impl Mail {
    pub fn open(seed: u64) -> Result<Self> {
        let ses = Ses::new(SesOptions {
            keep: usize::MAX,
            verified_from: None,
            file: None,
            clock: Arc::new(Timestamp::now),
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let dice: Dice = Arc::new(Mutex::new(fastrand::Rng::with_seed(seed ^ 0x5e5)));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = ses.clone().router().layer(middleware::from_fn_with_state(Arc::clone(&dice), now_and_then));
        runtime.spawn(loopback::serve(listener, router, std::future::pending()));
        Ok(Self { ses, url, dice, untold: Arc::default(), runtime })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every mail that was accepted, newest first.
    pub fn accepted(&self) -> Vec<Message> {
        self.ses.messages()
    }

    /// How many that are.
    pub fn count(&self) -> u64 {
        self.ses.accepted()
    }

    /// The mails, for whoever reads the mail on another thread.
    pub fn inbox(&self) -> Box<dyn Fn() -> Vec<Message> + Send> {
        let ses = self.ses.clone();
        Box::new(move || ses.messages())
    }

    /// Whether everything that SES had to say has been taken.
    pub fn is_told(&self) -> bool {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Reports to `feedback` behind this origin from now on: again and again until it is taken, some of it twice.
    pub fn reports_to(&self, origin: &str) {
        let (ses, untold, dice) = (self.ses.clone(), Arc::clone(&self.untold), Arc::clone(&self.dice));
        let url = format!("{origin}/invoke/feedback");
        self.runtime.spawn_blocking(move || {
            // Until the process ends, or nobody else knows of this queue.
            while Arc::strong_count(&untold) > 1 {
                let mut waiting = untold.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let new = ses.take_events();
                waiting.extend(new.iter().cloned());
                *untold.lock().unwrap_or_else(PoisonError::into_inner) = waiting.clone();
                let left: Vec<_> = waiting.into_iter().filter(|event| !taken(&url, event) || roll(&dice, 10)).collect();
                *untold.lock().unwrap_or_else(PoisonError::into_inner) = left;
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    }
}

fn taken(url: &str, event: &Value) -> bool {
    ureq::post(url).send_json(event).is_ok()
}

/// True this many times in a hundred.
fn roll(dice: &Dice, percent: u8) -> bool {
    dice.lock().unwrap_or_else(PoisonError::into_inner).u8(..100) < percent
}

/// Slow, throttled, failing before or after the mail was taken.
async fn now_and_then(State(dice): State<Dice>, request: Request, next: Next) -> Response {
    let (before, after, fate) = {
        let mut dice = dice.lock().unwrap_or_else(PoisonError::into_inner);
        (dice.u64(..15), dice.u64(..15), dice.u8(..100))
    };
    tokio::time::sleep(Duration::from_millis(before)).await;
    match fate {
        0..3 => return refused(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException"),
        3..5 => return refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure"),
        _ => {}
    }
    let answer = next.run(request).await;
    tokio::time::sleep(Duration::from_millis(after)).await;
    match fate {
        // The mail is taken, and the answer is lost on its way.
        5..8 => (StatusCode::BAD_GATEWAY, "<html>bad gateway</html>").into_response(),
        _ => answer,
    }
}

fn refused(status: StatusCode, code: &'static str) -> Response {
    (status, [("x-amzn-errortype", code)], "{}").into_response()
}
