//! What a customer answered.

use crate::invitation::{Click, Context};
use crate::key::InvitationKey;
use crate::language::Language;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use score::Rating;
use serde::{Deserialize, Serialize};

/// One reply to one ask. It can be changed while its link lives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub key: InvitationKey,
    /// Counts the changes; the first answer is 1.
    pub version: u32,
    pub rating: Rating,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The first answer's day in the journey's zone, kept through edits.
    pub answered_on: Date,
    pub first: Given,
    /// The newest versions, oldest first, at most [`Answer::VERSIONS_KEPT`].
    pub last: Vec<Given>,
    pub language: Language,
    /// The order or ticket number, for whoever is alerted.
    pub reference: String,
    /// Whether the customer wants to be contacted about it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wants_contact: bool,
    pub context: Context,
    /// The newest version that somebody was alerted of.
    #[serde(default)]
    pub alerted: u32,
}

/// A rating as it was given at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    pub rating: Rating,
    pub at: Timestamp,
}

impl Answer {
    /// How many of the newest versions are kept, besides the first.
    pub const VERSIONS_KEPT: usize = 9;
    /// How many characters of a comment are kept.
    pub const COMMENT_KEPT: usize = 2_000;

    /// The answer with a new rating and comment, or nothing if that changes nothing.
    pub fn changed(&self, rating: Rating, comment: Option<String>, at: Timestamp) -> Option<Self> {
        if self.rating == rating && self.comment == comment {
            return None;
        }
        let mut changed = Self { version: self.version + 1, rating, comment, ..self.clone() };
        changed.last.push(Given { rating, at });
        let surplus = changed.last.len().saturating_sub(Self::VERSIONS_KEPT);
        changed.last.drain(..surplus);
        Some(changed)
    }
}

/// A comment as it is kept: line ends unified, control characters gone, at most 2,000 characters, `None` if blank.
pub fn tidy_comment(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String =
        text.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(Answer::COMMENT_KEPT).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// What clicks without an answer are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A lone click that looks like a person's.
    Provisional,
    /// Anything else: most likely a mail scanner.
    Suspect,
}

/// The least time between sending and a click that counts as a person's.
pub const SOONEST_CLICK: SignedDuration = SignedDuration::from_secs(30);
/// How long after the last click the verdict falls.
pub const QUIET_WINDOW: SignedDuration = SignedDuration::from_mins(30);

/// What the clicks on an invitation without an answer are worth at `as_of`, and the rating they speak for.
/// `None`: no rating was clicked, or the quiet window is still open. Whoever also follows the honeypot is suspect.
pub fn level(clicks: &[Click], sent_at: Option<Timestamp>, as_of: Timestamp) -> Option<(Level, u8)> {
    let (first, last) = (clicks.first()?, clicks.last()?);
    let rating = clicks.iter().find_map(|click| click.rating)?;
    if as_of < last.at + QUIET_WINDOW {
        return None;
    }
    let one_rating = clicks.iter().all(|click| click.rating == Some(rating));
    let by_hand = clicks.iter().all(|click| click.navigated);
    let unhurried = sent_at.is_some_and(|sent| first.at >= sent + SOONEST_CLICK);
    let level = if one_rating && by_hand && unhurried { Level::Provisional } else { Level::Suspect };
    Some((level, rating))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        "2026-11-21T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
    }

    fn click(minutes: i64, rating: u8) -> Click {
        Click { at: at(minutes), rating: Some(rating), navigated: true }
    }

    #[test]
    fn only_a_lone_unhurried_navigated_click_is_provisional() {
        let later = at(100);
        let level_of = |clicks: &[Click]| level(clicks, Some(at(0)), later).map(|(level, _)| level);
        assert_eq!(level_of(&[click(5, 4)]), Some(Level::Provisional));
        assert_eq!(level_of(&[click(5, 4), click(6, 4)]), Some(Level::Provisional));
        assert_eq!(level_of(&[click(5, 4), click(5, 3)]), Some(Level::Suspect));
        assert_eq!(level_of(&[click(0, 4)]), Some(Level::Suspect));
        assert_eq!(level_of(&[Click { navigated: false, ..click(5, 4) }]), Some(Level::Suspect));
        assert_eq!(level_of(&[]), None);
        assert_eq!(level(&[click(5, 4)], Some(at(0)), at(20)), None);
    }

    #[test]
    fn whoever_follows_a_link_that_no_person_can_see_is_suspect() {
        let honeypot = |minutes| Click { rating: None, ..click(minutes, 0) };
        let level_of = |clicks: &[Click]| level(clicks, Some(at(0)), at(100));
        assert_eq!(level_of(&[honeypot(5), click(9, 4)]), Some((Level::Suspect, 4)));
        assert_eq!(level_of(&[click(5, 4), honeypot(9)]), Some((Level::Suspect, 4)));
        assert_eq!(level_of(&[honeypot(5)]), None, "no rating was clicked");
    }

    #[test]
    fn a_comment_keeps_its_words_and_lines_and_nothing_else() {
        assert_eq!(tidy_comment("  Fint!\r\nTakk \u{0}\u{7} 😀 "), Some("Fint!\nTakk  😀".into()));
        assert_eq!(tidy_comment(" \r\n "), None);
        assert_eq!(tidy_comment(&"å".repeat(3_000)).map(|c| c.chars().count()), Some(2_000));
    }
}
