//! What customers gave is forgotten when the journey file says so, and no count changes by it.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use serde_json::{Value, json};
use tests::shop::{JOURNEY, Shop};

const RETENTION: &str = "[retention]\ncomments = \"30d\"\nanswers = \"90d\"\n[segments]";

async fn answers(shop: &Shop) -> Result<Vec<Value>> {
    let everything = shop.everything().await?;
    let answers = everything.iter().filter_map(|line| line.strip_prefix("answers "));
    Ok(answers.map(serde_json::from_str).collect::<Result<_, _>>()?)
}

async fn night(shop: &Shop, time: &str) -> Result<()> {
    shop.world.clock.set(time.parse()?);
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    Ok(())
}

#[tokio::test]
async fn a_comment_is_removed_so_long_after_its_links_end_and_its_rating_stays() -> Result<()> {
    let shop = Shop::with(&JOURNEY.replace("[segments]", RETENTION)).await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:30:00Z").await?;
    shop.post(&shop.links()?.0, "rating=4&comment=Rask").await?;
    night(&shop, "2026-11-22T02:00:00Z").await?;
    let expires = answers(&shop).await?[0]["expires"].clone();
    let until = "2027-03-19T00:00:00Z".parse::<jiff::Timestamp>()?.as_second();
    assert!(expires.as_i64().is_some_and(|at| at > until && at < until + 2 * 86_400), "28 and 90 days: {expires}");

    night(&shop, "2027-01-19T02:00:00Z").await?;
    assert_eq!(answers(&shop).await?[0]["comment"], "Rask", "28 and 30 days are not quite over");
    night(&shop, "2027-01-22T02:00:00Z").await?;
    let answer = answers(&shop).await?.remove(0);
    assert!(answer["comment"].is_null() && answer["rating"] == 4, "{answer}");
    let kept = async || -> Result<Vec<String>> {
        let lines = shop.everything().await?.into_iter();
        // How far the counts are complete moves on each night.
        Ok(lines.filter(|line| !line.contains("\"pk\":\"complete\"")).collect())
    };
    let before = kept().await?;
    night(&shop, "2027-01-22T03:00:00Z").await?;
    assert_eq!(kept().await?, before, "once is enough");
    Ok(())
}

#[tokio::test]
async fn without_retention_nothing_that_a_customer_wrote_is_removed() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:30:00Z").await?;
    shop.post(&shop.links()?.0, "rating=4&comment=Rask").await?;
    night(&shop, "2026-11-22T02:00:00Z").await?;
    night(&shop, "2029-11-22T02:00:00Z").await?;
    let answer = answers(&shop).await?.remove(0);
    assert_eq!(answer["comment"], "Rask");
    assert!(answer["expires"].is_null());
    Ok(())
}
