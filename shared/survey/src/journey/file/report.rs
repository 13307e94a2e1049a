//! What is wrong with a file, by line.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use toml::de::Error;

/// Something in a journey file that its owner should correct, or know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The line that it stands on, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub expected: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}; {}", self.line, self.what, self.expected)
    }
}

/// Collects mistakes and warnings while a file is walked. Every table and field of the file holds a reference to it.
pub(crate) struct Report {
    /// Where each line but the first begins, in bytes.
    breaks: Vec<usize>,
    mistakes: RefCell<Vec<Mistake>>,
    warnings: RefCell<Vec<Mistake>>,
}

impl Report {
    pub(crate) fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { breaks, mistakes: RefCell::default(), warnings: RefCell::default() }
    }

    /// The line on which a span begins.
    pub(crate) fn line(&self, span: Range<usize>) -> usize {
        1 + self.breaks.partition_point(|begin| *begin <= span.start)
    }

    pub(crate) fn mistake(&self, line: usize, what: impl Into<String>, expected: impl Into<String>) {
        self.mistakes.borrow_mut().push(Mistake { line, what: what.into(), expected: expected.into() });
    }

    /// Notes something that stops nothing. The same thing is only said where it first stands.
    pub(crate) fn warning(&self, line: usize, what: impl Into<String>, expected: impl Into<String>) {
        let warning = Mistake { line, what: what.into(), expected: expected.into() };
        let mut warnings = self.warnings.borrow_mut();
        if !warnings.iter().any(|w| w.what == warning.what) {
            warnings.push(warning);
        }
    }

    /// What was read and the warnings, if there was no mistake; else the mistakes. Both by line.
    pub(crate) fn close<T>(self, read: Option<T>) -> Result<(T, Vec<Mistake>), Vec<Mistake>> {
        let [mut mistakes, mut warnings] = [self.mistakes.into_inner(), self.warnings.into_inner()];
        mistakes.sort();
        warnings.sort();
        match read {
            Some(read) if mistakes.is_empty() => Ok((read, warnings)),
            None if mistakes.is_empty() => {
                let expected = "compare it with the example journey".to_owned();
                Err(vec![Mistake { line: 1, what: "the file could not be read".to_owned(), expected }])
            }
            _ => Err(mistakes),
        }
    }
}

/// Where the text is no TOML: the first thing on each line, as one slip often makes several errors.
pub(crate) fn syntax(text: &str, errors: &[Error]) -> Vec<Mistake> {
    let report = Report::new(text);
    let mut mistakes: Vec<_> = errors.iter().map(|error| explain(text, &report, error)).collect();
    mistakes.sort_by_key(|mistake| mistake.line);
    mistakes.dedup_by_key(|mistake| mistake.line);
    mistakes
}

fn explain(text: &str, report: &Report, error: &Error) -> Mistake {
    let span = error.span().unwrap_or_default();
    let starts_with_letter = text.get(span.start..).is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    let (said, wanted) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
    // The parser takes the n or i of a text without quotes for the beginning of nan or inf.
    let bare = said.starts_with("string values must be quoted") || (said == "invalid float" && starts_with_letter);
    let (what, expected) = match said {
        "duplicate key" => (
            "this key or table is there twice".to_owned(),
            "keep one; only tables in double brackets, such as [[stage]], may be repeated".to_owned(),
        ),
        _ if bare => ("a value without quotes".to_owned(), "put text in quotes, such as key = \"text\"".to_owned()),
        _ if wanted.is_empty() => (format!("this is not TOML: {said}"), "correct the line".to_owned()),
        _ => (format!("this is not TOML: {said}"), format!("expected {wanted}")),
    };
    Mistake { line: report.line(span), what, expected }
}
