//! The question and its answer.

use crate::form::Form;
use crate::page::{self, AnswerPage, PageError, ThanksPage};
use crate::{App, Page, neutral, visit, wording};
use anyhow::{Result, bail};
use bootstrap::http::Request;
use jiff::Timestamp;
use score::{Metric, Rating};
use store::{Clicked, Written};
use survey::answer::{Given, tidy_comment};
use survey::click::Link;
use survey::journey::wording::Wording;
use survey::token::{Claim, read_survey_token};
use survey::{Answer, Invitation, Language};

/// How often a version is written anew because another one came in between.
const TRIES: usize = 20;

/// Shows the question. A rating in the path leaves one click on the invitation, and is chosen on the page; the
/// honeypot leaves one too, and nothing is chosen.
pub(crate) async fn show(app: &App, request: &Request, token: &str, rating: Option<&str>) -> Result<Page> {
    let now = (app.clock)();
    let Ok(claim) = read_survey_token(token, now, &app.secrets) else { return Ok(neutral(request)) };
    let Some(wording) = wording(app, request, &claim).await? else { return Ok(neutral(request)) };
    let on_scale = |link: &Link| link.rating().is_none_or(|rating| Rating::new(wording.metric, rating).is_ok());
    let link = rating.and_then(Link::parse).filter(on_scale);
    if let Some(link) = link {
        match app.store.click(&claim.key, &visit::click(app, request, link, now)).await {
            Ok(Clicked::Noted | Clicked::Full) => {}
            Ok(Clicked::Gone) => return Ok(neutral(request)),
            // The click is worth less than the answer that it may lead to; but an item that this version can't read
            // takes no answer either.
            Err(error) if !error.is_transient() => return Err(error.into()),
            Err(error) => tracing::warn!(invitation = %claim.key, %error, "a click was not noted"),
        }
    }
    Ok(question(200, &wording, token, link.and_then(Link::rating), None, None))
}

/// Takes an answer, or a change of one, and leads to the thank-you.
pub(crate) async fn take(app: &App, request: &Request, token: &str) -> Result<Page> {
    let now = (app.clock)();
    let Ok(claim) = read_survey_token(token, now, &app.secrets) else { return Ok(neutral(request)) };
    let Some(wording) = wording(app, request, &claim).await? else { return Ok(neutral(request)) };
    let form = Form::of(request);
    let comment = tidy_comment(form.first("comment").unwrap_or_default());
    let rating = match rating(&form, wording.metric) {
        Ok(rating) => rating,
        Err(error) => return Ok(question(422, &wording, token, None, comment.as_deref(), Some(error))),
    };
    match save(app, &claim, rating, comment.clone(), now).await {
        Ok(true) => Ok(Page::see_other(&in_language(&format!("/r/{token}/thanks"), &wording, claim.language))),
        Ok(false) => Ok(neutral(request)),
        Err(error) => {
            tracing::error!(invitation = %claim.key, error = format!("{error:#}"), "an answer was not saved");
            Ok(question(503, &wording, token, Some(rating.get()), comment.as_deref(), Some(PageError::NotSaved)))
        }
    }
}

fn rating(form: &Form, metric: Metric) -> Result<Rating, PageError> {
    let text = form.one("rating").ok_or(PageError::Missing)?.ok_or(PageError::OffScale)?;
    let value = text.trim().parse().map_err(|_| PageError::OffScale)?;
    Rating::new(metric, value).map_err(|_| PageError::OffScale)
}

/// Writes the answer, or its next version; an identical one writes nothing. False: the invitation is gone.
async fn save(app: &App, claim: &Claim, rating: Rating, comment: Option<String>, now: Timestamp) -> Result<bool> {
    let Some(invitation) = app.store.invitation(&claim.key).await? else { return Ok(false) };
    for _ in 0..TRIES {
        let next = match app.store.answer(&claim.key).await? {
            Some(answer) => answer.changed(rating, comment.clone(), now),
            None => Some(first(app, claim, &invitation, rating, comment.clone(), now).await?),
        };
        let Some(next) = next else { return Ok(true) };
        if app.store.put_answer(&next).await? == Written::Yes {
            tracing::info!(invitation = %claim.key, version = next.version, "answered");
            return Ok(true);
        }
    }
    bail!("the answer was changed by others {TRIES} times in a row")
}

async fn first(
    app: &App,
    claim: &Claim,
    invitation: &Invitation,
    rating: Rating,
    comment: Option<String>,
    now: Timestamp,
) -> Result<Answer> {
    let Some(published) = app.store.journey(claim.journey, u32::from(claim.version)).await? else {
        bail!("the journey's version is not there any more");
    };
    let given = Given { rating, at: now };
    Ok(Answer {
        key: claim.key,
        version: 1,
        rating,
        comment,
        answered_on: now.to_zoned(published.journey.time_zone.clone()).date(),
        first: given.clone(),
        last: vec![given],
        language: invitation.language,
        reference: invitation.reference.clone(),
        context: invitation.context.clone(),
        wants_contact: false,
        alerted: 0,
    })
}

/// The thank-you. Reads no answer, so it can be opened again and again.
pub(crate) async fn thanks(app: &App, request: &Request, token: &str) -> Result<Page> {
    let Ok(claim) = read_survey_token(token, (app.clock)(), &app.secrets) else { return Ok(neutral(request)) };
    let Some(wording) = wording(app, request, &claim).await? else { return Ok(neutral(request)) };
    let change_url = in_language(&format!("/r/{token}"), &wording, claim.language);
    let html = page::thanks(&ThanksPage { wording: &wording, change_url: &change_url });
    Ok(Page::new(200, wording.language, html))
}

fn question(
    status: u16,
    wording: &Wording,
    token: &str,
    chosen: Option<u8>,
    comment: Option<&str>,
    error: Option<PageError>,
) -> Page {
    let here = format!("/r/{token}");
    let others = wording.languages.iter().filter(|language| **language != wording.language);
    let html = page::answer(&AnswerPage {
        wording,
        action: &format!("{here}?lang={}", wording.language.code()),
        chosen,
        comment,
        error,
        switch: others.map(|language| (*language, format!("{here}?lang={}", language.code()))).collect(),
    });
    Page::new(status, wording.language, html)
}

/// A path that stays in the language that the reader has switched to.
fn in_language(path: &str, wording: &Wording, of_link: Language) -> String {
    if wording.language == of_link { path.to_owned() } else { format!("{path}?lang={}", wording.language.code()) }
}
