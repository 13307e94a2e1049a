//! The tables, and the only code that knows DynamoDB.
//!
//! Methods say their guarantee: `put_once` writes where nothing is, `replace` writes on condition of the revision
//! that was read, `apply` follows *what may follow what*. Every read that a decision rests on is strongly consistent.

mod alerts;
mod answers;
mod contacts;
mod digests;
mod erasure;
mod error;
mod hooks;
mod invitations;
mod item;
mod journeys;
mod ledger;
mod marks;
mod pauses;
mod scores;
mod subjects;
pub mod tables;

pub use alerts::Claim;
pub use answers::Written;
pub use error::Error;
pub use invitations::{After, Clicked, Open, Page};
pub use journeys::LinkLives;
pub use ledger::LedgerPage;
pub use marks::Marks;
pub use scores::{CellKind, Complete, FoldedDay, Part, Run};
pub use tables::{Flaw, Tables};

use aws_sdk_dynamodb::Client;
use journeys::Cache;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What every store call gives.
pub type Result<T> = std::result::Result<T, Error>;

/// Whether a read sees every write that was answered before it. An eventually consistent one may miss what was written in
/// the last second or so, and costs half as much (DynamoDB Developer Guide, "Read consistency").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consistency {
    Strong,
    /// For what is read again soon, and decides nothing until then.
    Eventual,
}

impl Consistency {
    fn is_strong(self) -> bool {
        self == Self::Strong
    }
}

/// The tables. Cheap to clone; clones share the cache of published journeys.
#[derive(Debug, Clone)]
pub struct Store {
    db: Client,
    tables: Tables,
    cache: Arc<Mutex<Cache>>,
}

impl Store {
    /// A store on these tables.
    pub fn new(db: Client, tables: Tables) -> Self {
        Self { db, tables, cache: Arc::default() }
    }
}

/// Waits before another try at an item that others change too: up to 4 ms after the first lost race, twice that after
/// the next, and never over a second. Full jitter, so that the losers do not meet again:
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
pub async fn after_lost_race(lost: u32) {
    let longest = 4 << lost.min(8);
    tokio::time::sleep(Duration::from_millis(fastrand::u64(..longest))).await;
}
