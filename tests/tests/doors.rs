//! The front door: who may come in, what is said about bad input, and that one bad event loses no other.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::world::{Answer, function_for};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use tests::shop::Shop;

async fn post(shop: &Shop, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer> {
    shop.world.door("POST", "/v1/events", "", headers, body).await
}

async fn with_key(shop: &Shop, body: &[u8]) -> Result<Answer> {
    let bearer = format!("Bearer {}", shop.world.settings.source_key);
    post(shop, &[("authorization", &bearer)], body).await
}

fn signed(key: &str, id: &str, age: i64, body: &str) -> [(String, String); 3] {
    let at = jiff::Timestamp::now().as_second() - age;
    let signature = Webhook::new(key).unwrap().sign(id, at, body.as_bytes()).unwrap();
    [("webhook-id", id.to_owned()), ("webhook-timestamp", at.to_string()), ("webhook-signature", signature)]
        .map(|(name, value)| (name.to_owned(), value))
}

#[tokio::test]
async fn only_who_holds_the_sources_key_comes_in() -> Result<()> {
    let shop = Shop::open().await?;
    let key = shop.world.settings.source_key.clone();
    let event = shop.order("e1", "order.delivered", "5512", "kari@example.no").to_string();
    let status = async |headers: &[(String, String)], body: &str| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        anyhow::Ok(post(&shop, &headers, body.as_bytes()).await?.status)
    };
    assert_eq!(status(&[], &event).await?, 401);
    assert_eq!(status(&[("authorization".into(), format!("Bearer {key}x"))], &event).await?, 401);
    assert_eq!(status(&[("authorization".into(), format!("Basic {key}"))], &event).await?, 401);
    let other = "whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXI=";
    assert_eq!(status(&signed(other, "m1", 0, &event), &event).await?, 401, "another key");
    assert_eq!(status(&signed(&key, "m1", 0, &event), &event.replace("5512", "5513")).await?, 401, "a changed body");
    assert_eq!(status(&signed(&key, "m1", 301, &event), &event).await?, 401, "replayed after five minutes");
    assert_eq!(status(&signed(&key, "m1", -301, &event), &event).await?, 401, "from the future");
    let mut headers = signed(&key, "m1", 0, &event);
    headers[0].1 = "m2".to_owned();
    assert_eq!(status(&headers, &event).await?, 401, "another message's signature");
    assert_eq!(shop.count("subjects").await?, 0);
    assert_eq!(status(&signed(&key, "m1", 0, &event), &event).await?, 202);
    assert_eq!(status(&[("authorization".into(), format!("Bearer {key}"))], &event).await?, 200);
    Ok(())
}

#[tokio::test]
async fn wrong_fields_are_named_all_at_once() -> Result<()> {
    let shop = Shop::open().await?;
    let event = json!({
        "specversion": "0.3", "id": "", "source": "https://nordlys.example", "type": "Order Delivered", "time": "yesterday",
        "data": {
            "contact": { "email": 5, "country": "Norway", "time_zone": "Mars/Olympus" },
            "order": { "id": [] },
            "happened_at": "2039-01-01T00:00:00Z",
            "value": { "amount": "much", "currency": "NOK" },
            "attributes": { "nested": {} },
            "consent": { "basis": "maybe" },
        },
    });
    let answer = with_key(&shop, event.to_string().as_bytes()).await?;
    assert_eq!(answer.status, 400);
    let fields: Vec<_> =
        answer.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap().to_owned()).collect();
    for field in [
        "specversion",
        "id",
        "type",
        "time",
        "data.contact.email",
        "data.contact.country",
        "data.contact.time_zone",
        "data.order.id",
        "data.happened_at",
        "data.value.amount",
        "data.attributes.nested",
        "data.consent.basis",
    ] {
        assert!(fields.iter().any(|found| found == field), "{field} is not in {fields:?}");
    }
    let kind = answer.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.as_str());
    assert_eq!(kind, Some("application/problem+json"));
    Ok(())
}

#[tokio::test]
async fn what_is_no_event_is_refused_with_a_reason() -> Result<()> {
    let shop = Shop::open().await?;
    for body in ["", "{", "null", "7", "\"x\"", "{}", "[null]", "{\"specversion\":\"1.0\"}"] {
        let answer = with_key(&shop, body.as_bytes()).await?;
        assert_eq!(answer.status, 400, "{body}");
        assert!(!answer.json().is_null(), "{body}");
    }
    assert_eq!(with_key(&shop, b"\xff\xfe").await?.status, 400);
    assert_eq!(with_key(&shop, &vec![b' '; 256 * 1024 + 1]).await?.status, 413);
    let unknown = shop.order("e1", "order.delivered", "1", "a@example.no").to_string();
    let unknown = unknown.replace("https://nordlys.example", "https://else.example");
    assert_eq!(with_key(&shop, unknown.as_bytes()).await?.status, 404);
    let bearer = format!("Bearer {}", shop.world.settings.source_key);
    let elsewhere = shop.world.door("POST", "/v1/else", "", &[("authorization", &bearer)], b"{}").await?;
    assert_eq!(elsewhere.status, 404);
    assert_eq!(shop.world.door("GET", "/v1/events", "", &[], b"").await?.status, 405);
    Ok(())
}

