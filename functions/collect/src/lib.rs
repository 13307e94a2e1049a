//! The answer page, the answer, the opt-out. **A GET never creates an answer**: mail scanners follow every link.
//!
//! | door | what it does |
//! |---|---|
//! | `GET /l/{token}` | a link without an email: leads to the question; no write |
//! | `GET /r/{token}` | shows the question; no store call once the survey's wording is known |
//! | `GET /r/{token}/{rating}` | notes one bounded click (none by a link without an email), shows the question with the rating chosen |
//! | `GET /r/{token}/x` | the honeypot: notes one bounded click, shows the question with nothing chosen |
//! | `POST /r/{token}` | writes or changes the answer, then 303 to `/more`, or to `/thanks` if nothing more is asked |
//! | `GET /r/{token}/change` | shows the question with the answer as it is; a POST there takes all that the page shows |
//! | `GET /r/{token}/more` | asks the follow-ups that the rating leads to; `/more/2` those that their replies lead to |
//! | `POST /r/{token}/more` | adds the replies to the answer, then 303 to what is left |
//! | `GET /r/{token}/thanks` | the thank-you, which shows nothing of the answer |
//! | `POST /r/{token}/contact` | notes that the customer wants to be contacted, or no longer, then 303 to `/thanks` |
//! | `GET /u/{token}` | notes one bounded click, asks what to stop; stops nothing |
//! | `POST /u/{token}` | stops it, or starts it again; one click (RFC 8058) needs no page |

mod answer;
mod follow_up;
mod form;
mod link;
mod opt_out;
pub mod page;
mod thanks;
mod visit;

use crate::answer::{CHANGE, QUESTION};
use crate::follow_up::Step;
use ::http::header;
use anyhow::Result;
use bootstrap::Clock;
use bootstrap::http::{self, Reply, Request};
use serde_json::Value;
use std::sync::Arc;
use store::Store;
use survey::journey::wording::Wording;
use survey::token::{Claim, read_survey_token};
use survey::{Language, Secrets};

/// What the function works with.
pub struct App {
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Clock,
}

/// Handles a request to a page.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    let request = http::request(event)?;
    let reply = route(app, &request).await.unwrap_or_else(|error| {
        tracing::error!(error = format!("{error:#}"), "a page could not be served");
        Page::new(503, language(&request), page::unavailable(language(&request)))
    });
    Ok(reply.reply().compressed_for(&request).into_value())
}

async fn route(app: &App, request: &Request) -> Result<Page> {
    let method = request.request_context.http.method.as_str();
    let path = http::path(request);
    if method == "HEAD" {
        return Ok(Page::empty(200));
    }
    match (method, path.as_slice()) {
        ("GET", ["l", token]) => link::open(app, request, token).await,
        ("GET", ["r", token]) => answer::show(app, request, token, None).await,
        ("GET", ["r", token, "change"]) => answer::show_again(app, request, token).await,
        ("GET", ["r", token, "thanks"]) => thanks::show(app, request, token).await,
        ("GET", ["r", token, "more"]) => follow_up::show(app, request, token, Step::First).await,
        ("GET", ["r", token, "more", "2"]) => follow_up::show(app, request, token, Step::Then).await,
        ("GET", ["r", token, rating]) => answer::show(app, request, token, Some(rating)).await,
        ("POST", ["r", token, "more"]) => follow_up::take(app, request, token, Step::First).await,
        ("POST", ["r", token, "more", "2"]) => follow_up::take(app, request, token, Step::Then).await,
        ("POST", ["r", token, "contact"]) => thanks::contact(app, request, token).await,
        ("POST", ["r", token, "change"]) => answer::take(app, request, token, CHANGE).await,
        ("POST", ["r", token]) => answer::take(app, request, token, QUESTION).await,
        ("GET", ["u", token]) => opt_out::show(app, request, token).await,
        ("POST", ["u", token]) => opt_out::take(app, request, token).await,
        _ => Ok(neutral(request)),
    }
}

