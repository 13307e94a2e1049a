//! The seven functions, wired to whatever answers their SDK clients on this machine, and the doors to call them by:
//! the same events that API Gateway, EventBridge and the table's stream would hand them.

use crate::aws::Ses;
use crate::clock::GlimtClock;
use crate::sources::development_sources;
use alert::webhook::Webhooks;
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use jiff::SignedDuration;
use object_store::ObjectStore;
use serde_json::{Map, Value, json};
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Store, Tables};
use survey::Secrets;

/// The development secrets of one machine. Fixed, so that a copied command works; overridable by the environment.
#[derive(Debug, Clone)]
pub struct Settings {
    pub naming_key: String,
    pub link_keys: String,
    /// The shop that events come from.
    pub source: String,
    /// Its key: for signing with Standard Webhooks, or as a bearer key.
    pub source_key: String,
    /// Signs webhooks.
    pub webhook_key: String,
    /// Where customers reach the pages.
    pub public_url: String,
    /// How far ahead a due time must lie.
    pub lead: SignedDuration,
    /// Says on the report that the answers are made up.
    pub simulated: bool,
    /// Shows scores below the minimum, marked as such.
    pub show_too_few: bool,
}

impl Settings {
    /// What the environment says, else the development secrets.
    pub fn development(public_url: &str) -> Self {
        let or = |name: &str, fixed: &str| bootstrap::env::optional(name).unwrap_or_else(|| fixed.to_owned());
        Self {
            naming_key: or("GLIMT_NAMING_KEY", "development-only-naming-key-of-glimt"),
            link_keys: or("GLIMT_LINK_KEYS", "1:development-only-link-key-of-glimt-0001"),
            source: or("GLIMT_DEV_SOURCE", "https://nordlys.example"),
            source_key: or("GLIMT_DEV_KEY", "whsec_ZGV2ZWxvcG1lbnQtb25seS1rZXktb2YtZ2xpbXQh"),
            webhook_key: or("GLIMT_WEBHOOK_KEY", "whsec_ZGV2ZWxvcG1lbnQtb25seS13ZWJob29rLWtleSE="),
            public_url: public_url.to_owned(),
            lead: SignedDuration::ZERO,
            simulated: false,
            show_too_few: false,
        }
    }

    /// Every source with its keys, as in `GLIMT_SOURCES`.
    pub fn sources(&self) -> String {
        let mut sources = development_sources();
        sources.insert(self.source.clone(), json!([self.source_key]));
        Value::Object(sources).to_string()
    }
}

/// Everything of one Glimt on one machine.
pub struct World {
    pub clock: GlimtClock,
    pub store: Store,
    pub ses: Ses,
    pub settings: Settings,
    trigger: trigger::App,
    send: Arc<send::App>,
    collect: collect::App,
    feedback: feedback::App,
    pub alert: alert::App,
    aggregate: aggregate::App,
    pub export: export::App,
    parcel: Mutex<Option<Value>>,
}

/// Names an invocation in this process like one of Lambda's: none may take another's claim for its own.
fn request_id() -> String {
    static INVOCATIONS: AtomicU64 = AtomicU64::new(0);
    let number = INVOCATIONS.fetch_add(1, Ordering::Relaxed);
    format!("{:08x}-0000-4000-8000-{number:012x}", std::process::id())
}

/// Numbers the requests through the doors, as API Gateway names them.
static REQUESTS: AtomicU64 = AtomicU64::new(0);

/// How long Lambda lets an invocation take at the most.
const LONGEST_RUN: Duration = Duration::from_secs(900);

/// A door's answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

impl World {
    /// Wires the functions to these clients.
    pub fn new(
        dynamodb: aws_sdk_dynamodb::Client,
        ses_client: aws_sdk_sesv2::Client,
        ses: Ses,
        files: Arc<dyn ObjectStore>,
        clock: GlimtClock,
        settings: Settings,
    ) -> Result<Self> {
        let store = Store::new(dynamodb, Tables::named("glimt"));
        Self::of(store, ses_client, ses, files, clock, settings)
    }

