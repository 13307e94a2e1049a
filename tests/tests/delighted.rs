//! Code that was written against Delighted goes on working, and is told the truth.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glimt::world::Answer;
use serde_json::{Value, json};
use survey::contact::Reservation;
use survey::{Contact, ContactKey};
use tests::shop::{JOURNEY, Shop};

const KEY: &str = "development-only-delighted-key";
/// A relationship survey, for people who are sent without saying what happened.
const RELATIONSHIP: &str = r#"
[[stage]]
id = "loyalty"
name.nb = "Kundeforholdet"
name.en = "The relationship"
[[stage.survey]]
id = "relationship"
template = "relationship-nps"
on = "person.added"
delay = "1h"
"#;

async fn shop() -> Result<Shop> {
    Shop::with(&format!("{JOURNEY}{RELATIONSHIP}")).await
}

async fn call(shop: &Shop, method: &str, path: &str, body: &Value) -> Result<Answer> {
    let basic = format!("Basic {}", STANDARD.encode(format!("{KEY}:")));
    let headers = [("authorization", basic.as_str()), ("content-type", "application/json")];
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    shop.world.door(method, path, query, &headers, body.to_string().as_bytes()).await
}

async fn person(shop: &Shop, body: &Value) -> Result<Value> {
    let answer = call(shop, "POST", "/v1/people.json", body).await?;
    assert_eq!(answer.status, 201, "{}", answer.body);
    Ok(answer.json())
}

#[tokio::test]
async fn only_who_holds_the_key_as_the_users_name_comes_in() -> Result<()> {
    let shop = shop().await?;
    let body = json!({ "email": "kari@example.no" }).to_string();
    let status = async |authorization: &str| {
        let headers = [("authorization", authorization), ("content-type", "application/json")];
        anyhow::Ok(shop.world.door("POST", "/v1/people.json", "", &headers, body.as_bytes()).await?.status)
    };
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    assert_eq!(status("").await?, 401);
    assert_eq!(status(&basic(&format!("{KEY}x:"))).await?, 401);
    assert_eq!(status(&basic(&format!(":{KEY}"))).await?, 401);
    assert_eq!(status(&basic(&format!("{KEY}:password"))).await?, 401);
    assert_eq!(status(&format!("Bearer {KEY}")).await?, 401);
    assert_eq!(shop.count("subjects").await?, 0);
    assert_eq!(status(&basic(&format!("{KEY}:"))).await?, 201);
    assert_eq!(status(&basic(KEY)).await?, 201, "Delighted's own client leaves the colon out");
    Ok(())
}

#[tokio::test]
async fn a_person_is_asked_once_however_often_they_are_sent() -> Result<()> {
    let shop = shop().await?;
    let kari =
        json!({ "email": "Kari@Example.no", "name": "Kari", "properties": { "locale": "nb-NO", "country": "NO" } });
    let first = person(&shop, &kari).await?;
    assert_eq!((&first["email"], &first["name"]), (&json!("Kari@Example.no"), &json!("Kari")));
    assert_eq!(first["properties"], kari["properties"]);
    assert_eq!(first["survey_scheduled_at"], json!("2026-11-20T10:00:00Z".parse::<jiff::Timestamp>()?.as_second()));
    let again = person(&shop, &kari).await?;
    assert_eq!((&again["id"], &again["survey_scheduled_at"]), (&first["id"], &first["survey_scheduled_at"]));
    assert_eq!(again["glimt"]["repeat"], true);
    shop.at("2026-11-20T11:00:00Z").await?;
    person(&shop, &kari).await?;
    shop.at("2026-11-22T11:00:00Z").await?;
    let later = person(&shop, &json!({ "email": "kari@example.no" })).await?;
    assert_eq!(later["id"], first["id"]);
    shop.at("2026-11-23T11:00:00Z").await?;
    assert_eq!(shop.mails().len(), 1);
    Ok(())
}

#[tokio::test]
async fn no_address_stands_in_a_subjects_key() -> Result<()> {
    let shop = shop().await?;
    person(&shop, &json!({ "email": "kari@example.no" })).await?;
    person(&shop, &json!({ "email": "ola@example.no", "properties": { "customer_id": "ola@example.no" } })).await?;
    let lines = shop.everything().await?;
    let subjects: Vec<_> = lines.iter().filter(|line| line.starts_with("subjects")).collect();
    assert_eq!(subjects.len(), 2);
    assert!(subjects.iter().all(|line| !line.contains('@')), "{subjects:#?}");
    Ok(())
}

