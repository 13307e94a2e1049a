//! The customers of a shop that does not exist: Nordlys, of the example journey. Everything about them is invented,
//! and follows from the seed: the same arguments give the same stories.
//!
//! Each order is paid, delivered one to six days later (three are promised) and maybe refunded or cancelled; some
//! customers write to customer service, and at the end of the time the first returns are completed. About three in
//! ten customers answer what they are asked. A rating is `mean − days late × fall + chance`: the delivery's mean is 4.5
//! of 5 and falls by one point for each day that the parcel was late. Halfway through, a new carrier makes fewer
//! parcels late (see [`improvement`]).

mod comments;
mod dice;
mod opinion;
mod parcel;
mod people;
mod returns;
mod tickets;

use super::{Behaviour, Happening, Story};
use dice::Dice;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use opinion::{DELIVERED, ORDERED, RELATIONSHIP};
use parcel::Parcel;
use people::Person;
use std::sync::LazyLock;

/// What the orders, the people, the tickets and the returns each draw from.
#[derive(Clone, Copy)]
enum Stream {
    Day,
    Order,
    Person,
    Ticket,
    Return,
}

/// The shop, in the time that is told of.
#[derive(Clone, Copy)]
struct Shop<'a> {
    seed: u64,
    source: &'a str,
    /// Nothing happens after this.
    until: Timestamp,
}

/// An order with what a return needs to know.
struct Order {
    number: String,
    person: Person,
    paid: Timestamp,
    /// None if it was cancelled.
    parcel: Option<Parcel>,
    story: Story,
}

/// Stories of about `per_day` orders a day over the `days` days before `until`, and of some tickets, by when they
/// begin. No event is fired and no answer is given after `until`. `source` is the shop that the events say they
/// come from.
pub fn simulate(seed: u64, days: u32, per_day: u32, until: Timestamp, source: &str) -> Vec<Story> {
    let shop = Shop { seed, source, until };
    let new_carrier = improvement(days, until);
    let last = until.to_zoned(OSLO.clone()).date();
    let mut orders: Vec<Order> = Vec::new();
    let mut places = 0..;
    let mut stories = Vec::new();
    for day in (0..days).rev() {
        let Ok(date) = last.checked_sub(i64::from(day).days()) else { continue };
        let mut dice = Dice::new(seed, Stream::Day, u64::from(day));
        // A fifth more or less than usual.
        let usual = u64::from(per_day);
        let today = usual * 4 / 5 + dice.below(usual * 2 / 5 + 1);
        orders.extend((0..today).filter_map(|_| shop.order(places.next()?, date, new_carrier)));
        stories.extend(shop.tickets(date, per_day, orders.len() as u64, &mut dice));
    }
    shop.returns(&mut orders);
    stories.extend(orders.into_iter().map(|order| order.story));
    stories.sort_by_key(|story| story.events.first().map(|event| event.at));
    stories
}

/// The day from which a new carrier takes most parcels, so that few are late: halfway through the `days` days before
/// `until`, in Oslo. For the journey's dated change.
pub fn improvement(days: u32, until: Timestamp) -> Date {
    let last = until.to_zoned(OSLO.clone()).date();
    last.checked_sub(i64::from(days / 2).days()).unwrap_or(last)
}

/// Where the shop is.
static OSLO: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC));

/// Some minute of a day in the shop's zone, between these hours.
fn moment(date: Date, hours: std::ops::Range<i8>, dice: &mut Dice) -> Timestamp {
    let hour = dice.between(i64::from(hours.start), i64::from(hours.end) - 1);
    let hour = i8::try_from(hour).unwrap_or(hours.start);
    let minute = i8::try_from(dice.below(60)).unwrap_or(0);
    let second = i8::try_from(dice.below(60)).unwrap_or(0);
    // Daytime always exists.
    date.at(hour, minute, second, 0).to_zoned(OSLO.clone()).map_or(Timestamp::MAX, |moment| moment.timestamp())
}

impl Shop<'_> {
    /// The order with this place in the row of all orders, or nothing if the time is over before it is paid.
    fn order(&self, place: u64, date: Date, new_carrier: Date) -> Option<Order> {
        let mut dice = Dice::new(self.seed, Stream::Order, place);
        let paid = moment(date, 7..23, &mut dice);
        if paid > self.until {
            return None;
        }
        // One in twelve has ordered before.
        let customer = if place > 0 && dice.chance(83) { dice.below(place) } else { place };
        let person = Person::of(self.seed, customer);
        let number = (10_000 + place).to_string();
        let parcel = Parcel::sent(&person, date, new_carrier, &mut dice);
        let amount = format!("{}.{:02}", dice.between(149, 4_999), 10 * dice.below(10));
        let about = person.about_order(self.source, &number, &amount, parcel.carrier, paid);
        let mut events = vec![about.happening("order.paid", None, paid, paid)];
        let mut fire = |kind, at| events.push(about.happening(kind, None, at, at));
        if dice.chance(20) {
            // Before the question about the order is mailed.
            fire("order.cancelled", paid + SignedDuration::from_mins(dice.between(10, 50)));
            let story = self.story(&person, events);
            return Some(Order { number, person, paid, parcel: None, story });
        }
        fire("order.delivered", parcel.delivered);
        if dice.chance(30) {
            // Half of them so soon that the question about the delivery has not been mailed yet.
            let hours = if dice.chance(500) { dice.between(2, 20) } else { dice.between(48, 240) };
            fire("order.refunded", parcel.delivered + SignedDuration::from_hours(hours));
        }
        let mut story = self.story(&person, events);
        if person.reachable {
            self.answer(&mut story, &person, paid, &parcel, &mut dice);
        }
        Some(Order { number, person, paid, parcel: Some(parcel), story })
    }

    /// What the customer does about the mails of an order that was delivered.
    fn answer(&self, story: &mut Story, person: &Person, paid: Timestamp, parcel: &Parcel, dice: &mut Dice) {
        if dice.chance(15) {
            story.behaviour.opts_out_after = u32::try_from(dice.between(2, 300)).ok();
            return;
        }
        let language = person.language;
        story.replies = ORDERED.replies(language, paid, 0, self.until, dice);
        let delivered = DELIVERED.replies(language, parcel.delivered, parcel.days_late, self.until, dice);
        if delivered.is_empty() && dice.chance(80) {
            story.behaviour.click = Some(DELIVERED.click(parcel.days_late, dice));
        }
        story.replies.extend(delivered);
        story.replies.extend(RELATIONSHIP.replies(language, parcel.delivered, parcel.days_late, self.until, dice));
        story.replies.sort_by_key(|reply| reply.at);
    }

    /// A story of those events that are fired in time.
    fn story(&self, person: &Person, mut events: Vec<Happening>) -> Story {
        events.retain(|event| event.at <= self.until);
        events.sort_by_key(|event| event.at);
        let behaviour = Behaviour { scanned: person.scanned, ..Behaviour::default() };
        Story { person: person.email.clone(), events, replies: Vec::new(), behaviour }
    }
}

#[cfg(test)]
mod tests;
