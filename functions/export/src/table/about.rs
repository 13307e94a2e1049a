//! The page for whoever loads the tables into a BI tool.

use super::column::{Adds, Column, Kind, Table};
use anyhow::Result;
use bytes::Bytes;
use std::fmt::Write;

/// Where the Parquet files lie: `<root><table>/<partition>=<value>/…/<file>.parquet`.
#[derive(Debug, Clone, Copy)]
pub struct Layout<'a> {
    /// Ends in a slash: `s3://bucket/tables/`.
    pub root: &'a str,
    /// The folders' names, from the outermost. Better none that is also a column: pyarrow's `read_table`
    /// refuses it, while Athena, DuckDB and polars take the folder's value.
    pub partitions: &'a [Column],
}

/// What holds for every table.
const RULES: &str = include_str!("about.md");

/// `about.md`, in English: what may be added up and what never, then per table what a row is, its columns,
/// and how to read its files with Athena and DuckDB.
pub fn about(tables: &[(Table, Layout<'_>)]) -> Result<Bytes> {
    let mut page = RULES.to_owned();
    for (table, layout) in tables {
        write_table(&mut page, table, layout)?;
    }
    Ok(page.into_bytes().into())
}

fn write_table(page: &mut String, table: &Table, layout: &Layout<'_>) -> std::fmt::Result {
    let named = |is: fn(&&Column) -> bool| {
        let names: Vec<_> = table.columns.iter().filter(is).map(|column| format!("`{}`", column.name)).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    writeln!(page, "\n## `{}`\n\n{}\n", table.name, table.about)?;
    writeln!(page, "- Named by: {}", named(|column| column.adds == Adds::Key))?;
    writeln!(page, "- May be added up: {}", named(|column| column.adds == Adds::Sum))?;
    let is_kept_apart = |column: &&Column| column.adds == Adds::Never && column.kind.is_figure();
    writeln!(page, "- Never: {}\n", named(is_kept_apart))?;
    writeln!(page, "| column | type | may be empty | may be added up | what it is |\n|---|---|---|---|---|")?;
    for column in table.columns {
        let Column { name, kind, adds, about, .. } = column;
        let (kind, adds, about) = (kind.as_str(), adds.as_str(), about.replace('|', "\\|"));
        let empty = if column.is_required { "no" } else { "yes" };
        writeln!(page, "| `{name}` | {kind} | {empty} | {adds} | {about} |")?;
    }
    write_how_to_read(page, table, layout)
}

fn write_how_to_read(page: &mut String, table: &Table, layout: &Layout<'_>) -> std::fmt::Result {
    let folder = format!("{}{}/", layout.root, table.name);
    let is_partition = |column: &Column| layout.partitions.iter().any(|partition| partition.name == column.name);
    let columns = table.columns.iter().filter(|column| !is_partition(column));
    writeln!(page, "\nAthena:\n\n```sql\nCREATE EXTERNAL TABLE `{}` (\n{}\n)", table.name, typed(columns))?;
    if !layout.partitions.is_empty() {
        writeln!(page, "PARTITIONED BY (\n{}\n)", typed(layout.partitions.iter()))?;
    }
    writeln!(page, "STORED AS PARQUET\nLOCATION '{folder}';")?;
    if !layout.partitions.is_empty() {
        writeln!(page, "-- then, and again whenever there is a new folder:\nMSCK REPAIR TABLE `{}`;", table.name)?;
    }
    let pattern = "*/".repeat(layout.partitions.len());
    writeln!(page, "```\n\nDuckDB:\n\n```sql")?;
    writeln!(page, "SELECT * FROM read_parquet('{folder}{pattern}*.parquet', hive_partitioning = true);\n```")
}

fn typed<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    let lines: Vec<_> = columns.map(|column| format!("  `{}` {}", column.name, sql_type(column.kind))).collect();
    lines.join(",\n")
}

/// In Athena's words.
fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Count => "bigint",
        Kind::Number => "double",
        Kind::YesNo => "boolean",
        Kind::Date => "date",
        Kind::Time => "timestamp",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Row;
    use crate::table::examples::Mixed;

    fn page(partitions: &[Column]) -> String {
        let layout = Layout { root: "s3://bucket/tables/", partitions };
        String::from_utf8(about(&[(Mixed::TABLE, layout)]).unwrap().into()).unwrap()
    }

    #[test]
    fn the_page_looks_like_this() {
        let partitions =
            [Column::key::<&str>("journey", "The journey."), Column::key::<&str>("month", "Of the period's start.")];
        insta::assert_snapshot!(page(&partitions));
    }

    #[test]
    fn a_partition_is_not_also_a_column_for_athena() {
        let page = page(&[Column::key::<&str>("code", "A code.")]);
        assert_eq!(page.matches("`code` string").count(), 1);
        assert!(page.contains("PARTITIONED BY (\n  `code` string\n)") && page.contains("/tables/mixed/*/*.parquet'"));
    }

    #[test]
    fn without_partitions_the_files_lie_in_the_table_s_folder() {
        let page = page(&[]);
        assert!(!page.contains("PARTITIONED") && !page.contains("MSCK"));
        assert!(page.contains("read_parquet('s3://bucket/tables/mixed/*.parquet'"));
    }
}
