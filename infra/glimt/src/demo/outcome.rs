//! What came of a demo, in words and figures.

use super::{TrueCount, Truth};
use crate::play::Played;
use anyhow::Result;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// What a file of orders held, if there was one.
    pub read: Option<Read>,
    pub played: Played,
    /// The rows of `stage_scores`.
    pub scores: Value,
    /// The rows of `funnel`.
    pub funnel: Value,
    pub truth: Truth,
    /// The time that the surveys took, without folding and exporting.
    pub playing: Duration,
    pub folding: Duration,
    pub exporting: Duration,
    /// The pages of the store's file, in bytes.
    pub store_size: u64,
}

/// What a file of orders held.
#[derive(Debug)]
pub struct Read {
    pub orders: usize,
    pub rows: usize,
    /// Rows that could not be read, by line and reason.
    pub unread: Vec<String>,
}

impl Outcome {
    /// The outcome in words and figures.
    pub fn summary(&self) -> Result<String> {
        let mut text = String::new();
        if let Some(Read { orders, rows, unread }) = &self.read {
            writeln!(text, "{orders} orders in {rows} rows")?;
            for line in unread.iter().take(20) {
                writeln!(text, "  not read: {line}")?;
            }
            if unread.len() > 20 {
                writeln!(text, "  and {} more", unread.len() - 20)?;
            }
        }
        for refused in &self.played.refusals {
            writeln!(text, "  not taken: {refused}")?;
        }
        if self.played.refused > self.played.refusals.len() as u64 {
            writeln!(text, "  not taken: {} in all", self.played.refused)?;
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
        self.tell_truth(&mut text)?;
        self.tell_effort(&mut text)?;
        Ok(text)
    }

    fn tell_truth(&self, text: &mut String) -> std::fmt::Result {
        if !self.truth.scores.is_empty() {
            writeln!(text, "\nthe truth, and what Glimt found")?;
            writeln!(
                text,
                "  a rating is mean − days late × fall + chance, whoever answers; the truth is its expectation"
            )?;
            writeln!(text, "  over everybody who was asked, given how late their parcels really were")?;
            writeln!(
                text,
                "  {:<28}{:>7}{:>8}{:>8}{:>16}{:>8}  held",
                "survey", "asked", "truth", "found", "95 % interval", "n"
            )?;
        }
        for score in &self.truth.scores {
            let name = match score.carrier {
                Some(carrier) => format!("  {} by {carrier}", score.survey),
                None => format!("{} {}", score.survey, score.metric),
            };
            write!(text, "  {name:<28}{:>7}{:>8.1}", score.asked, score.truth)?;
            match score.found {
                Some([found, low, high]) => {
                    let interval = format!("{low:.1} to {high:.1}");
                    let held = if score.held == Some(true) { "yes" } else { "no" };
                    writeln!(text, "{found:>8.1}{interval:>16}{:>8}  {held}", score.answers)?;
                }
                None => writeln!(text, "{:>8}{:>16}{:>8}  too few to say", "", "", score.answers)?,
            }
        }
        writeln!(text, "\ncounts, which must be the same{:>16}{:>8}", "truth", "found")?;
        for TrueCount { count, due, truth, found } in &self.truth.counts {
            let name = due.map_or_else(|| (*count).to_owned(), |due| format!("{count}, due {due} the change"));
            let wrong = if truth == found { "" } else { "  DIFFERENT" };
            writeln!(text, "  {name:<42}{truth:>8}{found:>8}{wrong}")?;
        }
        Ok(())
    }

    fn tell_effort(&self, text: &mut String) -> std::fmt::Result {
        let Played { mails, sweeps, firing, sending, visiting, .. } = &self.played;
        let seconds = Duration::as_secs_f64;
        let (took, per_second) = (seconds(&self.playing), *mails as f64 / seconds(&self.playing).max(1e-9));
        writeln!(text, "\n{mails} surveys in {took:.1} s: {per_second:.0} surveys per second")?;
        writeln!(
            text,
            "  all workers together: events {:.1} s, mail {:.1} s ({sweeps} sweeps), answers {:.1} s",
            seconds(firing),
            seconds(sending),
            seconds(visiting)
        )?;
        writeln!(text, "folding {:.1} s, exporting {:.1} s", seconds(&self.folding), seconds(&self.exporting))?;
        let store = self.store_size as f64 / 1e6;
        match peak_memory() {
            Some(peak) => writeln!(text, "peak memory {peak:.0} MB; the store is a file of {store:.0} MB beside it"),
            None => writeln!(text, "the store is a file of {store:.0} MB"),
        }
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
fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1.024 / 1e3)
}
