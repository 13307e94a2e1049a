//! The console's buttons: a parcel arrives at a customer whom nobody has seen before, its event comes again,
//! and a mail scanner opens every link of the newest mail.

use crate::world::World;
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Fires a fresh customer's `order.delivered`; gives the event and what became of it.
pub async fn arrives(world: &World) -> Result<Value> {
    let now = world.clock.now();
    // The time names the order, so that no two parcels are alike, also after a restart.
    let order = now.as_millisecond().to_string();
    let event = json!({
        "specversion": "1.0",
        "id": format!("parcel-{order}"),
        "source": world.settings.source,
        "type": "order.delivered",
        "time": now,
        "data": {
            "contact": {
                "email": format!("kari.{order}@example.com"),
                "name": "Kari Nordmann",
                "locale": "nb-NO",
                "country": "NO",
                "customer_id": format!("kari-{order}"),
            },
            "order": { "id": order },
            "happened_at": now,
            "value": { "amount": "1299.00", "currency": "NOK" },
            "attributes": { "carrier": "Bring" },
        },
    });
    world.last_parcel(Some(event.clone()));
    fire(world, event).await
}

/// Fires the last parcel's event once more; `None` if there was none.
pub async fn again(world: &World) -> Result<Option<Value>> {
    match world.last_parcel(None) {
        Some(event) => fire(world, event).await.map(Some),
        None => Ok(None),
    }
}

async fn fire(world: &World, event: Value) -> Result<Value> {
    let answer = world.fire(&event, false).await?;
    Ok(json!({ "event": event, "status": answer.status, "answer": answer.json() }))
}

/// Opens every link of the newest mail to a customer, as a mail scanner does; `None` if there is no mail.
pub async fn scan(world: &World) -> Result<Option<Value>> {
    let invitation = |message: &crate::aws::ses::Message| message.tags.iter().any(|tag| tag.name == "invitation");
    let Some(message) = world.ses.messages().into_iter().find(invitation) else { return Ok(None) };
    let mut requests = Vec::new();
    for path in links(message.html.as_deref().unwrap_or_default(), &world.settings.public_url) {
        let headers = [("user-agent", "Mozilla/5.0 (scanner)"), ("accept", "*/*")];
        let answer = world.door("GET", &path, "", &headers, b"").await?;
        requests.push(json!({ "url": path, "status": answer.status }));
    }
    Ok(Some(json!({ "links": requests.len(), "requests": requests })))
}

/// The paths of every link in a mail that leads to our pages.
pub fn links(html: &str, origin: &str) -> BTreeSet<String> {
    let start = format!("href=\"{origin}");
    let after_origin = html.split(&start).skip(1);
    after_origin.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}
