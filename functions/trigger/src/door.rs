//! The HTTP doors: who sends, what they send, and what they are told.

use crate::keys::{Caller, Kind};
use crate::sources::fields::BadField;
use crate::sources::{Delivery, Reading, cloud_event, header, shopify, stripe, woocommerce, zendesk};
use crate::{App, delighted, deliver, hooked};
use aws_lambda_events::http::HeaderMap;
use bootstrap::http::{self, Reply, Request};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

/// A body may have this many bytes (CloudEvents asks for 64 KiB at the least; EventBridge carries 256 KiB).
const LARGEST_BODY: usize = 256 * 1024;
/// A batch may have this many events.
const LARGEST_BATCH: usize = 500;

/// A request with its body's bytes, as they were signed.
pub struct Call<'a> {
    pub request: &'a Request,
    pub body: Vec<u8>,
    pub dry_run: bool,
}

/// Answers a request through any of the doors.
pub async fn answer(app: &App, request: &Request) -> Reply {
    let path = http::path(request);
    let Some(body) = http::body(request) else {
        return problem(400, "Unreadable body", "The body is marked as base64 and is not.");
    };
    if body.len() > LARGEST_BODY {
        return problem(413, "Body too large", "A body may have 262,144 bytes; send fewer events at a time.");
    }
    let dry_run = request.query_string_parameters.first("dry_run") == Some("true");
    let call = Call { request, body, dry_run };
    let asked = delighted::asked(request.request_context.http.method.as_str(), &path);
    if let Some(asked) = asked {
        return delighted::answer(app, &call, asked).await;
    }
    let kind = match path[..] {
        ["v1", "events"] => Kind::Events,
        ["v1", "hooks", _] => Kind::Hook,
        ["v1", prefix] => match Kind::of_prefix(prefix) {
            Some(kind @ (Kind::Shopify | Kind::WooCommerce | Kind::Stripe | Kind::Zendesk)) => kind,
            _ => return no_door(),
        },
        _ => return no_door(),
    };
    if request.request_context.http.method != "POST" {
        return problem(405, "Wrong method", "Events are sent with POST.").header(http::ALLOW, "POST");
    }
    match kind {
        Kind::Events => events(app, &call).await,
        Kind::Hook => hooked::answer(app, &call, path.last().copied().unwrap_or_default()).await,
        kind => platform(app, &call, kind).await,
    }
}

/// Says 404.
pub fn no_door() -> Reply {
    problem(404, "No such door", "Events go to POST /v1/events, or to a source's own door.")
}

/// Answers a platform's webhook.
async fn platform(app: &App, call: &Call<'_>, kind: Kind) -> Reply {
    let (headers, body) = (&call.request.headers, &call.body[..]);
    let signed = |key: &str| match kind {
        Kind::Shopify => shopify::is_signed(headers, body, key),
        Kind::WooCommerce => woocommerce::is_signed(headers, body, key),
        Kind::Stripe => stripe::is_signed(headers, body, key),
        Kind::Zendesk => zendesk::is_signed(headers, body, key),
        Kind::Events | Kind::Hook | Kind::Delighted => false,
    };
    let caller = app.sources.caller(kind, signed);
    if kind == Kind::WooCommerce && caller != Caller::NotSetUp && woocommerce::is_ping(headers, body) {
        return Reply::json(200, &json!({ "decisions": [], "ignored": "a webhook was set up", "repeat": false }));
    }
    let name = match caller {
        Caller::NotSetUp => return not_set_up(kind.prefix(), kind.prefix()),
        Caller::Stranger => return problem(401, "Not signed", "The signature is not of any key of this source."),
        Caller::Of(names) => names.first().copied().unwrap_or_default(),
    };
    let Ok(payload) = serde_json::from_slice::<Value>(body) else {
        return not_json(name);
    };
    let now = (app.clock)();
    let reading = match kind {
        Kind::Shopify => shopify::webhook(name, headers, &payload, now),
        Kind::WooCommerce => woocommerce::webhook(name, headers, &payload, now),
        Kind::Stripe => stripe::event(name, &payload, now),
        _ => zendesk::webhook(name, &payload, now),
    };
    told(app, name, reading, call.dry_run).await
}

/// Says what is wrong with a body that is no JSON.
pub fn not_json(source: &str) -> Reply {
    tracing::warn!(source, "a body that is no JSON was refused");
    problem(400, "Not JSON", "The body must be JSON; look for a quote that a template has put into a text.")
}

/// Says 404 to whoever calls, and in the log which setting is missing.
pub fn not_set_up(door: &str, setting: &str) -> Reply {
    tracing::warn!(door, "GLIMT_SOURCES has no “{setting}:…”, so this door is closed");
    no_door()
}

