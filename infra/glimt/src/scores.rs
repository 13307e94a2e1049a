//! `glimt scores`: the table in the terminal. `glimt restate`: due days counted again.

use crate::library::Library;
use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use object_store::memory::InMemory;
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::Arc;
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
    table(&Library::open(wanted.dev.as_deref()).await?, wanted).await
}

/// As [`run`], of a library that is open.
pub async fn table(library: &Library, wanted: &Wanted) -> Result<String> {
    let app = export::App {
        store: library.store.clone(),
        files: Arc::new(InMemory::new()),
        clock: library.clock.clone(),
        simulated: false,
        show_too_few: false,
    };
    let rows = export::scores(&app).await?;
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

/// Counts due days again; tells which could not be.
pub async fn restate(again: &Again) -> Result<String> {
    restated(&Library::open(again.dev.as_deref()).await?, again.from, again.to).await
}

/// As [`restate`], in a library that is open.
pub async fn restated(library: &Library, from: Date, to: Date) -> Result<String> {
    ensure!(from <= to, "--from {from} is later than --to {to}");
    let days: Vec<_> = days(from, to).take(MOST_DAYS + 1).collect();
    ensure!(days.len() <= MOST_DAYS, "--from {from} to {to} are more than {MOST_DAYS} days; count them in parts");
    let app = aggregate::App { store: library.store.clone(), clock: library.clock.clone() };
    let told = aggregate::handle(&app, json!({ "days": days })).await.context("not all days were counted again")?;
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
