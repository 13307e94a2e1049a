//! Each night, comments and written replies whose time is over are removed. The ratings stay, and so does every count.
//!
//! A table's own expiry removes whole items only, so this goes through the due days one after the other, each once: 16
//! reads a night and journey, besides what is to be removed. How far it has come is noted, so that a night that was missed,
//! or a history before the first, is made up for.

use crate::App;
use anyhow::Result;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use survey::journey::Journey;
use survey::key::{SHARDS, days};

/// How many due days of a journey are gone through in one night at the most.
const DAYS_A_NIGHT: usize = 60;

/// Removes what is over; gives how many comments that were.
pub(crate) async fn remove(app: &App, now: Timestamp) -> Result<usize> {
    let mut removed = 0;
    for published in app.store.journeys(now).await? {
        let journey = &published.journey;
        let Some(last) = last_day(journey, now) else { continue };
        let Some(first) = first_day(app, journey).await? else { continue };
        for day in days(first, last).take(DAYS_A_NIGHT) {
            for shard in 0..SHARDS {
                removed += app.store.remove_comments(&journey.id, day, shard).await?;
            }
            app.store.note_comments_removed(&journey.id, day).await?;
        }
    }
    if removed > 0 {
        tracing::info!(removed, "comments whose time is over");
    }
    Ok(removed)
}

/// The last due day of which every comment's time is over.
fn last_day(journey: &Journey, now: Timestamp) -> Option<Date> {
    let kept = journey.retention.comments?;
    // An answer comes at the latest on its link's last day, which is a whole one.
    let over = now.checked_sub((journey.link_life.plus(kept)).duration()).ok()?;
    over.to_zoned(jiff::tz::TimeZone::UTC).date().checked_sub(2.days()).ok()
}

/// The first due day that was not gone through yet.
async fn first_day(app: &App, journey: &Journey) -> Result<Option<Date>> {
    Ok(match app.store.comments_removed_until(&journey.id).await? {
        Some(until) => until.tomorrow().ok(),
        None => app.store.folded_days().await?.first().copied(),
    })
}