/// Files what was read, and says what came of it.
pub async fn told(app: &App, source: &str, reading: Reading, dry_run: bool) -> Reply {
    if let Err(wrong) = &reading {
        tracing::warn!(source, fields = %BadField::list(wrong), "the event is not as it should be");
        return Reply::problem_of(400, &wrong_fields(wrong));
    }
    match deliver(app, source, reading.unwrap_or(Delivery::Happened(Vec::new())), dry_run).await {
        Ok(told) => {
            let settled = dry_run || told["repeat"] == true || told.get("ignored").is_some();
            Reply::json(if settled { 200 } else { 202 }, &told)
        }
        Err(error) => {
            tracing::error!(source, error = format!("{error:#}"), "not filed");
            problem(503, "Not now", "The event was not filed; send it again.")
        }
    }
}

/// Answers CloudEvents: one, or a batch of which each gets its own result.
async fn events(app: &App, call: &Call<'_>) -> Reply {
    let headers = &call.request.headers;
    let bearer = header(headers, "authorization").and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
    let binary = headers.contains_key("ce-specversion");
    // A signature covers the body, and not the headers in which the binary mode has the event's name.
    let signed = headers.contains_key("webhook-signature") && !binary;
    let fits = |key: &str| {
        let by_bearer = bearer.is_some_and(|given| crate::keys::is_key(given, key));
        by_bearer || (signed && Webhook::new(key).is_ok_and(|webhook| webhook.verify(&call.body, headers).is_ok()))
    };
    let Caller::Of(own) = app.sources.caller(Kind::Events, fits) else {
        let detail = "Sign with Standard Webhooks, or send “Authorization: Bearer” with the source's key.";
        return problem(401, "Not signed", detail);
    };
    let Ok(payload) = serde_json::from_slice::<Value>(&call.body) else {
        return problem(400, "Not JSON", "The body must be one CloudEvent in JSON, or an array of them.");
    };
    match payload {
        data if binary => {
            let (status, body) = one(app, &own, &from_headers(headers, data), call.dry_run).await;
            if status < 300 { Reply::json(status, &body) } else { Reply::problem_of(status, &body) }
        }
        Value::Array(events) if events.len() > LARGEST_BATCH => {
            problem(413, "Batch too large", "A batch may have 500 events.")
        }
        Value::Array(events) => batch(app, &own, events, call.dry_run).await,
        event => {
            let (status, body) = one(app, &own, &event, call.dry_run).await;
            if status < 300 { Reply::json(status, &body) } else { Reply::problem_of(status, &body) }
        }
    }
}

/// The structured form of an event in CloudEvents' binary mode: its attributes are `ce-` headers, its data the body.
fn from_headers(headers: &HeaderMap, data: Value) -> Value {
    let mut event = json!({ "data": data });
    for name in ["specversion", "id", "source", "type", "time"] {
        if let Some(value) = header(headers, &format!("ce-{name}")) {
            event[name] = json!(value);
        }
    }
    event
}

async fn batch(app: &App, own: &[&str], events: Vec<Value>, dry_run: bool) -> Reply {
    let mut results = Vec::new();
    let mut statuses = Vec::new();
    for event in events {
        let (status, mut body) = one(app, own, &event, dry_run).await;
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
async fn one(app: &App, own: &[&str], event: &Value, dry_run: bool) -> (u16, Value) {
    let touchpoint = match cloud_event::parse(event, (app.clock)()) {
        Ok(touchpoint) => touchpoint,
        Err(wrong) => return (400, wrong_fields(&wrong)),
    };
    let at_source = json!({ "field": "source" });
    if !app.sources.has(Kind::Events, &touchpoint.source) {
        return (404, http::problem(404, "Unknown source", "No source of this name is set up.", at_source));
    }
    if !own.contains(&touchpoint.source.as_str()) {
        return (401, http::problem(401, "Not signed", "The key belongs to another source.", at_source));
    }
    let source = touchpoint.source.clone();
    match deliver(app, &source, Delivery::Happened(vec![touchpoint]), dry_run).await {
        Ok(told) => (if told["repeat"] == true || dry_run { 200 } else { 202 }, told),
        Err(error) => {
            tracing::error!(source, error = format!("{error:#}"), "not filed");
            (503, http::problem(503, "Not now", "The event was not filed; send it again.", json!({})))
        }
    }
}

fn wrong_fields(wrong: &[BadField]) -> Value {
    let errors: Vec<_> = wrong.iter().map(BadField::to_json).collect();
    http::problem(400, "Wrong field", &BadField::list(wrong), json!({ "errors": errors }))
}

/// A problem in the words of RFC 9457.
pub fn problem(status: u16, title: &str, detail: &str) -> Reply {
    Reply::problem(status, title, detail, json!({}))
}
