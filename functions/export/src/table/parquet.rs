//! Tables as Parquet.

use super::cell::Cell;
use super::column::{Column, Kind, Row, Table};
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use jiff::civil::{Date, date};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use std::sync::Arc;

/// In the form that readers parse: application, `version`, version. Fixed, or a new build would change the bytes.
const CREATED_BY: &str = "glimt version 1";
/// Also what one writer holds in memory, per column.
const ROWS_PER_GROUP: usize = 100_000;
const ROWS_AT_ONCE: usize = 8_192;

/// Parquet 1.0 pages, Snappy: texts as UTF-8 strings, counts as INT64, numbers as DOUBLE, dates as DATE, times
/// as UTC-adjusted TIMESTAMP, cut to the microsecond. A column is optional where it is not required. The
/// file's key-value metadata has the table's explanation as `about`, each column's as `about.<column>`.
///
/// Fails on a count above [`i64::MAX`], and names its column.
pub fn parquet<R: Row>(rows: &[R]) -> Result<Bytes> {
    let mut out = vec![];
    write(&mut out, rows).with_context(|| format!("{} as Parquet", R::TABLE.name))?;
    Ok(out.into())
}

fn write<R: Row>(out: &mut Vec<u8>, rows: &[R]) -> Result<()> {
    let properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(explanations(&R::TABLE)))
        .build();
    let mut file = SerializedFileWriter::new(out, schema(&R::TABLE)?, Arc::new(properties))?;
    for rows in rows.chunks(ROWS_PER_GROUP) {
        let mut group = file.next_row_group()?;
        for (place, column) in R::TABLE.columns.iter().enumerate() {
            let mut writer = group.next_column()?.context("fewer columns than described")?;
            for rows in rows.chunks(ROWS_AT_ONCE) {
                let cells = rows.iter().map(|row| row.cell(place));
                put_cells(writer.untyped(), column, cells).with_context(|| format!("column {}", column.name))?;
            }
            writer.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

fn explanations(table: &Table) -> Vec<KeyValue> {
    let columns = table.columns.iter().map(|column| (format!("about.{}", column.name), column.about));
    let table = ("about".to_owned(), table.about);
    std::iter::once(table).chain(columns).map(|(key, about)| KeyValue::new(key, about.to_owned())).collect()
}

fn schema(table: &Table) -> Result<TypePtr> {
    let column = |column: &Column| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Count => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::YesNo => (Physical::BOOLEAN, None),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
            Kind::Time => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
        };
        let repetition = if column.is_required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        let column = Type::primitive_type_builder(column.name, physical);
        Ok(Arc::new(column.with_logical_type(logical).with_repetition(repetition).build()?))
    };
    let columns = table.columns.iter().map(column).collect::<Result<_>>()?;
    Ok(Arc::new(Type::group_type_builder(table.name).with_fields(columns).build()?))
}

fn put_cells<'a>(writer: &mut ColumnWriter<'_>, column: &Column, cells: impl Iterator<Item = Cell<'a>>) -> Result<()> {
    match writer {
        ColumnWriter::ByteArrayColumnWriter(writer) => put(writer, column, cells, |cell| match cell {
            Cell::Text(text) => Ok(ByteArray::from(text)),
            other => odd(other),
        }),
        ColumnWriter::Int64ColumnWriter(writer) => put(writer, column, cells, |cell| match cell {
            Cell::Count(count) => i64::try_from(count).with_context(|| format!("{count} is above what INT64 holds")),
            Cell::Time(time) => Ok(time.as_microsecond()),
            other => odd(other),
        }),
        ColumnWriter::DoubleColumnWriter(writer) => put(writer, column, cells, |cell| match cell {
            Cell::Number(number) => Ok(number),
            other => odd(other),
        }),
        ColumnWriter::BoolColumnWriter(writer) => put(writer, column, cells, |cell| match cell {
            Cell::YesNo(yes) => Ok(yes),
            other => odd(other),
        }),
        ColumnWriter::Int32ColumnWriter(writer) => put(writer, column, cells, |cell| match cell {
            Cell::Date(date) => days_since_1970(date),
            other => odd(other),
        }),
        _ => bail!("a column of a type that no kind has"),
    }
}

fn put<'a, T: DataType>(
    writer: &mut ColumnWriterImpl<'_, T>,
    column: &Column,
    cells: impl Iterator<Item = Cell<'a>>,
    value: impl Fn(Cell<'a>) -> Result<T::T>,
) -> Result<()> {
    let mut values = vec![];
    let mut levels = vec![];
    for cell in cells {
        let is_there = column.is_required || cell != Cell::Empty;
        levels.push(i16::from(is_there));
        if is_there {
            values.push(value(cell)?);
        }
    }
    writer.write_batch(&values, (!column.is_required).then_some(levels.as_slice()), None)?;
    Ok(())
}

fn odd<T>(cell: Cell<'_>) -> Result<T> {
    bail!("{cell:?} is not what the column was said to hold")
}

fn days_since_1970(day: Date) -> Result<i32> {
    Ok(i32::try_from(day.duration_since(date(1970, 1, 1)).as_hours() / 24)?)
}

#[cfg(test)]
mod tests;