#[tokio::test]
async fn one_bad_event_in_a_batch_does_not_lose_the_others() -> Result<()> {
    let shop = Shop::open().await?;
    let batch = json!([
        shop.order("e1", "order.delivered", "1", "a@example.no"),
        { "specversion": "1.0", "id": "e2", "source": "https://nordlys.example", "type": "order.delivered" },
        shop.order("e3", "order.delivered", "3", "c@example.no"),
    ]);
    let answer = with_key(&shop, batch.to_string().as_bytes()).await?;
    assert_eq!(answer.status, 207);
    let results = answer.json()["results"].as_array().unwrap().clone();
    let statuses: Vec<_> = results.iter().map(|result| result["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [202, 400, 202]);
    assert_eq!(shop.count("invitations").await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_touchpoint_that_nobody_listens_to_is_taken_and_decides_nothing() -> Result<()> {
    let shop = Shop::open().await?;
    let answer = shop.fire(&shop.order("e1", "loyalty.joined", "1", "a@example.no")).await?;
    assert_eq!((answer.status, answer.json()), (202, json!({ "decisions": [], "repeat": false })));
    let answer = shop.fire(&shop.order("e2", "order.delivered", "1", "åse@example.no")).await?;
    assert_eq!((answer.status, &answer.json()["decisions"][0]["reason"]), (202, &json!("bad_address")));
    Ok(())
}

#[tokio::test]
async fn a_dry_run_decides_and_writes_nothing() -> Result<()> {
    let shop = Shop::open().await?;
    let event = shop.order("e1", "order.delivered", "1", "a@example.no");
    let answer = shop.world.fire(&event, true).await?;
    assert_eq!((answer.status, &answer.json()["decisions"][0]["decision"]), (200, &json!("invite")));
    assert_eq!(shop.count("subjects").await? + shop.count("invitations").await? + shop.count("contacts").await?, 0);
    assert_eq!(shop.fire(&event).await?.json()["decisions"], answer.json()["decisions"]);
    Ok(())
}

#[tokio::test]
async fn every_example_event_is_understood() -> Result<()> {
    let shop = Shop::open().await?;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../events");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path)?;
        let event: Value = serde_json::from_str(&text)?;
        if name.starts_with("stream") {
            let image: serde_dynamo::Item =
                serde_json::from_value(event["Records"][0]["dynamodb"]["NewImage"].clone())?;
            assert_eq!(serde_dynamo::from_item::<_, survey::Answer>(image)?.rating.get(), 1);
        }
        let outcome = if name.starts_with("cloudevent") {
            let answer = with_key(&shop, text.as_bytes()).await?;
            // Several examples tell of the same event.
            assert!(matches!(answer.status, 200 | 202), "{name}: {}", answer.body);
            answer.json()
        } else {
            shop.world.invoke(function_for(&name).unwrap(), event).await?
        };
        // Zendesk's bus names no customer; what to do instead is said.
        assert_eq!(outcome.get("ignored").is_some(), name == "eventbridge-zendesk-solved.json", "{name}: {outcome}");
        let failures = outcome.get("batchItemFailures").and_then(Value::as_array).map_or(0, Vec::len);
        assert_eq!(failures, 0, "{name}: {outcome}");
        seen += 1;
    }
    assert!(seen >= 10, "{seen}");
    Ok(())
}

#[tokio::test]
async fn cloudevents_binary_mode_is_taken_with_the_bearer_key_and_not_with_a_signature_of_the_body_alone() -> Result<()>
{
    let shop = Shop::open().await?;
    let data = shop.order("e1", "order.delivered", "5512", "kari@example.no")["data"].to_string();
    let ce = [
        ("content-type", "application/json".to_owned()),
        ("ce-specversion", "1.0".to_owned()),
        ("ce-id", "e1".to_owned()),
        ("ce-source", shop.world.settings.source.clone()),
        ("ce-type", "order.delivered".to_owned()),
    ];
    let status = async |more: Vec<(String, String)>| {
        let own = ce.iter().map(|(name, value)| (*name, value.as_str()));
        let headers: Vec<_> = own.chain(more.iter().map(|(name, value)| (name.as_str(), value.as_str()))).collect();
        anyhow::Ok(post(&shop, &headers, data.as_bytes()).await?.status)
    };
    let key = shop.world.settings.source_key.clone();
    assert_eq!(status(signed(&key, "m1", 0, &data).to_vec()).await?, 401);
    let bearer = vec![("authorization".to_owned(), format!("Bearer {key}"))];
    assert_eq!(status(bearer.clone()).await?, 202);
    assert_eq!(status(bearer).await?, 200, "again");
    Ok(())
}
