//! The operator publishes: both journeys at once at the beginning, and a change now and then.

use super::sim::Sim;
use anyhow::Result;
use std::sync::Arc;
use std::time::Duration;
use survey::Journey;
use tokio::time::sleep;

/// Publishes both journeys side by side, each until it is published.
pub async fn open(sim: &Arc<Sim>) {
    let [first, second] = &sim.company.journeys;
    futures::join!(publish(sim, first.clone()), publish(sim, second.clone()));
}

/// Changes the owner of both, or of one, after some hours.
pub fn change(sim: &Arc<Sim>) {
    if !sim.chance(20) {
        return;
    }
    let after = Duration::from_secs(sim.dice(|dice| dice.u64(..4 * 3_600)));
    for journey in sim.company.journeys.clone() {
        sim.spawn(move |sim| async move {
            sleep(after).await;
            publish(&sim, Journey { minimum_answers: journey.minimum_answers + 1, ..journey }).await;
        });
    }
}

async fn publish(sim: &Arc<Sim>, journey: Journey) {
    let letters = Arc::clone(&sim.company.letters);
    let Some(letters) = letters.get(&journey.id) else { return };
    for _ in 0..200 {
        let published = sim.invoke("glimt", async |world| Ok(world.store.publish(&journey, letters).await?)).await;
        if let Some(published) = published.and_then(Result::ok) {
            sim.witness().promises.published.push((journey.id, published.version));
            return;
        }
        sleep(Duration::from_secs(sim.dice(|dice| dice.u64(1..120)))).await;
    }
}
