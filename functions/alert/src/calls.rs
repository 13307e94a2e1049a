//! Webhooks that wait to be called. Each is called at least once, under one id, by which its receiver drops what comes again,
//! and tells of the answer as it is by then.

use crate::webhook::{Undelivered, body};
use crate::{App, Journeys, mail};
use anyhow::Result;
use std::time::Duration;
use survey::tally::{Called, Waiting};
use survey::{Slug, Tally};
use tokio::time::Instant;

/// For how long one run begins to call a stage's webhooks; the others wait for the next.
const RUN: Duration = Duration::from_secs(5);

/// Calls the stage's webhooks whose turn it is, for some seconds; gives how many were taken. One that does not answer lets
/// those behind it wait.
pub(crate) async fn make(app: &App, journey: &Slug, stage: &Slug) -> Result<u64> {
    let (now, began) = ((app.clock)(), Instant::now());
    let tally = app.store.tally(journey, stage).await?;
    let mut called = Vec::new();
    let mut failed = Ok(());
    for waiting in tally.due(now) {
        if began.elapsed() > RUN {
            break;
        }
        let outcome = one(app, waiting).await;
        let may_pass = outcome.as_ref().is_err_and(crate::may_pass);
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) if may_pass => {
                failed = Err(error);
                break;
            }
            Err(error) => {
                tracing::error!(invitation = %waiting.key, %error, "a webhook is given up: its answer can't be read");
                Called::Refused
            }
        };
        // What was taken before it has shown that there is somebody.
        let tries = if called.is_empty() { tally.tries } else { 0 };
        called.push((waiting.clone(), outcome, tries));
        if outcome == Called::Later {
            break;
        }
    }
    if !called.is_empty() {
        let note = |tally: &mut Tally| {
            called.iter().for_each(|(waiting, outcome, tries)| tally.called(waiting, *outcome, *tries, now));
        };
        let after = app.store.change_tally(journey, stage, note).await?;
        if after.given_up > tally.given_up {
            tracing::error!(%journey, %stage, given_up = after.given_up, "webhooks are given up; the tally names them");
        }
    }
    failed.map(|()| called.iter().filter(|(_, outcome, _)| *outcome == Called::Taken).count() as u64)
}

async fn one(app: &App, waiting: &Waiting) -> Result<Called> {
    // Erased meanwhile, or not alerted of any more: there is nothing to call for.
    let Some(answer) = app.store.answer(&waiting.key).await? else { return Ok(Called::Taken) };
    let journeys = Journeys::of(app, &answer).await?;
    let Some(case) = journeys.as_ref().and_then(|journeys| journeys.case(&answer, None)) else {
        return Ok(Called::Taken);
    };
    let Some(webhook) = &case.alert.webhook else { return Ok(Called::Taken) };
    if webhook.is_reserved() {
        tracing::info!(invitation = %answer.key, "a webhook to a name that nobody has; not called");
        return Ok(Called::Taken);
    }
    let body = body::of(&case, waiting.since, mail::report_url(app, case.journey, case.stage));
    let outcome = app.webhooks.call(webhook, &waiting.name(), &body).await;
    Ok(match outcome {
        Ok(()) => {
            tracing::info!(invitation = %answer.key, version = waiting.version, "the webhook was called");
            Called::Taken
        }
        Err(error @ Undelivered::Later(_)) => {
            tracing::warn!(invitation = %answer.key, version = waiting.version, %error, "it is called again later");
            Called::Later
        }
        Err(error @ Undelivered::Never(_)) => {
            tracing::error!(invitation = %answer.key, version = waiting.version, %error, "a webhook is given up");
            Called::Refused
        }
    })
}
