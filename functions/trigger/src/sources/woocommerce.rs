//! WooCommerce: orders that are paid, completed, refunded or cancelled.
//!
//! Signed with the webhook's secret over the raw body. Its delivery id is a hash of the webhook and the second, which
//! two orders share, so an event is known by its order and when that was last changed. A completed order is sent, and
//! presumed delivered some days later; a shop without parcels listens to `order.fulfilled`.

use super::payload::{About, Draft, Payload, person};
use super::{Delivery, Reading, header};
use crate::signature;
use aws_lambda_events::http::HeaderMap;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use survey::touchpoint::Person;

/// Whether the key signed this body.
pub fn is_signed(headers: &HeaderMap, body: &[u8], key: &str) -> bool {
    header(headers, "x-wc-webhook-signature").is_some_and(|mac| signature::in_base64(mac, key, &[body]))
}

/// Whether this is the form that WooCommerce sends when a webhook is saved: unsigned, and to be answered with 200.
pub fn is_ping(headers: &HeaderMap, body: &[u8]) -> bool {
    let form =
        header(headers, "content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let number = body.strip_prefix(b"webhook_id=");
    form && number.is_some_and(|number| (1..=20).contains(&number.len()) && number.iter().all(u8::is_ascii_digit))
}

/// Reads a webhook of this shop.
pub fn webhook(shop: &str, headers: &HeaderMap, payload: &Value, now: Timestamp) -> Reading {
    if header(headers, "x-wc-webhook-topic").is_some_and(|topic| !topic.starts_with("order.")) {
        return Ok(Delivery::Nothing("Glimt asks about orders only".to_owned()));
    }
    let payload = Payload(payload);
    let (kind, times): (_, &[&str]) = match payload.text("/status").as_deref() {
        Some("processing") => ("order.paid", &["/date_paid_gmt", "/date_modified_gmt"]),
        Some("completed") => ("order.fulfilled", &["/date_completed_gmt", "/date_modified_gmt"]),
        Some("refunded") => ("order.refunded", &["/date_modified_gmt"]),
        Some("cancelled") => ("order.cancelled", &["/date_modified_gmt"]),
        _ => return Ok(Delivery::Nothing("Glimt does not ask about orders of this status".to_owned())),
    };
    let read = || {
        let id = payload.required("/id")?;
        let happened_at = payload.happened_at(times, now)?;
        let draft = |kind| Draft {
            source: shop,
            event: format!("{id}/{kind}/{}", payload.text("/date_modified_gmt").unwrap_or_default()),
            kind,
            about: About::Order(&id),
            reference: payload.text("/number"),
            happened_at,
            person: who(payload),
            value: payload.money("/total", "/currency"),
            attributes: BTreeMap::new(),
            consent: None,
        };
        let mut happened = vec![draft(kind).finish()?];
        if kind == "order.fulfilled" {
            let mut delivered = draft("order.delivered").finish()?;
            delivered.presumed = true;
            happened.push(delivered);
        }
        Ok(Delivery::Happened(happened))
    };
    read().map_err(|bad| vec![bad])
}

fn who(payload: Payload<'_>) -> Person {
    let meta = payload.get("/meta_data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let language = meta.iter().map(Payload).find(|entry| entry.text("/key").as_deref() == Some("wpml_language"));
    Person {
        locale: language.and_then(|entry| entry.text("/value")),
        country: payload.country(&["/shipping/country", "/billing/country"]),
        customer_id: payload.text("/customer_id").filter(|id| id != "0"),
        ..person(payload.text("/billing/email"), payload.text("/billing/first_name"))
    }
}
