//! What becomes of one request.

use fastrand::Rng;
use std::time::Duration;

/// How bad a seed's network is, in parts per thousand.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    /// Of requests, each: lost, late, its reply lost, carried out twice, throttled, failed.
    tables: u32,
    mail: u32,
    /// Of requests, held up for seconds.
    slow: u32,
    /// Of writes with a condition, held up for many seconds on their way: whatever they rest on has changed meanwhile.
    late_writes: u32,
    /// Of invocations, those that die.
    pub crashes: u32,
}

/// On its way there, what happens there, and on its way back.
#[derive(Debug, Clone, Copy)]
pub struct Fate {
    pub before: Duration,
    pub what: What,
    pub after: Duration,
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Carried,
    /// Never arrives; the connection breaks.
    Lost,
    /// The connection breaks, and yet it arrives, this much later.
    Late(Duration),
    /// Carried out; the connection breaks.
    ReplyLost,
    /// Carried out twice, as after a retry of the SDK; the second reply comes back.
    Twice(Duration),
    /// Carried out, and a copy of it again, this much later.
    Again(Duration),
    /// Refused, and not carried out: throttled.
    Throttled,
    /// Not carried out: an error of the service.
    Failed,
    /// Carried out: an error of the service.
    FailedAfterwards,
    /// SES refuses this mail for good.
    Refused,
    /// SES takes no mail from this account just now.
    Paused,
}

impl Weather {
    /// From a still day to a storm.
    pub fn of_seed(dice: &mut Rng) -> Self {
        let storm = *dice.choice(&[0, 3, 8, 15, 30]).unwrap_or(&0);
        let mail = *dice.choice(&[0, 20, 60]).unwrap_or(&0);
        let mut of = |choices: &[u32]| *dice.choice(choices).unwrap_or(&0);
        Self { tables: storm, mail, slow: storm * 2, late_writes: of(&[0, 0, 300]), crashes: of(&[0, 50, 150, 300]) }
    }

    /// A network on which nothing happens but time.
    pub const CLEAR: Self = Self { tables: 0, mail: 0, slow: 0, late_writes: 0, crashes: 0 };

    /// So bad that much goes wrong, and not so bad that nothing is done.
    pub const STORM: Self = Self { tables: 8, mail: 100, slow: 60, late_writes: 300, crashes: 150 };

    /// `conditional`: a write that is only to be carried out if a condition holds.
    pub fn of_tables(&self, conditional: bool, dice: &mut Rng) -> Fate {
        let seconds = |dice: &mut Rng, most: u64| Duration::from_millis(dice.u64(1..most * 1_000));
        let what = match dice.u32(..1_000).checked_div(self.tables) {
            Some(0) => What::Lost,
            Some(1) => What::Late(seconds(dice, 30)),
            Some(2) => What::ReplyLost,
            Some(3) => What::Twice(seconds(dice, 1)),
            Some(4) => What::Again(seconds(dice, 30)),
            Some(5) => What::Throttled,
            Some(6) => What::Failed,
            Some(7) => What::FailedAfterwards,
            _ => What::Carried,
        };
        let late = conditional && dice.u32(..1_000) < self.late_writes;
        let before = if late { seconds(dice, 20) } else { self.way(dice) };
        Fate { before, what, after: self.way(dice) }
    }

    /// Mail is never sent twice by the network: the SDK's retries are off.
    pub fn of_mail(&self, dice: &mut Rng) -> Fate {
        let what = match dice.u32(..1_000).checked_div(self.mail) {
            Some(0) => What::Lost,
            Some(1) => What::Late(Duration::from_millis(dice.u64(1..30_000))),
            Some(2) => What::ReplyLost,
            Some(3) => What::Throttled,
            Some(4) => What::Failed,
            Some(5) => What::FailedAfterwards,
            Some(6) => What::Refused,
            Some(7) if dice.u8(..4) == 0 => What::Paused,
            _ => What::Carried,
        };
        Fate { before: self.way(dice), what, after: self.way(dice) }
    }

    fn way(&self, dice: &mut Rng) -> Duration {
        let slow = dice.u32(..1_000) < self.slow;
        Duration::from_millis(if slow { dice.u64(..8_000) } else { dice.u64(..15) })
    }
}
