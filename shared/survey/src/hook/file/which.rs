//! `touchpoint`: what happened.

use super::places;
use crate::hook::Which;
use crate::journey::file::{Field, Table};
use crate::slug::Slug;
use std::collections::BTreeMap;
use toml::de::DeValue;

const EXAMPLE: &str =
    "touchpoint = \"ticket.solved\", or touchpoint = { at = \"/topic\", is = { \"…\" = \"ticket.solved\" } }";
const CASES: &str = "is = { \"conversation.admin.closed\" = \"ticket.solved\" }";

pub(super) fn read(field: &Field) -> Option<Which> {
    match field.value() {
        DeValue::String(_) => field.touchpoint().map(Which::Always),
        _ => by(&field.table(EXAMPLE)?.with_keys(&["at", "is"])),
    }
}

fn by(table: &Table) -> Option<Which> {
    let at = table.need("at", "at = \"/topic\"").and_then(|field| places(&field));
    let is = table.need("is", CASES).and_then(|field| cases(&field));
    Some(Which::By { at: at?.into(), is: is? })
}

fn cases(field: &Field) -> Option<BTreeMap<String, Slug>> {
    let entries = field.table(CASES)?.entries();
    if entries.is_empty() {
        field.mistake(format!("{} is empty", field.name()), format!("write {CASES}"));
    }
    let case = |case: &Field| Some((case.key().to_owned(), case.touchpoint()?));
    Some(entries.iter().filter_map(case).collect())
}
