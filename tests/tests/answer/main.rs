//! What a customer meets who answers: what is asked after the rating, the thank-you, and what can be changed.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

mod bad_input;
mod browser;
mod follow_ups;
mod levels;
