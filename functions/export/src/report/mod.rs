//! The report: one HTML file that needs nothing else, from the first glance down to the definitions.

mod chart;
mod detail;
mod figures;
mod first;
mod standing;
#[cfg(test)]
mod tests;
mod words;

use crate::scope::Scope;
use anyhow::{Context, Result};
use figures::Figures;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
use survey::Language;
use words::Words;

/// How a report is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportOptions<'a> {
    pub language: Language,
    /// Says on top that nobody gave these answers.
    pub simulated: bool,
    /// Shows scores below the minimum, marked as such: for trying things out, never for a journey in use.
    pub show_too_few: bool,
    /// Where the journey's name leads to.
    pub title_link: Option<&'a str>,
}

const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = include_str!("report.css");

/// The journey's report as HTML: no scripts, nothing fetched, the same bytes for the same scope.
pub fn report(scope: &Scope<'_>, options: &ReportOptions<'_>) -> Result<String> {
    let words = Words(options.language);
    let figures = Figures { words, show_too_few: options.show_too_few };
    let standings = standing::standings(scope);
    let names: Vec<String> = standings.iter().map(|at| at.stage.name.for_reader(words.0).to_owned()).collect();
    let each = |view: &dyn Fn(&standing::Standing<'_>, &str) -> Result<Value>| {
        standings.iter().zip(&names).map(|(at, name)| view(at, name)).collect::<Result<Vec<_>>>()
    };
    let journey = scope.journey.name.for_reader(words.0);
    let version = scope.version.to_string();
    let page = context! {
        language => words.0.code(),
        style => Value::from_safe_string(STYLE.to_owned()),
        title => words.say("title", &[("journey", journey)])?,
        journey => journey,
        title_link => options.title_link,
        period => words.say("period", &[("date", &words.date(scope.today)?)])?,
        version => words.say("version", &[("version", &version)])?,
        simulated => options.simulated,
        sentence => first::sentence(figures, &standings, &names)?,
        cards => each(&|at, name| first::card(figures, at, name))?,
        trust => first::trust(figures, scope, &standings, &names)?,
        stages => each(&|at, name| detail::stage(figures, scope, at, name))?,
        funnel => detail::funnel(figures, scope, &standings, &names)?,
        unknown => first::unknown(figures, scope, &standings, &names)?,
        definitions => detail::definitions(figures, scope)?,
    };
    template(words)?.get_template("report.html")?.render(page).context("the report's template")
}

fn template(words: Words) -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_function("t", move |name: &str| {
        words.say(name, &[]).map_err(|error| Error::new(ErrorKind::InvalidOperation, format!("{error:#}")))
    });
    environment.add_template("report.html", TEMPLATE)?;
    Ok(environment)
}
