//! Any system whose body is JSON, read by its mapping.
//!
//! An event is known by its own id where the mapping names one, else by what happened, to what, and when. What a body
//! says that the mapping has no use for is never looked at.

use super::cloud_event::AHEAD;
use super::fields::BadField;
use super::payload::{About, Draft, Payload, bad, person, time};
use super::{Delivery, Reading, header};
use crate::keys::is_key;
use crate::signature;
use aws_lambda_events::http::HeaderMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use survey::Slug;
use survey::hook::{self, Encoding, Hook, Key, Known, Places, Pointer, Which};
use survey::touchpoint::{Money, Person};

/// Whether the request carries this key, in the manner of the mapping.
pub fn is_signed(hook: &Hook, headers: &HeaderMap, body: &[u8], key: &str) -> bool {
    match &hook.key {
        Key::Bearer => {
            let bearer = header(headers, "authorization").and_then(|value| value.strip_prefix("Bearer "));
            bearer.is_some_and(|given| is_key(given.trim(), key))
        }
        Key::Header(name) => header(headers, name).is_some_and(|given| is_key(given.trim(), key)),
        Key::Signature(how) => {
            let given = header(headers, &how.header).and_then(|value| value.trim().strip_prefix(&how.prefix));
            given.is_some_and(|mac| match how.encoding {
                Encoding::Hex => signature::in_hex(how.hash, mac, key, &[body]),
                Encoding::Base64 => signature::of_hash_in_base64(how.hash, mac, key, &[body]),
            })
        }
    }
}

/// Reads the body of a system; its subjects are known under the hook's name.
pub fn webhook(name: &str, hook: &Hook, payload: &Value, now: Timestamp) -> Reading {
    let payload = Payload(payload);
    let kind = match &hook.touchpoint {
        Which::Always(kind) => Some(kind),
        Which::By { at, is } => {
            let said: Vec<_> = at.iter().filter_map(|at| payload.text(at.as_str())).collect();
            if said.is_empty() {
                let places = at.first().map_or("/", Pointer::as_str);
                return Err(vec![bad(places, "is missing, or is neither a text nor a number")]);
            }
            is.get(&said.join(" "))
        }
    };
    let Some(kind) = kind else {
        return Ok(Delivery::Nothing("the mapping has no touchpoint for this event".to_owned()));
    };
    let read = || {
        let id = required(payload, hook.about.places())?;
        let about = match &hook.about {
            hook::About::Order(_) => About::Order(&id),
            hook::About::Ticket(_) => About::Ticket(&id),
            hook::About::Customer(_) => About::Customer(&id),
        };
        let happened_at = happened_at(payload, hook.places(Known::HappenedAt), now)?;
        let event = match &hook.event {
            Some(places) if first(payload, places.all()).is_some() => required(payload, places)?,
            _ => format!("{id}/{kind}/{happened_at}"),
        };
        let attribute = |(name, places): (&Slug, &Places)| Some((name.to_string(), first(payload, places.all())?));
        let draft = Draft {
            source: name,
            event,
            kind: kind.as_str(),
            about,
            reference: first(payload, hook.places(Known::Reference)),
            happened_at,
            person: who(payload, hook),
            value: money(payload, hook),
            attributes: hook.attributes.iter().filter_map(attribute).collect(),
            consent: None,
        };
        let place = hook.about.places().first().as_str();
        let touchpoint = draft.finish().map_err(|wrong| BadField { field: bad(place, "").field, ..wrong })?;
        Ok(Delivery::Happened(vec![touchpoint]))
    };
    read().map_err(|wrong| vec![wrong])
}

fn who(payload: Payload<'_>, hook: &Hook) -> Person {
    let text = |known| first(payload, hook.places(known));
    let country = hook.places(Known::Country).iter().map(Pointer::as_str).collect::<Vec<_>>();
    Person {
        locale: text(Known::Locale),
        country: payload.country(&country),
        time_zone: text(Known::TimeZone).filter(|zone| TimeZone::get(zone).is_ok()),
        customer_id: text(Known::CustomerId),
        ..person(text(Known::Email), text(Known::Name))
    }
}

fn money(payload: Payload<'_>, hook: &Hook) -> Option<Money> {
    let text = |known| first(payload, hook.places(known));
    Money::parse(&text(Known::Amount)?, &text(Known::Currency)?).ok()
}

/// The first of these places that has a text.
fn first(payload: Payload<'_>, places: &[Pointer]) -> Option<String> {
    places.iter().find_map(|at| payload.text(at.as_str()))
}

/// The first of these places that has a text, of at most 200 bytes; the mistake is about the first of them all.
fn required(payload: Payload<'_>, places: &Places) -> Result<String, BadField> {
    let there = places.all().iter().find(|at| payload.text(at.as_str()).is_some());
    payload.required(there.unwrap_or(places.first()).as_str())
}

fn happened_at(payload: Payload<'_>, places: &[Pointer], now: Timestamp) -> Result<Timestamp, BadField> {
    let given = places.iter().map(Pointer::as_str).find_map(|at| Some((at, payload.text(at)?)));
    let Some((at, text)) = given else { return Ok(now) };
    let expected = "must be a time such as 2026-11-19T14:03:00+01:00, or seconds or milliseconds since 1970";
    let time = since_1970(&text).or_else(|| time(&text)).ok_or_else(|| bad(at, expected))?;
    if time <= now + AHEAD { Ok(time) } else { Err(bad(at, "must not be more than a day in the future")) }
}

/// Whole seconds since 1970, or milliseconds where seconds would lie beyond the year 5000.
fn since_1970(text: &str) -> Option<Timestamp> {
    const LAST_SECOND: i64 = 100_000_000_000;
    // Shorter numbers are dates without hyphens.
    let number: i64 = text.parse().ok().filter(|_| text.len() > 8)?;
    let time = if number < LAST_SECOND { Timestamp::from_second(number) } else { Timestamp::from_millisecond(number) };
    time.ok()
}

#[cfg(test)]
mod tests;
