//! The bill: its lines, and what they add up to.

use super::{Count, Mills, Price};

/// Which part of the bill a line stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What SES asks for mails: the floor.
    Mail,
    /// Everything else that comes with each survey.
    Survey,
    /// What a month costs whatever happens in it.
    Month,
}

/// Something that is paid for.
#[derive(Debug, Clone)]
pub struct Line {
    pub part: Part,
    pub item: &'static str,
    /// How many units of the price a month; an expected number, and so not always a whole one.
    pub units: f64,
    pub price: Price,
    pub month: Mills,
    /// Of a million surveys.
    pub million: Mills,
    /// What would bring it down.
    pub lower: &'static str,
}

/// What so many surveys a month cost.
#[derive(Debug, Clone)]
pub struct Bill {
    surveys: Count,
    pub lines: Vec<Line>,
}

impl Bill {
    /// Nothing yet.
    pub fn new(surveys: Count) -> Self {
        Self { surveys, lines: Vec::new() }
    }

    /// Adds so many units a month at this price; nothing, if there are none.
    pub(super) fn add(&mut self, part: Part, item: &'static str, units: f64, price: &Price, lower: &'static str) {
        if units <= 0.0 {
            return;
        }
        let dollars = price.dollars(units);
        let million = Mills::of_dollars(dollars * 1e6 / self.surveys.float());
        let (month, price) = (Mills::of_dollars(dollars), price.clone());
        self.lines.push(Line { part, item, units, price, month, million, lower });
    }

    /// The lines of a part.
    pub fn of(&self, part: Part) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.part == part)
    }

    /// What a part costs a month.
    pub fn month(&self, part: Part) -> Mills {
        self.of(part).map(|line| line.month).sum()
    }

    /// What a part costs for a million surveys.
    pub fn million(&self, part: Part) -> Mills {
        self.of(part).map(|line| line.million).sum()
    }

    /// What everything costs a month.
    pub fn total(&self) -> Mills {
        self.lines.iter().map(|line| line.month).sum()
    }

    /// The largest lines but SES's of what comes with each survey.
    pub fn largest(&self, wanted: usize) -> Vec<&Line> {
        let mut lines: Vec<_> = self.of(Part::Survey).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.million));
        lines.truncate(wanted);
        lines
    }
}
