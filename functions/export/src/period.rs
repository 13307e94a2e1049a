//! The stretches of days that scores and funnels are reported for, in the journey's zone.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use std::collections::BTreeSet;

/// The kinds of stretch, from the shortest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodType {
    Day,
    /// From Monday, as in ISO 8601.
    Week,
    Month,
    Quarter,
    Last28d,
    Last90d,
}

impl PeriodType {
    /// Those that follow one another without gap or overlap.
    pub const CALENDAR: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Quarter];
    /// Those that end today, so that a fresh answer shows at once.
    pub const ROLLING: [Self; 2] = [Self::Last28d, Self::Last90d];

    /// The word used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Last28d => "last_28d",
            Self::Last90d => "last_90d",
        }
    }
}

/// A stretch of days; both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub kind: PeriodType,
    pub start: Date,
    pub end: Date,
}

impl Period {
    /// The calendar period that holds the day; the rolling period that ends on it.
    pub fn of(kind: PeriodType, day: Date) -> Self {
        let (start, end) = match kind {
            PeriodType::Day => (day, day),
            PeriodType::Week => {
                let monday = back(day, i64::from(day.weekday().to_monday_zero_offset()));
                (monday, monday.saturating_add(6.days()))
            }
            PeriodType::Month => (day.first_of_month(), day.last_of_month()),
            PeriodType::Quarter => {
                let months_in = i64::from((day.month() - 1) % 3);
                let start = day.first_of_month().saturating_sub(months_in.months());
                (start, start.saturating_add(2.months()).last_of_month())
            }
            PeriodType::Last28d => (back(day, 27), day),
            PeriodType::Last90d => (back(day, 89), day),
        };
        Self { kind, start, end }
    }

    /// Every calendar period that one of the days lies in, and the rolling periods that end today.
    pub fn touched(days: impl IntoIterator<Item = Date>, today: Date) -> BTreeSet<Self> {
        let calendar = days.into_iter().flat_map(|day| PeriodType::CALENDAR.map(|kind| Self::of(kind, day)));
        calendar.chain(PeriodType::ROLLING.map(|kind| Self::of(kind, today))).collect()
    }

    /// The period of the same kind right before this one; they share no day.
    pub fn previous(self) -> Self {
        Self::of(self.kind, back(self.start, 1))
    }

    /// The same period one year earlier: the week of the same number (week 53 becomes 52), the days
    /// that end on the same date (29 February becomes the 28th).
    pub fn a_year_before(self) -> Self {
        let day = match self.kind {
            PeriodType::Week => {
                let week = self.start.iso_week_date();
                let monday = |number| ISOWeekDate::new(week.year() - 1, number, Weekday::Monday);
                monday(week.week()).or_else(|_| monday(52)).map_or(back(self.start, 364), Date::from)
            }
            _ => self.end.saturating_sub(1.year()),
        };
        Self::of(self.kind, day)
    }

    /// `2026-11-21`, `2026-W47`, `2026-11`, `2026-Q4`, `last 28 days`.
    pub fn label(self) -> String {
        let (year, month) = (self.start.year(), self.start.month());
        match self.kind {
            PeriodType::Day => self.start.to_string(),
            PeriodType::Week => {
                let week = self.start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            PeriodType::Month => format!("{year:04}-{month:02}"),
            PeriodType::Quarter => format!("{year:04}-Q{}", (month + 2) / 3),
            PeriodType::Last28d => "last 28 days".to_owned(),
            PeriodType::Last90d => "last 90 days".to_owned(),
        }
    }

    /// Whether its last day is over. A closed period can still change by a late answer.
    pub fn is_closed(self, today: Date) -> bool {
        self.end < today
    }
}

fn back(day: Date, days: i64) -> Date {
    day.saturating_sub(days.days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn written(period: Period) -> String {
        format!("{} {}..{}", period.label(), period.start, period.end)
    }

    #[test]
    fn a_day_lies_in_one_period_of_each_kind() {
        let all: Vec<_> = Period::touched([date(2026, 11, 21)], date(2026, 11, 23)).into_iter().map(written).collect();
        let expected = [
            "2026-11-21 2026-11-21..2026-11-21",
            "2026-W47 2026-11-16..2026-11-22",
            "2026-11 2026-11-01..2026-11-30",
            "2026-Q4 2026-10-01..2026-12-31",
            "last 28 days 2026-10-27..2026-11-23",
            "last 90 days 2026-08-26..2026-11-23",
        ];
        assert_eq!(all, expected);
    }

    #[test]
    fn days_of_one_week_touch_it_once() {
        let week: Vec<_> = (16..=22).map(|day| date(2026, 11, day)).collect();
        let touched = Period::touched(week, date(2026, 11, 23));
        assert_eq!(touched.len(), 7 + 1 + 1 + 1 + 2);
    }

    #[test]
    fn the_days_around_new_year_belong_to_the_iso_week_year() {
        let label = |day| Period::of(PeriodType::Week, day).label();
        assert_eq!(label(date(2026, 12, 31)), "2026-W53");
        assert_eq!(label(date(2027, 1, 3)), "2026-W53");
        assert_eq!(label(date(2027, 1, 4)), "2027-W01");
        assert_eq!(Period::of(PeriodType::Quarter, date(2027, 1, 3)).label(), "2027-Q1");
    }

    #[test]
    fn the_previous_period_ends_the_day_before() {
        for kind in [PeriodType::CALENDAR.as_slice(), &PeriodType::ROLLING].concat() {
            for day in [date(2026, 3, 1), date(2024, 2, 29), date(2026, 10, 25), date(2026, 12, 31)] {
                let period = Period::of(kind, day);
                assert_eq!(period.previous().end, period.start.yesterday().unwrap(), "{kind:?} {day}");
            }
        }
        let before = Period::of(PeriodType::Last28d, date(2026, 11, 23)).previous();
        assert_eq!((before.start, before.end), (date(2026, 9, 29), date(2026, 10, 26)));
    }

    #[test]
    fn a_year_before_is_the_same_period_of_last_year() {
        let earlier = |kind, day| written(Period::of(kind, day).a_year_before());
        assert_eq!(earlier(PeriodType::Day, date(2024, 2, 29)), "2023-02-28 2023-02-28..2023-02-28");
        assert_eq!(earlier(PeriodType::Week, date(2027, 1, 4)), "2026-W01 2025-12-29..2026-01-04");
        assert_eq!(earlier(PeriodType::Week, date(2026, 12, 31)), "2025-W52 2025-12-22..2025-12-28");
        assert_eq!(earlier(PeriodType::Month, date(2024, 2, 3)), "2023-02 2023-02-01..2023-02-28");
        assert_eq!(earlier(PeriodType::Quarter, date(2026, 11, 3)), "2025-Q4 2025-10-01..2025-12-31");
        assert_eq!(earlier(PeriodType::Last28d, date(2026, 11, 23)), "last 28 days 2025-10-27..2025-11-23");
    }

    #[test]
    fn a_period_is_closed_once_its_last_day_is_over() {
        let week = Period::of(PeriodType::Week, date(2026, 11, 21));
        assert!(!week.is_closed(date(2026, 11, 22)));
        assert!(week.is_closed(date(2026, 11, 23)));
        assert!(!Period::of(PeriodType::Last28d, date(2026, 11, 23)).is_closed(date(2026, 11, 23)));
    }
}
