//! The same alert as a signed call, after Standard Webhooks (<https://www.standardwebhooks.com>).
//!
//! Follows no redirect, and reaches the internet only.

pub(crate) mod body;
mod public;
#[cfg(test)]
mod tests;

pub use public::{NotPublic, Public, System, is_public};

use anyhow::{Result, ensure};
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_types::body::SdkBody;
use jiff::Timestamp;
use standardwebhooks as signed;
use std::error::Error;
use std::iter::successors;
use std::sync::OnceLock;
use std::time::Duration;
use survey::journey::webhook::Webhook;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// Calls webhooks. Follows no redirect, asks no proxy, and reads no more of an answer than its head.
pub struct Webhooks {
    key: Option<signed::Webhook>,
    /// Made when it is first needed: it reads the machine's certificates.
    connector: OnceLock<SharedHttpConnector>,
}

/// A webhook was not delivered. Names no address: whoever knows it may be able to call it.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    #[error("the webhook was not delivered: {0}")]
    Later(String),
    #[error("the webhook was not delivered, and won't be: {0}")]
    Never(String),
}

impl Webhooks {
    /// Webhooks that are signed with a key `whsec_…` of 24 to 64 bytes in base64; without one, none is called.
    pub fn signed_with(key: Option<&str>) -> Result<Self> {
        let expected = "write whsec_ and 24 to 64 bytes in base64, as “openssl rand -base64 32” gives them";
        let signer = |key: &str| -> Result<_> {
            // In base64, 24 bytes are 32 characters and 64 are 88.
            let long_enough = key.strip_prefix("whsec_").is_some_and(|key| (32..=88).contains(&key.len()));
            ensure!(long_enough, "the key of the webhooks can't be read; {expected}");
            signed::Webhook::new(key).map_err(|_| anyhow::anyhow!("the key of the webhooks is no base64; {expected}"))
        };
        Ok(Self { key: key.map(signer).transpose()?, connector: OnceLock::new() })
    }

    /// The same, reaching the net in another way.
    pub fn over(self, connector: impl HttpConnector + 'static) -> Self {
        Self { connector: OnceLock::from(SharedHttpConnector::new(connector)), ..self }
    }

    /// Calls a webhook, once.
    pub(crate) async fn call(&self, to: &Webhook, id: &str, body: &str) -> Result<(), Undelivered> {
        let never = |why: &str| Undelivered::Never(why.to_owned());
        let key =
            self.key.as_ref().ok_or_else(|| never("GLIMT_WEBHOOK_KEY is missing, and none is called unsigned"))?;
        // By the machine's clock, against which the receiver looks.
        let at = Timestamp::now().as_second();
        let signature = key.sign(id, at, body.as_bytes()).map_err(|_| never("it can't be signed"))?;
        let request = http::Request::post(to.as_str())
            .header("content-type", "application/json")
            .header("user-agent", "Glimt")
            .header(signed::HEADER_WEBHOOK_ID, id)
            .header(signed::HEADER_WEBHOOK_TIMESTAMP, at)
            .header(signed::HEADER_WEBHOOK_SIGNATURE, signature)
            .body(SdkBody::from(body))
            .ok()
            .and_then(|request| request.try_into().ok())
            .ok_or_else(|| never("its address can't be called"))?;
        let answered = tokio::time::timeout(PATIENCE, self.connector().call(request)).await;
        let answered = answered.map_err(|_| Undelivered::Later("no answer in time".to_owned()))?;
        let answer = answered.map_err(|error| match innermost_is_not_public(&error) {
            true => Undelivered::Never(NotPublic.to_string()),
            false => Undelivered::Later("it can't be reached".to_owned()),
        })?;
        let status = answer.status().as_u16();
        match status {
            200..300 => Ok(()),
            300..400 => Err(Undelivered::Never(format!("it answers {status}, and redirects are not followed"))),
            408 | 425 | 429 | 500.. => Err(Undelivered::Later(format!("it answers {status}"))),
            _ => Err(Undelivered::Never(format!("it answers {status}"))),
        }
    }

    fn connector(&self) -> &SharedHttpConnector {
        self.connector.get_or_init(|| SharedHttpConnector::new(over_the_net()))
    }
}

/// TLS by ring, as everywhere else.
fn over_the_net() -> Connector {
    Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_with_resolver(Public(System))
}

fn innermost_is_not_public(error: &(dyn Error + 'static)) -> bool {
    successors(Some(error), |error| (*error).source()).any(|error| error.is::<NotPublic>())
}
