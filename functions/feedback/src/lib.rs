//! What SES says afterwards: sent after all, bounced, complained. Any event may come twice, late, or never.

use anyhow::Result;
use bootstrap::{Clock, batch};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::Store;
use survey::contact::{EVERYTHING, Suppression};
use survey::invitation::{Event, State};
use survey::{Address, ContactKey, InvitationKey, Reason, Secrets};

/// What the function works with.
pub struct App {
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Clock,
}

/// How long a contact without a suppression is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// The part of SES's event that matters here (EventBridge, `source` `aws.ses`).
#[derive(Deserialize)]
struct SesEvent {
    #[serde(rename = "eventType")]
    kind: String,
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    #[serde(default)]
    complained_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// Every type of event that SES publishes.
const KINDS: [&str; 10] = [
    "Send",
    "Delivery",
    "Bounce",
    "Complaint",
    "Reject",
    "Open",
    "Click",
    "DeliveryDelay",
    "Rendering Failure",
    "Subscription",
];

/// Takes one SES event in EventBridge's envelope, or a batch of them from a queue.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    if batch::is_queue(&event) {
        return Ok(batch::each_message(event, |event| one(app, event)).await);
    }
    one(app, event).await
}

async fn one(app: &App, event: Value) -> Result<Value> {
    let id = event.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let detail = event.get("detail").cloned().unwrap_or_default();
    // Why it can't be read is not said: that would repeat a part of it, which may be an address.
    let Ok(event) = serde_json::from_value::<SesEvent>(detail) else {
        tracing::warn!(event = id, "not an SES event; not tried again");
        return Ok(json!({ "ignored": "not an SES event" }));
    };
    if !KINDS.contains(&event.kind.as_str()) {
        tracing::warn!(event = id, kind = event.kind, "an SES event of an unknown type; nothing is done");
        return Ok(json!({ "ignored": "an SES event of an unknown type" }));
    }
    let now = (app.clock)();
    let invitation = event.mail.tags.get("invitation").and_then(|values| values.first());
    let Some(key) = invitation.and_then(|tag| InvitationKey::try_from(tag.clone()).ok()) else {
        tracing::info!(message = event.mail.message_id, kind = event.kind, "no invitation's mail");
        return suppress(app, &event, now).await.map(|()| json!({ "ignored": "no invitation's mail" }));
    };
    if matches!(event.kind.as_str(), "Send" | "Bounce" | "Complaint") {
        report_sent(app, &event, &key, now).await?;
    }
    match event.kind.as_str() {
        "Bounce" | "Reject" => app.store.mark_bounced(&key).await.map(drop)?,
        "Complaint" => app.store.mark_complained(&key).await.map(drop)?,
        _ => {}
    }
    suppress(app, &event, now).await?;
    tracing::info!(invitation = %key, kind = event.kind, "heard from SES");
    Ok(json!({ "invitation": key.to_string(), "kind": event.kind }))
}

/// SES has sent it: settles what the sender could not know. Read first; written only where it is not yet `sent`.
async fn report_sent(app: &App, event: &SesEvent, key: &InvitationKey, now: Timestamp) -> Result<()> {
    let attempt = event.mail.tags.get("attempt").and_then(|values| values.first()).and_then(|text| text.parse().ok());
    let Some(attempt) = attempt else { return Ok(()) };
    let open = app.store.invitation(key).await?.is_some_and(|invitation| invitation.state != State::Sent);
    if open {
        let reported = Event::Reported { message_id: event.mail.message_id.clone() };
        app.store.apply(key, attempt, &reported, now).await?;
    }
    Ok(())
}

/// Nobody is mailed again who bounced for good or complained. Works from the event's own recipients.
async fn suppress(app: &App, event: &SesEvent, now: Timestamp) -> Result<()> {
    let bounced = event.bounce.iter().filter(|bounce| bounce.bounce_type == "Permanent");
    let bounced = bounced.flat_map(|bounce| &bounce.bounced_recipients).map(|r| (r, Reason::Bounced));
    let complained = event.complaint.iter().flat_map(|complaint| &complaint.complained_recipients);
    for (recipient, reason) in bounced.chain(complained.map(|r| (r, Reason::Complained))) {
        let Ok(address) = Address::parse(&recipient.email_address) else { continue };
        let person = ContactKey::of(&address, &app.secrets);
        app.store
            .change_contact(&person, None, now + KEPT, |contact| {
                // A complaint stays a complaint: a bounce that comes, or comes again, after it is the lesser reason.
                let graver = |s: &Suppression| s.reason == reason || s.reason == Reason::Complained;
                let known = contact.suppressed.get(EVERYTHING).is_some_and(graver);
                if !known {
                    contact.suppressed.insert(EVERYTHING.to_owned(), Suppression { reason, at: now });
                }
                !known
            })
            .await?;
    }
    Ok(())
}
