//! What a customer does with a mail, or a machine in their stead.

use crate::aws::ses::Message;
use crate::world::World;
use anyhow::Result;
use std::collections::BTreeSet;

/// A page is opened, or a form on it sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Visit {
    pub path: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// By hand, in a browser.
    Open,
    /// By a mail scanner.
    Scan,
    Answer {
        rating: u8,
        comment: Option<String>,
    },
    OptOut,
}

impl Visit {
    /// Gives the page's status.
    pub async fn pay(&self, world: &World) -> Result<u16> {
        let by_hand = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("accept-language", "en")];
        let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-mode", "navigate")];
        let answer = match &self.kind {
            Kind::Open => world.door("GET", &self.path, "", &by_hand, b"").await?,
            Kind::Scan => world.door("GET", &self.path, "", &[], b"").await?,
            Kind::Answer { rating, comment } => {
                let rating = rating.to_string();
                let fields = [("rating", rating.as_str()), ("comment", comment.as_deref().unwrap_or_default())];
                let body = serde_html_form::to_string(fields)?;
                world.door("POST", &self.path, "", &form, body.as_bytes()).await?
            }
            Kind::OptOut => world.door("POST", &self.path, "", &form, b"scope=all").await?,
        };
        Ok(answer.status)
    }
}

/// Where the links of a mail lead, as paths.
pub(super) struct Links {
    pub answer: String,
    pub opt_out: String,
    pub all: BTreeSet<String>,
}

impl Links {
    pub fn of(message: &Message, origin: &str) -> Self {
        let all = crate::parcel::links(message.html.as_deref().unwrap_or_default(), origin);
        let first = |prefix: &str| all.iter().find(|path| path.starts_with(prefix)).cloned().unwrap_or_default();
        Self { answer: first("/r/"), opt_out: first("/u/"), all }
    }
}
