//! Links without an email. Opening one writes nothing, so a scanner that follows it leaves nothing behind; who answers is
//! let in, up to a number a day.

use crate::{App, Page, neutral, visit};
use anyhow::Result;
use bootstrap::http::Request;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use survey::Reason;
use survey::contact::EVERYTHING;
use survey::link::{self, Link, read_link_token};
use survey::token::{Claim, survey_token};

/// How many first answers a day one link takes.
const A_DAY: u32 = 2_000;
/// How many of them from one network, where that is known: an office, a block, a mobile network's door.
const FROM_ONE_NETWORK: u32 = 50;

/// Leads to the question, by a token that is the visitor's own.
pub(crate) async fn open(app: &App, request: &Request, token: &str) -> Result<Page> {
    let now = (app.clock)();
    let Ok((asks, link)) = read_link_token(token, now, &app.secrets) else { return Ok(neutral(request)) };
    let published = app.store.journey(asks.journey, u32::from(asks.version)).await?;
    let Some(published) = published else { return Ok(neutral(request)) };
    let visit = request.request_context.request_id.as_deref().unwrap_or_default();
    let claim = link::claim(&asks, &link, &published.journey, visit, now, &app.secrets);
    Ok(Page::see_other(&format!("/r/{}", survey_token(&claim, &app.secrets))))
}

/// Whether a visitor may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admitted {
    Yes,
    /// Too many have answered today.
    Full,
    /// The person wanted to be forgotten, or the survey is gone.
    Gone,
}

/// Files the invitation of a visitor who answers, unless it is there already.
pub(crate) async fn admit(
    app: &App,
    request: &Request,
    claim: &Claim,
    link: &Link,
    now: Timestamp,
) -> Result<Admitted> {
    let store = &app.store;
    if store.invitation(&claim.key).await?.is_some() {
        return Ok(Admitted::Yes);
    }
    let published = store.journey(claim.journey, u32::from(claim.version)).await?;
    let survey = published.as_ref().and_then(|p| p.journey.surveys().find(|(_, survey)| survey.index == claim.survey));
    let (Some(published), Some((stage, survey))) = (&published, survey) else { return Ok(Admitted::Gone) };
    if is_erased(app, link).await? {
        return Ok(Admitted::Gone);
    }
    let day = now.to_zoned(TimeZone::UTC).date();
    let name = format!("{}-{}-{}-{}", claim.journey, claim.survey, link.channel.as_str(), link.made);
    let network = visit::network(app, request, now).to_string();
    let of_network = Some((network.as_str(), FROM_ONE_NETWORK)).filter(|(network, _)| !network.is_empty());
    for (who, most) in of_network.into_iter().chain([("all", A_DAY)]) {
        if !store.count_visitor(&name, day, who, most).await? {
            tracing::warn!(link = name, most, "a link takes no more answers today");
            return Ok(Admitted::Full);
        }
    }
    let invitation = link::invitation(claim, link, &published.journey, stage, survey)?;
    store.put_once(&invitation, invitation.expires(&published.journey)).await?;
    // An erasure that has read the table before this was put must not have missed it.
    if is_erased(app, link).await? {
        store.erase_invitation(&invitation).await?;
        store.disown_invitation(&invitation.key).await?;
        return Ok(Admitted::Gone);
    }
    Ok(Admitted::Yes)
}

async fn is_erased(app: &App, link: &Link) -> Result<bool> {
    let Some(person) = &link.person else { return Ok(false) };
    let contact = app.store.contact(person).await?;
    Ok(contact.suppressed.get(EVERYTHING).is_some_and(|known| known.reason == Reason::Erased))
}
