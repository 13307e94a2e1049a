//! A whole Glimt in process, on a clock that the test sets, and a shop that fires events at it.

use anyhow::{Context, Result};
use aws_sdk_dynamodb::types::AttributeValue;
use dynoxide::Database;
use glimt::aws::ses::Message;
use glimt::aws::{InProcess, Ses, SesOptions};
use glimt::clock::GlimtClock;
use glimt::library::{Library, Shelves};
use glimt::world::{Answer, Settings, World};
use glimt::{journeys, mails};
use jiff::{SignedDuration, Timestamp};
use object_store::memory::InMemory;
use serde_json::{Value, json};
use std::sync::Arc;
use survey::Secrets;

/// The journey that tests run with: a delivery and a support stage, open at all hours.
pub const JOURNEY: &str = r#"
[journey]
id = "nordlys"
name.nb = "Nordlys Friluft"
name.en = "Nordlys Outdoor"
owner = "cx@nordlys.example"
languages = ["nb", "en"]
time_zone = "Europe/Oslo"
mode = "live"
notice_since = 2026-01-01
quiet_period = "14d"
send_between = "00:00-24:00"
minimum_answers = 2
[sender]
from = "Nordlys <hei@svar.nordlys.example>"
reply_to = "kundeservice@nordlys.example"
legal = "Nordlys Friluft AS, org.nr. 999 999 999, Storgata 1, Oslo"
privacy_url = "https://nordlys.example/personvern"
consent = { default = "legitimate_interest" }
[segments]
carrier.nb = "Transportør"
carrier.en = "Carrier"
[[stage]]
id = "delivery"
name.nb = "Levering"
name.en = "Delivery"
headline = "delivered"
alert = { to = "logistikk@nordlys.example", when = "rating <= 2" }
[[stage.survey]]
id = "delivered"
template = "delivery-csat"
on = "order.delivered"
delay = "1d"
too_late_after = "7d"
void_on = ["order.refunded"]
priority = 10
[[stage]]
id = "support"
name.nb = "Kundeservice"
name.en = "Support"
headline = "solved"
[[stage.survey]]
id = "solved"
template = "support-csat"
on = "ticket.solved"
delay = "2h"
priority = 5
"#;

/// When tests begin: a Friday at ten in Oslo.
pub const START: &str = "2026-11-20T09:00:00Z";

/// The shop, with everything behind it.
pub struct Shop {
    pub world: World,
    pub client: InProcess,
}

impl Shop {
    /// A shop with the test journey, published, at [`START`].
    pub async fn open() -> Result<Self> {
        Self::with(JOURNEY).await
    }

    /// A shop with a journey of one's own.
    pub async fn with(journey: &str) -> Result<Self> {
        Self::on(journey, |client| client).await
    }

    /// A shop whose functions reach the tables through a client of one's own making.
    pub async fn on(journey: &str, make: impl FnOnce(InProcess) -> InProcess) -> Result<Self> {
        let clock = GlimtClock::standing(START.parse()?);
        let ses = Ses::new(SesOptions { keep: 100_000, verified_from: None, file: None, clock: clock.shared() })?;
        let client = make(InProcess::new(Database::memory()?, ses.clone()));
        let files = Arc::new(InMemory::new());
        let settings =
            Settings { lead: SignedDuration::from_mins(15), ..Settings::development("https://svar.nordlys.example") };
        let world = World::new(client.dynamodb(), client.ses(), ses, files, clock, settings)?;
        world.store.create_tables(false).await?;
        mails::publish(&world.store, &journeys::parse(journey, "the test's journey")?).await?;
        Ok(Self { world, client })
    }

    /// A CloudEvent about an order of a customer.
    pub fn order(&self, id: &str, kind: &str, order: &str, email: &str) -> Value {
        json!({
            "specversion": "1.0",
            "id": id,
            "source": self.world.settings.source,
            "type": kind,
            "data": {
                "contact": { "email": email, "country": "NO", "locale": "nb-NO" },
                "order": { "id": order },
                "happened_at": self.world.clock.now(),
                "attributes": { "carrier": "Bring", "card": "4111 1111 1111 1111" },
            },
        })
    }

