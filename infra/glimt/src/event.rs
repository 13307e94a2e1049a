//! `glimt event`: sends one event to a running Glimt, as a shop would.

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// What the event says.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// What happened, such as order.delivered
    pub touchpoint: String,
    /// The customer's address
    #[arg(long)]
    pub email: String,
    /// The order that it happened to
    #[arg(long, conflicts_with = "ticket", required_unless_present = "ticket")]
    pub order: Option<String>,
    /// The ticket that it happened to
    #[arg(long)]
    pub ticket: Option<String>,
    /// The customer's name
    #[arg(long)]
    pub name: Option<String>,
    /// The customer's language and region, such as nb-NO
    #[arg(long)]
    pub locale: Option<String>,
    /// The customer's country, two letters
    #[arg(long)]
    pub country: Option<String>,
    /// When it happened (RFC 3339); now without
    #[arg(long)]
    pub happened_at: Option<String>,
    /// An attribute, as name=value; may be repeated
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    pub attributes: Vec<String>,
    /// The event's id; the same id is the same event
    #[arg(long)]
    pub id: Option<String>,
    /// Says what would be decided, and writes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Where Glimt runs
    #[arg(long, default_value = "http://127.0.0.1:9300")]
    pub url: String,
    /// The shop; the development shop without
    #[arg(long, env = "GLIMT_SOURCE")]
    pub source: Option<String>,
    /// The shop's key; the development key without
    #[arg(long, env = "GLIMT_SOURCE_KEY")]
    pub key: Option<String>,
}

/// Sends it; gives the answer, prettily.
pub fn send(wanted: &Wanted) -> Result<String> {
    let development = crate::world::Settings::development(&wanted.url);
    let source = wanted.source.clone().unwrap_or(development.source);
    let key = wanted.key.clone().unwrap_or(development.source_key);
    let event = cloud_event(wanted, &source)?;
    let url =
        format!("{}/v1/events{}", wanted.url.trim_end_matches('/'), if wanted.dry_run { "?dry_run=true" } else { "" });
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let sent = agent.post(&url).header("authorization", format!("Bearer {key}")).send_json(&event);
    let mut answer = sent.with_context(|| format!("{} does not answer; is “glimt dev” running?", wanted.url))?;
    let body: Value = answer.body_mut().read_json().context("the answer is no JSON")?;
    let pretty = serde_json::to_string_pretty(&body)?;
    if answer.status().is_success() { Ok(pretty) } else { bail!("{}\n{pretty}", answer.status()) }
}

fn cloud_event(wanted: &Wanted, source: &str) -> Result<Value> {
    let (field, number) = match (&wanted.order, &wanted.ticket) {
        (Some(order), _) => ("order", order),
        (None, Some(ticket)) => ("ticket", ticket),
        (None, None) => bail!("say which --order or --ticket it happened to"),
    };
    let mut contact = Map::from_iter([("email".to_owned(), json!(wanted.email))]);
    let details = [("name", &wanted.name), ("locale", &wanted.locale), ("country", &wanted.country)];
    contact.extend(details.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?)))));
    let mut attributes = Map::new();
    for attribute in &wanted.attributes {
        let (name, value) =
            attribute.split_once('=').with_context(|| format!("--attribute {attribute}: expected NAME=VALUE"))?;
        attributes.insert(name.to_owned(), json!(value));
    }
    let id = wanted.id.clone().unwrap_or_else(|| format!("{}-{number}", wanted.touchpoint));
    let mut data = json!({ "contact": contact, field: { "id": number }, "attributes": attributes });
    // Without a time, the receiver's clock tells when it happened: in `glimt dev`, that one may have been moved.
    if let Some(at) = &wanted.happened_at {
        let at: Timestamp =
            at.parse().with_context(|| format!("--happened-at {at}: expected e.g. 2026-11-19T14:03:00+01:00"))?;
        data["happened_at"] = json!(at);
    }
    Ok(json!({ "specversion": "1.0", "id": id, "source": source, "type": wanted.touchpoint, "data": data }))
}
