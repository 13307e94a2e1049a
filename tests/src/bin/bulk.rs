//! Many mails at once, on bad terms; see [`tests::bulk`].
#![expect(clippy::print_stdout, reason = "a command speaks to whoever called it")]

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use tests::bulk;

/// Mails many invitations by four senders that are killed at random, through an SES that fails one call in ten.
#[derive(Parser)]
struct Options {
    /// How many invitations
    #[arg(long, default_value_t = 100_000)]
    invitations: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// Serve as SES: write what is taken to this file
    Mail { log: PathBuf, seed: u64 },
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    if let Some(Part::Mail { log, seed }) = options.part {
        return bulk::mail::serve(&log, seed).await;
    }
    let counted = bulk::run(options.invitations, options.seed).await?;
    println!("{counted:#?}\n{:.0} mails a second", counted.mails_a_second());
    Ok(())
}
