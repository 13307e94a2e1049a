//! What a table and its columns are.

use super::cell::{Cell, Value};

/// A table without its rows.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Also its files' name and its sheet's.
    pub name: &'static str,
    /// What a row is, in one English sentence or two.
    pub about: &'static str,
    pub columns: &'static [Column],
}

/// A row of a table. Written with `table!`, which keeps columns and cells in step.
pub trait Row {
    const TABLE: Table;
    /// The cell in the column of that place, from 0. [`Cell::Empty`] only where the column is not required.
    fn cell(&self, column: usize) -> Cell<'_>;
    /// All cells, in the order of the columns.
    fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..Self::TABLE.columns.len()).map(|column| self.cell(column))
    }
}

impl<R: Row> Row for &R {
    const TABLE: Table = R::TABLE;

    fn cell(&self, column: usize) -> Cell<'_> {
        R::cell(self, column)
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether every row has a value; an empty text is one.
    pub is_required: bool,
    pub adds: Adds,
    /// What it is, with its unit, in English.
    pub about: &'static str,
}

impl Column {
    /// One of those that together name a row.
    pub const fn key<V: Value>(name: &'static str, about: &'static str) -> Self {
        Self { name, kind: V::KIND, is_required: V::IS_REQUIRED, adds: Adds::Key, about }
    }

    /// A figure that may be added up. Does not compile for what is not a figure.
    pub const fn sum<V: Value>(name: &'static str, about: &'static str) -> Self {
        assert!(V::KIND.is_figure(), "only a figure adds up");
        Self { adds: Adds::Sum, ..Self::never::<V>(name, about) }
    }

    /// A label, or a figure that must not be added up.
    pub const fn never<V: Value>(name: &'static str, about: &'static str) -> Self {
        Self { adds: Adds::Never, ..Self::key::<V>(name, about) }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A whole number from 0.
    Count,
    Number,
    YesNo,
    /// A day, in no zone.
    Date,
    /// A moment, in UTC.
    Time,
}

impl Kind {
    /// A word for readers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Count => "count",
            Self::Number => "number",
            Self::YesNo => "yes or no",
            Self::Date => "date",
            Self::Time => "time (UTC)",
        }
    }

    pub(crate) const fn is_figure(self) -> bool {
        matches!(self, Self::Count | Self::Number)
    }
}

/// Whether a column may be added up over rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adds {
    /// Not a figure: it is part of what names the row.
    Key,
    /// Over rows that overlap in nothing.
    Sum,
    Never,
}

impl Adds {
    /// A word for readers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Sum => "yes",
            Self::Never => "never",
        }
    }
}
