use crate::interval::Interval;
use crate::score::Score;

/// What a change may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The whole interval is above 0.
    Up,
    /// The whole interval is below 0.
    Down,
    /// The interval holds 0. Not the same as "unchanged".
    CantTell,
}

impl Verdict {
    pub(crate) fn of(interval: &Interval) -> Verdict {
        if interval.low > 0.0 {
            Verdict::Up
        } else if interval.high < 0.0 {
            Verdict::Down
        } else {
            Verdict::CantTell
        }
    }

    /// The word used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Up => "up",
            Verdict::Down => "down",
            Verdict::CantTell => "cant_tell",
        }
    }
}

/// Whether a score has reached its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetVerdict {
    /// The whole interval is at the target or above.
    Met,
    /// The whole interval is below the target.
    Missed,
    /// The target lies inside the interval, above its low end.
    CantTell,
}

impl TargetVerdict {
    /// Compares a score with a target in the same unit.
    pub fn of(score: &Score, target: f64) -> TargetVerdict {
        if score.interval.low >= target {
            TargetVerdict::Met
        } else if score.interval.high < target {
            TargetVerdict::Missed
        } else {
            TargetVerdict::CantTell
        }
    }

    /// The word used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            TargetVerdict::Met => "met",
            TargetVerdict::Missed => "missed",
            TargetVerdict::CantTell => "cant_tell",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_ends_at_zero_tells_nothing() {
        let verdict = |low, high| Verdict::of(&Interval { low, high }).as_str();
        assert_eq!(verdict(0.0, 9.0), "cant_tell");
        assert_eq!(verdict(-9.0, 0.0), "cant_tell");
        assert_eq!(verdict(0.1, 9.0), "up");
        assert_eq!(verdict(-9.0, -0.1), "down");
    }

    #[test]
    fn a_target_is_met_or_missed_only_by_the_whole_interval() {
        let score = Score { value: 85.0, interval: Interval { low: 80.0, high: 89.0 } };
        let words = [79.0, 80.0, 80.1, 89.0, 89.1].map(|target| TargetVerdict::of(&score, target).as_str());
        assert_eq!(words, ["met", "met", "cant_tell", "cant_tell", "missed"]);
    }
}
