//! Stripe: a checkout that is paid, a charge that is refunded, a subscription that has ended.
//!
//! `Stripe-Signature: t=<unix>,v1=<hex>[,v1=…]` signs `{t}.{body}`; Stripe's libraries take 300 seconds. Deduplicated by
//! the event's id. A refund finds its order by the payment. A subscription's end carries no address: put the customer's
//! into the subscription's metadata as `email`.

use super::payload::{About, Draft, Payload, person};
use super::{Delivery, Reading, header};
use crate::signature::{self, Hash};
use aws_lambda_events::http::HeaderMap;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use survey::touchpoint::{Basis, Consent, Money, Person};

/// Whether the key signed this body within the last five minutes.
pub fn is_signed(headers: &HeaderMap, body: &[u8], key: &str) -> bool {
    let Some(given) = header(headers, "stripe-signature") else { return false };
    let parts = || given.split(',').filter_map(|part| part.trim().split_once('='));
    let Some((_, time)) = parts().find(|(name, _)| *name == "t") else { return false };
    let signed_at = time.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let signed = |mac: &str| signature::in_hex(Hash::Sha256, mac, key, &[time.as_bytes(), b".", body]);
    signed_at.is_some_and(signature::is_fresh) && parts().any(|(name, mac)| name == "v1" && signed(mac))
}

/// Reads an event of this account; the same from a webhook and from the partner bus.
pub fn event(account: &str, event: &Value, now: Timestamp) -> Reading {
    let payload = Payload(event);
    let paid = matches!(payload.text("/data/object/payment_status").as_deref(), Some("paid" | "no_payment_required"));
    let order = "/data/object/payment_intent";
    let (kind, subject): (_, &[&str]) = match payload.text("/type").as_deref() {
        Some("checkout.session.completed" | "checkout.session.async_payment_succeeded") if paid => {
            ("order.paid", &[order, "/data/object/subscription", "/data/object/id"])
        }
        Some("checkout.session.completed") => {
            return Ok(Delivery::Nothing("the checkout is not paid yet".to_owned()));
        }
        Some("charge.refunded") => ("order.refunded", &[order, "/data/object/id"]),
        Some("customer.subscription.deleted") => ("subscription.cancelled", &["/data/object/id"]),
        _ => return Ok(Delivery::Nothing("Glimt does not ask about events of this type".to_owned())),
    };
    let read = || {
        let place = subject.iter().find(|at| payload.text(at).is_some()).unwrap_or(&"/data/object/id");
        let id = payload.required(place)?;
        let seconds = payload.get("/created").and_then(Value::as_i64);
        let created = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or(now);
        let draft = Draft {
            source: account,
            event: payload.required("/id")?,
            kind,
            about: About::Order(&id),
            reference: payload.text("/data/object/client_reference_id").or_else(|| Some(String::new())),
            happened_at: created.min(now),
            person: who(payload),
            value: money(payload),
            attributes: attributes(payload),
            consent: consent(payload, created),
        };
        Ok(Delivery::Happened(vec![draft.finish()?]))
    };
    read().map_err(|bad| vec![bad])
}

fn who(payload: Payload<'_>) -> Person {
    let emails = [
        "/data/object/customer_details/email",
        "/data/object/billing_details/email",
        "/data/object/receipt_email",
        "/data/object/metadata/email",
    ];
    let names = ["/data/object/customer_details/name", "/data/object/billing_details/name"];
    Person {
        locale: payload
            .first(&["/data/object/locale", "/data/object/metadata/locale"])
            .filter(|locale| locale != "auto"),
        country: payload.country(&[
            "/data/object/customer_details/address/country",
            "/data/object/billing_details/address/country",
            "/data/object/metadata/country",
        ]),
        customer_id: payload.text("/data/object/customer"),
        ..person(payload.first(&emails), payload.first(&names))
    }
}

/// Stripe's amounts are in the currency's smallest unit already.
fn money(payload: Payload<'_>) -> Option<Money> {
    let minor = payload.get("/data/object/amount_total").or_else(|| payload.get("/data/object/amount"))?.as_i64()?;
    let currency = payload.text("/data/object/currency")?.to_ascii_uppercase();
    (currency.len() == 3).then_some(Money { minor, currency })
}

fn attributes(payload: Payload<'_>) -> BTreeMap<String, String> {
    let metadata = payload.get("/data/object/metadata").and_then(Value::as_object);
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    let private = ["email", "name"];
    metadata.into_iter().flatten().filter_map(text).filter(|(name, _)| !private.contains(&name.as_str())).collect()
}

fn consent(payload: Payload<'_>, at: Timestamp) -> Option<Consent> {
    let promotions = payload.text("/data/object/consent/promotions")?;
    (promotions == "opt_in").then_some(Consent { basis: Basis::Consent, noticed_at: Some(at) })
}
