//! Variables of the environment. A missing or malformed one stops the function at start, by name.

use crate::{Aws, parameters};
use anyhow::{Context, Result, ensure};
use http::Uri;
use jiff::SignedDuration;
use std::net::IpAddr;
use survey::Secrets;
use survey::journey::length::Length;
use survey::secret::BadSecrets;

/// A variable that must be there.
pub fn required(name: &str) -> Result<String> {
    optional(name).with_context(|| format!("the variable {name} is missing"))
}

/// A variable that may be left out or empty.
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The prefix of the tables' names: `GLIMT_TABLES`, or `glimt`.
pub fn tables() -> Result<String> {
    let prefix = optional("GLIMT_TABLES").unwrap_or_else(|| "glimt".to_owned());
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    ensure!(prefix.chars().all(allowed), "GLIMT_TABLES may have letters, digits, “_”, “.” and “-” only");
    Ok(prefix)
}

/// The keys under which contacts and invitations are named (`GLIMT_NAMING_KEY`) and links are signed (`GLIMT_LINK_KEYS`).
pub async fn secrets(aws: &Aws) -> Result<Secrets> {
    let (naming, links) = (key(aws, "GLIMT_NAMING_KEY").await?, key(aws, "GLIMT_LINK_KEYS").await?);
    Secrets::parse(&naming, &links).map_err(named)
}

/// The key for names alone, for functions that have nothing to do with links.
pub async fn naming_key(aws: &Aws) -> Result<Secrets> {
    Secrets::naming_only(&key(aws, "GLIMT_NAMING_KEY").await?).map_err(named)
}

fn named(bad: BadSecrets) -> anyhow::Error {
    let name = match bad {
        BadSecrets::NamingTooShort(_) => "GLIMT_NAMING_KEY",
        BadSecrets::Links => "GLIMT_LINK_KEYS",
    };
    anyhow::Error::new(bad).context(name)
}

/// The sources that may send events, with their keys, in JSON: `GLIMT_SOURCES`.
pub async fn sources(aws: &Aws) -> Result<String> {
    key(aws, "GLIMT_SOURCES").await
}

/// The key that webhooks are signed with, if there is one: `GLIMT_WEBHOOK_KEY`.
pub async fn webhook_key(aws: &Aws) -> Result<Option<String>> {
    let Some(value) = optional("GLIMT_WEBHOOK_KEY") else { return Ok(None) };
    parameters::resolved(aws, value).await.context("GLIMT_WEBHOOK_KEY").map(Some)
}

/// A variable that holds a key, or says where one stands: `ssm:NAME`, `secretsmanager:NAME`.
async fn key(aws: &Aws, name: &str) -> Result<String> {
    parameters::resolved(aws, required(name)?).await.with_context(|| name.to_owned())
}

/// Where customers reach the pages, without a slash at the end: `GLIMT_PUBLIC_URL`. Plain http only on this machine.
pub fn public_url() -> Result<String> {
    let url = required("GLIMT_PUBLIC_URL")?;
    ensure!(url.starts_with("https://") || is_loopback(&url), "GLIMT_PUBLIC_URL must start with https://");
    Ok(url.trim_end_matches('/').to_owned())
}

/// How far the function's clock is ahead of the machine's: `GLIMT_CLOCK_AHEAD`, a length such as `2d`, for development.
/// Refused where the tables are not on this machine.
pub(crate) fn clock_ahead() -> Result<SignedDuration> {
    let Some(text) = optional("GLIMT_CLOCK_AHEAD") else { return Ok(SignedDuration::ZERO) };
    let local = optional("AWS_ENDPOINT_URL_DYNAMODB").is_some_and(|url| is_loopback(&url));
    ensure!(local, "GLIMT_CLOCK_AHEAD is for development: AWS_ENDPOINT_URL_DYNAMODB must be on this machine");
    Ok(Length::parse(&text).context("GLIMT_CLOCK_AHEAD")?.duration())
}

/// Whether an http URL leads to this machine and nowhere else.
pub fn is_loopback(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    local && uri.scheme_str() == Some("http")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_http_to_this_machine_is_loopback() {
        for url in ["http://127.0.0.1:9300", "http://localhost:9300/", "http://[::1]:1/x", "http://127.8.9.1"] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "http://127.0.0.1.example",
            "http://localhost.example",
            "http://localhost@evil.example",
            "http://localhost:80@evil.example",
            "http://10.0.0.1",
            "https://127.0.0.1",
            "127.0.0.1",
            "localhost",
            "",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
