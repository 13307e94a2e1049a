//! The platforms' doors: real payloads with real signatures lead to the right touchpoints; anything else gets a clear
//! answer and leaves nothing behind.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glimt::world::Answer;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fs;
use survey::invitation::State;
use tests::shop::{JOURNEY, Shop};

const SHOPIFY: &str = "development-only-shopify-key";
const WOOCOMMERCE: &str = "development-only-woocommerce-key";
const STRIPE: &str = "whsec_development-only-stripe-key";
const ZENDESK: &str = "development-only-zendesk-key";

fn mac(key: &str, parts: &[&str]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    parts.iter().for_each(|part| mac.update(part.as_bytes()));
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An example in `events/`, as it stands there.
fn example(name: &str) -> Result<Value> {
    let path = format!("{}/../events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    Ok(serde_json::from_str(&fs::read_to_string(&path).context(path)?)?)
}

/// Hands an example to `trigger`; gives its decisions.
async fn take(shop: &Shop, name: &str) -> Result<Value> {
    let answer = shop.world.invoke("trigger", example(name)?).await?;
    let Some(status) = answer.get("statusCode") else { return Ok(answer) };
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap())?;
    assert!(status == 200 || status == 202, "{name}: {status} {body}");
    Ok(body)
}

/// A journey that listens to everything that the platforms tell.
async fn shop() -> Result<Shop> {
    let more = r#"
[[stage.survey]]
id = "paid"
template = "order-ces"
on = "order.paid"
delay = "1h"
void_on = ["order.refunded", "order.cancelled"]
[[stage.survey]]
id = "left"
template = "relationship-nps"
on = "subscription.cancelled"
delay = "1h"
"#;
    let journey = JOURNEY.replace("quiet_period = \"14d\"", "quiet_period = \"0s\"");
    let journey =
        journey.replace("void_on = [\"order.refunded\"]", "void_on = [\"order.refunded\", \"order.cancelled\"]");
    let journey = journey.replace("delay = \"2h\"", "delay = \"2h\"\nvoid_on = [\"ticket.reopened\"]");
    Shop::with(&(journey + more)).await
}

async fn post(shop: &Shop, door: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
    shop.world.door("POST", door, "", headers, body.as_bytes()).await
}

fn surveys(told: &Value) -> Vec<String> {
    let decision = |d: &Value| {
        let why = d["reason"].as_str().map(|reason| format!(" {reason}")).unwrap_or_default();
        format!("{} {}{why}", d["survey"].as_str().unwrap(), d["decision"].as_str().unwrap())
    };
    told["decisions"].as_array().unwrap().iter().map(decision).collect()
}

#[tokio::test]
async fn a_shopify_order_is_presumed_delivered_until_the_carrier_says_when() -> Result<()> {
    let shop = shop().await?;
    let sent = take(&shop, "apigateway-shopify-orders-fulfilled").await?;
    assert_eq!(surveys(&sent), ["delivered invite"]);
    assert_eq!(sent["decisions"][0]["due"], "2026-11-27T08:12:00Z", "a week on its way, and a day");
    assert_eq!(take(&shop, "apigateway-shopify-orders-fulfilled").await?["repeat"], true);
    assert_eq!(
        take(&shop, "apigateway-shopify-fulfillment-updated").await?["ignored"],
        "the parcel has not arrived yet"
    );
    let arrived = take(&shop, "apigateway-shopify-parcel-delivered").await?;
    assert_eq!(arrived["decisions"][0]["due"], "2026-11-21T07:03:00Z", "a day after it arrived");
    let again = take(&shop, "eventbridge-shopify-parcel-delivered").await?;
    assert_eq!(again["decisions"], arrived["decisions"], "another event about the same arrival");
    shop.at("2026-11-21T07:04:00Z").await?;
    shop.at("2026-11-29T10:00:00Z").await?;
    let mails = shop.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "kari@example.no");
    assert!(mails[0].text.as_deref().unwrap().contains("1042"), "the order's number as the customer knows it");
    let [old, new] = [&sent, &arrived].map(|told| told["decisions"][0]["invitation"].as_str().unwrap().to_owned());
    let state = async |key: String| anyhow::Ok(shop.world.store.invitation(&key.try_into()?).await?.unwrap().state);
    assert_eq!((state(old).await?, state(new).await?), (State::Superseded, State::Sent));
    Ok(())
}

