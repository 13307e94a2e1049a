//! What the sources send, one module each: payload, signature, dedupe id. All of it becomes touchpoints.

pub mod cloud_event;
pub mod delighted;
pub mod fields;
pub mod hook;
pub mod payload;
pub mod shopify;
pub mod stripe;
#[cfg(test)]
mod tests;
pub mod woocommerce;
pub mod zendesk;

use aws_lambda_events::http::HeaderMap;
use fields::BadField;
use survey::Touchpoint;
use survey::address::Address;

/// What a delivery comes to.
#[derive(Debug)]
pub enum Delivery {
    /// What happened; a delivery may tell of several things.
    Happened(Vec<Touchpoint>),
    /// A customer wants to be forgotten: nobody mails them again.
    Forget(Address),
    /// A customer asks what is held of them.
    Tell(Address),
    /// Nothing that Glimt asks about, and why. Accepted, so that it is not sent again for ever.
    Nothing(String),
}

/// A delivery as it was read, or everything that is wrong with it.
pub type Reading = Result<Delivery, Vec<BadField>>;

/// A header's value as text.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
