//! A template as a journey file would say it without one.

use super::{Asking, Replies, Template, Words, ends};
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
        if !self.follow_ups.is_empty() {
            let follow_ups: String = self.follow_ups.iter().map(|asking| follow_up(asking, languages)).collect();
            line(&mut lines, "follow_up", &format!("[\n{follow_ups}]"));
        }
        lines
    }
}

/// In braces, so that what stands behind it in the file still belongs to the survey.
fn follow_up(asking: &Asking, languages: &[Language]) -> String {
    let texts = |words: Words| {
        languages.iter().map(|l| format!("{} = \"{}\"", l.code(), words.get(*l))).collect::<Vec<_>>().join(", ")
    };
    let kind = match asking.replies {
        Replies::Promise => "type = \"yes_no\", measures = \"promise\"",
        Replies::Choices(_) => "type = \"choices\"",
    };
    let mut parts = vec![format!("id = \"{}\", {kind}", asking.id)];
    parts.extend(asking.ask_when.map(|when| format!("ask_when = \"{when}\"")));
    parts.push(format!("question = {{ {} }}", texts(asking.question)));
    let option = |(id, label)| format!("    {{ id = \"{id}\", {} }},\n", texts(label));
    let options: String = asking.replies.options().into_iter().map(option).collect();
    parts.extend((!options.is_empty()).then(|| format!("options = [\n{options}  ]")));
    format!("  {{ {} }},\n", parts.join(", "))
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
