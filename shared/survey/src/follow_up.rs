//! Follow-ups: what a survey asks after its rating, of whom, and what was replied. Pure.
//!
//! Nobody is asked more than [`MOST_ASKED`]. Of those that measure something, one is asked of each person: which one is
//! drawn by the invitation's id, so it is the same however often it is worked out, and its chance is kept with the reply.

use crate::condition::Condition;
use crate::key::InvitationId;
use crate::language::{Language, Text};
use crate::slug::Slug;
use score::Rating;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// How many follow-ups one person is asked.
pub const MOST_ASKED: usize = 2;
/// The ratings of a follow-up that asks on a scale.
pub const SCALE: RangeInclusive<u8> = 1..=5;
/// How many characters of a text are kept.
pub const TEXT_KEPT: usize = 500;

/// A question after the rating, with its texts in every language (`Text`) or in one (`String`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowUp<T = Text> {
    pub id: Slug,
    #[serde(flatten)]
    pub kind: Kind<T>,
    /// On `rating`, or on earlier follow-ups by their ids; always, without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_when: Option<Condition>,
    pub question: T,
    /// What its replies are counted as. One that measures depends on the rating alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<Measures>,
}

/// How it is replied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind<T = Text> {
    Text,
    YesNo,
    /// One of the options.
    Choice {
        options: Vec<Choice<T>>,
    },
    /// Any of the options.
    Choices {
        options: Vec<Choice<T>>,
    },
    /// From 1, `low`, to 5, `high`.
    Scale {
        low: T,
        high: T,
    },
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice<T = Text> {
    pub id: Slug,
    pub label: T,
}

/// What the replies to a follow-up are counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measures {
    /// Whether the stage's promise was kept.
    Promise,
    /// Whether it was worse than expected, as expected, or better: see [`EXPECTED`].
    Expectation,
    /// What lies behind the rating.
    Driver,
}

/// The options of a choice that measures expectation: worse than expected, as expected, better. On a scale, 3 is as
/// expected, and what is below or above it worse or better.
pub const EXPECTED: [&str; 3] = ["worse", "as_expected", "better"];

/// The place in [`EXPECTED`] that an option counts under, whether of a choice or on a scale.
pub fn expected(option: &str) -> Option<usize> {
    let place = |on_scale: &[&str]| on_scale.contains(&option);
    let on_scale: [&[&str]; 3] = [&["1", "2"], &["3"], &["4", "5"]];
    EXPECTED.iter().position(|word| *word == option).or_else(|| on_scale.into_iter().position(place))
}

/// What was replied, by the follow-up's id.
pub type Replies = BTreeMap<Slug, Reply>;

/// What was replied to one follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub value: Value,
    /// The chance that it had to be asked among those that measure, in parts per million; only if it measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_ppm: Option<u32>,
    /// What it is counted as, as the survey had it when it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<Measures>,
}

/// A reply as its follow-up's kind has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Text(String),
    YesNo(bool),
    Choice(Slug),
    Choices(Vec<Slug>),
    Scale(u8),
}

/// A follow-up that somebody is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked<'a, T> {
    pub follow_up: &'a FollowUp<T>,
    /// As in [`Reply`].
    pub asked_ppm: Option<u32>,
}

impl<T> Asked<'_, T> {
    /// This value as the reply to it.
    pub fn reply(&self, value: Value) -> Reply {
        Reply { value, asked_ppm: self.asked_ppm, measures: self.follow_up.measures }
    }
}

/// What was sent is none of the replies that the follow-up takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is none of the possible replies")]
pub struct NotAReply;

impl FollowUp {
    /// The follow-up in one language; `None` if one of its texts is missing there.
    pub fn in_language(&self, language: Language) -> Option<FollowUp<String>> {
        let text = |text: &Text| text.get(language).map(str::to_owned);
        let options = |options: &[Choice]| -> Option<Vec<_>> {
            options.iter().map(|option| Some(Choice { id: option.id.clone(), label: text(&option.label)? })).collect()
        };
        let kind = match &self.kind {
            Kind::Text => Kind::Text,
            Kind::YesNo => Kind::YesNo,
            Kind::Choice { options: all } => Kind::Choice { options: options(all)? },
            Kind::Choices { options: all } => Kind::Choices { options: options(all)? },
            Kind::Scale { low, high } => Kind::Scale { low: text(low)?, high: text(high)? },
        };
        let (id, ask_when) = (self.id.clone(), self.ask_when.clone());
        Some(FollowUp { id, kind, ask_when, question: text(&self.question)?, measures: self.measures })
    }

    /// Every text in it.
    pub fn texts(&self) -> Vec<&Text> {
        let mut texts = vec![&self.question];
        match &self.kind {
            Kind::Text | Kind::YesNo => {}
            Kind::Choice { options } | Kind::Choices { options } => texts.extend(options.iter().map(|o| &o.label)),
            Kind::Scale { low, high } => texts.extend([low, high]),
        }
        texts
    }
}

