//! A small SES v2: it takes `SendEmail` and `GetAccount`, refuses what SES refuses, keeps each
//! message whole and writes the events that SES would publish. Nothing leaves the machine.
//!
//! Stricter than SES in two ways, so that a mistake shows here and not in a customer's inbox:
//! a request member that would not be kept (a template, list management) is
//! refused, and so is non-ASCII text without a character set.

mod address;
mod event;
mod message;
mod outbox;
mod raw;
mod request;
mod rules;

pub use message::{Attachment, Message, NameValue};

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use outbox::Outbox;
use request::{Draft, Refusal};

/// The largest request taken: 10 MB. SES v2 takes messages up to 40 MB but throttles those
/// over 10 MB (SES Developer Guide, "Service quotas").
pub const MAX_REQUEST: usize = 10 * 1024 * 1024;

/// Tells what time it is for the messages and events.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How a [`Ses`] behaves.
pub struct SesOptions {
    /// How many of the newest messages stay readable; older ones are still counted, and stay
    /// in the file.
    pub keep: usize,
    /// The addresses and domains that may send, as SES verifies them: a domain covers its
    /// subdomains. `None` lets any address send.
    pub verified_from: Option<Vec<String>>,
    /// Each accepted message is appended here as one JSON line, before SES's answer, and read
    /// back at start. Without it message ids begin again at each start.
    pub file: Option<PathBuf>,
    /// Glimt's clock.
    pub clock: Clock,
}

/// What SES grants the account. The rate is told, not enforced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grant {
    /// Whether mail is taken at all.
    pub sends: bool,
    /// `HEALTHY`, `PROBATION` or `SHUTDOWN`.
    pub standing: &'static str,
    pub per_second: f64,
    /// In 24 hours, counted among the messages kept; -1 is no quota.
    pub per_day: f64,
}

impl Default for Grant {
    /// An account that paces nobody.
    fn default() -> Self {
        Self { sends: true, standing: "HEALTHY", per_second: 10_000.0, per_day: -1.0 }
    }
}

/// A small SES v2. Clones share one outbox.
#[derive(Clone)]
pub struct Ses(Arc<Inner>);

struct Inner {
    outbox: Mutex<Outbox>,
    grant: Mutex<Grant>,
    verified_from: Option<Vec<String>>,
    clock: Clock,
}

impl Ses {
    /// Opens the outbox and, with a file, everything accepted before. A last line that was
    /// torn by a crash is cut off: its sender never had an answer.
    ///
    /// # Errors
    /// The file cannot be read or written, or a line before the last one is not a message.
    pub fn new(options: SesOptions) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Inner {
            outbox: Mutex::new(Outbox::open(options.keep, options.file.as_deref())?),
            grant: Mutex::default(),
            verified_from: options.verified_from,
            clock: options.clock,
        })))
    }

    /// Grants the account this from now on.
    pub fn grant(&self, grant: Grant) {
        *self.0.grant.lock().unwrap_or_else(PoisonError::into_inner) = grant;
    }

    /// Answers one request of the SES v2 wire protocol (REST, JSON) with a status and a body.
    ///
    /// A refusal carries its code in the body's `__type`, where the AWS SDKs find it.
    pub fn answer(&self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        match self.reply(method, path, body) {
            Ok(body) => (200, body),
            Err(refusal) => (refusal.status(), refusal.body()),
        }
    }

    /// The messages kept, newest first.
    pub fn messages(&self) -> Vec<Message> {
        self.outbox().newest().cloned().collect()
    }

    /// Takes the kept messages out, oldest first: for whoever plays the customers and keeps none.
    pub fn take_messages(&self) -> Vec<Message> {
        self.outbox().take_messages()
    }

    /// One kept message by the id that `SendEmail` returned.
    pub fn message(&self, id: &str) -> Option<Message> {
        self.outbox().newest().find(|m| m.id == id).cloned()
    }

    /// How many messages were ever accepted, also before a restart when there is a file.
    pub fn accepted(&self) -> u64 {
        self.outbox().accepted()
    }

    /// Takes the EventBridge events written since the last call, oldest first. With a file, a
    /// restart hands out those of the kept messages again: EventBridge delivers at least once.
    pub fn take_events(&self) -> Vec<Value> {
        self.outbox().take_events()
    }

    /// Serves [`Ses::answer`] over HTTP, with the error code also in `x-amzn-errortype`.
    pub fn router(self) -> Router {
        Router::new().fallback(serve).with_state(self)
    }

    fn reply(&self, method: &str, path: &str, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        match (method, path) {
            _ if body.len() > MAX_REQUEST => Err(Refusal::too_long(MAX_REQUEST)),
            ("POST", "/v2/email/outbound-emails") => self.send(body),
            ("GET", "/v2/email/account") => Ok(self.account()),
            _ => Err(Refusal::unknown_operation()),
        }
    }

    fn send(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let draft = Draft::read(body)?;
        if let Some(identities) = &self.0.verified_from {
            rules::verified(identities, &draft.from)?;
        }
        self.granted()?;
        let id = self.outbox().accept(draft, (self.0.clock)()).map_err(|error| Refusal::internal(&error))?;
        Ok(json!({ "MessageId": id }).to_string().into_bytes())
    }

    fn granted(&self) -> Result<(), Refusal> {
        let Grant { sends, per_day, .. } = self.current();
        if !sends {
            return Err(Refusal::paused());
        }
        let used_up = per_day >= 0.0 && self.sent_in_24_hours() as f64 >= per_day;
        if used_up { Err(Refusal::quota_used_up()) } else { Ok(()) }
    }

    fn current(&self) -> Grant {
        *self.0.grant.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sent_in_24_hours(&self) -> usize {
        let since = (self.0.clock)() - SignedDuration::from_hours(24);
        self.outbox().newest().take_while(|m| m.sent_at > since).count()
    }

    fn account(&self) -> Vec<u8> {
        let Grant { sends, standing, per_second, per_day } = self.current();
        let sent = self.sent_in_24_hours();
        json!({
            "DedicatedIpAutoWarmupEnabled": false,
            "EnforcementStatus": standing,
            "ProductionAccessEnabled": true,
            "SendingEnabled": sends,
            "SendQuota": { "Max24HourSend": per_day, "MaxSendRate": per_second, "SentLast24Hours": sent },
        })
        .to_string()
        .into_bytes()
    }

    /// The outbox is whole between any two statements that can panic, so a poisoned lock is
    /// still good to use.
    fn outbox(&self) -> MutexGuard<'_, Outbox> {
        self.0.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Ses {
    /// Says how many messages were accepted, never what they say.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ses").field("accepted", &self.accepted()).finish_non_exhaustive()
    }
}

async fn serve(State(ses): State<Ses>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let reply = match to_bytes(body, MAX_REQUEST).await {
        Ok(body) => ses.reply(parts.method.as_str(), parts.uri.path(), &body),
        Err(_) => Err(Refusal::too_long(MAX_REQUEST)),
    };
    let json = [(header::CONTENT_TYPE, "application/json")];
    match reply {
        Ok(body) => (json, body).into_response(),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let code = [("x-amzn-errortype", refusal.code())];
            (status, json, code, refusal.body()).into_response()
        }
    }
}

#[cfg(test)]
mod tests;
