//! Mail: what it says ([`letter`] at publish, [`invitation`] per customer, [`alert`],
//! [`digest`]), what its headers promise
//! ([`headers`]), how it leaves ([`ses`]), and how much of it may ([`account`]).
//!
//! The only crate that knows SES, and the email templates. Texts are in `texts/<language>/mail.ftl`.

pub mod account;
pub mod alert;
pub mod digest;
pub mod headers;
pub mod invitation;
pub mod letter;
pub mod ses;

mod line;
mod template;

pub use account::{Account, AccountError, Plan, Standing};
pub use alert::{AlertMail, HeldBack, HeldMail};
pub use digest::{DigestMail, Line, Section};
pub use headers::{FeedbackId, invitation_headers};
pub use invitation::InvitationMail;
pub use letter::{BadMail, letters};
pub use ses::{Attachment, Mailer, Message, SendError};
pub use template::{RenderError, Rendered};
