//! Reading a mapping file: every mistake at once, each with its line and what to do about it.
//!
//! TOML, walked as a journey file is (`journey::file`).

mod fields;
mod key;
#[cfg(test)]
mod tests;
mod which;

pub use crate::journey::file::Mistake;

use super::{Hook, Places, Pointer};
use crate::journey::file::{Field, Report, Table, shown, syntax};
use toml::de::DeTable;

/// A mapping without mistakes, and what its owner should still know.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    pub hook: Hook,
    /// By line. They stop nothing.
    pub warnings: Vec<Mistake>,
}

/// Reads a mapping file.
///
/// # Errors
/// Every mistake in it, sorted by line. Where the file is no TOML, only what makes it so.
pub fn read(text: &str) -> Result<Checked, Vec<Mistake>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax(text, &errors));
    }
    let report = Report::new(text);
    let hook = hook(&Table::root(&report, document.get_ref()).with_keys(&KEYS));
    report.close(hook).map(|(hook, warnings)| Checked { hook, warnings })
}

const KEYS: [&str; 5] = ["key", "touchpoint", "event", "fields", "attributes"];

fn hook(root: &Table) -> Option<Hook> {
    let key = root.need("key", "key = \"bearer\"").and_then(|field| key::read(&field));
    let touchpoint = root.need("touchpoint", "touchpoint = \"ticket.solved\"").and_then(|field| which::read(&field));
    let event = root.get("event").and_then(|field| places(&field));
    let fields = root.need("fields", "[fields] with the order, ticket or customer that it happened to, and email");
    let fields = fields.and_then(|field| field.section("[fields]")).and_then(fields::read);
    let attributes = root.get("attributes").and_then(|field| field.section("[attributes]"));
    let attributes = attributes.map(|table| fields::attributes(&table)).unwrap_or_default();
    let (about, fields) = fields?;
    Some(Hook { key: key?, touchpoint: touchpoint?, event, about, fields, attributes })
}

/// One pointer, or a list of them.
fn places(field: &Field) -> Option<Places> {
    let pointers = field.each(pointer);
    if field.items().is_some_and(|items| items.is_empty()) {
        field.mistake(format!("{} is empty", field.name()), POINTER);
    }
    Places::of(pointers)
}

const POINTER: &str = "write a JSON pointer to its place in the body, such as \"/ticket/id\"";

fn pointer(field: &Field) -> Option<Pointer> {
    let text = field.text()?;
    let pointer = Pointer::parse(text).ok();
    if pointer.is_none() {
        field.refuse(shown(text), meant(text).unwrap_or_else(|| POINTER.to_owned()));
    }
    pointer
}

/// The pointer for a path that is written in another way: `data.item.id`, `$.data.item.id`, `{{ticket.id}}`.
fn meant(text: &str) -> Option<String> {
    let path = text.trim_matches(['{', '}', ' ']).trim_start_matches(['$', '.']);
    let plain = |c: char| c.is_alphanumeric() || "_-./".contains(c);
    let possible = !path.is_empty() && path.len() <= 60 && path.chars().all(plain) && !path.starts_with('/');
    possible.then(|| format!("did you mean \"/{}\"?", path.replace('.', "/")))
}
