//! The funnel as `aggregate` folds it, against a count of one's own.

use super::{Found, Held, breaks};
use crate::simulator::Invariant;
use crate::simulator::sim::Sim;
use crate::simulator::witness::read;
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::FoldedDay;
use survey::cell::{AnswerCell, Cells, Funnel, FunnelCell};
use survey::invitation::State;
use survey::{Slug, Tally};

/// By journey and survey.
type Counts = BTreeMap<(Slug, Slug), Funnel>;

/// Whether an item of the scores can be read.
pub fn parses(item: &Value) -> Option<()> {
    let sort = item["sk"]["S"].as_str()?;
    match item["pk"]["S"].as_str()? {
        "days" => read::<FoldedDay>(item).map(drop),
        "complete" => read::<BTreeMap<String, Value>>(item).map(drop),
        "alerts" => read::<Tally>(item).map(drop),
        _ if sort.starts_with("funnel#") => read::<Cells<FunnelCell>>(item).map(drop),
        _ => read::<Cells<AnswerCell>>(item).map(drop),
    }
}

pub async fn check(sim: &Arc<Sim>, held: &Held, found: &mut Found) -> Result<()> {
    // Folding reads every shard of a day.
    if !sim.chance(20) {
        return Ok(());
    }
    let days: BTreeSet<_> = held.invitations.keys().map(|key| key.due_day()).collect();
    let fold = async |world: &glimt::world::World| {
        world.aggregate(json!({ "days": days })).await?;
        let mut counts = Counts::new();
        for day in &days {
            for cells in world.store.funnel_cells(*day).await?.into_iter().filter(|cells| cells.key.segment.is_none()) {
                let count = counts.entry((cells.key.journey, cells.key.survey)).or_default();
                cells.cells.iter().for_each(|cell| count.add(&cell.funnel));
            }
        }
        Ok(counts)
    };
    let counted = sim.invoke("aggregate", fold).await.unwrap_or_else(|| Ok(Counts::new()))?;
    let there = count(held);
    if counted.keys().ne(there.keys()) {
        breaks(found, Invariant::FunnelAddsUp, format!("{:?}, not {:?}", counted.keys(), there.keys()));
    }
    for (survey, there) in &there {
        let Some(counted) = counted.get(survey) else { continue };
        // Which clicks are a person's is worked out from the time of the fold.
        let counted = Funnel { provisional: 0, suspect: 0, ..*counted };
        let sums = counted.touchpoints() == counted.skipped + counted.invited();
        if counted != *there || !sums {
            breaks(found, Invariant::FunnelAddsUp, format!("{survey:?}: {counted:?}, not {there:?}"));
        }
    }
    Ok(())
}

fn count(held: &Held) -> Counts {
    let mut counts = Counts::new();
    for (key, invitation) in held.invitations.iter().filter(|(_, i)| i.state != State::Superseded) {
        let context = &invitation.context;
        let funnel = counts.entry((context.journey.clone(), context.survey.clone())).or_default();
        if key.id().is_reminder() {
            funnel.reminded += u64::from(invitation.state == State::Sent);
            funnel.complained += u64::from(invitation.complained);
            continue;
        }
        let place = match invitation.state {
            State::Pending => &mut funnel.pending,
            State::Unknown | State::Dropped => &mut funnel.unknown,
            State::Sent => &mut funnel.sent,
            State::Rejected => &mut funnel.rejected,
            State::Voided => &mut funnel.voided,
            State::Skipped if invitation.attempt == 0 => &mut funnel.skipped,
            State::Skipped | State::Superseded => &mut funnel.skipped_at_send,
        };
        *place += 1;
        funnel.bounced += u64::from(invitation.bounced);
        funnel.complained += u64::from(invitation.complained);
        funnel.opted_out += u64::from(invitation.opted_out);
        funnel.clicked += u64::from(invitation.clicks.ratings().next().is_some());
        funnel.answered += u64::from(held.answers.contains_key(key));
    }
    counts
}
