//! The files of one journey: its tables in every format, its report, and a list of what has changed of closed periods.

use crate::ledger::{Ledger, Revisions, is_figure, name_of};
use crate::mark::mark;
use crate::rows::{
    ChangeRow, DriverRow, FunnelReasonRow, FunnelRow, JourneyScoreRow, MoneyRow, PriorityRow, StageScoreRow, changes,
    funnel, funnel_reasons, journey_scores, money, priorities, stage_scores,
};
use crate::scope::Scope;
use crate::table::describe::table;
use crate::table::{self, Cell, Column, Row, Workbook};
use crate::told::Told;
use crate::{Beside, ReportOptions, report};
use anyhow::Result;
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// A file and, if it is a table, how many rows it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    pub bytes: Bytes,
    pub rows: Option<usize>,
}

/// Files by their path from where all are put.
pub type Files = BTreeMap<String, Made>;

table! {
    /// A figure of a closed period that has changed since it was put before.
    pub struct Revised in "revisions" {
        /// The table.
        key table: &'static str,
        /// The row's keys, as JSON.
        key row: String,
        /// The row's revision that the figure now has.
        key revision: u32,
        /// The column.
        key column: &'static str,
        /// What stood there before, as JSON; empty if the earlier file is gone.
        never before: String,
        /// What stands there now, as JSON; empty if the row is no more.
        never after: String,
    }
}

/// All rows of a journey.
pub struct Rows<'a> {
    pub stage_scores: Vec<StageScoreRow<'a>>,
    pub journey_scores: Vec<JourneyScoreRow>,
    pub funnel: Vec<FunnelRow<'a>>,
    pub funnel_reasons: Vec<FunnelReasonRow<'a>>,
    pub changes: Vec<ChangeRow<'a>>,
    pub money: Vec<MoneyRow<'a>>,
    pub priorities: Vec<PriorityRow<'a>>,
}

impl<'a> Rows<'a> {
    pub fn of(scope: &Scope<'a>) -> Self {
        Self {
            stage_scores: stage_scores(scope),
            journey_scores: journey_scores(scope),
            funnel: funnel(scope),
            funnel_reasons: funnel_reasons(scope),
            changes: changes(scope),
            money: money(scope),
            priorities: priorities(scope),
        }
    }

    /// Gives every row its time and revision; gives what has changed of closed periods that were put before, by table.
    pub(crate) fn stamp(&mut self, ledger: &mut Ledger) -> Result<BTreeMap<&'static str, Revisions>> {
        let mut all = BTreeMap::new();
        let mut note = |table, revisions: Revisions| {
            if !revisions.is_empty() {
                all.insert(table, revisions);
            }
        };
        note(STAGE_SCORES, ledger.stamp(&mut self.stage_scores)?);
        note(JOURNEY_SCORES, ledger.stamp(&mut self.journey_scores)?);
        note(FUNNEL, ledger.stamp(&mut self.funnel)?);
        note(CHANGES, ledger.stamp(&mut self.changes)?);
        note(MONEY, ledger.stamp(&mut self.money)?);
        Ok(all)
    }

    /// What has changed in those rows, beside the earlier files.
    pub(crate) fn revised(
        &self,
        revisions: &BTreeMap<&'static str, Revisions>,
        earlier: &BTreeMap<&'static str, Bytes>,
    ) -> Result<Vec<Revised>> {
        let of = |table: &str| revisions.get(table);
        let mut all = revised(&self.stage_scores, of(STAGE_SCORES), earlier)?;
        all.extend(revised(&self.journey_scores, of(JOURNEY_SCORES), earlier)?);
        all.extend(revised(&self.funnel, of(FUNNEL), earlier)?);
        all.extend(revised(&self.changes, of(CHANGES), earlier)?);
        all.extend(revised(&self.money, of(MONEY), earlier)?);
        Ok(all)
    }
}

const STAGE_SCORES: &str = StageScoreRow::TABLE.name;
const JOURNEY_SCORES: &str = JourneyScoreRow::TABLE.name;
const FUNNEL: &str = FunnelRow::TABLE.name;
const CHANGES: &str = ChangeRow::TABLE.name;
const MONEY: &str = MoneyRow::TABLE.name;
/// The tables of which revisions are told.
pub(crate) const REVISED: [&str; 5] = [STAGE_SCORES, JOURNEY_SCORES, FUNNEL, CHANGES, MONEY];

