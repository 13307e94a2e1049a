//! Many people, side by side: in batches, each on tables of its own that are dropped when what is kept of them has
//! been moved into one store. So the memory that is needed does not grow with the number of people.

use super::{Pace, Played, play};
use crate::aws::{InProcess, Ses, SesOptions};
use crate::clock::GlimtClock;
use crate::mails;
use crate::story::Story;
use crate::world::{Settings, World};
use anyhow::{Context, Result, anyhow};
use dynoxide::{AttributeValue, Database, ImportOptions};
use jiff::Timestamp;
use object_store::memory::InMemory;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use survey::journey::Journey;
use tokio::task::JoinSet;

/// The tables that scores are made from.
pub const COUNTED: [&str; 2] = ["glimt-invitations", "glimt-answers"];
/// Everything that is known of people.
pub const ALL: [&str; 4] = ["glimt-subjects", "glimt-contacts", "glimt-invitations", "glimt-answers"];

/// How batches are played, and where to.
#[derive(Clone)]
pub struct Batches {
    /// Published for each batch in this order. In the store they must be published in the same order.
    pub journeys: Vec<Journey>,
    pub settings: Settings,
    /// When it begins.
    pub start: Timestamp,
    pub pace: Pace,
    /// How many batches are played side by side.
    pub workers: usize,
    pub store: Database,
    /// Which tables are moved into the store. The sweeps' watermarks are not.
    pub kept: &'static [&'static str],
}

impl Batches {
    /// Plays `count` batches. All stories of one person must be in the same one; the outcome then depends on the
    /// batches alone, not on who plays which. `progress` is called after each.
    pub async fn play(
        &self,
        count: usize,
        stories: impl Fn(usize) -> Vec<Story> + Send + Sync + 'static,
        progress: impl Fn() + Send + Sync + 'static,
    ) -> Result<Played> {
        let next = Arc::new(AtomicUsize::new(0));
        let (stories, progress) = (Arc::new(stories), Arc::new(progress));
        let mut workers = JoinSet::new();
        for _ in 0..self.workers.clamp(1, count.max(1)) {
            let (batches, next) = (self.clone(), Arc::clone(&next));
            let (stories, progress) = (Arc::clone(&stories), Arc::clone(&progress));
            workers.spawn_blocking(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                let mut played = Vec::new();
                loop {
                    let batch = next.fetch_add(1, Ordering::Relaxed);
                    if batch >= count {
                        return anyhow::Ok(played);
                    }
                    played.push((batch, runtime.block_on(batches.play_one(&stories(batch)))?));
                    progress();
                }
            });
        }
        let mut played = Vec::new();
        while let Some(worker) = workers.join_next().await {
            let worker = worker?;
            if worker.is_err() {
                // Nobody begins another batch.
                next.store(count, Ordering::Relaxed);
            }
            played.extend(worker?);
        }
        played.sort_by_key(|(batch, _)| *batch);
        let mut all = Played::default();
        played.into_iter().for_each(|(_, one)| all.add(one));
        Ok(all)
    }

    async fn play_one(&self, stories: &[Story]) -> Result<Played> {
        let clock = GlimtClock::standing(self.start);
        let ses = Ses::new(SesOptions { keep: usize::MAX, verified_from: None, file: None, clock: clock.shared() })?;
        let database = Database::memory().context("the database in memory")?;
        let client = InProcess::new(database.clone(), ses.clone());
        let files = Arc::new(InMemory::new());
        let world = World::new(client.dynamodb(), client.ses(), ses, files, clock, self.settings.clone())?;
        world.store.create_tables(false).await?;
        for journey in &self.journeys {
            mails::publish(&world.store, journey).await?;
        }
        let played = play(&world, stories, self.pace).await?;
        for table in self.kept {
            move_table(table, &database, &self.store).with_context(|| format!("{table} could not be moved"))?;
        }
        Ok(played)
    }
}

fn move_table(table: &str, from: &Database, into: &Database) -> Result<()> {
    let mut start = Value::Null;
    loop {
        let mut request = json!({ "TableName": table });
        if !start.is_null() {
            request["ExclusiveStartKey"] = start;
        }
        let page = from.scan(serde_json::from_value(request)?).map_err(|error| anyhow!("{error}"))?;
        start = serde_json::to_value(&page.last_evaluated_key)?;
        let mut items = page.items.unwrap_or_default();
        items.retain(|item| !matches!(item.get("pk"), Some(AttributeValue::S(pk)) if pk.starts_with("mark#")));
        into.import_items(table, items, ImportOptions::default()).map_err(|error| anyhow!("{error}"))?;
        if start.is_null() {
            return Ok(());
        }
    }
}