#[tokio::test]
async fn a_parcels_event_that_overtakes_its_orders_waits_for_the_address() -> Result<()> {
    let shop = shop().await?;
    assert_eq!(surveys(&take(&shop, "apigateway-shopify-parcel-delivered").await?), ["delivered skip no_address"]);
    let sent = take(&shop, "apigateway-shopify-orders-fulfilled").await?;
    assert_eq!(sent["decisions"][0]["due"], "2026-11-21T07:03:00Z");
    shop.at("2026-11-21T07:04:00Z").await?;
    assert_eq!(shop.mails().len(), 1);
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    let files = export::render(&shop.world.export).await?;
    let rows: Vec<Value> = serde_json::from_slice(&files["nordlys/funnel.json"])?;
    let sum = |column: &str| -> u64 {
        let week = rows.iter().filter(|row| row["period_type"] == "week" && row["segment"] == "");
        week.map(|row| row[column].as_u64().unwrap()).sum()
    };
    let counted = ["touchpoints", "skipped", "invited", "sent"].map(sum);
    assert_eq!(counted, [1, 0, 1, 1], "the skip whose place the invitation took is in no count");
    Ok(())
}

#[tokio::test]
async fn refunds_and_cancellations_take_the_occasion_away_on_every_platform() -> Result<()> {
    let shop = shop().await?;
    for (fired, voided) in [
        ("apigateway-shopify-orders-fulfilled", "apigateway-shopify-refund"),
        ("apigateway-woocommerce-completed", "apigateway-woocommerce-refunded"),
        ("eventbridge-stripe-checkout-paid", "eventbridge-stripe-refunded"),
        ("apigateway-zendesk-solved", "apigateway-zendesk-reopened"),
    ] {
        assert_eq!(take(&shop, fired).await?["decisions"][0]["decision"], "invite", "{fired}");
        assert_eq!(surveys(&take(&shop, voided).await?), Vec::<String>::new(), "{voided}");
    }
    shop.at("2026-11-29T10:00:00Z").await?;
    assert_eq!(shop.mails().len(), 0);
    Ok(())
}

#[tokio::test]
async fn what_is_paid_completed_solved_or_ended_is_asked_about() -> Result<()> {
    let shop = shop().await?;
    for (event, expected) in [
        ("eventbridge-shopify-orders-paid", "paid invite"),
        ("apigateway-woocommerce-completed", "delivered invite"),
        ("eventbridge-stripe-checkout-paid", "paid invite"),
        ("eventbridge-stripe-subscription-ended", "left invite"),
        ("apigateway-zendesk-solved", "solved invite"),
    ] {
        assert_eq!(surveys(&take(&shop, event).await?), [expected], "{event}");
    }
    let by_bus = take(&shop, "eventbridge-zendesk-solved").await?;
    assert!(by_bus["ignored"].as_str().unwrap().contains("use a trigger with a webhook"), "{by_bus}");
    Ok(())
}

#[tokio::test]
async fn a_customer_who_wants_to_be_forgotten_is_mailed_nothing_more() -> Result<()> {
    let shop = shop().await?;
    let event = shop.order("e1", "order.delivered", "1", "forget.me@example.no");
    assert_eq!(shop.fire(&event).await?.status, 202);
    assert_eq!(take(&shop, "apigateway-shopify-customers-redact").await?["forgotten"], true);
    shop.at("2026-11-22T10:00:00Z").await?;
    assert_eq!(shop.mails().len(), 0);
    let event = shop.order("e2", "order.delivered", "2", "Forget.Me@example.no");
    assert_eq!(shop.fire(&event).await?.json()["decisions"][0]["reason"], "erased");
    for topic in ["apigateway-shopify-customers-data-request", "apigateway-shopify-shop-redact"] {
        assert!(take(&shop, topic).await?["ignored"].is_string(), "{topic}");
    }
    Ok(())
}

