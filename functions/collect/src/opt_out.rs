//! The way out: a page that asks, and a POST that acts. It holds before the next send.

use crate::form::Form;
use crate::page::{self, OptOutPage, OptOutState, Scope};
use crate::{App, Page, neutral, other_languages, visit, wording};
use anyhow::Result;
use bootstrap::http::{self, Reply, Request};
use jiff::SignedDuration;
use survey::click::Link;
use survey::contact::{EVERYTHING, Suppression};
use survey::token::{Claim, read_opt_out_token};
use survey::{ContactKey, Reason};

/// How long a contact is kept whose last suppression was lifted.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Asks what to stop. Stops nothing: mail scanners open this page too, and are known by that.
pub(crate) async fn show(app: &App, request: &Request, token: &str) -> Result<Page> {
    let Ok((claim, _)) = read_opt_out_token(token, &app.secrets) else { return Ok(neutral(request)) };
    let click = visit::click(app, request, Link::WayOut, (app.clock)());
    if let Err(error) = app.store.click(&claim.key, &click).await {
        tracing::warn!(invitation = %claim.key, %error, "a click was not noted");
    }
    page(app, request, token, &claim, OptOutState::Ask).await
}

/// Stops what the form says, or everything at one click from the mail program; or starts it again.
pub(crate) async fn take(app: &App, request: &Request, token: &str) -> Result<Page> {
    let Ok((claim, person)) = read_opt_out_token(token, &app.secrets) else { return Ok(neutral(request)) };
    if one_click(request) {
        stop(app, &claim, &person, Scope::All).await?;
        return Ok(Page { reply: Reply::empty(200), language: None });
    }
    let form = Form::of(request);
    let scope = form.first("scope").and_then(Scope::parse).unwrap_or(Scope::All);
    let state = if form.first("undo") == Some("1") {
        start_again(app, &claim, &person, scope).await?;
        OptOutState::Undone
    } else {
        stop(app, &claim, &person, scope).await?;
        OptOutState::Done(scope)
    };
    page(app, request, token, &claim, state).await
}

/// RFC 8058: `List-Unsubscribe=One-Click`, urlencoded or as multipart form data.
fn one_click(request: &Request) -> bool {
    let multipart = || {
        let body = http::body(request).unwrap_or_default();
        let body = String::from_utf8_lossy(&body);
        body.contains("name=\"List-Unsubscribe\"") && body.contains("One-Click")
    };
    Form::of(request).first("List-Unsubscribe") == Some("One-Click") || multipart()
}

async fn stop(app: &App, claim: &Claim, person: &ContactKey, scope: Scope) -> Result<()> {
    let now = (app.clock)();
    let scope = named(app, claim, scope).await?;
    app.store
        .change_contact(person, None, now + KEPT, |contact| {
            if contact.suppressed.contains_key(&scope) {
                return false;
            }
            contact.suppressed.insert(scope.clone(), Suppression { reason: Reason::OptedOut, at: now });
            true
        })
        .await?;
    app.store.mark_opted_out(&claim.key).await?;
    tracing::info!(invitation = %claim.key, scope, "opted out");
    Ok(())
}

async fn start_again(app: &App, claim: &Claim, person: &ContactKey, scope: Scope) -> Result<()> {
    let scope = named(app, claim, scope).await?;
    let own_wish = |suppression: &Suppression| suppression.reason == Reason::OptedOut;
    app.store
        .change_contact(person, None, (app.clock)() + KEPT, |contact| {
            let lifted = contact.suppressed.get(&scope).is_some_and(own_wish);
            if lifted {
                contact.suppressed.remove(&scope);
            }
            lifted
        })
        .await?;
    tracing::info!(invitation = %claim.key, scope, "opted in again");
    Ok(())
}

/// The scope as it stands on the contact: the stage's id, or everything.
async fn named(app: &App, claim: &Claim, scope: Scope) -> Result<String> {
    if scope == Scope::All {
        return Ok(EVERYTHING.to_owned());
    }
    let published = app.store.journey(claim.journey, u32::from(claim.version)).await?;
    let stage = published.as_ref().and_then(|p| p.journey.surveys().find(|(_, survey)| survey.index == claim.survey));
    // A stage that can't be told any more is in everything.
    Ok(stage.map_or_else(|| EVERYTHING.to_owned(), |(stage, _)| stage.id.to_string()))
}

async fn page(app: &App, request: &Request, token: &str, claim: &Claim, state: OptOutState) -> Result<Page> {
    let wording = wording(app, request, claim).await?;
    let language = wording.as_ref().map_or(claim.language, |wording| wording.language);
    let path = format!("/u/{token}");
    let action = if language == claim.language { path.clone() } else { format!("{path}?lang={}", language.code()) };
    // What a form has done would be asked anew in another language.
    let switch = wording.as_deref().filter(|_| state == OptOutState::Ask);
    let switch = switch.map(|wording| other_languages(wording, &path, "")).unwrap_or_default();
    let page = OptOutPage { language, wording: wording.as_deref(), action: &action, state, switch: &switch };
    let html = page::opt_out(&page);
    Ok(Page::new(200, language, html))
}
