//! A journey and touchpoints for the tests of the rules.

use crate::address::Address;
use crate::decide::{Published, Rules};
use crate::journey::Journey;
use crate::secret::Secrets;
use crate::secret::tests::secrets;
use crate::slug::Slug;
use crate::subject::SubjectKey;
use crate::touchpoint::{Person, Touchpoint};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

pub(crate) const JOURNEY: &str = r#"
[journey]
id = "nordlys"
name.en = "Nordlys"
owner = "cx@nordlys.example"
languages = ["en"]
time_zone = "Europe/Oslo"
mode = "live"
notice_since = 2026-01-01
quiet_period = "14d"
send_between = "09:00-20:00"
quiet_days = ["12-24", "12-25"]
[sender]
from = "Nordlys <hi@nordlys.example>"
reply_to = "help@nordlys.example"
legal = "Nordlys AS"
privacy_url = "https://nordlys.example/privacy"
consent = { default = "existing_customer", DE = "consent", NO = "legitimate_interest" }
[segments]
carrier.en = "Carrier"
[[stage]]
id = "delivery"
name.en = "Delivery"
headline = "delivered"
[[stage.survey]]
id = "delivered"
template = "delivery-csat"
on = "order.delivered"
delay = "1d"
too_late_after = "7d"
void_on = ["order.refunded"]
ask_again_after = "90d"
priority = 10
[[stage]]
id = "support"
name.en = "Support"
headline = "solved"
[[stage.survey]]
id = "solved"
template = "support-csat"
on = "ticket.solved"
delay = "1d"
void_on = ["ticket.reopened"]
priority = 5
"#;

pub(crate) static SECRETS: LazyLock<Secrets> = LazyLock::new(secrets);

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

pub(crate) fn journey() -> Journey {
    crate::journey::file::read(JOURNEY).unwrap_or_else(|mistakes| panic!("{mistakes:#?}")).journey
}

pub(crate) fn published(journey: Journey) -> Vec<Published> {
    vec![Published { number: 1, version: 1, journey: Arc::new(journey) }]
}

pub(crate) fn rules(journeys: &[Published], now: Timestamp) -> Rules<'_> {
    Rules { journeys, secrets: &SECRETS, now, lead: SignedDuration::from_mins(15), source_today: 0 }
}

/// Something that happened to order 5512 of kari@example.no, who lives in Norway.
pub(crate) fn touchpoint(kind: &str, event: &str, happened_at: &str) -> Touchpoint {
    Touchpoint {
        source: "shop".to_owned(),
        event: event.to_owned(),
        kind: slug(kind),
        subject: SubjectKey::order("shop", "5512").unwrap(),
        reference: "5512".to_owned(),
        happened_at: at(happened_at),
        presumed: false,
        not_before: None,
        person: Person {
            address: Address::parse("kari@example.no"),
            name: None,
            locale: None,
            country: Some("NO".to_owned()),
            time_zone: None,
            customer_id: None,
        },
        value: None,
        attributes: BTreeMap::new(),
        consent: None,
    }
}
