//! A company's hours in Glimt's life, from a seed: everything that may go wrong on the wire goes wrong, and afterwards
//! nobody may have been mailed twice.
//!
//! One thread, one database, paused time: the same seed gives the same run, call by call. Nothing of Glimt is replaced:
//! the functions run as they are on the official clients, and [`wire`] is the network between those and the engine.
//! [`company`] is who publishes what, [`sources`], [`customers`], [`postman`] and [`operator`] are those who call the
//! functions, [`lambda`] runs, kills and restarts them, [`play`] lets the time pass; [`witness`] sees every call that was
//! carried out, [`promises`] notes what the callers were told, and [`verdict`] holds Glimt to both.

mod company;
mod conditions;
mod customers;
mod fate;
mod lambda;
mod newer;
mod operator;
mod play;
mod postman;
mod promises;
mod sim;
mod sources;
mod tables;
mod verdict;
mod wire;
mod witness;

pub mod campaign;
pub mod mutations;

pub use company::Company;
pub use conditions::Condition;

use anyhow::Result;
use sim::Sim;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    pub invariant: Invariant,
    /// What it was, with keys and times.
    pub detail: String,
}

/// What must hold in every run, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    MailedOnce,
    MailedAsNamed,
    NotMailedOnceVoided,
    NotMailedOnceSuppressed,
    RemindedOnlyTheSilent,
    QuietPeriodsHold,
    ReservedBeforeMailed,
    ReportedIsSent,
    SentStaysSent,
    EveryInvitationEnds,
    DecisionIsFiled,
    VoidIsKept,
    WishIsKept,
    AnswerIsKept,
    AnswerVersionsFollow,
    AlertedOnce,
    ClicksAreBounded,
    MarksMoveForward,
    MarksPassNothingOpen,
    PublishedIsKept,
    FunnelAddsUp,
    CountedOnce,
    NewerIsLeftAlone,
    WritesFollowReads,
    ItemsParse,
    Ends,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.invariant, self.detail)
    }
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The gravest first.
    pub broken: Vec<Broken>,
    /// Every call that was carried out, in order.
    pub trace: Vec<String>,
    /// Every condition expression that was carried out.
    pub conditions: BTreeSet<Condition>,
    pub figures: Figures,
}

/// How much happened.
#[derive(Debug, Default, Clone, Copy)]
pub struct Figures {
    pub calls: usize,
    pub mails: usize,
    /// Of the mails.
    pub reminders: usize,
    pub answers: usize,
    pub crashes: usize,
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.mails += other.mails;
        self.reminders += other.reminders;
        self.answers += other.answers;
        self.crashes += other.crashes;
    }
}

/// What a seed is tried with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trial {
    /// Everything from a still day to a storm.
    Any,
    /// Much goes wrong in every seed, so that few seeds see what is rare.
    Storm,
    /// A storm in which a newer Glimt is first where writes with this condition are on their way to.
    At(Condition),
    /// The same, and the condition always holds.
    Without(Condition),
}

impl Trial {
    fn without(&self) -> Option<&Condition> {
        match self {
            Self::Without(condition) => Some(condition),
            Self::Any | Self::Storm | Self::At(_) => None,
        }
    }

    /// The condition of the writes that a newer Glimt is to be before; else of all that it comes upon.
    fn aim(&self) -> Option<&Condition> {
        match self {
            Self::At(aim) | Self::Without(aim) => Some(aim),
            Self::Any | Self::Storm => None,
        }
    }

    /// More often in a storm.
    fn often(&self, any: u8, storm: u8) -> u8 {
        if *self == Self::Any { any } else { storm }
    }
}

/// Runs one seed, on tables from [`tables::Tables`].
pub fn run(seed: u64, tables: &Tables, trial: &Trial) -> Result<Outcome> {
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let (sim, news) = Sim::new(seed, tables, trial)?;
        play::play(&sim, news).await?;
        let mut broken = verdict::check(&sim).await?;
        broken.extend(verdict::after_expiry(&sim).await?);
        Ok(outcome(&sim, broken))
    })
}

pub use tables::Tables;

fn outcome(sim: &Arc<Sim>, mut broken: Vec<Broken>) -> Outcome {
    let mut witness = sim.witness();
    broken.append(&mut witness.broken);
    broken.sort();
    Outcome {
        broken,
        figures: Figures {
            calls: witness.trace.len(),
            mails: witness.accepted.len(),
            reminders: witness.accepted.iter().filter(|mail| mail.key.id().is_reminder()).count(),
            answers: witness.answers(),
            crashes: sim.crashes(),
        },
        trace: std::mem::take(&mut witness.trace),
        conditions: std::mem::take(&mut witness.conditions),
    }
}
