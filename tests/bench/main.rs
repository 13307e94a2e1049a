//! The seven functions beside a bare hello world and the peers, in one run: see `README.md`. `run.sh` builds everything and
//! starts it.
#![allow(clippy::print_stdout, reason = "a benchmark speaks to whoever called it")]

mod cases;
mod process;
mod run;
mod seed;
mod table;

use anyhow::{Context, Result};
use cases::{CASES, VARIANTS};
use clap::Parser;
use glimt::dev;
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

/// Measures starts, events, processor time and memory of each function, in Rust and in the peers' languages.
#[derive(Parser)]
struct Options {
    /// Where the functions' programs and the hello world are
    #[arg(long)]
    programs: PathBuf,
    /// Where `peers/build.sh` has built
    #[arg(long)]
    peers: PathBuf,
    /// Where seeds are put, and every sample in JSON lines
    #[arg(long)]
    out: PathBuf,
    /// Starts of each, alternating
    #[arg(long, default_value_t = 20)]
    runs: usize,
    /// Events that each of the warm instances handles; of aggregate and export, a tenth
    #[arg(long, default_value_t = 200)]
    warm: usize,
    /// Warm instances of each, alternating
    #[arg(long, default_value_t = 3)]
    instances: usize,
    /// Only these cases, such as collect.get
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Only these variants, such as rust
    #[arg(long, value_delimiter = ',')]
    variants: Vec<String>,
    /// A variable for all of them, NAME=VALUE
    #[arg(long)]
    env: Vec<String>,
    /// cargo's own
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    std::fs::create_dir_all(&options.out)?;
    let glimt = dev::start(dev::Options { empty: true, ..dev::Options::default() }).await?;
    let wanted = |list: &[String], name: &str| list.is_empty() || list.iter().any(|one| one == name);
    let mut file = File::create(options.out.join("samples.jsonl")).context("the samples' file")?;
    let mut table = table::Table::default();
    println!("{} starts and {} × {} warm events of each", options.runs, options.instances, options.warm);
    println!("load average before: {}", process::load_average()?);
    for case in CASES.iter().filter(|case| wanted(&options.only, case.name)) {
        let variants: Vec<_> =
            VARIANTS.into_iter().filter(|variant| wanted(&options.variants, variant.name())).collect();
        for measured in run::measure(case, &variants, &options, glimt.about()).await? {
            writeln!(file, "{}", json!({ "load": process::load_average()?, "case": case.name, "of": &measured }))?;
            table.add(case, measured);
        }
        table.print_case(case);
    }
    table.print_ratios();
    println!("load average after: {}", process::load_average()?);
    glimt.stop().await
}
