//! What was exported of each row, so that a row that has not changed keeps its time and its revision.

use crate::item::{Item, pk_sk, read, text, write};
use crate::{Result, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many rows stand in one item: some 80 bytes each, far from the 400 KB that an item may have. A page with more has 16.
const ROWS_AN_ITEM: usize = 2_000;

/// The rows of one page, by a name of each; the text is the exporter's own.
pub type LedgerPage = BTreeMap<String, String>;

#[derive(Serialize, Deserialize)]
struct Part {
    rows: LedgerPage,
}

impl Store {
    /// Every page of a journey's ledger, by its name; `#` does not stand in names.
    pub async fn ledger(&self, journey: &str) -> Result<BTreeMap<String, LedgerPage>> {
        let table = &self.tables.scores;
        let query = self
            .db
            .query()
            .table_name(table)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(format!("ledger#{journey}")));
        let mut parts = query.into_paginator().items().send();
        let mut pages: BTreeMap<String, LedgerPage> = BTreeMap::new();
        while let Some(item) = parts.next().await {
            let item: Item = item?;
            let sort = item.get("sk").and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
            let page = sort.rsplit_once('#').map_or(sort.as_str(), |(page, _)| page).to_owned();
            let Part { rows } = read(table, item)?;
            pages.entry(page).or_default().extend(rows);
        }
        Ok(pages)
    }

    /// Writes a page over the one that was there, of which `before` is how many rows it had. Names begin with a hexadecimal
    /// digit, by which a long page has its parts: a row never moves from one to another.
    pub async fn put_ledger_page(&self, journey: &str, page: &str, rows: &LedgerPage, before: usize) -> Result<()> {
        let table = &self.tables.scores;
        let mut parts: BTreeMap<u32, LedgerPage> = BTreeMap::new();
        for (name, text) in rows {
            let digit = name.chars().next().and_then(|first| first.to_digit(16)).unwrap_or_default();
            let part = if rows.len() > ROWS_AN_ITEM { digit } else { 0 };
            parts.entry(part).or_default().insert(name.clone(), text.clone());
        }
        // The first one last: until then it has all that were there.
        for (part, rows) in parts.iter().rev() {
            let item = write(table, key(journey, page, *part), &Part { rows: rows.clone() }, None)?;
            self.db.put_item().table_name(table).set_item(Some(item)).send().await?;
        }
        let all = if before > ROWS_AN_ITEM { 16 } else { 1 };
        for surplus in (0..all).filter(|part| before > 0 && !parts.contains_key(part)) {
            let key = key(journey, page, surplus);
            self.db.delete_item().table_name(table).set_key(Some(key)).send().await?;
        }
        Ok(())
    }
}

fn key(journey: &str, page: &str, part: u32) -> Item {
    pk_sk(format!("ledger#{journey}"), format!("{page}#{part}"))
}
