//! Takes each condition expression away in turn, and looks whether a promise is broken without it.

use super::campaign::run_all;
use super::{Broken, Condition, Tables, Trial, run};
use anyhow::{Result, ensure};
use std::collections::BTreeSet;

/// What becomes of Glimt without one of its conditions.
#[derive(Debug)]
pub enum Without {
    /// The first seed that fails, and what it breaks.
    Caught(u64, Broken),
    NotCaught,
    /// It is not caught, and need not be: why.
    Harmless(&'static str),
}

/// Conditions without which no promise is broken, by a part of their name, and why they are there all the same.
const HARMLESS: [(&str, &str); 1] =
    [("alerted_by = :by", "keeps an alert's loss from being told of twice; no mail depends on it")];

/// Every condition that these many seeds come upon in a storm. Fails if one of them breaks a promise as it is.
pub fn conditions(seeds: u64) -> Result<BTreeSet<Condition>> {
    let campaign = run_all(1..seeds + 1, &Trial::Storm)?;
    ensure!(campaign.failed.is_none(), "with every condition: {:?}", campaign.failed.map(|(seed, o)| (seed, o.broken)));
    Ok(campaign.conditions)
}

/// Runs up to these many seeds without the condition. Fails if the first seed that fails does so with it, too.
pub fn without(condition: &Condition, seeds: u64) -> Result<Without> {
    if let Some((seed, outcome)) = run_all(1..seeds + 1, &Trial::Without(condition.clone()))?.failed
        && let Some(broken) = outcome.broken.into_iter().next()
    {
        let with = run(seed, &Tables::make()?, &Trial::At(condition.clone()))?.broken;
        ensure!(with.is_empty(), "seed {seed} fails also with {condition}: {with:?}");
        return Ok(Without::Caught(seed, broken));
    }
    let name = condition.to_string();
    let harmless = HARMLESS.iter().find(|(part, _)| name.contains(part));
    Ok(harmless.map_or(Without::NotCaught, |(_, why)| Without::Harmless(why)))
}
