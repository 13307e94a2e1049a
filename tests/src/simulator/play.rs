//! Lets the time pass: hours of business in bad weather, then fair weather until everything has come to its end.

use super::lambda::TIMEOUT;
use super::sim::{News, Sim};
use super::{operator, postman, sources};
use anyhow::Result;
use jiff::SignedDuration;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use survey::dispatch::UNKNOWN_FOR;
use survey::invitation::State;
use survey::key::SHARDS;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

/// How long the weather may be bad.
const BUSINESS: SignedDuration = SignedDuration::from_hours(7);
/// How many looks it may take in fair weather until nothing is open any more.
const LOOKS: usize = 400;
/// As many when a newer Glimt has items that this one can't get past.
const LOOKS_BESIDE_NEWER: usize = 24;
const MINUTE: u64 = 60;

/// Plays a run to its end.
pub async fn play(sim: &Arc<Sim>, news: UnboundedReceiver<News>) -> Result<()> {
    let post = tokio::task::spawn_local(postman::hand_on(Arc::clone(sim), news));
    sources::open(sim);
    operator::change(sim);
    fold(sim);
    let closes = sim.now() + BUSINESS;
    while sim.now() < closes {
        let minutes = sim.dice(|dice| *dice.choice(&[2, 10, 15, 25, 40]).unwrap_or(&1));
        sleep(Duration::from_secs(minutes * MINUTE)).await;
        if is_due(sim) || sim.chance(5) {
            sweep(sim);
        }
    }
    sim.clear_up();
    rest(sim).await;
    post.abort();
    Ok(())
}

/// One to three senders, side by side.
fn sweep(sim: &Arc<Sim>) {
    for nth in 0..sim.dice(|dice| *dice.choice(&[1, 2, 2, 3]).unwrap_or(&2)) {
        let after = sim.dice(|dice| if nth == 0 || dice.bool() { dice.u64(..30) } else { dice.u64(..20_000) });
        sim.spawn(move |sim| async move {
            sleep(Duration::from_millis(after)).await;
            send(&sim).await;
        });
    }
}

/// One sender. It sweeps the shards that hold anything, and seldom one more: of the others there is nothing to be seen.
async fn send(sim: &Arc<Sim>) {
    let mut shards: BTreeSet<_> = sim.witness().invitations.keys().map(|key| key.id().shard()).collect();
    if sim.chance(10) {
        shards.insert(sim.dice(|dice| dice.u8(..SHARDS)));
    }
    let event = json!({ "shards": shards });
    sim.invoke("send", async |world| world.send_within(TIMEOUT, event).await).await;
}

/// Whether a sweep may find something to do, and not only wait.
fn is_due(sim: &Sim) -> bool {
    let soon = sim.now() + SignedDuration::from_mins(6);
    let witness = sim.witness();
    witness.open().any(|invitation| match invitation.unknown_since {
        Some(since) if invitation.state == State::Unknown => since + UNKNOWN_FOR <= soon,
        _ => invitation.key.due() <= soon,
    })
}

/// A day is folded while things happen.
fn fold(sim: &Arc<Sim>) {
    if !sim.chance(sim.trial.often(25, 100)) {
        return;
    }
    let after = Duration::from_secs(sim.dice(|dice| dice.u64(3_600..7 * 3_600)));
    sim.spawn(move |sim| async move {
        sleep(after).await;
        let today = sim.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let day = json!({ "days": [today] });
        // It reads every shard, and in a storm seldom gets through.
        for _ in 0..sim.trial.often(3, 8) {
            let folded = sim.invoke("aggregate", async |world| world.aggregate(day.clone()).await).await;
            if folded.is_some_and(|folded| folded.is_ok()) {
                return;
            }
        }
    });
}

/// Sweeps on until nothing is open and nobody does anything any more.
async fn rest(sim: &Arc<Sim>) {
    let disturbed = !sim.witness().newer.is_empty();
    for _ in 0..if disturbed { LOOKS_BESIDE_NEWER } else { LOOKS } {
        let open = sim.witness().open().next().is_some();
        if !open && sim.busy.load(Ordering::Relaxed) == 0 {
            return;
        }
        if is_due(sim) {
            send(sim).await;
        }
        sleep(Duration::from_secs(10 * MINUTE)).await;
    }
}
