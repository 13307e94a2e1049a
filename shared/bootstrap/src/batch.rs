//! Batches from a queue or a stream: each record on its own, and only those that failed come again.

use serde_json::{Value, json};
use tracing::Instrument;

/// Whether an event is a batch from an SQS queue.
pub fn is_queue(event: &Value) -> bool {
    event.pointer("/Records/0/eventSource").and_then(Value::as_str) == Some("aws:sqs")
}

/// Handles the messages of a queue's batch one after another, each body as JSON. A message whose handling fails comes
/// again; one that is no JSON is logged by its id and does not.
pub async fn each_message<F>(mut batch: Value, handle: impl Fn(Value) -> F) -> Value
where
    F: Future<Output = anyhow::Result<Value>>,
{
    let records = batch.get_mut("Records").and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
    let mut failed = Vec::new();
    for record in &records {
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
        let id = text("messageId");
        let span = tracing::info_span!("message", message = id);
        let handled = async {
            let Ok(event) = serde_json::from_str(text("body")) else {
                tracing::warn!("the message is not JSON; not tried again");
                return;
            };
            if let Err(error) = handle(event).await {
                tracing::error!(error = format!("{error:#}"), "failed; it will be tried again");
                failed.push(id);
            }
        };
        handled.instrument(span).await;
    }
    again(failed)
}

/// The answer to a batch of which these records come again: messages by their id, a stream's records by their sequence
/// number (`ReportBatchItemFailures`).
pub fn again<'a>(records: impl IntoIterator<Item = &'a str>) -> Value {
    let failures: Vec<_> = records.into_iter().map(|id| json!({ "itemIdentifier": id })).collect();
    json!({ "batchItemFailures": failures })
}
