//! A mapping: how the JSON body of some system becomes a touchpoint, as its owner's file says ([`mod@file`]).

pub mod file;
mod pointer;

pub use pointer::{Places, Pointer};

use crate::slug::Slug;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every mapping that is published, by the hook's name.
pub type Hooks = BTreeMap<Slug, Hook>;

/// One system's mapping. Its name is its file's name, and the end of its URL: `/v1/hooks/{name}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hook {
    pub key: Key,
    pub touchpoint: Which,
    /// The event's own id, the same over redeliveries; without it, touchpoint, subject and time are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Places>,
    pub about: About,
    /// What else is known of the event, and where the body says it.
    pub fields: BTreeMap<Known, Places>,
    /// The attributes by their names in Glimt.
    pub attributes: BTreeMap<Slug, Places>,
}

/// How a request shows that it is the system's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// `Authorization: Bearer <key>`.
    Bearer,
    /// The key as it is, in a header of this name.
    Header(String),
    /// An HMAC over the body's bytes, in a header.
    Signature(Signature),
}

/// Where an HMAC stands and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// In small letters.
    pub header: String,
    pub hash: Hash,
    /// What stands before it in the header: `sha1=`.
    pub prefix: String,
    pub encoding: Encoding,
}

/// The hash of an HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hash {
    Sha1,
    Sha256,
}

/// How an HMAC is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Hex,
    Base64,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The same each time.
    Always(Slug),
    /// By what the body says in these places, with a space between; what it does not say is left out. What is not
    /// among `is` is nothing to ask about.
    By { at: Vec<Pointer>, is: BTreeMap<String, Slug> },
}

/// What it happened to, and where the body has its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Order(Places),
    Ticket(Places),
    Customer(Places),
}

/// What an event may say beside what happened and to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    Email,
    Name,
    Locale,
    Country,
    TimeZone,
    CustomerId,
    /// The number as the customer knows it.
    Reference,
    HappenedAt,
    Amount,
    Currency,
}

impl About {
    /// Where the body has the id.
    pub fn places(&self) -> &Places {
        match self {
            Self::Order(places) | Self::Ticket(places) | Self::Customer(places) => places,
        }
    }
}

impl Hook {
    /// Where the body says this; nowhere, if the mapping does not.
    pub fn places(&self, known: Known) -> &[Pointer] {
        self.fields.get(&known).map_or(&[], Places::all)
    }
}
