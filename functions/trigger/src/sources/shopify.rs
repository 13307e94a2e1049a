//! Shopify: orders, parcels, refunds and the privacy topics, by webhook or by EventBridge.
//!
//! Signed with the app's client secret over the raw body. Deduplicated by the webhook's id, which redeliveries keep.
//! No order says when it was delivered: the carrier's own event does, where there is one; else a sent order is presumed
//! to arrive some days later. Parcels' events carry no address, so subscribe to `orders/fulfilled` too.

use super::payload::{About, Draft, Payload, bad, person, tag};
use super::{BadField, Delivery, Reading, header};
use crate::signature;
use aws_lambda_events::http::HeaderMap;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use survey::Touchpoint;
use survey::address::Address;
use survey::touchpoint::{Basis, Consent, Person};

/// Whether the key signed this body.
pub fn is_signed(headers: &HeaderMap, body: &[u8], key: &str) -> bool {
    named(|name| header(headers, name), "hmac-sha256").is_some_and(|mac| signature::in_base64(mac, key, &[body]))
}

/// A header of Shopify's, with or without the `x-` of older ones.
fn named<'a>(header: impl Fn(&str) -> Option<&'a str>, name: &str) -> Option<&'a str> {
    header(&format!("x-shopify-{name}")).or_else(|| header(&format!("shopify-{name}")))
}

/// Reads a webhook of this shop.
pub fn webhook(shop: &str, headers: &HeaderMap, payload: &Value, now: Timestamp) -> Reading {
    read(shop, |name| header(headers, name), payload, now)
}

/// Reads the `detail` of an event from Shopify's partner bus.
pub fn from_bus(detail: &Value, now: Timestamp) -> Reading {
    let wrong = |at: &str| vec![bad(at, "is missing: it is no event of Shopify's")];
    let (metadata, payload) = (detail.get("metadata").and_then(Value::as_object), detail.get("payload"));
    let (Some(metadata), Some(payload)) = (metadata, payload) else { return Err(wrong("detail.metadata")) };
    let look_up = |name: &str| {
        let found = metadata.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_str())
    };
    let shop = named(look_up, "shop-domain").ok_or_else(|| wrong("detail.metadata.X-Shopify-Shop-Domain"))?;
    read(shop, look_up, payload, now)
}

fn read<'a>(shop: &str, header: impl Fn(&str) -> Option<&'a str>, payload: &Value, now: Timestamp) -> Reading {
    let payload = Payload(payload);
    let Some(topic) = named(&header, "topic") else { return Err(vec![bad("X-Shopify-Topic", "is missing")]) };
    if payload.get("/test") == Some(&Value::Bool(true)) {
        return Ok(Delivery::Nothing("it is a test order".to_owned()));
    }
    let order = Order { shop, id: named(&header, "webhook-id"), topic, payload, now };
    let read = match topic {
        "orders/paid" => order.touchpoint("order.paid", "/id", &["/processed_at", "/created_at"]).map(one),
        "orders/fulfilled" => order.fulfilled(),
        "fulfillments/update" | "fulfillments/create" => order.parcel("/shipment_status", &["/updated_at"]),
        "fulfillment_events/create" => order.parcel("/status", &["/happened_at", "/created_at"]),
        "refunds/create" => order.touchpoint("order.refunded", "/order_id", &["/processed_at", "/created_at"]).map(one),
        "orders/cancelled" => order.touchpoint("order.cancelled", "/id", &["/cancelled_at", "/updated_at"]).map(one),
        "customers/redact" => order.about_customer(Delivery::Forget),
        "customers/data_request" => order.about_customer(Delivery::Tell),
        "shop/redact" => Ok(Delivery::Nothing(
            "the app was taken off the shop, and its data is to be erased within 30 days".to_owned(),
        )),
        _ => Ok(Delivery::Nothing("Glimt does not ask about this topic".to_owned())),
    };
    read.map_err(|bad| vec![bad])
}

fn one(touchpoint: Touchpoint) -> Delivery {
    Delivery::Happened(vec![touchpoint])
}

/// A delivery of one of Shopify's topics.
struct Order<'a> {
    shop: &'a str,
    /// The webhook's own id.
    id: Option<&'a str>,
    topic: &'a str,
    payload: Payload<'a>,
    now: Timestamp,
}

