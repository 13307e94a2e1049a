//! Makes the message of an invitation: its links, its words, its headers and tags.

use crate::Run;
use anyhow::{Context, Result};
use mailer::{FeedbackId, InvitationMail, Message, Rendered, invitation_headers};
use std::sync::Arc;
use survey::decide::Published;
use survey::journey::{Branding, letter};
use survey::token::{self, Claim};
use survey::{ContactKey, Invitation};

/// A message that is ready to go.
pub(crate) struct Letter {
    published: Arc<letter::Letter>,
    to: String,
    rendered: Rendered,
    headers: Vec<(String, String)>,
    tags: Vec<(String, String)>,
}

impl Letter {
    pub(crate) fn message(&self) -> Message<'_> {
        Message {
            from: &self.published.from,
            to: &self.to,
            reply_to: Some(&self.published.reply_to),
            subject: &self.rendered.subject,
            html: &self.rendered.html,
            text: &self.rendered.text,
            headers: &self.headers,
            tags: &self.tags,
            attachments: &[],
        }
    }
}

/// Writes the letter; `None` if it was never published in the customer's language and dress, or the address is gone.
pub(crate) async fn letter(
    run: &Run,
    invitation: &Invitation,
    published: &Published,
    person: &ContactKey,
) -> Result<Option<Letter>> {
    let app = &run.app;
    let context = &invitation.context;
    let (number, version) = (published.number, published.version);
    let letter = app.store.letter(number, version, context.index, invitation.language).await?;
    let (Some(letter), Some(address)) = (letter, &invitation.address) else { return Ok(None) };
    let thread = invitation.reminds.as_ref().map(|first| app.mailer.on_the_wire(&first.message_id));
    let link_life = published.journey.link_life;
    let claim = Claim {
        key: invitation.named(),
        journey: number,
        version: u16::try_from(version).context("a journey can have 65,535 versions")?,
        survey: context.index,
        language: invitation.language,
        last_day: token::day_number(invitation.named().due() + link_life.duration()),
        link: None,
    };
    let answer_url = format!("{}/r/{}", app.public_url, token::survey_token(&claim, &app.secrets));
    let opt_out_url = format!("{}/u/{}", app.public_url, token::opt_out_token(&claim, person, &app.secrets));
    let mail = InvitationMail {
        plain: published.journey.sender.branding(context.country.as_deref()) == Branding::Plain,
        reminder: thread.is_some(),
        name: invitation.name.as_ref().map(|name| name.as_str()),
        reference: &invitation.reference,
        touchpoint: &invitation.touchpoint,
        happened_on: context.happened_on,
        answer_url: &answer_url,
        opt_out_url: &opt_out_url,
    };
    let Some(rendered) = mail.fill(&letter) else { return Ok(None) };
    let feedback = FeedbackId { survey: &context.survey, journey: &context.journey, stage: &context.stage };
    let tags = [("invitation", invitation.key.to_string()), ("attempt", invitation.attempt.to_string())];
    Ok(Some(Letter {
        to: address.as_str().to_owned(),
        rendered,
        headers: invitation_headers(&opt_out_url, feedback, thread.as_deref()),
        tags: tags.map(|(name, value)| (name.to_owned(), value)).into(),
        published: letter,
    }))
}
