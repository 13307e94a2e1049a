//! `glimt scores` shows the table, and `glimt restate` counts due days again.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::scores::{Wanted, restated, table};
use glimt::{journeys, mails};
use serde_json::json;
use tests::shop::{JOURNEY, Shop};

fn wanted(stage: Option<&str>, period: &str) -> Wanted {
    Wanted { stage: stage.map(str::to_owned), period: period.to_owned(), journey: None, dev: None }
}

/// Three customers get a parcel and answer.
async fn answered() -> Result<Shop> {
    let shop = Shop::open().await?;
    for (order, rating) in [("1", 5), ("2", 4), ("3", 2)] {
        shop.fire(&shop.order(order, "order.delivered", order, &format!("c{order}@example.no"))).await?;
        shop.at(&format!("2026-11-2{order}T12:00:00Z")).await?;
        shop.post(&shop.links()?.0, &format!("rating={rating}")).await?;
    }
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    Ok(shop)
}

#[tokio::test]
async fn scores_stand_with_their_intervals_in_a_table() -> Result<()> {
    let shop = answered().await?;
    let library = shop.library()?;
    insta::assert_snapshot!(table(&library, &wanted(None, "last_28d")).await?);
    let days = table(&library, &wanted(Some("delivery"), "day")).await?;
    assert!(days.contains("too few") && !days.contains("support"), "{days}");
    let nothing = table(&library, &wanted(Some("nowhere"), "day")).await.unwrap_err();
    assert!(nothing.to_string().contains("without --stage"), "{nothing}");
    Ok(())
}

#[tokio::test]
async fn days_that_are_counted_again_are_as_they_were_and_sealed_ones_are_named() -> Result<()> {
    let shop = answered().await?;
    let library = shop.library()?;
    let cells = async || -> Result<Vec<String>> {
        let lines = shop.everything().await?.into_iter();
        Ok(lines.filter(|line| line.starts_with("scores") && !line.contains("complete")).collect())
    };
    let before = cells().await?;
    let day = |day: &str| day.parse().unwrap();
    let told = restated(&library, day("2026-11-20"), day("2026-11-25")).await?;
    assert_eq!(told, "6 due days counted again, 0 items changed\n");
    assert_eq!(cells().await?, before);
    shop.world.clock.set("2027-03-01T00:00:00Z".parse()?);
    let told = restated(&library, day("2026-11-21"), day("2026-11-21")).await?;
    assert!(told.starts_with("0 due days") && told.contains("sealed: ") && told.ends_with("2026-11-21\n"), "{told}");
    assert_eq!(cells().await?, before);
    for (from, to) in [("2026-11-22", "2026-11-21"), ("2020-01-01", "2026-11-21")] {
        assert!(restated(&library, day(from), day(to)).await.is_err());
    }
    Ok(())
}

/// What the time to live of a table would remove, is gone.
async fn forget_invitations(shop: &Shop) -> Result<()> {
    let db = shop.client.dynamodb();
    for item in db.scan().table_name("glimt-invitations").send().await?.items.unwrap_or_default() {
        let key = ["pk", "sk"].into_iter().filter_map(|name| Some((name.to_owned(), item.get(name)?.clone())));
        db.delete_item().table_name("glimt-invitations").set_key(Some(key.collect())).send().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_journey_with_short_links_keeps_its_counts_beside_one_with_long_links() -> Result<()> {
    let shop = Shop::with(&JOURNEY.replace("[sender]", "link_life = \"7d\"\n[sender]")).await?;
    shop.fire(&shop.order("1", "order.delivered", "1", "kari@example.no")).await?;
    shop.at("2026-11-21T12:00:00Z").await?;
    shop.post(&shop.links()?.0, "rating=5").await?;
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    let cells = async || -> Result<Vec<String>> {
        let lines = shop.everything().await?.into_iter();
        Ok(lines.filter(|line| line.starts_with("scores") && line.contains("cells#")).collect())
    };
    let before = cells().await?;
    assert!(before.iter().any(|line| line.contains("funnel")), "{before:?}");

    // Another journey, whose links live longer than the first one's invitations are kept.
    let other =
        JOURNEY.replace("id = \"nordlys\"", "id = \"sydlys\"").replace("[sender]", "link_life = \"60d\"\n[sender]");
    mails::publish(&shop.world.store, &journeys::parse(&other, "the other journey")?).await?;
    shop.world.clock.set("2027-01-12T03:00:00Z".parse()?);
    forget_invitations(&shop).await?;
    let told = shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    assert_eq!((&told["items_changed"], &told["sealed"]), (&json!(0), &json!([])));
    assert_eq!(cells().await?, before);
    let told = restated(&shop.library()?.shelves, "2026-11-21".parse()?, "2026-11-21".parse()?).await?;
    assert!(told.contains("sealed: ") && told.ends_with("2026-11-21\n"), "{told}");
    Ok(())
}

#[tokio::test]
async fn answers_to_long_links_count_also_after_links_were_made_shorter() -> Result<()> {
    let long = JOURNEY.replace("[sender]", "link_life = \"60d\"\n[sender]");
    let shop = Shop::with(&long).await?;
    shop.fire(&shop.order("1", "order.delivered", "1", "kari@example.no")).await?;
    shop.at("2026-11-21T12:00:00Z").await?;
    let page = shop.links()?.0;
    mails::publish(&shop.world.store, &journeys::parse(JOURNEY, "the test's journey")?).await?;
    shop.world.clock.set("2027-01-10T12:00:00Z".parse()?);
    shop.post(&page, "rating=4").await?;
    shop.world.clock.set("2027-01-11T03:00:00Z".parse()?);
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    let rows = export::scores(&shop.world.export).await?;
    let day = |row: &&serde_json::Value| row["period_label"] == "2027-01-10" && row["segment"] == "";
    assert_eq!(rows.as_array().unwrap().iter().find(day).map(|row| &row["answers"]), Some(&json!(1)));
    Ok(())
}
