//! Scores, intervals and verdicts in words.

use super::words::Words;
use crate::figure::{Compared, Figure};
use crate::standing::{Standing, Surveyed, range};
use anyhow::Result;
use minijinja::{Value, context};
use score::{Interval, Metric, Quality, Score, TargetVerdict, Verdict};
use survey::journey::Target;

/// How figures are put into words: in a language, and with or without those of too few answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    pub words: Words,
    pub show_too_few: bool,
}

/// A verdict as the page shows it: a sign, a word and a class for its colour.
struct Sign {
    glyph: &'static str,
    class: &'static str,
}

/// A verdict in words, and what stands behind it.
struct Says {
    sign: Sign,
    word: String,
    more: String,
}

const GOOD: &str = "good";
const BAD: &str = "bad";
const UNSURE: Sign = Sign { glyph: "≈", class: "unsure" };

impl Figures {
    /// The score and what stands beside it; see the template for the names.
    pub fn score(self, surveyed: &Surveyed<'_>, figure: &Figure) -> Result<Value> {
        let metric = surveyed.survey.metric;
        let shown = self.shown(surveyed, figure);
        let places = shown.map_or(0, |score| decimals(score.interval));
        let interval = shown.map(|score| self.words.range(score.interval, places)).transpose()?;
        Ok(context! {
            metric => self.words.say(&format!("metric-{metric}"), &[])?,
            value => shown.map(|score| self.words.score(metric, score.value, places)),
            range => interval.clone(),
            interval => interval.map(|range| self.words.say("interval", &[("range", &range)])).transpose()?,
            answers => self.answers(surveyed, figure)?,
            n => self.words.count(figure.counted.n()),
            too_few => is_hidden(figure),
            few => figure.quality == Quality::Few,
        })
    }

    /// The score that the page may show.
    pub fn shown(self, surveyed: &Surveyed<'_>, figure: &Figure) -> Option<Score> {
        figure.score.or_else(|| surveyed.raw_score(figure).filter(|_| self.show_too_few))
    }

    /// `312 answers`; below the minimum `1 of 5 answers`.
    pub fn answers(self, surveyed: &Surveyed<'_>, figure: &Figure) -> Result<String> {
        let (n, minimum) = (figure.counted.n(), surveyed.rule.minimum_answers);
        if n == 0 && minimum <= 1 {
            return self.words.say("answers-none", &[]);
        }
        if !is_hidden(figure) {
            return self.words.counted("answers", n);
        }
        let (count, answers) = (self.words.count(minimum), self.words.count(n));
        let fillings =
            [("n".into(), minimum.into()), ("count".into(), count.into()), ("answers".into(), answers.into())];
        self.words.fill("answers-of", &fillings.into())
    }

    /// Where score, interval and target lie on the metric's scale, in percent of its width.
    pub fn bar(self, surveyed: &Surveyed<'_>, target: Option<&Target>) -> Option<Value> {
        let score = self.shown(surveyed, &surveyed.figure)?;
        let (lowest, highest) = range(surveyed.survey.metric);
        let place = |score: f64| format!("{:.1}", (100.0 * (score - lowest) / (highest - lowest)).clamp(0.0, 100.0));
        Some(context! {
            low => place(score.interval.low),
            width => format!("{:.1}", 100.0 * (score.interval.high - score.interval.low) / (highest - lowest)),
            point => place(score.value),
            target => target.map(|target| place(target.score)),
            lowest => self.words.number(lowest, 0),
            highest => self.words.number(highest, 0),
        })
    }

    /// Whether the score has moved since the period before, and by how much.
    pub fn change(self, metric: Metric, figure: &Figure) -> Result<Value> {
        let Says { sign, word, more } = self.says(metric, figure)?;
        Ok(context! { glyph => sign.glyph, class => sign.class, word, more })
    }

    /// The same on one line.
    pub fn change_in_words(self, metric: Metric, figure: &Figure) -> Result<String> {
        let Says { sign, word, more } = self.says(metric, figure)?;
        Ok(format!("{} {word}: {more}", sign.glyph))
    }

