//! A new answer (from the table's stream) reaches the person who can act on it, if it is one to act on.
//!
//! One alert per answer version that newly meets the stage's condition, or in which the customer newly wants to be
//! contacted. It is claimed on the answer before it is mailed, so that a retried batch does not mail twice. If the one
//! who claimed it dies before it is done, the record's next delivery says that the alert may be lost, once, and counts
//! it among those that the owner is told of together with those that the hour had no room for.
//!
//! Webhooks wait in the stage's tally until they are called, so that one that does not answer holds up no mail.

mod calls;
mod held;
mod mail;
pub mod webhook;

use anyhow::{Result, anyhow, bail};
use aws_lambda_events::dynamodb::EventRecord;
use bootstrap::{Clock, batch};
use jiff::{SignedDuration, Timestamp};
use mailer::Mailer;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Claim, Store};
use survey::journey::{Alert, Journey, Stage, Survey};
use survey::{Answer, Slug};
use webhook::Webhooks;

/// What the function works with.
pub struct App {
    pub store: Store,
    pub mailer: Mailer,
    pub clock: Clock,
    /// The folder that `export` writes to, where people reach it.
    pub report_url: Option<String>,
    pub webhooks: Webhooks,
}

/// Takes a batch of changes to the answers. A change that can't be handled just now is reported by its sequence number:
/// it comes again, with those behind it, of which nobody is alerted twice. One that never can be is refused by name.
/// `request` is the invocation's, and no other's. `{"schedule":"minutely"}` calls the webhooks whose turn it is, and tells
/// of what the hours before held back.
pub async fn handle(app: &App, mut event: Value, request: &str) -> Result<Value> {
    if event.get("schedule").is_some() {
        return scheduled(app).await;
    }
    let Some(records) = event.get_mut("Records").and_then(Value::as_array_mut).map(std::mem::take) else {
        tracing::warn!("not a stream's batch; not tried again");
        return Ok(json!({ "ignored": "not a stream's batch" }));
    };
    let mut failed = Vec::new();
    let mut to_call = BTreeSet::new();
    let mut behind = BTreeSet::new();
    for record in &records {
        let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str);
        let (id, sequence) = (text("/eventID").unwrap_or_default(), text("/dynamodb/SequenceNumber"));
        let answer = record.pointer("/dynamodb/Keys").map(Value::to_string).unwrap_or_default();
        if let Some(sequence) = sequence.filter(|_| behind.contains(&answer)) {
            // A later version would take the place of one whose alert is not over.
            failed.push(sequence);
            continue;
        }
        let error = match one(app, record, request).await {
            Ok(stage) => {
                to_call.extend(stage);
                continue;
            }
            Err(error) => error,
        };
        match sequence.filter(|_| may_pass(&error)) {
            Some(sequence) => {
                tracing::error!(record = id, %error, "failed; it will be tried again");
                failed.push(sequence);
                behind.insert(answer);
            }
            // The reader's own words may repeat what it could not read.
            None if matches!(error.downcast_ref(), Some(store::Error::Item { .. })) => {
                tracing::error!(record = id, "an answer can't be read; nobody is alerted of it");
            }
            None => tracing::error!(record = id, %error, "nobody is alerted of it"),
        }
    }
    for (journey, stage) in to_call {
        if let Err(error) = calls::make(app, &journey, &stage).await {
            tracing::warn!(%journey, %stage, error = format!("{error:#}"), "webhooks wait for the next minute");
        }
    }
    Ok(batch::again(failed))
}

/// What comes round each minute.
async fn scheduled(app: &App) -> Result<Value> {
    let (mut told, mut called) = (0_u64, 0_u64);
    let mut outcome = Ok(());
    for (journey, stage) in app.store.alerting().await? {
        let telling = held::tell(app, &journey, &stage).await.map(|it_did| told += u64::from(it_did));
        let calling = calls::make(app, &journey, &stage).await.map(|taken| called += taken);
        for error in [telling, calling].into_iter().filter_map(Result::err) {
            tracing::error!(%journey, %stage, error = format!("{error:#}"), "left to the next minute");
            outcome = Err(error);
        }
    }
    outcome.map(|()| json!({ "told": told, "called": called }))
}

/// Whether the same record may be handled later. A missing permission or table can be mended while the stream waits.
fn may_pass(error: &anyhow::Error) -> bool {
    let of_store = |error: &store::Error| error.is_transient() || matches!(error, store::Error::Refused { .. });
    error.downcast_ref().is_some_and(of_store) || error.is::<Busy>()
}

/// An answer that somebody is alerted of.
struct Case<'a> {
    journey: &'a Journey,
    stage: &'a Stage,
    survey: &'a Survey,
    alert: &'a Alert,
    answer: &'a Answer,
    /// Whether it is this version in which the customer wants to be contacted.
    newly_wants_contact: bool,
}

impl Case<'_> {
    /// Names this alert, and no other.
    fn name(&self) -> String {
        format!("{}-v{}", self.answer.key, self.answer.version)
    }
}

