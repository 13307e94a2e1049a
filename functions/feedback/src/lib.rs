//! What SES says afterwards: sent after all, bounced, complained. Any event may come twice, late, in any order, or never.
//!
//! Events come from EventBridge, directly or through a queue, or from an SNS topic ([`sns`]); what they mean is in
//! [`event`].

mod event;
pub mod sns;

use anyhow::Result;
use bootstrap::{Clock, batch};
use event::{Meaning, SesEvent};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sns::Topic;
use store::Store;
use survey::contact::{EVERYTHING, Suppression};
use survey::invitation::{Event, State};
use survey::{ContactKey, InvitationKey, Reason, Secrets};

/// What the function works with.
pub struct App {
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Clock,
    /// The SNS topic that SES publishes to, if it does.
    pub topic: Option<Topic>,
}

/// How long a contact without a suppression is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Takes one SES event in EventBridge's envelope, messages of an SNS topic, or a batch of either from a queue.
pub async fn handle(app: &App, mut event: Value) -> Result<Value> {
    if batch::is_queue(&event) {
        return Ok(batch::each_message(event, |event| one(app, event)).await);
    }
    if event.pointer("/Records/0/Sns").is_none() {
        return one(app, event).await;
    }
    let mut heard = Vec::new();
    for record in event["Records"].as_array_mut().map(std::mem::take).unwrap_or_default() {
        heard.push(one(app, record.get("Sns").cloned().unwrap_or_default()).await?);
    }
    Ok(Value::Array(heard))
}

async fn one(app: &App, mut event: Value) -> Result<Value> {
    if !Topic::is_message(&event) {
        let id = event["id"].as_str().unwrap_or_default().to_owned();
        return heard(app, &id, event["detail"].take()).await;
    }
    let id = event["MessageId"].as_str().unwrap_or_default().to_owned();
    let Some(topic) = &app.topic else {
        tracing::warn!(event = id, "a message of an SNS topic, and GLIMT_SNS_TOPIC names none; nothing is done");
        return Ok(json!({ "ignored": "GLIMT_SNS_TOPIC is not set" }));
    };
    match topic.open(event).await? {
        Ok(text) => heard(app, &id, serde_json::from_str(&text).unwrap_or_default()).await,
        Err(refused) => {
            tracing::warn!(event = id, why = %refused, "a message of an SNS topic does not count; not tried again");
            Ok(json!({ "ignored": refused.to_string() }))
        }
    }
}

/// Does what an event of SES means.
async fn heard(app: &App, id: &str, detail: Value) -> Result<Value> {
    // Why it can't be read is not said: that would repeat a part of it, which may be an address.
    let Ok(event) = serde_json::from_value::<SesEvent>(detail) else {
        tracing::warn!(event = id, "not an SES event; not tried again");
        return Ok(json!({ "ignored": "not an SES event" }));
    };
    let Some(meaning) = event.meaning() else {
        tracing::warn!(event = id, kind = event.kind, "an SES event of an unknown type; nothing is done");
        return Ok(json!({ "ignored": "an SES event of an unknown type" }));
    };
    let now = (app.clock)();
    // Who is not to be mailed again comes first: it holds also where the invitation is long gone.
    suppress(app, &event, now).await?;
    let Some(key) = event.invitation() else {
        tracing::info!(message = event.mail.message_id, kind = event.kind, "no invitation's mail");
        return Ok(json!({ "ignored": "no invitation's mail" }));
    };
    if meaning != Meaning::Nothing {
        report_sent(app, &event, &key, now).await?;
    }
    match meaning {
        Meaning::Bounced | Meaning::ThrownAway => app.store.mark_bounced(&key).await.map(drop)?,
        Meaning::Complained => app.store.mark_complained(&key).await.map(drop)?,
        Meaning::Sent | Meaning::Nothing => {}
    }
    if matches!(meaning, Meaning::Sent | Meaning::Nothing) {
        // The rule, and not news: one for each mail.
        tracing::debug!(invitation = %key, kind = event.kind, "heard from SES");
    } else {
        metrics::counter!("Returned").increment(1);
        tracing::info!(invitation = %key, kind = event.kind, "heard from SES");
    }
    Ok(json!({ "invitation": key.to_string(), "kind": event.kind }))
}

/// SES has taken it: settles what the sender could not know. Read first; written only where it is not yet `sent`.
async fn report_sent(app: &App, event: &SesEvent, key: &InvitationKey, now: Timestamp) -> Result<()> {
    let Some(attempt) = event.attempt() else { return Ok(()) };
    let open = app.store.invitation(key).await?.is_some_and(|invitation| invitation.state != State::Sent);
    if open {
        let reported = Event::Reported { message_id: event.mail.message_id.clone() };
        app.store.apply(key, attempt, &reported, now).await?;
    }
    Ok(())
}

/// Nobody is mailed again who bounced for good or complained.
async fn suppress(app: &App, event: &SesEvent, now: Timestamp) -> Result<()> {
    for (address, reason) in event.suppressed() {
        let person = ContactKey::of(&address, &app.secrets);
        app.store
            .change_contact(&person, None, now + KEPT, |contact| {
                // A complaint stays a complaint: a bounce that comes, or comes again, after it is the lesser reason. And
                // whoever was erased stays erased.
                let graver =
                    |s: &Suppression| s.reason == reason || matches!(s.reason, Reason::Complained | Reason::Erased);
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