impl Order<'_> {
    fn touchpoint(&self, kind: &str, order: &str, times: &[&str]) -> Result<Touchpoint, BadField> {
        let payload = self.payload;
        let order = payload.required(order)?;
        let happened_at = payload.happened_at(times, self.now)?;
        let own_id = || format!("{}/{order}/{happened_at}", self.topic);
        let draft = Draft {
            source: self.shop,
            event: self.id.map_or_else(own_id, str::to_owned),
            kind,
            about: About::Order(&order),
            reference: payload.text("/name").map(|name| name.trim_start_matches('#').to_owned()),
            happened_at,
            person: self.person(),
            value: payload.money("/current_total_price", "/currency"),
            attributes: self.attributes(),
            consent: self.consent(),
        };
        draft.finish()
    }

    /// Sent; and delivered, if the carrier said so for every parcel, else presumed so.
    fn fulfilled(&self) -> Result<Delivery, BadField> {
        let sent = self.touchpoint("order.fulfilled", "/id", &["/updated_at"])?;
        let parcels = self.payload.get("/fulfillments").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let arrived = |parcel: &Value| {
            let parcel = Payload(parcel);
            parcel.text("/shipment_status").filter(|status| status == "delivered")?;
            parcel.time("/updated_at")
        };
        let times: Option<Vec<_>> = parcels.iter().map(arrived).collect();
        let certain = times.and_then(|times| times.into_iter().max());
        let mut delivered = self.touchpoint("order.delivered", "/id", &["/updated_at"])?;
        delivered.event.push_str("/delivered");
        delivered.presumed = certain.is_none();
        delivered.happened_at = certain.unwrap_or(delivered.happened_at);
        Ok(Delivery::Happened(vec![sent, delivered]))
    }

    fn parcel(&self, status: &str, times: &[&str]) -> Result<Delivery, BadField> {
        match self.payload.text(status).as_deref() {
            Some("delivered") => self.touchpoint("order.delivered", "/order_id", times).map(one),
            _ => Ok(Delivery::Nothing("the parcel has not arrived yet".to_owned())),
        }
    }

    /// What the customer wants done about themselves. Without an address nothing is held of them.
    fn about_customer(&self, wanted: impl FnOnce(Address) -> Delivery) -> Result<Delivery, BadField> {
        let email = self.payload.text("/customer/email");
        match email.map(|email| Address::parse(&email)) {
            Some(Ok(address)) => Ok(wanted(address)),
            Some(Err(_)) => Ok(Delivery::Nothing("nobody can be mailed at the customer's address".to_owned())),
            None => Ok(Delivery::Nothing("the customer has no address".to_owned())),
        }
    }

    fn person(&self) -> Person {
        let payload = self.payload;
        let places = ["/customer/first_name", "/shipping_address/first_name", "/destination/first_name"];
        Person {
            locale: payload.text("/customer_locale"),
            country: payload.country(&[
                "/shipping_address/country_code",
                "/destination/country_code",
                "/billing_address/country_code",
            ]),
            customer_id: payload.text("/customer/id"),
            ..person(payload.first(&["/email", "/contact_email", "/customer/email"]), payload.first(&places))
        }
    }

    /// The carrier, the sales channel, and each tag of the order and the customer.
    fn attributes(&self) -> BTreeMap<String, String> {
        let payload = self.payload;
        let last = payload.get("/fulfillments").and_then(Value::as_array).and_then(|parcels| parcels.last());
        let carrier = last.and_then(|parcel| Payload(parcel).text("/tracking_company"));
        let mut attributes = BTreeMap::new();
        attributes
            .extend(carrier.or_else(|| payload.text("/tracking_company")).map(|name| ("carrier".to_owned(), name)));
        attributes.extend(payload.text("/source_name").map(|name| ("channel".to_owned(), name)));
        for tags in [payload.text("/tags"), payload.text("/customer/tags")].into_iter().flatten() {
            let named = tags.split(',').filter(|text| !text.trim().is_empty());
            attributes.extend(named.map(|text| (tag(text), "yes".to_owned())));
        }
        attributes
    }

    fn consent(&self) -> Option<Consent> {
        let at = "/customer/email_marketing_consent";
        let state = self.payload.text(&format!("{at}/state"))?;
        let noticed_at = self.payload.time(&format!("{at}/consent_updated_at"));
        (state == "subscribed").then_some(Consent { basis: Basis::Consent, noticed_at })
    }
}
