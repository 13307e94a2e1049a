//! `glimt demo --orders`: real orders, through the real functions, on a simulated clock.

use crate::aws::{InProcess, Ses, SesOptions};
use crate::clock::GlimtClock;
use crate::journeys;
use crate::play::{self, Pace, Played};
use crate::story::{Columns, Orders, Story};
use crate::world::{Settings, World};
use anyhow::{Context, Result, anyhow};
use dynoxide::{Database, ImportOptions};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};
use object_store::local::LocalFileSystem;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use survey::journey::Journey;

/// The journey that orders are replayed with, unless another is named.
const JOURNEY: &str = include_str!("../../replay/journey.toml");

/// What `glimt demo` can be told.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// A CSV file of orders, one row an order (and answer)
    #[arg(long, value_name = "FILE.csv")]
    pub orders: PathBuf,
    /// Which column means what; see infra/replay/olist.toml
    #[arg(long, value_name = "FILE.toml")]
    pub columns: Option<PathBuf>,
    /// The journey file; infra/replay/journey.toml without
    #[arg(long, value_name = "FILE")]
    pub journey: Option<PathBuf>,
    /// Where the exports and the report go
    #[arg(long, value_name = "DIR", default_value = "glimt-data/demo")]
    pub out: PathBuf,
    /// How many workers share the work; one a processor without
    #[arg(long)]
    pub workers: Option<usize>,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    pub orders: usize,
    pub rows: usize,
    /// Rows that could not be read, by line and reason.
    pub unread: Vec<String>,
    pub played: Played,
    /// The rows of `stage_scores`.
    pub scores: Value,
    /// The rows of `funnel`.
    pub funnel: Value,
    /// The time that the surveys took, without folding and exporting.
    pub playing: Duration,
    pub folding: Duration,
    pub exporting: Duration,
}

/// Replays the orders and leaves the exports in `--out`.
pub async fn replay(options: &Options) -> Result<Outcome> {
    let journey = match &options.journey {
        Some(path) => journeys::read(path)?.into_iter().next().context("no journey")?,
        None => journeys::parse(JOURNEY, "the replay's journey")?,
    };
    let columns = match &options.columns {
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
            Columns::parse(&text).with_context(|| path.display().to_string())?
        }
        None => Columns::default(),
    };
    fs::create_dir_all(&options.out).with_context(|| format!("--out {} can't be written", options.out.display()))?;
    let settings = Settings { simulated: false, show_too_few: false, ..Settings::development("https://svar.example") };
    let file = File::open(&options.orders).with_context(|| format!("{} can't be read", options.orders.display()))?;
    let Orders { stories, orders, rows, refused } = crate::story::read(file, &columns, &settings.source)?;
    let unread = refused.iter().map(|refused| format!("line {}: {}", refused.line, refused.reason)).collect();

    let start = start_of(&stories).context("there is no order in the file that anything can be asked about")?;
    let end = end_of(&stories, &journey).unwrap_or(start);
    let workers = options.workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
    let mut lanes = Vec::new();
    for _ in 0..workers {
        lanes.push(Lane::open(start, &settings, options, &journey).await?);
    }
    let bar = bar(stories.len());
    let started = Instant::now();
    let played = play_side_by_side(&lanes, stories, &bar).await?;
    let (first, others) = lanes.split_first().context("no lane")?;
    for other in others {
        other.move_into(first)?;
    }
    let world = &first.world;
    let playing = started.elapsed();
    bar.finish_and_clear();

    let started = Instant::now();
    world.clock.set(end);
    play::fold(world, &played.due_days).await?;
    let folding = started.elapsed();
    let started = Instant::now();
    export::handle(&world.export, json!({})).await?;
    let exporting = started.elapsed();
    let rows_of = |name: &str| -> Result<Value> {
        let path = options.out.join(journey.id.as_str()).join(name);
        Ok(serde_json::from_slice(&fs::read(&path).with_context(|| path.display().to_string())?)?)
    };
    let (scores, funnel) = (rows_of("stage_scores.json")?, rows_of("funnel.json")?);
    Ok(Outcome { orders, rows, unread, played, scores, funnel, playing, folding, exporting })
}

/// People are independent of each other, so each worker has tables of its own; they are put together afterwards.
struct Lane {
    world: Arc<World>,
    database: Database,
}

/// The tables that scores are made from.
const COUNTED: [&str; 2] = ["glimt-invitations", "glimt-answers"];

impl Lane {
    async fn open(start: Timestamp, settings: &Settings, options: &Options, journey: &Journey) -> Result<Self> {
        let clock = GlimtClock::standing(start);
        let ses = Ses::new(SesOptions { keep: usize::MAX, verified_from: None, file: None, clock: clock.shared() })?;
        let database = Database::memory().context("the database in memory")?;
        let client = InProcess::new(database.clone(), ses.clone());
        let files = Arc::new(LocalFileSystem::new_with_prefix(&options.out)?);
        let world = World::new(client.dynamodb(), client.ses(), ses, files, clock, settings.clone())?;
        world.store.create_tables(false).await?;
        world.store.publish(journey).await?;
        Ok(Self { world: Arc::new(world), database })
    }

