//! The page for whoever loads the tables elsewhere.

use crate::rows::{
    AnswerRow, ChangeRow, DriverRow, FunnelReasonRow, FunnelRow, JourneyScoreRow, MoneyRow, PriorityRow, StageScoreRow,
};
use crate::table::{Column, Layout, Row, Table, about};
use anyhow::Result;
use bytes::Bytes;

const JOURNEY: Column = Column::key::<String>("journey", "The journey's folder.");
const PERIOD: Column = Column::key::<String>("period", "The type of period, as period_type.");
const YEAR: Column = Column::key::<u64>("year", "The year in which the period starts.");

/// What may be added up and what never, and how to read the files.
pub(crate) fn page() -> Result<Bytes> {
    let by_period: [Table; 5] =
        [StageScoreRow::TABLE, JourneyScoreRow::TABLE, FunnelRow::TABLE, FunnelReasonRow::TABLE, MoneyRow::TABLE];
    let whole: [Table; 4] = [ChangeRow::TABLE, PriorityRow::TABLE, DriverRow::TABLE, AnswerRow::TABLE];
    let root = "s3://bucket/folder/parquet/";
    let by_period = by_period.map(|table| (table, Layout { root, partitions: &[JOURNEY, PERIOD, YEAR] }));
    let whole = whole.map(|table| (table, Layout { root, partitions: &[JOURNEY] }));
    about(&[by_period.as_slice(), &whole].concat())
}
