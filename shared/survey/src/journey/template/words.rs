//! Texts that Glimt brings along, in every language: one that is missing does not compile.

use crate::language::{Language, Text};
use std::collections::BTreeMap;

/// A text in every language of Glimt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub(super) en: &'static str,
    pub(super) nb: &'static str,
    pub(super) nn: &'static str,
    pub(super) sv: &'static str,
    pub(super) da: &'static str,
    pub(super) fi: &'static str,
    pub(super) de: &'static str,
}

impl Words {
    /// The text in one language.
    pub fn get(self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Nb => self.nb,
            Language::Nn => self.nn,
            Language::Sv => self.sv,
            Language::Da => self.da,
            Language::Fi => self.fi,
            Language::De => self.de,
        }
    }

    /// The text in these languages; `None` if there are none.
    pub fn text(self, languages: &[Language]) -> Option<Text> {
        let texts = languages.iter().map(|language| (*language, self.get(*language).to_owned()));
        texts.collect::<BTreeMap<_, _>>().try_into().ok()
    }
}
