//! Webhooks that wait to be called. Each is called at least once, under one id, by which its receiver drops what comes again.

use crate::webhook::{Undelivered, body};
use crate::{App, Journeys, mail};
use anyhow::Result;
use survey::tally::{Called, Waiting};
use survey::{Slug, Tally};

/// How many of a stage's webhooks one run calls; the others wait for the next.
const IN_A_RUN: usize = 50;

/// Calls the stage's webhooks whose turn it is.
pub(crate) async fn now(app: &App, journey: &Slug, stage: &Slug) -> Result<u64> {
    let tally = app.store.tally(journey, stage).await?;
    make(app, journey, stage, &tally).await
}

/// Calls those of this tally whose turn it is; gives how many were taken. One that does not answer lets those behind it wait.
pub(crate) async fn make(app: &App, journey: &Slug, stage: &Slug, tally: &Tally) -> Result<u64> {
    let now = (app.clock)();
    let mut called = Vec::new();
    for waiting in tally.due(now).take(IN_A_RUN) {
        let outcome = one(app, waiting).await?;
        called.push((waiting.clone(), outcome));
        if outcome == Called::Later {
            break;
        }
    }
    if called.is_empty() {
        return Ok(0);
    }
    let tries = tally.tries;
    let given_up = |tally: &mut Tally| {
        for (waiting, outcome) in &called {
            tally.called(waiting, *outcome, tries, now);
        }
    };
    let after = app.store.change_tally(journey, stage, given_up).await?;
    if after.given_up > tally.given_up {
        tracing::error!(%journey, %stage, given_up = after.given_up, "webhooks are given up; the tally names the last of them");
    }
    Ok(called.iter().filter(|(_, outcome)| *outcome == Called::Taken).count() as u64)
}

async fn one(app: &App, waiting: &Waiting) -> Result<Called> {
    // Erased meanwhile, or not alerted of any more: there is nothing to call for.
    let Some(answer) = app.store.answer(&waiting.key).await? else { return Ok(Called::Taken) };
    let journeys = Journeys::of(app, &answer).await?;
    let Some(case) = journeys.as_ref().and_then(|journeys| journeys.case(&answer)) else { return Ok(Called::Taken) };
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