impl<T> FollowUp<T> {
    /// The reply that these values of a form's field are; `None` if nothing was said.
    pub fn read(&self, sent: &[&str]) -> Result<Option<Value>, NotAReply> {
        let sent: Vec<&str> = sent.iter().copied().filter(|value| !value.trim().is_empty()).collect();
        let known = |options: &[Choice<T>], value: &str| options.iter().any(|option| option.id.as_str() == value);
        let value = match (&self.kind, sent.as_slice()) {
            (_, []) => return Ok(None),
            (Kind::Text, [text]) => return Ok(crate::answer::tidy(text, TEXT_KEPT).map(Value::Text)),
            (Kind::YesNo, ["yes"]) => Some(Value::YesNo(true)),
            (Kind::YesNo, ["no"]) => Some(Value::YesNo(false)),
            (Kind::Scale { .. }, [number]) => number.parse().ok().filter(|n| SCALE.contains(n)).map(Value::Scale),
            (Kind::Choice { options }, [one]) if known(options, one) => Slug::parse(one).ok().map(Value::Choice),
            (Kind::Choices { options }, all) if all.iter().all(|one| known(options, one)) => {
                let chosen = options.iter().map(|option| &option.id).filter(|id| all.contains(&id.as_str()));
                Some(Value::Choices(chosen.cloned().collect()))
            }
            _ => None,
        };
        value.map(Some).ok_or(NotAReply)
    }

    fn depends_on_replies(&self) -> bool {
        self.ask_when.as_ref().is_some_and(|when| when.fields().any(|field| field != "rating"))
    }

    fn applies(&self, rating: Rating, replies: &Replies) -> bool {
        let rating = rating.get().to_string();
        let field = |name: &str| {
            if name == "rating" {
                Some(rating.as_str())
            } else {
                replies.get(name).and_then(|reply| reply.value.word())
            }
        };
        self.ask_when.as_ref().is_none_or(|when| when.holds(field))
    }
}

impl Reply {
    /// The chance that its customer had to be asked it, in parts per million, where `sample_ppm` is the chance to be asked
    /// at all.
    pub fn chance_ppm(&self, sample_ppm: u32) -> u32 {
        let Some(asked) = self.asked_ppm else { return sample_ppm };
        let both = u64::from(asked) * u64::from(sample_ppm) / 1_000_000;
        u32::try_from(both).unwrap_or(sample_ppm).max(1)
    }
}

impl Value {
    /// The options that it is counted under; none for a text.
    pub fn options(&self) -> Vec<String> {
        match self {
            Self::Text(_) => Vec::new(),
            _ => self.sent(),
        }
    }

    /// As a form sends it: the values of the follow-up's field.
    pub fn sent(&self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text.clone()],
            Self::Choices(all) => all.iter().map(ToString::to_string).collect(),
            _ => self.word().map(str::to_owned).into_iter().collect(),
        }
    }

    /// As conditions compare it; texts and several choices can't be compared.
    fn word(&self) -> Option<&str> {
        match self {
            Self::YesNo(true) => Some("yes"),
            Self::YesNo(false) => Some("no"),
            Self::Choice(id) => Some(id.as_str()),
            Self::Scale(number) => ["1", "2", "3", "4", "5"].get(usize::from(*number).checked_sub(1)?).copied(),
            Self::Text(_) | Self::Choices(_) => None,
        }
    }
}

/// What is asked once the rating is known: one of those that measure, drawn by the id, then others in their order.
pub fn first<T>(all: &[FollowUp<T>], id: InvitationId, rating: Rating) -> Vec<Asked<'_, T>> {
    let none = Replies::new();
    let apply: Vec<_> = all.iter().filter(|f| !f.depends_on_replies() && f.applies(rating, &none)).collect();
    let measuring: Vec<_> = apply.iter().filter(|f| f.measures.is_some()).map(|f| &f.id).collect();
    let drawn = measuring.get(id.turn(measuring.len())).copied();
    let asked_ppm = u32::try_from(measuring.len()).ok().and_then(|n| 1_000_000_u32.checked_div(n));
    let mut room = MOST_ASKED - usize::from(drawn.is_some());
    let mut asked = Vec::new();
    for follow_up in apply {
        if follow_up.measures.is_some() {
            asked.extend((drawn == Some(&follow_up.id)).then_some(Asked { follow_up, asked_ppm }));
        } else if room > 0 {
            room -= 1;
            asked.push(Asked { follow_up, asked_ppm: None });
        }
    }
    asked
}

/// What is asked after those, where there is room: what depends on what was replied to them.
pub fn then<'a, T>(all: &'a [FollowUp<T>], id: InvitationId, rating: Rating, replies: &Replies) -> Vec<Asked<'a, T>> {
    let room = MOST_ASKED.saturating_sub(first(all, id, rating).len());
    let depending = all.iter().filter(|f| f.depends_on_replies() && f.applies(rating, replies));
    depending.take(room).map(|follow_up| Asked { follow_up, asked_ppm: None }).collect()
}

/// The replies to what is asked with this rating, and their chances with it; others fall away.
pub fn still_asked<T>(all: &[FollowUp<T>], id: InvitationId, rating: Rating, replies: &Replies) -> Replies {
    let keep = |asked: Vec<Asked<'_, T>>| -> Replies {
        let reply = |asked: &Asked<'_, T>| {
            let value = replies.get(&asked.follow_up.id)?.value.clone();
            Some((asked.follow_up.id.clone(), asked.reply(value)))
        };
        asked.iter().filter_map(reply).collect()
    };
    let mut kept = keep(first(all, id, rating));
    let more = keep(then(all, id, rating, &kept));
    kept.extend(more);
    kept
}

#[cfg(test)]
mod tests;
