//! The ledger: unchanged rows keep their time and their revision, and of changed ones of a closed period it is told what
//! has changed.

use crate::mark::mark;
use crate::rows::Stamp;
use crate::table::{Adds, Cell, Column, Row};
use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{LedgerPage, Store};

/// Columns whose change is no change of the figures: what the journey file says, and what only time changes.
const NOT_FIGURES: [&str; 15] = [
    "journey_version",
    "stage_order",
    "stage_name",
    "phase",
    "owner",
    "change_name",
    "is_headline",
    "target",
    "target_by",
    "target_verdict",
    "is_closed",
    "is_mature",
    "answer_rate",
    "as_of",
    "revision",
];

/// Whether a change in this column is one of the figures.
pub(crate) fn is_figure(column: &str) -> bool {
    !NOT_FIGURES.contains(&column)
}

/// A journey's ledger, as it was and as it is to be.
pub(crate) struct Ledger {
    journey: String,
    today: Date,
    was: BTreeMap<String, LedgerPage>,
    is: BTreeMap<String, LedgerPage>,
}

/// What has changed of a table's rows of closed periods since they were put.
#[derive(Debug, Default)]
pub(crate) struct Revisions {
    /// The places of those that have other figures.
    pub changed: Vec<usize>,
    /// The names of those that are no more, each with its revision.
    pub gone: BTreeMap<String, u32>,
}

impl Revisions {
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.gone.is_empty()
    }
}

/// What is marked of a row that is no more, so that it is told of once.
const GONE: &str = "gone";

/// What stands of a row: a mark of its figures, when they last changed, how often they did after the period was over, and
/// whether it was over by then.
struct Entry {
    mark: String,
    as_of: Option<Timestamp>,
    revision: u32,
    is_closed: bool,
}

impl Ledger {
    pub async fn read(store: &Store, journey: &str, today: Date) -> Result<Self> {
        let was = store.ledger(journey).await.context("what was exported before could not be read")?;
        Ok(Self { journey: journey.to_owned(), today, was, is: BTreeMap::new() })
    }

    /// Gives each row of a calendar period its time and revision; gives what has changed of those of closed periods that
    /// were put before.
    pub fn stamp<R: Row + Stamp>(&mut self, rows: &mut [R]) -> Result<Revisions> {
        let mut revisions = Revisions::default();
        for (place, row) in rows.iter_mut().enumerate() {
            let Some((page, end)) = row.page() else { continue };
            let page = format!("{} {page}", R::TABLE.name);
            let (name, mark) = (name(row)?, figures(row)?);
            let was = self.was.get(&page).and_then(|rows| rows.get(&name)).and_then(|text| Entry::read(text));
            let (as_of, revision) = row.stamp();
            if let Some(was) = was {
                let is_same = was.mark == mark;
                *revision = was.revision + u32::from(!is_same && was.is_closed);
                if is_same {
                    *as_of = was.as_of;
                } else if was.is_closed {
                    revisions.changed.push(place);
                }
            }
            let entry = Entry { mark, as_of: *as_of, revision: *revision, is_closed: end < self.today };
            self.is.entry(page).or_default().insert(name, entry.written());
        }
        revisions.gone = self.gone(R::TABLE.name);
        Ok(revisions)
    }

    /// Keeps a note of each row of a closed period that is no more; gives those of which that is new.
    fn gone(&mut self, table: &str) -> BTreeMap<String, u32> {
        let mut gone = BTreeMap::new();
        let of_table = |page: &str| page.strip_prefix(table).is_some_and(|rest| rest.starts_with(' '));
        for (page, rows) in self.was.iter().filter(|(page, _)| of_table(page)) {
            for (name, text) in rows {
                let is_there = self.is.get(page).is_some_and(|rows| rows.contains_key(name));
                let Some(mut entry) = Entry::read(text).filter(|entry| !is_there && entry.is_closed) else { continue };
                if entry.mark != GONE {
                    entry.mark = GONE.to_owned();
                    entry.revision += 1;
                    gone.insert(name.clone(), entry.revision);
                }
                self.is.entry(page.clone()).or_default().insert(name.clone(), entry.written());
            }
        }
        gone
    }

