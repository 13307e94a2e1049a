//! Published mappings: one item, replaced whole, re-read each minute.

use crate::item::{pk_sk, read, write};
use crate::journeys::{FRESH, Stored};
use crate::{Error, Result, Store};
use jiff::Timestamp;
use std::sync::Arc;
use survey::hook::Hooks;

/// The item's partition and its sort key.
const AT: &str = "hooks";

impl Store {
    /// Every mapping that is published, at most a minute old.
    pub async fn hooks(&self, now: Timestamp) -> Result<Arc<Hooks>> {
        let kept = self.cached(|cache| {
            let (read_at, hooks) = cache.hooks.as_ref()?;
            (now.duration_since(*read_at).abs() < FRESH).then(|| Arc::clone(hooks))
        });
        if let Some(hooks) = kept {
            return Ok(hooks);
        }
        let hooks = Arc::new(self.published_hooks().await?);
        self.cached(|cache| cache.hooks = Some((now, Arc::clone(&hooks))));
        Ok(hooks)
    }

    /// Publishes these mappings in the place of all that were; says whether that changes anything.
    pub async fn publish_hooks(&self, hooks: &Hooks) -> Result<bool> {
        if self.published_hooks().await? == *hooks {
            return Ok(false);
        }
        let json = serde_json::to_string(hooks).map_err(|source| Error::Hooks { source })?;
        let table = &self.tables.journeys;
        let item = write(table, pk_sk(AT, AT), &Stored { json }, None)?;
        self.db.put_item().table_name(table).set_item(Some(item)).send().await?;
        self.cached(|cache| cache.hooks = None);
        Ok(true)
    }

    async fn published_hooks(&self) -> Result<Hooks> {
        let table = &self.tables.journeys;
        let get = self.db.get_item().table_name(table).set_key(Some(pk_sk(AT, AT))).consistent_read(true);
        let Some(item) = get.send().await?.item else { return Ok(Hooks::new()) };
        let stored: Stored = read(table, item)?;
        serde_json::from_str(&stored.json).map_err(|source| Error::Hooks { source })
    }
}
