//! Shops and desks: they tell of what happened, in any order, more than once, until they are heard or give up.

use super::company::PEOPLE;
use super::promises::{Decided, Void};
use super::sim::Sim;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use survey::{Slug, SubjectKey};
use tokio::time::sleep;

/// In how many minutes everything happens.
const HOURS_OF_BUSINESS: i64 = 5 * 60;

/// What takes an occasion away.
pub const VOIDS: [&str; 3] = ["order.refunded", "order.cancelled", "ticket.reopened"];

/// One thing that a source tells of.
#[derive(Debug, Clone)]
struct Telling {
    subject: String,
    kind: &'static str,
    happened_at: Timestamp,
    event: Value,
}

/// Lets every source tell its story.
pub fn open(sim: &Arc<Sim>) {
    let subjects = sim.dice(|dice| dice.usize(1..=3));
    for number in 0..subjects {
        for (telling, times) in story(sim, number) {
            for _ in 0..times {
                let wait = telling.happened_at.duration_since(sim.now()).as_secs().max(0).unsigned_abs();
                let late = sim.dice(|dice| if dice.u8(..3) == 0 { dice.u64(..7_200) } else { dice.u64(..5) });
                let telling = telling.clone();
                sim.spawn(|sim| async move {
                    sleep(Duration::from_secs(wait + late)).await;
                    tell(&sim, telling).await;
                });
            }
        }
    }
}

/// What happens to one order or ticket, each with how often it is told of.
fn story(sim: &Sim, nth: usize) -> Vec<(Telling, u8)> {
    let email = sim.dice(|dice| *dice.choice(&PEOPLE).unwrap_or(&PEOPLE[0]));
    let at = |sim: &Sim| sim.now() + SignedDuration::from_mins(sim.dice(|dice| dice.i64(-60..HOURS_OF_BUSINESS)));
    let ticket = sim.chance(25);
    let numbers = if ticket { &sim.company.tickets } else { &sim.company.orders };
    let number = numbers.get(nth).map(String::as_str).unwrap_or_default();
    let (kind, void) = if ticket {
        ("ticket.solved", "ticket.reopened")
    } else {
        (
            sim.dice(|dice| *dice.choice(&["order.delivered", "order.paid"]).unwrap_or(&"order.paid")),
            sim.dice(|dice| *dice.choice(&["order.refunded", "order.cancelled"]).unwrap_or(&"order.refunded")),
        )
    };
    let mut kinds = vec![kind];
    kinds.extend(sim.chance(30).then_some(kind));
    kinds.extend((sim.chance(30) && !ticket).then_some("order.delivered"));
    kinds.extend(sim.chance(40).then_some(void));
    let mut told = Vec::new();
    for (nth, kind) in kinds.into_iter().enumerate() {
        let happened_at = at(sim);
        let nobody = kind != void && sim.chance(10);
        let event = event(sim, kind, &format!("{number}-{nth}"), number, happened_at, (!nobody).then_some(email));
        let subject = if ticket { SubjectKey::ticket } else { SubjectKey::order };
        let subject = subject(&sim.settings.source, number).map(|key| key.to_string()).unwrap_or_default();
        let times = sim.dice(|dice| *dice.choice(&[1, 1, 1, 2, 3]).unwrap_or(&1));
        told.push((Telling { subject, kind, happened_at, event }, times));
    }
    told
}

fn event(sim: &Sim, kind: &str, id: &str, number: &str, happened_at: Timestamp, email: Option<&str>) -> Value {
    let subject = if kind.starts_with("ticket") { "ticket" } else { "order" };
    json!({
        "specversion": "1.0", "id": id, "source": sim.settings.source, "type": kind,
        "data": {
            "contact": { "email": email, "country": "NO" },
            subject: { "id": number },
            "happened_at": happened_at,
            "attributes": { "carrier": if id.ends_with('0') { "Bring" } else { "Posten" } },
        },
    })
}

/// Tells until it is heard; a few give up at some time.
async fn tell(sim: &Arc<Sim>, telling: Telling) {
    loop {
        let answer = sim.invoke("trigger", async |world| world.fire(&telling.event, false).await).await;
        let heard = answer.and_then(Result::ok).filter(|answer| answer.status < 300);
        if let Some(answer) = heard {
            let told_at = sim.now();
            let mut witness = sim.witness();
            let Telling { subject, kind, happened_at, event } = telling;
            let decisions = answer.json()["decisions"].clone();
            let event = event["id"].as_str().unwrap_or_default().to_owned();
            witness.note(told_at, "source", &format!("was heard: {event} {kind} {decisions}"));
            witness.promises.decided.push(Decided { subject: subject.clone(), event, decisions });
            if let (true, Ok(kind)) = (VOIDS.contains(&kind), Slug::parse(kind)) {
                witness.promises.voids.push(Void { subject, kind, happened_at, told_at });
            }
            return;
        }
        if sim.chance(3) {
            sim.witness().promises.given_up.insert(telling.subject);
            return;
        }
        sleep(Duration::from_secs(sim.dice(|dice| dice.u64(1..1_200)))).await;
    }
}
