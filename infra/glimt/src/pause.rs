//! `glimt pause` and `glimt resume`: mails wait, and go on.

use crate::library::Shelves;
use anyhow::{Context, Result, ensure};
use survey::pause::Pause;

/// What is paused, or resumed.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// A journey's id, JOURNEY/SURVEY, or all
    pub what: Pause,
    /// In a running `glimt dev`, such as http://127.0.0.1:9300, instead of the account in the environment
    #[arg(long, value_name = "URL")]
    pub dev: Option<String>,
}

/// Pauses; says what that does.
pub async fn pause(wanted: &Wanted) -> Result<String> {
    paused(&Shelves::open(wanted.dev.as_deref()).await?, &wanted.what).await
}

/// Resumes; says what that does, and what still waits.
pub async fn resume(wanted: &Wanted) -> Result<String> {
    resumed(&Shelves::open(wanted.dev.as_deref()).await?, &wanted.what).await
}

/// As [`pause`], in tables that are open.
pub async fn paused(shelves: &Shelves, what: &Pause) -> Result<String> {
    let journeys = shelves.store.journeys((shelves.clock)()).await?;
    let is_known = match what {
        Pause::All => true,
        Pause::Journey(journey) => journeys.iter().any(|p| p.journey.id == *journey),
        // A survey that was dropped may still have mails that wait.
        Pause::Survey(journey, _) => journeys.iter().any(|p| p.journey.id == *journey),
    };
    let known: Vec<_> = journeys.iter().map(|published| published.journey.id.as_str()).collect();
    ensure!(is_known, "no journey of “{what}” is published; there are: {}", known.join(", "));
    let changed = shelves.store.pause(what.clone()).await.context("nothing is paused")?;
    let is = if changed { "is paused" } else { "was paused already" };
    Ok(format!(
        "{what} {is}: within a minute no mail of it leaves. Events and answers still come in, and mails that are due wait, \
         until `glimt resume {what}`, or until they are too late."
    ))
}

/// As [`resume`], in tables that are open.
pub async fn resumed(shelves: &Shelves, what: &Pause) -> Result<String> {
    let changed = shelves.store.resume(what).await.context("nothing is resumed")?;
    let rest = shelves.store.pauses((shelves.clock)()).await?;
    let rest: Vec<_> = rest.iter().map(ToString::to_string).collect();
    let still = if rest.is_empty() { String::new() } else { format!(" Still paused: {}.", rest.join(", ")) };
    ensure!(changed, "{what} was not paused.{still}");
    Ok(format!("{what} is resumed: what is due and not too late leaves within minutes.{still}"))
}
