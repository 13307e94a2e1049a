//! Places in a JSON body.

use serde::{Deserialize, Serialize};

/// A JSON pointer (RFC 6901) to something inside a body: `/ticket/id`, `/contacts/0/email`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pointer(String);

/// The text is no [`Pointer`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a JSON pointer starts with / and has ~ only as ~0 and ~1")]
pub struct NotAPointer;

impl Pointer {
    /// Reads a pointer.
    pub fn parse(text: &str) -> Result<Self, NotAPointer> {
        let escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if text.starts_with('/') && escaped { Ok(Self(text.to_owned())) } else { Err(NotAPointer) }
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Pointer {
    type Error = NotAPointer;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> Self {
        pointer.0
    }
}

/// One place or several, of which the first that says something counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Pointer>", into = "Vec<Pointer>")]
pub struct Places {
    first: Pointer,
    all: Vec<Pointer>,
}

impl Places {
    /// These places, if there are any.
    pub fn of(all: Vec<Pointer>) -> Option<Self> {
        Some(Self { first: all.first()?.clone(), all })
    }

    /// The place that is looked at first.
    pub fn first(&self) -> &Pointer {
        &self.first
    }

    /// Every place, in order.
    pub fn all(&self) -> &[Pointer] {
        &self.all
    }
}

impl TryFrom<Vec<Pointer>> for Places {
    type Error = &'static str;
    fn try_from(all: Vec<Pointer>) -> Result<Self, Self::Error> {
        Self::of(all).ok_or("a field without a place")
    }
}

impl From<Places> for Vec<Pointer> {
    fn from(places: Places) -> Self {
        places.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rfc_6901_pointers_into_a_body_are_taken() {
        for good in ["/id", "/a/b/0", "/", "/a~1b/m~0n", "/æ ø"] {
            assert_eq!(Pointer::parse(good).map(String::from), Ok(good.to_owned()));
        }
        for bad in ["", "id", "$.id", "/a~", "/a~2", "~0/a"] {
            assert!(Pointer::parse(bad).is_err(), "{bad}");
        }
    }
}
