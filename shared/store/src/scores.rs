//! Cells, and which due days have been folded.

use crate::item::{Item, pk_sk, read, refuse_newer, text, write};
use crate::{Result, Store};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
    /// What was due yesterday and today.
    Hourly,
    /// All that can still change.
    Nightly,
}

impl Run {
    fn as_str(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Nightly => "nightly",
        }
    }
}

/// Which of the due days a run folds, where several share them side by side: `1/4` every fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Part {
    number: u8,
    of: u8,
}

impl Part {
    /// All days.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Whether the part has this day.
    pub fn has(self, day: Date) -> bool {
        let days = (day - jiff::civil::date(1970, 1, 1)).get_days();
        days.rem_euclid(i32::from(self.of)) == i32::from(self.number) - 1
    }

    /// Whether it is the first: what is done once for all parts is done there.
    pub fn is_first(self) -> bool {
        self.number == 1
    }
}

impl Default for Part {
    fn default() -> Self {
        Self::WHOLE
    }
}

impl TryFrom<String> for Part {
    type Error = &'static str;

    fn try_from(text: String) -> std::result::Result<Self, Self::Error> {
        let part = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match part {
            Some((number, of)) if 1 <= number && number <= of && of <= 31 => Ok(Self { number, of }),
            _ => Err("expected a part such as 1/4, of at most 31"),
        }
    }
}

/// Until when everything that happened is in the cells; what happened in the second before may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Complete {
    /// To what was due the day before and on the same day.
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

    /// Notes that everything that happened until then is in the cells, as far as this part of this kind of run goes.
    pub async fn note_complete(&self, run: Run, part: Part, until: Timestamp) -> Result<()> {
        let update = self
            .db
            .update_item()
            .table_name(&self.tables.scores)
            .set_key(Some(complete_key()))
            .update_expression("SET #run = :until")
            .expression_attribute_names("#run", format!("{} {}/{}", run.as_str(), part.number, part.of))
            .expression_attribute_values(":until", text(until.to_string()));
        update.send().await?;
        Ok(())
    }

    /// How far the cells are complete: as far as the part that is behind.
    pub async fn complete(&self) -> Result<Complete> {
        let table = &self.tables.scores;
        let get = self.db.get_item().table_name(table).set_key(Some(complete_key())).consistent_read(true);
        let noted: Option<Noted> = get.send().await?.item.map(|item| read(table, item)).transpose()?;
        let runs = noted.unwrap_or_default().runs;
        let all = complete_to(&runs, Run::Nightly);
        Ok(Complete { recent: complete_to(&runs, Run::Hourly).max(all), all })
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

/// When each part of each run was last done, under `nightly 1/4`; and the item's key and format.
#[derive(Default, Deserialize)]
struct Noted {
    #[serde(flatten)]
    runs: BTreeMap<String, serde_json::Value>,
}

/// Until when a kind of run is complete: the earliest of its parts, where all of them were done; whichever division is
/// furthest, for it may have changed.
fn complete_to(runs: &BTreeMap<String, serde_json::Value>, run: Run) -> Option<Timestamp> {
    let done = |number: u8, of: u8| -> Option<Timestamp> {
        runs.get(&format!("{} {number}/{of}", run.as_str()))?.as_str()?.parse().ok()
    };
    let division = |of: u8| (1..=of).map(|number| done(number, of)).min().flatten();
    (1..=31).map(division).max().flatten()
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    fn part(text: &str) -> Part {
        Part::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn each_day_is_in_one_part_and_neighbours_are_in_different_ones() {
        for of in [1, 2, 4, 31] {
            let parts: Vec<_> = (1..=of).map(|number| part(&format!("{number}/{of}"))).collect();
            for n in 0..400 {
                let day = date(1969, 12, 1).saturating_add((50 * n).days());
                assert_eq!(parts.iter().filter(|part| part.has(day)).count(), 1, "{day} of {of}");
            }
        }
        let of = |day| (1..=4).find(|n| part(&format!("{n}/4")).has(day));
        assert_ne!(of(date(2026, 11, 21)), of(date(2026, 11, 22)));
        for wrong in ["", "0/4", "5/4", "1/0", "1/32", "1", "a/b", "1/4/4", "-1/4"] {
            assert!(Part::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_run_in_parts_is_complete_as_far_as_the_part_that_is_behind() {
        let noted = |runs: &[(&str, &str)]| -> BTreeMap<String, serde_json::Value> {
            let day = |(run, day): &(&str, &str)| ((*run).to_owned(), format!("2026-11-{day}T03:20:00Z").into());
            runs.iter().map(day).collect()
        };
        let to = |runs: &[(&str, &str)]| complete_to(&noted(runs), Run::Nightly).map(|at| at.to_string());
        let day = |day: &str| Some(format!("2026-11-{day}T03:20:00Z"));
        assert_eq!(to(&[]), None);
        assert_eq!(to(&[("nightly 1/1", "20"), ("hourly 1/1", "21")]), day("20"));
        assert_eq!(to(&[("nightly 1/2", "21")]), None, "the other half was never folded");
        assert_eq!(to(&[("nightly 1/2", "21"), ("nightly 2/2", "20")]), day("20"), "one part is behind");
        let divided = [("nightly 1/1", "19"), ("nightly 1/2", "21"), ("nightly 2/2", "20")];
        assert_eq!(to(&divided), day("20"), "after the division has changed");
        let whole = [("nightly 1/1", "22"), ("nightly 1/2", "21"), ("nightly 2/2", "20")];
        assert_eq!(to(&whole), day("22"), "… and back again");
    }
}
