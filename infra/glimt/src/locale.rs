//! What the terminal is set to.

use std::env;
use survey::Language;

/// The terminal's language, if Glimt has it: what `LC_ALL`, `LC_MESSAGES` or `LANG` says, the first that is set.
pub fn language() -> Option<Language> {
    let set = |name: &&str| env::var(name).ok().filter(|value| !value.is_empty());
    Language::of_locale(&["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set)?)
}

/// Reads a language's code, or says which there are.
pub fn parse(code: &str) -> Result<Language, String> {
    Language::parse(code).ok_or_else(|| format!("the languages are {}", Language::ALL.map(Language::code).join(", ")))
}
