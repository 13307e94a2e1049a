//! `glimt scores`: the table in the terminal. `glimt restate`: due days counted again.

use crate::library::Shelves;
use crate::mails;
use anyhow::{Context, Result, ensure};
use bootstrap::Clock;
use jiff::civil::Date;
use object_store::memory::InMemory;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use store::Store;
use survey::Slug;
use survey::cell::CHANGE_DAYS;
use survey::decide::Published;
use survey::journey::Journey;
use survey::key::days;

/// Which scores.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// Of this stage alone, by its id
    #[arg(long)]
    pub stage: Option<String>,
    /// day, week, month, quarter, last_28d or last_90d
    #[arg(long, default_value = "last_28d", value_parser = PERIODS)]
    pub period: String,
    /// Of this journey alone, by its id
    #[arg(long)]
    pub journey: Option<String>,
    /// Of a running `glimt dev`, such as http://127.0.0.1:9300, instead of the account in the environment
    #[arg(long, value_name = "URL")]
    pub dev: Option<String>,
}

const PERIODS: [&str; 6] = ["day", "week", "month", "quarter", "last_28d", "last_90d"];

/// Which due days.
#[derive(Debug, Clone, clap::Args)]
pub struct Again {
    /// The first due day, in UTC
    #[arg(long)]
    pub from: Date,
    /// The last one
    #[arg(long)]
    pub to: Date,
    /// In a running `glimt dev`, such as http://127.0.0.1:9300, instead of the account in the environment
    #[arg(long, value_name = "URL")]
    pub dev: Option<String>,
}

/// The most due days that are counted again at a time.
const MOST_DAYS: usize = 400;

/// The rows of everybody together, a line each.
pub async fn run(wanted: &Wanted) -> Result<String> {
    table(&Shelves::open(wanted.dev.as_deref()).await?, wanted).await
}

/// As [`run`], of tables that are open.
pub async fn table(shelves: &Shelves, wanted: &Wanted) -> Result<String> {
    let rows = export::scores(&reader(shelves)).await?;
    let everybody = rows.as_array().into_iter().flatten().filter(|row| row["segment"] == "");
    let is = |row: &Value, column: &str, wanted: Option<&str>| wanted.is_none_or(|wanted| row[column] == wanted);
    let rows: Vec<_> = everybody
        .filter(|row| is(row, "stage_id", wanted.stage.as_deref()) && is(row, "journey_id", wanted.journey.as_deref()))
        .filter(|row| is(row, "period_type", Some(&wanted.period)))
        .collect();
    ensure!(!rows.is_empty(), "nothing was counted there yet; “glimt scores” without --stage shows everything");
    let heads = ["stage", "survey", "channel", "metric", "period", "n", "score", "95 % interval", "change", "target"];
    let mut lines = vec![heads.map(str::to_owned)];
    lines.extend(rows.iter().map(|row| line(row)));
    aligned(&lines)
}

fn line(row: &Value) -> [String; 10] {
    let text = |column: &str| row[column].as_str().unwrap_or_default().to_owned();
    let number = |column: &str| row[column].as_f64().map(|number| format!("{number:.1}"));
    let interval = number("ci_low").zip(number("ci_high")).map(|(low, high)| format!("{low} to {high}"));
    let score = match (number("score"), row["quality"].as_str()) {
        (Some(score), Some("few")) => format!("{score} (few)"),
        (Some(score), _) => score,
        (None, _) => "too few".to_owned(),
    };
    let change = match (row["change"].as_f64(), text("verdict")) {
        (Some(change), verdict) => format!("{change:+.1} {}", verdict.replace('_', " ")),
        (None, verdict) => verdict.replace('_', " "),
    };
    [
        format!("{}/{}", text("journey_id"), text("stage_id")),
        text("survey_id") + if row["is_headline"] == true { "" } else { " *" },
        text("channel"),
        text("metric"),
        text("period_label"),
        row["answers"].to_string(),
        score,
        interval.unwrap_or_default(),
        change,
        text("target_verdict").replace('_', " "),
    ]
}

/// Columns as wide as what stands in them; numbers to the right.
fn aligned<const N: usize>(lines: &[[String; N]]) -> Result<String> {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; N] = std::array::from_fn(width);
    let mut table = String::new();
    for line in lines {
        let mut shown = String::new();
        for (column, (text, width)) in line.iter().zip(widths).enumerate() {
            let gap = if column == 0 { "" } else { "  " };
            if (5..=6).contains(&column) {
                write!(shown, "{gap}{text:>width$}")?;
            } else {
                write!(shown, "{gap}{text:<width$}")?;
            }
        }
        writeln!(table, "{}", shown.trim_end())?;
    }
    Ok(table)
}

