//! The customers of a shop that does not exist: Nordlys, of the example journey. Everything about them is invented,
//! and a customer's whole story follows from the seed and their number alone, so that any of them can be told at any
//! time, whatever others there are.
//!
//! Six in seven customers order, some of them again; each order is paid, delivered one to six days later (three are
//! promised) and maybe refunded, returned or cancelled. The seventh bought something long ago and writes to customer
//! service, as do some of the others. About three in ten customers answer what they are asked; **whether they do has
//! nothing to do with what they think**. A rating is `mean − days late × fall + chance`: the delivery's mean is 4.5
//! of 5 and falls by one point for each day that the parcel was late. Halfway through, a new carrier makes fewer
//! parcels late (see [`improvement`]).

mod comments;
pub mod dice;
mod opinion;
mod parcel;
mod people;
mod returns;
mod tickets;

pub use opinion::throws;

use super::event::About;
use super::{Behaviour, Happening, Story, View};
use dice::Dice;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use opinion::{DELIVERED, ORDERED, RELATIONSHIP, RETURNED};
use parcel::Parcel;
use people::Person;
use std::ops::Range;
use std::sync::LazyLock;

/// How many customers give a shop of about 25 orders a day in 60 days.
pub const CUSTOMERS: u64 = 1_600;

/// What the days, the customers, and the things that happen to them each draw from.
#[derive(Clone, Copy)]
enum Stream {
    Day,
    Order,
    Person,
    Ticket,
    Return,
    Customer,
}

/// The shop, in the time that is told of.
#[derive(Debug, Clone)]
pub struct Shop {
    seed: u64,
    /// Whom the events say they come from.
    source: String,
    /// Nothing happens after this.
    until: Timestamp,
    first_day: Date,
    new_carrier: Date,
    /// How busy the shop has been up to the end of each day: some days are busier than others.
    busy: Vec<u64>,
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

impl Shop {
    /// The shop over the `days` days before `until`. `source` is the shop that the events say they come from.
    pub fn new(seed: u64, days: u32, until: Timestamp, source: &str) -> Self {
        let last = until.to_zoned(OSLO.clone()).date();
        let mut total = 0;
        // A fifth more or less than usual.
        let busy = (0..u64::from(days)).map(|day| {
            total += 80 + Dice::new(seed, Stream::Day, day).below(41);
            total
        });
        Self {
            seed,
            source: source.to_owned(),
            until,
            first_day: last.saturating_sub((i64::from(days) - 1).days()),
            new_carrier: improvement(days, until),
            busy: busy.collect(),
        }
    }

    /// The stories of these customers, by when they begin. No event is fired and no answer is given after the end.
    pub fn stories(&self, customers: Range<u64>) -> Vec<Story> {
        let mut stories: Vec<_> = customers.flat_map(|number| self.customer(number)).collect();
        stories.sort_by_key(|story| story.events.first().map(|event| event.at));
        stories
    }

    fn customer(&self, number: u64) -> Vec<Story> {
        let person = Person::of(self.seed, number);
        let mut dice = Dice::new(self.seed, Stream::Customer, number);
        let mut stories = Vec::new();
        if dice.chance(150) {
            stories.extend(self.ticket(&person, self.day(&mut dice)));
            return stories;
        }
        stories.extend(self.order(&person, 0, self.day(&mut dice)));
        // One order in twelve is from somebody who has ordered before.
        let again = (1..9).take_while(|_| dice.chance(83)).count() as u64;
        for nth in 1..=again {
            stories.extend(self.order(&person, nth, self.day(&mut dice)));
        }
        if dice.chance(65) {
            stories.extend(self.ticket(&person, self.day(&mut dice)));
        }
        stories
    }

    /// Some day, more likely a busy one.
    fn day(&self, dice: &mut Dice) -> Date {
        let moment = dice.below(self.busy.last().copied().unwrap_or_default());
        let day = self.busy.partition_point(|busy| *busy <= moment);
        self.first_day.saturating_add(i64::try_from(day).unwrap_or_default().days())
    }

    /// The customer's order of this day, or nothing if the time is over before it is paid.
    fn order(&self, person: &Person, nth: u64, date: Date) -> Option<Story> {
        let mut dice = Dice::new(self.seed, Stream::Order, 10 * person.number + nth);
        let paid = moment(date, 7..23, &mut dice);
        if paid > self.until {
            return None;
        }
        let number = format!("{}{nth}", 1_000 + person.number);
        let parcel = Parcel::sent(person, date, self.new_carrier, &mut dice);
        let amount = format!("{}.{:02}", dice.between(149, 4_999), 10 * dice.below(10));
        let about = person.about_order(&self.source, &number, &amount, parcel.carrier, paid);
        let mut events = vec![about.happening("order.paid", None, paid, paid)];
        let mut fire = |kind, at| events.push(about.happening(kind, None, at, at));
        if dice.chance(20) {
            // Before the question about the order is mailed.
            fire("order.cancelled", paid + SignedDuration::from_mins(dice.between(10, 50)));
            return Some(self.story(person, events, Vec::new()));
        }
        fire("order.delivered", parcel.delivered);
        if dice.chance(30) {
            // Half of them so soon that the question about the delivery has not been mailed yet.
            let hours = if dice.chance(500) { dice.between(2, 20) } else { dice.between(48, 240) };
            fire("order.refunded", parcel.delivered + SignedDuration::from_hours(hours));
        }
        let returned = self.returned(person, nth, &parcel);
        if let Some(at) = returned {
            let about = person.about_order(&self.source, &number, "", parcel.carrier, paid);
            events.push(About { value: None, ..about }.happening("return.completed", None, at, at));
        }
        let views = vec![
            ORDERED.view(None, 0),
            DELIVERED.view(Some(parcel.carrier), parcel.days_late),
            RETURNED.view(None, 0),
            RELATIONSHIP.view(Some(parcel.carrier), parcel.days_late),
        ];
        let mut story = self.story(person, events, views);
        if person.reachable {
            self.answer(&mut story, person, paid, &parcel, returned, &mut dice);
        }
        Some(story)
    }

    /// What the customer does about the mails of an order that was delivered.
    fn answer(
        &self,
        story: &mut Story,
        person: &Person,
        paid: Timestamp,
        parcel: &Parcel,
        returned: Option<Timestamp>,
        dice: &mut Dice,
    ) {
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
        if let Some(at) = returned {
            story.replies.extend(RETURNED.replies(language, at, 0, self.until, dice));
        }
        story.replies.sort_by_key(|reply| reply.at);
    }

    /// A story of those events that are fired in time.
    fn story(&self, person: &Person, mut events: Vec<Happening>, views: Vec<View>) -> Story {
        events.retain(|event| event.at <= self.until);
        events.sort_by_key(|event| event.at);
        let behaviour = Behaviour {
            scanned: person.scanned,
            bounces: person.email.ends_with("@bounce.test"),
            ..Behaviour::default()
        };
        Story { person: person.email.clone(), events, replies: Vec::new(), behaviour, views }
    }
}

#[cfg(test)]
mod tests;
