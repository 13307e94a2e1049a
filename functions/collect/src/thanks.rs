//! The thank-you: it can always be reached, again and again, and shows nothing of the answer.

use crate::answer::change;
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
        change_url: &link.path(""),
        contact: next.contact,
        contact_url: &link.path("/contact"),
        told: next.told.as_deref(),
        review_url: next.review_url.as_deref(),
    });
    Ok(Page::new(200, link.wording.language, html))
}

/// Notes that the customer wants to be contacted about the answer, or no longer.
pub(crate) async fn contact(app: &App, request: &Request, token: &str) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let form = Form::of(request);
    let wanted = form.first("contact").filter(|word| ["yes", "no"].contains(word)).map(|word| word == "yes");
    if let Some(wanted) = wanted
        && change(app, &link.claim, |answer| answer.contact(wanted)).await?.is_none()
    {
        return Ok(Page::see_other(&link.path("")));
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
    let published = app.store.journey(claim.journey, u32::from(claim.version)).await?;
    let journey = published.map(|published| published.journey);
    let country = answer.context.country.as_deref();
    // Where a mail that shows the brand is advertising, so is a page that praises it or asks for praise.
    let journey = journey.filter(|journey| journey.sender.branding(country) == Branding::Full);
    let told = journey.as_ref().and_then(|journey| {
        let today = (app.clock)().to_zoned(journey.time_zone.clone()).date();
        journey.told(&answer.context.stage, today)?.name.get(link.wording.language).map(str::to_owned)
    });
    Ok(Next { contact: offered(&answer), told, review_url: journey.and_then(|journey| journey.review_url.clone()) })
}

fn offered(answer: &Answer) -> Contact {
    match answer.context.metric.band(answer.rating) {
        _ if answer.wants_contact => Contact::Wanted,
        Band::Unfavourable => Contact::Offered,
        Band::Neutral | Band::Favourable => Contact::NotOffered,
    }
}
