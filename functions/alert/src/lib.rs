//! A new answer (from the table's stream) reaches the person who can act on it, if it is one to act on.
//!
//! One alert per answer version that newly meets the stage's condition. It is claimed on the answer before it is
//! mailed, so that a retried batch does not mail twice; a crash in between loses that one alert, and says so.

use anyhow::{Context, Result, anyhow, bail};
use aws_lambda_events::dynamodb::EventRecord;
use bootstrap::{Clock, batch};
use mailer::{AlertMail, Mailer, Message};
use serde::Deserialize;
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

/// Takes a batch of changes to the answers. A change that can't be handled just now is reported by its sequence number:
/// it comes again, with those behind it, of which nobody is alerted twice. One that never can be is refused by name.
pub async fn handle(app: &App, mut event: Value) -> Result<Value> {
    let Some(records) = event.get_mut("Records").and_then(Value::as_array_mut).map(std::mem::take) else {
        tracing::warn!("not a stream's batch; not tried again");
        return Ok(json!({ "ignored": "not a stream's batch" }));
    };
    let mut failed = Vec::new();
    for record in &records {
        let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str);
        let (id, sequence) = (text("/eventID").unwrap_or_default(), text("/dynamodb/SequenceNumber"));
        let Err(error) = one(app, record).await else { continue };
        match (sequence, error.downcast_ref::<store::Error>()) {
            // The reader's own words may repeat what it could not read.
            (_, Some(store::Error::Item { .. })) => {
                tracing::error!(record = id, "an answer can't be read; nobody is alerted of it");
            }
            // A missing permission or table can be mended while the stream waits.
            (Some(sequence), Some(error)) if error.is_transient() || matches!(error, store::Error::Refused { .. }) => {
                tracing::error!(record = id, %error, "failed; it will be tried again");
                failed.push(sequence);
            }
            _ => tracing::error!(record = id, %error, "nobody is alerted of it"),
        }
    }
    Ok(batch::again(failed))
}

/// Alerts whoever is to be alerted of this change.
async fn one(app: &App, record: &Value) -> Result<()> {
    let record = EventRecord::deserialize(record).map_err(|_| anyhow!("not a record of a stream"))?;
    match record.event_name.as_str() {
        "INSERT" | "MODIFY" => {}
        "REMOVE" => return Ok(()),
        unknown => bail!("a record of the unknown kind “{unknown}”"),
    }
    let change = record.change;
    let new = app.store.answer_in(change.new_image)?;
    let old = app.store.answer_in(change.old_image).ok();
    let context = &new.context;
    let published = app.store.journey_named(&context.journey, context.version, (app.clock)()).await?;
    let Some((journey, (stage, survey))) =
        published.as_ref().and_then(|p| Some((p.journey.as_ref(), p.journey.survey(&context.survey)?)))
    else {
        return Ok(());
    };
    if !meets(stage, &new) || old.is_some_and(|old| meets(stage, &old)) || new.alerted >= new.version {
        return Ok(());
    }
    if !app.store.claim_alert(&new.key, new.version).await? {
        return Ok(());
    }
    match mail(app, journey, stage, survey, &new).await {
        Ok(()) => tracing::info!(invitation = %new.key, version = new.version, "alerted"),
        Err(error) => {
            tracing::error!(invitation = %new.key, version = new.version, error = format!("{error:#}"), "an alert is lost");
        }
    }
    Ok(())
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
        stage: stage.name.for_reader(language),
        question: survey.question.for_reader(language),
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
