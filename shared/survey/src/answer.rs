//! What a customer answered.

use crate::address::ContactKey;
use crate::follow_up::{Asked, FollowUp, Replies, Value, still_asked};
use crate::invitation::Context;
use crate::journey::Journey;
use crate::key::InvitationKey;
use crate::language::Language;
use crate::mask::masked;
use jiff::Timestamp;
use jiff::civil::Date;
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
    /// Whose it is: an answer is kept longer than its invitation, and is theirs to see and to have erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactKey>,
    /// The order or ticket number, for whoever is alerted.
    pub reference: String,
    /// Whether the customer wants to be contacted about it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wants_contact: bool,
    /// What was replied to follow-ups; at most two.
    #[serde(default, skip_serializing_if = "Replies::is_empty")]
    pub follow_ups: Replies,
    pub context: Context,
    /// When it may be forgotten, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<Timestamp>,
    /// The newest version that somebody was alerted of.
    #[serde(default)]
    pub alerted: u32,
    /// Who is alerting somebody of it just now, until that is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerted_by: Option<String>,
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

    /// When an answer to this ask may be forgotten, if the journey's owner wants that.
    pub fn kept_until(key: &InvitationKey, journey: &Journey) -> Option<Timestamp> {
        let kept = journey.retention.answers?;
        Some(key.due() + journey.link_life.duration() + kept.duration())
    }

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

    /// The answer without the replies to follow-ups that are not asked with its rating.
    pub fn with_what_is_asked<T>(self, follow_ups: &[FollowUp<T>]) -> Self {
        let replies = still_asked(follow_ups, self.key.id(), self.rating, &self.follow_ups);
        Self { follow_ups: replies, ..self }
    }

    /// The answer with these replies to what was asked, instead of any earlier ones to it, or nothing if that changes
    /// nothing.
    pub fn followed_up<T>(
        &self,
        follow_ups: &[FollowUp<T>],
        asked: &[Asked<'_, T>],
        replies: &Replies,
    ) -> Option<Self> {
        let mut followed_up = Self { version: self.version + 1, ..self.clone() };
        followed_up.follow_ups.retain(|id, _| asked.iter().all(|asked| asked.follow_up.id != *id));
        followed_up.follow_ups.extend(replies.clone());
        let followed_up = followed_up.with_what_is_asked(follow_ups);
        (followed_up.follow_ups != self.follow_ups).then_some(followed_up)
    }

    /// The answer without its comment and the texts among its replies, or nothing if it has none.
    pub fn without_words(&self) -> Option<Self> {
        let mut without = Self { comment: None, ..self.clone() };
        without.follow_ups.retain(|_, reply| !matches!(reply.value, Value::Text(_)));
        (without != *self).then_some(without)
    }

    /// The answer of somebody who wants to be contacted about it, or no longer, or nothing if that changes nothing.
    pub fn contact(&self, wanted: bool) -> Option<Self> {
        let changed = || Self { version: self.version + 1, wants_contact: wanted, ..self.clone() };
        (self.wants_contact != wanted).then(changed)
    }
}

/// A comment as it is kept: addresses and people's numbers masked, line ends unified, control characters gone, at most
/// 2,000 characters, `None` if blank.
pub fn tidy_comment(text: &str) -> Option<String> {
    tidy(text, Answer::COMMENT_KEPT)
}

/// How many characters beyond those that are kept may belong to what is masked.
const MASKED_BEYOND: usize = 500;

pub(crate) fn tidy(text: &str, longest: usize) -> Option<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // A little more than is kept is masked, so that nothing is cut in two before it is known; not all of what was sent.
    let visible = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(longest + MASKED_BEYOND);
    let kept: String = masked(&visible.collect::<String>()).chars().take(longest).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_keeps_its_words_and_lines_and_nothing_else() {
        assert_eq!(tidy_comment("  Fint!\r\nTakk \u{0}\u{7} 😀 "), Some("Fint!\nTakk  😀".into()));
        assert_eq!(tidy_comment(" \r\n "), None);
        assert_eq!(tidy_comment("Ring 912\u{0} 34 567, kari@example.no"), Some("Ring [phone], [email]".into()));
        assert_eq!(tidy_comment(&"å".repeat(3_000)).map(|c| c.chars().count()), Some(2_000));
    }
}
