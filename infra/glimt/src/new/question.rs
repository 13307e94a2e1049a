//! A question on the terminal, asked until the answer will do.

use super::draft::Draft;
use anyhow::{Result, bail};
use std::io::{BufRead, Write};

/// One thing that only the owner knows.
pub(super) struct Question {
    pub(super) asks: &'static str,
    /// The flag that answers it without asking.
    pub(super) flag: &'static str,
    /// What an empty answer means.
    pub(super) default: Option<&'static str>,
    /// Puts the answer where it belongs.
    pub(super) put: fn(&mut Draft, &str),
}

/// The fields that an answer stands in first.
const FIELDS: [&str; 5] = ["name.en ", "owner ", "from ", "legal ", "privacy_url "];

pub(super) const QUESTIONS: [Question; 5] = [
    Question {
        asks: "What is the company called, by its customers?",
        flag: "--company",
        default: None,
        put: |draft, answer| answer.clone_into(&mut draft.company),
    },
    Question {
        asks: "From which address shall mail come? (such as hello@answers.your-shop.com)",
        flag: "--from",
        default: None,
        put: |draft, answer| answer.clone_into(&mut draft.from),
    },
    Question {
        asks: "Legal name, organisation number and postal address, in one line?",
        flag: "--legal",
        default: None,
        put: |draft, answer| answer.clone_into(&mut draft.legal),
    },
    Question {
        asks: "Where do you say how personal data is handled? (https://…)",
        flag: "--privacy-url",
        default: None,
        put: |draft, answer| answer.clone_into(&mut draft.privacy_url),
    },
    Question {
        asks: "What shall be asked about? (`glimt templates` explains them)",
        flag: "--templates",
        default: Some("order-ces, delivery-csat, support-csat"),
        put: |draft, answer| {
            let names = answer.split([',', ' ']).filter(|name| !name.is_empty());
            draft.templates = names.map(str::to_owned).collect();
        },
    },
];

impl Question {
    /// What is wrong with an answer, in `check`'s words.
    pub(super) fn wrong(&self, draft: &Draft, answer: &str) -> Option<String> {
        let mut seen = Draft::example(draft.today);
        (self.put)(&mut seen, answer);
        let mistake = seen.mistake()?;
        // Whoever is asked knows nothing of the file's fields yet.
        let about_field = FIELDS.iter().find_map(|field| mistake.strip_prefix(field));
        Some(about_field.map_or_else(|| mistake.clone(), |rest| format!("that {}", rest.trim_start())))
    }

    /// Asks, explains a bad answer, asks again. The input's end is no answer.
    pub(super) fn ask(&self, draft: &mut Draft, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<()> {
        loop {
            match self.default {
                Some(default) => write!(out, "{}\n[{default}] > ", self.asks)?,
                None => write!(out, "{}\n> ", self.asks)?,
            }
            out.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                bail!("no answer to “{}”; it can be given as {} too", self.asks, self.flag);
            }
            let answer = match (line.trim(), self.default) {
                ("", Some(default)) => default,
                (answer, _) => answer,
            };
            match self.wrong(draft, answer) {
                None => {
                    (self.put)(draft, answer);
                    return Ok(writeln!(out)?);
                }
                Some(wrong) => writeln!(out, "  {wrong}\n")?,
            }
        }
    }
}
