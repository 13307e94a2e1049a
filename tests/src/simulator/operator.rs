//! The operator publishes both journeys at once, in some runs in bad weather, while they are at work.

use super::lambda;
use super::sim::Sim;
use anyhow::Result;
use std::sync::Arc;
use std::time::Duration;
use survey::Journey;
use tokio::time::sleep;

/// So often is it tried in bad weather.
const TRIES: u8 = 3;

/// Changes both after some hours.
pub fn change(sim: &Arc<Sim>) {
    if !sim.chance(sim.trial.often(20, 50)) {
        return;
    }
    let after = Duration::from_secs(sim.dice(|dice| dice.u64(..4 * 3_600)));
    let [first, second] = sim.company.journeys.clone();
    // Two people may have changed the same one.
    for (nth, journey) in [first.clone(), first, second].into_iter().enumerate().skip(sim.dice(|dice| dice.usize(..2)))
    {
        let minimum_answers = journey.minimum_answers + u64::try_from(nth).unwrap_or_default() + 1;
        sim.spawn(move |sim| async move {
            sleep(after).await;
            publish(&sim, Journey { minimum_answers, ..journey }).await;
        });
    }
}

async fn publish(sim: &Arc<Sim>, journey: Journey) {
    let letters = Arc::clone(&sim.company.letters);
    let Some(letters) = letters.get(&journey.id) else { return };
    for attempt in 0..200 {
        let function = if attempt < TRIES { "glimt" } else { lambda::SHELTERED };
        let published = sim.invoke(function, async |world| Ok(world.store.publish(&journey, letters).await?)).await;
        if let Some(published) = published.and_then(Result::ok) {
            sim.witness().promises.published.push((journey, published.version));
            return;
        }
        sleep(Duration::from_secs(sim.dice(|dice| dice.u64(1..120)))).await;
    }
}
