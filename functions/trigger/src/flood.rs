//! The volume fuse of a source: how many touchpoints have come from it today, over all instances.
//!
//! Each instance counts for itself, and adds to the common count at most every ten seconds and not before twenty more
//! have come. So a day's count lags by what comes to all instances in ten seconds, or twenty for each; so far beyond its
//! fuse a source can get. A quiet source costs no write at all.

use anyhow::Result;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use store::Store;

const SELDOM: SignedDuration = SignedDuration::from_secs(10);
const MANY: u64 = 20;

/// What this instance knows of each source's day.
#[derive(Debug, Default)]
pub struct Meter(Mutex<BTreeMap<String, Counted>>);

#[derive(Debug)]
struct Counted {
    day: Date,
    /// As of the last report.
    all: u64,
    since: u64,
    reported_at: Timestamp,
}

impl Meter {
    /// Counts one more touchpoint of this source; gives how many there have been today, as far as is known.
    pub async fn count(&self, store: &Store, source: &str, now: Timestamp) -> Result<u64> {
        let day = now.to_zoned(TimeZone::UTC).date();
        let (known, to_report) = self.with(source, |counted| {
            if counted.as_ref().is_none_or(|counted| counted.day != day) {
                *counted = Some(Counted { day, all: 0, since: 0, reported_at: Timestamp::MIN });
            }
            let Some(counted) = counted else { return (1, 0) };
            counted.since += 1;
            let known = counted.all + counted.since;
            if counted.since < MANY || now < counted.reported_at.checked_add(SELDOM).unwrap_or(now) {
                return (known, 0);
            }
            counted.reported_at = now;
            (known, std::mem::take(&mut counted.since))
        });
        if to_report == 0 {
            return Ok(known);
        }
        let all = store.count_touchpoints(source, day, to_report).await?;
        self.with(source, |counted| {
            if let Some(counted) = counted.as_mut().filter(|counted| counted.day == day) {
                counted.all = all;
            }
        });
        Ok(all)
    }

    fn with<T>(&self, source: &str, change: impl FnOnce(&mut Option<Counted>) -> T) -> T {
        let mut sources = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counted = sources.remove(source);
        let result = change(&mut counted);
        sources.extend(counted.map(|counted| (source.to_owned(), counted)));
        result
    }
}
