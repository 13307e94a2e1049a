//! Questions to customer service.

use super::super::Story;
use super::opinion::HELPED;
use super::{Dice, Person, Shop, Stream, moment};
use jiff::SignedDuration;
use jiff::civil::Date;

impl Shop<'_> {
    /// The tickets that are solved on a day: one for every four or five orders. A quarter of them are from the
    /// `customers` so far, the others from people who bought something long ago.
    pub(super) fn tickets(&self, date: Date, per_day: u32, customers: u64, dice: &mut Dice) -> Vec<Story> {
        let hundredths = u64::from(per_day) * 22;
        let more = u64::from(dice.below(100) < hundredths % 100);
        let numbers = 0..hundredths / 100 + more;
        // The year and the day of the year begin a ticket's number.
        let day = i64::from(date.year() % 100) * 1_000 + i64::from(date.day_of_year());
        let day = day.unsigned_abs() * 1_000;
        numbers.filter_map(|number| self.ticket(date, day + number, customers)).collect()
    }

    fn ticket(&self, date: Date, place: u64, customers: u64) -> Option<Story> {
        let mut dice = Dice::new(self.seed, Stream::Ticket, place);
        let of_late = customers > 0 && dice.chance(250);
        // Tickets have far higher numbers than orders, so this is nobody who has ordered of late.
        let customer = if of_late { dice.below(customers) } else { place };
        let person = Person::of(self.seed, customer);
        let number = format!("T{place}");
        let about = person.about("ticket", self.source, &number);
        let mut solved = moment(date, 9..17, &mut dice);
        if solved > self.until {
            return None;
        }
        let mut events = vec![about.happening("ticket.solved", None, solved, solved)];
        let again = dice.chance(90);
        if again {
            let reopened = solved + SignedDuration::from_hours(dice.between(1, 20));
            solved = reopened + SignedDuration::from_hours(dice.between(3, 30));
            events.push(about.happening("ticket.reopened", None, reopened, reopened));
            events.push(about.happening("ticket.solved", Some("solved-again"), solved, solved));
        }
        let mut story = self.story(&person, events);
        if person.reachable {
            // A ticket that had to be opened again costs a point and a half.
            let opinion = if again { HELPED.lowered(15) } else { HELPED };
            story.replies = opinion.replies(person.language, solved, 0, self.until, &mut dice);
        }
        Some(story)
    }
}
