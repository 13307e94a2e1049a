//! The mail of one survey in one language, compiled at publish: a published item of its own.
//!
//! What only the one mail knows is left open. Filling it in is putting texts side by side, so that the sender needs
//! no template and no grammar.

use crate::language::Language;
use crate::slug::Slug;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The letters of a journey, by the survey's place in it and the language.
pub type Letters = BTreeMap<(u8, Language), Letter>;

/// One survey's mail in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// The From header.
    pub from: String,
    pub reply_to: String,
    pub greeting: Pieces,
    /// For somebody whose name is not known.
    pub greeting_nameless: Pieces,
    /// How a day is written, January first.
    pub dates: [Pieces; 12],
    /// What happened, by the touchpoints that there are own words for.
    pub occasions: BTreeMap<Slug, Occasion>,
    /// Whatever else happened.
    pub otherwise: Occasion,
    /// One for each dress that a customer may get it in, as first mail and as reminder.
    pub bodies: Vec<Body>,
}

/// The words for what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Occasion {
    pub subject: Pieces,
    /// Where the other is too long.
    pub short_subject: Pieces,
    /// Why the mail came.
    pub why: Pieces,
}

/// Both parts of a mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Nothing of the brand but the sender's name.
    pub plain: bool,
    pub reminder: bool,
    pub html: Pieces,
    pub text: Pieces,
}

/// A text with open places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pieces(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Piece {
    Text(String),
    Slot(Slot),
}

/// What only the one mail knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    Name,
    /// The order or ticket number.
    Reference,
    Day,
    Date,
    Subject,
    Greeting,
    Why,
    AnswerUrl,
    OptOutUrl,
}

/// Where the marks begin: in a plane that no script will ever have a letter in.
const FIRST_MARK: u32 = 0xF_0000;

impl Slot {
    const ALL: [Self; 9] = [
        Self::Name,
        Self::Reference,
        Self::Day,
        Self::Date,
        Self::Subject,
        Self::Greeting,
        Self::Why,
        Self::AnswerUrl,
        Self::OptOutUrl,
    ];

    /// The character that holds its place while a text is compiled.
    pub fn mark(self) -> char {
        char::from_u32(FIRST_MARK + self as u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn of_mark(mark: char) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.mark() == mark)
    }
}

/// A text of the owner's without what would pass for an open place.
pub fn without_marks(text: &str) -> String {
    text.chars().filter(|c| Slot::of_mark(*c).is_none()).collect()
}

impl Pieces {
    /// Splits a text at its marks.
    pub fn of(marked: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = marked;
        while let Some((at, mark)) = rest.char_indices().find(|(_, c)| Slot::of_mark(*c).is_some()) {
            pieces.extend((at > 0).then(|| Piece::Text(rest[..at].to_owned())));
            pieces.extend(Slot::of_mark(mark).map(Piece::Slot));
            rest = &rest[at + mark.len_utf8()..];
        }
        pieces.extend((!rest.is_empty()).then(|| Piece::Text(rest.to_owned())));
        Self(pieces)
    }

    /// The text with each open place filled. What is filled in is never looked into.
    pub fn fill<'a>(&'a self, value: impl Fn(Slot) -> &'a str) -> String {
        let text = |piece: &'a Piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Slot(slot) => value(*slot),
        };
        self.0.iter().map(text).collect()
    }

    /// Whether this is left open in it.
    pub fn has(&self, slot: Slot) -> bool {
        self.0.contains(&Piece::Slot(slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_slot_has_a_mark_of_its_own() {
        for slot in Slot::ALL {
            assert_eq!(Slot::of_mark(slot.mark()), Some(slot));
        }
        assert_eq!(without_marks(&format!("a{}b", Slot::Why.mark())), "ab");
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let pieces = Pieces::of(&format!("{}, {}!", Slot::Greeting.mark(), Slot::Name.mark()));
        let name = Slot::Greeting.mark().to_string();
        let filled = pieces.fill(|slot| if slot == Slot::Name { &name } else { "Hei" });
        assert_eq!(filled, format!("Hei, {name}!"));
        assert!(pieces.has(Slot::Name) && !pieces.has(Slot::Why));
    }

    proptest! {
        #[test]
        fn any_text_filled_with_its_own_marks_is_itself(text in "(\\PC|[\u{F0000}-\u{F0010}]){0,40}") {
            let marks = Slot::ALL.map(|slot| (slot, slot.mark().to_string()));
            let mark = |slot| marks.iter().find(|(one, _)| *one == slot).map_or("", |(_, mark)| mark.as_str());
            let pieces = Pieces::of(&text);
            prop_assert_eq!(pieces.fill(mark), text.clone());
            let stored: Pieces = serde_json::from_str(&serde_json::to_string(&pieces).unwrap()).unwrap();
            prop_assert_eq!(stored, pieces);
        }
    }
}
