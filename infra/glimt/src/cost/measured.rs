//! What a survey takes: `infra/measured.toml`, whose comments say what each figure is.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use toml::{Table, Value};

/// A figure as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    value: f64,
    from: String,
    #[serde(default = "yes")]
    measured: bool,
}

fn yes() -> bool {
    true
}

/// Every figure, and the names of those that were not measured yet.
#[derive(Debug, Clone)]
pub struct Measured {
    pub(super) figures: Figures,
    pub not_yet: Vec<String>,
}

impl Measured {
    /// Reads the file. Fails if a figure is missing, is not one, or does not say where it is from.
    pub fn parse(text: &str) -> Result<Self> {
        let mut tables: Table = toml::from_str(text)?;
        let mut not_yet = Vec::new();
        for (section, table) in &mut tables {
            let table = table.as_table_mut().with_context(|| format!("{section} is no table"))?;
            for (name, told) in table.iter_mut() {
                let name = format!("{section}.{name}");
                let figure: Figure = told.clone().try_into().with_context(|| name.clone())?;
                let is_one = figure.value.is_finite() && figure.value >= 0.0;
                ensure!(is_one && !figure.from.is_empty(), "{name}: expected a figure, and where it is from");
                if !figure.measured {
                    not_yet.push(name);
                }
                *told = Value::Float(figure.value);
            }
        }
        not_yet.sort();
        Ok(Self { figures: Value::Table(tables).try_into()?, not_yet })
    }
}

/// Declares a section of the file, whose figures are all numbers.
macro_rules! sections {
    ($($section:ident { $($figure:ident),+ $(,)? })+) => {$(
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $section { $(pub $figure: f64),+ }
    )+};
}

sections! {
    Event {
        invited_writes, invited_reads, skipped_writes, skipped_reads, fuse_writes, payload_bytes, reply_bytes, log_bytes,
    }
    Mail { writes, reads, closed_writes, closed_reads, reminder_writes, reminder_reads, swept }
    Feedback { reads, returned_writes, returned_reads, batch, log_bytes }
    Page {
        click_writes, answer_writes, answer_reads, replies_writes, replies_reads, shown_reads, opt_out_writes,
        opt_out_reads, question_bytes, replies_bytes, thanks_bytes, redirect_bytes, log_bytes,
    }
    Alert { writes, reads, records, log_bytes }
    Fold { invitation_hourly, skip_hourly, answer_hourly, invitation_nightly, answer_nightly }
    Export { days, enough }
    Bytes { invitation, skip, subject, contact, answer, of_item }
    Months { invitation, people, logs }
    Memory { trigger, send, collect, feedback, alert, aggregate, export }
    Milliseconds {
        event, mail, feedback_batch, page, stream_batch, alert, folded_item, exported_answer, idle_sweep, idle_alert,
        hourly, nightly, export,
    }
    Anyway {
        hours, alarms, metrics, dashboards, sweep_reads, alert_reads, pointer_reads, hourly_reads, nightly_reads,
        export_reads, mark_writes, hourly_cells, nightly_cells, ledger_writes, polls, puts, files_gb, counts_gb,
        sweep_log_bytes,
    }
    Overhead { log_line, access_line, kept_share }
    Shop {
        skipped_at_send, clicked_only, scanned, links, replied, alerted, returned, opted_out, answer_months, queued,
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figures {
    pub event: Event,
    pub mail: Mail,
    pub feedback: Feedback,
    pub page: Page,
    pub alert: Alert,
    pub fold: Fold,
    pub export: Export,
    pub bytes: Bytes,
    pub months: Months,
    pub memory_mb: Memory,
    pub ms: Milliseconds,
    pub anyway: Anyway,
    pub overhead: Overhead,
    pub shop: Shop,
}
