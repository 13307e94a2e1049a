//! The operator's command.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to whoever called it")]

use crate::preview::{INDEX, Preview};
use crate::{
    ask, cost, demo, dev, doctor, event, explain, hooks, import, journeys, link, mails, new, pause, person, publish,
    redrive, scores, sources, templates, why,
};
use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use survey::journey::file::{self, Checked, Mistake};

/// Asks one customer one question at one step of their journey, once, and says how sure the score is.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything on this machine, with a console in the browser
    Dev {
        /// The console's port
        #[arg(long, default_value_t = 9300)]
        port: u16,
        /// Keep everything in this folder; in memory without
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// A journey file, or a folder of them, that is followed as it is saved; the example without
        #[arg(long, value_name = "FILE")]
        journey: Option<PathBuf>,
        /// Leave out the 60 simulated days
        #[arg(long)]
        empty: bool,
        /// Send mail to this SES endpoint on this machine, instead of the inbox; it reports to POST /invoke/feedback
        #[arg(long, value_name = "URL")]
        ses: Option<String>,
    },
    /// Play months of a shop through the real functions, on a simulated clock
    ///
    /// Without --orders the shop does not exist and its truth is known: a rating is
    /// `mean − days late × fall + chance`, rounded and kept on the scale, chance being the sum of three even throws.
    /// Whether somebody answers has nothing to do with what they think. The true scores and counts are printed beside
    /// what Glimt found.
    Demo(demo::Options),
    /// Write a journey file, after five questions
    New(Box<new::Wanted>),
    /// List the built-in surveys
    Templates {
        #[command(subcommand)]
        wanted: Option<templates::Wanted>,
    },
    /// Explain every mistake of a journey file, or of every one in a folder, with the mappings in its hooks folder
    Check { path: PathBuf },
    /// Store a journey file, or a folder of them, as a new version, and the hooks folder beside it
    Publish(publish::Wanted),
    /// Make an earlier version of a journey hold again, as a new one
    Rollback(publish::Back),
    /// Work out what a number of surveys a month costs on AWS, line by line
    Cost(cost::Options),
    /// Look at the account in the environment, and say what to mend before mails arrive and scores come
    Doctor(doctor::Wanted),
    /// Tell what a dead-letter message is, why it was given up, and what sending it again would do; changes nothing
    Explain(explain::Wanted),
    /// Send what lies in a dead-letter queue to its function again; repeats change nothing
    Redrive(redrive::Wanted),
    /// Let mails wait: of everything, a journey or a survey; events and answers still come in
    Pause(pause::Wanted),
    /// Let mails that wait go on
    Resume(pause::Wanted),
    /// Write every mail and page of a journey, in every language and state, to a folder with an index
    Preview {
        /// A journey file, or a folder of them
        path: PathBuf,
        /// The folder; it is made, and what is in it stays
        #[arg(long, value_name = "DIR", default_value = "glimt-preview")]
        out: PathBuf,
    },
    /// Tell why a customer was asked, or not
    Why(why::Wanted),
    /// Show the scores of everybody together, with their intervals; * stands by those that are not their stage's score
    Scores(scores::Wanted),
    /// Count due days again: the same items give the same bytes
    Restate(scores::Again),
    /// Write the exports to a folder, as they are now
    Export(scores::Folder),
    /// Make a link that asks without an email, and a QR code of it
    Link(Box<link::Wanted>),
    /// Write everything that is held of a person, in JSON
    ExportPerson(person::Wanted),
    /// Erase everything about a person; the receipt is written in JSON, and told in words beside it
    ///
    /// Goes through the tables of invitations and answers. May be run again: what broke off is finished. What a sender
    /// may have in hand is left alone and named, with the time after which to run this again; the exit code is 1 then.
    Erase(person::Wanted),
    /// Ask the customers of a CSV file, one touchpoint a row
    Ask(Box<ask::Wanted>),
    /// Take over what another tool knows: who wants no more, who was asked when, what they answered
    #[command(subcommand)]
    Import(import::From),
    /// Send one event to a running Glimt
    Event(Box<event::Wanted>),
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    // What goes wrong inside is worth a line; what goes right is on the console.
    let log = lambda_runtime::tracing::subscriber::fmt().with_max_level(lambda_runtime::tracing::Level::WARN);
    log.with_writer(std::io::stderr).init();
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("glimt: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Dev { port, data, journey, empty, ses } => {
            on_runtime(dev_command(dev::Options { port, data, journey, empty, ses }))
        }
        Command::Demo(options) => {
            let outcome = on_runtime(demo::run(&options))?;
            say(&format!("{}exports and report: {}", outcome.summary()?, options.out.display()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::New(wanted) => {
            new::run(&wanted, &mut std::io::stdin().lock(), &mut std::io::stdout())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Templates { wanted } => {
            say(templates::run(wanted.as_ref())?.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { path } => check(&path),
        Command::Publish(wanted) => {
            say(&on_runtime(publish::run(&wanted))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Rollback(back) => {
            say(&on_runtime(publish::rollback(&back))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Cost(options) => {
            say(cost::run(&options)?.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor(wanted) => {
            let (told, is_bad) = on_runtime(doctor::run(&wanted))?;
            say(&told)?;
            Ok(if is_bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Command::Explain(wanted) => {
            say(&on_runtime(explain::run(&wanted))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Redrive(wanted) => {
            say(&on_runtime(redrive::run(&wanted))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Pause(wanted) => {
            say(&on_runtime(pause::pause(&wanted))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Resume(wanted) => {
            say(&on_runtime(pause::resume(&wanted))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Preview { path, out } => {
            let written = Preview::of(&journeys::read(&path)?)?.write(&out)?;
            say(&format!("{written} mails and pages; open {}", out.join(INDEX).display()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Why(wanted) => {
            say(on_runtime(why::run(&wanted))?.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Scores(wanted) => {
            say(on_runtime(scores::run(&wanted))?.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Export(folder) => {
            say(&on_runtime(scores::export(&folder))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Restate(again) => {
            say(on_runtime(scores::restate(&again))?.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Link(wanted) => {
            say(&on_runtime(link::run(&wanted))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::ExportPerson(wanted) => {
            say(&on_runtime(person::export(&wanted, |progress| eprintln!("{progress}")))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Erase(wanted) => {
            let receipt = on_runtime(person::erase_them(&wanted, |progress| eprintln!("{progress}")))?;
            eprintln!("{}", receipt.tell()?.trim_end());
            say(&serde_json::to_string_pretty(&receipt)?)?;
            Ok(if receipt.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Ask(wanted) => {
            let told = match &wanted.to {
                Some(url) => ask::send(&wanted, url)?,
                None => on_runtime(ask::file(&wanted))?,
            };
            say(told.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(import::From::Delighted(wanted)) => {
            say(on_runtime(import::run(&wanted))?.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Event(wanted) => {
            say(&event::send(&wanted)?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Says something; whoever stops listening (`| head`) has heard enough.
fn say(text: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        said => Ok(said?),
    }
}

fn on_runtime<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

async fn dev_command(options: dev::Options) -> Result<ExitCode> {
    if !options.empty && options.journey.is_none() {
        eprintln!("Glimt is simulating the first 60 days …");
    }
    let running = dev::start(options).await?;
    let about = running.about();
    println!("Glimt is ready: open {}/", running.origin());
    for source in about["sources"].as_array().into_iter().flatten() {
        println!(
            "  source {}  key {}",
            source["source"].as_str().unwrap_or_default(),
            source["key"].as_str().unwrap_or_default()
        );
    }
    for (name, url) in about["endpoints"].as_object().into_iter().flatten() {
        println!("  {name}={}", url.as_str().unwrap_or_default());
    }
    println!("  everything in JSON: {}/dev.json   stop with Ctrl-C", running.origin());
    running.wait().await?;
    Ok(ExitCode::SUCCESS)
}

fn check(path: &std::path::Path) -> Result<ExitCode> {
    let mut mistakes = 0;
    for path in journeys::files(path)?.into_iter().chain(hooks::files(path)?) {
        let (found, warnings) = mistakes_of(&path)?;
        for line in &found {
            say(line)?;
        }
        for warning in &warnings {
            say(&format!("{}: note: {warning}", path.display()))?;
        }
        if found.is_empty() {
            say(&format!("{}: no mistakes", path.display()))?;
        }
        mistakes += found.len();
    }
    journeys_together(path, mistakes)
}

/// What is wrong with a file or with the mails that it names, a line each, and else what its owner should know.
fn mistakes_of(path: &std::path::Path) -> Result<(Vec<String>, Vec<Mistake>)> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    let told = |mistakes: Vec<Mistake>| mistakes.iter().map(|m| format!("{}: {m}", path.display())).collect();
    if hooks::is_one(path) {
        return Ok(hooks::check(path, &text).map_or_else(|mistakes| (told(mistakes), Vec::new()), |w| (Vec::new(), w)));
    }
    match file::read(&text) {
        Ok(Checked { mut journey, warnings }) => {
            mails::read(&mut journey, path)?;
            Ok((mails::check(&journey, path), warnings))
        }
        Err(mistakes) => Ok((told(mistakes), Vec::new())),
    }
}

/// What only shows when all files are taken together.
fn journeys_together(path: &std::path::Path, mistakes: usize) -> Result<ExitCode> {
    if mistakes > 0 {
        return Ok(ExitCode::FAILURE);
    }
    let journeys = journeys::read(path)?;
    if bootstrap::env::optional("GLIMT_SOURCES").is_some() {
        let set_up = on_runtime(async { bootstrap::env::sources(&bootstrap::Aws::of_operator().await).await })?;
        let set_up = serde_json::from_str(&set_up).context("GLIMT_SOURCES is no JSON object")?;
        let hooks = if hooks::is_one(path) { None } else { hooks::beside(path)? };
        for line in sources::never_told_of(&journeys, &hooks.unwrap_or_default(), &set_up) {
            say(&format!("{}: note: {line}", path.display()))?;
        }
    }
    if !journeys.is_empty() {
        say("consent and branding are settings, no legal advice: ask somebody who knows the law of your countries")?;
    }
    Ok(ExitCode::SUCCESS)
}
