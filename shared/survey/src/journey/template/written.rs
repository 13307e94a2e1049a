//! A template as a journey file would say it without one.

use super::{Template, ends};
use crate::language::Language;
use std::fmt::Write;

impl Template {
    /// The survey written out in full, for these languages: put in place of `template = "…"`, it means the same.
    pub fn written_out(&self, languages: &[Language]) -> String {
        let mut lines = format!("metric = \"{}\"\non = {}\ndelay = \"{}\"\n", self.metric, names(self.on), self.delay);
        for (key, length) in [("too_late_after", self.too_late_after), ("ask_again_after", self.ask_again_after)] {
            if let Some(length) = length {
                line(&mut lines, key, &format!("\"{length}\""));
            }
        }
        if !self.void_on.is_empty() {
            line(&mut lines, "void_on", &names(self.void_on));
        }
        let (low, high) = ends(self.metric);
        for (key, words) in [("question", self.question), ("low", low), ("high", high)] {
            for language in languages {
                line(&mut lines, &format!("{key}.{}", language.code()), &format!("\"{}\"", words.get(*language)));
            }
        }
        lines
    }
}

fn line(lines: &mut String, key: &str, value: &str) {
    // Writing to a string can't fail.
    writeln!(lines, "{key} = {value}").unwrap_or_default();
}

fn names(touchpoints: &[&str]) -> String {
    match touchpoints {
        [only] => format!("\"{only}\""),
        several => format!("[{}]", several.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")),
    }
}
