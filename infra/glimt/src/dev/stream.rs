//! The stream of the answers' table, read as Lambda's event source mapping would, and handed on in its shape.

use super::folder;
use anyhow::{Context, Result};
use dynoxide::Database;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Where the reading of the stream has come to; survives a restart if it has a file.
pub struct AnswerStream {
    position: Mutex<String>,
    file: Option<PathBuf>,
}

/// A batch of changed answers.
pub struct Batch {
    /// As Lambda would hand it to `alert`.
    pub event: Value,
    /// The due days whose answers have changed.
    pub days: BTreeSet<Date>,
    next: String,
}

impl AnswerStream {
    /// Goes on where the file says, else after everything that is there.
    pub fn open(database: &Database, file: Option<PathBuf>) -> Result<Self> {
        let known = file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        let position = match known {
            Some(position) => position,
            None => newest(database)?,
        };
        let stream = Self { position: Mutex::new(position), file };
        stream.remember()?;
        Ok(stream)
    }

    /// The next changes; `None` if there are none.
    pub fn next(&self, database: &Database) -> Result<Option<Batch>> {
        let position = self.position.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let got = call(json!({ "ShardIterator": position, "Limit": 100 }), |request| database.get_records(request))?;
        let records = got.get("Records").and_then(Value::as_array).cloned().unwrap_or_default();
        if records.is_empty() {
            return Ok(None);
        }
        let next = got.get("NextShardIterator").and_then(Value::as_str).context("the stream has ended")?.to_owned();
        let day =
            |record: &Value| record.pointer("/dynamodb/Keys/pk/S")?.as_str()?.split('#').next()?.parse::<Date>().ok();
        let days = records.iter().filter_map(day).collect();
        Ok(Some(Batch { event: json!({ "Records": records }), days, next }))
    }

    /// The batch is done: the next one follows it.
    pub fn done(&self, batch: Batch) -> Result<()> {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = batch.next;
        self.remember()
    }

    fn remember(&self) -> Result<()> {
        let position = self.position.lock().unwrap_or_else(PoisonError::into_inner);
        self.file.as_ref().map_or(Ok(()), |file| folder::write_whole(file, position.as_str()))
    }
}

fn newest(database: &Database) -> Result<String> {
    let streams = call(json!({ "TableName": "glimt-answers" }), |request| database.list_streams(request))?;
    let arn = streams.pointer("/Streams/0/StreamArn").and_then(Value::as_str).context("the answers have no stream")?;
    let described = call(json!({ "StreamArn": arn }), |request| database.describe_stream(request))?;
    let shard = described.pointer("/StreamDescription/Shards/0/ShardId").and_then(Value::as_str).context("no shard")?;
    let wanted = json!({ "StreamArn": arn, "ShardId": shard, "ShardIteratorType": "LATEST" });
    let got = call(wanted, |request| database.get_shard_iterator(request))?;
    Ok(got.get("ShardIterator").and_then(Value::as_str).context("no iterator")?.to_owned())
}

/// Calls the engine with a request and gets a response, both as JSON: its types have no public names.
fn call<Q: DeserializeOwned, R: Serialize>(
    request: Value,
    run: impl FnOnce(Q) -> dynoxide::Result<R>,
) -> Result<Value> {
    let response =
        run(serde_json::from_value(request)?).map_err(|error| anyhow::anyhow!("the answers' stream: {error}"))?;
    Ok(serde_json::to_value(response)?)
}
