//! Which digests have been sent.

use crate::item::{Item, pk_sk, read, write};
use crate::{Result, Store};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use survey::Slug;

#[derive(Serialize, Deserialize)]
struct Sent {
    sent_at: Timestamp,
}

impl Store {
    /// When the digest of this period went to this reader, if it did. `reader` is a name without `#`, no address.
    pub async fn digest_sent(&self, journey: &Slug, period: &str, reader: &str) -> Result<Option<Timestamp>> {
        let table = &self.tables.scores;
        let key = key(journey, period, reader);
        let there = self.db.get_item().table_name(table).set_key(Some(key)).consistent_read(true).send().await?;
        let sent: Option<Sent> = there.item.map(|item| read(table, item)).transpose()?;
        Ok(sent.map(|sent| sent.sent_at))
    }

    /// Takes the note back: it certainly did not go.
    pub async fn forget_digest(&self, journey: &Slug, period: &str, reader: &str) -> Result<()> {
        let key = key(journey, period, reader);
        self.db.delete_item().table_name(&self.tables.scores).set_key(Some(key)).send().await?;
        Ok(())
    }

    /// Notes that it goes.
    pub async fn note_digest_sent(&self, journey: &Slug, period: &str, reader: &str, at: Timestamp) -> Result<()> {
        let table = &self.tables.scores;
        let item = write(table, key(journey, period, reader), &Sent { sent_at: at }, None)?;
        self.db.put_item().table_name(table).set_item(Some(item)).send().await?;
        Ok(())
    }
}

fn key(journey: &Slug, period: &str, reader: &str) -> Item {
    pk_sk(format!("digest#{journey}"), format!("{period}#{reader}"))
}
