//! API Gateway's HTTP envelope (payload 2.0), in and out.

use anyhow::{Result, anyhow};
use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::encodings::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
pub use http::header::ALLOW;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, VARY};
use serde_json::{Value, json};
use std::io::Write;

/// Shorter bodies gain nothing by being compressed.
const WORTH_COMPRESSING: usize = 1_000;

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
    body: Body,
}

impl Reply {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: HeaderMap::new(), body: Body::Text(String::new()) }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        let reply = Self { body: Body::Text(body.to_string()), ..Self::empty(status) };
        reply.header(CONTENT_TYPE, "application/json")
    }

    /// A page.
    pub fn html(status: u16, body: String) -> Self {
        let reply = Self { body: Body::Text(body), ..Self::empty(status) };
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

    /// The answer with its body compressed by gzip, if the reader takes that and it is long enough to gain by it.
    pub fn compressed_for(mut self, request: &Request) -> Self {
        let compressed = match &self.body {
            Body::Text(text) if text.len() >= WORTH_COMPRESSING && takes_gzip(request) => gzip(text.as_bytes()),
            _ => return self,
        };
        // Into memory: it can't fail, and the plain text would do as well.
        let Ok(compressed) = compressed else { return self };
        self.body = Body::Binary(compressed);
        self.header(CONTENT_ENCODING, "gzip").header(VARY, "accept-encoding")
    }

    /// As API Gateway wants it.
    pub fn into_value(self) -> Value {
        let mut response = ApiGatewayV2httpResponse::default();
        response.status_code = i64::from(self.status);
        response.headers = self.headers;
        response.is_base64_encoded = matches!(self.body, Body::Binary(_));
        response.body = Some(self.body);
        serde_json::to_value(response).unwrap_or_else(|_| json!({ "statusCode": 500 }))
    }
}

/// Whether `gzip` is among what the reader takes, with a weight above none (RFC 9110, 12.5.3).
fn takes_gzip(request: &Request) -> bool {
    let taken = request.headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    taken.split(',').any(|one| {
        let (coding, weight) = one.split_once(';').unwrap_or((one, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        coding.trim().eq_ignore_ascii_case("gzip") && weight.is_some_and(|weight| weight > 0.0)
    })
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// A problem document (RFC 9457).
pub fn problem(status: u16, title: &str, detail: &str, more: Value) -> Value {
    let mut problem = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
    if let (Some(problem), Value::Object(more)) = (problem.as_object_mut(), more) {
        problem.extend(more);
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    fn answer(accept: &str, page: &str) -> Value {
        let event = json!({
            "headers": { "accept-encoding": accept },
            "requestContext": { "http": { "method": "GET" } },
        });
        Reply::html(200, page.to_owned()).compressed_for(&request(event).unwrap()).into_value()
    }

    #[test]
    fn a_page_is_compressed_for_who_takes_gzip_and_reads_the_same() {
        let page = "<p>Hvordan gikk det med leveringen?</p>".repeat(100);
        for accept in ["gzip", "br;q=1.0, GZIP;q=0.8, *;q=0.1", "gzip, deflate, br, zstd"] {
            let answer = answer(accept, &page);
            assert_eq!(answer["headers"]["content-encoding"], "gzip", "{accept}");
            assert_eq!(answer["isBase64Encoded"], true);
            let bytes = STANDARD.decode(answer["body"].as_str().unwrap()).unwrap();
            assert!(bytes.len() < page.len() / 10);
            let mut read = String::new();
            GzDecoder::new(bytes.as_slice()).read_to_string(&mut read).unwrap();
            assert_eq!(read, page);
        }
        for accept in ["", "br", "gzip;q=0", "gzip;q=0.0", "x-gzip"] {
            let answer = answer(accept, &page);
            assert_eq!(answer["body"], page, "{accept}");
            assert_eq!(answer["isBase64Encoded"], false);
            assert_eq!(answer["headers"].get("content-encoding"), None);
        }
        assert_eq!(answer("gzip", "short")["body"], "short");
    }
}
