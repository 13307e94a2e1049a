//! A purchase or support event comes in; an invitation, or a coded reason why not, goes into the tables.

mod auth;
mod cloud_event;
mod fields;
mod filing;

pub use auth::{BadSources, Sources};
pub use filing::{Outcome, file};

use anyhow::Result;
use aws_lambda_events::eventbridge::EventBridgeEvent;
use bootstrap::http::{self, Reply, Request};
use bootstrap::{Clock, batch};
use fields::BadField;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Store;
use survey::{Secrets, Touchpoint};

/// A body may have this many bytes (CloudEvents asks for 64 KiB at the least; EventBridge carries 256 KiB).
const LARGEST_BODY: usize = 256 * 1024;
/// A batch may have this many events.
const LARGEST_BATCH: usize = 500;

/// What the function works with.
pub struct App {
    pub store: Store,
    pub secrets: Secrets,
    pub sources: Sources,
    pub clock: Clock,
    /// How far ahead a due time must lie; `survey::due::LEAD` in AWS.
    pub lead: SignedDuration,
}

/// Handles a request through the door `POST /v1/events`, an event from EventBridge, or a batch from a queue.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    if http::is_request(&event) {
        let request = http::request(event)?;
        return Ok(door(app, &request).await.into_value());
    }
    if batch::is_queue(&event) {
        return Ok(batch::each_message(event, |event| bus(app, event)).await);
    }
    bus(app, event).await
}

/// Files an event from the bus or a queue, whose policy says who may send: EventBridge's envelope, or a CloudEvent.
async fn bus(app: &App, event: Value) -> Result<Value> {
    let id = event.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let now = (app.clock)();
    let read = if event.get("specversion").is_some() {
        cloud_event::parse(&event, now)
    } else if let Ok(event) = serde_json::from_value::<EventBridgeEvent<Value>>(event) {
        cloud_event::from_bus(event, now)
    } else {
        let reason = "neither a CloudEvent nor an EventBridge event";
        tracing::warn!(event = id, "{reason}; not tried again");
        return Ok(json!({ "ignored": reason }));
    };
    match read {
        Ok(touchpoint) => {
            let outcome = file(app, &touchpoint, false).await?;
            tracing::info!(
                event = touchpoint.event,
                decisions = outcome.decisions.len(),
                repeat = outcome.repeat,
                "decided"
            );
            Ok(outcome.to_json())
        }
        Err(wrong) => {
            let wrong = BadField::list(&wrong);
            tracing::warn!(event = id, fields = %wrong, "the event is not as it should be; not tried again");
            Ok(json!({ "ignored": wrong }))
        }
    }
}

async fn door(app: &App, request: &Request) -> Reply {
    let post = request.request_context.http.method == "POST";
    if http::path(request) != ["v1", "events"] {
        return Reply::problem(404, "No such door", "Events go to POST /v1/events.", json!({}));
    }
    if !post {
        return Reply::problem(405, "Wrong method", "Events are sent with POST.", json!({}));
    }
    let Some(body) = http::body(request) else {
        return Reply::problem(400, "Unreadable body", "The body is marked as base64 and is not.", json!({}));
    };
    if body.len() > LARGEST_BODY {
        return Reply::problem(
            413,
            "Body too large",
            "A body may have 262,144 bytes; send fewer events at a time.",
            json!({}),
        );
    }
    let Some(caller) = app.sources.authenticate(&request.headers, &body) else {
        return Reply::problem(
            401,
            "Not signed",
            "Sign with Standard Webhooks, or send “Authorization: Bearer” with the source's key.",
            json!({}),
        );
    };
    let Ok(payload) = serde_json::from_slice::<Value>(&body) else {
        return Reply::problem(
            400,
            "Not JSON",
            "The body must be one CloudEvent in JSON, or an array of them.",
            json!({}),
        );
    };
    let dry_run = request.query_string_parameters.first("dry_run") == Some("true");
    match payload {
        Value::Array(events) if events.len() > LARGEST_BATCH => {
            Reply::problem(413, "Batch too large", "A batch may have 500 events.", json!({}))
        }
        Value::Array(events) => batch(app, &caller, events, dry_run).await,
        event => {
            let (status, body) = one(app, &caller, event, dry_run).await;
            if status < 300 { Reply::json(status, &body) } else { problem_reply(status, body) }
        }
    }
}

fn problem_reply(status: u16, body: Value) -> Reply {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (title, detail) = (text("title"), text("detail"));
    Reply::problem(status, &title, &detail, body)
}

async fn batch(app: &App, caller: &auth::Caller, events: Vec<Value>, dry_run: bool) -> Reply {
    let mut results = Vec::new();
    let mut statuses = Vec::new();
    for event in events {
        let (status, mut body) = one(app, caller, event, dry_run).await;
        if let Some(body) = body.as_object_mut() {
            body.insert("status".to_owned(), json!(status));
        }
        statuses.push(status);
        results.push(body);
    }
    let same = statuses.first().copied().filter(|first| statuses.iter().all(|status| status == first));
    let status = if statuses.is_empty() { 202 } else { same.unwrap_or(207) };
    Reply::json(status, &json!({ "results": results }))
}

/// Files one CloudEvent; gives its status and body.
async fn one(app: &App, caller: &auth::Caller, event: Value, dry_run: bool) -> (u16, Value) {
    let touchpoint: Touchpoint = match cloud_event::parse(&event, (app.clock)()) {
        Ok(touchpoint) => touchpoint,
        Err(wrong) => {
            let errors: Vec<_> = wrong.iter().map(BadField::to_json).collect();
            let detail = BadField::list(&wrong);
            return (400, http::problem(400, "Wrong field", &detail, json!({ "errors": errors })));
        }
    };
    let source = event.get("source").and_then(Value::as_str).unwrap_or_default();
    match app.sources.may(caller, source) {
        auth::Verdict::Yes => {}
        auth::Verdict::Unknown => {
            return (
                404,
                http::problem(404, "Unknown source", "No source of this name is set up.", json!({ "field": "source" })),
            );
        }
        auth::Verdict::AnothersKey => {
            return (
                401,
                http::problem(401, "Not signed", "The key belongs to another source.", json!({ "field": "source" })),
            );
        }
    }
    match file(app, &touchpoint, dry_run).await {
        Ok(outcome) => {
            tracing::info!(
                event = touchpoint.event,
                decisions = outcome.decisions.len(),
                repeat = outcome.repeat,
                "decided"
            );
            (if outcome.repeat || dry_run { 200 } else { 202 }, outcome.to_json())
        }
        Err(error) => {
            tracing::error!(event = touchpoint.event, error = format!("{error:#}"), "not filed");
            (503, http::problem(503, "Not now", "The event was not filed; send it again.", json!({})))
        }
    }
}
