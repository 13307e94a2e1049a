//! A row of a list becomes a CloudEvent.

use crate::sheet::{Cells, Sheet, time};
use anyhow::{Result, ensure};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use survey::{Address, ContactKey, Secrets};

/// The columns that mean something by themselves.
const COLUMNS: [&str; 11] = [
    "email",
    "customer_id",
    "name",
    "locale",
    "country",
    "time_zone",
    "happened_at",
    "order",
    "ticket",
    "value",
    "currency",
];

/// What every row's event is made with.
pub(super) struct Maker<'a> {
    pub touchpoint: &'a str,
    pub source: &'a str,
    pub secrets: &'a Secrets,
    /// When it happened, where a row does not say it: as this day began, so that the same day is a repeat.
    pub day: Date,
}

/// A list's events, and the lines that could not be used.
pub(super) struct Rows {
    pub events: Vec<(u64, Value)>,
    pub wrong: Vec<(u64, String)>,
}

impl Rows {
    pub(super) fn of(sheet: &Sheet, maker: &Maker<'_>) -> Result<Self> {
        ensure!(sheet.has(&["email"]), "there is no column “email”; there are: {}", sheet.columns().join(", "));
        let mut rows = Self { events: Vec::new(), wrong: Vec::new() };
        for cells in sheet.rows() {
            match cells
                .and_then(|cells| maker.event(cells).map_err(|wrong| (cells.line, wrong)).map(|e| (cells.line, e)))
            {
                Ok(event) => rows.events.push(event),
                Err(wrong) => rows.wrong.push(wrong),
            }
        }
        Ok(rows)
    }
}

impl Maker<'_> {
    fn event(&self, cells: Cells<'_>) -> Result<Value, String> {
        let cell = |name: &str| cells.first(&[name]);
        let email = cell("email").ok_or("email is empty")?;
        let address = Address::parse(email).map_err(|wrong| format!("email: {wrong}"))?;
        let happened_at = match cell("happened_at") {
            None => self.day.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |day| day.timestamp()),
            Some(text) => time(text).ok_or("happened_at must be a time such as 2026-11-19T14:03:00+01:00, or a day")?,
        };
        // No address may stand in a subject's key.
        let own = cell("customer_id").filter(|id| !id.contains('@')).map(str::to_owned);
        let customer = own.unwrap_or_else(|| ContactKey::of(&address, self.secrets).to_string());
        let mut contact = Map::from_iter([
            ("email".to_owned(), json!(address.as_str())),
            ("customer_id".to_owned(), json!(customer)),
        ]);
        for name in ["name", "locale", "country", "time_zone"] {
            contact.extend(cell(name).map(|text| (name.to_owned(), json!(text))));
        }
        let attributes: Map<_, _> = cells.others(&COLUMNS).map(|(name, text)| (name.to_owned(), json!(text))).collect();
        let mut data = json!({ "contact": contact, "happened_at": happened_at, "attributes": attributes });
        let subject = match (cell("order"), cell("ticket")) {
            (Some(_), Some(_)) => return Err("has both an order and a ticket".to_owned()),
            (Some(order), None) => ("order", order),
            (None, Some(ticket)) => ("ticket", ticket),
            (None, None) => ("customer", customer.as_str()),
        };
        if subject.0 != "customer" {
            data[subject.0] = json!({ "id": subject.1 });
        }
        if let Some(amount) = cell("value") {
            data["value"] = json!({ "amount": amount, "currency": cell("currency").ok_or("currency is empty")? });
        }
        let id = format!("list/{}/{}/{}/{happened_at}", self.touchpoint, subject.0, subject.1);
        Ok(json!({ "specversion": "1.0", "id": id, "source": self.source, "type": self.touchpoint, "data": data }))
    }
}
