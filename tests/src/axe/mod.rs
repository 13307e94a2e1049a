//! Sudden death: `glimt dev` is killed again and again while shops fire events, customers answer and time passes, and
//! afterwards everything that was promised must be there, once.
//!
//! [`Glimt`] is the process that dies; [`mail`] is an SES that survives it, and now and then fails; [`clients`] keep
//! asking until they are answered, and write down what they were told; [`verdict`] holds them to it.

pub mod clients;
pub mod mail;
pub mod verdict;

use self::clients::Ledger;
use self::mail::Mail;
use crate::process::Glimt;
use crate::shop::JOURNEY;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The journey that is asked about: the tests' own, soon after.
pub fn journey() -> String {
    let soon = JOURNEY.replace("delay = \"1d\"", "delay = \"1h\"").replace("delay = \"2h\"", "delay = \"30m\"");
    soon.replace("too_late_after = \"7d\"\n", "")
}

/// How many deaths one folder of data lives through, before it is looked at and a new one begins.
pub const DEATHS: u32 = 20;

/// What one chapter came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chapter {
    pub deaths: u32,
    pub events: usize,
    pub mails: usize,
    pub answers: usize,
}

/// Runs one Glimt through `deaths` sudden deaths under load, lets it come to rest, and checks every promise.
/// `seed` chooses what the clients do; when death comes is up to the machine too.
pub fn chapter(seed: u64, deaths: u32) -> Result<Chapter> {
    let folder = tempfile::tempdir()?;
    live(folder.path(), seed, deaths).map_err(|error| {
        let kept = folder.keep();
        error.context(format!("seed {seed}; its data and log are kept in {}", kept.display()))
    })
}

fn live(folder: &Path, seed: u64, deaths: u32) -> Result<Chapter> {
    let journey = folder.join("journey.toml");
    fs::write(&journey, self::journey())?;
    let mail = Mail::open(seed)?;
    let mut glimt = Glimt::new(&folder.join("data"), &journey)?.with_ses(mail.url());
    mail.reports_to(glimt.origin());
    let ledger = Arc::new(Ledger::default());
    let over = Arc::new(AtomicBool::new(false));
    let clients = clients::start(seed, glimt.origin(), &mail, &ledger, &over);

    let mut dice = fastrand::Rng::with_seed(seed);
    for _ in 0..deaths {
        glimt.start()?;
        // Some die before they are ready, most while they are at work.
        if dice.u8(..) < 230 {
            glimt.wait_until_ready()?;
        }
        wait_for_death(&mut dice, &mail, &ledger);
        glimt.kill()?;
    }
    glimt.start()?;
    glimt.wait_until_ready()?;
    over.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
    }
    come_to_rest(&glimt, &mail)?;
    let found = verdict::check(&glimt, &mail, &ledger)?;
    Ok(Chapter { deaths, ..found })
}

/// Death comes at some moment, in the middle of some mails, or in the middle of some answers.
fn wait_for_death(dice: &mut fastrand::Rng, mail: &Mail, ledger: &Ledger) {
    let started = Instant::now();
    let (mails, answers) = (mail.count(), ledger.answers());
    let longest = Duration::from_millis(dice.u64(0..900));
    let more = dice.u64(1..12);
    let is_time = |kind| match kind {
        0 => started.elapsed() > longest,
        1 => mail.count() >= mails + more,
        _ => ledger.answers() >= answers + more / 2,
    };
    let kind = dice.u8(0..3);
    while !is_time(kind) && started.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Lets the leases, the waiting for unknown mails and the sweeps end, and SES say all that it has to say.
fn come_to_rest(glimt: &Glimt, mail: &Mail) -> Result<()> {
    for _ in 0..8 {
        clients::advance(glimt.origin(), "1h").context("the clock can't be moved")?;
    }
    let started = Instant::now();
    while !mail.is_told() {
        anyhow::ensure!(started.elapsed() < Duration::from_secs(60), "feedback does not take what SES has to say");
        std::thread::sleep(Duration::from_millis(20));
    }
    clients::advance(glimt.origin(), "1h").map(drop)
}
