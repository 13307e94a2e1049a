//! What SES judges an account by: how many of its mails bounce for good or are marked as spam.
//!
//! SES puts an account under review at 5 % bounces or 0.1 % complaints, and may pause it at 10 % and 0.5 % (SES Developer
//! Guide, "Understanding Amazon SES sender reputation metrics"). Counted here from the funnel, so that somebody hears of
//! it before that.

use metrics::gauge;
use survey::cell::{Cells, FunnelCell};

/// Fewer mails than this say nothing: SES too judges by what it calls a representative volume.
const REPRESENTATIVE: u64 = 500;
/// Shares from which it is said, in parts per million: four fifths of what SES reviews at.
const BOUNCES: u64 = 40_000;
const COMPLAINTS: u64 = 800;

/// The mails of some days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Reputation {
    pub sent: u64,
    pub bounced: u64,
    pub complained: u64,
    /// Clicked as a scanner does, and not answered.
    pub suspect: u64,
}

impl Reputation {
    /// Adds a day's mails, reminders among them.
    pub(crate) fn add(&mut self, funnel: &[Cells<FunnelCell>]) {
        let everybody = funnel.iter().filter(|cells| cells.key.segment.is_none()).flat_map(|cells| &cells.cells);
        for cell in everybody {
            self.sent += cell.funnel.sent + cell.funnel.reminded;
            self.bounced += cell.funnel.bounced;
            self.complained += cell.funnel.complained;
            self.suspect += cell.funnel.suspect;
        }
    }

    /// What is near, or over, the share at which SES puts an account under review.
    pub(crate) fn in_danger(&self) -> Option<&'static str> {
        let over = |count: u64, ppm: u64| self.sent >= REPRESENTATIVE && count * 1_000_000 >= self.sent * ppm;
        match (over(self.bounced, BOUNCES), over(self.complained, COMPLAINTS)) {
            (true, true) => Some("bounces and complaints"),
            (true, false) => Some("bounces"),
            (false, true) => Some("complaints"),
            (false, false) => None,
        }
    }

    /// Says it where it is heard, and how many of the mails were clicked by scanners, in percent.
    pub(crate) fn tell(&self) {
        gauge!("ScannerShare").set(100.0 * self.suspect as f64 / self.sent.max(1) as f64);
        if let Some(what) = self.in_danger() {
            let Self { sent, bounced, complained, .. } = self;
            tracing::error!(
                sent,
                bounced,
                complained,
                what,
                "near the share at which SES reviews an account (5 % bounces, 0.1 % complaints), and may pause it: look at \
                 where the addresses come from"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danger_is_told_before_ses_acts_and_not_of_a_handful_of_mails() {
        let of = |sent, bounced, complained| Reputation { sent, bounced, complained, suspect: 0 }.in_danger();
        assert_eq!(of(10_000, 399, 7), None);
        assert_eq!(of(10_000, 400, 7), Some("bounces"));
        assert_eq!(of(10_000, 399, 8), Some("complaints"));
        assert_eq!(of(10_000, 400, 8), Some("bounces and complaints"));
        assert_eq!(of(499, 400, 8), None);
        assert_eq!(of(500, 20, 0), Some("bounces"));
        assert_eq!(of(0, 0, 0), None);
    }
}
