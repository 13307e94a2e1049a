//! Tables as files. A table is described once, with `table!`; every format comes from that description, and
//! nothing else knows a column.
//!
//! The same rows give the same bytes, in every format.

mod about;
mod cell;
mod column;
mod csv;
pub(crate) mod describe;
#[cfg(test)]
mod examples;
mod json;
mod manifest;
mod parquet;
mod schema;
mod workbook;

pub use self::about::{Layout, about};
pub use self::cell::{Cell, Value};
pub use self::column::{Adds, Column, Kind, Row, Table};
pub use self::csv::{csv, csv_for_excel};
pub use self::json::{Object, json};
pub use self::manifest::{File, Head, manifest};
pub use self::parquet::parquet;
pub use self::schema::schema;
pub use self::workbook::Workbook;
