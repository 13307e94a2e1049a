//! `glimt demo`: months of a shop, through the real functions, on a simulated clock. The shop is one that does not
//! exist, of which the truth is known; or that of a file of real orders.

mod outcome;
mod truth;

pub use outcome::{Outcome, Read};
pub use truth::{TrueCount, TrueScore, Truth};

use crate::aws::{InProcess, Ses, SesOptions};
use crate::clock::GlimtClock;
use crate::play::batches::{Batches, COUNTED};
use crate::play::{self, Pace};
use crate::story::simulate::CUSTOMERS;
use crate::story::{Columns, Orders, Shop, Story, improvement};
use crate::world::{Settings, World};
use crate::{journeys, mails};
use anyhow::{Context, Result, anyhow};
use dynoxide::Database;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};
use object_store::local::LocalFileSystem;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use survey::journey::{Journey, Mode};

/// The journey that orders are replayed with, unless another is named.
const REPLAYED: &str = include_str!("../../../replay/journey.toml");
/// The journey of the shop that does not exist.
const SIMULATED: &str = include_str!("../../../journey.toml");
/// When the simulated days end, for everybody: 2026-10-31, in the evening of the shop's zone.
const UNTIL: Timestamp = Timestamp::constant(1_793_476_800, 0);
/// An hour later even the last click without an answer has waited long enough to count.
const SETTLED: SignedDuration = SignedDuration::from_hours(1);
/// How many people are played together at the most: more need more memory, fewer make more of the sweeps that find
/// little.
const BATCH: u64 = 4_000;
/// The fewest, where there are enough workers.
const SMALL_BATCH: u64 = 50;
/// The same for people who are read from a file: all their stories are in memory anyway.
const READ_BATCH: u64 = 12_000;
/// Into how many batches fewer people are parted, so that there is work for more than one worker.
const PARTS: u64 = 2;

/// What `glimt demo` can be told.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// How many days of the shop that does not exist are simulated; 90 is the longest time that one score is about
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=90))]
    pub days: u32,
    /// How many customers it has; about 0.93 orders and 0.2 tickets each
    #[arg(long, default_value_t = CUSTOMERS, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub customers: u64,
    /// Another seed gives other customers; the same gives the same files
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// Replay a CSV file of real orders instead, one row an order (and answer)
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["days", "customers", "seed"])]
    pub orders: Option<PathBuf>,
    /// Which column means what; see infra/replay/olist.toml
    #[arg(long, value_name = "FILE.toml", requires = "orders")]
    pub columns: Option<PathBuf>,
    /// The journey file; infra/journey.toml without, or infra/replay/journey.toml with --orders
    #[arg(long, value_name = "FILE")]
    pub journey: Option<PathBuf>,
    /// Where the exports and the report go
    #[arg(long, value_name = "DIR", default_value = "glimt-data/demo")]
    pub out: PathBuf,
    /// How many workers share the work; one a processor without
    #[arg(long)]
    pub workers: Option<usize>,
}

/// What is played.
struct Plan {
    journey: Journey,
    settings: Settings,
    start: Timestamp,
    /// When it is folded and exported.
    end: Timestamp,
    pace: Pace,
    batches: usize,
    stories: Box<dyn Fn(usize) -> Vec<Story> + Send + Sync>,
    orders: Option<Read>,
}

/// Plays what is asked for, and leaves the exports in `--out`.
pub async fn run(options: &Options) -> Result<Outcome> {
    let plan = match &options.orders {
        Some(orders) => Plan::replay(options, File::open(orders).with_context(|| cannot_be_read(orders))?)?,
        None => Plan::simulate(options)?,
    };
    let out = &options.out;
    fs::create_dir_all(out).with_context(|| format!("--out {} can't be written", out.display()))?;
    // Beside the exports and not in memory. It goes when it is dropped, for addresses and comments are in it.
    let folder = tempfile::Builder::new().prefix(".store-").tempdir_in(out)?;
    let path = folder.path().join("tables.sqlite");
    let store = Database::new(path.to_str().context("--out is not UTF-8")?).map_err(|error| anyhow!("{error}"))?;
    let clock = GlimtClock::standing(plan.start);
    let ses = Ses::new(SesOptions { keep: 0, verified_from: None, file: None, clock: clock.shared() })?;
    let client = InProcess::new(store.clone(), ses.clone());
    let files = Arc::new(LocalFileSystem::new_with_prefix(out)?);
    let world = World::new(client.dynamodb(), client.ses(), ses, files, clock, plan.settings.clone())?;
    world.store.create_tables(false).await?;
    mails::publish(&world.store, &plan.journey).await?;

    let workers = options.workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let batches = Batches {
        journeys: vec![plan.journey.clone()],
        settings: plan.settings,
        start: plan.start,
        pace: plan.pace,
        workers,
        store: store.clone(),
        kept: &COUNTED,
    };
    let bar = bar(plan.batches);
    let started = Instant::now();
    let ticked = bar.clone();
    let played = batches.play(plan.batches, plan.stories, move || ticked.inc(1)).await?;
    let playing = started.elapsed();
    bar.finish_and_clear();

    let started = Instant::now();
    play::fold(&world, &played.due_days, plan.end).await?;
    let folding = started.elapsed();
    let started = Instant::now();
    export::handle(&world.export, json!({})).await?;
    let exporting = started.elapsed();
    let exports = out.join(plan.journey.id.as_str());
    let rows_of = |name: &str| -> Result<Value> {
        let path = exports.join(name);
        Ok(serde_json::from_slice(&fs::read(&path).with_context(|| path.display().to_string())?)?)
    };
    let (scores, funnel) = (rows_of("stage_scores.json")?, rows_of("funnel.json")?);
    let truth = Truth::of(&played, &plan.journey, &scores, &funnel)?;
    if !truth.scores.is_empty() {
        fs::write(exports.join("truth.json"), serde_json::to_vec_pretty(&truth)?)?;
    }
    let store_size = store.db_size_bytes().map_err(|error| anyhow!("{error}"))?;
    let read = plan.orders;
    Ok(Outcome { read, played, scores, funnel, truth, playing, folding, exporting, store_size })
}

