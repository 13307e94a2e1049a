//! The page that leads to every mail and page, and shows the chosen one at a phone's or a desk's width.

use super::sheets::Shelf;
use anyhow::Result;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior, context};

/// Whether the page follows a journey file that is being written.
#[derive(Debug, Clone, Copy)]
pub enum Live<'a> {
    No,
    Yes {
        /// Which state of the file this is.
        number: u64,
        /// What is wrong with the file as it is now; what is shown is its last state without mistakes.
        mistakes: Option<&'a str>,
    },
}

pub(super) fn page(shelves: &[Shelf], live: Live<'_>) -> Result<String> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    templates.add_template("index.html", include_str!("index.html"))?;
    let (number, mistakes) = match live {
        Live::No => (None, None),
        Live::Yes { number, mistakes } => (Some(number), mistakes),
    };
    let first = shelves.iter().flat_map(|shelf| &shelf.surveys).flat_map(|survey| &survey.sheets).next();
    let shelves: Vec<Value> = shelves.iter().map(shelf).collect();
    let first = first.map(|sheet| sheet.path.as_str());
    let page = templates.get_template("index.html")?.render(context! { shelves, first, number, mistakes })?;
    // Escaping slashes is of no use in quoted attributes, and makes links hard to read for simple tools.
    Ok(page.replace("&#x2f;", "/"))
}

fn shelf(shelf: &Shelf) -> Value {
    let survey = |survey: &super::sheets::SurveySheets| {
        let sheets: Vec<_> = survey
            .sheets
            .iter()
            .map(|sheet| context! { path => sheet.path.as_str(), title => sheet.title.as_str() })
            .collect();
        let language = survey.language;
        context! { title => survey.title.as_str(), language => language.own_name(), code => language.code(), sheets }
    };
    context! { name => shelf.name.as_str(), surveys => shelf.surveys.iter().map(survey).collect::<Vec<_>>() }
}
