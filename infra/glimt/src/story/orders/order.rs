//! One order, put together from its rows, and the story that it makes.

use super::super::columns::Places;
use super::super::event::About;
use super::super::{Behaviour, Reply, Story};
use super::row::{Answer, Row};
use jiff::Timestamp;

/// An order and every answer about it. What its rows say differently, the first that says anything decides.
#[derive(Debug)]
pub(super) struct Order {
    row: Row,
    answers: Vec<Answer>,
}

impl Order {
    pub fn of(mut row: Row) -> Self {
        let answers = row.answer.take().into_iter().collect();
        Self { row, answers }
    }

    /// Adds another row of the same order.
    pub fn add(&mut self, row: Row) {
        let known = &mut self.row;
        if known.email.is_empty() {
            known.email = row.email;
        }
        known.customer = known.customer.take().or(row.customer);
        known.country = known.country.take().or(row.country);
        known.value = known.value.take().or(row.value);
        known.purchased = known.purchased.or(row.purchased);
        known.fulfilled = known.fulfilled.or(row.fulfilled);
        known.delivered = known.delivered.or(row.delivered);
        known.estimated = known.estimated.or(row.estimated);
        known.cancelled = known.cancelled.or(row.cancelled);
        known.survey_sent = known.survey_sent.into_iter().chain(row.survey_sent).min();
        for (name, value) in row.attributes {
            if known.attributes.iter().all(|(other, _)| *other != name) {
                known.attributes.push((name, value));
            }
        }
        self.answers.extend(row.answer);
    }

    /// The order's story; `None` if nothing of it is to be fired.
    pub fn into_story(self, places: &Places<'_>, source: &str) -> Option<Story> {
        let Self { row, answers } = self;
        let ask = ask(&row, &answers, places);
        let mut attributes: Vec<_> =
            row.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        attributes.extend(late(&row, places).map(|late| ("late", if late { "yes" } else { "no" })));
        let about = About {
            source,
            subject: "order",
            number: &row.number,
            contact: vec![
                ("email", Some(&row.email)),
                ("locale", places.fixed.locale.as_deref()),
                ("country", row.country.as_deref()),
                ("customer_id", row.customer.as_deref()),
            ],
            value: row.value.as_ref().map(|(amount, currency)| (amount.as_str(), currency.as_str())),
            attributes,
            noticed_at: None,
        };
        let mut events = Vec::new();
        let mut fire = |kind, happened_at, at| events.push(about.happening(kind, None, happened_at, at));
        if places.survey_sent.is_none() && places.rating.is_none() {
            for (kind, at) in [("order.paid", row.purchased), ("order.fulfilled", row.fulfilled)] {
                at.into_iter().for_each(|at| fire(kind, at, at));
            }
        }
        row.cancelled.into_iter().for_each(|at| fire("order.cancelled", at, at));
        ask.into_iter().for_each(|ask| fire(ask.kind, ask.happened_at, ask.at));
        events.sort_by_key(|event| event.at);
        let first = events.first()?.at;
        Some(Story {
            person: if row.email.is_empty() { row.number.clone() } else { row.email.clone() },
            replies: replies(answers, ask.map_or(first, |ask| ask.at)),
            events,
            behaviour: Behaviour::default(),
            views: Vec::new(),
        })
    }
}

/// The event through which an order is asked about.
#[derive(Clone, Copy)]
struct Ask {
    kind: &'static str,
    happened_at: Timestamp,
    at: Timestamp,
}

fn ask(row: &Row, answers: &[Answer], places: &Places<'_>) -> Option<Ask> {
    // A file that tells of no deliveries does not say that this order had none.
    let overdue = row.delivered.is_none() && places.delivered.is_some();
    let happened_at = if overdue { row.estimated } else { row.delivered };
    let answered = answers.iter().filter_map(|answer| answer.at).min();
    let unsent = row.delivered.or(row.estimated).or(answered);
    let unsent = unsent.filter(|at| {
        row.delivered.is_some() || answered.is_some() || row.cancelled.is_none_or(|cancelled| cancelled > *at)
    });
    let at = row.survey_sent.or(unsent)?;
    let kind = if overdue { "order.overdue" } else { "order.delivered" };
    Some(Ask { kind, happened_at: happened_at.map_or(at, |happened_at| happened_at.min(at)), at })
}

/// Whether the order came after the promised day; unknown if it has not come.
fn late(row: &Row, places: &Places<'_>) -> Option<bool> {
    let day = |at: Timestamp| at.to_zoned(places.zone.clone()).date();
    let (delivered, estimated) = (row.delivered?, row.estimated?);
    places.late.then(|| day(delivered) > day(estimated))
}

/// The answers in time order; one without a time counts when the mail is sent.
fn replies(answers: Vec<Answer>, sent: Timestamp) -> Vec<Reply> {
    let reply = |answer: Answer| Reply {
        at: answer.at.unwrap_or(sent),
        survey: None,
        rating: answer.rating,
        comment: answer.comment,
    };
    let mut replies: Vec<_> = answers.into_iter().map(reply).collect();
    replies.sort_by_key(|reply| reply.at);
    replies
}
