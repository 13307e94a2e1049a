//! Whatever happens in whatever order (answers that come late, are changed, or are erased), the scheduled counts are those
//! of counting everything anew, and those of whoever counts the exported answers. `GLIMT_SEEDS=20` makes it twenty shops.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use fastrand::Rng;
use glimt::person::erase;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tests::shop::{JOURNEY, START, Shop};

const DAYS: i64 = 16;
const CARRIERS: [&str; 3] = ["Bring", "Posten", "Helthjem"];

/// One shop's three weeks: orders, answers soon and late, changes of mind, people who want to be forgotten; counted each
/// hour that anything happens, and each night.
async fn three_weeks(seed: u64) -> Result<Shop> {
    let journey = JOURNEY.replace("[segments]", "[report]\nanswers = true\n[segments]");
    let shop = Shop::with(&journey.replace("quiet_period = \"14d\"", "quiet_period = \"0d\"")).await?;
    let mut dice = Rng::with_seed(seed);
    let mut pages: Vec<(String, String)> = Vec::new();
    let start: Timestamp = START.parse()?;
    for hour in 0..DAYS * 24 {
        shop.world.clock.set(start + SignedDuration::from_hours(hour));
        if dice.u8(..8) == 0 {
            let name = format!("o{hour}");
            let person = format!("c{}@example.no", dice.u8(..40));
            let mut event = shop.order(&name, "order.delivered", &name, &person);
            event["data"]["attributes"]["carrier"] = json!(dice.choice(CARRIERS));
            shop.fire(&event).await?;
        }
        let before = shop.mails().len();
        shop.world.send().await?;
        shop.world.hear_from_ses().await?;
        for mail in shop.mails().into_iter().take(shop.mails().len() - before) {
            let links = glimt::parcel::links(mail.html.as_deref().unwrap_or_default(), &shop.world.settings.public_url);
            pages.extend(links.into_iter().find(|link| link.starts_with("/r/")).map(|page| (page, mail.to.clone())));
        }
        if let Some((page, person)) = dice.choice(&pages).cloned() {
            match dice.u8(..30) {
                0..=6 => {
                    let form = format!("rating={}&comment=nei", dice.u8(1..=5));
                    shop.post(&page, &form).await?;
                }
                7 if dice.bool() => {
                    let library = shop.library()?;
                    erase(&library, &library.person(&person)?, &mut |_| {}).await?;
                    pages.retain(|(_, other)| *other != person);
                }
                8..=11 => {
                    shop.open_page(&format!("{page}/{}", dice.u8(1..=5))).await?;
                }
                _ => {}
            }
        }
        shop.world.aggregate(json!({ "schedule": if hour % 24 == 17 { "nightly" } else { "hourly" } })).await?;
    }
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    Ok(shop)
}

/// By day, survey and carrier (empty for all): how many answers, favourable ones, unfavourable ones, and the sum of ratings.
type Counts = BTreeMap<(String, String, String), [u64; 4]>;

fn of_answers(answers: &[Value]) -> Counts {
    let mut counts = Counts::new();
    for answer in answers {
        let text = |column: &str| answer[column].as_str().unwrap().to_owned();
        let segments: Value = serde_json::from_str(&text("segments")).unwrap();
        let rating = answer["rating"].as_u64().unwrap();
        for carrier in ["", segments["carrier"].as_str().unwrap()] {
            let [n, up, down, sum] =
                counts.entry((text("answered_on"), text("survey_id"), carrier.to_owned())).or_default();
            (*n, *up, *down, *sum) =
                (*n + 1, *up + u64::from(rating > 3), *down + u64::from(rating < 3), *sum + rating);
        }
    }
    counts
}

fn of_scores(rows: &[Value]) -> Counts {
    let days = rows.iter().filter(|row| row["period_type"] == "day" && row["answers"] != 0);
    let count = |row: &Value| {
        let text = |column: &str| row[column].as_str().unwrap().to_owned();
        let counts =
            ["answers", "favourable", "unfavourable", "rating_sum"].map(|column| row[column].as_u64().unwrap());
        ((text("period_start"), text("survey_id"), text("segment_value")), counts)
    };
    days.map(count).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn scheduled_counts_are_those_of_counting_everything_anew_and_of_the_exported_answers() -> Result<()> {
    let mut answered = 0;
    let seeds = std::env::var("GLIMT_SEEDS").map_or(Ok(2), |seeds| seeds.parse())?;
    for seed in 1..=seeds {
        let shop = three_weeks(seed).await?;
        let cells = async || -> Result<Vec<String>> {
            let lines = shop.everything().await?.into_iter();
            Ok(lines.filter(|line| line.starts_with("scores") && line.contains("cells#")).collect())
        };
        let scheduled = cells().await?;
        for line in &scheduled {
            let cells: Value = serde_json::from_str(line.strip_prefix("scores ").unwrap())?;
            assert!(!cells["cells"].as_array().unwrap().is_empty(), "{line}");
        }
        let days = shop.world.store.folded_days().await?;
        let told = shop.world.aggregate(json!({ "days": days })).await?;
        assert_eq!(told["items_changed"], 0, "seed {seed}");
        assert_eq!(cells().await?, scheduled, "seed {seed}");

        let files = export::render(&shop.world.export).await?;
        let rows = |table: &str| -> Result<Vec<Value>> {
            Ok(serde_json::from_slice(&files[&format!("nordlys/{table}.json")])?)
        };
        // What `tests/reference/folding.py` counts once more, with DuckDB.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("folding/{seed}"));
        fs::create_dir_all(&folder)?;
        for table in ["answers", "stage_scores"] {
            fs::write(folder.join(format!("{table}.csv")), &files[&format!("nordlys/{table}.csv")])?;
        }
        let answers = rows("answers")?;
        answered += answers.len();
        assert_eq!(of_scores(&rows("stage_scores")?), of_answers(&answers), "seed {seed}");
        assert!(!answers.is_empty() && answers.iter().any(|answer| answer["version"] != 1), "seed {seed}");
    }
    assert!(answered >= 20, "{answered}");
    Ok(())
}
