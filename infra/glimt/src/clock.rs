//! Glimt's clock: the machine's, or another, moved forward; or standing still at whatever time it was set to.

use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that several owners share.
#[derive(Clone)]
pub struct GlimtClock {
    /// What it runs with; a clock that stands has none.
    with: Option<bootstrap::Clock>,
    /// Milliseconds: ahead of that clock, else since 1970.
    value: Arc<AtomicI64>,
}

impl GlimtClock {
    /// Runs with the machine's clock, this far ahead of it.
    pub fn ahead(by: SignedDuration) -> Self {
        Self::beside(Arc::new(Timestamp::now), by)
    }

    /// Runs with another clock, this far ahead of it, or behind.
    pub fn beside(clock: bootstrap::Clock, by: SignedDuration) -> Self {
        Self { with: Some(clock), value: Arc::new(AtomicI64::new(millis(by))) }
    }

    /// Stands still until it is set.
    pub fn standing(at: Timestamp) -> Self {
        Self { with: None, value: Arc::new(AtomicI64::new(at.as_millisecond())) }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        let with = self.with.as_ref().map_or(0, |clock| clock().as_millisecond());
        Timestamp::from_millisecond(with + self.value.load(Ordering::Relaxed)).unwrap_or(Timestamp::MAX)
    }

    /// Moves the time to `at`. A running clock goes on from there, and never moves backwards.
    pub fn set(&self, at: Timestamp) {
        match &self.with {
            Some(clock) => {
                self.value.fetch_max(at.as_millisecond() - clock().as_millisecond(), Ordering::Relaxed);
            }
            None => self.value.store(at.as_millisecond(), Ordering::Relaxed),
        }
    }

    /// How far it is ahead of the machine's clock.
    pub fn is_ahead(&self) -> SignedDuration {
        self.now().duration_since(Timestamp::now())
    }

    /// As the functions take it.
    pub fn shared(&self) -> bootstrap::Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

impl std::fmt::Debug for GlimtClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GlimtClock").field("now", &self.now()).finish_non_exhaustive()
    }
}

fn millis(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(0)
}
