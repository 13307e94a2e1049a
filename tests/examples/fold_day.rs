//! Folds one due day with very many answers, and prints how long that took, what it cost and what memory it took.
#![expect(clippy::print_stdout, reason = "a command speaks to whoever called it")]

use anyhow::{Context, Result};
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use clap::Parser;
use glimt::aws::InProcess;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::HashMap;
use std::time::Instant;
use survey::key::{InvitationId, InvitationKey};
use survey::subject::SubjectKey;
use tests::bill::Bill;
use tests::shop::{JOURNEY, START, Shop};

/// A due day whose mails were all answered, counted by `aggregate`; the tables are in this process's memory.
#[derive(Parser)]
struct Options {
    /// How many answers the day has, and as many invitations
    #[arg(long, default_value_t = 700_000)]
    answers: u64,
}

type Item = HashMap<String, AttributeValue>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = Options::parse();
    let mut meter = None;
    let shop = Shop::on(JOURNEY, |client| {
        let (client, of_client) = client.metered();
        meter = Some(of_client);
        client
    });
    let (shop, meter) = (shop.await?, meter.context("no meter")?);
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:30:00Z").await?;
    shop.post(&shop.links()?.0, "rating=4&comment=Pakken+kom+fram+i+tide%2C+men+esken+var+bulkete").await?;
    shop.world.clock.set("2026-11-22T03:00:00Z".parse()?);
    let (invitation, answer) = (only(&shop.client, "invitations").await?, only(&shop.client, "answers").await?);
    for first in (0..options.answers).step_by(25) {
        let numbers = first..options.answers.min(first + 25);
        fill(&shop, "invitations", &invitation, numbers.clone()).await?;
        fill(&shop, "answers", &answer, numbers).await?;
    }
    meter.take();

    let before = memory("VmRSS")?;
    // From here the peak is counted anew.
    std::fs::write("/proc/self/clear_refs", "5")?;
    for run in ["first", "again"] {
        let started = Instant::now();
        let told = shop.world.aggregate(json!({ "days": ["2026-11-21"] })).await?;
        let took = started.elapsed().as_secs_f64();
        let bill = Bill::of(&meter);
        println!(
            "{run}: {} answers in {took:.1} s, {:.0} a second; {} items changed, {:.0} write units, {:.0} read units; \
             memory {:.0} MB beyond the tables",
            options.answers,
            options.answers as f64 / took,
            told["items_changed"],
            bill.writes(),
            bill.reads(),
            memory("VmHWM")? - before,
        );
    }
    let rows = shop.scores().await?;
    let counted = rows.iter().find(|row| row["survey_id"] == "delivered").map(|row| row["answers"].clone());
    println!("the score counts {} answers", counted.unwrap_or_default());
    Ok(())
}

/// The one item of a table that is an invitation or an answer.
async fn only(client: &InProcess, table: &str) -> Result<Item> {
    let items = client.dynamodb().scan().table_name(format!("glimt-{table}")).send().await?.items.unwrap_or_default();
    items.into_iter().find(|item| item.contains_key("context")).with_context(|| format!("nothing in {table}"))
}

/// Writes copies of an item under these numbers, over all shards, with ratings and carriers of all kinds.
async fn fill(shop: &Shop, table: &str, like: &Item, numbers: std::ops::Range<u64>) -> Result<()> {
    let secrets = &shop.library()?.secrets;
    let copy = |number: u64| -> Result<WriteRequest> {
        let mut item = like.clone();
        let order = SubjectKey::order("bulk", &number.to_string()).context("no order")?;
        let id = InvitationId::of(secrets, "nordlys", &order, "delivered", 1);
        let due = START.parse::<Timestamp>()? + SignedDuration::from_secs(86_400 + (number % 10_000) as i64);
        let key = InvitationKey::new(due, id);
        let text = |text: String| AttributeValue::S(text);
        item.insert("pk".to_owned(), text(key.partition()));
        item.insert("sk".to_owned(), text(if table == "answers" { id.to_string() } else { key.sort() }));
        item.insert("key".to_owned(), text(key.to_string()));
        if item.contains_key("rating") {
            item.insert("rating".to_owned(), AttributeValue::N((1 + number * 7 % 5).to_string()));
        }
        if let Some(AttributeValue::M(context)) = item.get_mut("context")
            && let Some(AttributeValue::M(segments)) = context.get_mut("segments")
        {
            segments.insert("carrier".to_owned(), text(format!("carrier {}", number * 13 % 300)));
        }
        Ok(WriteRequest::builder().put_request(PutRequest::builder().set_item(Some(item)).build()?).build())
    };
    let requests = numbers.map(copy).collect::<Result<Vec<_>>>()?;
    shop.client.dynamodb().batch_write_item().request_items(format!("glimt-{table}"), requests).send().await?;
    Ok(())
}

/// In megabytes.
fn memory(what: &str) -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(what)).context("no such line")?;
    Ok(line.split_whitespace().nth(1).context("no number")?.parse::<f64>()? / 1024.0)
}
