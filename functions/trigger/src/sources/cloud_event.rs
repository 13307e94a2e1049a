//! CloudEvents 1.0 in JSON, and the same data in EventBridge's envelope, become touchpoints.

use super::fields::{BadField, Fields};
use aws_lambda_events::eventbridge::EventBridgeEvent;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use survey::address::{Address, BadAddress};
use survey::subject::BadSubject;
use survey::touchpoint::{Basis, Consent, Money, Person, PersonName};
use survey::{Slug, SubjectKey, Touchpoint};

/// How far in the future something may have happened: clocks differ.
pub const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Reads one structured CloudEvent. `now` stands in where the event does not say when it happened.
pub fn parse(event: &Value, now: Timestamp) -> Result<Touchpoint, Vec<BadField>> {
    let wrong = RefCell::default();
    let envelope = Fields::of("", Some(event), &wrong);
    if envelope.is_there() && envelope.required_text("specversion").is_some_and(|version| version != "1.0") {
        envelope.note::<()>("specversion", "must be \"1.0\"");
    }
    let id = envelope
        .required_text("id")
        .filter(|id| id.len() <= 200 || envelope.note("id", "must have at most 200 bytes").unwrap_or(false));
    let source = envelope.required_text("source");
    let kind = envelope.required_text("type");
    let time = envelope.parsed("time", RFC3339, str::parse::<Timestamp>);
    if envelope.is_there() && envelope.get("data").is_none() {
        envelope.note::<()>("data", "is missing");
    }
    let data = Fields::of("data", envelope.get("data"), &wrong);
    let touchpoint = read(id, source, kind.map(|kind| (kind, envelope, "type")), time, data, now);
    finish(touchpoint, wrong)
}

/// Reads an EventBridge event whose `detail` is our data and whose `detail-type` is the touchpoint.
pub fn from_bus(event: EventBridgeEvent<Value>, now: Timestamp) -> Result<Touchpoint, Vec<BadField>> {
    let wrong = RefCell::default();
    let none = Value::Object(serde_json::Map::new());
    let envelope = Fields::of("", Some(&none), &wrong);
    let id = event.id.as_deref().or_else(|| envelope.note("id", "is missing"));
    let time = event.time.and_then(|time| Timestamp::from_second(time.timestamp()).ok());
    let data = Fields::of("detail", Some(&event.detail), &wrong);
    let kind = (event.detail_type.as_str(), envelope, "detail-type");
    let touchpoint = read(id, Some(&event.source), Some(kind), time, data, now);
    finish(touchpoint, wrong)
}

const RFC3339: &str = "must be a time such as 2026-11-19T14:03:00+01:00 (RFC 3339)";

fn finish(touchpoint: Option<Touchpoint>, wrong: RefCell<Vec<BadField>>) -> Result<Touchpoint, Vec<BadField>> {
    let wrong = wrong.into_inner();
    touchpoint.filter(|_| wrong.is_empty()).ok_or(wrong)
}

