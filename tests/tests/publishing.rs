//! What an operator does to journeys that run: look before publishing, go back, pause and resume.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::explain::explained;
use glimt::journeys::parse;
use glimt::pause::{paused, resumed};
use glimt::publish::{Back, dry_run, roll_back};
use glimt::{mails, scores};
use serde_json::{Value, json};
use survey::Slug;
use tests::shop::{JOURNEY, Shop};

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

#[tokio::test]
async fn what_is_paused_waits_and_leaves_when_it_is_resumed() -> Result<()> {
    let shop = Shop::with(&JOURNEY.replace("quiet_period = \"14d\"", "quiet_period = \"0d\"")).await?;
    let library = shop.library()?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.fire(&shop.ticket("e2", "77", "ola@example.no")).await?;
    let told = paused(&library, &"nordlys/delivered".parse()?).await?;
    assert!(told.contains("is paused") && told.contains("glimt resume nordlys/delivered"), "{told}");
    assert_eq!(shop.at("2026-11-21T10:00:00Z").await?["sent"], 1, "the other survey goes on");
    assert_eq!(shop.fire(&shop.order("e3", "order.delivered", "5513", "ida@example.no")).await?.status, 202);
    assert_eq!(shop.at("2026-11-22T12:00:00Z").await?["sent"], 0);
    assert!(paused(&library, &"nordlys/delivered".parse()?).await?.contains("was paused already"));

    let told = resumed(&library, &"nordlys/delivered".parse()?).await?;
    assert!(!told.contains("Still paused"), "{told}");
    assert_eq!(shop.at("2026-11-22T12:02:00Z").await?["sent"], 2, "what waited, and what came in meanwhile");

    let unknown = paused(&library, &"sydlys".parse()?).await.unwrap_err().to_string();
    assert!(unknown.contains("there are: nordlys"), "{unknown}");
    let not_paused = resumed(&library, &"all".parse()?).await.unwrap_err().to_string();
    assert!(not_paused.contains("all was not paused"), "{not_paused}");
    Ok(())
}

#[tokio::test]
async fn a_pause_of_everything_outlives_what_is_published() -> Result<()> {
    let shop = Shop::open().await?;
    let library = shop.library()?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    paused(&library, &"all".parse()?).await?;
    let edited = parse(&JOURNEY.replace("priority = 10", "priority = 11"), "the edited journey")?;
    mails::publish(&shop.world.store, &edited).await?;
    assert_eq!(shop.at("2026-11-21T10:00:00Z").await?["sent"], 0);
    shop.world.clock.set("2026-12-15T10:00:00Z".parse()?);
    resumed(&library, &"all".parse()?).await?;
    assert_eq!(shop.at("2026-12-15T10:02:00Z").await?["sent"], 0, "by now it is too late to ask");
    Ok(())
}

#[tokio::test]
async fn a_dry_run_says_what_would_change_and_changes_nothing() -> Result<()> {
    let shop = Shop::open().await?;
    let (store, clock) = (&shop.world.store, shop.world.clock.shared());
    let before = shop.everything().await?;
    let told = async |text: &str| dry_run(store, &clock, &[parse(text, "the journey")?]).await;
    assert_eq!(told(JOURNEY).await?, "nordlys: nothing would change; version 1 stays");
    let edited =
        JOURNEY.replace("priority = 10", "priority = 11").replace("nordlys.example/personvern", "nordlys.example/p");
    let lines = told(&edited).await?;
    assert!(lines.starts_with("nordlys: version 1 would become 2\n"), "{lines}");
    assert!(
        lines.contains("  stage delivery.survey delivered.priority: 10 → 11\n      for touchpoints that"),
        "{lines}"
    );
    assert!(lines.contains("sender.privacy_url") && !lines.contains("question"), "{lines}");
    let new = told(&JOURNEY.replace("id = \"nordlys\"", "id = \"sydlys\"")).await?;
    assert_eq!(new, "sydlys: is new, and would be version 1, in live mode");
    assert_eq!(shop.everything().await?, before);
    Ok(())
}

