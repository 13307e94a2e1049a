//! The languages that customers can be asked in.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A language that Glimt has every text in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    En,
    Nb,
    Nn,
    Sv,
    Da,
    Fi,
    De,
}

impl Language {
    /// Every language, in the order of their numbers.
    pub const ALL: [Self; 7] = [Self::En, Self::Nb, Self::Nn, Self::Sv, Self::Da, Self::Fi, Self::De];

    /// The BCP 47 code, as used in files and in `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::Sv => "sv",
            Self::Da => "da",
            Self::Fi => "fi",
            Self::De => "de",
        }
    }

    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Nb => "Norsk",
            Self::Nn => "Nynorsk",
            Self::Sv => "Svenska",
            Self::Da => "Dansk",
            Self::Fi => "Suomi",
            Self::De => "Deutsch",
        }
    }

    /// The direction that it is written in, as in `<html dir>`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::En | Self::Nb | Self::Nn | Self::Sv | Self::Da | Self::Fi | Self::De => "ltr",
        }
    }

    /// Reads a code as the journey file has it (`nb`, `en`).
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }

    /// The language of a BCP 47 or POSIX locale (`nb-NO`, `no`, `en_GB`), if it is one of ours. `no` is bokmål.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let primary = locale.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase();
        if primary == "no" { Some(Self::Nb) } else { Self::parse(&primary) }
    }

    /// The other written standard of the same language: whoever reads one of them reads both.
    pub fn sibling(self) -> Option<Self> {
        match self {
            Self::Nb => Some(Self::Nn),
            Self::Nn => Some(Self::Nb),
            Self::En | Self::Sv | Self::Da | Self::Fi | Self::De => None,
        }
    }

    /// The number that stands for the language in a token. Numbers are never given anew.
    pub fn number(self) -> u8 {
        match self {
            Self::En => 1,
            Self::Nb => 2,
            Self::Nn => 3,
            Self::Sv => 4,
            Self::Da => 5,
            Self::Fi => 6,
            Self::De => 7,
        }
    }

    /// The language with this number.
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.number() == number)
    }
}

/// A text in one or more languages. Those of a [`Journey`](crate::journey::Journey) exist in each of its languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Language, String>")]
pub struct Text(BTreeMap<Language, String>);

/// A text is in no language at all.
#[derive(Debug, thiserror::Error)]
#[error("a text has no language")]
pub struct NoText;

impl Text {
    /// The text in this language; `None` if it has none.
    pub fn get(&self, language: Language) -> Option<&str> {
        self.0.get(&language).map(String::as_str)
    }

    /// The text for somebody who reads about the journey: in their language, else in another. Never for a customer,
    /// who is asked in a language of the journey.
    pub fn for_reader(&self, language: Language) -> &str {
        self.get(language).or_else(|| self.0.values().next().map(String::as_str)).unwrap_or_default()
    }
}

impl TryFrom<BTreeMap<Language, String>> for Text {
    type Error = NoText;
    fn try_from(texts: BTreeMap<Language, String>) -> Result<Self, NoText> {
        if texts.is_empty() { Err(NoText) } else { Ok(Self(texts)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_of_any_spelling_finds_its_language() {
        assert_eq!(Language::of_locale("nb-NO"), Some(Language::Nb));
        assert_eq!(Language::of_locale("no"), Some(Language::Nb));
        assert_eq!(Language::of_locale("nn"), Some(Language::Nn));
        assert_eq!(Language::of_locale("sv-FI"), Some(Language::Sv));
        assert_eq!(Language::of_locale("da-DK"), Some(Language::Da));
        assert_eq!(Language::of_locale("fi"), Some(Language::Fi));
        assert_eq!(Language::of_locale("de_AT@euro"), Some(Language::De));
        assert_eq!(Language::of_locale("en_GB.UTF-8"), Some(Language::En));
        assert_eq!(Language::of_locale("C.UTF-8"), None);
        assert_eq!(Language::of_locale("pt-BR"), None);
    }

    #[test]
    fn the_numbers_in_tokens_are_never_given_anew() {
        let numbers = Language::ALL.map(|language| (language.number(), language.code()));
        assert_eq!(numbers, [(1, "en"), (2, "nb"), (3, "nn"), (4, "sv"), (5, "da"), (6, "fi"), (7, "de")]);
    }

    #[test]
    fn a_text_has_a_language_and_only_a_reader_may_get_another_one() {
        let text: Text = serde_json::from_str(r#"{"sv":"Hej","de":"Hallo"}"#).unwrap();
        assert_eq!((text.get(Language::De), text.get(Language::En)), (Some("Hallo"), None));
        assert_eq!((text.for_reader(Language::De), text.for_reader(Language::En)), ("Hallo", "Hej"));
        assert!(serde_json::from_str::<Text>("{}").is_err());
    }

    #[test]
    fn numbers_and_codes_lead_back_to_their_language() {
        for language in Language::ALL {
            assert_eq!(Language::of_number(language.number()), Some(language));
            assert_eq!(Language::parse(language.code()), Some(language));
        }
    }
}
