//! The built-in surveys, for people: what there is, and what one says in full.

use crate::locale;
use anyhow::{Context, Result};
use clap::Subcommand;
use survey::Language;
use survey::journey::template::{TEMPLATES, Template, find};

/// What is wanted of the templates; without, a list of them.
#[derive(Subcommand)]
pub enum Wanted {
    /// Write one out as a journey file says it, to be put in place of `template = "…"` and changed
    Show {
        /// The template's name
        name: String,
        /// The journey's languages, such as nb,en; the terminal's without
        #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = locale::parse)]
        language: Vec<Language>,
    },
}

/// Tells what is wanted.
///
/// # Errors
/// If no template has the name.
pub fn run(wanted: Option<&Wanted>) -> Result<String> {
    let own = locale::language().unwrap_or(Language::En);
    match wanted {
        None => Ok(TEMPLATES.iter().map(|template| entry(template, own)).collect::<Vec<_>>().join("\n")),
        Some(Wanted::Show { name, language }) => {
            let names = TEMPLATES.map(|template| template.name).join(", ");
            let template = find(name).with_context(|| format!("no template is called “{name}”; there are {names}"))?;
            let languages = if language.is_empty() { vec![own] } else { language.clone() };
            Ok(template.written_out(&languages))
        }
    }
}

/// Name, metric, what it listens to, delay; and below, the question.
fn entry(template: &Template, language: Language) -> String {
    let (on, metric) = (template.on.join(", "), template.metric.to_string());
    let delay = if template.delay.is_zero() { "at once".to_owned() } else { format!("after {}", template.delay) };
    format!("{:<18}{metric:<6}{on:<24}{delay}\n  {}\n", template.name, template.question.get(language))
}
