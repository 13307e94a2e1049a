//! The thank-you: it can always be reached, again and again, and shows nothing of the answer.

use crate::answer::{CHANGE, change};
use crate::form::Form;
use crate::page::{self, Contact, ThanksPage};
use crate::{App, Opened, Page, neutral, opened};
use anyhow::Result;
use bootstrap::http::Request;
use score::Band;
use survey::Answer;
use survey::journey::Branding;

/// Thanks, and says what happens next. What depends on the answer is left out where it can't be read now.
pub(crate) async fn show(app: &App, request: &Request, token: &str) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let next = next(app, &link).await.unwrap_or_else(|error| {
        tracing::warn!(invitation = %link.claim.key, error = format!("{error:#}"), "a plain thank-you is shown");
        Next::default()
    });
    let html = page::thanks(&ThanksPage {
        wording: &link.wording,
        change_url: &link.path(CHANGE),
        contact: next.contact,
        contact_url: &link.path("/contact"),
        told: next.told.as_deref(),
        review_url: next.review_url.as_deref(),
        switch: &link.switch("/thanks", ""),
    });
    Ok(Page::new(200, link.wording.language, html))
}

/// Notes that the customer wants to be contacted about the answer, or no longer.
pub(crate) async fn contact(app: &App, request: &Request, token: &str) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let form = Form::of(request);
    let wanted = form.first("contact").filter(|word| ["yes", "no"].contains(word)).map(|word| word == "yes");
    if let Some(wanted) = wanted {
        // Only what the thank-you offers.
        let may = !wanted || next(app, &link).await?.contact != Contact::NotOffered;
        if change(app, &link.claim, |answer| answer.contact(wanted).filter(|_| may)).await?.is_none() {
            return Ok(Page::see_other(&link.path("")));
        }
    }
    Ok(Page::see_other(&link.path("/thanks")))
}

/// What the thank-you shows besides.
#[derive(Default)]
struct Next {
    contact: Contact,
    told: Option<String>,
    review_url: Option<String>,
}

async fn next(app: &App, link: &Opened<'_>) -> Result<Next> {
    let claim = &link.claim;
    let Some(answer) = app.store.answer(&claim.key).await? else { return Ok(Next::default()) };
    let now = (app.clock)();
    // As the owner has it now: who can be told, what was changed, where praise is collected.
    let newest = app.store.journeys(now).await?.into_iter().map(|published| published.journey);
    let Some(journey) = newest.into_iter().find(|journey| journey.id == answer.context.journey) else {
        return Ok(Next::default());
    };
    let stage = journey.stages.iter().find(|stage| stage.id == answer.context.stage);
    // Nobody could be told of a wish otherwise, or know whose it is.
    let can_be_told = stage.is_some_and(|stage| stage.alert.is_some()) && !answer.reference.is_empty();
    let contact = if can_be_told || answer.wants_contact { offered(&answer) } else { Contact::NotOffered };
    // Where a mail that shows the brand is advertising, so is a page that praises it or asks for praise.
    if journey.sender.branding(answer.context.country.as_deref()) != Branding::Full {
        return Ok(Next { contact, ..Next::default() });
    }
    let today = now.to_zoned(journey.time_zone.clone()).date();
    let told = journey.told(&answer.context.stage, today);
    let told = told.and_then(|change| change.name.get(link.wording.language)).map(str::to_owned);
    Ok(Next { contact, told, review_url: journey.review_url.clone() })
}

fn offered(answer: &Answer) -> Contact {
    match answer.context.metric.band(answer.rating) {
        _ if answer.wants_contact => Contact::Wanted,
        Band::Unfavourable => Contact::Offered,
        Band::Neutral | Band::Favourable => Contact::NotOffered,
    }
}
