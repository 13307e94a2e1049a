//! Empty tables, made once and restored for every seed.

use super::company::Company;
use anyhow::{Context, Result};
use dynoxide::Database;
use glimt::aws::{InProcess, Ses, SesOptions};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use store::{Marks, Store};
use tempfile::TempDir;

/// What every run starts with.
pub struct Tables {
    folder: TempDir,
    pub company: Company,
}

impl Tables {
    /// Makes them, with marks as they stand when a sweep has run each minute before.
    pub fn make() -> Result<Self> {
        let company = Company::read()?;
        let folder = TempDir::new()?;
        let database = Database::memory()?;
        let start = company.start;
        let clock = Arc::new(move || start);
        let ses = Ses::new(SesOptions { keep: 0, verified_from: None, file: None, clock })?;
        let store = Store::new(InProcess::new(database.clone(), ses).dynamodb(), store::Tables::named("glimt"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        runtime.block_on(async {
            store.create_tables(false).await?;
            for from in store.marks(Timestamp::UNIX_EPOCH).await? {
                let (open, settled) = (start - SignedDuration::from_mins(15), start - SignedDuration::from_mins(45));
                store.advance(&from, &Marks { open, settled, ..from }).await?;
            }
            anyhow::Ok(())
        })?;
        let tables = Self { folder, company };
        database.vacuum_into(&tables.path()?)?;
        Ok(tables)
    }

    /// A database of one's own that holds them.
    pub fn restored(&self) -> Result<Database> {
        let database = Database::memory()?;
        database.restore_from(&self.path()?)?;
        Ok(database)
    }

    fn path(&self) -> Result<String> {
        let path = self.folder.path().join("tables.sqlite");
        path.to_str().map(str::to_owned).context("the temporary folder's name is no text")
    }
}
