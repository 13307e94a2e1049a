//! The question and its answer.

use crate::form::Form;
use crate::link::{self, Admitted};
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

/// The page with the question, below its link, and the one that shows the answer too.
pub(crate) const QUESTION: &str = "";
pub(crate) const CHANGE: &str = "/change";

/// How often a version is written anew because another one came in between.
const TRIES: usize = 20;

/// Shows the question. A rating in the path leaves one click on the invitation, and is chosen on the page; the
/// honeypot leaves one too, and nothing is chosen.
pub(crate) async fn show(app: &App, request: &Request, token: &str, rating: Option<&str>) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let on_scale =
        |followed: &Link| followed.rating().is_none_or(|value| Rating::new(link.wording.metric, value).is_ok());
    let followed = rating.and_then(Link::parse).filter(on_scale);
    // A visitor by a link has no invitation yet that a click could be noted on.
    if let Some(followed) = followed.filter(|_| link.claim.link.is_none()) {
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
    let switched = request.query_string_parameters.first("rating").and_then(Link::parse).filter(on_scale);
    Ok(question(200, &link, QUESTION, followed.or(switched).and_then(Link::rating), None, None))
}

/// Shows the question with the answer as it is; back to the bare question where there is none.
pub(crate) async fn show_again(app: &App, request: &Request, token: &str) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let Some(answer) = app.store.answer(&link.claim.key).await? else {
        return Ok(Page::see_other(&link.path(QUESTION)));
    };
    Ok(question(200, &link, CHANGE, Some(answer.rating.get()), answer.comment.as_deref(), None))
}

/// Takes an answer, or a change of one, and leads to what is asked next, or to the thank-you.
///
/// An empty comment takes an earlier one away only on the `page` that has shown it.
pub(crate) async fn take(app: &App, request: &Request, token: &str, page: &str) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let form = Form::of(request);
    let comment = tidy_comment(form.first("comment").unwrap_or_default());
    let rating = match rating(&form, link.wording.metric) {
        Ok(rating) => rating,
        Err(error) => return Ok(question(422, &link, page, None, comment.as_deref(), Some(error))),
    };
    let said = |before: &Answer| comment.clone().or_else(|| before.comment.clone().filter(|_| page != CHANGE));
    match save(app, request, &link, rating, comment.as_ref(), said).await {
        Ok(Saved::Yes) if follow_up::first(&link.wording.follow_ups, link.claim.key.id(), rating).is_empty() => {
            Ok(Page::see_other(&link.path("/thanks")))
        }
        Ok(Saved::Yes) => Ok(Page::see_other(&link.path("/more"))),
        Ok(Saved::Gone) => Ok(neutral(request)),
        Ok(Saved::Full) => Ok(Page::new(429, link.wording.language, page::unavailable(link.wording.language))),
        Err(error) => {
            tracing::error!(invitation = %link.claim.key, error = format!("{error:#}"), "an answer was not saved");
            Ok(question(503, &link, page, Some(rating.get()), comment.as_deref(), Some(PageError::NotSaved)))
        }
    }
}

fn rating(form: &Form, metric: Metric) -> Result<Rating, PageError> {
    let text = form.one("rating").ok_or(PageError::Missing)?.ok_or(PageError::OffScale)?;
    let value = text.trim().parse().map_err(|_| PageError::OffScale)?;
    Rating::new(metric, value).map_err(|_| PageError::OffScale)
}

/// What became of an answer.
enum Saved {
    Yes,
    /// The invitation is gone, or erased.
    Gone,
    /// The link has been answered by too many today.
    Full,
}

/// Writes the answer, or its next version; an identical one writes nothing.
async fn save(
    app: &App,
    request: &Request,
    link: &Opened<'_>,
    rating: Rating,
    comment: Option<&String>,
    said: impl Fn(&Answer) -> Option<String>,
) -> Result<Saved> {
    let (now, claim) = ((app.clock)(), &link.claim);
    if let Some(by) = &claim.link {
        match link::admit(app, request, claim, by, now).await? {
            Admitted::Yes => {}
            Admitted::Full => return Ok(Saved::Full),
            Admitted::Gone => return Ok(Saved::Gone),
        }
    }
    let changed = |answer: &Answer| {
        let changed = answer.changed(rating, said(answer), now)?;
        Some(changed.with_what_is_asked(&link.wording.follow_ups))
    };
    // Twice: somebody else's first answer may come in between.
    for _ in 0..2 {
        let invitation = app.store.invitation(&claim.key).await?.filter(|invitation| !invitation.erased);
        let Some(invitation) = invitation else { return Ok(Saved::Gone) };
        if change(app, claim, &changed).await?.is_some() {
            return Ok(Saved::Yes);
        }
        let first = first(app, claim, &invitation, rating, comment.cloned(), now).await?;
        if app.store.put_answer(&first).await? == Written::Yes {
            tracing::info!(invitation = %claim.key, version = first.version, "answered");
            metrics::counter!("Answered").increment(1);
            return Ok(Saved::Yes);
        }
    }
    // What is in the way can't be read as an answer: it was erased.
    Ok(Saved::Gone)
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
        contact: invitation.contact,
        kept_until: Answer::kept_until(&claim.key, &published.journey),
        wants_contact: false,
        follow_ups: Replies::new(),
        alerted: 0,
        alerted_by: None,
    })
}

fn question(
    status: u16,
    link: &Opened<'_>,
    page: &str,
    chosen: Option<u8>,
    comment: Option<&str>,
    error: Option<PageError>,
) -> Page {
    let (wording, here) = (&*link.wording, format!("/r/{}{page}", link.token));
    let kept = chosen.map(|rating| format!("&rating={rating}")).unwrap_or_default();
    let html = page::answer(&AnswerPage {
        wording,
        action: &format!("{here}?lang={}", wording.language.code()),
        chosen,
        comment,
        error,
        switch: &link.switch(page, &kept),
    });
    Page::new(status, wording.language, html)
}