/// Where files go.
#[derive(Debug, Clone, clap::Args)]
pub struct Folder {
    /// The folder; what is in it by these names is replaced
    #[arg(long)]
    pub out: PathBuf,
    /// Of a running `glimt dev`, such as http://127.0.0.1:9300, instead of the account in the environment
    #[arg(long, value_name = "URL")]
    pub dev: Option<String>,
}

/// Writes what `export` would put, as it is now; what was put on schedule stays as it is.
pub async fn export(folder: &Folder) -> Result<String> {
    let shelves = Shelves::open(folder.dev.as_deref()).await?;
    let files = export::render(&reader(&shelves)).await?;
    for (path, bytes) in &files {
        let file = folder.out.join(path);
        let parent = file.parent().context("a file without a folder")?;
        std::fs::create_dir_all(parent).with_context(|| format!("{} can't be made", parent.display()))?;
        std::fs::write(&file, bytes).with_context(|| format!("{} can't be written", file.display()))?;
    }
    Ok(format!("{} files in {}", files.len(), folder.out.display()))
}

/// An exporter that puts nothing.
fn reader(shelves: &Shelves) -> export::App {
    export::App {
        store: shelves.store.clone(),
        files: Arc::new(InMemory::new()),
        clock: shelves.clock.clone(),
        simulated: false,
        show_too_few: false,
        mailer: None,
    }
}

/// Counts due days again; tells which could not be.
pub async fn restate(again: &Again) -> Result<String> {
    restated(&Shelves::open(again.dev.as_deref()).await?, again.from, again.to).await
}

/// As [`restate`], in tables that are open.
pub async fn restated(shelves: &Shelves, from: Date, to: Date) -> Result<String> {
    ensure!(from <= to, "--from {from} is later than --to {to}");
    let days: Vec<_> = days(from, to).take(MOST_DAYS + 1).collect();
    ensure!(days.len() <= MOST_DAYS, "--from {from} to {to} are more than {MOST_DAYS} days; count them in parts");
    let app = aggregate::App { store: shelves.store.clone(), clock: shelves.clock.clone() };
    let told = aggregate::handle(&app, json!({ "days": days })).await.context("not all days were counted again")?;
    told_of(&told)
}

/// What `aggregate` has done, in words.
fn told_of(told: &Value) -> Result<String> {
    let names =
        |what: &str| -> Vec<_> { told[what].as_array().into_iter().flatten().filter_map(Value::as_str).collect() };
    let mut text = format!("{} due days counted again, {} items changed\n", told["days"], told["items_changed"]);
    for (what, why) in [
        ("sealed", "sealed: their invitations have begun to expire, and their counts stay"),
        ("unreadable", "not counted: something of them can't be read; the log says what"),
    ] {
        if !names(what).is_empty() {
            writeln!(text, "{why}: {}", names(what).join(", "))?;
        }
    }
    Ok(text)
}

/// Publishes a journey. If its dated changes are not those that were published before, the due days around them are
/// counted again; tells of those that can't be any more.
pub async fn publish(store: &Store, clock: &Clock, journey: &Journey) -> Result<(Published, Option<String>)> {
    let before = store.journeys(clock()).await?.into_iter().find(|published| published.journey.id == journey.id);
    let published = mails::publish(store, journey).await?;
    let dates = |journey: &Journey| -> BTreeSet<(Slug, Date)> {
        journey.changes.iter().map(|change| (change.stage.clone(), change.date)).collect()
    };
    let (was, is) = (before.map(|before| dates(&before.journey)).unwrap_or_default(), dates(journey));
    let moved: Vec<_> = was.symmetric_difference(&is).map(|(_, date)| *date).collect();
    // What happened so near to it is compared; its ask is due as much later as a survey waits.
    let near = i32::try_from(CHANGE_DAYS)?;
    let waits = journey
        .surveys()
        .map(|(_, survey)| survey.delay.seconds() + survey.too_late_after.map_or(0, |late| late.seconds()));
    let later = i32::try_from(waits.max().unwrap_or_default() / 86_400).unwrap_or(i32::MAX / 2) + 60;
    let is_near = |day: &Date| {
        moved
            .iter()
            .any(|date| (-near..=near + later).contains(&(date.until(*day).map_or(i32::MAX, |span| span.get_days()))))
    };
    let days: Vec<_> = store.folded_days().await?.into_iter().filter(is_near).collect();
    if days.is_empty() {
        return Ok((published, None));
    }
    let app = aggregate::App { store: store.clone(), clock: clock.clone() };
    let told = aggregate::handle(&app, json!({ "days": days }))
        .await
        .context("published, but not all days were counted again; run “glimt restate”")?;
    Ok((published, Some(format!("for its changes, {}", told_of(&told)?))))
}
