//! Each hour and each night: recent due days, folded again from the items themselves.
//!
//! There are no counters and no change marks: a day's cells are worked out whole and overwrite what was there, so
//! running twice is harmless, and a late, edited or erased answer needs nothing special.
//!
//! Each night it also removes comments and written replies whose time is over, where the journey says so.
//!
//! Events: `{"schedule":"hourly"}`, `{"schedule":"nightly"}`, or `{"days":["2026-11-21"]}`.

mod comments;
mod fold;
mod reputation;
mod write;

use anyhow::{Context, Result};
use bootstrap::Clock;
use fold::{Parts, fold};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use reputation::Reputation;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::{DayFold, Store};
use survey::key::{SHARDS, days};
use survey::{Answer, Invitation};

/// How long answers to a due day are folded each hour; later ones wait for the night.
const RECENT_DAYS: i64 = 7;
/// How long after the end of its links a due day stays unsealed: its invitations expire 37 days after it.
const UNSEALED: SignedDuration = SignedDuration::from_hours(36 * 24);
/// How many shards are read side by side.
const SHARDS_AT_ONCE: usize = 8;

/// What the function works with.
pub struct App {
    pub store: Store,
    pub clock: Clock,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Schedule {
    Hourly,
    Nightly,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Wanted {
    Scheduled { schedule: Schedule },
    Days { days: Vec<Date> },
}

/// Folds the days that the event asks for. Sealed days, and days of which something can't be read, are refused by
/// name, the others done. Fails, to be run again, if the tables did not answer for one of them.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    let wanted: Wanted = match serde_json::from_value(event) {
        Ok(wanted) => wanted,
        Err(_) => {
            tracing::warn!(
                "expected {{\"schedule\":\"hourly\"|\"nightly\"}} or {{\"days\":[\"YYYY-MM-DD\"]}}; not tried again"
            );
            return Ok(json!({ "ignored": "expected a schedule or days" }));
        }
    };
    let now = (app.clock)();
    let today = now.to_zoned(TimeZone::UTC).date();
    let nightly = matches!(wanted, Wanted::Scheduled { schedule: Schedule::Nightly });
    let plan = plan(app, wanted, today).await?;
    let mut changed = 0;
    let mut reputation = Reputation::default();
    let (mut sealed, mut unreadable) = (Vec::new(), Vec::new());
    let mut outcome = Ok(());
    let first_unsealed = first_unsealed(app, now).await?;
    // A day that was never folded has no cells to lose: history that was brought in from elsewhere.
    let mut folded_before = BTreeSet::new();
    if plan.keys().any(|day| *day < first_unsealed) {
        folded_before.extend(app.store.day_folds().await?.into_iter().map(|fold| fold.due_day));
    }
    for (day, parts) in &plan {
        if *day < first_unsealed && folded_before.contains(day) {
            sealed.push(day.to_string());
            continue;
        }
        let mut folded = fold_day(app, *day, *parts, now, &mut reputation).await;
        if let (Ok(items @ 1..), false) = (&folded, parts.funnel) {
            // Whoever has answered since is a click no more.
            changed += items;
            folded = fold_day(app, *day, Parts::BOTH, now, &mut reputation).await;
        }
        match folded {
            Ok(items) => changed += items,
            Err(error) if error.is_transient() => outcome = outcome.and(Err(error)),
            Err(error) => {
                tracing::error!(%day, %error, "not folded");
                unreadable.push(day.to_string());
            }
        }
    }
    outcome.context("a day was not folded")?;
    if nightly {
        comments::remove(app, now).await.context("comments whose time is over were not removed")?;
    }
    reputation.tell();
    if !sealed.is_empty() {
        tracing::warn!(?sealed, "their invitations have begun to expire: their cells stay as they are");
    }
    let folded = plan.len() - sealed.len() - unreadable.len();
    Ok(json!({
        "days": folded, "items_changed": changed, "sealed": sealed, "unreadable": unreadable,
        "in_danger": reputation.in_danger(),
    }))
}

async fn plan(app: &App, wanted: Wanted, today: Date) -> Result<BTreeMap<Date, Parts>> {
    // Mail that waits for its window is filed under its due day, which may be tomorrow in UTC.
    let last = today.saturating_add(1.day());
    Ok(match wanted {
        Wanted::Days { days } => days.into_iter().map(|day| (day, Parts::BOTH)).collect(),
        Wanted::Scheduled { schedule: Schedule::Hourly } => {
            let first = today.saturating_sub(RECENT_DAYS.days());
            let funnel_from = today.saturating_sub(1.day());
            let parts = |day| Parts { answers: true, funnel: day >= funnel_from };
            days(first, last).map(|day| (day, parts(day))).collect()
        }
        Wanted::Scheduled { schedule: Schedule::Nightly } => {
            let life = longest_link_life(app).await? + SignedDuration::from_hours(48);
            let first = today.saturating_sub((life.as_hours() / 24).days());
            days(first, last).map(|day| (day, Parts::BOTH)).collect()
        }
    })
}

async fn longest_link_life(app: &App) -> Result<SignedDuration> {
    let journeys = app.store.journeys((app.clock)()).await?;
    Ok(journeys.iter().map(|p| p.journey.link_life.duration()).max().unwrap_or_default())
}

/// The first due day whose invitations are all still there.
async fn first_unsealed(app: &App, now: Timestamp) -> Result<Date> {
    let since = now - longest_link_life(app).await? - UNSEALED;
    Ok(since.to_zoned(TimeZone::UTC).date())
}

/// Folds one due day and writes what has changed; gives how many items that were, and adds its mails to the reputation.
async fn fold_day(
    app: &App,
    day: Date,
    parts: Parts,
    now: Timestamp,
    reputation: &mut Reputation,
) -> store::Result<usize> {
    let store = &app.store;
    let shards: Vec<_> = (0..SHARDS).map(|shard| read(store, day, shard, parts)).collect();
    let shards: Vec<_> = stream::iter(shards).buffered(SHARDS_AT_ONCE).try_collect().await?;
    let journeys = store.journeys(now).await?;
    let folded = fold(day, &shards, &journeys, now);
    reputation.add(&folded.funnel);
    let changed = write::write(store, day, parts, &folded).await?;
    let anything = !folded.answers.is_empty() || !folded.funnel.is_empty();
    if changed > 0 || anything {
        store.put_day_fold(&DayFold { due_day: day, folded_at: now }).await?;
    }
    Ok(changed)
}

async fn read(store: &Store, day: Date, shard: u8, parts: Parts) -> store::Result<(Vec<Answer>, Vec<Invitation>)> {
    let answers = store.answers(day, shard).await?;
    let invitations = if parts.funnel { store.invitations(day, shard).await? } else { Vec::new() };
    Ok((answers, invitations))
}
