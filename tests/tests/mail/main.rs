//! The mail as it arrives: read by a parser that is not ours, and looked at in a browser.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

mod browser;
mod mime;
mod parser;
mod publish;
