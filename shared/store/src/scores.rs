//! Cells, and which due days have been folded.

use crate::invitations::happened;
use crate::item::{Item, NOT_NEWER, format_name, format_value, pk_sk, read, refuse_newer, text, write};
use crate::{Result, Store};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use survey::Slug;
use survey::cell::{AnswerCell, CellKey, Cells, FunnelCell};

/// A due day that has been folded at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFold {
    pub due_day: Date,
    /// Everything that happened until then is in its cells.
    pub folded_at: Timestamp,
}

/// What a cell item counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Confirmed answers.
    Answers,
    /// What clicks without an answer are worth.
    Clicks,
    /// Where invitations stand.
    Funnel,
}

impl CellKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Clicks => "clicks",
            Self::Funnel => "funnel",
        }
    }
}

impl Store {
    /// Writes a key's cells of answers or clicks of a due day over whatever was there.
    pub async fn put_answer_cells(&self, kind: CellKind, cells: &Cells<AnswerCell>) -> Result<()> {
        self.put_cells(kind, cells).await
    }

    /// Writes a key's funnel cells of a due day over whatever was there.
    pub async fn put_funnel_cells(&self, cells: &Cells<FunnelCell>) -> Result<()> {
        self.put_cells(CellKind::Funnel, cells).await
    }

    /// Every cell of answers or clicks of a due day.
    pub async fn answer_cells(&self, kind: CellKind, due_day: Date) -> Result<Vec<Cells<AnswerCell>>> {
        self.cells(kind, due_day).await
    }

    /// Every funnel cell of a due day.
    pub async fn funnel_cells(&self, due_day: Date) -> Result<Vec<Cells<FunnelCell>>> {
        self.cells(CellKind::Funnel, due_day).await
    }

    /// Removes the cells of these keys of a due day: everything they counted is gone.
    pub async fn delete_cells(&self, kind: CellKind, due_day: Date, key: &CellKey) -> Result<()> {
        let key = cell_key(kind, due_day, key);
        self.db.delete_item().table_name(&self.tables.scores).set_key(Some(key)).send().await?;
        Ok(())
    }

    /// Notes that a due day has been folded. Fails if a newer version's note is there.
    pub async fn put_day_fold(&self, fold: &DayFold) -> Result<()> {
        let table = &self.tables.scores;
        let key = pk_sk("days", fold.due_day.to_string());
        let item = write(table, key.clone(), fold, None)?;
        let put = self
            .db
            .put_item()
            .table_name(table)
            .set_item(Some(item))
            .condition_expression(NOT_NEWER)
            .set_expression_attribute_names(Some(HashMap::from([format_name()])))
            .set_expression_attribute_values(Some(HashMap::from([format_value()])));
        if happened(put.send().await)? {
            return Ok(());
        }
        let there = self.db.get_item().table_name(table).set_key(Some(key)).consistent_read(true).send().await?;
        there.item.map_or(Ok(()), |item| refuse_newer(table, &item))
    }

    /// Every due day that has been folded, in order.
    pub async fn day_folds(&self) -> Result<Vec<DayFold>> {
        self.query_scores("days", "").await
    }

    /// The last due day of which a journey's comments have been removed.
    pub async fn comments_removed_until(&self, journey: &Slug) -> Result<Option<Date>> {
        let table = &self.tables.scores;
        let get = self.db.get_item().table_name(table).set_key(Some(comments_key(journey))).consistent_read(true);
        let removed: Option<CommentsRemoved> = get.send().await?.item.map(|item| read(table, item)).transpose()?;
        Ok(removed.map(|removed| removed.until))
    }

    /// Notes that the comments of a journey have been removed up to this due day.
    pub async fn note_comments_removed(&self, journey: &Slug, until: Date) -> Result<()> {
        let table = &self.tables.scores;
        let item = write(table, comments_key(journey), &CommentsRemoved { until }, None)?;
        self.db.put_item().table_name(table).set_item(Some(item)).send().await?;
        Ok(())
    }

    async fn put_cells<C: Serialize>(&self, kind: CellKind, cells: &Cells<C>) -> Result<()> {
        let table = &self.tables.scores;
        let item = write(table, cell_key(kind, cells.due_day, &cells.key), cells, None)?;
        self.db.put_item().table_name(table).set_item(Some(item)).send().await?;
        Ok(())
    }

    async fn cells<C: DeserializeOwned>(&self, kind: CellKind, due_day: Date) -> Result<Vec<Cells<C>>> {
        self.query_scores(&format!("cells#{due_day}"), &format!("{}#", kind.as_str())).await
    }

    async fn query_scores<T: DeserializeOwned>(&self, pk: &str, prefix: &str) -> Result<Vec<T>> {
        let table = &self.tables.scores;
        let mut query =
            self.db.query().table_name(table).consistent_read(true).expression_attribute_values(":pk", text(pk));
        query = if prefix.is_empty() {
            query.key_condition_expression("pk = :pk")
        } else {
            query
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":prefix", text(prefix))
        };
        let mut pages = query.into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page?.items.unwrap_or_default() {
                found.push(read(table, item)?);
            }
        }
        Ok(found)
    }
}

#[derive(Serialize, Deserialize)]
struct CommentsRemoved {
    until: Date,
}

fn comments_key(journey: &Slug) -> Item {
    pk_sk("comments", journey.as_str())
}

fn cell_key(kind: CellKind, due_day: Date, key: &CellKey) -> Item {
    let segment = key.segment.as_ref().map_or("", |segment| segment.as_str());
    let CellKey { journey, stage, survey, .. } = key;
    pk_sk(format!("cells#{due_day}"), format!("{}#{journey}#{stage}#{survey}#{segment}", kind.as_str()))
}
