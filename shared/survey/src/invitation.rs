//! One ask to one customer, and *what may follow what*.

use crate::address::{Address, ContactKey};
use crate::click::{Clicks, Mailed};
use crate::journey::Journey;
use crate::key::InvitationKey;
use crate::language::Language;
use crate::reason::Reason;
use crate::slug::Slug;
use crate::subject::SubjectKey;
use crate::touchpoint::{Money, PersonName};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use score::Metric;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much longer than its link an invitation is kept.
pub const KEPT_AFTER_LINK: SignedDuration = SignedDuration::from_hours(37 * 24);

/// A decision about one touchpoint and one survey: an ask, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    pub key: InvitationKey,
    pub state: State,
    /// Which attempt to mail this is; the first is 1.
    pub attempt: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    pub subject: SubjectKey,
    /// The order or ticket number, as the customer knows it.
    pub reference: String,
    /// What happened.
    pub touchpoint: Slug,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactKey>,
    /// Only while something may still be mailed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    /// The customer's own zone (IANA), where it is not the journey's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    pub language: Language,
    pub context: Context,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// Since when nobody knows whether it was mailed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bounced: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complained: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opted_out: bool,
    /// Everything about the person is gone from it: its links lead nowhere, and it takes no answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// Visits through the mail's links, at most [`Clicks::KEPT`].
    #[serde(default)]
    pub clicks: Clicks,
    /// Where its reminder is filed, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<InvitationKey>,
    /// If it is a reminder, the mail that it reminds of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminds: Option<FirstMail>,
}

/// The mail that a reminder reminds of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstMail {
    pub key: InvitationKey,
    /// SES's id of it, by which mail programs put the two in one thread.
    pub message_id: String,
}

impl Invitation {
    /// One that is to be mailed, of nobody that is known, and of which nothing has become yet.
    pub(crate) fn filed(
        key: InvitationKey,
        subject: SubjectKey,
        touchpoint: Slug,
        language: Language,
        context: Context,
    ) -> Self {
        Self {
            key,
            state: State::Pending,
            attempt: 1,
            reason: None,
            subject,
            reference: String::new(),
            touchpoint,
            contact: None,
            address: None,
            name: None,
            time_zone: None,
            language,
            context,
            sent_at: None,
            unknown_since: None,
            message_id: None,
            bounced: false,
            complained: false,
            opted_out: false,
            erased: false,
            clicks: Clicks::default(),
            reminder: None,
            reminds: None,
        }
    }

    /// When its links went out.
    pub fn mailed(&self) -> Mailed {
        Mailed { sent_at: self.sent_at, reminder: self.reminder.map(|key| key.due()) }
    }

    /// When it may be forgotten: later than its link, by which its answer finds it, and than the last fold of its day.
    pub fn expires(&self, journey: &Journey) -> Timestamp {
        self.key.due() + journey.link_life.duration() + KEPT_AFTER_LINK
    }

    /// How it ends by this event. If an earlier attempt may have been sent, nobody knows whether it was: then it counts
    /// as that, whatever has ended it.
    pub fn ending(&self, event: Event) -> Event {
        match event {
            Event::Skip(_) | Event::Void | Event::Refused if self.unknown_since.is_some() => Event::Drop,
            event => event,
        }
    }

    /// The key that the subject names, and that tokens, clicks and the answer carry: a reminder's is its first mail's.
    pub fn named(&self) -> InvitationKey {
        self.reminds.as_ref().map_or(self.key, |first| first.key)
    }
}

/// The channel of whoever is asked by mail.
pub const EMAIL: &str = "email";

/// What an answer is later counted by; copied from the invitation to the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Context {
    pub journey: Slug,
    pub version: u32,
    pub stage: Slug,
    pub survey: Slug,
    /// The survey's place in that version, as in tokens.
    pub index: u8,
    /// The journey's version in which the survey last changed its question or scale.
    pub survey_version: u32,
    /// The scale that it asks on.
    pub metric: Metric,
    /// How the customer was asked: [`EMAIL`], or the channel that the owner has given a link.
    pub channel: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub segments: BTreeMap<Slug, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
    /// The day that it happened, in the journey's zone.
    pub happened_on: Date,
    /// The day that it is due, in the journey's zone.
    pub due_on: Date,
    /// The chance that the customer had to be asked, in parts per million.
    pub sample_ppm: u32,
}

