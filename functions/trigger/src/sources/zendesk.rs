//! Zendesk: tickets that are solved and re-opened, by a trigger's webhook with a body of our own:
//!
//! ```json
//! {"event":"ticket.solved","ticket_id":"{{ticket.id}}","email":"{{ticket.requester.email}}",
//!  "name":"{{ticket.requester.first_name}}","locale":"{{ticket.requester.language}}",
//!  "agent":"{{ticket.assignee.name}}","group":"{{ticket.group.name}}",
//!  "solved_at":"{{ticket.updated_at_with_timestamp}}"}
//! ```
//!
//! Signed over timestamp and body; the timestamp is ISO 8601, and Zendesk states no window for it, so none is kept: a
//! repeat is harmless, for an event is known by its ticket, what happened, and when.

use super::payload::{About, Draft, Payload, bad, person};
use super::{Delivery, Reading, header};
use crate::signature;
use aws_lambda_events::http::HeaderMap;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use survey::touchpoint::Person;

/// Why an event from Zendesk's partner bus is of no use.
pub const NO_ADDRESS: &str = "Zendesk's EventBridge events carry ids and no address: \
     use a trigger with a webhook instead, whose body you write";

/// Where a body says when it happened.
const TIMES: [&str; 3] = ["/solved_at", "/reopened_at", "/happened_at"];

/// Whether the key signed this body.
pub fn is_signed(headers: &HeaderMap, body: &[u8], key: &str) -> bool {
    let parts =
        header(headers, "x-zendesk-webhook-signature-timestamp").zip(header(headers, "x-zendesk-webhook-signature"));
    parts.is_some_and(|(time, mac)| signature::in_base64(mac, key, &[time.as_bytes(), body]))
}

/// Reads a webhook of this desk.
pub fn webhook(desk: &str, payload: &Value, now: Timestamp) -> Reading {
    let payload = Payload(payload);
    let kind = match payload.text("/event").as_deref() {
        Some("ticket.solved") => "ticket.solved",
        Some("ticket.reopened") => "ticket.reopened",
        Some(_) => return Ok(Delivery::Nothing("Glimt asks about ticket.solved and ticket.reopened only".to_owned())),
        None => return Err(vec![bad("event", "is missing: write ticket.solved or ticket.reopened")]),
    };
    let read = || {
        let ticket = payload.required("/ticket_id")?;
        let happened_at = payload.happened_at(&TIMES, now)?;
        let own = |name: &str| Some((name.to_owned(), payload.text(&format!("/{name}"))?));
        let draft = Draft {
            source: desk,
            event: format!("{ticket}/{kind}/{}", payload.first(&TIMES).unwrap_or_default()),
            kind,
            about: About::Ticket(&ticket),
            reference: None,
            happened_at,
            person: Person {
                locale: payload.text("/locale").map(|locale| locale_of(&locale)),
                country: payload.country(&["/country"]),
                time_zone: payload.text("/time_zone").filter(|zone| jiff::tz::TimeZone::get(zone).is_ok()),
                ..person(payload.text("/email"), payload.text("/name"))
            },
            value: None,
            attributes: ["agent", "group", "channel"].into_iter().filter_map(own).collect::<BTreeMap<_, _>>(),
            consent: None,
        };
        Ok(Delivery::Happened(vec![draft.finish()?]))
    };
    read().map_err(|bad| vec![bad])
}

/// Zendesk writes languages by their English names (`Norwegian`), and locales elsewhere.
fn locale_of(text: &str) -> String {
    let known = [
        ("norwegian", "nb"),
        ("norsk", "nb"),
        ("english", "en"),
        ("swedish", "sv"),
        ("danish", "da"),
        ("finnish", "fi"),
        ("german", "de"),
    ];
    let lower = text.to_lowercase();
    known
        .iter()
        .find(|(name, _)| lower.starts_with(name))
        .map_or_else(|| text.to_owned(), |(_, code)| (*code).to_owned())
}
