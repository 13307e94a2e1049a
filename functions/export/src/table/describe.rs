//! The description of a table, from which its struct, its columns and its cells come.

/// Describes a table: the struct of its rows, and [`Row`](super::Row) for it.
///
/// Each column has its explanation for readers, then `key` (part of what names a row), `sum` (a figure that
/// adds up over rows without overlap) or `never`, then its field. The field's type says what the column
/// holds, and whether it can be empty: see [`Value`](super::Value).
///
/// ```ignore
/// table! {
///     /// The answers to one survey on one day.
///     pub struct DayRow<'a> in "days" {
///         /// The survey.
///         key survey_id: &'a str,
///         /// The day, in the journey's zone.
///         key day: Date,
///         /// The answers that the score counts.
///         sum answers: u64,
///         /// The score, from -100 to 100; empty below the minimum of answers.
///         never score: Option<f64>,
///     }
/// }
/// ```
macro_rules! table {
    (
        $(#[doc = $row_is:literal])+
        pub struct $row:ident $(<$life:lifetime>)? in $table:literal {
            $($(#[doc = $column_is:literal])+ $adds:ident $column:ident: $type:ty,)+
        }
    ) => {
        $(#[doc = $row_is])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $row $(<$life>)? {
            $($(#[doc = $column_is])+ pub $column: $type,)+
        }

        impl $(<$life>)? $crate::table::Row for $row $(<$life>)? {
            const TABLE: $crate::table::Table = $crate::table::Table {
                name: $table,
                about: concat!($($row_is),+).trim_ascii(),
                columns: &[$($crate::table::Column::$adds::<$type>(
                    stringify!($column),
                    concat!($($column_is),+).trim_ascii(),
                )),+],
            };

            fn cell(&self, column: usize) -> $crate::table::Cell<'_> {
                /// The columns' places.
                #[allow(non_camel_case_types, reason = "named as the columns are")]
                enum At { $($column),+ }
                match column {
                    $(at if at == At::$column as usize => $crate::table::Value::cell(&self.$column),)+
                    _ => $crate::table::Cell::Empty,
                }
            }
        }
    };
}

pub(crate) use table;

#[cfg(test)]
mod tests {
    use crate::table::examples::Mixed;
    use crate::table::{Adds, Cell, Kind, Row};

    #[test]
    fn columns_stand_in_the_order_of_the_fields_and_say_what_the_fields_are() {
        let table = Mixed::TABLE;
        assert_eq!(
            (table.name, table.about),
            ("mixed", "A row with every kind of cell, twice: always there, and not.")
        );
        let said = |place: usize| {
            let column = table.columns[place];
            (column.name, column.kind, column.is_required, column.adds, column.about)
        };
        assert_eq!(said(0), ("id", Kind::Count, true, Adds::Key, "The row, from 0."));
        assert_eq!(said(3), ("count", Kind::Count, true, Adds::Sum, "How many."));
        assert_eq!(said(9), ("maybe_number", Kind::Number, false, Adds::Never, "A share of 1, or nothing."));
        assert_eq!(
            said(7),
            ("text", Kind::Text, true, Adds::Never, "A text that anybody chose, on several lines of source.")
        );
        assert_eq!(table.columns.len(), 13);
    }

    #[test]
    fn a_cell_is_found_by_the_place_of_its_column() {
        let row = Mixed { count: 3, text: "seven".into(), ..Mixed::empty(9) };
        assert_eq!((row.cell(0), row.cell(3), row.cell(7)), (Cell::Count(9), Cell::Count(3), Cell::Text("seven")));
        assert_eq!((row.cell(9), row.cell(13)), (Cell::Empty, Cell::Empty));
        assert_eq!(row.cells().count(), 13);
    }
}