/// The figures of these rows that are not as they were in the earlier file, and those of rows that are no more.
fn revised<R: Row>(
    rows: &[R],
    revisions: Option<&Revisions>,
    earlier: &BTreeMap<&'static str, Bytes>,
) -> Result<Vec<Revised>> {
    let Some(Revisions { changed, gone }) = revisions else { return Ok(Vec::new()) };
    let columns = R::TABLE.columns;
    let is_key = |column: &Column| column.adds == table::Adds::Key;
    let before: Vec<serde_json::Map<String, Value>> =
        earlier.get(R::TABLE.name).and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    let keys_of = |row: &serde_json::Map<String, Value>| -> Vec<Value> {
        let keys = columns.iter().filter(|column| is_key(column));
        keys.map(|column| row.get(column.name).cloned().unwrap_or_default()).collect()
    };
    let mut revised = Vec::new();
    if !gone.is_empty() {
        for row in &before {
            let Some(revision) = gone.get(&name_of(columns, row)?) else { continue };
            for column in columns.iter().filter(|column| !is_key(column) && is_figure(column.name)) {
                let Some(was) = row.get(column.name).filter(|was| !was.is_null()) else { continue };
                revised.push(Revised {
                    table: R::TABLE.name,
                    row: serde_json::to_string(&keys_of(row))?,
                    revision: *revision,
                    column: column.name,
                    before: was.to_string(),
                    after: String::new(),
                });
            }
        }
    }
    let before: BTreeMap<String, _> =
        before.iter().map(|row| (serde_json::to_string(&keys_of(row)).unwrap_or_default(), row)).collect();
    for row in changed.iter().filter_map(|place| rows.get(*place)) {
        let cells: Vec<(&Column, Cell<'_>)> = columns.iter().zip(row.cells()).collect();
        let keys: Vec<_> = cells.iter().filter(|(column, _)| is_key(column)).map(|(_, cell)| cell).collect();
        let name = serde_json::to_string(&keys)?;
        let was = before.get(&name);
        let revision = cells.iter().find(|(column, _)| column.name == "revision").map(|(_, cell)| *cell);
        let revision = if let Some(Cell::Count(revision)) = revision { u32::try_from(revision)? } else { 1 };
        for (column, cell) in cells.iter().filter(|(column, _)| !is_key(column) && is_figure(column.name)) {
            let after = serde_json::to_value(cell)?;
            let before = was.and_then(|row| row.get(column.name));
            if before != Some(&after) {
                revised.push(Revised {
                    table: R::TABLE.name,
                    row: name.clone(),
                    revision,
                    column: column.name,
                    before: before.map(Value::to_string).unwrap_or_default(),
                    after: after.to_string(),
                });
            }
        }
    }
    Ok(revised)
}

/// The list of what has changed, if anything has, and where it is put: by how far the counts were complete, and what is in
/// it.
pub(crate) fn list(
    folder: &str,
    complete_to: Option<Timestamp>,
    revised: &[Revised],
) -> Result<Option<(String, Bytes)>> {
    if revised.is_empty() {
        return Ok(None);
    }
    let list = table::csv(revised)?;
    let time = complete_to.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y%m%dT%H%M%SZ").to_string());
    Ok(Some((format!("{folder}/revisions/{time}-{}.csv", mark(&list, 4)), list)))
}

/// What a journey's files are made of.
pub(crate) struct Material<'m, 'a> {
    pub scope: &'m Scope<'a>,
    pub rows: &'m Rows<'a>,
    pub told: &'m Told,
    pub drivers: &'m [DriverRow<'a>],
}

