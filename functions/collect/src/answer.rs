//! The question and its answer.

use crate::form::Form;
use crate::page::{self, AnswerPage, PageError};
use crate::{App, Opened, Page, neutral, opened, visit};
use anyhow::{Result, bail};
use bootstrap::http::Request;
use jiff::Timestamp;
use score::{Metric, Rating};
use store::{Clicked, Written};
use survey::answer::{Given, tidy_comment};
use survey::click::Link;
use survey::follow_up::{self, Replies};
use survey::token::Claim;
use survey::{Answer, Invitation};

/// How often a version is written anew because another one came in between.
const TRIES: usize = 20;

/// Shows the question. A rating in the path leaves one click on the invitation, and is chosen on the page; the
/// honeypot leaves one too, and nothing is chosen.
pub(crate) async fn show(app: &App, request: &Request, token: &str, rating: Option<&str>) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let on_scale =
        |followed: &Link| followed.rating().is_none_or(|value| Rating::new(link.wording.metric, value).is_ok());
    let followed = rating.and_then(Link::parse).filter(on_scale);
    if let Some(followed) = followed {
        let click = visit::click(app, request, followed, (app.clock)());
        match app.store.click(&link.claim.key, &click).await {
            Ok(Clicked::Noted | Clicked::Full) => {}
            Ok(Clicked::Gone) => return Ok(neutral(request)),
            // The click is worth less than the answer that it may lead to; but an item that this version can't read
            // takes no answer either.
            Err(error) if !error.is_transient() => return Err(error.into()),
            Err(error) => tracing::warn!(invitation = %link.claim.key, %error, "a click was not noted"),
        }
    }
    Ok(question(200, &link, followed.and_then(Link::rating), None, None))
}

/// Takes an answer, or a change of one, and leads to what is asked next, or to the thank-you.
pub(crate) async fn take(app: &App, request: &Request, token: &str) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let form = Form::of(request);
    let comment = tidy_comment(form.first("comment").unwrap_or_default());
    let rating = match rating(&form, link.wording.metric) {
        Ok(rating) => rating,
        Err(error) => return Ok(question(422, &link, None, comment.as_deref(), Some(error))),
    };
    match save(app, &link, rating, comment.clone()).await {
        Ok(true) if follow_up::first(&link.wording.follow_ups, link.claim.key.id(), rating).is_empty() => {
            Ok(Page::see_other(&link.path("/thanks")))
        }
        Ok(true) => Ok(Page::see_other(&link.path("/more"))),
        Ok(false) => Ok(neutral(request)),
        Err(error) => {
            tracing::error!(invitation = %link.claim.key, error = format!("{error:#}"), "an answer was not saved");
            Ok(question(503, &link, Some(rating.get()), comment.as_deref(), Some(PageError::NotSaved)))
        }
    }
}

fn rating(form: &Form, metric: Metric) -> Result<Rating, PageError> {
    let text = form.one("rating").ok_or(PageError::Missing)?.ok_or(PageError::OffScale)?;
    let value = text.trim().parse().map_err(|_| PageError::OffScale)?;
    Rating::new(metric, value).map_err(|_| PageError::OffScale)
}

/// Writes the answer, or its next version; an identical one writes nothing. False: the invitation is gone.
async fn save(app: &App, link: &Opened<'_>, rating: Rating, comment: Option<String>) -> Result<bool> {
    let (now, claim) = ((app.clock)(), &link.claim);
    let Some(invitation) = app.store.invitation(&claim.key).await? else { return Ok(false) };
    let changed = |answer: &Answer| {
        let changed = answer.changed(rating, comment.clone(), now)?;
        Some(changed.with_what_is_asked(&link.wording.follow_ups))
    };
    if change(app, claim, changed).await?.is_some() {
        return Ok(true);
    }
    let first = first(app, claim, &invitation, rating, comment.clone(), now).await?;
    if app.store.put_answer(&first).await? == Written::Yes {
        tracing::info!(invitation = %claim.key, version = first.version, "answered");
        return Ok(true);
    }
    Ok(change(app, claim, changed).await?.is_some())
}

/// Writes the next version of an answer that is there, unless nothing changes; gives it as it is then. `None`: there is
/// none.
pub(crate) async fn change(
    app: &App,
    claim: &Claim,
    changed: impl Fn(&Answer) -> Option<Answer>,
) -> Result<Option<Answer>> {
    for _ in 0..TRIES {
        let Some(answer) = app.store.answer(&claim.key).await? else { return Ok(None) };
        let Some(next) = changed(&answer) else { return Ok(Some(answer)) };
        if app.store.put_answer(&next).await? == Written::Yes {
            tracing::info!(invitation = %claim.key, version = next.version, "answered");
            return Ok(Some(next));
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
        follow_ups: Replies::new(),
        alerted: 0,
    })
}

fn question(
    status: u16,
    link: &Opened<'_>,
    chosen: Option<u8>,
    comment: Option<&str>,
    error: Option<PageError>,
) -> Page {
    let (wording, here) = (&*link.wording, format!("/r/{}", link.token));
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
