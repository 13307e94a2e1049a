//! The answers' stream, as the function behind it gets it.

use crate::shop::Shop;
use anyhow::Result;
use serde_json::{Value, json};

/// A batch that tells of every answer that is there, as new.
pub async fn batch(shop: &Shop) -> Result<Value> {
    let items = shop.client.dynamodb().scan().table_name("glimt-answers").send().await?.items.unwrap_or_default();
    let record = |item| {
        json!({
            "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "eu-north-1",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_000_000, "Keys": {}, "NewImage": serde_dynamo::Item::from(item),
                "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        })
    };
    Ok(json!({ "Records": items.into_iter().map(record).collect::<Vec<_>>() }))
}
