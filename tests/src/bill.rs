//! What a step costs in DynamoDB's units, as a table to read.

use glimt::aws::{Call, Meter};
use std::collections::BTreeMap;

/// The calls of one step, and what they add up to.
#[derive(Debug, Default, Clone)]
pub struct Bill {
    calls: Vec<Call>,
}

impl Bill {
    /// The calls since the meter was last read.
    pub fn of(meter: &Meter) -> Self {
        Self { calls: meter.take() }
    }

    /// Write request units in all.
    pub fn writes(&self) -> f64 {
        self.calls.iter().map(|call| call.write).fold(0.0, |sum, units| sum + units)
    }

    /// Read request units in all.
    pub fn reads(&self) -> f64 {
        self.calls.iter().map(|call| call.read).fold(0.0, |sum, units| sum + units)
    }

    /// Read request units of the calls that fetch one item.
    pub fn item_reads(&self) -> f64 {
        self.calls.iter().filter(|call| call.operation == "GetItem").map(|call| call.read).sum()
    }

    /// How many bytes the largest item of a table has that was written.
    pub fn largest_written(&self, table: &str) -> usize {
        let written = self.calls.iter().filter(|call| call.write > 0.0 && call.table.ends_with(table));
        written.map(|call| call.bytes).max().unwrap_or_default()
    }

    /// One line a call to an item, one line for all queries of a table, and the sums.
    pub fn table(&self, step: &str) -> String {
        let mut queries: BTreeMap<&str, (usize, usize, f64)> = BTreeMap::new();
        for call in self.calls.iter().filter(|call| call.operation == "Query") {
            let (times, bytes, read) = queries.entry(&call.table).or_default();
            (*times, *bytes, *read) = (*times + 1, *bytes + call.bytes, *read + call.read);
        }
        let query = |(table, (times, bytes, read)): (&str, (usize, usize, f64))| {
            line(&format!("{times} × Query"), table, bytes, 0.0, read)
        };
        let item = |call: &Call| {
            let Call { operation, table, bytes, write, read, refused, .. } = call;
            let refused = if *refused { "  condition failed" } else { "" };
            line(operation, table, *bytes, *write, *read) + refused
        };
        let items = self.calls.iter().filter(|call| call.operation != "Query").map(item);
        let lines: Vec<_> = queries.into_iter().map(query).chain(items).collect();
        let lines = if lines.is_empty() { vec!["  no call".to_owned()] } else { lines };
        format!("{step}\n{}\n{:<41} {:>5} {:>5}\n\n", lines.join("\n"), "  together", self.writes(), self.reads())
    }
}

fn line(operation: &str, table: &str, bytes: usize, write: f64, read: f64) -> String {
    let table = table.trim_start_matches("glimt-");
    format!("  {operation:<18} {table:<12} {bytes:>7} {write:>5} {read:>5}")
}