    /// A CloudEvent about a solved ticket of a customer.
    pub fn ticket(&self, id: &str, ticket: &str, email: &str) -> Value {
        let mut event = self.order(id, "ticket.solved", ticket, email);
        event["data"]["ticket"] = json!({ "id": ticket });
        if let Some(data) = event["data"].as_object_mut() {
            data.remove("order");
        }
        event
    }

    /// Fires an event through the front door.
    pub async fn fire(&self, event: &Value) -> Result<Answer> {
        self.world.fire(event, false).await
    }

    /// Sets the clock and sweeps: what is due goes out, and SES reports.
    pub async fn at(&self, time: &str) -> Result<Value> {
        self.world.clock.set(time.parse::<Timestamp>()?);
        let swept = self.world.send().await?;
        self.world.hear_from_ses().await?;
        Ok(swept)
    }

    /// The mails to customers, newest first.
    pub fn mails(&self) -> Vec<Message> {
        let messages = self.world.ses.messages().into_iter();
        messages.filter(|message| message.tags.iter().any(|tag| tag.name == "invitation")).collect()
    }

    /// The path of the answer page, and of the way out, in the newest mail.
    pub fn links(&self) -> Result<(String, String)> {
        let message = self.mails().into_iter().next().context("there is no mail")?;
        let html = message.html.unwrap_or_default();
        let links = glimt::parcel::links(&html, &self.world.settings.public_url);
        let first = |prefix: &str| links.iter().find(|link| link.starts_with(prefix)).cloned().context("no link");
        Ok((first("/r/")?, first("/u/")?))
    }

    /// Opens a page as a person would.
    pub async fn open_page(&self, path: &str) -> Result<Answer> {
        self.world.door("GET", path, "", &[("sec-fetch-mode", "navigate")], b"").await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, form: &str) -> Result<Answer> {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.world.door("POST", path, "", &headers, form.as_bytes()).await
    }

    /// What an operator's command works on.
    pub fn library(&self) -> Result<Library> {
        let settings = &self.world.settings;
        Ok(Library {
            shelves: Shelves { store: self.world.store.clone(), clock: self.world.clock.shared() },
            secrets: Secrets::parse(&settings.naming_key, &settings.link_keys)?,
            sources: vec!["nordlys.myshopify.com".to_owned(), settings.source.clone()],
            public_url: Some(settings.public_url.clone()),
        })
    }

    /// Every due day around now is folded; gives the rows of a table for everybody and the last 28 days.
    pub async fn scores(&self) -> Result<Vec<Value>> {
        self.world.aggregate(json!({ "schedule": "nightly" })).await?;
        let rows = export::scores(&self.world.export).await?;
        let rows = rows.as_array().cloned().unwrap_or_default().into_iter();
        Ok(rows.filter(|row| row["period_type"] == "last_28d" && row["segment"] == "").collect())
    }

    /// Every item of every table as a line, in order: two shops with the same lines hold the same. But for what the
    /// volume fuse counts, which is every delivery.
    pub async fn everything(&self) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        for table in ["invitations", "subjects", "contacts", "answers", "scores", "journeys"] {
            let mut pages =
                self.client.dynamodb().scan().table_name(format!("glimt-{table}")).into_paginator().items().send();
            while let Some(item) = pages.next().await {
                let item: Value = serde_dynamo::from_item(item?)?;
                let counted = item["pk"].as_str().is_some_and(|pk| pk.starts_with("flood#"));
                lines.extend((!counted).then(|| format!("{table} {item}")));
            }
        }
        lines.sort();
        Ok(lines)
    }

    /// How many items a table holds, but for what the volume fuse counts.
    pub async fn count(&self, table: &str) -> Result<i32> {
        let scan = self.client.dynamodb().scan().table_name(format!("glimt-{table}"));
        let scan = scan.filter_expression("NOT begins_with(pk, :flood)");
        let scan = scan.expression_attribute_values(":flood", AttributeValue::S("flood#".to_owned()));
        Ok(scan.send().await?.count())
    }
}