/// Every file of a journey but the manifest.
pub(crate) fn files(material: &Material<'_, '_>, options: &[ReportOptions<'_>]) -> Result<Files> {
    let Material { scope, rows, told, drivers } = *material;
    let folder = scope.journey.id.as_str();
    let mut made = Files::new();
    by_period(&mut made, folder, &rows.stage_scores, |row| (row.period_type, row.period_start))?;
    by_period(&mut made, folder, &rows.journey_scores, |row| (row.period_type, row.period_start))?;
    by_period(&mut made, folder, &rows.funnel, |row| (row.period_type, row.period_start))?;
    by_period(&mut made, folder, &rows.funnel_reasons, |row| (row.period_type, row.period_start))?;
    by_period(&mut made, folder, &rows.money, |row| (row.period_type, row.period_start))?;
    whole(&mut made, folder, &rows.changes)?;
    whole(&mut made, folder, &rows.priorities)?;
    whole(&mut made, folder, drivers)?;
    if scope.journey.reporting.answers {
        whole(&mut made, folder, &told.answers)?;
    }
    let about = crate::about::page()?;
    put(&mut made, format!("{}/about.md", folder), about, None);
    let workbook = workbook(rows, drivers, scope.as_of())?;
    put(&mut made, format!("{}/scores.xlsx", folder), workbook, None);
    for options in options {
        let html = report(scope, &Beside { told, drivers, changes: &rows.changes }, options)?;
        put(&mut made, format!("{}/report.{}.html", folder, options.language.code()), html.into(), None);
    }
    Ok(made)
}

/// Everything but the single days, for people.
fn workbook(rows: &Rows<'_>, drivers: &[DriverRow<'_>], as_of: Option<Timestamp>) -> Result<Bytes> {
    fn longer<R>(rows: &[R], kind: impl Fn(&R) -> &'static str) -> Vec<&R> {
        rows.iter().filter(|row| kind(row) != "day").collect()
    }
    Workbook::new(as_of.unwrap_or(Timestamp::UNIX_EPOCH))
        .sheet(&longer(&rows.stage_scores, |row| row.period_type))?
        .sheet(&longer(&rows.journey_scores, |row| row.period_type))?
        .sheet(&rows.priorities)?
        .sheet(&rows.changes)?
        .sheet(drivers)?
        .sheet(&longer(&rows.money, |row| row.period_type))?
        .sheet(&longer(&rows.funnel, |row| row.period_type))?
        .sheet(&longer(&rows.funnel_reasons, |row| row.period_type))?
        .finish()
}

/// The files of the whole company, where there are several journeys.
pub(crate) fn company(rows: &[JourneyScoreRow]) -> Result<Files> {
    let mut made = Files::new();
    by_period(&mut made, COMPANY, rows, |row| (row.period_type, row.period_start))?;
    Ok(made)
}

/// No journey is called that.
pub(crate) const COMPANY: &str = "_company";

fn by_period<R: Row>(
    made: &mut Files,
    folder: &str,
    rows: &[R],
    period: impl Fn(&R) -> (&'static str, jiff::civil::Date),
) -> Result<()> {
    readable(made, folder, rows)?;
    let mut parts: BTreeMap<(&str, i16), Vec<&R>> = BTreeMap::new();
    for row in rows {
        let (kind, start) = period(row);
        parts.entry((kind, start.year())).or_default().push(row);
    }
    let name = R::TABLE.name;
    for ((kind, year), rows) in parts {
        let path = format!("parquet/{name}/journey={folder}/period={kind}/year={year}/{name}.parquet");
        put(made, path, table::parquet(&rows)?, Some(rows.len()));
    }
    Ok(())
}

fn whole<R: Row>(made: &mut Files, folder: &str, rows: &[R]) -> Result<()> {
    readable(made, folder, rows)?;
    let name = R::TABLE.name;
    put(made, format!("parquet/{name}/journey={folder}/{name}.parquet"), table::parquet(rows)?, Some(rows.len()));
    Ok(())
}

fn readable<R: Row>(made: &mut Files, folder: &str, rows: &[R]) -> Result<()> {
    let path = |ending: &str| format!("{folder}/{}.{ending}", R::TABLE.name);
    put(made, path("csv"), table::csv(rows)?, Some(rows.len()));
    put(made, path("excel.csv"), table::csv_for_excel(rows)?, Some(rows.len()));
    put(made, path("json"), table::json(rows)?, Some(rows.len()));
    put(made, path("schema.json"), table::schema(&R::TABLE)?, None);
    Ok(())
}

fn put(made: &mut Files, path: String, bytes: Bytes, rows: Option<usize>) {
    made.insert(path, Made { bytes, rows });
}
