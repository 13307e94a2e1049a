//! A table of the file: which keys it has, misses, or should not have.

use super::field::Field;
use super::nearest::advice;
use super::report::Report;
use super::texts::Kind;
use crate::language::{Language, Text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table, with the line of its heading.
pub(crate) struct Table<'a> {
    report: &'a Report,
    fields: &'a DeTable<'a>,
    /// How a sentence calls it: `[journey]`, `[[stage]]`, `target`.
    title: String,
    /// What stands before its keys in a sentence: nothing, or `target.`
    prefix: String,
    line: usize,
}

impl<'a> Table<'a> {
    /// The whole file.
    pub(crate) fn root(report: &'a Report, fields: &'a DeTable<'a>) -> Self {
        Self { report, fields, title: "the file".to_owned(), prefix: String::new(), line: 1 }
    }

    /// A table under a heading of its own.
    pub(crate) fn headed(report: &'a Report, fields: &'a DeTable<'a>, heading: &str, line: usize) -> Self {
        Self { report, fields, title: heading.to_owned(), prefix: String::new(), line }
    }

    /// A table that is the value of a field.
    pub(crate) fn inner(report: &'a Report, fields: &'a DeTable<'a>, name: &str, line: usize) -> Self {
        Self { report, fields, title: name.to_owned(), prefix: format!("{name}."), line }
    }

    /// The same table, with every key noted that is not among these.
    pub(crate) fn with_keys(self, known: &[&str]) -> Self {
        for field in self.entries().iter().filter(|field| !known.contains(&field.key())) {
            let what = format!("unknown key \"{}\" in {}", field.key(), self.title);
            field.mistake(what, advice("key", field.key(), known));
        }
        self
    }

    /// The field with this key.
    pub(crate) fn get(&self, key: &str) -> Option<Field<'a>> {
        self.fields.get_key_value(key).map(|(key, value)| self.field(key, value))
    }

    /// The field with this key, which must be there; `example` shows how to write it.
    pub(crate) fn need(&self, key: &str, example: &str) -> Option<Field<'a>> {
        let field = self.get(key);
        if field.is_none() {
            self.missing(key, example);
        }
        field
    }

    /// A text in each language, which must be there.
    pub(super) fn need_texts(&self, key: &str, kind: Kind, languages: &[Language]) -> Option<Text> {
        if let Some(field) = self.get(key) {
            return field.texts(kind, languages);
        }
        let languages = if languages.is_empty() { &Language::ALL[..1] } else { languages };
        let examples: Vec<_> = languages.iter().map(|l| format!("{key}.{} = \"…\"", l.code())).collect();
        self.missing(key, &examples.join(" and "));
        None
    }

    /// Notes that a key is missing.
    pub(crate) fn missing(&self, key: &str, example: &str) {
        self.mistake(format!("{} has no \"{key}\"", self.title), format!("add {example}"));
    }

    /// Every field, by key.
    pub(crate) fn entries(&self) -> Vec<Field<'a>> {
        self.fields.iter().map(|(key, value)| self.field(key, value)).collect()
    }

    /// The tables under a heading in double brackets, in the file's order.
    pub(crate) fn tables(&self, key: &str, heading: &str, known: &[&str]) -> Vec<Table<'a>> {
        let Some(field) = self.get(key) else { return Vec::new() };
        let tables = |item: &Field<'a>| {
            let DeValue::Table(fields) = item.value() else {
                item.mistake(format!("{key} is {}", item.type_name()), format!("write {heading}, in double brackets"));
                return None;
            };
            Some(Table::headed(self.report, fields, heading, item.line()).with_keys(known))
        };
        match field.items() {
            Some(items) => items.iter().filter_map(tables).collect(),
            None => {
                field
                    .mistake(format!("{key} is {}", field.type_name()), format!("write {heading}, in double brackets"));
                Vec::new()
            }
        }
    }

    /// Notes a mistake at the table's heading.
    pub(crate) fn mistake(&self, what: impl Into<String>, expected: impl Into<String>) {
        self.report.mistake(self.line, what, expected);
    }

    /// Notes a warning at the table's heading.
    pub(crate) fn warning(&self, what: impl Into<String>, expected: impl Into<String>) {
        self.report.warning(self.line, what, expected);
    }

    fn field(&self, key: &'a Spanned<toml::de::DeString<'a>>, value: &'a Spanned<DeValue<'a>>) -> Field<'a> {
        let line = self.report.line(key.span());
        Field::new(self.report, key.get_ref(), format!("{}{}", self.prefix, key.get_ref()), line, value.get_ref())
    }
}
