//! Reading a journey file: every mistake at once, each with its line and what to do about it.
//!
//! The file is TOML. It is walked with the lines kept (`table`, `field`), one function per section; a mistake is
//! noted (`report`) and the walk goes on. A journey comes out only if nothing was noted.

mod brand;
mod condition;
mod field;
mod follow_up;
mod head;
mod nearest;
mod report;
mod reporting;
mod retention;
mod sender;
mod stage;
mod survey;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod touchpoint;
mod words;

pub use report::Mistake;
pub use touchpoint::TOUCHPOINTS;
// Mapping files are read in the same manner.
pub(crate) use field::{Field, shown};
pub(crate) use report::{Report, syntax};
pub(crate) use table::Table;

use super::{Change, Journey};
use crate::address::Address;
use crate::cell::CHANGE_SEGMENT;
use crate::language::{Language, Text};
use crate::slug::Slug;
use stage::Seen;
use std::collections::BTreeMap;
use toml::de::DeTable;

/// A journey without mistakes, and what its owner should still know.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Every survey in it has version 1; publishing gives them the version in which they last changed.
    pub journey: Journey,
    /// By line. They stop nothing.
    pub warnings: Vec<Mistake>,
}

/// Reads a journey file.
///
/// # Errors
/// Every mistake in it, sorted by line. Where the file is no TOML, only what makes it so.
pub fn read(text: &str) -> Result<Checked, Vec<Mistake>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax(text, &errors));
    }
    let report = Report::new(text);
    let journey = journey(&Table::root(&report, document.get_ref()).with_keys(&KEYS));
    report.close(journey).map(|(journey, warnings)| Checked { journey, warnings })
}

const KEYS: [&str; 8] = ["journey", "sender", "brand", "segments", "stage", "change", "retention", "report"];

/// What the sections after `[journey]` need to know of it.
#[derive(Default)]
struct Common {
    /// Empty if they could not be read: then no text is asked for in them.
    languages: Vec<Language>,
    owner: Option<Address>,
    segments: Vec<String>,
}

fn journey(root: &Table) -> Option<Journey> {
    let head = root.need("journey", "[journey] with id, name, owner, languages and time_zone");
    let head = head.and_then(|field| field.section("[journey]")).map(|table| table.with_keys(&head::KEYS));
    let mut common = head.as_ref().map(head::common).unwrap_or_default();
    let segments = segments(root, &mut common);
    let sender = root.need("sender", "[sender] with from, reply_to, legal and privacy_url");
    let sender = sender.and_then(|field| field.section("[sender]")).map(|table| table.with_keys(&sender::KEYS));
    let notice = head.as_ref().is_some_and(|head| head.get("notice_since").is_some());
    let sender = sender.and_then(|table| sender::read(&table, notice));
    let brand = root.get("brand").and_then(|field| field.section("[brand]"));
    let brand = brand.map(|table| brand::read(&table.with_keys(&brand::KEYS), &common.languages));
    let mut seen = Seen::default();
    let stages = stage::all(root, &common, &mut seen);
    let changes = changes(root, &common, &seen);
    let kept = root.get("retention").and_then(|field| field.section("[retention]"));
    let kept = kept.map(|table| table.with_keys(&retention::KEYS));
    let retention = kept.as_ref().map(retention::read).unwrap_or_default();
    let reporting = root.get("report").and_then(|field| field.section("[report]"));
    let reporting = reporting.map(|table| reporting::read(&table.with_keys(&reporting::KEYS))).unwrap_or_default();
    let brand = brand.unwrap_or_default();
    let rest = head::Rest { sender, brand, segments, stages, changes, retention, reporting };
    let journey = head::journey(&head?, common, rest)?;
    if let Some(table) = &kept {
        retention::refuse_too_short(table, &journey);
    }
    Some(journey)
}

/// Reads the segments and notes their names in `common`.
fn segments(root: &Table, common: &mut Common) -> BTreeMap<Slug, Text> {
    let table = root.get("segments").and_then(|field| field.section("[segments]"));
    let fields = table.map(|table| table.entries()).unwrap_or_default();
    common.segments = fields.iter().map(|field| field.key().to_owned()).collect();
    let read = |field: &Field| {
        if field.key().starts_with(CHANGE_SEGMENT) {
            let expected = format!("choose a name that does not begin with \"{CHANGE_SEGMENT}\"");
            field.refuse(
                format!("\"{}\"", field.key()),
                format!("{expected}: so are the days before and after a change told"),
            );
        }
        let (slug, name) = (field.key_slug(), field.texts(texts::NAME, &common.languages));
        slug.zip(name)
    };
    fields.iter().filter_map(read).collect()
}

fn changes(root: &Table, common: &Common, seen: &Seen) -> Vec<Change> {
    let read = |table: Table| {
        let date = table.need("date", "date = 2026-10-01").and_then(|field| field.date());
        let stage = table.need("stage", "stage = \"…\"").and_then(|field| field.known_slug("stage", &seen.stages()));
        let name = table.need_texts("name", texts::NAME, &common.languages);
        let tell_customers = table.get("tell_customers").and_then(|field| field.truth()).unwrap_or(false);
        Some(Change { date: date?, stage: stage?, name: name?, tell_customers })
    };
    root.tables("change", "[[change]]", &["date", "stage", "name", "tell_customers"])
        .into_iter()
        .filter_map(read)
        .collect()
}
