//! The first 60 days, played through the real functions before the doors open: those of `glimt demo`, up to now.

use crate::aws::{InProcess, Ses, SesOptions};
use crate::clock::GlimtClock;
use crate::demo::date_the_change;
use crate::play::batches::{ALL, Batches};
use crate::play::{self, Pace};
use crate::story::Shop;
use crate::story::simulate::CUSTOMERS;
use crate::world::{Settings, World};
use anyhow::Result;
use dynoxide::Database;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use survey::journey::Journey;

/// The days that are simulated.
const DAYS: u32 = 60;
/// The simulation's seed: the same days for everybody.
const SEED: u64 = 2026;
/// How many customers are played together.
const BATCH: u64 = 800;

/// Puts the example's dated improvement on the day on which the simulated shop improved.
pub(super) fn date_changes(journeys: &mut [Journey], until: Timestamp) {
    journeys.iter_mut().for_each(|journey| date_the_change(journey, DAYS, until));
}

/// Plays the days up to now into the tables. Their mails do not come into the inbox.
pub(super) async fn seed(world: &World, database: &Database, journeys: &[Journey]) -> Result<()> {
    let now = world.clock.now();
    let shop = Shop::new(SEED, DAYS, now, &world.settings.source);
    let batches = Batches {
        journeys: journeys.to_vec(),
        settings: Settings { lead: survey::due::LEAD, ..world.settings.clone() },
        start: now - SignedDuration::from_hours(24 * (i64::from(DAYS) + 1)),
        pace: Pace { sweep_every: play::SELDOM, until: Some(now) },
        workers: 2,
        store: database.clone(),
        kept: &ALL,
    };
    let stories = move |batch| {
        let first = BATCH * batch as u64;
        shop.stories(first..CUSTOMERS.min(first + BATCH))
    };
    let played = batches.play(usize::try_from(CUSTOMERS.div_ceil(BATCH))?, stories, || {}).await?;
    // In this process: it asks for every shard of every day.
    let clock = GlimtClock::standing(now);
    let ses = Ses::new(SesOptions { keep: 0, verified_from: None, file: None, clock: clock.shared() })?;
    let client = InProcess::new(database.clone(), ses.clone());
    let files = Arc::clone(&world.export.files);
    let past = World::new(client.dynamodb(), client.ses(), ses, files, clock, world.settings.clone())?;
    play::fold(&past, &played.due_days, now).await
}
