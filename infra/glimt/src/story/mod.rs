//! Customers' occasions, to be played through the functions on a simulated clock: what happened to each customer,
//! and what they did with the mails that came of it.
//!
//! [`orders`] reads them from a file of real orders, [`mod@simulate`] invents them for a shop that does not exist.

pub mod columns;
mod event;
pub mod orders;
pub mod simulate;

pub use columns::Columns;
pub use orders::{Orders, Refused, read};
pub use simulate::{Shop, improvement};

use jiff::Timestamp;
use serde_json::Value;

/// One customer's occasion: an order or a ticket, from the first event to the last answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The customer's address, or whatever else tells them apart: stories of one person are played by one worker.
    pub person: String,
    /// What happened, in time order; never empty.
    pub events: Vec<Happening>,
    /// The customer's answers, in time order. A later one to the same mail changes the earlier one.
    pub replies: Vec<Reply>,
    /// What else the customer, or their mail system, does with a mail.
    pub behaviour: Behaviour,
    /// What the customer thinks, which only the simulation knows; at most one a survey.
    pub views: Vec<View>,
}

/// An event that the shop fires.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// When it is fired, which may be later than when it happened.
    pub at: Timestamp,
    /// A CloudEvent for `POST /v1/events`.
    pub event: Value,
}

/// An answer that the customer gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// When it is given. If this is before the mail is sent, it counts at the send.
    pub at: Timestamp,
    /// Which survey's mail it answers; `None` is any.
    pub survey: Option<String>,
    /// The number given, on the survey's scale.
    pub rating: u8,
    pub comment: Option<String>,
}

/// What happens to a customer's mails besides being answered. Several may happen; none is the default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// A mail scanner opens every link of every mail right after it is sent, before whatever else.
    pub scanned: bool,
    /// The customer opens a rating's link in one mail and leaves the page without answering.
    pub click: Option<Click>,
    /// The customer's mail system takes no mail for them.
    pub bounces: bool,
    /// The customer opts out, this many minutes after the first mail that they get.
    pub opts_out_after: Option<u32>,
}

/// A rating's link that is opened and left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Click {
    /// Which survey's mail it stands in.
    pub survey: String,
    /// How long after the mail.
    pub after_minutes: u32,
    /// Which rating's link, on the survey's scale.
    pub rating: u8,
}

/// What a customer thinks about what a survey asks, before chance makes a rating of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct View {
    pub survey: &'static str,
    /// Who brought the parcel, if it matters.
    pub carrier: Option<&'static str>,
    /// `mean − days late × fall`, in tenths of a point of the survey's scale.
    pub tenths: i64,
}
