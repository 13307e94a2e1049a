//! Texts that people read, in every language of the journey.

use super::field::{Field, shown};
use super::nearest::quoted;
use crate::language::{Language, Text};
use std::collections::BTreeMap;

/// How long a text may be.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    longest: usize,
}

/// What a stage, a segment or a company is called.
pub(super) const NAME: Kind = Kind { longest: 80 };
/// What a survey asks.
pub(super) const QUESTION: Kind = Kind { longest: 200 };
/// What an end of the scale means.
pub(super) const LABEL: Kind = Kind { longest: 60 };
/// What a stage promises, or the law wants to be told.
pub(super) const STATEMENT: Kind = Kind { longest: 300 };

impl Field<'_> {
    /// A text in each of these languages, and in no other.
    pub(super) fn texts(&self, kind: Kind, languages: &[Language]) -> Option<Text> {
        let example = format!("{}.{} = \"…\"", self.name(), languages.first().unwrap_or(&Language::En).code());
        let table = self.table(&format!("it for each language: {example}"))?;
        self.texts_among(table.entries(), &format!("{}.", self.name()), kind, languages)
    }

    /// The same of fields that stand among others; `prefix` is what stands before a language in a key.
    pub(super) fn texts_among(
        &self,
        fields: Vec<Field>,
        prefix: &str,
        kind: Kind,
        languages: &[Language],
    ) -> Option<Text> {
        let mut texts = BTreeMap::new();
        for field in fields {
            match language(&field) {
                Some(language) if languages.is_empty() || languages.contains(&language) => {
                    texts.insert(language, field.line_of_text(kind));
                }
                Some(language) => field.mistake(
                    format!("{} is in a language that the journey does not have", field.name()),
                    format!("add \"{}\" to languages, or take the text away", language.code()),
                ),
                None => {}
            }
        }
        for missing in languages.iter().filter(|language| !texts.contains_key(language)) {
            let (name, code) = (self.name(), missing.code());
            self.mistake(format!("{name} has no text in \"{code}\""), format!("add {prefix}{code} = \"…\""));
        }
        let texts = texts.into_iter().map(|(language, text)| Some((language, text?)));
        Text::try_from(texts.collect::<Option<BTreeMap<_, _>>>()?).ok()
    }

    /// One visible line of text.
    pub(super) fn line_of_text(&self, kind: Kind) -> Option<String> {
        let text = self.text()?.trim();
        let length = text.chars().count();
        let (what, expected) = if text.is_empty() {
            ("is empty".to_owned(), "write the text".to_owned())
        } else if text.contains(is_hidden) {
            let what = "has a line break or another character that can't be seen";
            (what.to_owned(), "write it as one plain line".to_owned())
        } else if length > kind.longest {
            (format!("has {length} characters"), format!("shorten it to {} at most", kind.longest))
        } else {
            return Some(text.to_owned());
        };
        self.mistake(format!("{} {what}", self.name()), expected);
        None
    }
}

/// The language that a key names.
fn language(field: &Field) -> Option<Language> {
    let found = Language::parse(field.key());
    if found.is_none() {
        unknown_language(field, field.key());
    }
    found
}

/// Notes a language that Glimt has not.
pub(super) fn unknown_language(field: &Field, code: &str) {
    // A country's code is the usual slip; between other codes of two letters, the nearest says nothing.
    let meant = match code {
        "dk" => Some(Language::Da),
        "se" => Some(Language::Sv),
        _ => Language::of_locale(code),
    };
    let expected = match meant {
        Some(meant) => format!("did you mean \"{}\"?", meant.code()),
        None => format!("the languages are {}", quoted(Language::ALL.map(Language::code))),
    };
    field.mistake(format!("unknown language {} in {}", shown(code), field.name()), expected);
}

/// Control characters, and those that turn the direction of the text around.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
