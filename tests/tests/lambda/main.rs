//! The seven functions as the programs that Lambda runs, behind its Runtime API, on tables and mail over loopback.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

mod batches;
mod budget;
mod examples;
mod keys;
mod start;
mod story;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use survey::InvitationKey;
use tests::cloud::Cloud;
use tests::lambda::Instance;

/// The function's clock is the machine's.
const NOW: SignedDuration = SignedDuration::ZERO;
/// Ahead by this, a parcel that arrives now is asked about.
const NEXT_DAY: SignedDuration = SignedDuration::from_hours(25);

/// What the shop knows of an order that has just been delivered.
fn delivered(order: &str, email: &str) -> Value {
    json!({
        "contact": { "email": email, "country": "NO", "locale": "nb-NO" },
        "order": { "id": order },
        "happened_at": Timestamp::now(),
        "attributes": { "carrier": "Bring" },
    })
}

fn cloud_event(order: &str, email: &str) -> Value {
    json!({
        "specversion": "1.0", "id": format!("evt-{order}"), "source": "https://nordlys.example",
        "type": "order.delivered", "data": delivered(order, email),
    })
}

/// The same in EventBridge's envelope.
fn bus_event(order: &str, email: &str) -> Value {
    json!({
        "version": "0", "id": format!("evt-{order}"), "detail-type": "order.delivered", "source": "nordlys.shop",
        "account": "111122223333", "time": "2026-11-19T13:03:00Z", "region": "eu-north-1", "resources": [],
        "detail": delivered(order, email),
    })
}

/// A batch from a queue: each message's id and body.
fn queued(messages: &[(&str, String)]) -> Value {
    let record = |(id, body): &(&str, String)| {
        json!({
            "messageId": id, "receiptHandle": "AQEB", "body": body, "attributes": {}, "messageAttributes": {},
            "md5OfBody": "", "eventSource": "aws:sqs", "awsRegion": "eu-north-1",
            "eventSourceARN": "arn:aws:sqs:eu-north-1:111122223333:glimt-events",
        })
    };
    json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() })
}

/// The answer to a batch of which these come again.
fn again(ids: &[&str]) -> Value {
    json!({ "batchItemFailures": ids.iter().map(|id| json!({ "itemIdentifier": id })).collect::<Vec<_>>() })
}

/// Sends the shop's event through the bus; gives the key of the invitation that it led to.
async fn invite(trigger: &Instance, order: &str, email: &str) -> Result<InvitationKey> {
    let outcome = trigger.invoke(&bus_event(order, email)).await?;
    let key = outcome["decisions"][0]["invitation"].as_str().context("not invited")?;
    Ok(key.to_owned().try_into()?)
}

/// The path of the answer page in the mail to this customer.
fn page(cloud: &Cloud, email: &str) -> Result<String> {
    let mail = cloud.ses.messages().into_iter().find(|mail| mail.to.contains(email)).context("no mail")?;
    let links = glimt::parcel::links(&mail.html.unwrap_or_default(), &cloud.settings.public_url);
    links.into_iter().find(|link| link.starts_with("/r/") && link.matches('/').count() == 2).context("no link")
}

/// The alerts that were mailed.
fn alerts(cloud: &Cloud) -> usize {
    cloud.ses.messages().iter().filter(|mail| mail.to == "logistikk@nordlys.example").count()
}
