//! The first 60 days, played through the real functions before the doors open.

use crate::aws::{InProcess, Ses, SesOptions};
use crate::clock::GlimtClock;
use crate::play::{self, Pace};
use crate::story::{improvement, simulate};
use crate::world::{Settings, World};
use anyhow::Result;
use dynoxide::Database;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use survey::journey::Journey;

/// The days that are simulated.
const DAYS: u32 = 60;
/// How many orders a day the shop has that does not exist.
const ORDERS_A_DAY: u32 = 25;
/// The simulation's seed: the same days for everybody.
const SEED: u64 = 2026;

/// Puts the example's dated improvement on the day on which the simulated shop improved.
pub(super) fn date_the_change(journey: &mut Journey, until: Timestamp) {
    for change in &mut journey.changes {
        change.date = improvement(DAYS, until);
    }
}

/// Plays the days up to now into the tables. Its mails do not stay in the inbox.
pub(super) async fn seed(world: &World, database: &Database) -> Result<()> {
    let now = world.clock.now();
    let start = now - SignedDuration::from_hours(24 * i64::from(DAYS));
    let clock = GlimtClock::standing(start);
    let ses = Ses::new(SesOptions { keep: usize::MAX, verified_from: None, file: None, clock: clock.shared() })?;
    let client = InProcess::new(database.clone(), ses.clone());
    let settings = Settings { lead: survey::due::LEAD, ..world.settings.clone() };
    let past = World::new(client.dynamodb(), client.ses(), ses, Arc::clone(&world.export.files), clock, settings)?;
    let stories = simulate(SEED, DAYS, ORDERS_A_DAY, now, &world.settings.source);
    let pace = Pace { workers: 2, sweep_every: 900, until: Some(now) };
    let played = play::play(&past, stories, pace, |_| {}).await?;
    past.clock.set(now);
    play::fold(&past, &played.due_days).await
}