/// Each platform's door, and the headers that sign a body with a key.
fn signed(platform: &str, key: &str, body: &str) -> Vec<(&'static str, String)> {
    let in_base64 = |parts: &[&str]| STANDARD.encode(mac(key, parts));
    let now = jiff::Timestamp::now();
    match platform {
        "shopify" => vec![("x-shopify-topic", "orders/paid".into()), ("x-shopify-hmac-sha256", in_base64(&[body]))],
        "woocommerce" => vec![("x-wc-webhook-signature", in_base64(&[body]))],
        "stripe" => {
            let t = now.as_second().to_string();
            vec![("stripe-signature", format!("t={t},v1={}", hex(&mac(key, &[&t, ".", body]))))]
        }
        _ => vec![
            ("x-zendesk-webhook-signature-timestamp", now.to_string()),
            ("x-zendesk-webhook-signature", in_base64(&[&now.to_string(), body])),
        ],
    }
}

const PLATFORMS: [(&str, &str); 4] =
    [("shopify", SHOPIFY), ("woocommerce", WOOCOMMERCE), ("stripe", STRIPE), ("zendesk", ZENDESK)];

async fn send(shop: &Shop, platform: &str, headers: &[(&str, String)], body: &str) -> Result<Answer> {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(shop, &format!("/v1/{platform}"), &headers, body).await
}

/// A body that each platform's door takes.
fn body(platform: &str) -> Result<String> {
    Ok(match platform {
        "shopify" => example("eventbridge-shopify-orders-paid")?["detail"]["payload"].to_string(),
        "woocommerce" => example("apigateway-woocommerce-completed")?["body"].as_str().unwrap().to_owned(),
        "stripe" => example("eventbridge-stripe-checkout-paid")?["detail"].to_string(),
        _ => example("apigateway-zendesk-solved")?["body"].as_str().unwrap().to_owned(),
    })
}

#[tokio::test]
async fn only_a_live_key_opens_a_platforms_door() -> Result<()> {
    let shop = shop().await?;
    for (platform, key) in PLATFORMS {
        let body = body(platform)?;
        let right = signed(platform, key, &body);
        let wrong = [
            ("unsigned", vec![("x-shopify-topic", "orders/paid".to_owned())], body.clone()),
            ("another key", signed(platform, "another-key-another-key", &body), body.clone()),
            ("a flipped bit", right.clone(), body.replacen('1', "3", 1)),
            ("a doubled header", right.iter().chain(&right).cloned().collect(), body.clone()),
            ("no base64, no hex", right.iter().map(|(name, _)| (*name, "æ=".to_owned())).collect(), body.clone()),
        ];
        for (what, headers, body) in wrong {
            // Stripe's is a list of signatures already.
            if platform == "stripe" && what == "a doubled header" {
                continue;
            }
            let status = send(&shop, platform, &headers, &body).await?.status;
            assert_eq!(status, 401, "{platform}: {what}");
        }
        assert_eq!(send(&shop, platform, &right, &body).await?.status, 202, "{platform}");
        assert_eq!(send(&shop, platform, &signed(platform, key, &body), &body).await?.status, 200, "{platform} again");
    }
    Ok(())
}

#[tokio::test]
async fn stripes_signature_is_good_for_five_minutes() -> Result<()> {
    let shop = shop().await?;
    let body = body("stripe")?;
    for (age, status) in [(301, 401), (-301, 401), (290, 202)] {
        let t = (jiff::Timestamp::now().as_second() - age).to_string();
        let good = hex(&mac(STRIPE, &[&t, ".", &body]));
        // While a key is rolled there are two.
        let headers = [("stripe-signature", format!("t={t},v1={},v1={good},v0=abc", "0".repeat(64)))];
        assert_eq!(send(&shop, "stripe", &headers, &body).await?.status, status, "{age} s old");
    }
    Ok(())
}

