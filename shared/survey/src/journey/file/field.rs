//! One field of the file, read as what it should be. What it can't be read as is noted and gives `None`.

use super::nearest::advice;
use super::report::Report;
use super::table::Table;
use jiff::civil::Date;
use std::ops::RangeInclusive;
use toml::de::DeValue;

/// A key with its value, or one item of a list.
pub(crate) struct Field<'a> {
    report: &'a Report,
    key: &'a str,
    name: String,
    line: usize,
    value: &'a DeValue<'a>,
}

impl<'a> Field<'a> {
    /// A field on this line; `name` is what a sentence calls it.
    pub(crate) fn new(report: &'a Report, key: &'a str, name: String, line: usize, value: &'a DeValue<'a>) -> Self {
        Self { report, key, name, line, value }
    }

    /// The same field by another name.
    pub(super) fn called(&self, name: String) -> Self {
        Self { name, ..*self }
    }

    pub(crate) fn key(&self) -> &'a str {
        self.key
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(crate) fn value(&self) -> &'a DeValue<'a> {
        self.value
    }

    /// Notes a mistake on the field's line.
    pub(crate) fn mistake(&self, what: impl Into<String>, expected: impl Into<String>) {
        self.report.mistake(self.line, what, expected);
    }

    /// Notes a warning on the field's line.
    pub(crate) fn warning(&self, what: impl Into<String>, expected: impl Into<String>) {
        self.report.warning(self.line, what, expected);
    }

    /// Notes that the value, as it stands, is not possible here.
    pub(crate) fn refuse(&self, value: impl std::fmt::Display, expected: impl Into<String>) {
        self.mistake(format!("{} can't be {value}", self.name), expected);
    }

    /// What the value is, in words.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        }
    }

    fn wrong_type<T>(&self, expected: impl Into<String>) -> Option<T> {
        self.mistake(format!("{} is {}", self.name, self.type_name()), expected);
        None
    }

    /// A text, as it stands.
    pub(crate) fn text(&self) -> Option<&'a str> {
        match self.value {
            DeValue::String(text) => Some(text),
            _ => self.wrong_type("write a text in quotes"),
        }
    }

    /// A text that `parse` understands; `expected` says what it does.
    pub(crate) fn parse<T>(&self, expected: &str, parse: impl FnOnce(&'a str) -> Option<T>) -> Option<T> {
        let DeValue::String(text) = self.value else { return self.wrong_type(expected) };
        let parsed = parse(text);
        if parsed.is_none() {
            self.refuse(shown(text), expected);
        }
        parsed
    }

    /// One of several words.
    pub(crate) fn one_of<T: Clone>(&self, noun: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.mistake(format!("unknown {noun} {}", shown(text)), advice(noun, text, &names));
        }
        found.map(|(_, value)| value.clone())
    }

    /// A whole number in a range.
    pub(crate) fn whole(&self, range: RangeInclusive<i64>) -> Option<i64> {
        let expected = format!("write a whole number from {} to {}", range.start(), range.end());
        let DeValue::Integer(number) = self.value else { return self.wrong_type(expected) };
        let read = i64::from_str_radix(number.as_str(), number.radix()).ok().filter(|n| range.contains(n));
        if read.is_none() {
            self.refuse(number, expected);
        }
        read
    }

    /// A number for which `is_possible` holds; `expected` says which those are.
    pub(crate) fn number(&self, expected: &str, is_possible: impl Fn(f64) -> bool) -> Option<f64> {
        let read = match self.value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => return self.wrong_type(expected),
        };
        let read = read.filter(|n: &f64| n.is_finite() && is_possible(*n));
        if read.is_none() {
            self.mistake(format!("{} is out of range", self.name), expected);
        }
        read
    }

    /// Yes or no.
    pub(super) fn truth(&self) -> Option<bool> {
        match self.value {
            DeValue::Boolean(truth) => Some(*truth),
            _ => self.wrong_type("write true or false, without quotes"),
        }
    }

    /// A day.
    pub(crate) fn date(&self) -> Option<Date> {
        let expected = "write a date without quotes, such as 2026-10-01";
        let DeValue::Datetime(given) = self.value else { return self.wrong_type(expected) };
        let day = given.date.filter(|_| given.time.is_none());
        let date =
            day.and_then(|d| Date::new(d.year.try_into().ok()?, d.month.try_into().ok()?, d.day.try_into().ok()?).ok());
        if date.is_none() {
            self.refuse(given, expected);
        }
        date
    }

    /// The items of a list, without a word if it is none.
    pub(crate) fn items(&self) -> Option<Vec<Field<'a>>> {
        let DeValue::Array(items) = self.value else { return None };
        let item = |item: &'a toml::Spanned<DeValue<'a>>| {
            Field::new(self.report, self.key, self.name.clone(), self.report.line(item.span()), item.get_ref())
        };
        Some(items.iter().map(item).collect())
    }

    /// Each item of a list; also a single one, which needs no list.
    pub(crate) fn each<T>(&self, read: impl Fn(&Field<'a>) -> Option<T>) -> Vec<T> {
        match self.items() {
            Some(items) => items.iter().filter_map(read).collect(),
            None => read(self).into_iter().collect(),
        }
    }

    /// A table that is written under a heading.
    pub(crate) fn section(&self, heading: &str) -> Option<Table<'a>> {
        match self.value {
            DeValue::Table(fields) => Some(Table::headed(self.report, fields, heading, self.line)),
            _ => self.wrong_type(format!("write {heading} and its keys below it")),
        }
    }

    /// A table that is a value; `example` shows one.
    pub(crate) fn table(&self, example: &str) -> Option<Table<'a>> {
        match self.value {
            DeValue::Table(fields) => Some(Table::inner(self.report, fields, &self.name, self.line)),
            _ => self.wrong_type(format!("write {example}")),
        }
    }
}

/// A text in quotes on one line, cut if it is long.
pub(crate) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    format!("{:?}", cut + more)
}
