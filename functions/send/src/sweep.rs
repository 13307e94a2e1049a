//! Finds what is due: each shard from its watermark to now. Watermarks trail, and never pass what is still open.

use crate::deliver::{After, deliver};
use crate::settle::settle;
use crate::{Run, count};
use anyhow::Result;
use futures::{StreamExt, stream};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Marks, Open, Store};
use survey::Invitation;
use survey::invitation::State;
use survey::key::{days, sort_from};
use tokio::task::JoinSet;

/// How far `open` trails: an invitation is filed at least this long before it is due.
const OPEN_TRAILS: SignedDuration = SignedDuration::from_mins(15);
/// How far `settled` trails: a lease and the time that an unknown outcome is waited for.
const SETTLED_TRAILS: SignedDuration = SignedDuration::from_mins(45);
/// Marks are written when they have this far to go, not each minute.
const STRIDE: SignedDuration = SignedDuration::from_mins(15);
/// Where a table that was never swept is swept from.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many mails of a shard are on their way side by side.
const MAILS_AT_ONCE: usize = 2;
/// How many are got ready at a time: each takes some 6 KB, and after a pause tens of thousands may be due.
const MAILS_IN_HAND: usize = 64;

/// Sweeps every shard, or these, side by side. One shard's error does not stop the others.
pub(crate) async fn sweep(run: &Arc<Run>, wanted: Option<&BTreeSet<u8>>) -> Result<()> {
    let now = (run.app.clock)();
    let marks: Arc<[Marks]> = run.app.store.marks(now - FIRST_LOOK).await?.into();
    let mut shards = JoinSet::new();
    for mark in marks.iter().filter(|mark| wanted.is_none_or(|wanted| wanted.contains(&mark.shard))) {
        let (run, mark, marks) = (Arc::clone(run), *mark, Arc::clone(&marks));
        shards.spawn(async move { shard(&run, &mark, &marks).await });
    }
    let mut outcome = Ok(());
    while let Some(swept) = shards.join_next().await {
        outcome = outcome.and(swept?);
    }
    outcome
}

async fn shard(run: &Run, mark: &Marks, marks: &[Marks]) -> Result<()> {
    let store = &run.app.store;
    let now = (run.app.clock)();
    let settles = now - SETTLED_TRAILS >= mark.settled + STRIDE;
    let from = if settles { mark.settled.min(mark.open) } else { mark.open };
    let (mut pending, mut unknown, mut first_unreadable) = (Vec::new(), Vec::new(), None);
    for Open { due, sort, invitation } in open_between(store, mark.shard, from, now).await? {
        match invitation {
            Ok(invitation) if invitation.state == State::Pending => pending.push(invitation),
            Ok(invitation) => unknown.push(invitation),
            Err(error) => {
                count(&run.failed);
                tracing::error!(shard = mark.shard, %due, sort, %error, "left as it is; the others go on");
                first_unreadable = first_unreadable.or(Some(due));
            }
        }
    }
    let mut outcomes = Vec::new();
    let mut pending = pending.into_iter().peekable();
    while pending.peek().is_some() {
        let mails: Vec<_> = pending.by_ref().take(MAILS_IN_HAND).map(|due| one(run, due, marks)).collect();
        outcomes.extend(stream::iter(mails).buffered(MAILS_AT_ONCE).collect::<Vec<_>>().await);
    }
    let first_pending = outcomes.iter().find(|(_, after)| *after == After::Open).map(|(due, _)| *due);
    let first_pending = [first_pending, first_unreadable].into_iter().flatten().min();
    let open = first_pending.unwrap_or(now).min(now - OPEN_TRAILS).max(mark.open);
    let mut to = Marks { open, ..*mark };
    if settles {
        let first_unknown = settle(run, unknown).await?;
        // Whatever this sweep has made unknown is due at its open mark or later, or was waited for.
        let first_open =
            [first_unknown, first_pending, outcomes.first().map(|(due, _)| *due)].into_iter().flatten().min();
        to.settled = first_open.unwrap_or(now).min(now - SETTLED_TRAILS).max(mark.settled);
    }
    if to.settled != mark.settled || to.open >= mark.open + STRIDE {
        store.advance(mark, &to).await?;
    }
    Ok(())
}

/// One invitation's fate is its own: an error leaves it open and the others go on.
async fn one(run: &Run, invitation: Invitation, marks: &[Marks]) -> (Timestamp, After) {
    let due = invitation.key.due();
    if run.pace.stopped().is_some() {
        return (due, After::Open);
    }
    let after = deliver(run, &invitation, marks).await.unwrap_or_else(|error| {
        count(&run.failed);
        tracing::warn!(invitation = %invitation.key, error = format!("{error:#}"), "left open; the next sweep tries again");
        After::Open
    });
    (due, after)
}

/// What is pending or unknown and due in this time, in order.
async fn open_between(store: &Store, shard: u8, from: Timestamp, until: Timestamp) -> Result<Vec<Open>> {
    let (from, until) = (from.to_zoned(TimeZone::UTC), until.to_zoned(TimeZone::UTC));
    let mut found = Vec::new();
    for day in days(from.date(), until.date()) {
        let first = if day == from.date() { sort_from(from.time()) } else { "0".to_owned() };
        // “~” sorts behind every id, so the last second is included.
        let last = if day == until.date() { format!("{}~", sort_from(until.time())) } else { "~".to_owned() };
        found.extend(store.open(day, shard, &first, &last).await?);
    }
    Ok(found)
}
