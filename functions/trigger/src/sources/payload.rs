//! Reads a platform's payload by JSON pointers. What a touchpoint can't do without must be right; the rest is taken
//! where it can be used, for one odd field may not cost a customer's event.

use super::fields::BadField;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeMap;
use survey::address::Address;
use survey::slug::Slug;
use survey::subject::{BadSubject, SubjectKey};
use survey::touchpoint::{Consent, Money, Person, PersonName, Touchpoint};

/// A platform's payload.
#[derive(Clone, Copy)]
pub struct Payload<'a>(pub &'a Value);

impl<'a> Payload<'a> {
    /// The value there; `null` counts as absent.
    pub fn get(self, at: &str) -> Option<&'a Value> {
        self.0.pointer(at).filter(|value| !value.is_null())
    }

    /// A text, number or truth value there, as text; not if it is empty.
    pub fn text(self, at: &str) -> Option<String> {
        let text = match self.get(at)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The first of these places that has a text.
    pub fn first(self, places: &[&str]) -> Option<String> {
        places.iter().find_map(|at| self.text(at))
    }

    /// A text that must be there, of at most 200 bytes.
    pub fn required(self, at: &str) -> Result<String, BadField> {
        match self.text(at) {
            Some(text) if text.len() <= 200 => Ok(text),
            Some(_) => Err(bad(at, "must have at most 200 bytes")),
            None => Err(bad(at, "is missing, or is neither a text nor a number")),
        }
    }

    /// A time there: RFC 3339, or without a zone, which then is UTC.
    pub fn time(self, at: &str) -> Option<Timestamp> {
        time(&self.text(at)?)
    }

    /// The first of these places that has a time, else `now`. What is there and is no time is a mistake, as is one
    /// more than a day in the future.
    pub fn happened_at(self, places: &[&str], now: Timestamp) -> Result<Timestamp, BadField> {
        let Some(at) = places.iter().find(|at| self.text(at).is_some()) else { return Ok(now) };
        let time = self.time(at).ok_or_else(|| bad(at, "must be a time such as 2026-11-19T14:03:00+01:00"))?;
        let latest = now + super::cloud_event::AHEAD;
        if time <= latest { Ok(time) } else { Err(bad(at, "must not be more than a day in the future")) }
    }

    /// An amount with its currency, where both can be read.
    pub fn money(self, amount: &str, currency: &str) -> Option<Money> {
        Money::parse(&self.text(amount)?, &self.text(currency)?).ok()
    }

    /// Two letters of a country.
    pub fn country(self, places: &[&str]) -> Option<String> {
        let code = self.first(places)?.to_ascii_uppercase();
        (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(code)
    }
}

/// A time in RFC 3339, or without a zone, which then is UTC.
pub fn time(text: &str) -> Option<Timestamp> {
    let in_utc = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp());
    text.parse().ok().or_else(in_utc)
}

/// A mistake about the field at this pointer.
pub fn bad(at: &str, expected: &str) -> BadField {
    BadField { field: at.trim_start_matches('/').replace('/', "."), expected: expected.to_owned() }
}

/// What an order, ticket or customer is, and whose.
#[derive(Debug, Clone, Copy)]
pub enum About<'a> {
    Order(&'a str),
    Ticket(&'a str),
    Customer(&'a str),
}

/// A touchpoint in the making.
pub struct Draft<'a> {
    /// Under which the source's subjects are known: the shop's or the desk's name.
    pub source: &'a str,
    /// The event's own id: the same over redeliveries.
    pub event: String,
    pub kind: &'a str,
    pub about: About<'a>,
    /// The number as the customer knows it.
    pub reference: Option<String>,
    pub happened_at: Timestamp,
    pub person: Person,
    pub value: Option<Money>,
    pub attributes: BTreeMap<String, String>,
    pub consent: Option<Consent>,
}

impl Draft<'_> {
    /// The touchpoint.
    pub fn finish(self) -> Result<Touchpoint, BadField> {
        let (subject, id) = match self.about {
            About::Order(id) => (SubjectKey::order(self.source, id), id),
            About::Ticket(id) => (SubjectKey::ticket(self.source, id), id),
            About::Customer(id) => (SubjectKey::customer(self.source, id), ""),
        };
        let subject = subject.map_err(|BadSubject| bad("id", "must be 1 to 200 characters, none of them hidden"))?;
        let kind = Slug::parse(self.kind).map_err(|_| bad("type", "must be a touchpoint's name"))?;
        Ok(Touchpoint {
            source: self.source.to_owned(),
            event: format!("{}#{}", self.source, self.event),
            kind,
            subject,
            reference: self.reference.unwrap_or_else(|| id.to_owned()),
            happened_at: self.happened_at,
            presumed: false,
            not_before: None,
            person: self.person,
            value: self.value,
            attributes: self.attributes,
            consent: self.consent,
        })
    }
}

/// Who it happened to, as far as the payload says.
pub fn person(email: Option<String>, name: Option<String>) -> Person {
    let email = email.unwrap_or_default();
    Person {
        address: if email.len() > 320 { Err(survey::address::BadAddress::Malformed) } else { Address::parse(&email) },
        name: name.as_deref().and_then(PersonName::parse),
        locale: None,
        country: None,
        time_zone: None,
        customer_id: None,
    }
}

/// A tag as the name of an attribute: `tag.vip-customer`.
pub fn tag(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let name: String = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("tag.{name}")
}
