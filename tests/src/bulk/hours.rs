//! Hour by hour, four senders work side by side; some are killed, and started again.

use crate::cloud::Cloud;
use anyhow::Result;
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::sleep;

const SENDERS: u64 = 4;
/// How many more sweeps it may take until everything is final.
const SWEEPS: usize = 8;
/// How many sweeps of an hour may die.
const DEATHS: usize = 3;

/// Lets every hour pass, and then the time that leases and unknown mails take. Gives the invocations that were killed.
pub async fn pass(cloud: &Cloud, hours: &[Timestamp], seed: u64) -> Result<BTreeSet<String>> {
    let mut killed = BTreeSet::new();
    for (nth, hour) in (0..).zip(hours) {
        let senders = (0..SENDERS).map(|sender| {
            let dice = Rng::with_seed(seed ^ (nth * SENDERS + sender));
            work(cloud, *hour + SignedDuration::from_mins(1), dice)
        });
        for died in futures::future::join_all(senders).await {
            killed.extend(died?);
        }
    }
    let last = hours.last().copied().unwrap_or(Timestamp::now());
    for nth in 1..=SWEEPS {
        let ahead = ahead(last + SignedDuration::from_mins(20 * i64::try_from(nth)?));
        let sender = cloud.function("send", ahead).await?;
        sender.invoke(&json!({})).await?;
    }
    Ok(killed)
}

fn ahead(until: Timestamp) -> SignedDuration {
    until.duration_since(Timestamp::now())
}

/// One sender's hour: sweeps until there is nothing to send any more, a few of which do not live to their end.
async fn work(cloud: &Cloud, hour: Timestamp, mut dice: Rng) -> Result<Vec<String>> {
    let mut killed = Vec::new();
    let ahead = ahead(hour);
    let mut sender = cloud.function("send", ahead).await?;
    loop {
        let dies = killed.len() < DEATHS && dice.u8(..100) < 60;
        let life = if dies { Duration::from_millis(dice.u64(200..6_000)) } else { Duration::MAX };
        let (request, event) = (sender.next_request(), json!({}));
        let swept = tokio::select! {
            swept = sender.invoke_as(&request, &event) => swept.ok(),
            () = sleep(life) => None,
        };
        match swept {
            Some(swept) if swept["sent"] == 0 && swept["failed"] == 0 => return Ok(killed),
            Some(_) => {}
            // Also whoever takes longer than Lambda allows.
            None => {
                drop(sender);
                killed.push(request);
                sender = cloud.function("send", ahead).await?;
            }
        }
    }
}
