//! Variables of the environment. A missing or malformed one stops the function at start, by name.

use anyhow::{Context, Result};
use survey::Secrets;

/// A variable that must be there.
pub fn required(name: &str) -> Result<String> {
    optional(name).with_context(|| format!("the variable {name} is missing"))
}

/// A variable that may be left out or empty.
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The prefix of the tables' names: `GLIMT_TABLES`, or `glimt`.
pub fn tables() -> String {
    optional("GLIMT_TABLES").unwrap_or_else(|| "glimt".to_owned())
}

/// The keys under which contacts and invitations are named (`GLIMT_NAMING_KEY`) and links are signed (`GLIMT_LINK_KEYS`).
pub fn secrets() -> Result<Secrets> {
    let (naming, links) = (required("GLIMT_NAMING_KEY")?, required("GLIMT_LINK_KEYS")?);
    Secrets::parse(&naming, &links).context("GLIMT_NAMING_KEY or GLIMT_LINK_KEYS")
}

/// Where customers reach the pages, without a slash at the end: `GLIMT_PUBLIC_URL`.
pub fn public_url() -> Result<String> {
    let url = required("GLIMT_PUBLIC_URL")?;
    anyhow::ensure!(url.starts_with("https://"), "GLIMT_PUBLIC_URL must start with https://");
    Ok(url.trim_end_matches('/').to_owned())
}
