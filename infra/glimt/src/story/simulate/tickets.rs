//! Questions to customer service.

use super::super::Story;
use super::opinion::HELPED;
use super::{Dice, Person, Shop, Stream, moment};
use jiff::SignedDuration;
use jiff::civil::Date;

impl Shop {
    /// The customer's ticket that was solved on this day, or nothing if the time is over before.
    pub(super) fn ticket(&self, person: &Person, date: Date) -> Option<Story> {
        let mut dice = Dice::new(self.seed, Stream::Ticket, person.number);
        let number = format!("T{}", 1_000 + person.number);
        let about = person.about("ticket", &self.source, &number);
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
        // A ticket that had to be opened again costs a point and a half.
        let opinion = if again { HELPED.lowered(15) } else { HELPED };
        let mut story = self.story(person, events, vec![opinion.view(None, 0)]);
        if person.reachable {
            story.replies = opinion.replies(person.language, solved, 0, self.until, &mut dice);
        }
        Some(story)
    }
}
