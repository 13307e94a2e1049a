//! What `glimt dev` does to the tables without going through a function: what AWS does by itself, and looking ahead.

use anyhow::{Context, Result, anyhow};
use dynoxide::Database;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The tables whose items expire.
const EXPIRING: [&str; 4] = ["glimt-invitations", "glimt-subjects", "glimt-contacts", "glimt-answers"];

/// Every item of a table for which a condition on one attribute (`#a`) and one value (`:v`) holds.
pub(super) fn scan(
    database: &Database,
    table: &str,
    condition: &str,
    attribute: &str,
    value: Value,
) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    let mut start = Value::Null;
    loop {
        let mut request = json!({
            "TableName": table,
            "FilterExpression": condition,
            "ExpressionAttributeNames": { "#a": attribute },
            "ExpressionAttributeValues": { ":v": value },
        });
        if !start.is_null() {
            request["ExclusiveStartKey"] = start;
        }
        let page = database.scan(serde_json::from_value(request)?).map_err(|error| anyhow!("{table}: {error}"))?;
        let mut page = serde_json::to_value(page)?;
        if let Some(items) = page.get_mut("Items").and_then(Value::as_array_mut) {
            found.append(items);
        }
        start = page.get("LastEvaluatedKey").cloned().unwrap_or_default();
        if start.is_null() {
            return Ok(found);
        }
    }
}

/// Removes what has expired by Glimt's clock: the engine would only look at the machine's.
pub(super) fn remove_expired(database: &Database, now: Timestamp) -> Result<()> {
    for table in EXPIRING {
        let before = json!({ "N": now.as_second().to_string() });
        for item in scan(database, table, "#a < :v", "expires", before)? {
            let mut key = json!({ "pk": item.get("pk").context("an item without a key")? });
            if let Some(sk) = item.get("sk") {
                key["sk"] = sk.clone();
            }
            let request = json!({ "TableName": table, "Key": key });
            database.delete_item(serde_json::from_value(request)?).map_err(|error| anyhow!("{table}: {error}"))?;
        }
    }
    Ok(())
}
