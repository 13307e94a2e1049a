//! Templates, texts and style: minijinja for the structure, Fluent for the words.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fluent_templates::LanguageIdentifier;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior, context};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::LazyLock;
use survey::Language;
use survey::journey::wording::Wording;

mod texts {
    #![allow(clippy::unwrap_used, reason = "written by the macro, over files that are compiled in and tested")]
    fluent_templates::static_loader! {
        pub(super) static TEXTS = {
            locales: "./src/page/texts",
            fallback_language: "en",
            customise: |bundle| bundle.set_use_isolating(false),
        };
    }
}

static TEMPLATES: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.add_function("text", text_in_template);
    templates.add_template("layout.html", include_str!("layout.html"))?;
    templates.add_template("answer.html", include_str!("answer.html"))?;
    templates.add_template("follow_up.html", include_str!("follow_up.html"))?;
    templates.add_template("thanks.html", include_str!("thanks.html"))?;
    templates.add_template("opt_out.html", include_str!("opt_out.html"))?;
    templates.add_template("notice.html", include_str!("notice.html"))?;
    Ok(templates)
});

static STYLE: LazyLock<String> = LazyLock::new(|| include_str!("style.css").lines().map(str::trim).collect());

static CSP: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
});

/// The Content-Security-Policy of every page: nothing but the page's own style, by its hash.
pub fn csp() -> String {
    CSP.clone()
}

/// The text in this language, and in no other.
pub(super) fn text(language: Language, key: &str, variables: &[(&str, String)]) -> Result<String> {
    let code: LanguageIdentifier = language.code().parse().context("the language has no code")?;
    let variables: HashMap<_, _> = variables.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    let text = texts::TEXTS.lookup_single_language(&code, key, Some(&variables));
    text.with_context(|| format!("the text “{key}” could not be read in {language:?}"))
}

/// A whole page. Values are escaped.
pub(super) fn render(name: &str, language: Language, wording: Option<&Wording>, context: Value) -> Result<String> {
    let templates = TEMPLATES.as_ref().map_err(|e| anyhow::anyhow!("the templates cannot be read: {e}"))?;
    let wording = wording.map(|wording| {
        context! {
            company => wording.company.as_str(),
            stage => wording.stage.as_str(),
            legal => wording.legal.as_str(),
            privacy_url => wording.privacy_url.as_str(),
        }
    });
    let around = context! { lang => language.code(), dir => language.direction(), style => STYLE.as_str(), wording => wording, switch => () };
    let page = templates.get_template(name)?.render(context! { ..context, ..around })?;
    // Escaping slashes is of no use in quoted attributes, and makes links hard to read for simple tools.
    Ok(page.replace("&#x2f;", "/"))
}

/// `{{ text("key", variable=value) }}` in a template. Not marked as safe, so that the whole is escaped.
fn text_in_template(state: &State<'_, '_>, key: &str, variables: Kwargs) -> Result<String, Error> {
    let failed = |reason: String| Error::new(ErrorKind::InvalidOperation, reason);
    let language = state.lookup("lang").and_then(|lang| lang.as_str().and_then(Language::parse));
    let language = language.ok_or_else(|| failed("the context has no lang".to_owned()))?;
    let value = |name| Ok((name, variables.get::<String>(name)?));
    let values = variables.args().map(value).collect::<Result<Vec<_>, Error>>()?;
    text(language, key, &values).map_err(|e| failed(format!("{e:#}")))
}
