//! The touchpoints that a survey listens to.

use super::field::{Field, shown};
use super::nearest::{distance, quoted};
use crate::slug::Slug;

/// The touchpoints that Glimt knows. A source may send others, with a dot in their names.
pub const TOUCHPOINTS: [&str; 14] = [
    "account.created",
    "quote.requested",
    "order.paid",
    "order.fulfilled",
    "order.delivered",
    "order.overdue",
    "order.refunded",
    "order.cancelled",
    "return.completed",
    "ticket.solved",
    "ticket.reopened",
    "subscription.cancelled",
    "customer.lapsed",
    "employee.asked",
];

impl Field<'_> {
    /// A touchpoint: a known one, or the owner's own. One that is nearly a known one is a slip of the pen.
    pub(crate) fn touchpoint(&self) -> Option<Slug> {
        let slug = self.slug()?;
        if TOUCHPOINTS.contains(&slug.as_str()) {
            return Some(slug);
        }
        let what = format!("unknown touchpoint {}", shown(slug.as_str()));
        let near = TOUCHPOINTS.into_iter().find(|known| distance(known, slug.as_str()) <= 2);
        match near {
            Some(meant) => self.mistake(what, format!("did you mean \"{meant}\"?")),
            None if slug.as_str().contains('.') => {
                let what = format!("\"{slug}\" is a touchpoint of your own");
                self.warning(what, "see to it that a source sends it by exactly this name");
                return Some(slug);
            }
            None => {
                let expected = format!("take one of {}, or a name of your own with a dot in it", quoted(TOUCHPOINTS));
                self.mistake(what, expected);
            }
        }
        None
    }
}
