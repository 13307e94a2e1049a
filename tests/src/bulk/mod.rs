//! Many mails at once, on bad terms: invitations that are due hour by hour, four real `send` processes side by side that
//! are killed at random, and an SES in a process of its own that fails one call in ten. Afterwards nobody may have been
//! mailed twice, nobody may be lost, and what nobody knows must be exactly what nobody can know.
//!
//! [`mail`] is the SES, [`filing`] puts the invitations there, [`hours`] lets the senders work and die, [`verdict`] counts.

pub mod filing;
mod hours;
pub mod mail;
mod verdict;

use crate::cloud::Cloud;
use anyhow::Result;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How many are due in one hour.
pub const HOURLY: usize = 2_000;

/// What a run came to.
#[derive(Debug)]
pub struct Counted {
    pub invitations: usize,
    /// Mails that SES has taken, each once.
    pub accepted: usize,
    /// Given up: SES did not take them, and nobody can know.
    pub dropped: usize,
    /// Calls that SES failed in one way or another.
    pub failed_calls: usize,
    pub kills: usize,
    /// Filing and counting left out.
    pub took: Duration,
}

impl Counted {
    pub fn mails_a_second(&self) -> f64 {
        self.accepted as f64 / self.took.as_secs_f64()
    }
}

/// Runs so many invitations to their end.
pub async fn run(invitations: usize, seed: u64) -> Result<Counted> {
    let folder = TempDir::new()?;
    let mail = mail::Process::start(folder.path(), seed).await?;
    let cloud = Cloud::with_mail(&mail.url).await?;
    let hours = filing::file(&cloud, invitations).await?;
    let began = Instant::now();
    let deaths = hours::pass(&cloud, &hours, seed).await?;
    let took = began.elapsed();
    let log = mail.log()?;
    verdict::before_the_reports(&cloud, &log, &deaths).await?;
    verdict::report(&cloud, &log).await?;
    let dropped = verdict::after_the_reports(&cloud, &log, invitations).await?;
    Ok(Counted {
        invitations,
        accepted: log.accepted.len(),
        dropped,
        failed_calls: log.failed,
        kills: deaths.len(),
        took,
    })
}
