//! Finds what is due: each shard from its watermark to now. Watermarks trail, and never pass what is still open.

use crate::deliver::{After, deliver};
use crate::settle::settle;
use crate::{Run, count};
use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::Ordering;
use store::{Marks, Store};
use survey::Invitation;
use survey::invitation::State;
use survey::key::{days, sort_from};

/// How far `open` trails: an invitation is filed at least this long before it is due.
const OPEN_TRAILS: SignedDuration = SignedDuration::from_mins(15);
/// How far `settled` trails: a lease and the time that an unknown outcome is waited for.
const SETTLED_TRAILS: SignedDuration = SignedDuration::from_mins(45);
/// Marks are written when they have this far to go, not each minute.
const STRIDE: SignedDuration = SignedDuration::from_mins(15);
/// Where a table that was never swept is swept from.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many shards are swept side by side.
const SHARDS_AT_ONCE: usize = 8;
/// How many mails of a shard are on their way side by side.
const MAILS_AT_ONCE: usize = 4;

/// Sweeps every shard.
pub(crate) async fn sweep(run: &Run<'_>) -> Result<()> {
    let now = (run.app.clock)();
    let marks = run.app.store.marks(now - FIRST_LOOK).await?;
    let shards: Vec<_> = marks.iter().map(|mark| shard(run, mark, &marks)).collect();
    stream::iter(shards).buffer_unordered(SHARDS_AT_ONCE).try_collect::<()>().await
}

async fn shard(run: &Run<'_>, mark: &Marks, marks: &[Marks]) -> Result<()> {
    let store = &run.app.store;
    let now = (run.app.clock)();
    let mut first_open = None;
    let due = due_between(store, mark.shard, mark.open, now).await?;
    let pending = due.into_iter().filter(|invitation| invitation.state == State::Pending);
    let mails: Vec<_> = pending.map(|invitation| one(run, invitation, marks)).collect();
    let mut outcomes = stream::iter(mails).buffered(MAILS_AT_ONCE);
    while let Some((due, after)) = outcomes.next().await {
        if after == After::Open {
            first_open = first_open.or(Some(due));
        }
    }
    let open = first_open.unwrap_or(now).min(now - OPEN_TRAILS).max(mark.open);
    let mut to = Marks { open, ..*mark };
    if now - SETTLED_TRAILS >= mark.settled + STRIDE {
        let doubtful = due_between(store, mark.shard, mark.settled, now - SETTLED_TRAILS).await?;
        let first = settle(run, doubtful).await?;
        to.settled = first.unwrap_or(now).min(now - SETTLED_TRAILS).max(mark.settled);
    }
    if to.settled != mark.settled || to.open >= mark.open + STRIDE {
        store.advance(mark, &to).await?;
    }
    Ok(())
}

/// One invitation's fate is its own: an error leaves it open and the others go on.
async fn one(run: &Run<'_>, invitation: Invitation, marks: &[Marks]) -> (Timestamp, After) {
    let due = invitation.key.due();
    if run.stopped.load(Ordering::Relaxed) {
        return (due, After::Open);
    }
    let after = deliver(run, &invitation, marks).await.unwrap_or_else(|error| {
        count(&run.failed);
        tracing::warn!(invitation = %invitation.key, error = format!("{error:#}"), "left open; the next sweep tries again");
        After::Open
    });
    (due, after)
}

async fn due_between(store: &Store, shard: u8, from: Timestamp, until: Timestamp) -> Result<Vec<Invitation>> {
    let (from, until) = (from.to_zoned(TimeZone::UTC), until.to_zoned(TimeZone::UTC));
    let mut found = Vec::new();
    for day in days(from.date(), until.date()) {
        let first = if day == from.date() { sort_from(from.time()) } else { String::new() };
        // “~” sorts behind every id, so the last second is included.
        let last = if day == until.date() { format!("{}~", sort_from(until.time())) } else { "~".to_owned() };
        let first = if first.is_empty() { "0".to_owned() } else { first };
        found.extend(store.due(day, shard, &first, &last).await?);
    }
    Ok(found)
}
