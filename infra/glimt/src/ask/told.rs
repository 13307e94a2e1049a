//! What came of a list: how many were asked, how many were not and why, and which rows could not be used.

use super::Wanted;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct Told {
    /// By survey and decision, with the reason in words.
    decisions: BTreeMap<(String, String), (u64, String)>,
    taken: u64,
    repeats: u64,
    unheard: u64,
    /// By line.
    wrong: Vec<(u64, String)>,
}

impl Told {
    /// Nothing yet, but for the rows that could not be read.
    pub(super) fn of(wrong: Vec<(u64, String)>) -> Self {
        Self { wrong, ..Self::default() }
    }

    /// Adds what was decided about a row.
    pub(super) fn add(&mut self, outcome: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let decisions = outcome["decisions"].as_array().map_or(&[][..], Vec::as_slice);
        self.taken += 1;
        self.unheard += u64::from(decisions.is_empty());
        self.repeats += u64::from(!decisions.is_empty() && outcome["repeat"] == true);
        for decision in decisions {
            let survey = format!("{}/{}", text(&decision["journey"]), text(&decision["survey"]));
            let reason = decision["reason"].as_str().map_or("invite", |reason| reason).to_owned();
            let counted = self.decisions.entry((survey, reason)).or_default();
            *counted = (counted.0 + 1, text(&decision["detail"]));
        }
    }

    /// Adds a row that could not be used.
    pub(super) fn refuse(&mut self, line: u64, wrong: &str) {
        self.wrong.push((line, wrong.replace("data.contact.", "").replace("data.", "")));
    }

    /// All of it, for people.
    pub(super) fn tell(mut self, wanted: &Wanted, day: Date) -> String {
        let dry = if wanted.dry_run { " (a dry run: nothing was written)" } else { "" };
        let mut lines = vec![format!("{}: {} rows taken{dry}", wanted.touchpoint, self.taken)];
        for ((survey, what), (count, why)) in &self.decisions {
            lines.push(format!("{count:>7}  {survey}  {what}  {why}").trim_end().to_owned());
        }
        if self.unheard > 0 {
            let unheard = self.unheard;
            lines.push(format!("{unheard:>7}  not asked: no published survey listens to {}", wanted.touchpoint));
        }
        if self.repeats > 0 {
            lines.push(format!("{:>7}  of these had been decided before, and nothing was changed", self.repeats));
        }
        lines.push(format!(
            "a row without happened_at happened on {day}: the same list again on the same day changes nothing"
        ));
        self.wrong.sort();
        if !self.wrong.is_empty() {
            lines.push(format!("rows that could not be used: {}", self.wrong.len()));
            lines.extend(self.wrong.iter().map(|(line, wrong)| format!("  line {line}: {wrong}")));
        }
        lines.join("\n")
    }
}
