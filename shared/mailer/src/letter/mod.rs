//! Letters: the mails of a journey, compiled once at publish, so that sending one renders nothing.
//!
//! [`compile`] renders the templates with marks for what only the one mail knows; [`own`] holds the result to what every
//! mail must have, whoever wrote the template.

mod compile;
mod own;

use crate::template::{RenderError, built_in, environment};
use compile::Compiler;
use minijinja::Environment;
use std::collections::BTreeSet;
use survey::journey::Journey;
use survey::journey::file::Mistake;
use survey::journey::letter::{Letter, Letters, without_marks};

pub use own::LARGEST_HTML;

/// Something in a mail's template that its owner should correct.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BadMail {
    /// `mail.html`.
    pub file: String,
    /// What is missing from the whole stands on line 1.
    pub mistake: Mistake,
}

/// The letters of a journey: each survey in each language.
///
/// # Errors
/// Every mistake in the owner's own mails, by file and line.
pub fn letters(journey: &Journey) -> Result<Letters, Vec<BadMail>> {
    let mut letters = Letters::new();
    let mut bad = BTreeSet::new();
    for (stage, survey) in journey.surveys() {
        for language in &journey.languages {
            match letter(&Compiler { journey, stage, survey, language: *language }) {
                Ok(letter) => {
                    letters.insert((survey.index, *language), letter);
                }
                Err(mistakes) => bad.extend(mistakes),
            }
        }
    }
    if bad.is_empty() { Ok(letters) } else { Err(bad.into_iter().collect()) }
}

fn letter(compiler: &Compiler) -> Result<Letter, Vec<BadMail>> {
    let bad = |error: RenderError| vec![explain(&error)];
    let Some(name) = compiler.journey.own_mail(compiler.survey) else {
        return checked(compiler, built_in().map_err(bad)?, ["invitation.html", "invitation.txt"]);
    };
    let files = [format!("{name}.html"), format!("{name}.txt")];
    let own = compiler.journey.mails.get(name);
    let [html, text] = [own.and_then(|own| own.html.as_ref()), own.and_then(|own| own.text.as_ref())];
    let (Some(html), Some(text)) = (html, text) else {
        let missing = files.iter().zip([html, text]).filter(|(_, source)| source.is_none());
        return Err(missing.map(|(file, _)| mistake(file, "is not there", "put it beside the journey file")).collect());
    };
    let sources = [html, text].map(|source| without_marks(source));
    let templates = environment(files.iter().zip(&sources).map(|(file, source)| (file.as_str(), source.as_str())));
    checked(compiler, &templates.map_err(bad)?, [&files[0], &files[1]])
}

fn checked(compiler: &Compiler, templates: &Environment<'_>, names: [&str; 2]) -> Result<Letter, Vec<BadMail>> {
    let letter = compiler.letter(templates, names).map_err(|error| vec![explain(&error)])?;
    let mistakes = own::check(compiler, &letter, names);
    if mistakes.is_empty() { Ok(letter) } else { Err(mistakes) }
}

fn mistake(file: &str, what: impl Into<String>, expected: impl Into<String>) -> BadMail {
    let mistake = Mistake { line: 1, what: what.into(), expected: expected.into() };
    BadMail { file: file.to_owned(), mistake }
}

/// A template's error as a mistake on the line that it stands on.
fn explain(error: &RenderError) -> BadMail {
    let RenderError::Template { template, source } = error else {
        return mistake("mail.ftl", error.to_string(), "this is a mistake of Glimt's");
    };
    let mut told = mistake(
        source.name().unwrap_or(template),
        source.detail().map_or_else(|| source.kind().to_string(), |detail| format!("{}: {detail}", source.kind())),
        "the variables and their meaning stand at the top of Glimt's own invitation.html",
    );
    told.mistake.line = source.line().unwrap_or(1);
    told
}

#[cfg(test)]
pub(crate) mod tests;
