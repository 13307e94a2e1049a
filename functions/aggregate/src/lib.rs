//! Each hour and each night: recent due days, folded again from the items themselves.
//!
//! There are no counters and no change marks: a day's cells are worked out whole and overwrite what was there, so
//! running twice is harmless, and a late, edited or erased answer needs nothing special.
//!
//! A day is read once, item by item: memory grows with the rows that it adds up to, not with its answers.
//!
//! Each hour the due days on which most still happens, today and yesterday; each night every day that can still change: a
//! late answer is counted the next morning. What is folded again anyway is read eventually consistent, at half the cost;
//! days that are asked for are read strongly consistent.
//!
//! Each night it also removes comments and written replies whose time is over, where the journey says so.
//!
//! Events: `{"schedule":"hourly"}`, `{"schedule":"nightly"}`, or `{"days":["2026-11-21"]}`. Where one invocation has not the
//! time, several share the days of a run: `{"schedule":"nightly","part":"1/4"}` folds every fourth.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics has said so"))]

mod comments;
mod fold;
mod reputation;
mod table;
mod write;

use anyhow::{Context, Result};
use bootstrap::Clock;
use fold::Fold;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use reputation::Reputation;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::{Consistency, LinkLives, Part, Run, Store};
use survey::Slug;
use survey::decide::Published;
use survey::key::{SHARDS, days};

/// How long after the end of its links a due day stays unsealed: a day less than its invitations are kept.
const UNSEALED: SignedDuration = SignedDuration::from_hours(36 * 24);

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
    Scheduled {
        schedule: Schedule,
        #[serde(default)]
        part: Part,
    },
    Days {
        days: Vec<Date>,
    },
}

/// Folds the days that the event asks for. Sealed days, and days of which something can't be read, are refused by
/// name, the others done. Fails, to be run again, if the tables did not answer for one of them.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    let wanted: Wanted = match serde_json::from_value(event) {
        Ok(wanted) => wanted,
        Err(_) => {
            tracing::warn!(
                "expected {{\"schedule\":\"hourly\"|\"nightly\"}}, if shared with \"part\":\"1/4\", or \
                 {{\"days\":[\"YYYY-MM-DD\"]}}; not tried again"
            );
            return Ok(json!({ "ignored": "expected a schedule or days" }));
        }
    };
    let now = (app.clock)();
    let today = now.to_zoned(TimeZone::UTC).date();
    let run = match &wanted {
        Wanted::Scheduled { schedule: Schedule::Hourly, part } => Some((Run::Hourly, *part)),
        Wanted::Scheduled { schedule: Schedule::Nightly, part } => Some((Run::Nightly, *part)),
        Wanted::Days { .. } => None,
    };
    let consistency = if run.is_some() { Consistency::Eventual } else { Consistency::Strong };
    let plan = plan(app, wanted, today).await?;
    let mut changed = 0;
    let mut reputation = Reputation::default();
    let (mut sealed, mut unreadable) = (Vec::new(), Vec::new());
    let mut outcome = Ok(());
    let first_unsealed = first_unsealed(app, now).await?;
    // A day that was never folded has no cells to lose: history that was brought in from elsewhere.
    let mut folded_before = BTreeSet::new();
    if plan.iter().any(|day| first_unsealed.values().any(|first| day < first)) {
        folded_before.extend(app.store.folded_days().await?);
    }
    let mut folded = 0;
    for day in &plan {
        let is_sealed = |first: &Date| day < first && folded_before.contains(day);
        let of: BTreeSet<&Slug> =
            first_unsealed.iter().filter(|(_, first)| is_sealed(first)).map(|(journey, _)| journey).collect();
        let is_whole = !of.is_empty() && of.len() == first_unsealed.len();
        // Each night reaches days that are sealed for some journeys; who asks for a day is told.
        if is_whole || (!of.is_empty() && run.is_none()) {
            sealed.push(day.to_string());
        }
        if is_whole {
            continue;
        }
        match fold_day(app, (*day, consistency), &of, now, &mut reputation).await {
            Ok(items) => (changed, folded) = (changed + items, folded + 1),
            Err(error) if error.is_transient() => outcome = outcome.and(Err(error)),
            Err(error) => {
                tracing::error!(%day, %error, "not folded");
                unreadable.push(day.to_string());
            }
        }
    }
    outcome.context("a day was not folded")?;
    if let Some((run, part)) = run.filter(|_| unreadable.is_empty()) {
        app.store.note_complete(run, part, now).await.context("how far this is complete was not noted")?;
    }
    if run.is_some_and(|(run, part)| run == Run::Nightly && part.is_first()) {
        comments::remove(app, now).await.context("comments whose time is over were not removed")?;
    }
    reputation.tell();
    if !sealed.is_empty() {
        tracing::warn!(?sealed, "their invitations have begun to expire: their cells stay as they are");
    }
    Ok(json!({
        "days": folded, "items_changed": changed, "sealed": sealed, "unreadable": unreadable,
        "in_danger": reputation.in_danger(),
    }))
}

