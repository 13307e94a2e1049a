//! The report: one HTML file that needs nothing else, from the first glance down to the definitions.

mod actions;
mod chart;
mod detail;
mod figures;
pub(crate) mod first;
mod labels;
mod more;
#[cfg(test)]
mod tests;
mod words;

use crate::rows::{ChangeRow, DriverRow};
use crate::scope::Scope;
use crate::silence::alarms;
use crate::standing::{Standing, standings};
use crate::told::Told;
pub(crate) use actions::{Action, Known, actions, alarm_text};
use anyhow::{Context, Result};
pub(crate) use figures::Figures;
pub(crate) use figures::decimals;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
pub(crate) use more::comment_line;
use survey::Language;
pub(crate) use words::Words;
pub(crate) use words::isolated;

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

/// What a report is made of beside the counts.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'b, 'a> {
    pub told: &'b Told,
    pub drivers: &'b [DriverRow<'a>],
    pub changes: &'b [ChangeRow<'a>],
}

const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = include_str!("report.css");

/// The journey's report as HTML: no scripts, nothing fetched, the same bytes for the same scope, answers and drivers.
pub fn report(scope: &Scope<'_>, beside: &Beside<'_, '_>, options: &ReportOptions<'_>) -> Result<String> {
    let Beside { told, drivers, changes } = *beside;
    let words = Words(options.language);
    let figures = Figures { words, show_too_few: options.show_too_few };
    let standings = standings(scope);
    let names: Vec<String> = standings.iter().map(|at| at.stage.name.for_reader(words.0).to_owned()).collect();
    let each = |view: &dyn Fn(&Standing<'_>, &str) -> Result<Value>| {
        standings.iter().zip(&names).map(|(at, name)| view(at, name)).collect::<Result<Vec<_>>>()
    };
    let alarms = alarms(scope, &standings);
    let known = Known { scope, standings: &standings, names: &names, drivers, alarms: &alarms };
    let actions = actions(figures, &known)?;
    let sentence = first::sentence(figures, &standings, &names)?;
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
        sentence => context! { targets => sentence.targets, moved => sentence.moved },
        cards => each(&|at, name| first::card(figures, at, name))?,
        actions => actions.iter().map(actions::Action::view).collect::<Vec<_>>(),
        trust => first::trust(figures, &known)?,
        stages => each(&|at, name| detail::stage(figures, scope, (told, changes), at, name))?,
        drivers => more::drivers(figures, scope, drivers, &standings, &names)?,
        money => more::money(figures, &standings, &names)?,
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
