//! `glimt publish`, what it would change, and the way back.

mod difference;

use crate::{hooks, journeys, mails, scores};
use anyhow::{Context, Result, bail};
use bootstrap::{Aws, Clock, env};
pub use difference::difference;
use std::path::PathBuf;
use store::{Store, Tables};
use survey::Slug;
use survey::decide::Published;
use survey::journey::letter::Letters;
use survey::journey::{Journey, Mode};

/// What is published.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// A journey file, or a folder of them
    pub path: PathBuf,
    /// Only say what would change, and what that means for surveys that are running
    #[arg(long)]
    pub dry_run: bool,
}

/// Which version comes back.
#[derive(Debug, Clone, clap::Args)]
pub struct Back {
    /// The journey, by its id
    #[arg(value_parser = |text: &str| Slug::parse(text))]
    pub journey: Slug,
    /// The version whose words and rules are to hold again; the one before the newest without
    #[arg(long)]
    pub to: Option<u32>,
}

async fn store() -> Result<(Store, Clock)> {
    let aws = Aws::of_operator().await;
    let store = Store::new(aws.dynamodb(), Tables::named(&env::tables()?));
    Ok((store, bootstrap::system_clock()?))
}

/// Publishes, or says what that would change.
pub async fn run(wanted: &Wanted) -> Result<String> {
    let journeys = journeys::read(&wanted.path)?;
    let hooks = hooks::beside(&wanted.path)?;
    let (store, clock) = store().await?;
    if wanted.dry_run {
        dry_run(&store, &clock, &journeys).await
    } else {
        publish(&store, &clock, &journeys, hooks).await
    }
}

async fn publish(
    store: &Store,
    clock: &Clock,
    journeys: &[Journey],
    hooks: Option<survey::hook::Hooks>,
) -> Result<String> {
    let mut lines = Vec::new();
    for journey in journeys {
        let (published, counted) = scores::publish(store, clock, journey).await?;
        lines.push(format!("{}: version {} is published", journey.id, published.version));
        lines.extend(counted.map(|counted| counted.trim_end().to_owned()));
    }
    if let Some(hooks) = hooks {
        let changed = store.publish_hooks(&hooks).await.context("the hooks could not be published")?;
        if changed || !hooks.is_empty() {
            lines.push(hooks::told(&hooks));
        }
    }
    Ok(lines.join("\n"))
}

/// What publishing these would change. Writes nothing.
pub async fn dry_run(store: &Store, clock: &Clock, journeys: &[Journey]) -> Result<String> {
    let newest = store.journeys(clock()).await?;
    let mut lines = Vec::new();
    for journey in journeys {
        let letters = mails::letters(journey)?;
        let Some(before) = newest.iter().find(|published| published.journey.id == journey.id) else {
            lines.push(format!("{}: is new, and would be version 1, in {} mode", journey.id, mode(journey.mode)));
            continue;
        };
        let mut changed = difference(&before.journey, journey)?;
        for (_, survey) in journey.surveys() {
            let Some((_, old)) = before.journey.survey(&survey.id) else { continue };
            for language in &journey.languages {
                let stored = store.letter(before.number, before.version, old.index, *language).await?;
                if stored.is_some_and(|stored| letters.get(&(survey.index, *language)) != Some(&*stored)) {
                    changed.push(format!("  the mail of {} in {}", survey.id, language.code()));
                }
            }
        }
        if changed.is_empty() {
            lines.push(format!("{}: nothing would change; version {} stays", journey.id, before.version));
        } else {
            lines.push(format!("{}: version {} would become {}", journey.id, before.version, before.version + 1));
            lines.extend(changed);
        }
    }
    Ok(lines.join("\n"))
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Shadow => "shadow",
        Mode::Pilot => "pilot",
        Mode::Live => "live",
    }
}

/// Publishes an earlier version once more, as a new one.
pub async fn rollback(back: &Back) -> Result<String> {
    let (store, clock) = store().await?;
    roll_back(&store, &clock, back).await
}

/// As [`rollback`], in a store that is open.
pub async fn roll_back(store: &Store, clock: &Clock, back: &Back) -> Result<String> {
    let newest = store.journeys(clock()).await?.into_iter().find(|published| published.journey.id == back.journey);
    let Some(newest) = newest else { bail!("no journey {} is published", back.journey) };
    let to = back.to.unwrap_or(newest.version.saturating_sub(1));
    let earlier = if to < newest.version { store.journey(newest.number, to).await? } else { None };
    let Some(earlier) = earlier else {
        bail!("{} has no version {to} before its newest, which is {}", back.journey, newest.version);
    };
    let letters = letters_of(store, &earlier).await?;
    let published = store.publish(&earlier.journey, &letters).await.context("nothing is changed")?;
    let is = if published.version == newest.version { "was already" } else { "is now" };
    Ok(format!(
        "{}: version {} {is} as version {to} was. Who was invited in between keeps what they were invited with; \
         `glimt pause {}` stops their mails.",
        back.journey, published.version, back.journey
    ))
}

/// The mails of a version, as they were published.
async fn letters_of(store: &Store, published: &Published) -> Result<Letters> {
    let mut letters = Letters::new();
    for (_, survey) in published.journey.surveys() {
        for language in &published.journey.languages {
            let letter = store.letter(published.number, published.version, survey.index, *language).await?;
            let Some(letter) = letter else {
                bail!("version {} has no mail of {} in {}", published.version, survey.id, language.code());
            };
            letters.insert((survey.index, *language), (*letter).clone());
        }
    }
    Ok(letters)
}
