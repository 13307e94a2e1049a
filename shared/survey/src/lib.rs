//! The vocabulary and the rules of snapshot surveys.
//!
//! Pure: no I/O, no async, no AWS and no clock; `now` is always an argument. Read in this order:
//! [`touchpoint`] (what happened), [`journey`] (what the owner asked for), [`decide`] (invite or skip),
//! [`due`] (when), [`invitation`] (one ask and what may follow what), [`dispatch`] (may it be mailed now?),
//! [`mod@reminder`] (once more, where the owner wants it), [`click`] (what a visit is worth), [`answer`] (what came
//! back), [`follow_up`] (what is asked after it).

pub mod address;
pub mod answer;
pub mod cell;
pub mod click;
pub mod condition;
pub mod contact;
pub mod decide;
pub mod dispatch;
pub mod due;
#[cfg(test)]
mod examples;
pub mod follow_up;
pub mod hook;
pub mod invitation;
pub mod journey;
pub mod key;
pub mod language;
pub mod link;
pub mod mask;
pub mod pause;
pub mod reason;
pub mod reminder;
pub mod secret;
pub mod slug;
pub mod subject;
pub mod tally;
pub mod token;
pub mod touchpoint;

pub use address::{Address, ContactKey};
pub use answer::Answer;
pub use contact::Contact;
pub use invitation::Invitation;
pub use journey::Journey;
pub use key::{InvitationId, InvitationKey};
pub use language::{Language, Text};
pub use reason::Reason;
pub use secret::Secrets;
pub use slug::Slug;
pub use subject::{Subject, SubjectKey};
pub use tally::Tally;
pub use touchpoint::Touchpoint;
