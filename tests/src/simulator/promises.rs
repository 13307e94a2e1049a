//! What those who called the functions were told.

use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use survey::{InvitationKey, Journey, Slug};

/// How long a request that nobody waits for any more can still be on its way.
pub const STRAYS: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);

#[derive(Debug, Default)]
pub struct Promises {
    /// Events that got a 2xx, with the decisions that it came with.
    pub decided: Vec<Decided>,
    /// Subjects of which a source has given up to tell something.
    pub given_up: BTreeSet<String>,
    pub voids: Vec<Void>,
    /// By person, what they wished.
    pub wishes: BTreeMap<String, Vec<Wish>>,
    /// By invitation, what was answered.
    pub posts: BTreeMap<String, Vec<Post>>,
    /// Invitations that `feedback` was told of as sent, and has said that it knows.
    pub reported: BTreeSet<String>,
    /// The answer page and the way out of each mail.
    pub links: BTreeMap<InvitationKey, (String, String)>,
    /// What SES had to say about each.
    pub reports: Vec<(InvitationKey, Value)>,
    /// Journeys whose publication was confirmed.
    pub published: Vec<(Journey, u32)>,
}

#[derive(Debug)]
pub struct Decided {
    pub subject: String,
    pub event: String,
    pub decisions: Value,
}

/// A refund, a cancellation or a re-opening that got a 2xx then.
#[derive(Debug)]
pub struct Void {
    pub subject: String,
    pub kind: Slug,
    pub happened_at: Timestamp,
    pub told_at: Timestamp,
}

/// A call to a function, from when until when, and whether it came to a good end.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub from: Timestamp,
    pub until: Timestamp,
    pub done: bool,
}

/// To be asked no more, or to be asked again: a stage's surveys, or all.
#[derive(Debug)]
pub struct Wish {
    pub scope: String,
    pub stop: bool,
    pub when: Span,
}

/// An answer, sent.
#[derive(Debug)]
pub struct Post {
    pub rating: u8,
    pub when: Span,
}

impl Span {
    /// When the last of it can have taken effect.
    pub fn over_by(&self) -> Timestamp {
        if self.done { self.until } else { self.until + STRAYS }
    }

    /// Whether it was all over before the other began.
    pub fn precedes(&self, other: &Self) -> bool {
        self.over_by() < other.from
    }
}

impl Promises {
    /// Whether nobody may ask this person about this stage at that time: they were told so, and have not taken it back.
    pub fn is_stopped(&self, person: &str, stage: &str, at: Timestamp) -> bool {
        let wishes = || self.wishes.get(person).into_iter().flatten();
        let covers = |wish: &&Wish| wish.scope == "*" || wish.scope == stage;
        wishes().filter(|wish| wish.stop && wish.when.done && wish.when.until < at).filter(covers).any(|stop| {
            let mut taken_back = wishes().filter(|wish| !wish.stop && wish.scope == stop.scope);
            !taken_back.any(|undo| undo.when.from <= at && !undo.when.precedes(&stop.when))
        })
    }
}
