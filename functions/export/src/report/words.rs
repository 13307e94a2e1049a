//! The report's texts, numbers and dates in one language.

use anyhow::{Context, Result};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, static_loader};
use jiff::civil::{Date, Time};
use score::{Interval, Metric};
use std::borrow::Cow;
use std::collections::HashMap;
use survey::Language;

static_loader! {
    static TEXTS = {
        locales: "./src/report/texts",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const NO_BREAK: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// One language's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(pub Language);

/// What a text is filled with.
pub(crate) type Fillings<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

impl Words {
    /// The text of this name. Fails if there is none, or if it lacks a filling.
    pub fn fill(self, name: &str, fillings: &Fillings<'_>) -> Result<String> {
        let id: LanguageIdentifier = self.0.code().parse().context("the language has no code")?;
        let text = TEXTS.lookup_single_language(&id, name, Some(fillings));
        text.with_context(|| format!("the report's text {name} in {}", self.0.code()))
    }

    /// The text of this name, filled with texts.
    pub fn say(self, name: &str, fillings: &[(&'static str, &str)]) -> Result<String> {
        let texts = fillings.iter().map(|(key, text)| (Cow::Borrowed(*key), FluentValue::from(*text)));
        self.fill(name, &texts.collect())
    }

    /// The text of this name in its form for so many: `n` is the number, `count` the number as written.
    pub fn counted(self, name: &str, n: u64) -> Result<String> {
        let count = self.count(n);
        self.fill(name, &[("n".into(), n.into()), ("count".into(), count.into())].into())
    }

    /// A number with so many decimals, as this language writes it.
    pub fn number(self, number: f64, decimals: usize) -> String {
        let plain = format!("{:.decimals$}", number.abs());
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let (group, point) = separators(self.0);
        let mut written = String::new();
        if number < 0.0 && plain.contains(|digit| ('1'..='9').contains(&digit)) {
            written.push(MINUS);
        }
        for (digit, left) in whole.chars().zip((0..whole.len()).rev()) {
            written.push(digit);
            if left > 0 && left % 3 == 0 {
                written.push(group);
            }
        }
        if !part.is_empty() {
            written.push(point);
            written.push_str(part);
        }
        written
    }

    /// A whole number.
    pub fn count(self, count: u64) -> String {
        self.number(count as f64, 0)
    }

    /// A share of 1 in percent.
    pub fn share(self, share: f64) -> String {
        self.percent(100.0 * share, 0)
    }

    /// A score with its unit.
    pub fn score(self, metric: Metric, score: f64, decimals: usize) -> String {
        if metric.unit() == "percent" { self.percent(score, decimals) } else { self.number(score, decimals) }
    }

    /// A change with its sign, without its unit.
    pub fn signed(self, change: f64, decimals: usize) -> String {
        let written = self.number(change, decimals);
        let is_something = written.contains(|digit| ('1'..='9').contains(&digit));
        if change > 0.0 && is_something { format!("+{written}") } else { written }
    }

    /// `78 to 89`.
    pub fn range(self, interval: Interval, decimals: usize) -> Result<String> {
        self.between(&self.number(interval.low, decimals), &self.number(interval.high, decimals))
    }

    /// Two written numbers as a range.
    pub fn between(self, low: &str, high: &str) -> Result<String> {
        self.say("range", &[("low", low), ("high", high)])
    }

    /// `21 Nov 2026`.
    pub fn date(self, date: Date) -> Result<String> {
        let months = self.say("months", &[])?;
        let month = months.split(' ').nth(usize::try_from(date.month() - 1)?).unwrap_or_default();
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.say("date", &[("day", &day), ("month", month), ("year", &year)])
    }

    /// `14:05`.
    pub fn clock(self, time: Time) -> Result<String> {
        let (hour, minute) = (format!("{:02}", time.hour()), format!("{:02}", time.minute()));
        self.say("clock", &[("hour", &hour), ("minute", &minute)])
    }

    /// A number of percent.
    pub fn percent(self, percent: f64, decimals: usize) -> String {
        let number = self.number(percent, decimals);
        if self.0 == Language::En { format!("{number}%") } else { format!("{number}{NO_BREAK}%") }
    }
}

/// What stands between thousands, and before decimals (Unicode CLDR 46).
fn separators(language: Language) -> (char, char) {
    match language {
        Language::En => (',', '.'),
        Language::Da | Language::De => ('.', ','),
        Language::Nb | Language::Nn | Language::Sv | Language::Fi => (NO_BREAK, ','),
    }
}

/// A name in a text, so marked that one written in the other direction leaves the text in order.
pub(crate) fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use std::collections::BTreeSet;

    const NORSK: Words = Words(Language::Nb);
    const ENGLISH: Words = Words(Language::En);

    #[test]
    fn every_metric_and_reason_has_its_words() {
        for words in Language::ALL.map(Words) {
            for metric in Metric::ALL {
                words.say(&format!("metric-{metric}"), &[]).unwrap();
                words.say(&format!("define-{metric}"), &[]).unwrap();
            }
            for reason in survey::Reason::ALL {
                words.say(&format!("reason-{}", reason.code()), &[]).unwrap();
            }
        }
    }

    #[test]
    fn a_text_that_does_not_exist_or_lacks_a_filling_is_refused() {
        assert!(ENGLISH.say("no-such-text", &[]).is_err());
        assert!(ENGLISH.say("range", &[("low", "1")]).is_err());
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        assert_eq!(NORSK.number(1_234_567.26, 1), "1\u{a0}234\u{a0}567,3");
        assert_eq!(ENGLISH.number(1_234_567.26, 1), "1,234,567.3");
        assert_eq!((NORSK.number(-12.5, 1), NORSK.number(0.0, 0)), ("−12,5".to_owned(), "0".to_owned()));
        assert_eq!((NORSK.number(-0.04, 1), ENGLISH.number(-0.4, 0)), ("0,0".to_owned(), "0".to_owned()));
        assert_eq!((NORSK.share(0.345), ENGLISH.share(0.335)), ("34\u{a0}%".to_owned(), "34%".to_owned()));
        assert_eq!((ENGLISH.signed(6.0, 0), ENGLISH.signed(-6.0, 0)), ("+6".to_owned(), "−6".to_owned()));
        assert_eq!(NORSK.score(Metric::Csat, 76.93, 1), "76,9\u{a0}%");
        assert_eq!(NORSK.score(Metric::Nps, -7.2, 0), "−7");
    }

    #[test]
    fn every_language_writes_its_own_thousands_decimals_and_percent() {
        let written = Language::ALL.map(|language| {
            let words = Words(language);
            format!("{} {} {}", words.number(-1234.5, 1), words.share(0.345), words.signed(2.0, 0))
        });
        let spaced = "−1\u{a0}234,5 34\u{a0}% +2";
        let pointed = "−1.234,5 34\u{a0}% +2";
        assert_eq!(written, ["−1,234.5 34% +2", spaced, spaced, spaced, pointed, spaced, pointed]);
    }

    #[test]
    fn counted_words_take_the_form_that_their_language_has_for_one() {
        let one_and_two = Language::ALL.map(|language| {
            let words = Words(language);
            [1, 2].map(|n| words.counted("days", n).unwrap()).join(", ")
        });
        let expected = [
            "1 day, 2 days",
            "1 dag, 2 dager",
            "1 dag, 2 dagar",
            "1 dag, 2 dagar",
            "1 dag, 2 dage",
            "1 päivän, 2 päivän",
            "1 Tag, 2 Tage",
        ];
        assert_eq!(one_and_two, expected);
    }

    #[test]
    fn every_month_and_time_is_written_as_its_language_writes_it() {
        for words in Language::ALL.map(Words) {
            let months: BTreeSet<_> = (1..=12).map(|month| words.date(date(2026, month, 3)).unwrap()).collect();
            assert_eq!(months.len(), 12, "{words:?}");
        }
        let written = Language::ALL.map(|language| {
            let words = Words(language);
            format!("{}, {}", words.date(date(2026, 10, 9)).unwrap(), words.clock(time(7, 5, 0, 0)).unwrap())
        });
        let expected = [
            "9 Oct 2026, 07:05",
            "9. okt. 2026, 07:05",
            "9. okt. 2026, 07:05",
            "9 okt. 2026, 07:05",
            "9. okt. 2026, 07.05",
            "9.10.2026, 07.05",
            "9. Okt. 2026, 07:05",
        ];
        assert_eq!(written, expected);
    }

    #[test]
    fn dates_are_written_as_the_language_writes_them() {
        assert_eq!(NORSK.date(date(2026, 5, 17)).unwrap(), "17. mai 2026");
        assert_eq!(ENGLISH.date(date(2026, 11, 3)).unwrap(), "3 Nov 2026");
    }
}