    /// Writes the pages that have changed.
    pub async fn write(&self, store: &Store) -> Result<()> {
        let nothing = LedgerPage::new();
        let pages: BTreeSet<_> = self.was.keys().chain(self.is.keys()).collect();
        for page in pages {
            let (was, is) = (self.was.get(page).unwrap_or(&nothing), self.is.get(page).unwrap_or(&nothing));
            if was != is {
                let put = store.put_ledger_page(&self.journey, page, is, was.len()).await;
                put.context("what was exported could not be noted")?;
            }
        }
        Ok(())
    }
}

impl Entry {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (mark, as_of) = (parts.next()?.to_owned(), parts.next()?.parse().ok());
        let (revision, is_closed) = (parts.next()?.parse().ok()?, parts.next()? == "closed");
        Some(Self { mark, as_of, revision, is_closed })
    }

    fn written(&self) -> String {
        let as_of = self.as_of.map_or_else(|| "never".to_owned(), |as_of| as_of.to_string());
        let open = if self.is_closed { "closed" } else { "open" };
        format!("{} {as_of} {} {open}", self.mark, self.revision)
    }
}

/// What names a row that was put as JSON, as [`Ledger::stamp`] names it.
pub(crate) fn name_of(columns: &[Column], row: &serde_json::Map<String, Value>) -> Result<String> {
    let keys = columns.iter().filter(|column| column.adds == Adds::Key);
    let cells = keys.filter_map(|column| Some((column.name, row.get(column.name).filter(|value| !value.is_null())?)));
    Ok(mark(serde_json::to_vec(&cells.collect::<BTreeMap<_, _>>())?, MARK))
}

/// What names the row, in few characters.
fn name<R: Row>(row: &R) -> Result<String> {
    short(row, |adds, _| adds == Adds::Key)
}

/// What tells its figures from others, in few characters.
fn figures<R: Row>(row: &R) -> Result<String> {
    short(row, |adds, column| adds != Adds::Key && is_figure(column))
}

/// 72 bits of a hash, in bytes: two of a million rows are alike by chance once in ten billion exports.
const MARK: usize = 9;

fn short<R: Row>(row: &R, is_part: impl Fn(Adds, &str) -> bool) -> Result<String> {
    let columns = R::TABLE.columns.iter().zip(row.cells());
    let is_part = |column: &Column, cell: &Cell<'_>| is_part(column.adds, column.name) && *cell != Cell::Empty;
    // By their names, and without empty ones, so that a column that is new changes no row that has nothing in it.
    let cells: BTreeMap<&str, Cell<'_>> =
        columns.filter(|(column, cell)| is_part(column, cell)).map(|(column, cell)| (column.name, cell)).collect();
    Ok(mark(serde_json::to_vec(&cells)?, MARK))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{TODAY, answer_cell, cells, journey, scope};
    use crate::stage_scores;
    use jiff::civil::date;

    #[test]
    fn a_row_of_a_closed_period_that_is_no_more_is_told_of_once_by_the_name_that_its_json_has() {
        let journey = journey();
        let day = date(2026, 10, 5);
        let answers = [cells(&journey, "delivered", None, day, vec![answer_cell(day, &[(5, 9)])])];
        let mut rows = stage_scores(&scope(&journey, &answers, &[]));
        let ledger = |was| Ledger { journey: "nordlys".to_owned(), today: TODAY, was, is: BTreeMap::new() };
        let mut first = ledger(BTreeMap::new());
        assert!(first.stamp(&mut rows).unwrap().is_empty());
        let json = crate::table::json(&rows).unwrap();

        let mut rows = stage_scores(&scope(&journey, &[], &[]));
        let mut second = ledger(first.is);
        let gone = second.stamp(&mut rows).unwrap().gone;
        let closed: Vec<serde_json::Map<String, Value>> = serde_json::from_slice(&json).unwrap();
        let closed = closed.iter().filter(|row| row["is_closed"] == true);
        let columns = crate::rows::StageScoreRow::TABLE.columns;
        let names: BTreeMap<String, u32> = closed.map(|row| (name_of(columns, row).unwrap(), 2)).collect();
        assert_eq!((gone.len(), &gone), (3, &names), "the day, its week and its month; the quarter goes on");

        let mut third = ledger(second.is);
        assert!(third.stamp(&mut rows).unwrap().is_empty(), "once");
        let mut rows = stage_scores(&scope(&journey, &answers, &[]));
        let mut fourth = ledger(third.is);
        assert_eq!(fourth.stamp(&mut rows).unwrap().changed.len(), 3, "it is there again");
        assert_eq!(rows.iter().find(|row| row.period_type == "day").unwrap().revision, 3);
    }
}
