//! Alerts that were not mailed: counted, and told of once their hour is over.

use crate::{App, Case, mail};
use anyhow::Result;
use survey::{Slug, Tally};

/// Counts an alert of which it is not known that anybody was mailed it. Its webhook may be called once too often.
pub(crate) async fn count_lost(app: &App, case: &Case<'_>) -> Result<()> {
    let (name, now) = (case.name(), (app.clock)());
    let count = |tally: &mut Tally| {
        tally.lost(&name, now);
        if case.alert.webhook.is_some() {
            tally.wait(case.answer.key, case.answer.version, now);
        }
    };
    app.store.change_tally(&case.journey.id, &case.stage.id, count).await?;
    Ok(())
}

/// Mails the owner how many alerts were held back in an hour that is over, if any were; says whether it did. What fails is
/// told of the next time; whoever stops in between tells of it twice.
pub(crate) async fn tell(app: &App, journey: &Slug, stage: &Slug) -> Result<bool> {
    let now = (app.clock)();
    let tally = app.store.tally(journey, stage).await?;
    let Some(held) = tally.held.filter(|_| tally.is_overdue(now)) else { return Ok(false) };
    let journeys = app.store.journeys(now).await?;
    let published = journeys.iter().find(|published| published.journey.id == *journey);
    let of_stage = published.and_then(|p| Some((&p.journey, p.journey.stages.iter().find(|s| s.id == *stage)?)));
    let of_stage = of_stage.and_then(|(of, on)| Some((of, on, on.alert.as_ref()?)));
    match of_stage {
        Some((of, on, alert)) => mail::of_held(app, of, on, alert, held).await?,
        None => {
            tracing::warn!(%journey, %stage, alerts = held.count, "were held back, and the stage alerts nobody any more")
        }
    }
    let name = format!("told {}", tally.rev);
    app.store.change_tally(journey, stage, |tally: &mut Tally| tally.told(&name, held, now)).await?;
    Ok(of_stage.is_some())
}
