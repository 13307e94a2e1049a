//! How stories are played.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use survey::due;
use survey::journey::Journey;

/// How often due mail is looked for where nothing depends on the hour, in seconds. Few people are asked in a batch, and
/// each look costs as much as several mails.
pub const SELDOM: i64 = 6 * 3_600;

/// How stories are played.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often due mail is looked for, in seconds. What would miss its send window by then is looked for sooner.
    pub sweep_every: i64,
    /// Nothing that happens later is played.
    pub until: Option<Timestamp>,
}

impl Pace {
    pub(super) fn reaches(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at <= until)
    }

    /// When an invitation is found that is due then: before its send window closes, and before the end.
    pub(super) fn sweep(&self, due: Timestamp, journey: &Journey, zone: &TimeZone) -> Timestamp {
        let every = self.sweep_every.max(1);
        let next = Timestamp::from_second((due.as_second() + every - 1).div_euclid(every) * every);
        let closing = due.to_zoned(zone.clone()).date().to_datetime(journey.send_between.until);
        let closing = closing.to_zoned(zone.clone()).map(|closing| closing.timestamp() - SignedDuration::from_secs(1));
        let in_window = |at: &Timestamp| *at >= due && due::is_open(journey, zone, *at);
        let sweep = [next, closing].into_iter().flatten().find(in_window).unwrap_or(due);
        self.until.filter(|until| (due..sweep).contains(until)).unwrap_or(sweep)
    }
}
