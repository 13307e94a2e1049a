//! Glimt's clock: the machine's, moved forward; or standing still at whatever time it was set to.

use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that several owners share.
#[derive(Debug, Clone)]
pub struct GlimtClock {
    running: bool,
    /// Milliseconds: ahead of the machine's clock if running, else since 1970.
    value: Arc<AtomicI64>,
}

impl GlimtClock {
    /// Runs with the machine's clock, this far ahead of it.
    pub fn ahead(by: SignedDuration) -> Self {
        Self { running: true, value: Arc::new(AtomicI64::new(millis(by))) }
    }

    /// Stands still until it is set.
    pub fn standing(at: Timestamp) -> Self {
        Self { running: false, value: Arc::new(AtomicI64::new(at.as_millisecond())) }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        let value = self.value.load(Ordering::Relaxed);
        let millis = if self.running { Timestamp::now().as_millisecond() + value } else { value };
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
    }

    /// Moves the time to `at`. A running clock goes on from there, and never moves backwards.
    pub fn set(&self, at: Timestamp) {
        if self.running {
            let ahead = at.as_millisecond() - Timestamp::now().as_millisecond();
            self.value.fetch_max(ahead, Ordering::Relaxed);
        } else {
            self.value.store(at.as_millisecond(), Ordering::Relaxed);
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

fn millis(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(0)
}