#[tokio::test]
async fn woocommerces_ping_is_answered_and_leaves_nothing() -> Result<()> {
    let shop = shop().await?;
    let told = take(&shop, "apigateway-woocommerce-ping").await?;
    assert_eq!(told["ignored"], "a webhook was set up");
    for body in ["webhook_id=", "webhook_id=3&x=1", "webhook_id=3x"] {
        let form = [("content-type", "application/x-www-form-urlencoded".to_owned())];
        assert_eq!(send(&shop, "woocommerce", &form, body).await?.status, 401, "{body}");
    }
    assert_eq!(shop.count("subjects").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_signed_body_that_is_not_as_it_should_be_names_the_field_and_costs_nothing() -> Result<()> {
    let shop = shop().await?;
    for (platform, key) in PLATFORMS {
        let whole = body(platform)?;
        let nulls = {
            let mut value: Value = serde_json::from_str(&whole)?;
            if let Some(fields) = value.as_object_mut() {
                let kept = ["type", "status", "event", "data"];
                fields
                    .iter_mut()
                    .filter(|(name, _)| !kept.contains(&name.as_str()))
                    .for_each(|(_, v)| *v = Value::Null);
            }
            if platform == "stripe" {
                value["data"]["object"] = json!({ "payment_status": "paid", "id": null });
            }
            value.to_string()
        };
        for (what, body) in [
            ("cut off", whole[..whole.len() / 2].to_owned()),
            ("a quote in a text", whole.replacen("@example", "\"@example", 1)),
            ("null everywhere", nulls),
            ("a number", "5".to_owned()),
            ("nothing", String::new()),
        ] {
            let answer = send(&shop, platform, &signed(platform, key, &body), &body).await?;
            let ignored = answer.status == 200 && answer.json()["ignored"].is_string();
            assert!(answer.status == 400 || ignored, "{platform}, {what}: {} {}", answer.status, answer.body);
        }
        assert_eq!(shop.count("subjects").await?, 0, "{platform}");
    }
    Ok(())
}

#[tokio::test]
async fn odd_fields_that_nothing_depends_on_cost_no_event() -> Result<()> {
    let shop = shop().await?;
    let mut order: Value = serde_json::from_str(&body("shopify")?)?;
    order["id"] = json!("5520");
    order["customer"]["first_name"] = json!("x".repeat(10_000));
    order["customer_locale"] = json!(5);
    order["shipping_address"] = json!("Storgata 1");
    order["current_total_price"] = json!("much");
    order["tags"] = json!(["not", "a", "text"]);
    order["customer"]["email_marketing_consent"] = json!([]);
    let body = order.to_string();
    let answer = send(&shop, "shopify", &signed("shopify", SHOPIFY, &body), &body).await?;
    assert_eq!((answer.status, surveys(&answer.json())), (202, vec!["paid invite".to_owned()]));
    order["id"] = json!(5521);
    order["processed_at"] = json!("2036-01-01T00:00:00Z");
    let body = order.to_string();
    let answer = send(&shop, "shopify", &signed("shopify", SHOPIFY, &body), &body).await?;
    assert_eq!((answer.status, answer.json()["errors"][0]["field"].clone()), (400, json!("processed_at")));
    Ok(())
}

#[tokio::test]
async fn topics_that_glimt_does_not_ask_about_are_accepted() -> Result<()> {
    let shop = shop().await?;
    let order = body("shopify")?;
    let mut headers = signed("shopify", SHOPIFY, &order);
    headers[0].1 = "products/update".to_owned();
    let answer = send(&shop, "shopify", &headers, &order).await?;
    assert_eq!((answer.status, answer.json()["ignored"].clone()), (200, json!("Glimt does not ask about this topic")));
    let test = order.replace("\"test\":false", "\"test\":true");
    let answer = send(&shop, "shopify", &signed("shopify", SHOPIFY, &test), &test).await?;
    assert_eq!(answer.json()["ignored"], "it is a test order");
    let draft = body("woocommerce")?.replace("completed", "checkout-draft");
    let answer = send(&shop, "woocommerce", &signed("woocommerce", WOOCOMMERCE, &draft), &draft).await?;
    assert_eq!(answer.status, 200);
    let unpaid = body("stripe")?.replace("\"paid\"", "\"unpaid\"");
    let answer = send(&shop, "stripe", &signed("stripe", STRIPE, &unpaid), &unpaid).await?;
    assert_eq!(answer.json()["ignored"], "the checkout is not paid yet");
    assert_eq!(shop.count("subjects").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_door_whose_source_is_not_set_up_is_no_door() -> Result<()> {
    let shop = shop().await?;
    for door in ["/v1/bigcommerce", "/v1/", "/v1/shopify/x", "/v2/events"] {
        assert_eq!(post(&shop, door, &[], "{}").await?.status, 404, "{door}");
    }
    let get = shop.world.door("GET", "/v1/shopify", "", &[], b"").await?;
    assert_eq!(get.status, 405);
    assert!(get.headers.iter().any(|(name, value)| name == "allow" && value == "POST"));
    Ok(())
}
