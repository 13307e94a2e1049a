//! Whatever a source sends, a reader gives an answer: no panic, and every touchpoint is one.

use super::payload::time;
use super::*;
use aws_lambda_events::http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn now() -> Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

/// Names and texts that the readers look for, among others.
fn name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "id",
        "order_id",
        "ticket_id",
        "status",
        "type",
        "event",
        "email",
        "customer",
        "billing",
        "data",
        "object",
        "metadata",
        "payload",
        "fulfillments",
        "shipment_status",
        "updated_at",
        "payment_status",
        "created",
        "tags",
        "meta_data",
        "key",
        "value",
        "happened_at",
        "X-Shopify-Topic",
        "X-Shopify-Shop-Domain",
        "test",
        "solved_at",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => "\\PC{0,20}"]
}

fn scalar() -> impl Strategy<Value = Value> {
    let text = prop::sample::select(vec![
        "delivered",
        "completed",
        "ticket.solved",
        "checkout.session.completed",
        "charge.refunded",
        "paid",
        "",
        "2026-11-19T14:03:00+01:00",
        "2026-11-20T08:00:00",
        "9999-12-31T23:59:59Z",
        "-9999-01-01T00:00:00Z",
        "kari@example.no",
        "orders/fulfilled",
        "customers/redact",
        "nordlys.myshopify.com",
        "åse@blåbær.no",
        "NO",
    ]);
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        8 => text.prop_map(Value::from),
        1 => "\\PC{0,40}".prop_map(Value::from),
        1 => Just(Value::from("x".repeat(5_000))),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..10).prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

fn headers(topic: &str) -> HeaderMap {
    let pairs = [("x-shopify-topic", topic), ("x-shopify-webhook-id", "w1"), ("x-wc-webhook-topic", "order.updated")];
    pairs
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect()
}

const TOPICS: [&str; 10] = [
    "orders/paid",
    "orders/fulfilled",
    "fulfillments/update",
    "fulfillment_events/create",
    "refunds/create",
    "orders/cancelled",
    "customers/redact",
    "customers/data_request",
    "shop/redact",
    "anything/else",
];

proptest! {
    #[test]
    fn no_payload_makes_a_reader_panic(payload in any_json(), topic in prop::sample::select(TOPICS.to_vec())) {
        let readings = [
            shopify::webhook("shop", &headers(topic), &payload, now()),
            shopify::from_bus(&payload, now()),
            shopify::from_bus(&json!({ "metadata": { "shopify-topic": topic, "Shopify-Shop-Domain": "s" }, "payload": payload }), now()),
            woocommerce::webhook("shop", &headers(topic), &payload, now()),
            stripe::event("account", &payload, now()),
            stripe::event("account", &json!({ "id": "e", "type": "charge.refunded", "data": { "object": payload } }), now()),
            zendesk::webhook("desk", &payload, now()),
            cloud_event::parse(&payload, now()).map(|touchpoint| Delivery::Happened(vec![touchpoint])),
        ];
        for reading in readings {
            match reading {
                Ok(Delivery::Happened(happened)) => {
                    prop_assert!(!happened.is_empty());
                    for touchpoint in happened {
                        prop_assert!(touchpoint.happened_at <= now() + cloud_event::AHEAD);
                        prop_assert!(touchpoint.event.len() < 1_000 && touchpoint.reference.len() <= 5_000);
                    }
                }
                Ok(Delivery::Forget(_) | Delivery::Tell(_) | Delivery::Nothing(_)) => {}
                Err(wrong) => prop_assert!(!wrong.is_empty()),
            }
        }
    }

    #[test]
    fn no_header_makes_a_signature_check_panic_or_pass(given in prop::collection::vec(any::<u8>(), 0..200), body in prop::collection::vec(any::<u8>(), 0..200)) {
        let Ok(value) = HeaderValue::from_bytes(&given) else { return Ok(()) };
        let names = ["x-shopify-hmac-sha256", "x-wc-webhook-signature", "stripe-signature", "x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp"];
        let headers: HeaderMap = names.map(|name| (HeaderName::from_static(name), value.clone())).into_iter().collect();
        let key = "0123456789abcdef";
        prop_assert!(!shopify::is_signed(&headers, &body, key));
        prop_assert!(!woocommerce::is_signed(&headers, &body, key));
        prop_assert!(!stripe::is_signed(&headers, &body, key));
        prop_assert!(!zendesk::is_signed(&headers, &body, key));
    }

    #[test]
    fn no_text_makes_the_reader_of_times_panic(text in "\\PC{0,40}") {
        prop_assert!(time(&text).is_none_or(|time| time >= Timestamp::MIN));
    }
}
