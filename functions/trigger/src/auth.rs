//! Who sends: each source has one or two live keys, used for Standard Webhooks or as a bearer key.

use aws_lambda_events::http::HeaderMap;
use standardwebhooks::Webhook;
use std::collections::BTreeMap;
use survey::secret::same;

/// The sources that are set up, with their keys. `Debug` shows no key.
#[derive(Clone)]
pub struct Sources(BTreeMap<String, Vec<String>>);

/// The variable that sets the sources up can't be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "GLIMT_SOURCES must be JSON like {{\"https://shop.example\":[\"whsec_…\"]}}, one or two keys a source, each whsec_ and base64 of at least 24 bytes"
)]
pub struct BadSources;

/// The sources whose key a request carries.
pub struct Caller(Vec<String>);

/// Whether a caller may speak for a source.
pub enum Verdict {
    Yes,
    Unknown,
    AnothersKey,
}

impl Sources {
    /// Reads `{"https://shop.example":["whsec_…"]}`.
    pub fn parse(json: &str) -> Result<Self, BadSources> {
        let sources: BTreeMap<String, Vec<String>> = serde_json::from_str(json).map_err(|_| BadSources)?;
        let long_enough = |key: &String| key.starts_with("whsec_") && key.len() >= 38 && Webhook::new(key).is_ok();
        let sound = |keys: &Vec<String>| (1..=2).contains(&keys.len()) && keys.iter().all(long_enough);
        if sources.values().all(sound) { Ok(Self(sources)) } else { Err(BadSources) }
    }

    /// The sources for which the request is signed (Standard Webhooks 1.0, five minutes' tolerance by the machine's
    /// clock) or whose key it carries as a bearer key. `None`: for none.
    pub fn authenticate(&self, headers: &HeaderMap, body: &[u8]) -> Option<Caller> {
        let bearer = headers
            .get("authorization")
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let signed = headers.contains_key("webhook-signature");
        let fits = |key: &String| {
            let by_bearer = bearer.is_some_and(|given| same(given.trim().as_bytes(), key.as_bytes()));
            by_bearer || (signed && Webhook::new(key).is_ok_and(|webhook| webhook.verify(body, headers).is_ok()))
        };
        let sources: Vec<_> =
            self.0.iter().filter(|(_, keys)| keys.iter().any(fits)).map(|(source, _)| source.clone()).collect();
        (!sources.is_empty()).then_some(Caller(sources))
    }

    /// Whether the caller may speak for this source.
    pub fn may(&self, caller: &Caller, source: &str) -> Verdict {
        if caller.0.iter().any(|own| own == source) {
            Verdict::Yes
        } else if self.0.contains_key(source) {
            Verdict::AnothersKey
        } else {
            Verdict::Unknown
        }
    }
}
