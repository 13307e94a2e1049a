//! Events from EventBridge or a queue, whose policy says who may send. What can't be read is logged and not tried again.

use crate::sources::fields::BadField;
use crate::sources::{Delivery, Reading, cloud_event, shopify, stripe, zendesk};
use crate::{App, deliver};
use anyhow::Result;
use aws_lambda_events::eventbridge::EventBridgeEvent;
use serde_json::{Value, json};

/// Files one event: a CloudEvent, our own data in EventBridge's envelope, or a partner's; with `dry_run`, writes nothing.
pub async fn take(app: &App, event: Value, dry_run: bool) -> Result<Value> {
    let id = event.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let now = (app.clock)();
    let one = |touchpoint| Delivery::Happened(vec![touchpoint]);
    let (source, reading): (String, Reading) = if event.get("specversion").is_some() {
        let source = event.get("source").and_then(Value::as_str).unwrap_or_default().to_owned();
        (source, cloud_event::parse(&event, now).map(one))
    } else if let Ok(event) = serde_json::from_value::<EventBridgeEvent<Value>>(event) {
        let source = event.source.clone();
        let reading = match partner(&source) {
            Some(("shopify.com", _)) => shopify::from_bus(&event.detail, now),
            Some(("stripe.com", account)) => stripe::event(account, &event.detail, now),
            Some(("zendesk.com", _)) => Ok(Delivery::Nothing(zendesk::NO_ADDRESS.to_owned())),
            _ => cloud_event::from_bus(event, now).map(one),
        };
        (source, reading)
    } else {
        let reason = "neither a CloudEvent nor an EventBridge event";
        tracing::warn!(event = id, "{reason}; not tried again");
        return Ok(json!({ "ignored": reason }));
    };
    match reading {
        Ok(delivery) => deliver(app, &source, delivery, dry_run).await,
        Err(wrong) => {
            let wrong = BadField::list(&wrong);
            tracing::warn!(event = id, fields = %wrong, "the event is not as it should be; not tried again");
            Ok(json!({ "ignored": wrong }))
        }
    }
}

/// Whose partner bus an event comes from, and the rest of its source: `aws.partner/stripe.com/<account>`.
fn partner(source: &str) -> Option<(&str, &str)> {
    source.strip_prefix("aws.partner/")?.split_once('/')
}
