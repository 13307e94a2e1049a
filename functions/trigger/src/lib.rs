//! A purchase or support event comes in; an invitation, or a coded reason why not, goes into the tables.
//!
//! [`door`] and [`bus`] take deliveries in, `sources` reads them, [`filing`] decides and files.

mod bus;
mod delighted;
mod door;
mod filing;
mod flood;
mod hooked;
mod keys;
pub mod people;
mod signature;
mod sources;

pub use filing::{Outcome, file};
pub use flood::Meter;
pub use keys::{BadSources, Kind, Sources};

use anyhow::Result;
use bootstrap::{Clock, batch, http};
use jiff::{SignedDuration, Timestamp};
use metrics::counter;
use people::People;
use serde_json::{Value, json};
use sources::Delivery;
use store::Store;
use survey::decide::Decision;
use survey::{Address, ContactKey, Reason, Secrets, Touchpoint};

/// What the function works with.
pub struct App {
    pub store: Store,
    pub secrets: Secrets,
    pub sources: Sources,
    pub clock: Clock,
    /// How far ahead a due time must lie; `survey::due::LEAD` in AWS.
    pub lead: SignedDuration,
    /// What has come from each source today.
    pub meter: Meter,
}

/// Handles a request through a door, an event from EventBridge, or a batch from a queue.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    if http::is_request(&event) {
        let request = http::request(event)?;
        return Ok(door::answer(app, &request).await.into_value());
    }
    if batch::is_queue(&event) {
        return Ok(batch::each_message(event, |event| bus::take(app, event, false)).await);
    }
    bus::take(app, event, false).await
}

/// What an event from the bus or a queue would come to, in the shape of the doors' answers; writes nothing.
pub async fn dry_run(app: &App, event: Value) -> Result<Value> {
    bus::take(app, event, true).await
}

/// Reads one CloudEvent in JSON. The error is everything that is wrong with it, by field, and holds nothing of it.
pub fn read(event: &Value, now: Timestamp) -> Result<Touchpoint, String> {
    sources::cloud_event::parse(event, now).map_err(|wrong| sources::fields::BadField::list(&wrong))
}

/// Files what a delivery comes to, and tells of it in the shape of the doors' answers.
async fn deliver(app: &App, source: &str, delivery: Delivery, dry_run: bool) -> Result<Value> {
    let happened = match delivery {
        Delivery::Happened(happened) => happened,
        Delivery::Nothing(reason) => {
            tracing::info!(source, "accepted; {reason}");
            return Ok(json!({ "decisions": [], "ignored": reason, "repeat": false }));
        }
        Delivery::Forget(address) => {
            if !dry_run {
                forget(app, &address).await?;
            }
            return Ok(json!({ "decisions": [], "forgotten": true, "repeat": false }));
        }
        Delivery::Tell(address) => {
            let person = ContactKey::of(&address, &app.secrets);
            tracing::warn!(
                source,
                contact = %person,
                "a customer asks for their data: answer within 30 days with what `glimt export-person {person}` finds"
            );
            return Ok(
                json!({ "decisions": [], "ignored": "whoever runs Glimt is told to answer it", "repeat": false }),
            );
        }
    };
    let mut decisions = Vec::new();
    let mut repeat = !happened.is_empty();
    for touchpoint in &happened {
        let outcome = file(app, touchpoint, dry_run).await?;
        // By these names each of them is found in every later log line. Of who is not asked there is none: `glimt why` tells.
        let invited = outcome.decisions.iter().filter(|decision| decision.frozen.skip.is_none());
        let names: Vec<_> = invited.map(|decision| decision.frozen.key.to_string()).collect();
        if !names.is_empty() {
            let repeat = outcome.repeat.then_some(true);
            tracing::info!(event = touchpoint.event, repeat, invitation = names.join(" "), "decided");
        }
        if !dry_run && !outcome.repeat {
            count(&outcome.decisions);
        }
        // A touchpoint that nobody listens to is neither new nor a repeat.
        repeat &= outcome.repeat || (happened.len() > 1 && outcome.decisions.is_empty());
        decisions.extend(outcome.decisions);
    }
    Ok(Outcome { decisions, repeat }.to_json())
}

fn count(decisions: &[Decision]) {
    counter!("Touchpoints").increment(1);
    for decision in decisions {
        if let Some(reason) = decision.frozen.skip {
            counter!("Skipped", "reason" => reason.code()).increment(1);
        }
    }
}

/// Sees to it that nobody mails this person again, and calls off what they were to be asked. Going through whole tables is
/// not for this function: what is kept of them is erased by `glimt erase`, which whoever runs Glimt is told.
async fn forget(app: &App, address: &Address) -> Result<()> {
    let person = ContactKey::of(address, &app.secrets);
    let now = (app.clock)();
    let people = People { store: &app.store, secrets: &app.secrets, now };
    people.suppress(&person, Reason::Erased, now).await?;
    let called_off = people.call_off(&person).await?;
    tracing::warn!(
        contact = %person,
        called_off,
        "a customer wants to be forgotten, and is mailed no more: erase what is kept of them with `glimt erase {person}`"
    );
    Ok(())
}
