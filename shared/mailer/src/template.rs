//! Templates and texts: minijinja for the structure, Fluent for the words.

use fluent_templates::LanguageIdentifier;
use fluent_templates::fluent_bundle::FluentValue;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior};
use std::collections::HashMap;
use std::sync::OnceLock;
use survey::Language;

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line of fewer than 60 characters.
    pub subject: String,
    /// A whole HTML document that loads nothing but the brand's logo.
    pub html: String,
    /// The same in plain text, with the same links.
    pub text: String,
}

/// A mail could not be written. Always a mistake in a template or a text, never in what was put into it.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the template {template} could not be rendered")]
    Template { template: String, source: Error },
    #[error("the text “{key}” could not be read in {language:?}: {reason}")]
    Text { key: String, language: Language, reason: String },
}

impl RenderError {
    /// Whether trying again could help: never.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Template { .. } | Self::Text { .. } => false,
        }
    }
}

mod texts {
    #![allow(clippy::unwrap_used, reason = "written by the macro, over files that are compiled in and tested")]
    fluent_templates::static_loader! {
        pub(super) static TEXTS = {
            locales: "./texts",
            fallback_language: "en",
            // Isolation marks would litter subjects and plain text.
            customise: |bundle| bundle.set_use_isolating(false),
        };
    }
}

/// A value of a text's variable.
pub(crate) type Argument = FluentValue<'static>;

/// The text in this language, and in no other.
pub(crate) fn text(language: Language, key: &str, arguments: &[(&str, Argument)]) -> Result<String, RenderError> {
    let unreadable = |reason: String| RenderError::Text { key: key.to_owned(), language, reason };
    let code: LanguageIdentifier = language.code().parse().map_err(|_| unreadable("no such language".to_owned()))?;
    let arguments: HashMap<_, _> = arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
    texts::TEXTS.lookup_single_language(&code, key, Some(&arguments)).map_err(|e| unreadable(e.to_string()))
}

/// The templates that Glimt brings, by their names.
pub(crate) fn built_in() -> Result<&'static Environment<'static>, RenderError> {
    static TEMPLATES: OnceLock<Environment<'static>> = OnceLock::new();
    if let Some(templates) = TEMPLATES.get() {
        return Ok(templates);
    }
    let templates = environment([
        ("invitation.html", include_str!("../templates/invitation.html")),
        ("invitation.txt", include_str!("../templates/invitation.txt")),
        ("alert.html", include_str!("../templates/alert.html")),
        ("alert.txt", include_str!("../templates/alert.txt")),
        ("digest.html", include_str!("../templates/digest.html")),
        ("digest.txt", include_str!("../templates/digest.txt")),
        ("alerts-held.html", include_str!("../templates/alerts-held.html")),
        ("alerts-held.txt", include_str!("../templates/alerts-held.txt")),
    ])?;
    Ok(TEMPLATES.get_or_init(|| templates))
}

/// Templates with their names, which end in `.html` where values are to be escaped.
pub(crate) fn environment<'a>(
    sources: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Environment<'a>, RenderError> {
    let bad = |name: &str, source| RenderError::Template { template: name.to_owned(), source };
    let mut templates = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    templates.set_syntax(syntax.map_err(|source| bad("", source))?);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.add_function("text", text_in_template);
    for (name, source) in sources {
        templates.add_template(name, source).map_err(|source| bad(name, source))?;
    }
    Ok(templates)
}

/// Renders `<name>.html` and `<name>.txt`; values are escaped in the first. The context names its `lang`.
pub(crate) fn render(
    templates: &Environment<'_>,
    names: [&str; 2],
    context: &Value,
) -> Result<[String; 2], RenderError> {
    let fill = |template: &str| {
        let rendered = templates.get_template(template).and_then(|t| t.render(context));
        rendered.map_err(|source| RenderError::Template { template: template.to_owned(), source })
    };
    // Escaping slashes is of no use in quoted attributes, and makes links hard to read for simple tools.
    Ok([fill(names[0])?.replace("&#x2f;", "/"), fill(names[1])?])
}

/// `{{ text("key", variable=value) }}` in a template. Not marked as safe, so that the whole is escaped.
fn text_in_template(state: &State<'_, '_>, key: &str, variables: Kwargs) -> Result<String, Error> {
    let failed = |reason: String| Error::new(ErrorKind::InvalidOperation, reason);
    let language = state.lookup("lang").and_then(|lang| lang.as_str().and_then(Language::parse));
    let language = language.ok_or_else(|| failed("the context has no lang".to_owned()))?;
    let mut arguments = Vec::new();
    for name in variables.args() {
        let value: Value = variables.get(name)?;
        let argument = match i64::try_from(value.clone()) {
            Ok(number) => FluentValue::from(number),
            Err(_) => FluentValue::from(value.to_string()),
        };
        arguments.push((name, argument));
    }
    text(language, key, &arguments).map_err(|e| failed(e.to_string()))
}
