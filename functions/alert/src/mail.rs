//! The mails to the owner.

use crate::{App, Case, held};
use anyhow::{Context, Result, anyhow};
use mailer::{AlertMail, HeldBack, HeldMail, Message, Rendered};
use survey::Tally;
use survey::journey::{Alert, Journey, Stage};
use survey::tally::Held;

/// How many times `at_most` leave in an hour if the customers want to be contacted.
const ROOM_FOR_CONTACT: u32 = 5;

/// Mails the alert, if the hour has room for it. One that SES does not take is logged and counted as lost. Lets the stage's
/// webhook wait for its turn; false if it could not.
pub(crate) async fn alert(app: &App, case: &Case<'_>) -> bool {
    let (answer, now, name) = (case.answer, (app.clock)(), case.name());
    let room = if case.newly_wants_contact { ROOM_FOR_CONTACT } else { 1 };
    let at_most = case.alert.at_most.saturating_mul(room);
    let count = |tally: &mut Tally| {
        if case.alert.webhook.is_some() {
            tally.wait(answer.key, answer.version, now);
        }
        tally.mail(&name, at_most, now)
    };
    let counted = app.store.change_tally(&case.journey.id, &case.stage.id, |tally| {
        count(tally);
    });
    let counted = counted.await;
    let waits = counted.is_ok() || case.alert.webhook.is_none();
    let mut tally = counted.unwrap_or_else(|error| {
        tracing::error!(invitation = %answer.key, %error, "not counted, and so mailed whatever the hour has room for");
        Tally::default()
    });
    if !count(&mut tally) {
        tracing::warn!(invitation = %answer.key, version = answer.version, "not mailed: the hour has no room for it");
        return waits;
    }
    match of_answer(app, case).await {
        Ok(()) => {
            metrics::counter!("Alerted").increment(1);
            tracing::info!(invitation = %answer.key, version = answer.version, "alerted");
        }
        Err(error) => {
            tracing::error!(invitation = %answer.key, version = answer.version, %error, "an alert is lost");
            if let Err(error) = held::count_lost(app, case).await {
                tracing::error!(invitation = %answer.key, error = format!("{error:#}"), "nor is it counted");
            }
        }
    }
    waits
}

async fn of_answer(app: &App, case: &Case<'_>) -> Result<()> {
    let Case { journey, stage, survey, alert, answer, .. } = *case;
    let language = journey.language(None);
    let report_url = report_url(app, journey, stage);
    let mail = AlertMail {
        rating: answer.rating.get(),
        metric: survey.metric,
        stage: stage.name.for_reader(language),
        question: survey.question.for_reader(language),
        comment: answer.comment.as_deref(),
        reference: &answer.reference,
        wants_contact: answer.wants_contact,
        language,
        report_url: report_url.as_deref(),
    };
    let rendered = mail.render().context("the alert could not be written")?;
    send(app, journey, alert, &rendered, Some(("alert", case.name()))).await
}

/// Mails how many alerts were held back.
pub(crate) async fn of_held(app: &App, journey: &Journey, stage: &Stage, alert: &Alert, held: Held) -> Result<()> {
    let language = journey.language(None);
    let since = since(journey, held, (app.clock)());
    let report_url = report_url(app, journey, stage);
    let mail = HeldMail {
        stage: stage.name.for_reader(language),
        held: HeldBack { count: held.count, since: &since },
        language,
        report_url: report_url.as_deref(),
    };
    send(app, journey, alert, &mail.render().context("the mail could not be written")?, None).await
}

async fn send(app: &App, journey: &Journey, alert: &Alert, mail: &Rendered, tag: Option<(&str, String)>) -> Result<()> {
    let headers = [("Auto-Submitted".to_owned(), "auto-generated".to_owned())];
    let tags: Vec<_> = tag.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let message = Message {
        from: &journey.sender.from,
        to: alert.to.as_str(),
        reply_to: None,
        subject: &mail.subject,
        html: &mail.html,
        text: &mail.text,
        headers: &headers,
        tags: &tags,
        attachments: &[],
    };
    app.mailer.insist(&message).await.map(drop).map_err(|error| anyhow!("{error}"))
}

/// Since when, on the journey's clock; with the day if that is not today.
fn since(journey: &Journey, held: Held, now: jiff::Timestamp) -> String {
    let [since, now] = [held.since, now].map(|at| at.to_zoned(journey.time_zone.clone()));
    since.strftime(if since.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
}

/// Where the stage stands in the journey's report.
pub(crate) fn report_url(app: &App, journey: &Journey, stage: &Stage) -> Option<String> {
    let folder = app.report_url.as_deref()?.trim_end_matches('/');
    Some(format!("{folder}/{}/report.{}.html#stage-{}", journey.id, journey.language(None).code(), stage.id))
}
