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
use store::{Marks, Open};
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
/// How many are got ready at a time: each takes some 6 KB.
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
    let now = (run.app.clock)();
    let settles = now - SETTLED_TRAILS >= mark.settled + STRIDE;
    let from = if settles { mark.settled.min(mark.open) } else { mark.open };
    let mut swept = Swept::default();
    let read_to = swept.every_page(run, mark.shard, (from, now), marks).await?;
    let open = swept.first_open.unwrap_or(read_to).min(now - OPEN_TRAILS).max(mark.open);
    let mut to = Marks { open, ..*mark };
    if settles {
        let first_unknown = settle(run, swept.unknown).await?;
        // Whatever this sweep has made unknown is due at its open mark or later, or was waited for.
        let first = [first_unknown, swept.first_open, swept.first_pending].into_iter().flatten().min();
        to.settled = first.unwrap_or(read_to).min(now - SETTLED_TRAILS).max(mark.settled);
    }
    if to.settled != mark.settled || to.open >= mark.open + STRIDE {
        run.app.store.advance(mark, &to).await?;
    }
    Ok(())
}

/// What a shard's sweep has come upon so far.
#[derive(Default)]
struct Swept {
    unknown: Vec<Invitation>,
    /// When the first that was pending is due.
    first_pending: Option<Timestamp>,
    /// When the first is due that is still open, or can't be read.
    first_open: Option<Timestamp>,
}

impl Swept {
    /// Mails what is due in this time, in its order, a page in memory at a time. Gives how far it has read: not to the
    /// end, where the run has to stop.
    async fn every_page(
        &mut self,
        run: &Run,
        shard: u8,
        (from, until): (Timestamp, Timestamp),
        marks: &[Marks],
    ) -> Result<Timestamp> {
        let mut last_seen = from;
        let (first, last) = (from.to_zoned(TimeZone::UTC), until.to_zoned(TimeZone::UTC));
        for day in days(first.date(), last.date()) {
            let from = if day == first.date() { sort_from(first.time()) } else { "0".to_owned() };
            // “~” sorts behind every id, so the last second is included.
            let to = if day == last.date() { format!("{}~", sort_from(last.time())) } else { "~".to_owned() };
            let mut after = None;
            loop {
                let page = run.app.store.open(day, shard, (&from, &to), after).await?;
                last_seen = page.open.last().map_or(last_seen, |open| open.due);
                self.page(run, page.open, marks).await;
                if run.pace.stopped().is_some() {
                    return Ok(last_seen);
                }
                after = page.after;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(until)
    }

    async fn page(&mut self, run: &Run, page: Vec<Open>, marks: &[Marks]) {
        let mut pending = Vec::new();
        for Open { due, sort, invitation } in page {
            match invitation {
                Ok(invitation) if invitation.state == State::Pending => pending.push(invitation),
                Ok(invitation) => self.unknown.push(invitation),
                Err(error) => {
                    count(&run.failed);
                    tracing::error!(%due, sort, %error, "left as it is; the others go on");
                    self.first_open = [self.first_open, Some(due)].into_iter().flatten().min();
                }
            }
        }
        self.first_pending = self.first_pending.or(pending.first().map(|invitation| invitation.key.due()));
        let mut pending = pending.into_iter().peekable();
        while pending.peek().is_some() {
            let mails: Vec<_> = pending.by_ref().take(MAILS_IN_HAND).map(|due| one(run, due, marks)).collect();
            let mut outcomes = stream::iter(mails).buffered(MAILS_AT_ONCE);
            while let Some((due, after)) = outcomes.next().await {
                let open = (after == After::Open).then_some(due);
                self.first_open = [self.first_open, open].into_iter().flatten().min();
            }
        }
    }
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
