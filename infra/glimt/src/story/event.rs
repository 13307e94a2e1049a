//! CloudEvents as a shop sends them.

use super::Happening;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// What all events about one order or ticket have in common.
pub(super) struct About<'a> {
    /// The shop or desk that sends them.
    pub source: &'a str,
    /// `order` or `ticket`.
    pub subject: &'static str,
    /// Its number.
    pub number: &'a str,
    /// Each a field of the customer, where known.
    pub contact: Vec<(&'static str, Option<&'a str>)>,
    /// Amount as decimal text, and currency.
    pub value: Option<(&'a str, &'a str)>,
    /// What the customer may be grouped by.
    pub attributes: Vec<(&'a str, &'a str)>,
    /// Since when the customer has known that they may be asked.
    pub noticed_at: Option<Timestamp>,
}

impl About<'_> {
    /// The event that something happened. Its id is made of the number and `name`, so it is the same in every run;
    /// `name` is needed only to tell events of one kind apart, else it is the kind's own last word.
    pub fn happening(&self, kind: &str, name: Option<&str>, happened_at: Timestamp, at: Timestamp) -> Happening {
        let name = name.unwrap_or_else(|| kind.rsplit('.').next().unwrap_or(kind));
        let known = |(field, value): &(&str, Option<&str>)| Some(((*field).to_owned(), json!((*value)?)));
        let mut data = Map::new();
        data.insert("contact".to_owned(), Value::Object(self.contact.iter().filter_map(known).collect()));
        data.insert(self.subject.to_owned(), json!({ "id": self.number }));
        data.insert("happened_at".to_owned(), json!(happened_at.to_string()));
        if let Some((amount, currency)) = self.value {
            data.insert("value".to_owned(), json!({ "amount": amount, "currency": currency }));
        }
        if !self.attributes.is_empty() {
            let attributes = self.attributes.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
            data.insert("attributes".to_owned(), Value::Object(attributes.collect()));
        }
        if let Some(noticed_at) = self.noticed_at {
            let consent = json!({ "basis": "existing_customer", "noticed_at": noticed_at.to_string() });
            data.insert("consent".to_owned(), consent);
        }
        let event = json!({
            "specversion": "1.0",
            "id": format!("{}-{name}", self.number),
            "source": self.source,
            "type": kind,
            "time": happened_at.to_string(),
            "data": data,
        });
        Happening { at, event }
    }
}
