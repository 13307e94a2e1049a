//! Where a webhook leads.

use http::Uri;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The address of a webhook: https, to a host with a name, and with nothing in it that does not reach the host.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Webhook(String);

/// Why a text is no webhook's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadWebhook {
    #[error("it is no whole address, such as https://shop.example/hooks/glimt")]
    NoAddress,
    #[error("it does not begin with https://, and comments are not sent in the open")]
    NotHttps,
    #[error("it has a name or a password before the host; the signature says who calls")]
    Credentials,
    #[error("its host is a number; write the host's name, which its certificate is for")]
    Number,
    #[error("its host is not on the internet")]
    Local,
}

/// Ends of names that lead nowhere but to a machine or its own network.
const LOCAL: [&str; 8] = ["localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "arpa"];
/// Ends of names that nobody can have (RFC 2606).
const RESERVED: [&str; 3] = ["example", "test", "invalid"];

impl Webhook {
    /// Longer ones are refused.
    const LONGEST: usize = 2_000;

    pub fn parse(text: &str) -> Result<Self, BadWebhook> {
        let uri: Uri = text.parse().map_err(|_| BadWebhook::NoAddress)?;
        let scheme = uri.scheme_str().ok_or(BadWebhook::NoAddress)?;
        if scheme != "https" {
            return Err(BadWebhook::NotHttps);
        }
        if text.len() > Self::LONGEST || text.contains('#') {
            return Err(BadWebhook::NoAddress);
        }
        let host = uri.host().ok_or(BadWebhook::NoAddress)?;
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(BadWebhook::Credentials);
        }
        let labels: Vec<_> = host.trim_end_matches('.').split('.').collect();
        let top = labels.last().copied().unwrap_or_default().to_ascii_lowercase();
        // A last label without a letter, or in hexadecimal, is the end of an IP address.
        if host.starts_with('[') || top.starts_with("0x") || top.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BadWebhook::Number);
        }
        if labels.len() < 2 || LOCAL.contains(&top.as_str()) {
            return Err(BadWebhook::Local);
        }
        if labels.iter().any(|label| label.is_empty()) {
            return Err(BadWebhook::NoAddress);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its host has a name that nobody can have, as in examples.
    pub fn is_reserved(&self) -> bool {
        let uri = self.0.parse::<Uri>().ok();
        let host = uri.as_ref().and_then(Uri::host).unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        RESERVED.contains(&host.rsplit('.').next().unwrap_or_default())
    }
}

/// Without the address: whoever knows it may be able to call it.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook(…)")
    }
}

impl TryFrom<String> for Webhook {
    type Error = BadWebhook;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Webhook> for String {
    fn from(webhook: Webhook) -> Self {
        webhook.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_leads_by_https_to_a_name_on_the_internet() {
        for good in ["https://hooks.shop.no/glimt?a=1", "https://shop.no", "https://shop.no:8443/", "https://a.example"]
        {
            assert_eq!(Webhook::parse(good).unwrap().as_str(), good);
        }
        for (bad, why) in [
            ("", BadWebhook::NoAddress),
            ("shop.no/hook", BadWebhook::NoAddress),
            ("https://", BadWebhook::NoAddress),
            ("https://shop..no/", BadWebhook::NoAddress),
            ("https://shop.no/#a", BadWebhook::NoAddress),
            ("https://shop.no/ a", BadWebhook::NoAddress),
            ("http://shop.no/hook", BadWebhook::NotHttps),
            ("ftp://shop.no/hook", BadWebhook::NotHttps),
            ("https://me:secret@shop.no/", BadWebhook::Credentials),
            ("https://shop.no@127.0.0.1/", BadWebhook::Credentials),
            ("https://127.0.0.1/", BadWebhook::Number),
            ("https://169.254.169.254/latest", BadWebhook::Number),
            ("https://[::1]/", BadWebhook::Number),
            ("https://[::ffff:10.0.0.1]/", BadWebhook::Number),
            ("https://127.1/", BadWebhook::Number),
            ("https://2130706433/", BadWebhook::Number),
            ("https://0x7f.0x1/", BadWebhook::Number),
            ("https://localhost/", BadWebhook::Local),
            ("https://printer.local/", BadWebhook::Local),
            ("https://metadata.google.internal./", BadWebhook::Local),
            ("https://intranet/hook", BadWebhook::Local),
        ] {
            assert_eq!(Webhook::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn names_of_examples_are_nobodys() {
        let is_reserved = |url| Webhook::parse(url).unwrap().is_reserved();
        assert!(is_reserved("https://hooks.nordlys.example/a") && is_reserved("https://a.TEST.:8443/"));
        assert!(!is_reserved("https://example.com/") && !is_reserved("https://shop.no/example"));
    }
}
