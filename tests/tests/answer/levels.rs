//! What a click is worth, and what becomes of it once its customer has answered.

use crate::follow_ups::{asked, sent};
use anyhow::Result;
use serde_json::{Value, json};
use tests::shop::{JOURNEY, Shop};

/// The delivery's row of the last 28 days, as it stands.
async fn row(shop: &Shop) -> Result<Value> {
    let rows = export::scores(&shop.world.export).await?;
    let of_delivery =
        |row: &&Value| row["survey_id"] == "delivered" && row["period_type"] == "last_28d" && row["segment"] == "";
    Ok(rows.as_array().unwrap().iter().find(of_delivery).cloned().unwrap_or_default())
}

fn counts(row: &Value) -> [Option<u64>; 3] {
    ["answers", "answers_provisional", "answers_suspect"].map(|count| row[count].as_u64())
}

#[tokio::test]
async fn whoever_answers_days_after_a_click_counts_once_from_the_next_night_on() -> Result<()> {
    let journey = JOURNEY.replacen("\npriority = 10", "\ncount = \"confirmed+provisional\"\npriority = 10", 1);
    for (journey, clicked) in [(journey.as_str(), 1), (JOURNEY, 0)] {
        let shop = Shop::with(journey).await?;
        let (_, page) = asked(&shop).await?;
        shop.world.clock.set("2026-11-21T09:05:00Z".parse()?);
        shop.open_page(&format!("{page}/2")).await?;
        shop.world.clock.set("2026-11-21T09:20:00Z".parse()?);
        shop.world.aggregate(json!({ "schedule": "hourly" })).await?;
        assert_eq!(counts(&row(&shop).await?), [Some(0); 3], "the quiet window is open");
        shop.world.clock.set("2026-11-21T10:00:00Z".parse()?);
        shop.world.aggregate(json!({ "schedule": "hourly" })).await?;
        assert_eq!(counts(&row(&shop).await?), [Some(clicked), Some(1), Some(0)]);

        shop.world.clock.set("2026-11-25T10:00:00Z".parse()?);
        sent(&shop, &page, "rating=5").await?;
        shop.world.aggregate(json!({ "schedule": "hourly" })).await?;
        assert_eq!(counts(&row(&shop).await?), [Some(clicked), Some(1), Some(0)], "a click until then, not both");
        shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
        assert_eq!(counts(&row(&shop).await?), [Some(1), Some(0), Some(0)]);
    }
    Ok(())
}

#[tokio::test]
async fn what_customers_say_of_the_promise_stands_beside_the_score() -> Result<()> {
    let shop = Shop::open().await?;
    for (order, rating, kept) in [("1", 5, "yes"), ("2", 4, "yes"), ("3", 2, "no"), ("4", 5, "")] {
        shop.fire(&shop.order(order, "order.delivered", order, &format!("c{order}@example.no"))).await?;
        shop.at(&format!("2026-11-2{order}T12:00:00Z")).await?;
        let page = shop.links()?.0;
        sent(&shop, &page, &format!("rating={rating}")).await?;
        sent(&shop, &format!("{page}/more"), &format!("on_time={kept}")).await?;
    }
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    let row = row(&shop).await?;
    assert_eq!((&row["answers"], &row["promise_asked"], &row["promise_kept"]), (&json!(4), &json!(3), &json!(2)));
    assert_eq!(row["promise_share"], json!(66.6667));
    Ok(())
}

#[tokio::test]
async fn the_report_shows_the_score_with_and_without_clicks() -> Result<()> {
    let shop = Shop::with(&JOURNEY.replace("minimum_answers = 2", "minimum_answers = 1")).await?;
    let (_, page) = asked(&shop).await?;
    shop.world.clock.set("2026-11-21T09:05:00Z".parse()?);
    shop.open_page(&format!("{page}/2")).await?;
    shop.fire(&shop.order("e9", "order.delivered", "5599", "ola@example.no")).await?;
    shop.at("2026-11-22T10:00:00Z").await?;
    sent(&shop, &shop.links()?.0, "rating=5").await?;
    shop.world.clock.set("2026-11-22T11:00:00Z".parse()?);
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    let report = export::page(&shop.world.export, None, Some(survey::Language::En)).await?.unwrap();
    assert!(report.contains("<dd>1: 1 like people, 0 like mail scanners</dd>"), "{report}");
    assert!(report.contains("Counting 1 clicked, not sent: 50"), "{report}");
    Ok(())
}