impl Plan {
    fn simulate(options: &Options) -> Result<Self> {
        let mut journey = journey(options, SIMULATED)?;
        date_the_change(&mut journey, options.days, UNTIL);
        let settings =
            Settings { simulated: true, lead: survey::due::LEAD, ..Settings::development("https://svar.example") };
        let shop = Shop::new(options.seed, options.days, UNTIL, &settings.source);
        let customers = options.customers;
        let size = customers.div_ceil(PARTS).clamp(SMALL_BATCH, BATCH);
        Ok(Self {
            journey,
            settings,
            start: UNTIL - SignedDuration::from_hours(24 * (i64::from(options.days) + 1)),
            end: UNTIL + SETTLED,
            pace: Pace { sweep_every: play::SELDOM, until: Some(UNTIL) },
            batches: usize::try_from(customers.div_ceil(size))?,
            stories: Box::new(move |batch| {
                let first = size * batch as u64;
                shop.stories(first..customers.min(first + size))
            }),
            orders: None,
        })
    }

    fn replay(options: &Options, file: File) -> Result<Self> {
        let journey = journey(options, REPLAYED)?;
        let columns = match &options.columns {
            Some(path) => {
                let text = fs::read_to_string(path).with_context(|| cannot_be_read(path))?;
                Columns::parse(&text).with_context(|| path.display().to_string())?
            }
            None => Columns::default(),
        };
        let settings = Settings::development("https://svar.example");
        let Orders { stories, orders, rows, refused } = crate::story::read(file, &columns, &settings.source)?;
        let unread = refused.iter().map(|refused| format!("line {}: {}", refused.line, refused.reason)).collect();
        let start = start_of(&stories).context("there is no order in the file that anything can be asked about")?;
        let size = (stories.len() as u64).div_ceil(PARTS).clamp(1, READ_BATCH);
        let batches = (stories.len() as u64).div_ceil(size);
        Ok(Self {
            end: end_of(&stories, &journey).unwrap_or(start),
            journey,
            settings,
            start,
            pace: Pace { sweep_every: 60, until: None },
            batches: usize::try_from(batches)?,
            stories: Box::new(move |batch| {
                let mine = |story: &&Story| number_of(&story.person) % batches == batch as u64;
                stories.iter().filter(mine).cloned().collect()
            }),
            orders: Some(Read { orders, rows, unread }),
        })
    }
}

/// Puts the journey's dated improvements on the day on which the simulated shop improved.
pub(crate) fn date_the_change(journey: &mut Journey, days: u32, until: Timestamp) {
    for change in &mut journey.changes {
        change.date = improvement(days, until);
    }
}

fn journey(options: &Options, or: &str) -> Result<Journey> {
    let journey = match &options.journey {
        Some(path) => journeys::read(path)?.into_iter().next().context("no journey")?,
        None => journeys::parse(or, "the journey")?,
    };
    // No mail leaves the machine.
    Ok(Journey { mode: Mode::Live, ..journey })
}

fn cannot_be_read(path: &std::path::Path) -> String {
    format!("{} can't be read", path.display())
}

/// The same for the same person.
fn number_of(person: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    person.hash(&mut hasher);
    hasher.finish()
}

fn start_of(stories: &[Story]) -> Option<Timestamp> {
    stories.iter().flat_map(|story| &story.events).map(|happening| happening.at).min()
}

/// When every link has died: the first moment at which nothing can change any more, and still nothing is sealed.
fn end_of(stories: &[Story], journey: &Journey) -> Option<Timestamp> {
    let events = stories.iter().flat_map(|story| &story.events).map(|happening| happening.at);
    let replies = stories.iter().flat_map(|story| &story.replies).map(|reply| reply.at);
    let first = events.clone().min()?;
    let last = events.chain(replies).max()?;
    // The first due day must not be sealed when it is folded.
    let unsealed = first + journey.link_life.duration() + SignedDuration::from_hours(35 * 24);
    Some(last.min(unsealed).max(first) + SignedDuration::from_secs(1))
}

fn bar(batches: usize) -> ProgressBar {
    let bar = ProgressBar::new(batches as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} groups of customers · {eta} to go");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
