//! Tables in which a company has published, made once and restored for every seed.

use super::company::Company;
use anyhow::{Context, Result};
use dynoxide::Database;
use fastrand::Rng;
use glimt::aws::{InProcess, Ses, SesOptions};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use store::{Marks, Store};
use tempfile::TempDir;

/// So many companies there are; each seed is one's.
const COMPANIES: usize = 32;

/// What every run starts with.
pub struct Tables {
    folder: TempDir,
    companies: Vec<Company>,
}

impl Tables {
    /// Makes them, with marks as they stand when a sweep has run each minute before.
    pub fn make() -> Result<Self> {
        let company = Company::read()?;
        let mut dice = Rng::with_seed(0);
        let companies = (0..COMPANIES).map(|_| company.of(&mut dice)).collect();
        let tables = Self { folder: TempDir::new()?, companies };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        for (number, company) in tables.companies.iter().enumerate() {
            let database = Database::memory()?;
            runtime.block_on(open(company, database.clone()))?;
            database.vacuum_into(&tables.path(number)?)?;
        }
        Ok(tables)
    }

    /// A seed's company, with a database of its own that holds its tables.
    pub fn restored(&self, seed: u64) -> Result<(Company, Database)> {
        let number = usize::try_from(seed)? % COMPANIES;
        let company = self.companies.get(number).context("there is no such company")?;
        let database = Database::memory()?;
        database.restore_from(&self.path(number)?)?;
        Ok((company.clone(), database))
    }

    fn path(&self, number: usize) -> Result<String> {
        let path = self.folder.path().join(format!("{number}.sqlite"));
        path.to_str().map(str::to_owned).context("the temporary folder's name is no text")
    }
}

async fn open(company: &Company, database: Database) -> Result<()> {
    let start = company.start;
    let clock = Arc::new(move || start);
    let ses = Ses::new(SesOptions { keep: 0, verified_from: None, file: None, clock })?;
    let store = Store::new(InProcess::new(database, ses).dynamodb(), store::Tables::named("glimt"));
    store.create_tables(false).await?;
    for from in store.marks(Timestamp::UNIX_EPOCH).await? {
        let (open, settled) = (start - SignedDuration::from_mins(15), start - SignedDuration::from_mins(45));
        store.advance(&from, &Marks { open, settled, ..from }).await?;
    }
    for journey in &company.journeys {
        store.publish(journey, company.letters.get(&journey.id).context("a journey without letters")?).await?;
    }
    Ok(())
}
