//! A new answer (from the table's stream) reaches the person who can act on it, if it is one to act on.
//!
//! One alert per answer version that newly meets the stage's condition. It is claimed on the answer before it is
//! mailed, so that a retried batch does not mail twice; a crash in between loses that one alert, and says so.

use anyhow::{Context, Result};
use aws_lambda_events::dynamodb::{Event, EventRecord};
use bootstrap::Clock;
use mailer::{AlertMail, Mailer, Message};
use serde_json::{Value, json};
use store::Store;
use survey::Answer;
use survey::journey::{Journey, Stage, Survey};

/// What the function works with.
pub struct App {
    pub store: Store,
    pub mailer: Mailer,
    pub clock: Clock,
}

/// Takes a batch of changes to the answers.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    let event: Event = match serde_json::from_value(event) {
        Ok(event) => event,
        Err(error) => {
            tracing::warn!(%error, "not a stream's batch; not tried again");
            return Ok(json!({ "ignored": "not a stream's batch" }));
        }
    };
    let mut mailed = 0_u32;
    for record in event.records {
        mailed += u32::from(one(app, record).await?);
    }
    Ok(json!({ "mailed": mailed }))
}

/// Whether somebody was alerted of this change.
async fn one(app: &App, record: EventRecord) -> Result<bool> {
    let change = record.change;
    let read = |image| serde_dynamo::from_item::<_, Answer>(image);
    // An answer that was removed has no new image.
    if change.new_image.is_empty() {
        return Ok(false);
    }
    let new = match read(change.new_image) {
        Ok(new) => new,
        Err(error) => {
            tracing::error!(record = record.event_id, %error, "an answer can't be read; nobody is alerted of it");
            return Ok(false);
        }
    };
    let old = read(change.old_image).ok();
    let context = &new.context;
    let published = app.store.journey_named(&context.journey, context.version, (app.clock)()).await?;
    let Some((journey, (stage, survey))) =
        published.as_ref().and_then(|p| Some((p.journey.as_ref(), p.journey.survey(&context.survey)?)))
    else {
        return Ok(false);
    };
    if !meets(stage, &new) || old.is_some_and(|old| meets(stage, &old)) || new.alerted >= new.version {
        return Ok(false);
    }
    if !app.store.claim_alert(&new.key, new.version).await? {
        return Ok(false);
    }
    let sent = mail(app, journey, stage, survey, &new).await;
    match &sent {
        Ok(()) => tracing::info!(invitation = %new.key, version = new.version, "alerted"),
        Err(error) => {
            tracing::error!(invitation = %new.key, version = new.version, error = format!("{error:#}"), "an alert is lost");
        }
    }
    Ok(sent.is_ok())
}

fn meets(stage: &Stage, answer: &Answer) -> bool {
    let rating = answer.rating.get().to_string();
    let field = |name: &str| if name == "rating" { Some(rating.as_str()) } else { None };
    stage.alert.as_ref().is_some_and(|alert| alert.when.holds(field))
}

async fn mail(app: &App, journey: &Journey, stage: &Stage, survey: &Survey, answer: &Answer) -> Result<()> {
    let Some(alert) = &stage.alert else { return Ok(()) };
    let language = journey.language(None);
    let mail = AlertMail {
        rating: answer.rating.get(),
        metric: survey.metric,
        stage: stage.name.get(language),
        question: survey.question.get(language),
        comment: answer.comment.as_deref(),
        reference: &answer.reference,
        language,
        report_url: None,
    };
    let rendered = mail.render().context("the alert could not be written")?;
    let headers = [("Auto-Submitted".to_owned(), "auto-generated".to_owned())];
    let tags = [("alert".to_owned(), format!("{}-v{}", answer.key, answer.version))];
    let message = Message {
        from: &journey.sender.from,
        to: alert.to.as_str(),
        reply_to: None,
        subject: &rendered.subject,
        html: &rendered.html,
        text: &rendered.text,
        headers: &headers,
        tags: &tags,
    };
    app.mailer.send(&message).await.map(drop).map_err(|error| anyhow::anyhow!("{error}"))
}