#[tokio::test]
async fn properties_say_what_happened_to_what_and_a_form_says_the_same() -> Result<()> {
    let shop = shop().await?;
    let basic = format!("Basic {}", STANDARD.encode(format!("{KEY}:")));
    let headers = [("authorization", basic.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let form = "email=kari%40example.no&delay=172800&properties[touchpoint]=order.delivered\
                &properties[order_id]=5512&properties%5BCarrier%5D=Bring";
    let sent = shop.world.door("POST", "/v1/people", "", &headers, form.as_bytes()).await?;
    let decision = sent.json()["glimt"]["decisions"][0].clone();
    assert_eq!((sent.status, &decision["survey"]), (201, &json!("delivered")), "{}", sent.body);
    assert_eq!(decision["due"], "2026-11-22T09:00:00Z", "the delay of two days is longer than the survey's own");
    let properties = json!({ "touchpoint": "order.delivered", "order_id": 5512, "Carrier": "Bring" });
    let json = person(&shop, &json!({ "email": "kari@example.no", "properties": properties })).await?;
    assert_eq!(json["glimt"]["repeat"], true);
    let lines = shop.everything().await?;
    assert!(lines.iter().any(|line| line.contains("order#nordlys:5512")));
    assert!(lines.iter().any(|line| line.starts_with("invitations") && line.contains("\"carrier\":\"Bring\"")));
    Ok(())
}

#[tokio::test]
async fn what_was_sent_by_delighted_keeps_its_quiet_period() -> Result<()> {
    let shop = shop().await?;
    let sent_at = "2026-11-15T09:00:00Z".parse::<jiff::Timestamp>()?.as_second();
    let known = json!({ "email": "kari@example.no", "send": false, "last_sent_at": sent_at });
    let reply = person(&shop, &known).await?;
    assert_eq!((&reply["survey_scheduled_at"], &reply["glimt"]["decisions"]), (&Value::Null, &json!([])));
    assert_eq!(shop.count("subjects").await? + shop.count("invitations").await?, 0);
    let reply = person(&shop, &json!({ "email": "kari@example.no" })).await?;
    assert_eq!(reply["survey_scheduled_at"], Value::Null);
    assert_eq!(reply["glimt"]["decisions"][0]["reason"], "quiet_period");
    let long_ago = json!({ "email": "ola@example.no", "last_sent_at": "1700000000" });
    assert_eq!(person(&shop, &long_ago).await?["glimt"]["decisions"][0]["decision"], "invite");
    Ok(())
}

#[tokio::test]
async fn whoever_has_unsubscribed_is_never_asked_and_stands_in_the_list() -> Result<()> {
    let shop = shop().await?;
    person(&shop, &json!({ "email": "kari@example.no" })).await?;
    for email in ["kari@example.no", "ola@example.no", "kari@example.no"] {
        let answer = call(&shop, "POST", "/v1/unsubscribes.json", &json!({ "person_email": email })).await?;
        assert_eq!((answer.status, answer.json()), (200, json!({ "ok": true })));
        shop.world.clock.set(shop.world.clock.now() + jiff::SignedDuration::from_secs(1));
    }
    shop.at("2026-11-20T12:00:00Z").await?;
    assert_eq!(shop.mails().len(), 0);
    let reply = person(&shop, &json!({ "email": "ola@example.no" })).await?;
    assert_eq!(reply["glimt"]["decisions"][0]["reason"], "opted_out");
    let all = call(&shop, "GET", "/v1/unsubscribes.json", &Value::Null).await?.json();
    let start = "2026-11-20T09:00:00Z".parse::<jiff::Timestamp>()?.as_second();
    let when: Vec<_> = all.as_array().unwrap().iter().map(|one| one["unsubscribed_at"].clone()).collect();
    assert_eq!((when, &all[1]["email"]), (vec![json!(start), json!(start + 1)], &Value::Null));
    assert_eq!(all[1]["person_id"], reply["id"]);
    let second = call(&shop, "GET", "/v1/unsubscribes?per_page=1&page=2", &Value::Null).await?.json();
    assert_eq!(second, json!([all[1]]));
    assert_eq!(call(&shop, "GET", "/v1/bounces.json", &Value::Null).await?.json(), json!([]));
    Ok(())
}

#[tokio::test]
async fn what_is_called_off_is_not_mailed_and_costs_no_quiet_period() -> Result<()> {
    let shop = shop().await?;
    person(&shop, &json!({ "email": "kari+ny@example.no" })).await?;
    shop.fire(&shop.ticket("t1", "77", "kari+ny@example.no")).await?;
    let path = "/v1/people/kari%2Bny%40example.no/survey_requests/pending.json";
    for voided in [2, 0] {
        let answer = call(&shop, "DELETE", path, &json!({})).await?;
        assert_eq!((answer.status, answer.json()), (200, json!({ "ok": true, "glimt": { "voided": voided } })));
    }
    shop.at("2026-11-20T12:00:00Z").await?;
    assert_eq!(shop.mails().len(), 0);
    let next = shop.fire(&shop.ticket("t2", "78", "kari+ny@example.no")).await?.json();
    assert_eq!(next["decisions"][0]["decision"], "invite", "{next}");
    shop.at("2026-11-20T15:00:00Z").await?;
    assert_eq!(shop.mails().len(), 1);
    assert_eq!(call(&shop, "DELETE", path, &json!({})).await?.json()["glimt"]["voided"], 0, "what was sent was sent");
    Ok(())
}

#[tokio::test]
async fn what_a_sender_has_claimed_is_left_to_it_and_what_broke_off_is_finished() -> Result<()> {
    let shop = shop().await?;
    let sent = person(&shop, &json!({ "email": "kari@example.no" })).await?;
    let kari: ContactKey = sent["id"].as_str().unwrap().to_owned().try_into()?;
    let path = "/v1/people/kari%40example.no/survey_requests/pending";
    for (by, voided) in [("a sender", 0), ("called off", 1)] {
        let claim = |contact: &mut Contact| {
            let ask = contact.asks.values_mut().next().unwrap();
            ask.reserved = Some(Reservation { attempt: 1, at: shop.world.clock.now(), by: by.to_owned() });
            true
        };
        shop.world.store.change_contact(&kari, None, jiff::Timestamp::MAX, claim).await?;
        let answer = call(&shop, "DELETE", path, &json!({})).await?;
        assert_eq!(answer.json()["glimt"]["voided"], voided, "{by}");
    }
    assert!(shop.world.store.contact(&kari).await?.asks.is_empty());
    Ok(())
}

#[tokio::test]
async fn what_can_not_be_done_is_said() -> Result<()> {
    let shop = shop().await?;
    for (body, field) in [
        (json!({}), "email"),
        (json!({ "email": "kari" }), "email"),
        (json!({ "email": "kari@example.no", "delay": -1 }), "delay"),
        (json!({ "email": "kari@example.no", "delay": "soon" }), "delay"),
        (json!({ "email": "kari@example.no", "send": "perhaps" }), "send"),
        (json!({ "email": "kari@example.no", "last_sent_at": "2026-01-01" }), "last_sent_at"),
        (json!({ "email": "kari@example.no", "properties": [] }), "properties"),
        (json!({ "email": "kari@example.no", "properties": { "touchpoint": "Order Delivered" } }), "type"),
        (json!({ "phone_number": "+4791234567" }), "phone_number"),
    ] {
        let answer = call(&shop, "POST", "/v1/people.json", &body).await?;
        assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (422, &json!(field)), "{body}");
        assert!(!answer.body.contains("example.no"), "no address in an error: {}", answer.body);
    }
    let nobody = json!({ "email": "kari@example.no", "properties": { "touchpoint": "loyalty.joined" } });
    let detail = person(&shop, &nobody).await?["glimt"]["detail"].clone();
    assert_eq!(detail, "Nobody is asked: no survey listens to loyalty.joined.");
    for (method, path) in [("GET", "/v1/metrics.json"), ("GET", "/v1/people"), ("POST", "/v1/survey_responses.json")] {
        let answer = call(&shop, method, path, &json!({})).await?;
        assert_eq!(answer.status, 404);
        assert!(answer.body.contains("POST /v1/people.json"), "{}", answer.body);
    }
    assert_eq!(shop.count("subjects").await?, 0);
    Ok(())
}
