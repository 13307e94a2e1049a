//! What customers think, and when they say so.
//!
//! A rating is `mean − days late × fall + chance`, rounded to the nearest whole number and kept on the scale. Chance
//! is the sum of three throws, each from −spread to +spread: mostly small, at most three times the spread.

use super::super::{Click, Reply, View};
use super::comments::comment;
use super::{Dice, OSLO};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use survey::Language;

/// How one survey of the example journey is answered. The means, falls and spreads are in tenths of a point.
pub(super) struct Opinion {
    pub survey: &'static str,
    /// From what happened to the mail, as the survey's template has it.
    delay: SignedDuration,
    lowest: i64,
    highest: i64,
    /// From here on a rating is neutral, or favourable.
    neutral: u8,
    favourable: u8,
    mean: i64,
    fall: i64,
    spread: i64,
    /// How many in a thousand answer.
    answers: u64,
}

/// How easy it was to order. Nothing is late yet.
pub(super) const ORDERED: Opinion = Opinion {
    survey: "ordered",
    delay: SignedDuration::from_hours(1),
    lowest: 1,
    highest: 7,
    neutral: 4,
    favourable: 5,
    mean: 57,
    fall: 0,
    spread: 13,
    answers: 340,
};

/// The delivery: 4.5 of 5 in time, one point less for each day late.
pub(super) const DELIVERED: Opinion = Opinion {
    survey: "delivered",
    delay: SignedDuration::from_hours(24),
    lowest: 1,
    highest: 5,
    neutral: 3,
    favourable: 4,
    mean: 45,
    fall: 10,
    spread: 6,
    answers: 320,
};

/// The return.
pub(super) const RETURNED: Opinion = Opinion {
    survey: "returned",
    delay: SignedDuration::from_hours(24),
    lowest: 1,
    highest: 7,
    neutral: 4,
    favourable: 5,
    mean: 48,
    fall: 0,
    spread: 13,
    answers: 200,
};

/// The help. Nothing is late here, but see [`Opinion::lowered`].
pub(super) const HELPED: Opinion = Opinion {
    survey: "helped",
    delay: SignedDuration::from_hours(24),
    lowest: 1,
    highest: 5,
    neutral: 3,
    favourable: 4,
    mean: 43,
    fall: 0,
    spread: 8,
    answers: 380,
};

/// Whether they would recommend the shop: 8.6 of 10, 1.4 less for each day that the parcel was late a month ago.
pub(super) const RELATIONSHIP: Opinion = Opinion {
    survey: "relationship",
    delay: SignedDuration::from_hours(30 * 24),
    lowest: 0,
    highest: 10,
    neutral: 7,
    favourable: 9,
    mean: 86,
    fall: 14,
    spread: 16,
    answers: 250,
};

impl Opinion {
    /// The same, with a mean that is so many tenths lower.
    pub fn lowered(self, tenths: i64) -> Self {
        Self { mean: self.mean - tenths, ..self }
    }

    /// What the customer thinks about what came so late, before chance.
    pub fn view(&self, carrier: Option<&'static str>, days_late: i64) -> View {
        View { survey: self.survey, carrier, tenths: self.mean - days_late * self.fall }
    }

    /// The customer's answers about what happened then: mostly none, sometimes one, seldom one that is changed later,
    /// to what another throw of chance makes of it. A few come so late that the link has died.
    pub fn replies(
        &self,
        language: Language,
        happened_at: Timestamp,
        days_late: i64,
        until: Timestamp,
        dice: &mut Dice,
    ) -> Vec<Reply> {
        if !dice.chance(self.answers) {
            return Vec::new();
        }
        let rating = self.rating(days_late, dice);
        let hesitation = if dice.chance(30) { 1_440 * dice.between(31, 40) } else { hesitation(dice) };
        let at = self.mailed(happened_at) + SignedDuration::from_mins(hesitation);
        let mut replies = vec![self.reply(at, rating, language, dice)];
        if dice.chance(30) {
            let changed = self.rating(days_late, dice);
            let later = at + SignedDuration::from_mins(dice.between(20, 2_000));
            replies.push(self.reply(later, changed, language, dice));
        }
        replies.retain(|reply| reply.at <= until);
        replies
    }

    /// A rating's link that is opened and left.
    pub fn click(&self, days_late: i64, dice: &mut Dice) -> Click {
        let after_minutes = u32::try_from(dice.between(3, 600)).unwrap_or(3);
        Click { survey: self.survey.to_owned(), after_minutes, rating: self.rating(days_late, dice) }
    }

    fn rating(&self, days_late: i64, dice: &mut Dice) -> u8 {
        let chance: i64 = (0..3).map(|_| dice.between(-self.spread, self.spread)).sum();
        self.rounded(self.mean - days_late * self.fall + chance)
    }

    fn rounded(&self, tenths: i64) -> u8 {
        u8::try_from((tenths + 5).div_euclid(10).clamp(self.lowest, self.highest)).unwrap_or_default()
    }

    fn reply(&self, at: Timestamp, rating: u8, language: Language, dice: &mut Dice) -> Reply {
        let (band, wordy) = match rating {
            rating if rating >= self.favourable => (2, 220),
            rating if rating >= self.neutral => (1, 300),
            _ => (0, 520),
        };
        let comment = dice.chance(wordy).then(|| comment(self.survey, band, language, dice).to_owned());
        Reply { at, survey: Some(self.survey.to_owned()), rating, comment }
    }

    /// About when the mail goes out: after the delay, between nine and eight o'clock.
    fn mailed(&self, happened_at: Timestamp) -> Timestamp {
        let wanted = (happened_at + self.delay).to_zoned(OSLO.clone());
        let hour = i64::from(wanted.hour());
        let wait = match hour {
            0..9 => 9 - hour,
            9..20 => 0,
            _ => 33 - hour,
        };
        wanted.timestamp() + SignedDuration::from_hours(wait)
    }
}

/// In how many of all the ways that chance can fall each rating is given by customers of this view: the distribution
/// that their ratings are drawn from, exactly. Empty if there is no such survey.
pub fn throws(view: &View) -> BTreeMap<u8, u64> {
    let all = [ORDERED, DELIVERED, RETURNED, HELPED, RELATIONSHIP];
    let Some(opinion) = all.iter().find(|opinion| opinion.survey == view.survey) else { return BTreeMap::new() };
    let each = || -opinion.spread..=opinion.spread;
    let mut ways = BTreeMap::new();
    for two in each().flat_map(|first| each().map(move |second| first + second)) {
        for third in each() {
            *ways.entry(opinion.rounded(view.tenths + two + third)).or_default() += 1;
        }
    }
    ways
}

/// How many minutes pass between a mail and its answer: half of them within half a day, the last after four days.
fn hesitation(dice: &mut Dice) -> i64 {
    let late = dice.between(0, 1_000);
    4 + 5_760 * late * late * late / 1_000_000_000
}
