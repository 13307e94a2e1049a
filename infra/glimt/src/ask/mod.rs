//! `glimt ask`: a list of customers, each of whom something has happened to that no system tells of by itself.
//!
//! A row becomes an event, by the same rules and with the same decisions as if a shop had sent it.

mod row;
mod told;

use crate::sheet::Sheet;
use crate::world::Settings;
use anyhow::{Context, Result, bail};
use bootstrap::{Aws, env};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use row::Rows;
use serde_json::{Value, json};
use std::path::PathBuf;
use store::{Store, Tables};
use survey::{Secrets, Slug};
use told::Told;

/// How many events are sent to a door at a time.
const BATCH: usize = 100;
/// The source, where none is named and none is running here.
const SOURCE: &str = "list";

/// Whom to ask, and about what.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// A CSV file with a column `email`, and any of customer_id, name, locale, country, time_zone, happened_at, order,
    /// ticket, value and currency; every other column is an attribute
    pub file: PathBuf,
    /// What has happened to them, such as customer.lapsed
    #[arg(long)]
    pub touchpoint: String,
    /// Whose customers and orders they are
    #[arg(long)]
    pub source: Option<String>,
    /// Says what would be decided, and writes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Send them to a running `glimt dev`, such as http://127.0.0.1:9300, instead of to the tables in AWS
    #[arg(long, value_name = "URL")]
    pub to: Option<String>,
    /// The source's key, with --to; the development key without
    #[arg(long, env = "GLIMT_SOURCE_KEY")]
    pub key: Option<String>,
}

/// Files them into the tables that the environment names.
pub async fn file(wanted: &Wanted) -> Result<String> {
    let aws = Aws::of_operator().await;
    let app = trigger::App {
        store: Store::new(aws.dynamodb(), Tables::named(&env::tables()?)),
        secrets: env::secrets(&aws).await?,
        sources: trigger::Sources::default(),
        clock: bootstrap::system_clock()?,
        lead: survey::due::LEAD,
        meter: trigger::Meter::default(),
    };
    file_with(&app, wanted).await
}

/// Files them with an app of one's own. May be called again: the first decision about each row stands.
pub async fn file_with(app: &trigger::App, wanted: &Wanted) -> Result<String> {
    let now = (app.clock)();
    let source = wanted.source.as_deref().unwrap_or(SOURCE);
    let (rows, day) = rows(wanted, source, &app.secrets, now)?;
    let mut told = Told::of(rows.wrong);
    for (line, event) in rows.events {
        match trigger::read(&event, now) {
            Err(wrong) => told.refuse(line, &wrong),
            Ok(touchpoint) => {
                let filed = trigger::file(app, &touchpoint, wanted.dry_run).await;
                let filed = filed.with_context(|| format!("line {line} was not filed; run this again"))?;
                told.add(&filed.to_json());
            }
        }
    }
    Ok(told.tell(wanted, day))
}

/// Sends them through the front door of a running Glimt.
pub fn send(wanted: &Wanted, url: &str) -> Result<String> {
    let development = Settings::development(url);
    let source = wanted.source.clone().unwrap_or(development.source);
    let key = wanted.key.clone().unwrap_or(development.source_key);
    let secrets = Secrets::parse(&development.naming_key, &development.link_keys).context("GLIMT_NAMING_KEY")?;
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let (rows, day) = rows(wanted, &source, &secrets, time_at(&agent, url)?)?;
    let mut told = Told::of(rows.wrong);
    let door = format!("{}/v1/events{}", url.trim_end_matches('/'), if wanted.dry_run { "?dry_run=true" } else { "" });
    for batch in rows.events.chunks(BATCH) {
        let events: Vec<_> = batch.iter().map(|(_, event)| event).collect();
        let sent = agent.post(&door).header("authorization", format!("Bearer {key}")).send_json(&events);
        let mut answer = sent.with_context(|| format!("{url} does not answer; is “glimt dev” running?"))?;
        let body: Value = answer.body_mut().read_json().context("the answer is no JSON")?;
        let Some(results) = body["results"].as_array() else {
            bail!("{}: {}", answer.status(), body["detail"].as_str().unwrap_or_default());
        };
        for ((line, _), result) in batch.iter().zip(results) {
            match result["status"].as_u64() {
                Some(200..300) => told.add(result),
                _ => told.refuse(*line, result["detail"].as_str().unwrap_or("was not taken")),
            }
        }
    }
    Ok(told.tell(wanted, day))
}

fn rows(wanted: &Wanted, source: &str, secrets: &Secrets, now: Timestamp) -> Result<(Rows, Date)> {
    Slug::parse(&wanted.touchpoint).context("--touchpoint")?;
    let day = now.to_zoned(TimeZone::UTC).date();
    let sheet = Sheet::read(&wanted.file)?;
    let rows = Rows::of(&sheet, &row::Maker { touchpoint: &wanted.touchpoint, source, secrets, day })?;
    Ok((rows, day))
}

/// What time it is there: `glimt dev`'s clock may have been moved.
fn time_at(agent: &ureq::Agent, url: &str) -> Result<Timestamp> {
    let asked = agent.get(format!("{}/clock", url.trim_end_matches('/'))).call();
    let mut answer = asked.with_context(|| format!("{url} does not answer; is “glimt dev” running?"))?;
    let clock: Value = answer.body_mut().read_json().unwrap_or_else(|_| json!({}));
    Ok(clock["now"].as_str().and_then(|now| now.parse().ok()).unwrap_or_else(Timestamp::now))
}
