//! Tables as JSON.

use super::column::Row;
use anyhow::{Context, Result};
use bytes::Bytes;
use serde::{Serialize, Serializer};

/// A row as an object: the columns as names, in their order, and null for an empty cell.
pub struct Object<'a, R>(pub &'a R);

impl<R: Row> Serialize for Object<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(R::TABLE.columns.iter().map(|column| column.name).zip(self.0.cells()))
    }
}

/// An array of objects, one per line; `schema` describes it. Counts beyond 2^53 are exact here, but not in a
/// reader that has only floating numbers.
pub fn json<R: Row>(rows: &[R]) -> Result<Bytes> {
    let mut out = b"[".to_vec();
    for (row, place) in rows.iter().zip(0..) {
        out.extend_from_slice(if place == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut out, &Object(row)).with_context(|| format!("a row of {} as JSON", R::TABLE.name))?;
    }
    out.extend_from_slice(b"\n]\n");
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::examples::{Mixed, rows};
    use serde_json::{Map, Value};

    #[test]
    fn every_row_is_an_object_on_a_line_of_its_own() {
        let rows = rows(10_000);
        let bytes = json(&rows).unwrap();
        assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), rows.len() + 2);
        let read: Vec<Map<String, Value>> = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(read.len(), rows.len());
        for (object, row) in read.iter().zip(&rows) {
            assert_eq!(object.len(), Mixed::TABLE.columns.len());
            assert_eq!(object["text"], *row.text);
            assert_eq!(object["count"].as_u64(), Some(row.count));
            assert_eq!(object["maybe_number"].as_f64(), row.maybe_number.filter(|number| number.is_finite()));
            assert_eq!(object["maybe_time"].is_null(), row.maybe_time.is_none());
            assert_eq!(object["day"], row.day.to_string());
        }
        assert_eq!(bytes, json(&rows).unwrap());
    }

    #[test]
    fn empty_cells_are_null_and_a_table_without_rows_is_an_empty_array() {
        let written = json(&[Mixed::empty(1)]).unwrap();
        let expected = "[\n{\"id\":1,\"code\":\"nps@1\",\"label\":\"\",\"count\":0,\"yes\":false,\"day\":\"1970-01-01\",\
            \"time\":\"1970-01-01T00:00:00Z\",\"text\":\"\",\"maybe_count\":null,\"maybe_number\":null,\
            \"maybe_yes\":null,\"maybe_day\":null,\"maybe_time\":null}\n]\n";
        assert_eq!(written, expected);
        assert_eq!(json::<Mixed<'_>>(&[]).unwrap(), "[\n]\n");
    }
}
