//! What is asked after the rating, where something is, with what was replied before; whoever leaves a question empty says
//! nothing about it.

use crate::answer::change;
use crate::form::Form;
use crate::page::{self, FollowUpError, FollowUpPage};
use crate::{App, Opened, Page, neutral, opened};
use anyhow::Result;
use bootstrap::http::Request;
use survey::follow_up::{self, Asked, Replies, Reply};
use survey::{Answer, Slug};

/// Which of the at most two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// What the rating leads to.
    First,
    /// What the replies to that lead to.
    Then,
}

impl Step {
    fn path(self) -> &'static str {
        match self {
            Self::First => "/more",
            Self::Then => "/more/2",
        }
    }

    fn asked<'a>(self, link: &'a Opened<'_>, answer: &Answer) -> Vec<Asked<'a, String>> {
        let (all, id) = (&link.wording.follow_ups, link.claim.key.id());
        match self {
            Self::First => follow_up::first(all, id, answer.rating),
            Self::Then => follow_up::then(all, id, answer.rating, &answer.follow_ups),
        }
    }
}

/// Asks; leads on where nothing is to be asked, and back to the question where there is no answer.
pub(crate) async fn show(app: &App, request: &Request, token: &str, step: Step) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let Some(answer) = app.store.answer(&link.claim.key).await? else { return Ok(Page::see_other(&link.path(""))) };
    let asked = step.asked(&link, &answer);
    if asked.is_empty() {
        return Ok(Page::see_other(&link.path("/thanks")));
    }
    let earlier =
        |(id, reply): (&Slug, &Reply)| reply.value.sent().into_iter().map(|value| (id.to_string(), value)).collect();
    let earlier: Vec<Vec<_>> = answer.follow_ups.iter().map(earlier).collect();
    Ok(questions(200, &link, step, &asked, &earlier.concat(), None))
}

/// Takes the replies. All of them are as they may be, or none is taken.
pub(crate) async fn take(app: &App, request: &Request, token: &str, step: Step) -> Result<Page> {
    let Some(link) = opened(app, request, token).await? else { return Ok(neutral(request)) };
    let Some(answer) = app.store.answer(&link.claim.key).await? else { return Ok(Page::see_other(&link.path(""))) };
    let asked = step.asked(&link, &answer);
    let form = Form::of(request);
    let replies = match read(&form, &asked) {
        Ok(replies) => replies,
        Err(error) => return Ok(questions(422, &link, step, &asked, form.fields(), Some(error))),
    };
    match change(app, &link.claim, |answer| answer.followed_up(&link.wording.follow_ups, &asked, &replies)).await {
        Ok(None) => Ok(Page::see_other(&link.path(""))),
        Ok(Some(answer)) if step == Step::First && !Step::Then.asked(&link, &answer).is_empty() => {
            Ok(Page::see_other(&link.path(Step::Then.path())))
        }
        Ok(Some(_)) => Ok(Page::see_other(&link.path("/thanks"))),
        Err(error) => {
            tracing::error!(invitation = %link.claim.key, error = format!("{error:#}"), "replies were not saved");
            Ok(questions(503, &link, step, &asked, form.fields(), Some(FollowUpError::NotSaved)))
        }
    }
}

fn read<'a>(form: &Form, asked: &[Asked<'a, String>]) -> Result<Replies, FollowUpError<'a>> {
    let is_asked = |name: &str| asked.iter().any(|asked| asked.follow_up.id.as_str() == name);
    if form.fields().iter().any(|(name, _)| !is_asked(name)) {
        return Err(FollowUpError::NotAsked);
    }
    let mut replies = Replies::new();
    for asked in asked {
        let follow_up = asked.follow_up;
        let sent = form.fields().iter().filter(|(name, _)| name == follow_up.id.as_str());
        let sent: Vec<_> = sent.map(|(_, value)| value.as_str()).collect();
        let value = follow_up.read(&sent).map_err(|_| FollowUpError::NotAReply(&follow_up.id))?;
        replies.extend(value.map(|value| (follow_up.id.clone(), asked.reply(value))));
    }
    Ok(replies)
}

fn questions(
    status: u16,
    link: &Opened<'_>,
    step: Step,
    asked: &[Asked<'_, String>],
    sent: &[(String, String)],
    error: Option<FollowUpError<'_>>,
) -> Page {
    let (action, skip_url) = (link.path(step.path()), link.path("/thanks"));
    let wording = &*link.wording;
    let switch = link.switch(step.path(), "");
    let page = FollowUpPage { wording, asked, action: &action, skip_url: &skip_url, sent, switch: &switch, error };
    Page::new(status, wording.language, page::follow_up(&page))
}