/// Where an invitation stands. A reservation is not a state: it stands on the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// To be mailed when due.
    Pending,
    /// SES may or may not have taken it.
    Unknown,
    /// Was unknown for 30 minutes, and is never mailed again.
    Dropped,
    Sent,
    /// SES refused it for good.
    Rejected,
    /// Decided against, with a reason.
    Skipped,
    Voided,
    /// The subject names another key, or it was a reminder that nobody needs; it stands in no count.
    Superseded,
}

impl State {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Unknown => "unknown",
            Self::Dropped => "dropped",
            Self::Sent => "sent",
            Self::Rejected => "rejected",
            Self::Skipped => "skipped",
            Self::Voided => "voided",
            Self::Superseded => "superseded",
        }
    }

    /// Whether nothing more can happen to it by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Unknown)
    }
}

/// What happens to an invitation. Each has one row in [`Event::rule`].
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The lease is over and nobody knows what became of the mail.
    Settle,
    /// The sender has SES's 200.
    Accepted {
        message_id: String,
        /// Where the mail's reminder is filed, if it has one.
        reminder: Option<InvitationKey>,
    },
    /// The sender has a proof that nothing was mailed, and trying again may help.
    Released,
    /// The sender has a proof that nothing was mailed, and never will be.
    Refused,
    /// SES told afterwards that it had sent it.
    Reported {
        message_id: String,
    },
    /// Unknown for 30 minutes, policy `drop`; or it ends otherwise, and an earlier attempt may have been sent.
    Drop,
    /// Unknown for 30 minutes, policy `resend`.
    Retry,
    Skip(Reason),
    Void,
    /// The subject names another key, or a reminder is not needed any more.
    Supersede,
}

/// From which states an event may lead where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub from: &'static [State],
    /// Whether the item may have moved on to a later attempt than the event's.
    pub later_attempts_too: bool,
    pub to: State,
    /// Whether a new attempt begins; this alone releases a reservation.
    pub next_attempt: bool,
    /// Whether the address is needed no more.
    pub forget_address: bool,
}

impl Event {
    /// *What may follow what*, one row an event. A reservation is no state, it stands on the contact: who may reserve,
    /// and what somebody else's reservation means, young or old, is decided in [`dispatch`](crate::dispatch).
    pub fn rule(&self) -> Rule {
        use State::{Dropped, Pending, Rejected, Sent, Skipped, Superseded, Unknown, Voided};
        // What SES has taken is sent, also if another sender has decided against it, or given it up, in the meantime.
        const TAKEN: &[State] = &[Pending, Unknown, Dropped, Rejected, Skipped, Voided];
        let rule = |from, to| Rule { from, later_attempts_too: false, to, next_attempt: false, forget_address: true };
        match self {
            Self::Settle => Rule { forget_address: false, ..rule(&[Pending], Unknown) },
            Self::Accepted { .. } => rule(TAKEN, Sent),
            Self::Released => Rule { next_attempt: true, forget_address: false, ..rule(&[Pending, Unknown], Pending) },
            Self::Refused => rule(&[Pending, Unknown], Rejected),
            Self::Reported { .. } => Rule { later_attempts_too: true, ..rule(TAKEN, Sent) },
            Self::Drop => rule(&[Pending, Unknown], Dropped),
            Self::Retry => Rule { next_attempt: true, forget_address: false, ..rule(&[Unknown], Pending) },
            Self::Skip(_) => rule(&[Pending], Skipped),
            Self::Void => rule(&[Pending], Voided),
            Self::Supersede => rule(&[Pending, Skipped], Superseded),
        }
    }
}