    /// Another world on the same tables and mailbox, with a clock of its own.
    pub fn beside(&self, clock: GlimtClock) -> Result<Self> {
        let files = Arc::clone(&self.export.files);
        let client = self.send.mailer.client.clone();
        Self::of(self.store.clone(), client, self.ses.clone(), files, clock, self.settings.clone())
    }

    fn of(
        store: Store,
        ses_client: aws_sdk_sesv2::Client,
        ses: Ses,
        files: Arc<dyn ObjectStore>,
        clock: GlimtClock,
        settings: Settings,
    ) -> Result<Self> {
        let secrets =
            Secrets::parse(&settings.naming_key, &settings.link_keys).context("GLIMT_NAMING_KEY or GLIMT_LINK_KEYS")?;
        let sources = trigger::Sources::parse(&settings.sources()).context("GLIMT_DEV_KEY or GLIMT_SOURCES")?;
        let now = || clock.shared();
        let mailer = || mailer::Mailer { client: ses_client.clone(), configuration_set: Some("glimt".to_owned()) };
        Ok(Self {
            trigger: trigger::App {
                store: store.clone(),
                secrets: secrets.clone(),
                sources,
                clock: now(),
                lead: settings.lead,
                meter: trigger::Meter::default(),
            },
            send: Arc::new(send::App {
                store: store.clone(),
                mailer: mailer(),
                secrets: secrets.clone(),
                public_url: settings.public_url.clone(),
                clock: now(),
            }),
            collect: collect::App { store: store.clone(), secrets: secrets.clone(), clock: now() },
            feedback: feedback::App { store: store.clone(), secrets, clock: now(), topic: None },
            alert: alert::App {
                store: store.clone(),
                mailer: mailer(),
                clock: now(),
                report_url: None,
                webhooks: Webhooks::signed_with(Some(&settings.webhook_key)).context("GLIMT_WEBHOOK_KEY")?,
            },
            aggregate: aggregate::App { store: store.clone(), clock: now() },
            export: export::App {
                store: store.clone(),
                files,
                clock: now(),
                simulated: settings.simulated,
                show_too_few: settings.show_too_few,
                mailer: Some(mailer()),
            },
            parcel: Mutex::default(),
            clock,
            store,
            ses,
            settings,
        })
    }

    /// Sends a CloudEvent through the front door, with the source's key.
    pub async fn fire(&self, event: &Value, dry_run: bool) -> Result<Answer> {
        let bearer = format!("Bearer {}", self.settings.source_key);
        let headers = [("content-type", "application/cloudevents+json"), ("authorization", bearer.as_str())];
        let query = if dry_run { "dry_run=true" } else { "" };
        self.door("POST", "/v1/events", query, &headers, event.to_string().as_bytes()).await
    }

