//! Returns, which the shop has begun to tell about only lately: their stage has too few answers to show a score.

use super::super::event::About;
use super::opinion::RETURNED;
use super::{Dice, Order, Shop, Stream};
use jiff::SignedDuration;

/// For how many days before the end returns have been told about.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(10 * 24);

/// One return in so many is answered; the first is.
const ANSWERED: usize = 5;

impl Shop<'_> {
    /// Adds to one order in twenty its return, completed 17 to 27 days after the delivery: after the quiet period.
    pub(super) fn returns(&self, orders: &mut [Order]) {
        let mut askable = 0;
        for (place, order) in orders.iter_mut().enumerate() {
            let Order { number, person, paid, parcel: Some(parcel), story } = order else { continue };
            let mut dice = Dice::new(self.seed, Stream::Return, place as u64);
            let completed =
                parcel.delivered + SignedDuration::from_hours(24 * dice.between(17, 27) + dice.between(-3, 3));
            if !dice.chance(50) || completed > self.until || completed < self.until - KNOWN_FOR {
                continue;
            }
            let about = About { value: None, ..person.about_order(self.source, number, "", parcel.carrier, *paid) };
            story.events.push(about.happening("return.completed", None, completed, completed));
            story.events.sort_by_key(|event| event.at);
            if !person.reachable || story.behaviour.opts_out_after.is_some() {
                continue;
            }
            let answers = RETURNED.replies(person.language, completed, 0, self.until, &mut dice);
            if !answers.is_empty() {
                if askable % ANSWERED == 0 {
                    story.replies.extend(answers);
                    story.replies.sort_by_key(|reply| reply.at);
                }
                askable += 1;
            }
        }
    }
}
