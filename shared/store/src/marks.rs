//! How far the sweeps have come in each shard. Marks only move forward, and never expire.

use crate::invitations::happened;
use crate::item::{pk_sk, read, text, write};
use crate::{Result, Store};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use survey::key::SHARDS;

/// One shard's watermarks: nothing due before `open` is pending, nothing due before `settled` is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    pub shard: u8,
    pub open: Timestamp,
    pub settled: Timestamp,
}

impl Store {
    /// Every shard's watermarks, in the shards' order; `start` for a shard that was never swept. Strongly consistent.
    pub async fn marks(&self, start: Timestamp) -> Result<Vec<Marks>> {
        let table = &self.tables.invitations;
        let mut wanted = KeysAndAttributes::builder().consistent_read(true);
        for shard in 0..SHARDS {
            wanted = wanted.keys(key(shard));
        }
        let wanted = wanted.build().map_err(crate::tables::built)?;
        let got = self.db.batch_get_item().request_items(table, wanted).send().await?;
        let mut marks: Vec<_> = (0..SHARDS).map(|shard| Marks { shard, open: start, settled: start }).collect();
        let items = got.responses.and_then(|mut tables| tables.remove(table)).unwrap_or_default();
        for item in items {
            let found: Marks = read(table, item)?;
            if let Some(mark) = marks.get_mut(usize::from(found.shard)) {
                *mark = found;
            }
        }
        Ok(marks)
    }

    /// Moves a shard's watermarks forward, if they still are where they were read. False: another sweep moved them.
    pub async fn advance(&self, from: &Marks, to: &Marks) -> Result<bool> {
        let table = &self.tables.invitations;
        let item = write(table, key(to.shard), to, None)?;
        let put = self
            .db
            .put_item()
            .table_name(table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR (#open = :open AND settled = :settled)")
            .expression_attribute_names("#open", "open")
            .expression_attribute_values(":open", text(from.open.to_string()))
            .expression_attribute_values(":settled", text(from.settled.to_string()));
        happened(put.send().await)
    }
}

fn key(shard: u8) -> crate::item::Item {
    pk_sk(format!("mark#{shard}"), "mark")
}