    /// Calls the function behind a public door: `trigger` for `/v1/…`, `collect` for the pages.
    pub async fn door(
        &self,
        method: &str,
        path: &str,
        query: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer> {
        let event = request(method, path, query, headers, body);
        answer(&self.invoke(behind(path), event).await?)
    }

    /// The event of the last parcel that the console has sent; remembers a new one.
    pub fn last_parcel(&self, new: Option<Value>) -> Option<Value> {
        let mut last = self.parcel.lock().unwrap_or_else(PoisonError::into_inner);
        if new.is_some() {
            *last = new;
        }
        last.clone()
    }

    /// One invocation of `send`, with as much time as Lambda allows.
    pub async fn send(&self) -> Result<Value> {
        self.send_within(LONGEST_RUN, Value::Null).await
    }

    /// One invocation of `send` that has so long, named like Lambda's, so that reservations are as long as there.
    pub async fn send_within(&self, time_left: Duration, event: Value) -> Result<Value> {
        send::handle(&self.send, event, send::Invocation { request: &request_id(), time_left }).await
    }

    /// Hands what SES has to say to `feedback`.
    pub async fn hear_from_ses(&self) -> Result<()> {
        for event in self.ses.take_events() {
            feedback::handle(&self.feedback, event).await?;
        }
        Ok(())
    }

    /// Hands a batch of the answers' stream to `alert`, or what its schedule says.
    pub async fn alert(&self, event: Value) -> Result<Value> {
        alert::handle(&self.alert, event, &request_id()).await
    }

    /// Hands an event to a function, by the function's name.
    pub async fn invoke(&self, function: &str, event: Value) -> Result<Value> {
        match function {
            "trigger" => trigger::handle(&self.trigger, event).await,
            "send" => self.send_within(LONGEST_RUN, event).await,
            "collect" => collect::handle(&self.collect, event).await,
            "feedback" => feedback::handle(&self.feedback, event).await,
            "alert" => self.alert(event).await,
            "aggregate" => self.aggregate(event).await,
            "export" => export::handle(&self.export, event).await,
            other => anyhow::bail!("no function is called “{other}”"),
        }
    }

    /// One invocation of `aggregate`.
    pub async fn aggregate(&self, event: Value) -> Result<Value> {
        aggregate::handle(&self.aggregate, event).await
    }
}

/// The function behind a public door.
fn behind(path: &str) -> &'static str {
    if path.starts_with("/v1/") { "trigger" } else { "collect" }
}

/// The function that an example in `events/` is for, by its file's name.
pub fn function_for(file: &str) -> Option<&'static str> {
    const EXAMPLES: [(&str, &str); 14] = [
        ("aggregate-", "aggregate"),
        ("apigateway-collect-", "collect"),
        ("apigateway-", "trigger"),
        ("cloudevent-", "trigger"),
        ("cloudevents-", "trigger"),
        ("eventbridge-", "trigger"),
        ("export-", "export"),
        ("hook-", "trigger"),
        ("send-", "send"),
        ("ses-", "feedback"),
        ("sns-feedback-", "feedback"),
        ("sqs-feedback-", "feedback"),
        ("sqs-trigger-", "trigger"),
        ("stream-", "alert"),
    ];
    EXAMPLES.into_iter().find(|(start, _)| file.starts_with(start)).map(|(_, function)| function)
}

/// A request in API Gateway's HTTP payload 2.0.
pub fn request(method: &str, path: &str, query: &str, headers: &[(&str, &str)], body: &[u8]) -> Value {
    let mut joined: Map<String, Value> = Map::new();
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        // API Gateway joins repeated headers with a comma.
        let value =
            joined.get(&name).and_then(Value::as_str).map_or((*value).to_owned(), |first| format!("{first},{value}"));
        joined.insert(name, value.into());
    }
    let parameters: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
    let parameters: Map<String, Value> = parameters.into_iter().map(|(name, value)| (name, value.into())).collect();
    let (text, is_base64) =
        std::str::from_utf8(body).map_or_else(|_| (STANDARD.encode(body), true), |text| (text.to_owned(), false));
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": joined,
        "queryStringParameters": parameters,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "stage": "$default",
            "requestId": REQUESTS.fetch_add(1, Ordering::Relaxed).to_string(),
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "" },
        },
        "body": text,
        "isBase64Encoded": is_base64,
    })
}

/// As a client reads it: uncompressed.
fn answer(response: &Value) -> Result<Answer> {
    let status = response.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let headers = response.get("headers").and_then(Value::as_object).into_iter().flatten();
    let headers = headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    let mut body = response.get("body").and_then(Value::as_str).unwrap_or_default().to_owned();
    if response.get("isBase64Encoded") == Some(&Value::Bool(true)) {
        let compressed = STANDARD.decode(&body)?;
        body.clear();
        GzDecoder::new(compressed.as_slice()).read_to_string(&mut body)?;
    }
    Ok(Answer {
        status: status.unwrap_or(500),
        headers: headers.filter(|(name, _)| name != "content-encoding").collect(),
        body,
    })
}
