//! What answers the AWS SDKs on one machine: tables and mail without AWS.
//!
//! Every function talks to the official clients; only what stands behind the wire differs.
//! [`in_process`] answers them without a socket (bulk runs, tests), [`loopback`] over HTTP
//! on this machine. Tables are an embedded `dynoxide` database, mail is [`ses::Ses`].

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics has said so"))]

pub mod in_process;
pub mod loopback;
pub mod ses;

pub use in_process::{Call, InProcess, Meter, Network};
pub use ses::{Ses, SesOptions};

/// The region that every local client signs for and every local event names.
pub const REGION: &str = "eu-north-1";
