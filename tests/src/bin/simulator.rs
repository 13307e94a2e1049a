//! Runs the simulator: many seeds, one with its trace, or many without each condition expression in turn.
#![expect(clippy::print_stdout, reason = "a command speaks to whoever called it")]

use anyhow::Result;
use clap::Parser;
use std::process::ExitCode;
use std::time::Instant;
use tests::simulator::campaign::run_all;
use tests::simulator::mutations::{self, Without};
use tests::simulator::{Tables, Trial, run};

/// A run makes and drops many small things; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs Glimt through everything that may go wrong, from seeds, and tells what was broken.
#[derive(Parser)]
struct Options {
    /// How many seeds
    #[arg(long, default_value_t = 10_000)]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    first: u64,
    /// This seed alone, with its trace
    #[arg(long, conflicts_with_all = ["seeds", "first"])]
    seed: Option<u64>,
    /// In bad weather all along
    #[arg(long)]
    storm: bool,
    /// In a storm, with this condition, or the first whose name holds this, always true
    #[arg(long, value_name = "CONDITION")]
    without: Option<String>,
    /// In a storm without each condition expression in turn: so many seeds, or until something breaks
    #[arg(long, conflicts_with_all = ["first", "seed", "storm", "without"])]
    without_each: bool,
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    if options.without_each {
        return without_each(options.seeds);
    }
    let wanted = |name: &String| {
        let known = mutations::conditions(200)?;
        let found = known.into_iter().find(|condition| condition.to_string().contains(name));
        anyhow::Context::context(found, "no such condition")
    };
    let trial = match &options.without {
        Some(name) => Trial::Without(wanted(name)?),
        None if options.storm => Trial::Storm,
        None => Trial::Any,
    };
    match options.seed {
        Some(seed) => one(seed, &trial),
        None => many(options.first, options.seeds, &trial),
    }
}

fn one(seed: u64, trial: &Trial) -> Result<ExitCode> {
    let outcome = run(seed, &Tables::make()?, trial)?;
    for line in &outcome.trace {
        println!("{line}");
    }
    println!("{:?}", outcome.figures);
    for broken in &outcome.broken {
        println!("broken: {broken}");
    }
    Ok(if outcome.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn many(first: u64, seeds: u64, trial: &Trial) -> Result<ExitCode> {
    let started = Instant::now();
    let campaign = run_all(first..first.saturating_add(seeds), trial)?;
    let seconds = started.elapsed().as_secs_f64();
    let rate = campaign.seeds as f64 / seconds;
    println!("{} seeds in {seconds:.1} s, {rate:.1} a second: {:?}", campaign.seeds, campaign.figures);
    let Some((seed, outcome)) = campaign.failed else { return Ok(ExitCode::SUCCESS) };
    println!("seed {seed} failed:");
    for broken in &outcome.broken {
        println!("  {broken}");
    }
    println!("its trace: the same command with --seed {seed}");
    Ok(ExitCode::FAILURE)
}

fn without_each(seeds: u64) -> Result<ExitCode> {
    let mut all_caught = true;
    for condition in mutations::conditions(seeds.min(500))? {
        let became = match mutations::without(&condition, seeds)? {
            Without::Caught(seed, broken) => format!("seed {seed}: {:?}", broken.invariant),
            Without::Harmless(why) => format!("harmless: {why}"),
            Without::NotCaught => {
                all_caught = false;
                "NOT CAUGHT".to_owned()
            }
        };
        println!("{became:<40} {condition}");
    }
    Ok(if all_caught { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
