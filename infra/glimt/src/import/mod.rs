//! `glimt import`: what another tool knows of people and has heard from them.
//!
//! Who wants no more and who was asked when come first: nobody is to be bothered anew because a tool was changed.
//! Every command may be run again, and then changes nothing.

mod history;
mod people;

use crate::sheet::Sheet;
use anyhow::{Result, bail};
use bootstrap::{Aws, Clock, env};
use std::path::PathBuf;
use store::{Store, Tables};
use survey::Secrets;

/// Where it comes from.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum From {
    /// A CSV file that Delighted has exported: people, unsubscribes, bounces, or survey responses
    Delighted(Wanted),
}

/// What to take over.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// The CSV file
    pub file: PathBuf,
    /// The survey that the responses become answers of, as survey or journey/survey
    #[arg(long)]
    pub survey: Option<String>,
}

/// Where it goes.
pub struct Into {
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Clock,
}

/// Takes a file over into the tables that the environment names.
pub async fn run(wanted: &Wanted) -> Result<String> {
    let aws = Aws::of_operator().await;
    let into = Into {
        store: Store::new(aws.dynamodb(), Tables::named(&env::tables()?)),
        secrets: env::secrets(&aws).await?,
        clock: bootstrap::system_clock()?,
    };
    take_over(&into, wanted).await
}

/// Takes a file over into tables of one's own; tells what came of it.
pub async fn take_over(into: &Into, wanted: &Wanted) -> Result<String> {
    let sheet = Sheet::read(&wanted.file)?;
    if history::is_in(&sheet) {
        return history::take_over(into, &sheet, wanted.survey.as_deref()).await;
    }
    if people::are_in(&sheet) {
        return people::take_over(into, &sheet).await;
    }
    bail!(
        "{}: this is no export of Delighted's that is known here. Expected are the columns of people (email, \
         last_sent_at), unsubscribes (email, unsubscribed_at), bounces (email, bounced_at) or responses (response_id, \
         score, created_at, survey_type); there are: {}",
        wanted.file.display(),
        sheet.columns().join(", ")
    );
}

/// The lines that could not be used, for people.
fn list(wrong: &[(u64, String)], lines: &mut Vec<String>) {
    if !wrong.is_empty() {
        lines.push(format!("rows that could not be used: {}", wrong.len()));
        lines.extend(wrong.iter().map(|(line, wrong)| format!("  line {line}: {wrong}")));
    }
}
