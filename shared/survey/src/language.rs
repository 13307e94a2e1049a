//! The languages that customers can be asked in.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A language that Glimt has every text in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    En,
    Nb,
}

impl Language {
    /// Every language, in the order of their numbers.
    pub const ALL: [Self; 2] = [Self::En, Self::Nb];

    /// The BCP 47 code, as used in files and in `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nb => "nb",
        }
    }

    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Nb => "Norsk",
        }
    }

    /// Reads a code as the journey file has it (`nb`, `en`).
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }

    /// The language of a BCP 47 or POSIX locale (`nb-NO`, `no`, `en_GB`), if it is one of ours.
    /// Nynorsk readers get bokmål.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let primary = locale.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "nb" | "no" | "nn" => Some(Self::Nb),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The number that stands for the language in a token. Numbers are never given anew.
    pub fn number(self) -> u8 {
        match self {
            Self::En => 1,
            Self::Nb => 2,
        }
    }

    /// The language with this number.
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.number() == number)
    }
}

/// A text in several languages. `check` sees to it that a journey's texts exist in each of its languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<Language, String>);

impl Text {
    /// The text in this language; where it has none, in the first language that it has.
    pub fn get(&self, language: Language) -> &str {
        self.0.get(&language).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_of_any_spelling_finds_its_language() {
        assert_eq!(Language::of_locale("nb-NO"), Some(Language::Nb));
        assert_eq!(Language::of_locale("no"), Some(Language::Nb));
        assert_eq!(Language::of_locale("en_GB.UTF-8"), Some(Language::En));
        assert_eq!(Language::of_locale("pt-BR"), None);
    }

    #[test]
    fn numbers_and_codes_lead_back_to_their_language() {
        for language in Language::ALL {
            assert_eq!(Language::of_number(language.number()), Some(language));
            assert_eq!(Language::parse(language.code()), Some(language));
        }
    }
}
