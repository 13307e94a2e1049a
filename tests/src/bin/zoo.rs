//! Lets a zoo of mail scanners loose on the mails of many people and prints what was taken for whose answer.
#![expect(clippy::print_stdout, reason = "a command speaks to whoever called it")]

use anyhow::Result;
use clap::Parser;

/// Mail scanners and people follow the same links; shows what is taken for a person's answer.
#[derive(Parser)]
struct Options {
    /// How many people answer; as many get mail and say nothing
    #[arg(long, default_value_t = 10_000)]
    people: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = Options::parse();
    println!("{}", tests::zoo::run(options.people, options.seed).await?);
    Ok(())
}
