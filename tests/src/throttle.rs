//! A door before the tables that throttles the requests it is told to, and hands on all others.

use anyhow::Result;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::sync::{Arc, Mutex, PoisonError};

/// DynamoDB's own limit on a request.
const LARGEST: usize = 16 * 1024 * 1024;

/// Which requests are throttled. Clones share it.
#[derive(Clone)]
pub struct Throttle {
    tables: String,
    client: Client<HttpConnector, Body>,
    marker: Arc<Mutex<Option<String>>>,
}

impl Throttle {
    /// Throttles nothing yet; `tables` is where requests are handed on to.
    pub fn before(tables: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { tables: tables.to_owned(), client, marker: Arc::default() }
    }

    /// Throttles every request in whose body this text stands, until it is told otherwise.
    pub fn refuse(&self, marker: Option<&str>) {
        *self.marker.lock().unwrap_or_else(PoisonError::into_inner) = marker.map(str::to_owned);
    }

    /// The door.
    pub fn router(self) -> Router {
        Router::new().fallback(pass).with_state(self)
    }

    async fn hand_on(&self, request: Request) -> Result<Response> {
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(body, LARGEST).await?;
        let marker = self.marker.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if marker.is_some_and(|marker| String::from_utf8_lossy(&body).contains(&marker)) {
            let error = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}"#;
            return Ok((StatusCode::BAD_REQUEST, error).into_response());
        }
        parts.uri = self.tables.parse()?;
        let response = self.client.request(Request::from_parts(parts, Body::from(body))).await?;
        Ok(response.map(Body::new))
    }
}

async fn pass(State(throttle): State<Throttle>, request: Request) -> Response {
    let handed_on = throttle.hand_on(request).await;
    handed_on.unwrap_or_else(|error| (StatusCode::BAD_GATEWAY, format!("{error:#}")).into_response())
}
