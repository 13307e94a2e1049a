//! Makes the message of an invitation: its links, its words, its headers and tags.

use crate::Run;
use anyhow::{Context, Result};
use mailer::{FeedbackId, InvitationMail, Message, Rendered, invitation_headers};
use std::sync::Arc;
use survey::decide::Published;
use survey::journey::Branding;
use survey::journey::wording::Wording;
use survey::token::{self, Claim};
use survey::{ContactKey, Invitation};

/// A message that is ready to go.
pub(crate) struct Letter {
    wording: Arc<Wording>,
    to: String,
    rendered: Rendered,
    headers: Vec<(String, String)>,
    tags: Vec<(String, String)>,
}

impl Letter {
    pub(crate) fn message(&self) -> Message<'_> {
        Message {
            from: &self.wording.from,
            to: &self.to,
            reply_to: Some(&self.wording.reply_to),
            subject: &self.rendered.subject,
            html: &self.rendered.html,
            text: &self.rendered.text,
            headers: &self.headers,
            tags: &self.tags,
        }
    }
}

/// Writes the letter; `None` if the survey was never published in the customer's language, or the address is gone.
pub(crate) async fn letter(
    run: &Run,
    invitation: &Invitation,
    published: &Published,
    person: &ContactKey,
) -> Result<Option<Letter>> {
    let app = &run.app;
    let context = &invitation.context;
    let (number, version) = (published.number, published.version);
    let wording = app.store.wording(number, version, context.index, invitation.language).await?;
    let (Some(wording), Some(address)) = (wording, &invitation.address) else { return Ok(None) };
    let link_life = published.journey.link_life;
    let claim = Claim {
        key: invitation.named(),
        journey: number,
        version: u16::try_from(version).context("a journey can have 65,535 versions")?,
        survey: context.index,
        language: invitation.language,
        last_day: token::day_number(invitation.named().due() + link_life.duration()),
    };
    let answer_url = format!("{}/r/{}", app.public_url, token::survey_token(&claim, &app.secrets));
    let opt_out_url = format!("{}/u/{}", app.public_url, token::opt_out_token(&claim, person, &app.secrets));
    let mail = InvitationMail {
        wording: &wording,
        plain: published.journey.sender.branding(context.country.as_deref()) == Branding::Plain,
        name: invitation.name.as_ref().map(|name| name.as_str()),
        reference: &invitation.reference,
        touchpoint: invitation.touchpoint.as_str(),
        happened_on: context.happened_on,
        answer_url: &answer_url,
        opt_out_url: &opt_out_url,
        link_days: link_life.seconds() / 86_400,
    };
    let rendered = mail.render().context("the mail could not be written")?;
    let feedback = FeedbackId { survey: &context.survey, journey: &context.journey, stage: &context.stage };
    let tags = [("invitation", invitation.key.to_string()), ("attempt", invitation.attempt.to_string())];
    Ok(Some(Letter {
        to: address.as_str().to_owned(),
        rendered,
        headers: invitation_headers(&opt_out_url, feedback),
        tags: tags.map(|(name, value)| (name.to_owned(), value)).into(),
        wording,
    }))
}