    /// Puts what is counted into another lane's tables.
    fn move_into(&self, other: &Self) -> Result<()> {
        for table in COUNTED {
            let mut start = Value::Null;
            loop {
                let mut request = json!({ "TableName": table });
                if !start.is_null() {
                    request["ExclusiveStartKey"] = start;
                }
                let page = self.database.scan(serde_json::from_value(request)?).map_err(|e| anyhow!("{table}: {e}"))?;
                start = serde_json::to_value(&page.last_evaluated_key)?;
                let items = page.items.unwrap_or_default();
                let import = other.database.import_items(table, items, ImportOptions::default());
                import.map_err(|error| anyhow!("{table}: {error}"))?;
                if start.is_null() {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Plays each person's stories in one lane, the lanes on threads of their own.
async fn play_side_by_side(lanes: &[Lane], stories: Vec<Story>, bar: &ProgressBar) -> Result<Played> {
    let mut shares: Vec<Vec<Story>> = lanes.iter().map(|_| Vec::new()).collect();
    for story in stories {
        let mut hasher = DefaultHasher::new();
        story.person.hash(&mut hasher);
        let lane = usize::try_from(hasher.finish() % lanes.len() as u64)?;
        shares[lane].push(story);
    }
    let pace = Pace { workers: 1, sweep_every: 60, until: None };
    let tasks = lanes.iter().zip(shares).map(|(lane, share)| {
        let (world, bar) = (Arc::clone(&lane.world), bar.clone());
        tokio::task::spawn_blocking(move || {
            let mut told = 0;
            let progress = |mails| {
                bar.inc(mails - told);
                told = mails;
            };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(play::play(&world, share, pace, progress))
        })
    });
    let mut played = Played::default();
    for task in tasks.collect::<Vec<_>>() {
        played.add(task.await??);
    }
    bar.finish_and_clear();
    Ok(played)
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

fn bar(stories: usize) -> ProgressBar {
    let bar = ProgressBar::new(stories as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} surveys · {per_sec} · {eta} to go");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

impl Outcome {
    /// The outcome in words and figures.
    pub fn summary(&self) -> Result<String> {
        let mut text = String::new();
        writeln!(text, "{} orders in {} rows", self.orders, self.rows)?;
        for line in self.unread.iter().take(20) {
            writeln!(text, "  not read: {line}")?;
        }
        if self.unread.len() > 20 {
            writeln!(text, "  and {} more", self.unread.len() - 20)?;
        }
        for refused in self.played.refused.iter().take(20) {
            writeln!(text, "  not taken: {refused}")?;
        }
        let count = |name: &str| -> u64 {
            let rows = self.funnel.as_array().into_iter().flatten();
            let whole = rows.filter(|row| row["period_type"] == "month" && row["segment"] == "");
            whole.filter_map(|row| row[name].as_u64()).sum()
        };
        writeln!(text, "\nfunnel")?;
        for name in [
            "touchpoints",
            "skipped",
            "invited",
            "pending",
            "voided",
            "skipped_at_send",
            "unknown",
            "sent",
            "bounced",
            "delivered",
            "clicked",
            "answered",
        ] {
            writeln!(text, "  {name:<16} {:>8}", count(name))?;
        }
        writeln!(text, "\nscores, all answers")?;
        for line in self.totals() {
            writeln!(text, "  {line}")?;
        }
        let surveys = self.played.mails;
        let per_second = |n: u64, time: Duration| n as f64 / time.as_secs_f64().max(1e-9);
        writeln!(
            text,
            "\n{surveys} surveys in {:.1} s: {:.0} surveys per second",
            self.playing.as_secs_f64(),
            per_second(surveys, self.playing)
        )?;
        let Played { sweeps, firing, sending, visiting, .. } = &self.played;
        let seconds = Duration::as_secs_f64;
        writeln!(
            text,
            "  all workers together: events {:.1} s, mail {:.1} s ({sweeps} sweeps), answers {:.1} s",
            seconds(firing),
            seconds(sending),
            seconds(visiting)
        )?;
        writeln!(text, "folding {:.1} s, exporting {:.1} s", self.folding.as_secs_f64(), self.exporting.as_secs_f64())?;
        if let Some(peak) = peak_memory() {
            writeln!(text, "peak memory {peak} MB (the tables are in memory too)")?;
        }
        Ok(text)
    }

    /// Each survey's ratings over the months, with its share or score.
    pub fn totals(&self) -> Vec<String> {
        let mut totals: std::collections::BTreeMap<String, [u64; 4]> = std::collections::BTreeMap::new();
        for row in self.scores.as_array().into_iter().flatten() {
            if row["period_type"] == "month" && row["segment"] == "" {
                let name = format!(
                    "{} {}",
                    row["survey_id"].as_str().unwrap_or_default(),
                    row["metric_version"].as_str().unwrap_or_default()
                );
                let total = totals.entry(name).or_default();
                for (sum, column) in total.iter_mut().zip(["answers", "favourable", "neutral", "unfavourable"]) {
                    *sum += row[column].as_u64().unwrap_or(0);
                }
            }
        }
        let line = |(name, [n, favourable, neutral, unfavourable]): (String, [u64; 4])| {
            let share = 100.0 * favourable as f64 / n.max(1) as f64;
            format!(
                "{name}: {favourable} favourable, {neutral} neutral, {unfavourable} unfavourable of {n} ({share:.2} % favourable)"
            )
        };
        totals.into_iter().map(line).collect()
    }
}

/// The most memory that this process has held, in MB, where the system tells (Linux).
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}
