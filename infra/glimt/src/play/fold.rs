//! The nights after: what was played becomes scores.

use crate::world::World;
use anyhow::Result;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeSet;
use survey::key::days;

/// How long a due day can be folded after the end of its links, before its invitations begin to expire.
const FOLDABLE: SignedDuration = SignedDuration::from_hours(35 * 24);

/// Folds every due day that anything was due on, one invocation a day: at `end`, or as late as its night would.
pub async fn fold(world: &World, due_days: &BTreeSet<Date>, end: Timestamp) -> Result<()> {
    let (Some(first), Some(last)) = (due_days.first(), due_days.last()) else { return Ok(()) };
    let lives = world.store.link_lives(end).await?;
    let life = lives.values().map(|lives| lives.shortest.duration()).min().unwrap_or_default();
    for day in days(*first, *last) {
        let sealed = day.to_zoned(TimeZone::UTC)?.timestamp() + life + FOLDABLE;
        world.clock.set(end.min(sealed));
        world.aggregate(json!({ "days": [day.to_string()] })).await?;
    }
    world.clock.set(end);
    Ok(())
}