/// The journeys that an answer's alert goes by: the newest version, which says who is alerted now and when, and the one that
/// the answer was asked under, for what was asked; the same where the newest has no such stage any more.
struct Journeys {
    newest: Arc<Journey>,
    asked: Arc<Journey>,
}

impl Journeys {
    async fn of(app: &App, answer: &Answer) -> Result<Option<Self>> {
        let (context, now) = (&answer.context, (app.clock)());
        let asked = app.store.journey_named(&context.journey, context.version, now).await?;
        let Some(asked) = asked.map(|published| published.journey) else { return Ok(None) };
        let newest = app.store.journeys(now).await?.into_iter().map(|published| published.journey);
        let newest = newest.filter(|journey| journey.stages.iter().any(|stage| stage.id == context.stage));
        let newest = newest.into_iter().find(|journey| journey.id == context.journey);
        Ok(Some(Self { newest: newest.unwrap_or_else(|| Arc::clone(&asked)), asked }))
    }

    /// None if nobody is to be alerted of anything at the answer's stage.
    fn case<'a>(&'a self, answer: &'a Answer, old: Option<&Answer>) -> Option<Case<'a>> {
        let (_, survey) = self.asked.survey(&answer.context.survey)?;
        let stage = self.newest.stages.iter().find(|stage| stage.id == answer.context.stage)?;
        let newly_wants_contact = answer.wants_contact && !old.is_some_and(|old| old.wants_contact);
        Some(Case { journey: &self.newest, stage, survey, alert: stage.alert.as_ref()?, answer, newly_wants_contact })
    }
}

/// Alerts whoever is to be alerted of this change; gives the stage if a webhook waits to be called.
async fn one(app: &App, record: &Value, request: &str) -> Result<Option<(Slug, Slug)>> {
    let record = EventRecord::deserialize(record).map_err(|_| anyhow!("not a record of a stream"))?;
    match record.event_name.as_str() {
        "INSERT" | "MODIFY" => {}
        "REMOVE" => return Ok(None),
        unknown => bail!("a record of the unknown kind “{unknown}”"),
    }
    let change = record.change;
    // What was erased alerts nobody.
    let Some(answer) = app.store.answer_in(change.new_image)? else { return Ok(None) };
    let old = app.store.answer_in(change.old_image).ok().flatten();
    let journeys = Journeys::of(app, &answer).await?;
    let Some(case) = journeys.as_ref().and_then(|journeys| journeys.case(&answer, old.as_ref())) else {
        return Ok(None);
    };
    if !is_new(&case, old.as_ref()) || answer.alerted >= answer.version {
        return Ok(None);
    }
    see_to(app, &case, &format!("{request}#{}", record.event_id)).await?;
    Ok(case.alert.webhook.is_some().then(|| (case.journey.id.clone(), case.stage.id.clone())))
}

/// Whether the answer is one to act on, for a reason that its version before did not give.
fn is_new(case: &Case<'_>, old: Option<&Answer>) -> bool {
    let meets = |answer: &Answer| {
        let rating = answer.rating.get().to_string();
        case.alert.when.holds(|name| if name == "rating" { Some(rating.as_str()) } else { None })
    };
    meets(case.answer) && !old.is_some_and(meets) || case.newly_wants_contact
}

/// For so long whoever has claimed an alert may still be at it: longer than an invocation takes.
const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// Somebody else is at the alert, or was until a moment ago.
#[derive(Debug, thiserror::Error)]
#[error("another invocation is at this alert")]
struct Busy;

/// Mails the alert on behalf of `invocation` and lets its webhook wait for its turn, unless somebody else has or may have.
async fn see_to(app: &App, case: &Case<'_>, invocation: &str) -> Result<()> {
    let (key, version, now) = (&case.answer.key, case.answer.version, (app.clock)());
    let by = format!("{now}#{invocation}");
    let claimed_by = match claim(app, case, &by).await? {
        Claim::Done => return Ok(()),
        Claim::Mine => {
            if !mail::alert(app, case).await {
                // Its webhook is not waiting: whoever gets the record again takes the alert for lost and lets it wait.
                bail!(Busy);
            }
            by
        }
        Claim::Others(other) if is_at_it(&other, now) => bail!(Busy),
        Claim::Others(other) => {
            tracing::error!(invitation = %key, version, "an alert may be lost; it is counted with those that are told of");
            held::count_lost(app, case).await?;
            other
        }
    };
    if let Err(error) = app.store.end_alert(key, version, &claimed_by).await {
        // Whoever gets the record again, which nobody need, takes the alert for lost.
        tracing::warn!(invitation = %key, version, %error, "not noted that the alert is done");
    }
    Ok(())
}

/// Claims the alert; once more if the reply did not come, which finds its own claim if that was taken.
async fn claim(app: &App, case: &Case<'_>, by: &str) -> store::Result<Claim> {
    let once = || app.store.claim_alert(&case.answer.key, case.answer.version, by);
    match once().await {
        Err(error) if error.is_transient() => once().await,
        claimed => claimed,
    }
}

fn is_at_it(by: &str, now: Timestamp) -> bool {
    let since = by.split_once('#').and_then(|(since, _)| since.parse::<Timestamp>().ok());
    since.is_some_and(|since| now < since + LEASE)
}
