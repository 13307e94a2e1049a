//! The JSON Schema of a table's JSON.

use super::column::{Column, Kind, Table};
use anyhow::{Context, Result};
use bytes::Bytes;
use serde::{Serialize, Serializer};
use serde_json::json;

/// JSON Schema, draft 2020-12, of what [`json`](super::json) writes: types, what may be null, what each
/// column is, and that there is no other.
pub fn schema(table: &Table) -> Result<Bytes> {
    let schema = Schema {
        schema: "https://json-schema.org/draft/2020-12/schema",
        title: table.name,
        description: table.about,
        kind: "array",
        items: Items {
            kind: "object",
            properties: Properties(table.columns),
            required: table.columns.iter().map(|column| column.name).collect(),
            additional_properties: false,
        },
    };
    let mut bytes = serde_json::to_vec_pretty(&schema).with_context(|| format!("the schema of {}", table.name))?;
    bytes.push(b'\n');
    Ok(bytes.into())
}

#[derive(Serialize)]
struct Schema<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    title: &'a str,
    description: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    items: Items<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Items<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    properties: Properties<'a>,
    required: Vec<&'a str>,
    additional_properties: bool,
}

/// In the order of the columns.
struct Properties<'a>(&'a [Column]);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|column| (column.name, property(column))))
    }
}

fn property(column: &Column) -> serde_json::Value {
    let (kind, more) = match column.kind {
        Kind::Text => ("string", None),
        Kind::Count => ("integer", Some(("minimum", json!(0)))),
        Kind::Number => ("number", None),
        Kind::YesNo => ("boolean", None),
        Kind::Date => ("string", Some(("format", json!("date")))),
        Kind::Time => ("string", Some(("format", json!("date-time")))),
    };
    let kind = if column.is_required { json!(kind) } else { json!([kind, "null"]) };
    let mut property = json!({ "type": kind, "description": column.about });
    if let Some((name, value)) = more {
        property[name] = value;
    }
    property
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Row;
    use crate::table::examples::Mixed;

    #[test]
    fn the_schema_of_a_table_looks_like_this() {
        insta::assert_snapshot!(String::from_utf8(schema(&Mixed::TABLE).unwrap().into()).unwrap());
    }
}
