//! A step of the journey: what it promises, who owns it, what it asks, and when it was changed.

use super::length::Length;
use super::webhook::Webhook;
use crate::address::Address;
use crate::condition::Condition;
use crate::follow_up::FollowUp;
use crate::language::Text;
use crate::slug::Slug;
use jiff::civil::Date;
use score::Metric;
use serde::{Deserialize, Serialize};

/// A step of the journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    pub id: Slug,
    pub phase: Phase,
    pub name: Text,
    pub owner: Address,
    /// Its share in the roll-up, against the other stages'.
    pub weight: u32,
    /// The survey whose score is the stage's score.
    pub headline: Slug,
    pub promise: Option<Text>,
    pub target: Option<Target>,
    pub alert: Option<Alert>,
    pub surveys: Vec<Survey>,
}

/// Where the stage lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    Before,
    During,
    After,
}

impl Phase {
    /// As in the journey file and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::During => "during",
            Self::After => "after",
        }
    }
}

/// What a stage should reach, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub score: f64,
    pub by: Date,
}

/// Who is told at once, and of what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    pub to: Address,
    pub when: Condition,
    /// So many mails an hour; the others are counted, and told of together.
    #[serde(default = "Alert::usual")]
    pub at_most: u32,
    /// What is called besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
}

impl Alert {
    /// How many mails an hour, where the file says nothing.
    pub const fn usual() -> u32 {
        20
    }
}

/// One question to one customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    pub id: Slug,
    /// Its place among all surveys of the journey's version, as in tokens.
    pub index: u8,
    /// The journey's version in which its question or scale last changed.
    pub version: u32,
    pub metric: Metric,
    /// The touchpoints that it listens to.
    pub on: Vec<Slug>,
    pub delay: Length,
    pub too_late_after: Option<Length>,
    pub void_on: Vec<Slug>,
    pub ask_again_after: Option<Length>,
    /// How long after its mail who has not answered is reminded, once; none is.
    #[serde(default)]
    pub reminder: Option<Length>,
    /// Parts per million of the customers who are asked.
    pub sample_ppm: u32,
    pub priority: i32,
    pub count: Count,
    pub only_if: Option<Condition>,
    pub question: Text,
    /// What the scale's lowest rating means.
    pub low: Text,
    /// What the scale's highest rating means.
    pub high: Text,
    /// The owner's own mail that it is sent in, if it is not the sender's.
    #[serde(default)]
    pub mail: Option<Slug>,
    /// What may be asked after the rating.
    #[serde(default)]
    pub follow_ups: Vec<FollowUp>,
}

/// Which answers a survey's score counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Count {
    #[serde(rename = "confirmed")]
    Confirmed,
    #[serde(rename = "confirmed+provisional")]
    ConfirmedAndProvisional,
}

impl Count {
    /// As in the journey file and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::ConfirmedAndProvisional => "confirmed+provisional",
        }
    }
}

/// A dated improvement, compared before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub date: Date,
    pub stage: Slug,
    pub name: Text,
    /// Whether who answers about the stage is told of it.
    #[serde(default)]
    pub tell_customers: bool,
}