/// The due days to fold.
async fn plan(app: &App, wanted: Wanted, today: Date) -> Result<BTreeSet<Date>> {
    Ok(match wanted {
        Wanted::Days { days } => days.into_iter().collect(),
        Wanted::Scheduled { schedule: Schedule::Hourly, part } => {
            days(today.saturating_sub(1.day()), today).filter(|day| part.has(*day)).collect()
        }
        Wanted::Scheduled { schedule: Schedule::Nightly, part } => {
            let lives = app.store.link_lives((app.clock)()).await?;
            let longest = lives.values().map(|lives| lives.longest.duration()).max().unwrap_or_default();
            let life = longest + SignedDuration::from_hours(48);
            let first = today.saturating_sub((life.as_hours() / 24).days());
            // What waits for its due day, which may be tomorrow, stands in the funnel.
            days(first, today.saturating_add(1.day())).filter(|day| part.has(*day)).collect()
        }
    })
}

/// The first due day of each journey whose invitations are certainly all still there, whichever version they were made
/// under.
async fn first_unsealed(app: &App, now: Timestamp) -> Result<BTreeMap<Slug, Date>> {
    let since = |lives: LinkLives| now - lives.shortest.duration() - UNSEALED;
    let lives = app.store.link_lives(now).await?;
    Ok(lives.into_iter().map(|(journey, lives)| (journey, since(lives).to_zoned(TimeZone::UTC).date())).collect())
}

/// Folds one due day and writes what has changed; gives how many items that were, and adds its mails to the reputation.
/// The journeys that are `sealed` keep their cells.
async fn fold_day(
    app: &App,
    (day, consistency): (Date, Consistency),
    sealed: &BTreeSet<&Slug>,
    now: Timestamp,
    reputation: &mut Reputation,
) -> store::Result<usize> {
    let store = &app.store;
    let journeys: Vec<Published> = store.journeys(now).await?;
    let journeys: Vec<_> = journeys.into_iter().filter(|published| !sealed.contains(&published.journey.id)).collect();
    let folded = read(store, (day, consistency), (&journeys, sealed), now).await?;
    reputation.add(&folded.funnel);
    let anything = !folded.answers.is_empty() || !folded.funnel.is_empty();
    let changed = write::write(store, day, sealed, folded).await?;
    if anything {
        // Last: nobody reads the cells of a day before it is noted, and a sealed day is one that was noted.
        store.note_folded(day).await?;
    }
    Ok(changed)
}

/// Reads a due day once, item by item.
async fn read(
    store: &Store,
    (day, consistency): (Date, Consistency),
    (journeys, sealed): (&[Published], &BTreeSet<&Slug>),
    now: Timestamp,
) -> store::Result<fold::Folded> {
    let mut fold = Fold::new(day, journeys, now);
    for shard in 0..SHARDS {
        let mut answered = BTreeSet::new();
        let answer = |answer: survey::Answer| {
            if !sealed.contains(&answer.context.journey) {
                fold.answer(&answer);
            }
            answered.insert(answer.key);
        };
        store.each_answer(day, shard, consistency, answer).await?;
        let invitation = |invitation: survey::Invitation| {
            let answered = answered.contains(&invitation.key);
            if !sealed.contains(&invitation.context.journey) {
                fold.invitation(invitation, answered);
            }
        };
        store.each_invitation(day, shard, consistency, invitation).await?;
    }
    Ok(fold.finish())
}