    fn says(self, metric: Metric, figure: &Figure) -> Result<Says> {
        let Some(Compared { score, change }) = &figure.previous else {
            let word = self.words.say("verdict-cant-tell", &[])?;
            let more = self.words.say("since-too-few", &[])?;
            return Ok(Says { sign: UNSURE, word, more });
        };
        let places = decimals(change.interval);
        let (sign, word, more) = match change.verdict {
            Verdict::CantTell => {
                let (low, high) = (change.interval.low, change.interval.high);
                let may_be = self.words.between(&self.words.signed(low, places), &self.words.signed(high, places))?;
                let by = self.words.signed(change.difference, places);
                let more = self.words.say("since-unsure", &[("change", &by), ("range", &may_be)])?;
                (UNSURE, self.words.say("verdict-cant-tell", &[])?, more)
            }
            moved => {
                let (glyph, class, name) =
                    if moved == Verdict::Up { ("▲", GOOD, "verdict-up") } else { ("▼", BAD, "verdict-down") };
                let before = self.words.score(metric, score.value, decimals(score.interval));
                let by = self.moved_by(metric, change.difference, places)?;
                let more = self.words.say("since", &[("before", &before)])?;
                (Sign { glyph, class }, self.words.say(name, &[("change", &by)])?, more)
            }
        };
        Ok(Says { sign, word, more })
    }

    /// Whether the stage's target is reached.
    pub fn target(self, standing: &Standing<'_>) -> Result<Option<Value>> {
        let told = self.says_of_target(standing)?;
        Ok(told
            .map(|(text, Says { sign, word, .. })| context! { text, word, glyph => sign.glyph, class => sign.class }))
    }

    /// The same on one line.
    pub fn target_in_words(self, standing: &Standing<'_>) -> Result<Option<String>> {
        let told = self.says_of_target(standing)?;
        Ok(told.map(|(text, Says { sign, word, .. })| format!("{} {text}: {word}", sign.glyph)))
    }

    fn says_of_target(self, standing: &Standing<'_>) -> Result<Option<(String, Says)>> {
        let (Some(target), Some(headline)) = (&standing.stage.target, standing.headline()) else { return Ok(None) };
        let (sign, name) = match headline.figure.target_verdict(target.score) {
            TargetVerdict::Met => (Sign { glyph: "✓", class: GOOD }, "target-met"),
            TargetVerdict::Missed => (Sign { glyph: "✕", class: BAD }, "target-missed"),
            TargetVerdict::CantTell => (UNSURE, "target-cant-tell"),
        };
        let (score, by) = (self.target_score(headline.survey.metric, target), self.words.date(target.by)?);
        let text = self.words.say("target", &[("score", &score), ("date", &by)])?;
        Ok(Some((text, Says { sign, word: self.words.say(name, &[])?, more: String::new() })))
    }

    /// The target with no more decimals than it has.
    pub fn target_score(self, metric: Metric, target: &Target) -> String {
        self.words.score(metric, target.score, usize::from(target.score.fract() != 0.0))
    }

    /// The size of a change in the metric's unit, without its direction.
    pub fn moved_by(self, metric: Metric, change: f64, decimals: usize) -> Result<String> {
        let name = if metric.unit() == "percent" { "percentage-points" } else { "points" };
        let count = self.words.number(change.abs(), decimals);
        let n = if count == "1" { 1 } else { 2 };
        self.words.fill(name, &[("n".into(), n.into()), ("count".into(), count.into())].into())
    }
}

/// A figure is shown with a decimal only where its interval is narrow enough to mean something by it.
pub(crate) fn decimals(interval: Interval) -> usize {
    usize::from(interval.high - interval.low < 5.0)
}

/// Whether there are too few answers for the score to be shown.
pub(crate) fn is_hidden(figure: &Figure) -> bool {
    matches!(figure.quality, Quality::Empty | Quality::TooFew)
}
