//! Many seeds, on every core.

use super::{Condition, Figures, Outcome, Tables, Trial, run};
use anyhow::{Result, anyhow};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// What many seeds came to.
#[derive(Debug, Default)]
pub struct Campaign {
    pub seeds: u64,
    pub figures: Figures,
    /// Every condition expression that was carried out.
    pub conditions: BTreeSet<Condition>,
    /// The smallest seed of those that failed, and what it came to.
    pub failed: Option<(u64, Outcome)>,
}

/// Runs seeds, one thread and one database a core, until one fails.
pub fn run_all(seeds: Range<u64>, trial: &Trial) -> Result<Campaign> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicU64::new(seeds.start);
    let stop = AtomicBool::new(false);
    let campaign = Mutex::new(Campaign::default());
    let work = || -> Result<()> {
        let tables = Tables::make()?;
        while !stop.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if !seeds.contains(&seed) {
                break;
            }
            let mut outcome = run(seed, &tables, trial)?;
            let mut campaign = campaign.lock().unwrap_or_else(PoisonError::into_inner);
            campaign.seeds += 1;
            campaign.figures += outcome.figures;
            campaign.conditions.append(&mut outcome.conditions);
            if !outcome.broken.is_empty() {
                stop.store(true, Ordering::Relaxed);
                if campaign.failed.as_ref().is_none_or(|(failed, _)| seed < *failed) {
                    campaign.failed = Some((seed, outcome));
                }
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("a seed panicked"))?)
    })?;
    Ok(campaign.into_inner().unwrap_or_else(PoisonError::into_inner))
}
