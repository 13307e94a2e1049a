//! Delighted's `POST /v1/people.json`: somebody to ask, and what to know of them.
//!
//! It is about a person where Glimt's events are about something that happened, so `properties` say what: `touchpoint`
//! (`person.added` without), `order_id` or `ticket_id`, else it happened to the customer. The same about the same on
//! the same UTC day is the same event.

use super::fields::BadField;
use super::header;
use super::payload::{About, Draft, Payload, bad, person};
use aws_lambda_events::http::HeaderMap;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use survey::touchpoint::Person;
use survey::{Address, ContactKey, Secrets, Touchpoint};

/// What happened, where `properties.touchpoint` does not say it.
const TOUCHPOINT: &str = "person.added";
/// How many seconds somebody may be asked to wait: a year.
const LONGEST_DELAY: i64 = 366 * 86_400;

/// Somebody whom Delighted's client has sent.
#[derive(Debug)]
pub struct Sent {
    pub person: ContactKey,
    /// What to ask about; `None` if nothing is to be asked (`send=false`).
    pub touchpoint: Option<Touchpoint>,
    /// When Delighted asked them last.
    pub last_sent_at: Option<Timestamp>,
    /// What the reply repeats.
    pub echo: Value,
}

/// The fields of a body: JSON, or a form with `properties[name]=value`.
pub fn fields(headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    if body.is_empty() {
        return Some(json!({}));
    }
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        return Some(value).filter(Value::is_object);
    }
    header(headers, "content-type").filter(|kind| kind.starts_with("application/x-www-form-urlencoded"))?;
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(body).ok()?;
    let mut fields = Map::new();
    for (name, value) in pairs {
        match name.split_once('[').and_then(|(outer, inner)| Some((outer, inner.strip_suffix(']')?))) {
            None => {
                fields.insert(name, value.into());
            }
            Some((outer, inner)) => {
                if let Value::Object(object) = fields.entry(outer).or_insert_with(|| json!({})) {
                    object.insert(inner.to_owned(), value.into());
                }
            }
        }
    }
    Some(Value::Object(fields))
}

/// The address that a field must have.
pub fn address(fields: &Value, at: &str) -> Result<Address, BadField> {
    let text = Payload(fields).text(at).ok_or_else(|| bad(at, "is missing"))?;
    if text.len() > 320 {
        return Err(bad(at, "has more than 320 bytes"));
    }
    Address::parse(&text).map_err(|wrong| bad(at, &format!("can't be mailed: {wrong}")))
}

/// Reads who is sent, for the source of this name.
pub fn sent(source: &str, fields: &Value, secrets: &Secrets, now: Timestamp) -> Result<Sent, BadField> {
    let payload = Payload(fields);
    if payload.get("/phone_number").is_some() || payload.text("/channel").is_some_and(|channel| channel != "email") {
        return Err(bad("/phone_number", "and channel can't be used: Glimt asks by email"));
    }
    if payload.get("/email_update").is_some() {
        return Err(bad("/email_update", "can't be used: Glimt knows people by their address; send the new one"));
    }
    if payload.get("/properties").is_some_and(|properties| !properties.is_object()) {
        return Err(bad("/properties", "must be an object, or properties[name]=value"));
    }
    let address = address(fields, "/email")?;
    let key = ContactKey::of(&address, secrets);
    let send = truth(payload, "/send")?.unwrap_or(true);
    let touchpoint = if send { Some(touchpoint(source, payload, &key, now)?) } else { None };
    let echo = json!({
        "id": key.to_string(),
        "email": payload.text("/email"),
        "name": payload.text("/name"),
        "properties": payload.get("/properties").cloned().unwrap_or_else(|| json!({})),
    });
    Ok(Sent { person: key, touchpoint, last_sent_at: last_sent(payload, now)?, echo })
}

fn touchpoint(source: &str, payload: Payload<'_>, key: &ContactKey, now: Timestamp) -> Result<Touchpoint, BadField> {
    let kind = payload.text("/properties/touchpoint").unwrap_or_else(|| TOUCHPOINT.to_owned());
    let order = payload.first(&["/properties/order_id", "/properties/order"]);
    let ticket = payload.first(&["/properties/ticket_id", "/properties/ticket"]);
    let customer_id = payload.text("/properties/customer_id");
    // No address may stand in a subject's key.
    let customer = customer_id.clone().filter(|id| !id.contains('@')).unwrap_or_else(|| key.to_string());
    let (about, name) = match (&order, &ticket) {
        (Some(order), _) => (About::Order(order), format!("order/{order}")),
        (None, Some(ticket)) => (About::Ticket(ticket), format!("ticket/{ticket}")),
        (None, None) => (About::Customer(&customer), format!("customer/{customer}")),
    };
    let day = now.to_zoned(TimeZone::UTC).date();
    let draft = Draft {
        source,
        event: format!("{kind}/{name}/{day}"),
        kind: &kind,
        about,
        reference: None,
        happened_at: now,
        person: Person {
            locale: payload.text("/properties/locale"),
            country: payload.country(&["/properties/country"]),
            time_zone: payload.text("/properties/time_zone").filter(|zone| TimeZone::get(zone).is_ok()),
            customer_id,
            ..person(payload.text("/email"), payload.text("/name"))
        },
        value: None,
        attributes: attributes(payload),
        consent: None,
    };
    let not_before = delay(payload)?.map(|delay| now + delay);
    Ok(Touchpoint { not_before, ..draft.finish()? })
}

fn delay(payload: Payload<'_>) -> Result<Option<SignedDuration>, BadField> {
    let Some(text) = payload.text("/delay") else { return Ok(None) };
    let seconds = text.parse().ok().filter(|seconds| (0..=LONGEST_DELAY).contains(seconds));
    let seconds = seconds.ok_or_else(|| bad("/delay", "must be whole seconds, at most a year of them"))?;
    Ok(Some(SignedDuration::from_secs(seconds)).filter(|delay| !delay.is_zero()))
}

fn last_sent(payload: Payload<'_>, now: Timestamp) -> Result<Option<Timestamp>, BadField> {
    let Some(text) = payload.text("/last_sent_at") else { return Ok(None) };
    let seconds = text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let at = seconds.ok_or_else(|| bad("/last_sent_at", "must be seconds since 1970"))?;
    let latest = now + super::cloud_event::AHEAD;
    if at <= latest { Ok(Some(at)) } else { Err(bad("/last_sent_at", "must not be more than a day in the future")) }
}

fn truth(payload: Payload<'_>, at: &str) -> Result<Option<bool>, BadField> {
    match payload.text(at).map(|text| text.to_lowercase()).as_deref() {
        None => Ok(None),
        Some("true" | "1") => Ok(Some(true)),
        Some("false" | "0") => Ok(Some(false)),
        Some(_) => Err(bad(at, "must be true or false")),
    }
}

/// The properties by names that a segment can have: `Purchase Experience` is `purchase_experience`.
fn attributes(payload: Payload<'_>) -> BTreeMap<String, String> {
    let slug = |name: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        name.to_lowercase().chars().map(|c| if fits(c) { c } else { '_' }).collect::<String>()
    };
    let properties = payload.get("/properties").and_then(Value::as_object);
    let text = |(name, value): (&String, &Value)| Some((slug(name), Payload(value).text("")?));
    properties.into_iter().flatten().filter_map(text).collect()
}
