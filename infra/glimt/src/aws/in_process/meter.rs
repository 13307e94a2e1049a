//! What each call to the tables costs, as the engine itself reports it.

use std::sync::{Arc, Mutex, PoisonError};

use dynoxide::Item;
use dynoxide::types::{item_size, write_capacity_units};
use serde_json::{Value, json};

/// One call to the tables, with its size and its price.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// DynamoDB's name of it: `PutItem`.
    pub operation: String,
    pub table: String,
    /// The partition key and, if there is one, the sort key; of a query the partition key alone.
    pub key: String,
    /// Bytes as DynamoDB counts them: of the item as a write leaves it, of the items that a read returns.
    pub bytes: usize,
    /// Write request units.
    pub write: f64,
    /// Read request units.
    pub read: f64,
    /// The write's condition did not hold.
    pub refused: bool,
}

/// Collects the calls of every client of one [`InProcess`](super::InProcess). Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Vec<Call>>>);

impl Meter {
    /// The calls since the last time, in order.
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Carries a request out by `run`, asking the engine for what it consumes, and notes it.
    /// Operations on tables are carried out as they are: they cost no units.
    pub(super) fn measure(
        &self,
        operation: &str,
        body: &[u8],
        run: impl Fn(&str, &[u8]) -> (u16, Vec<u8>),
    ) -> (u16, Vec<u8>) {
        let writes = match operation {
            "PutItem" | "UpdateItem" | "DeleteItem" => true,
            "GetItem" | "Query" | "Scan" | "BatchGetItem" => false,
            _ => return run(operation, body),
        };
        let Ok(mut request) = serde_json::from_slice::<Value>(body) else { return run(operation, body) };
        request["ReturnConsumedCapacity"] = json!("TOTAL");
        let (status, answer) = run(operation, request.to_string().as_bytes());
        let reply: Value = serde_json::from_slice(&answer).unwrap_or_default();
        let refused = reply["__type"].as_str().is_some_and(|kind| kind.ends_with("ConditionalCheckFailedException"));
        if status != 200 && !refused {
            return (status, answer);
        }
        let bytes = if writes { written(&request, &run) } else { returned(&reply) };
        // A refused write is charged by the item that is there (Developer Guide, “Condition expressions”);
        // DynamoDB and the engine report no figure for it.
        let units = if refused { write_capacity_units(bytes) } else { consumed(&reply["ConsumedCapacity"]) };
        let (write, read) = if writes { (units, 0.0) } else { (0.0, units) };
        let (table, key) = (table(&request), key(&request));
        let call = Call { operation: operation.to_owned(), table, key, bytes, write, read, refused };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(call);
        (status, answer)
    }
}

/// The size of the item that a write was about, as it is now.
fn written(request: &Value, run: &impl Fn(&str, &[u8]) -> (u16, Vec<u8>)) -> usize {
    let from = if request["Key"].is_object() { &request["Key"] } else { &request["Item"] };
    let parts = ["pk", "sk"].iter().filter_map(|part| Some(((*part).to_owned(), from.get(part)?.clone())));
    let key: serde_json::Map<_, _> = parts.collect();
    let get = json!({ "TableName": request["TableName"], "Key": key, "ConsistentRead": true });
    let (_, answer) = run("GetItem", get.to_string().as_bytes());
    returned(&serde_json::from_slice(&answer).unwrap_or_default())
}

/// The size of all items in a reply.
fn returned(reply: &Value) -> usize {
    let batches = reply["Responses"].as_object().into_iter().flat_map(|tables| tables.values());
    let lists = batches.chain([&reply["Items"]]).filter_map(Value::as_array).flatten();
    let items = lists.chain([&reply["Item"]]).filter(|item| item.is_object());
    items.filter_map(|item| serde_json::from_value::<Item>(item.clone()).ok()).map(|item| item_size(&item)).sum()
}

fn consumed(capacity: &Value) -> f64 {
    let units = |one: &Value| one["CapacityUnits"].as_f64().unwrap_or_default();
    capacity.as_array().map_or_else(|| units(capacity), |each| each.iter().map(units).sum())
}

fn table(request: &Value) -> String {
    let batch = || request["RequestItems"].as_object()?.keys().next().map(String::as_str);
    request["TableName"].as_str().or_else(batch).unwrap_or_default().to_owned()
}

fn key(request: &Value) -> String {
    let places = [&request["Key"], &request["Item"]];
    let part = |name: &str| places.iter().find_map(|place| place[name]["S"].as_str());
    let queried = || request["ExpressionAttributeValues"][":pk"]["S"].as_str();
    let parts = [part("pk").or_else(queried), part("sk")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
