//! What is paused: it stands beside the pointer to the newest journeys, and is as old as that.

use crate::{Error, Result, Store};
use jiff::Timestamp;
use survey::pause::{Pause, Pauses};

impl Store {
    /// What is paused, at most a minute old.
    pub async fn pauses(&self, now: Timestamp) -> Result<Pauses> {
        self.journeys(now).await?;
        Ok(self.cached(|cache| cache.pauses.clone()))
    }

    /// Pauses; false if it was paused already. Senders that are running see it within a minute.
    pub async fn pause(&self, pause: Pause) -> Result<bool> {
        self.change_pauses(|pauses| pauses.add(pause)).await
    }

    /// Resumes; false if it was not paused.
    pub async fn resume(&self, pause: &Pause) -> Result<bool> {
        self.change_pauses(|pauses| pauses.remove(pause)).await
    }

    async fn change_pauses(&self, change: impl FnOnce(&mut Pauses) -> bool) -> Result<bool> {
        let mut pointer = self.pointer().await?;
        let changed = change(&mut pointer.paused);
        if changed && !self.replace_pointer(pointer).await? {
            return Err(Error::Contended { what: "the pointer to the newest journeys", tries: 1 });
        }
        Ok(changed)
    }
}
