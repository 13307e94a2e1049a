//! The doors on loopback: the functions' own, and those that only one machine has.

use super::{Dev, time};
use crate::console;
use crate::environment;
use crate::parcel;
use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Json, Redirect, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use survey::Language;

/// API Gateway's limit on a body.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// The public doors, described.
const OPENAPI: &str = include_str!("../../../openapi.json");

type Shared = State<Arc<Dev>>;

pub(super) fn router(dev: Arc<Dev>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/inbox", get(inbox))
        .route("/inbox.json", get(inbox_json))
        .route("/preview", get(async || Redirect::permanent("/preview/")))
        .route("/preview/", get(preview))
        .route("/preview/{*path}", get(previewed))
        .route("/report", get(report))
        .route("/scores.json", get(scores))
        .route("/dev.json", get(async |State(dev): Shared| Json(dev.about.clone())))
        .route("/dev.env", get(dev_env))
        .route("/openapi.json", get(async || ([(header::CONTENT_TYPE, "application/json")], OPENAPI)))
        .route("/clock", get(clock).post(advance))
        .route("/console/parcel", post(parcel_arrives))
        .route("/console/again", post(again))
        .route("/console/scanner", post(scanner))
        .route("/invoke/{function}", post(invoke))
        .layer(middleware::from_fn_with_state(Arc::clone(&dev), own_pages_only))
        .fallback(function)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(dev)
}

/// The machine's own doors act for the console and for a shell, not for a page of somebody else's.
async fn own_pages_only(State(dev): Shared, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let own = |origin: &str| {
        let localhost = dev.world.settings.public_url.replace("127.0.0.1", "localhost");
        origin == dev.world.settings.public_url || origin == localhost
    };
    if request.method() == Method::POST && origin.is_some_and(|origin| !own(origin)) {
        return Problem(StatusCode::FORBIDDEN, "only the console may do this from a browser".to_owned())
            .into_response();
    }
    next.run(request).await
}

/// Whatever went wrong, as a problem (RFC 9457).
struct Problem(StatusCode, String);

impl<E: Into<anyhow::Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, format!("{:#}", error.into()))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let problem = json!({ "type": "about:blank", "title": self.0.canonical_reason(), "status": self.0.as_u16(), "detail": self.1 });
        (self.0, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
    }
}

type Answered<T> = Result<T, Problem>;

/// `/v1/…`, `/l/…`, `/r/…` and `/u/…`, as API Gateway would hand them on.
async fn function(State(dev): Shared, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Answered<Response> {
    let headers: Vec<_> =
        headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    let query = uri.query().unwrap_or_default();
    let _time_does_not_jump = dev.serving.read().await;
    let answer = dev.world.door(method.as_str(), uri.path(), query, &headers, &body).await?;
    let status = StatusCode::from_u16(answer.status)?;
    let mut response = (status, answer.body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in answer.headers {
        response.headers_mut().insert(HeaderName::from_bytes(name.as_bytes())?, HeaderValue::from_str(&value)?);
    }
    Ok(response)
}

async fn home(State(dev): Shared) -> Answered<Html<String>> {
    let settings = &dev.world.settings;
    Ok(Html(console::home(&console::Home {
        journey_name: dev.journey_name.clone(),
        simulated: dev.simulated,
        origin: settings.public_url.clone(),
        source: settings.source.clone(),
        key: settings.source_key.clone(),
    })?))
}

async fn inbox(State(dev): Shared) -> Answered<Html<String>> {
    Ok(Html(console::inbox(&dev.world.ses.messages())?))
}

async fn inbox_json(State(dev): Shared) -> Answered<Json<Value>> {
    Ok(Json(serde_json::to_value(dev.world.ses.messages())?))
}

/// Every mail and page, as the journey file is now.
async fn preview(State(dev): Shared) -> Answered<Html<String>> {
    Ok(Html(dev.shown.index()?))
}

async fn previewed(State(dev): Shared, Path(path): Path<String>) -> Answered<Response> {
    if path == "preview.json" {
        let (number, mistakes) = dev.shown.told();
        return Ok(Json(json!({ "number": number, "mistakes": mistakes })).into_response());
    }
    let Some(content) = dev.shown.sheet(&path)? else {
        return Err(Problem(StatusCode::NOT_FOUND, "the journey has no such mail or page".to_owned()));
    };
    Ok(if path.ends_with(".txt") { content.into_response() } else { Html(content).into_response() })
}

async fn report(State(dev): Shared, Query(query): Query<BTreeMap<String, String>>) -> Answered<Html<String>> {
    time::catch_up(&dev).await?;
    let language = query.get("lang").and_then(|code| Language::parse(code));
    let journey = query.get("journey").map(String::as_str);
    let page = export::page(&dev.world.export, journey, language).await?;
    page.map(Html).ok_or_else(|| Problem(StatusCode::NOT_FOUND, "no such journey is published".to_owned()))
}

/// The rows of `stage_scores`; any column can be asked for by its value, such as `?period_type=last_28d`.
async fn scores(State(dev): Shared, Query(wanted): Query<BTreeMap<String, String>>) -> Answered<Json<Value>> {
    time::catch_up(&dev).await?;
    let mut rows = export::scores(&dev.world.export).await?;
    if let Some(rows) = rows.as_array_mut() {
        rows.retain(|row| wanted.iter().all(|(column, value)| row.get(column).is_some_and(|found| found == value)));
    }
    Ok(Json(rows))
}

/// The functions' environment, as `cargo lambda watch --env-file` and a shell take it. Their clocks are as far ahead as Glimt's is
/// at this moment.
async fn dev_env(State(dev): Shared) -> String {
    let ahead = dev.world.clock.is_ahead();
    let variables = environment::variables(&dev.world.settings, &dev.endpoints, ahead);
    variables.iter().map(|(name, value)| format!("{name}='{value}'\n")).collect()
}

async fn clock(State(dev): Shared) -> Json<Value> {
    Json(json!({ "now": dev.world.clock.now() }))
}

async fn advance(State(dev): Shared, body: Bytes) -> Answered<Json<Value>> {
    let wanted: Value = serde_json::from_slice(&body).unwrap_or_default();
    let Some(by) = wanted.get("advance").and_then(Value::as_str) else {
        let expected = "expected {\"advance\":\"next\"} or {\"advance\":\"2d\"}".to_owned();
        return Err(Problem(StatusCode::BAD_REQUEST, expected));
    };
    let moved = time::advance(&dev, by).await;
    moved.map(Json).map_err(|error| Problem(StatusCode::CONFLICT, format!("{error:#}")))
}

async fn parcel_arrives(State(dev): Shared) -> Answered<Json<Value>> {
    Ok(Json(parcel::arrives(&dev.world).await?))
}

async fn again(State(dev): Shared) -> Answered<Response> {
    match parcel::again(&dev.world).await? {
        Some(answer) => Ok(Json(answer).into_response()),
        None => Err(Problem(StatusCode::CONFLICT, "no parcel has arrived yet".to_owned())),
    }
}

/// Hands an event to a function, as AWS would.
async fn invoke(State(dev): Shared, Path(function): Path<String>, Json(event): Json<Value>) -> Answered<Json<Value>> {
    let _time_does_not_jump = dev.serving.read().await;
    Ok(Json(dev.world.invoke(&function, event).await?))
}

async fn scanner(State(dev): Shared) -> Answered<Response> {
    match parcel::scan(&dev.world).await? {
        Some(visited) => Ok(Json(visited).into_response()),
        None => Err(Problem(StatusCode::CONFLICT, "there is no mail to scan yet".to_owned())),
    }
}
