//! API Gateway's HTTP envelope (payload 2.0), in and out.

use anyhow::{Result, anyhow};
use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::encodings::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
pub use http::header::ALLOW;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

/// A request as API Gateway hands it on.
pub type Request = ApiGatewayV2httpRequest;

/// Whether an event is a request through a door, and not from a bus or a queue.
pub fn is_request(event: &Value) -> bool {
    event.pointer("/requestContext/http/method").is_some()
}

/// Reads a request. A header that is not ASCII is left out: no door needs one, and it may not cost the request.
pub fn request(mut event: Value) -> Result<Request> {
    if let Some(headers) = event.get_mut("headers").and_then(Value::as_object_mut) {
        headers.retain(|_, value| value.as_str().is_some_and(|value| HeaderValue::from_str(value).is_ok()));
    }
    // The reader's own words would repeat what it could not read.
    serde_json::from_value(event).map_err(|_| anyhow!("the request is not in API Gateway's envelope (payload 2.0)"))
}

/// The body's bytes; `None` if it claims to be base64 and is not.
pub fn body(request: &Request) -> Option<Vec<u8>> {
    let text = request.body.as_deref().unwrap_or_default();
    if request.is_base64_encoded { STANDARD.decode(text).ok() } else { Some(text.as_bytes().to_vec()) }
}

/// The path's parts, without the stage's name.
pub fn path(request: &Request) -> Vec<&str> {
    let path = request.raw_path.as_deref().unwrap_or("/");
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// An answer to a request.
#[derive(Debug)]
pub struct Reply {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Reply {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: HeaderMap::new(), body: String::new() }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        let reply = Self { body: body.to_string(), ..Self::empty(status) };
        reply.header(CONTENT_TYPE, "application/json")
    }

    /// A page.
    pub fn html(status: u16, body: String) -> Self {
        let reply = Self { body, ..Self::empty(status) };
        reply.header(CONTENT_TYPE, "text/html; charset=utf-8")
    }

    /// A problem in the words of RFC 9457. `more` is merged into it.
    pub fn problem(status: u16, title: &str, detail: &str, more: Value) -> Self {
        Self::problem_of(status, &problem(status, title, detail, more))
    }

    /// A problem document that is made already.
    pub fn problem_of(status: u16, problem: &Value) -> Self {
        Self::json(status, problem).header(CONTENT_TYPE, "application/problem+json")
    }

    /// The answer with one more header. A value that is no legal header is left out.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// As API Gateway wants it.
    pub fn into_value(self) -> Value {
        let mut response = ApiGatewayV2httpResponse::default();
        response.status_code = i64::from(self.status);
        response.headers = self.headers;
        response.body = Some(Body::Text(self.body));
        serde_json::to_value(response).unwrap_or_else(|_| json!({ "statusCode": 500 }))
    }
}

/// A problem document (RFC 9457).
pub fn problem(status: u16, title: &str, detail: &str, more: Value) -> Value {
    let mut problem = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
    if let (Some(problem), Value::Object(more)) = (problem.as_object_mut(), more) {
        problem.extend(more);
    }
    problem
}
