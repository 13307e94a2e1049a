//! The mappings that ship, each with its example; and what bodies must not do.

use super::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

macro_rules! shipped {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../../../infra/hooks/", $name, ".toml")),
            include_str!(concat!("../../../../../events/hook-", $name, ".json")),
        )
    };
}

const SHIPPED: [(&str, &str, &str); 5] =
    [shipped!("adobe-commerce"), shipped!("freshdesk"), shipped!("gorgias"), shipped!("hubspot"), shipped!("intercom")];

fn now() -> Timestamp {
    "2026-11-19T13:10:00Z".parse().unwrap()
}

fn mapping(text: &str) -> Hook {
    let checked = hook::file::read(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    assert_eq!(checked.warnings, []);
    checked.hook
}

/// A mapping that ships, its example's headers and body.
fn shipped(name: &str) -> (Hook, HeaderMap, String) {
    let (_, toml, event) = SHIPPED.into_iter().find(|(own, ..)| *own == name).unwrap();
    let event = bootstrap::http::request(serde_json::from_str(event).unwrap()).unwrap();
    (mapping(toml), event.headers, event.body.unwrap())
}

fn body(name: &str) -> Value {
    serde_json::from_str(&shipped(name).2).unwrap()
}

/// What a body comes to, in a line.
fn comes_to(name: &str, body: &Value) -> String {
    match webhook(name, &shipped(name).0, body, now()) {
        Ok(Delivery::Happened(happened)) => {
            let each = happened.into_iter().map(|t| {
                assert_eq!(t.source, name);
                let email = t.person.address.map_or("-".to_owned(), |address| address.as_str().to_owned());
                let value = t.value.map(|money| format!("{} {}", money.minor, money.currency));
                let rest = [t.person.name.map(String::from), t.person.locale, t.person.country, value]
                    .map(|text| text.unwrap_or("-".to_owned()));
                let attributes: BTreeMap<_, _> = t.attributes;
                format!(
                    "{} {} {} {email} {} {} {attributes:?}",
                    t.kind,
                    t.subject,
                    t.reference,
                    rest.join(" "),
                    t.happened_at
                )
            });
            each.collect::<Vec<_>>().join("\n")
        }
        Ok(Delivery::Forget(_)) => "forget".to_owned(),
        Ok(Delivery::Tell(_)) => "tell".to_owned(),
        Ok(Delivery::Nothing(why)) => why,
        Err(wrong) => BadField::list(&wrong),
    }
}

#[test]
fn each_mapping_that_ships_makes_a_touchpoint_of_its_example() {
    let lines: Vec<_> = SHIPPED.iter().map(|(name, ..)| comes_to(name, &body(name))).collect();
    assert_eq!(
        lines,
        [
            "order.fulfilled order#adobe-commerce:5512 000005512 liv@example.no Liv - - 129900 NOK \
             2026-11-19T13:03:00Z {\"carrier\": \"bring_servicepakke\"}",
            "ticket.solved ticket#freshdesk:4711 4711 kari@example.no Kari nb NO - \
             2026-11-19T13:10:00Z {\"agent\": \"Ola Nordmann\", \"channel\": \"Email\", \"group\": \"Retur\"}",
            "ticket.solved ticket#gorgias:883401 883401 anna@example.de Anna en - - \
             2026-11-19T13:03:00.123456Z {\"agent\": \"Ida Berg\", \"channel\": \"email\"}",
            "ticket.solved ticket#hubspot:5512347 5512347 per@example.no Per nb - - 2026-11-19T13:03:00Z {}",
            "ticket.solved ticket#intercom:215470001234567 215470001234567 nora@example.no Nora Lie - - - \
             2026-11-19T13:03:00Z {\"agent\": \"5511223\", \"channel\": \"conversation\"}",
        ]
    );
}

#[test]
fn what_a_mapping_does_not_list_is_nothing_to_ask_about() {
    let nothing = "the mapping has no touchpoint for this event";
    let with = |name, at: &str, value: Value| {
        let mut body = body(name);
        *body.pointer_mut(at).unwrap() = value;
        comes_to(name, &body)
    };
    assert_eq!(with("intercom", "/topic", json!("ping")), nothing);
    assert_eq!(with("intercom", "/topic", json!("conversation.user.created")), nothing);
    assert_eq!(
        with("intercom", "/data/item/source/author/type", json!("admin")),
        nothing,
        "a colleague's conversation"
    );
    assert_eq!(with("freshdesk", "/event", json!("ticket.merged")), nothing);
    assert_eq!(with("hubspot", "/stage", json!(2)), nothing);
    assert!(with("hubspot", "/stage", json!(3)).starts_with("ticket.reopened "));
    assert!(with("gorgias", "/status", json!("open")).starts_with("ticket.reopened "));
    for (state, kind) in [("processing", "paid"), ("closed", "refunded"), ("canceled", "cancelled")] {
        assert!(with("adobe-commerce", "/state", json!(state)).starts_with(&format!("order.{kind} ")));
    }
}

#[test]
fn an_intercom_ticket_is_solved_whichever_version_tells_of_its_state() {
    for state in
        [json!("resolved"), json!({ "type": "ticket_state", "category": "resolved", "internal_label": "Løst" })]
    {
        let contacts = json!({ "contacts": [{ "id": "c1", "name": "Nora", "email": "nora@example.no" }] });
        let item =
            json!({ "type": "ticket", "id": "77", "ticket_id": "12", "ticket_state": state, "contacts": contacts });
        let body = json!({ "topic": "ticket.state.updated", "id": "notif_2", "created_at": 1795093380, "data": { "item": item } });
        assert!(comes_to("intercom", &body).starts_with("ticket.solved ticket#intercom:77 12 nora@example.no Nora"));
    }
}

#[test]
fn an_event_is_known_by_its_id_or_else_by_what_happened_to_what_and_when() {
    let event = |name, body: &Value| match webhook(name, &shipped(name).0, body, now()) {
        Ok(Delivery::Happened(happened)) => happened[0].event.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(event("intercom", &body("intercom")), "intercom#notif_0f6f9d0e-5b0a-4e6e-8a55-3f6e0c1c7a10");
    assert_eq!(event("gorgias", &body("gorgias")), "gorgias#883401/ticket.solved/2026-11-19T13:03:00.123456Z");
    let mut without = body("intercom");
    without["id"] = Value::Null;
    assert_eq!(event("intercom", &without), "intercom#215470001234567/ticket.solved/2026-11-19T13:03:00Z");
}

#[test]
fn a_missing_id_and_a_wrong_time_are_named_as_the_body_names_them() {
    for (name, at, value, expected) in [
        ("freshdesk", "ticket_id", Value::Null, "ticket_id is missing, or is neither a text nor a number"),
        ("freshdesk", "ticket_id", json!({}), "ticket_id is missing, or is neither a text nor a number"),
        ("freshdesk", "ticket_id", json!("x".repeat(201)), "ticket_id must have at most 200 bytes"),
        ("freshdesk", "ticket_id", json!("a\u{7}b"), "ticket_id must be 1 to 200 characters, none of them hidden"),
        ("freshdesk", "event", Value::Null, "event is missing, or is neither a text nor a number"),
        ("hubspot", "changed_at", json!(1_795_893_380_000_u64), "changed_at must not be more than a day in the future"),
    ] {
        let mut body = body(name);
        body[at] = value;
        assert_eq!(comes_to(name, &body), expected);
    }
    let mut late = body("gorgias");
    late["changed_at"] = json!("yesterday");
    assert_eq!(
        comes_to("gorgias", &late),
        "changed_at must be a time such as 2026-11-19T14:03:00+01:00, or seconds or milliseconds since 1970"
    );
}

#[test]
fn one_odd_field_costs_no_customers_event() {
    let mut odd = body("freshdesk");
    for (field, value) in [("email", json!(5)), ("name", json!([])), ("country", json!("Norway")), ("agent", json!({}))]
    {
        odd[field] = value;
    }
    odd["time_zone"] = json!("Mars/Olympus");
    assert_eq!(
        comes_to("freshdesk", &odd),
        "ticket.solved ticket#freshdesk:4711 4711 - - nb - - 2026-11-19T13:10:00Z {\"channel\": \"Email\", \"group\": \"Retur\"}"
    );
}

#[test]
fn times_are_read_in_every_manner_of_writing_them() {
    let read = |text: &str| since_1970(text).or_else(|| time(text)).map(|time| time.to_string());
    let expected = Some("2026-11-19T13:03:00Z".to_owned());
    for text in [
        "2026-11-19T14:03:00+01:00",
        "2026-11-19T13:03:00",
        "2026-11-19 13:03:00",
        "2026-11-19 13:03:00+00:00",
        "1795093380",
        "1795093380000",
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
    assert_eq!(read("20261119"), Some("2026-11-19T00:00:00Z".to_owned()));
    for text in ["", "soon", "19.11.2026", "99999999999999999999", "9223372036854775807"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn only_the_hooks_own_key_opens_in_the_manner_of_its_mapping() {
    for (name, ..) in SHIPPED {
        let (hook, headers, body) = shipped(name);
        let key = format!("development-only-{name}-key");
        assert!(is_signed(&hook, &headers, body.as_bytes(), &key), "{name}");
        assert!(!is_signed(&hook, &headers, body.as_bytes(), "another-key-of-this-length"), "{name}");
        assert!(!is_signed(&hook, &HeaderMap::new(), body.as_bytes(), &key), "{name}");
    }
    let (intercom, headers, body) = shipped("intercom");
    let changed = body.replace("nora@example.no", "eve@example.no");
    assert!(!is_signed(&intercom, &headers, changed.as_bytes(), "development-only-intercom-key"));
}

#[test]
fn a_key_in_a_header_and_a_signature_in_base64_open_too() {
    let base = "touchpoint = \"order.paid\"\n[fields]\norder = \"/id\"\nemail = \"/email\"\n";
    let hook = |key: &str| mapping(&format!("key = {key}\n{base}"));
    let (key, body) = ("0123456789abcdef", b"{}");
    let headers = |value: &str| HeaderMap::from_iter([("x-key".parse().unwrap(), value.parse().unwrap())]);
    let plain = hook("{ header = \"X-Key\" }");
    assert!(is_signed(&plain, &headers(key), body, key));
    assert!(!is_signed(&plain, &headers("0123456789abcdeg"), body, key) && !is_signed(&plain, &headers(""), body, key));

    let mut mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(body);
    let mac = STANDARD.encode(mac.finalize().into_bytes());
    let signed = hook("{ header = \"x-key\", hash = \"sha256\", encoding = \"base64\", prefix = \"v1,\" }");
    assert!(is_signed(&signed, &headers(&format!("v1,{mac}")), body, key));
    assert!(!is_signed(&signed, &headers(&mac), body, key), "without its prefix");
    assert!(!is_signed(&signed, &headers(&format!("v1,{mac}")), b"{ }", key), "another body");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(?s).{0,20}".prop_map(Value::from),
        Just(json!("closed")),
        Just(json!("kari@example.no")),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{0,8}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// Every place in a value, outermost first.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    all.push(at.clone());
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(nth, value)| (nth.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    inner.into_iter().for_each(|(name, value)| places(value, format!("{at}/{name}"), all));
}

#[test]
fn null_everywhere_is_read_or_refused_by_name() {
    for (name, ..) in SHIPPED {
        let whole = body(name);
        let mut all = Vec::new();
        places(&whole, String::new(), &mut all);
        for at in all {
            let mut body = whole.clone();
            *body.pointer_mut(&at).unwrap() = Value::Null;
            assert!(!comes_to(name, &body).is_empty(), "{name} {at}");
        }
    }
}

proptest! {
    #[test]
    fn any_json_is_read_ignored_or_refused(which in 0usize..5, body in any_json()) {
        prop_assert!(!comes_to(SHIPPED[which].0, &body).is_empty());
    }

    #[test]
    fn any_json_anywhere_in_an_example_is_read_ignored_or_refused(
        which in 0usize..5, nth in any::<usize>(), value in any_json(),
    ) {
        let name = SHIPPED[which].0;
        let mut body = body(name);
        let mut all = Vec::new();
        places(&body, String::new(), &mut all);
        *body.pointer_mut(&all[nth % all.len()]).unwrap() = value;
        prop_assert!(!comes_to(name, &body).is_empty());
    }
}
