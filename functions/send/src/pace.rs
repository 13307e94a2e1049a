//! How fast, and how much, SES takes. Asked of the account once an invocation has something to mail; after that, SES's
//! own refusals are the guide.

use mailer::{Account, Mailer, Standing};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep_until};

/// How fast to go where SES does not say: what it grants as a rule to an account that has left the sandbox.
const UNTOLD_PER_SECOND: f64 = 14.0;
/// After so many refusals in a row the rest waits for the next invocation.
const MOST_REFUSALS: u32 = 5;
/// How long everybody waits after a refusal; twice as long after two in a row, and so on.
const AFTER_REFUSAL: Duration = Duration::from_millis(200);
/// Mails are never further apart than this.
const FURTHEST_APART: Duration = Duration::from_secs(1);
/// A mail that has waited longer than this for its turn looks again whether it may still go.
const STALE: Duration = Duration::from_secs(1);
/// What is shorter than the timer's own grain is not slept.
const GRAIN: Duration = Duration::from_millis(1);

/// Why an invocation mails no more. What it has not mailed stays as it is, for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// SES takes no mail from the account.
    Paused,
    /// The account's 24 hours' quota is used up.
    QuotaUsedUp,
    /// SES has refused too many in a row as too fast.
    Throttled,
    /// The invocation's time is nearly over.
    OutOfTime,
}

/// A mail's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Now,
    /// Now, but it had to wait: what it rests on may have changed.
    Waited,
    /// None of this invocation.
    Never,
}

/// The turns of one invocation's mails.
pub(crate) struct Pace {
    /// From when no mail is begun.
    ends: Instant,
    account: OnceCell<()>,
    turns: Mutex<Turns>,
    stop: OnceLock<Stop>,
}

struct Turns {
    next: Instant,
    /// How far apart mails are: as SES grants it, or further after a refusal.
    apart: Duration,
    granted: Duration,
    left: Option<u64>,
    refusals: u32,
}

impl Pace {
    /// Turns until then.
    pub(crate) fn until(ends: Instant) -> Self {
        let (apart, granted) = (Duration::ZERO, Duration::ZERO);
        let turns = Turns { next: Instant::now(), apart, granted, left: None, refusals: 0 };
        Self { ends, account: OnceCell::new(), turns: Mutex::new(turns), stop: OnceLock::new() }
    }

    /// Why it mails no more, if it does not.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        if Instant::now() >= self.ends {
            self.stop(Stop::OutOfTime);
        }
        self.stop.get().copied()
    }

    /// Why it has left mail behind, if it has.
    pub(crate) fn stopped_early(&self) -> Option<Stop> {
        self.stop.get().copied()
    }

    /// Mails no more. The first reason stands.
    pub(crate) fn stop(&self, why: Stop) {
        self.stop.get_or_init(|| why);
    }

    /// Waits for a mail's turn. Nothing may be reserved before.
    pub(crate) async fn turn(&self, mailer: &Mailer) -> Turn {
        self.account.get_or_init(|| self.ask(mailer)).await;
        let asked = Instant::now();
        let Some(at) = self.take() else { return Turn::Never };
        if at > asked + GRAIN {
            sleep_until(at).await;
        }
        match self.stopped() {
            Some(_) => Turn::Never,
            None if at > asked + STALE => Turn::Waited,
            None => Turn::Now,
        }
    }

    /// The next free moment, if there is one in time and the quota has room.
    fn take(&self) -> Option<Instant> {
        if self.stopped().is_some() {
            return None;
        }
        let mut turns = self.turns();
        if turns.left == Some(0) {
            self.stop(Stop::QuotaUsedUp);
            return None;
        }
        let at = turns.next.max(Instant::now());
        if at >= self.ends {
            self.stop(Stop::OutOfTime);
            return None;
        }
        turns.next = at + turns.apart;
        turns.left = turns.left.map(|left| left - 1);
        Some(at)
    }

    /// SES has taken a mail: back towards the speed that it grants, by a tenth.
    pub(crate) fn taken(&self) {
        let mut turns = self.turns();
        turns.refusals = 0;
        turns.apart = turns.granted.max(turns.apart * 9 / 10);
    }

    /// SES has refused one as too fast: the others go at half the speed, after a pause.
    pub(crate) fn refused(&self) {
        let mut turns = self.turns();
        turns.refusals += 1;
        turns.apart = (turns.apart * 2).clamp(GRAIN, FURTHEST_APART);
        turns.next = turns.next.max(Instant::now() + AFTER_REFUSAL * turns.refusals);
        if turns.refusals >= MOST_REFUSALS {
            drop(turns);
            self.stop(Stop::Throttled);
        }
    }

    async fn ask(&self, mailer: &Mailer) {
        let per_second = match mailer.account().await {
            Ok(account) => self.heed(&account),
            Err(error) => {
                tracing::warn!(%error, per_second = UNTOLD_PER_SECOND, "mailing at the usual rate");
                UNTOLD_PER_SECOND
            }
        };
        let mut turns = self.turns();
        turns.granted = Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(FURTHEST_APART).min(FURTHEST_APART);
        turns.apart = turns.granted;
    }

    /// Takes the account's word; gives its rate.
    fn heed(&self, account: &Account) -> f64 {
        if !account.sends || account.standing == Standing::ShutDown {
            self.stop(Stop::Paused);
        }
        if account.standing == Standing::UnderReview {
            tracing::error!("SES has put the account under review, for its bounces or complaints, and may pause it");
        }
        if account.sandbox {
            tracing::warn!("the account is in SES's sandbox: only verified addresses get mail");
        }
        self.turns().left = account.left;
        account.per_second
    }

    /// Whole between any two statements that can panic.
    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stop {
    /// As in the function's answer.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::QuotaUsedUp => "quota_used_up",
            Self::Throttled => "throttled",
            Self::OutOfTime => "out_of_time",
        }
    }

    /// Says so, as loudly as it matters.
    pub(crate) fn tell(self) {
        match self {
            Self::Paused => tracing::error!("SES takes no mail from this account; everything that is due is kept"),
            Self::QuotaUsedUp => {
                tracing::error!("the account's quota of the last 24 hours is used up; what is due waits for room");
            }
            Self::Throttled => tracing::warn!("SES is refusing mail as too fast; what is due waits for the next sweep"),
            Self::OutOfTime => tracing::info!("the invocation's time is nearly over; what is due waits for the next"),
        }
    }
}
