//! What `glimt dev` shows at `/` and `/inbox`: whole HTML pages that need nothing else, and fetch from nobody else.

use crate::aws::ses::Message;
use anyhow::{Context, Result};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde_json::Value as Json;
use std::sync::LazyLock;

/// What the console is about.
#[derive(Debug, Clone)]
pub struct Home {
    pub journey_name: String,
    /// Says on top that nobody gave the first answers.
    pub simulated: bool,
    /// Where the doors are, without a slash at the end: `http://127.0.0.1:9300`.
    pub origin: String,
    /// The source that one's own events are from, and its key.
    pub source: String,
    pub key: String,
}

/// What a page may load: nothing from elsewhere. Mails shown in a page are under it too, so their pictures are not
/// fetched; their links still open.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

/// What a mail in a frame may do: open its links, and nothing by itself.
const SANDBOX: &str = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// How many mails the inbox page shows; each is some 40 KB of it.
const MAILS_SHOWN: usize = 100;

const STYLE: &str = include_str!("console.css");
const SCRIPT: &str =
    concat!(include_str!("page.js"), "\n", include_str!("scores.js"), "\n", include_str!("console.js"));

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    templates.add_template("home.html", include_str!("home.html"))?;
    templates.add_template("inbox.html", include_str!("inbox.html"))?;
    Ok(templates)
});

/// The console, on which the first minute happens.
///
/// # Errors
/// The template does not fit the code.
pub fn home(home: &Home) -> Result<String> {
    let page = context! {
        journey => home.journey_name.as_str(),
        simulated => home.simulated,
        curl => curl(home),
        script => Value::from_safe_string(SCRIPT.to_owned()),
    };
    render("home.html", page)
}

/// The messages, in the order given, each whole; only the first hundred, so that a browser can show them.
///
/// # Errors
/// The template does not fit the code.
pub fn inbox(messages: &[Message]) -> Result<String> {
    let shown: Vec<_> = messages.iter().take(MAILS_SHOWN).map(message).collect();
    render("inbox.html", context! { messages => shown, total => messages.len(), sandbox => SANDBOX })
}

fn message(message: &Message) -> Value {
    context! {
        sent => message.sent_at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        html => message.html.as_deref().map(framed),
        ..Value::from(Serde(message))
    }
}

fn render(name: &str, page: Value) -> Result<String> {
    let templates = TEMPLATES.as_ref().map_err(|error| anyhow::anyhow!("the console's templates: {error:#}"))?;
    let around = context! { style => Value::from_safe_string(STYLE.to_owned()), policy => POLICY };
    templates.get_template(name)?.render(context! { ..page, ..around }).with_context(|| format!("the console's {name}"))
}

/// A mail's HTML whose links open in a tab of their own. The first base counts, so none of the mail's own can change it.
fn framed(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    let lower = html.to_ascii_lowercase();
    let heads = lower.match_indices("<head").map(|(at, tag)| at + tag.len());
    let head = heads.filter(|&after| lower[after..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace())).min();
    let inside = head.and_then(|after| Some(after + lower[after..].find('>')? + 1)).unwrap_or(0);
    let (before, after) = html.split_at(inside);
    format!("{before}{BASE}{after}")
}

/// A shell command that sends an event of one's own.
fn curl(home: &Home) -> String {
    let event = EVENT.replace("SOURCE", &Json::from(home.source.as_str()).to_string());
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    [
        format!("curl {}", quoted(&format!("{}/v1/events", home.origin))),
        format!("-H {}", quoted(&format!("Authorization: Bearer {}", home.key))),
        format!("-H {}", quoted("Content-Type: application/cloudevents+json")),
        format!("-d {}", quoted(&event)),
    ]
    .join(" \\\n  ")
}

/// In the order that people read it.
const EVENT: &str = r#"{
    "specversion": "1.0",
    "id": "my-event-1",
    "source": SOURCE,
    "type": "order.delivered",
    "data": {
      "contact": { "email": "you@example.com", "name": "You", "locale": "en", "country": "NO" },
      "order": { "id": "my-order-1" }
    }
  }"#;

#[cfg(test)]
mod tests;