fn read(
    id: Option<&str>,
    source: Option<&str>,
    kind: Option<(&str, Fields<'_>, &str)>,
    time: Option<Timestamp>,
    data: Fields<'_>,
    now: Timestamp,
) -> Option<Touchpoint> {
    let kind = kind.and_then(|(kind, envelope, field)| {
        let expected = "must be a touchpoint's name, such as order.delivered";
        Slug::parse(kind).ok().or_else(|| envelope.note(field, expected))
    });
    let happened_at = data.parsed("happened_at", RFC3339, str::parse::<Timestamp>).or(time).unwrap_or(now);
    if happened_at > now + AHEAD {
        data.note::<()>("happened_at", "must not be more than a day in the future");
    }
    let person = person(&data);
    let subject = source.and_then(|source| subject(&data, source, person.as_ref()?));
    let value = value(&data);
    let attributes = attributes(&data);
    let consent = consent(&data);
    let (subject, reference) = subject?;
    let event = format!("{}#{}", source?, id?);
    Some(Touchpoint {
        source: source?.to_owned(),
        event,
        kind: kind?,
        subject,
        reference,
        happened_at,
        presumed: false,
        not_before: None,
        person: person?,
        value,
        attributes,
        consent,
    })
}

fn person(data: &Fields<'_>) -> Option<Person> {
    if !data.is_there() {
        return None;
    }
    let Some(contact) = data.get("contact") else { return data.note("contact", "is missing") };
    let contact = inner(data, "contact", contact);
    contact.read(|contact| {
        let email = contact.text("email").unwrap_or_default();
        let two_letters = |text: &str| {
            let upper = text.to_ascii_uppercase();
            if upper.len() == 2 && upper.chars().all(|c| c.is_ascii_uppercase()) { Ok(upper) } else { Err(()) }
        };
        Person {
            address: if email.len() > 320 { Err(BadAddress::Malformed) } else { Address::parse(email) },
            name: contact.text("name").and_then(PersonName::parse),
            locale: contact.text("locale").map(str::to_owned),
            country: contact.parsed("country", "must be two letters (ISO 3166), such as NO", two_letters),
            time_zone: contact.parsed("time_zone", "must be an IANA zone, such as Europe/Oslo", |zone| {
                TimeZone::get(zone).map(|_| zone.to_owned())
            }),
            customer_id: contact.get("customer_id").and_then(|_| contact.id("customer_id")),
        }
    })
}

fn subject(data: &Fields<'_>, source: &str, person: &Person) -> Option<(SubjectKey, String)> {
    type Make = fn(&str, &str) -> Result<SubjectKey, BadSubject>;
    for (field, make) in [("order", SubjectKey::order as Make), ("ticket", SubjectKey::ticket)] {
        if let Some(value) = data.get(field) {
            let inner = inner(data, field, value);
            return inner.read(|fields| {
                let id = fields.id("id")?;
                let key = make(source, &id)
                    .ok()
                    .or_else(|| fields.note("id", "must be 1 to 200 characters without control characters"));
                key.map(|key| (key, id))
            })?;
        }
    }
    let Some(id) = &person.customer_id else {
        return data.note("order", "is missing: say which order, ticket or contact.customer_id it happened to");
    };
    let key = SubjectKey::customer(source, id)
        .ok()
        .or_else(|| data.note("contact.customer_id", "must be 1 to 200 characters"));
    key.map(|key| (key, String::new()))
}

fn value(data: &Fields<'_>) -> Option<Money> {
    let value = inner(data, "value", data.get("value")?);
    value.read(|value| {
        let amount = match value.get("amount") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => return value.note("amount", "must be a decimal number, such as 1299.00"),
        };
        let currency = value.required_text("currency")?;
        match Money::parse(&amount, currency) {
            Ok(money) => Some(money),
            Err(survey::touchpoint::BadMoney::Currency) => {
                value.note("currency", "must be three letters (ISO 4217), such as NOK")
            }
            Err(survey::touchpoint::BadMoney::Amount) => {
                value.note("amount", "must be a decimal number, such as 1299.00")
            }
        }
    })?
}

fn attributes(data: &Fields<'_>) -> BTreeMap<String, String> {
    let Some(given) = data.get("attributes") else { return BTreeMap::new() };
    let Some(given) = given.as_object() else {
        data.note::<()>("attributes", "must be an object");
        return BTreeMap::new();
    };
    let text = |(name, value): (&String, &Value)| match value {
        Value::String(text) => Some((name.clone(), text.clone())),
        Value::Number(number) => Some((name.clone(), number.to_string())),
        Value::Bool(yes) => Some((name.clone(), yes.to_string())),
        Value::Null => None,
        Value::Array(_) | Value::Object(_) => {
            data.note::<()>(&format!("attributes.{name}"), "must be a text, a number, true or false");
            None
        }
    };
    given.iter().filter_map(text).collect()
}

fn consent(data: &Fields<'_>) -> Option<Consent> {
    let consent = inner(data, "consent", data.get("consent")?);
    consent.read(|consent| {
        let expected = "must be legitimate_interest, existing_customer or consent";
        let basis = |text: &str| serde_json::from_value::<Basis>(Value::String(text.to_owned()));
        let noticed_at = consent.parsed("noticed_at", RFC3339, str::parse::<Timestamp>);
        consent.required_text("basis")?;
        Some(Consent { basis: consent.parsed("basis", expected, basis)?, noticed_at })
    })?
}

/// A field that is an object itself, under its full name.
struct Inner<'a> {
    name: String,
    value: &'a Value,
    outer: Fields<'a>,
}

fn inner<'a>(outer: &Fields<'a>, field: &str, value: &'a Value) -> Inner<'a> {
    Inner { name: outer.full_name(field), value, outer: *outer }
}

impl Inner<'_> {
    fn read<T>(&self, read: impl FnOnce(Fields<'_>) -> T) -> Option<T> {
        let fields = self.outer.inside(&self.name, self.value);
        fields.is_there().then(|| read(fields))
    }
}