/// What every link that is not valid leads to: the same page, whatever is wrong with it.
fn neutral(request: &Request) -> Page {
    let language = language(request);
    Page::new(404, language, page::neutral(language))
}

/// The language that the reader asks for: `?lang=`, else the browser's.
fn language(request: &Request) -> Language {
    let wanted = request.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted = wanted.split(',').map(|one| one.split(';').next().unwrap_or_default().trim());
    chosen(request).or_else(|| wanted.find_map(Language::of_locale)).unwrap_or(Language::En)
}

fn chosen(request: &Request) -> Option<Language> {
    request.query_string_parameters.first("lang").and_then(Language::parse)
}

/// The wording of a link's survey, in the language of the link or the one that the reader has switched to.
async fn wording(app: &App, request: &Request, claim: &Claim) -> Result<Option<Arc<Wording>>> {
    let version = u32::from(claim.version);
    let wording = app.store.wording(claim.journey, version, claim.survey, claim.language).await?;
    let switched = chosen(request).filter(|l| wording.as_ref().is_some_and(|w| w.languages.contains(l)));
    match switched.filter(|language| *language != claim.language) {
        Some(language) => Ok(app.store.wording(claim.journey, version, claim.survey, language).await?),
        None => Ok(wording),
    }
}

/// An answer page's link: whose it is and how its survey is worded. `None`: it leads nowhere.
async fn opened<'a>(app: &App, request: &Request, token: &'a str) -> Result<Option<Opened<'a>>> {
    let Ok(claim) = read_survey_token(token, (app.clock)(), &app.secrets) else { return Ok(None) };
    let wording = wording(app, request, &claim).await?;
    Ok(wording.map(|wording| Opened { token, claim, wording }))
}

struct Opened<'a> {
    token: &'a str,
    claim: Claim,
    wording: Arc<Wording>,
}

impl Opened<'_> {
    /// A page of the link in each other language; `kept` goes along in the query.
    fn switch(&self, page: &str, kept: &str) -> Vec<(Language, String)> {
        other_languages(&self.wording, &format!("/r/{}{page}", self.token), kept)
    }

    /// Where a page of the link is, in the language that the reader has switched to; `""` is the question.
    fn path(&self, page: &str) -> String {
        let path = format!("/r/{}{page}", self.token);
        let language = self.wording.language;
        if language == self.claim.language { path } else { format!("{path}?lang={}", language.code()) }
    }
}

/// Where the page of this path is in each language of the survey but the one that it is shown in.
fn other_languages(wording: &Wording, path: &str, kept: &str) -> Vec<(Language, String)> {
    let others = wording.languages.iter().filter(|language| **language != wording.language);
    others.map(|language| (*language, format!("{path}?lang={}{kept}", language.code()))).collect()
}

/// A page with the headers that every page has.
struct Page {
    reply: Reply,
    language: Option<Language>,
}

impl Page {
    fn new(status: u16, language: Language, html: Result<String>) -> Self {
        let reply = match html {
            Ok(html) => Reply::html(status, html),
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "a page could not be rendered");
                Reply::empty(500)
            }
        };
        Self { reply, language: Some(language) }
    }

    fn empty(status: u16) -> Self {
        Self { reply: Reply::empty(status), language: None }
    }

    fn see_other(location: &str) -> Self {
        Self { reply: Reply::empty(303).header(header::LOCATION, location), language: None }
    }

    fn reply(self) -> Reply {
        let reply = self
            .reply
            .header(header::CACHE_CONTROL, "no-store")
            .header(header::REFERRER_POLICY, "no-referrer")
            .header(header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000")
            .header(header::CONTENT_SECURITY_POLICY, &page::csp());
        match self.language {
            Some(language) => reply.header(header::CONTENT_LANGUAGE, language.code()),
            None => reply,
        }
    }
}