#[tokio::test]
async fn an_earlier_version_comes_back_as_a_new_one_with_its_own_mails() -> Result<()> {
    let shop = Shop::open().await?;
    let (store, clock) = (&shop.world.store, shop.world.clock.shared());
    let back = |to| Back { journey: slug("nordlys"), to };
    let alone = roll_back(store, &clock, &back(None)).await.unwrap_err().to_string();
    assert!(alone.contains("has no version 0 before its newest, which is 1"), "{alone}");
    let edited = JOURNEY.replace("name.en = \"Nordlys Outdoor\"", "name.en = \"Nordlys Mistaken\"");
    assert_ne!(edited, JOURNEY);
    scores::publish(store, &clock, &parse(&edited, "the edited journey")?).await?;
    let told = roll_back(store, &clock, &back(None)).await?;
    assert!(told.starts_with("nordlys: version 3 is now as version 1 was."), "{told}");
    let newest = store.journeys(clock()).await?.remove(0);
    let first = store.journey(newest.number, 1).await?.unwrap();
    assert_eq!((newest.version, &newest.journey.name), (3, &first.journey.name));
    let told = dry_run(store, &clock, &[parse(JOURNEY, "the journey")?]).await?;
    assert_eq!(told, "nordlys: nothing would change; version 3 stays");
    assert!(roll_back(store, &clock, &back(Some(9))).await.is_err());
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    assert_eq!(shop.at("2026-11-21T10:00:00Z").await?["sent"], 1);
    Ok(())
}

#[tokio::test]
async fn a_dead_letter_says_what_it_is_and_what_sending_it_again_would_do() -> Result<()> {
    let shop = Shop::open().await?;
    let library = shop.library()?;
    let before = shop.everything().await?;
    let told = async |message: Value| explained(&library, message).await;
    let event = |name: &str| -> Result<Value> {
        let path = format!("{}/../events/{name}.json", env!("CARGO_MANIFEST_DIR"));
        Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
    };
    let delivered = told(event("eventbridge-order-delivered")?).await?;
    assert!(delivered.contains("order.delivered") && delivered.contains("nordlys/delivered "), "{delivered}");
    let wrapped = json!({ "Messages": [{ "Body": event("eventbridge-order-delivered")?.to_string() }] });
    assert_eq!(told(wrapped).await?, delivered);
    let wrong = told(json!({ "specversion": "1.0", "type": "order.delivered", "source": "x", "id": "1" })).await?;
    assert!(wrong.contains("leads to nothing") && wrong.contains("data"), "{wrong}");
    let bounce = told(event("ses-bounce")?).await?;
    assert!(bounce.contains("Bounce") && bounce.contains("glimt redrive feedback"), "{bounce}");
    let context = json!({
        "functionArn": "arn:aws:lambda:eu-north-1:1:function:glimt-aggregate:$LATEST", "condition": "RetriesExhausted",
    });
    let failed = json!({
        "version": "1.0", "requestContext": context, "requestPayload": { "schedule": "nightly" },
        "responsePayload": { "errorMessage": "a day was not folded" },
    });
    let failed = told(failed).await?;
    assert!(
        failed.contains("glimt-aggregate") && failed.contains("a day was not folded") && failed.contains("restate"),
        "{failed}"
    );
    let batch = json!({ "batchSize": 3, "approximateArrivalOfFirstRecord": "2026-11-21T09:00:00Z" });
    let lost = told(json!({ "requestContext": context, "DDBStreamBatchInfo": batch })).await?;
    assert!(lost.starts_with("3 records of the answers") && lost.contains("can't be sent again"), "{lost}");
    assert_eq!(shop.everything().await?, before, "explaining changes nothing");
    Ok(())
}
