//! Glimt's time: what falls due is run in order, whether the clock runs by itself or is moved forward.

use super::{Dev, folder, tables};
use anyhow::{Context, Result, bail};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;
use survey::InvitationKey;
use survey::invitation::State;
use survey::journey::length::Length;
use survey::key::days;
use tokio::sync::{Mutex, watch};

/// How far the clock can be moved at a time: every day on the way is run.
const LONGEST_ADVANCE: Length = Length::days(60);

/// The schedules, and when each ran last. Held while anything runs: nothing runs twice at once.
pub(super) struct Schedule(Mutex<Ran>);

struct Ran {
    minute: i64,
    hour: i64,
    day: i64,
}

impl Schedule {
    pub(super) fn new(now: Timestamp) -> Self {
        let seconds = now.as_second();
        Self(Mutex::new(Ran { minute: 0, hour: seconds / 3_600, day: seconds / 86_400 }))
    }
}

/// Runs with the clock until the process stops.
pub(super) async fn tick(dev: Arc<Dev>, mut stopped: watch::Receiver<bool>) -> Result<()> {
    loop {
        {
            let mut ran = dev.schedule.0.lock().await;
            run_due(&dev, &mut ran).await.unwrap_or_else(|error| {
                tracing::error!(error = format!("{error:#}"), "a scheduled run failed; the next one tries again");
                Vec::new()
            });
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(250)) => {}
            _ = stopped.wait_for(|stop| *stop) => return Ok(()),
        }
    }
}

/// What runs each minute, hour and day, as far as it has not run in this one; gives what ran.
async fn run_due(dev: &Dev, ran: &mut Ran) -> Result<Vec<Value>> {
    let seconds = dev.world.clock.now().as_second();
    let mut report = Vec::new();
    if seconds / 60 != ran.minute {
        let outcome = dev.world.send().await?;
        if let Err(error) = dev.world.alert(json!({ "schedule": "minutely" })).await {
            tracing::error!(error = format!("{error:#}"), "webhooks and held alerts wait for the next minute");
        }
        ran.minute = seconds / 60;
        if outcome.get("sent").and_then(Value::as_u64) > Some(0)
            || outcome.get("closed").and_then(Value::as_u64) > Some(0)
        {
            report.push(json!({ "send": outcome, "at": dev.world.clock.now() }));
        }
    }
    dev.world.hear_from_ses().await?;
    hear_answers(dev).await?;
    if seconds / 3_600 != ran.hour {
        dev.world.aggregate(json!({ "schedule": "hourly" })).await?;
        ran.hour = seconds / 3_600;
    }
    if seconds / 86_400 != ran.day {
        dev.world.aggregate(json!({ "schedule": "nightly" })).await?;
        export::handle(&dev.world.export, json!({ "schedule": "daily" })).await?;
        tables::remove_expired(&dev.database, dev.world.clock.now())?;
        ran.day = seconds / 86_400;
    }
    Ok(report)
}

/// Hands changed answers to `alert`, and folds their days.
async fn hear_answers(dev: &Dev) -> Result<()> {
    let mut days = BTreeSet::new();
    while let Some(batch) = dev.stream.next(&dev.database)? {
        let told = dev.world.alert(batch.event.clone()).await?;
        days.extend(batch.days.iter().copied());
        if told["batchItemFailures"].as_array().is_some_and(|failures| !failures.is_empty()) {
            break;
        }
        dev.stream.done(batch)?;
    }
    if !days.is_empty() {
        let days: Vec<_> = days.iter().map(ToString::to_string).collect();
        dev.world.aggregate(json!({ "days": days })).await?;
    }
    Ok(())
}

/// Brings the scores up to this moment.
pub(super) async fn catch_up(dev: &Dev) -> Result<()> {
    let _ran = dev.schedule.0.lock().await;
    hear_answers(dev).await?;
    let today = dev.world.clock.now().to_zoned(TimeZone::UTC).date();
    let around: Vec<_> =
        days(today.saturating_sub(1.day()), today.saturating_add(1.day())).map(|d| d.to_string()).collect();
    dev.world.aggregate(json!({ "days": around })).await?;
    Ok(())
}

/// Moves the clock forward and runs what falls due on the way, in order. `by` is `next`, or a length such as `2d`.
/// The error is for whoever asked.
pub(super) async fn advance(dev: &Dev, by: &str) -> Result<Value> {
    let mut ran = dev.schedule.0.lock().await;
    let clock = &dev.world.clock;
    let coming = coming(dev)?;
    let target = match by {
        "next" => *coming.first().context("nothing is due: no invitation is waiting")?,
        length => {
            let expected = "“advance” must be \"next\" or a length such as \"2d\"";
            let length = Length::parse(length).context(expected)?;
            if length > LONGEST_ADVANCE {
                bail!("the clock can be moved by at most {LONGEST_ADVANCE} at a time");
            }
            clock.now() + length.duration()
        }
    };
    let mut report = run_due(dev, &mut ran).await?;
    while clock.now() < target {
        let midnight = Timestamp::from_second((clock.now().as_second() / 86_400 + 1) * 86_400)?;
        let due = coming.range((Bound::Excluded(clock.now()), Bound::Unbounded)).next();
        jump(dev, due.copied().unwrap_or(target).min(midnight).min(target)).await?;
        // Whatever is due in a minute that has been swept before is swept for now.
        ran.minute = 0;
        report.extend(run_due(dev, &mut ran).await?);
    }
    Ok(json!({ "now": clock.now(), "ran": report }))
}

/// Moves the clock, between two requests: while an event is filed, time must not pass it by. Remembered first, so
/// that a restart never goes back in time.
async fn jump(dev: &Dev, at: Timestamp) -> Result<()> {
    let _nobody_is_served = dev.serving.write().await;
    if let Some(path) = &dev.folder {
        folder::remember_clock(path, at.duration_since(Timestamp::now()))?;
    }
    dev.world.clock.set(at);
    Ok(())
}

/// When the pending invitations are due that are not due yet, in order.
fn coming(dev: &Dev) -> Result<BTreeSet<Timestamp>> {
    let mut coming = BTreeSet::new();
    let now = dev.world.clock.now();
    for item in
        tables::scan(&dev.database, "glimt-invitations", "#a = :v", "state", json!({ "S": State::Pending.as_str() }))?
    {
        let key = item.pointer("/key/S").and_then(Value::as_str).unwrap_or_default().to_owned();
        coming.extend(InvitationKey::try_from(key).ok().map(|key| key.due()).filter(|due| *due > now));
    }
    Ok(coming)
}
