//! Cells, and which due days have been folded.

use crate::item::{Item, pk_sk, read, refuse_newer, text, write};
use crate::{Result, Store};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use survey::Slug;
use survey::cell::{AnswerCell, CellKey, Cells, FunnelCell};

/// A due day that has been folded at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldedDay {
    pub due_day: Date,
}

/// What is folded on a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// What was asked in the last days.
    Hourly,
    /// All that can still change.
    Nightly,
}

/// Until when everything that happened is in the cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Complete {
    /// To what was asked in the last days.
    pub recent: Option<Timestamp>,
    /// To anything at all.
    pub all: Option<Timestamp>,
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
    pub async fn delete_cells(&self, kind: CellKind, due_day: Date, key: &CellKey, part: u16) -> Result<()> {
        let key = cell_key(kind, due_day, key, part);
        self.db.delete_item().table_name(&self.tables.scores).set_key(Some(key)).send().await?;
        Ok(())
    }

    /// Notes that a due day has been folded; reads only, if that is known. Fails if a newer version's note is there.
    pub async fn note_folded(&self, due_day: Date) -> Result<()> {
        let table = &self.tables.scores;
        let key = pk_sk("days", due_day.to_string());
        let there =
            self.db.get_item().table_name(table).set_key(Some(key.clone())).consistent_read(true).send().await?;
        if let Some(item) = there.item {
            return refuse_newer(table, &item);
        }
        let item = write(table, key, &FoldedDay { due_day }, None)?;
        self.db.put_item().table_name(table).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Every due day that has been folded, in order.
    pub async fn folded_days(&self) -> Result<Vec<Date>> {
        let days: Vec<FoldedDay> = self.query_scores("days", "").await?;
        Ok(days.into_iter().map(|day| day.due_day).collect())
    }

    /// Notes that everything that happened until then is in the cells, as far as this kind of run goes.
    pub async fn note_complete(&self, run: Run, until: Timestamp) -> Result<()> {
        let set = match run {
            Run::Hourly => "SET recent = :until",
            Run::Nightly => "SET recent = :until, #all = :until",
        };
        let table = &self.tables.scores;
        let mut update = self
            .db
            .update_item()
            .table_name(table)
            .set_key(Some(complete_key()))
            .update_expression(set)
            .expression_attribute_values(":until", text(until.to_string()));
        if run == Run::Nightly {
            update = update.expression_attribute_names("#all", "all");
        }
        update.send().await?;
        Ok(())
    }

    /// How far the cells are complete.
    pub async fn complete(&self) -> Result<Complete> {
        let table = &self.tables.scores;
        let get = self.db.get_item().table_name(table).set_key(Some(complete_key())).consistent_read(true);
        let noted: Option<Complete> = get.send().await?.item.map(|item| read(table, item)).transpose()?;
        Ok(noted.unwrap_or_default())
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
        let item = write(table, cell_key(kind, cells.due_day, &cells.key, cells.part), cells, None)?;
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

fn complete_key() -> Item {
    pk_sk("complete", "complete")
}

fn cell_key(kind: CellKind, due_day: Date, key: &CellKey, part: u16) -> Item {
    let segment = key.segment.as_ref().map_or("", |segment| segment.as_str());
    let CellKey { journey, stage, survey, .. } = key;
    let part = if part == 0 { String::new() } else { format!("#{part}") };
    pk_sk(format!("cells#{due_day}"), format!("{}#{journey}#{stage}#{survey}#{segment}{part}", kind.as_str()))
}
