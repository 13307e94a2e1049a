//! The mail that asks one customer one question: a published letter, filled in.

use crate::line::one_line;
use crate::template::Rendered;
use jiff::civil::Date;
use survey::Slug;
use survey::journey::letter::{Letter, Occasion, Pieces, Slot};

/// What only the one mail knows. Names and references may hold anything: they come out as one line, escaped.
#[derive(Debug, Clone, Copy)]
pub struct InvitationMail<'a> {
    /// Nothing of the brand but the sender's name.
    pub plain: bool,
    pub reminder: bool,
    pub name: Option<&'a str>,
    /// The order or ticket number, as the customer knows it; may be empty.
    pub reference: &'a str,
    /// What happened: `order.delivered`.
    pub touchpoint: &'a Slug,
    /// When it happened, on the customer's calendar.
    pub happened_on: Date,
    /// Where the question can be answered: `https://host/r/<token>`. A rating's link adds `/<rating>`.
    pub answer_url: &'a str,
    pub opt_out_url: &'a str,
}

/// A longer one is cut off on a phone.
const LONGEST_SUBJECT: usize = 59;

/// Around a foreign name, so that it does not turn the text around it, whichever way it is written.
const ISOLATE: char = '\u{2068}';
const ISOLATE_END: char = '\u{2069}';

impl InvitationMail<'_> {
    /// The whole mail, in the letter's language. `None`: the letter was never published in this dress.
    pub fn fill(&self, letter: &Letter) -> Option<Rendered> {
        let body = letter.bodies.iter().find(|body| body.plain == self.plain && body.reminder == self.reminder)?;
        let subject = self.subject(letter);
        let why = self.why(letter);
        let greeting = self.greeting(letter);
        let filled = |pieces: &Pieces, write: fn(&str) -> String| {
            let [subject, why, greeting, answer_url, opt_out_url] =
                [&subject, &why, &greeting, self.answer_url, self.opt_out_url].map(write);
            pieces.fill(|slot| match slot {
                Slot::Subject => &subject,
                Slot::Why => &why,
                Slot::Greeting => &greeting,
                Slot::AnswerUrl => &answer_url,
                Slot::OptOutUrl => &opt_out_url,
                Slot::Name | Slot::Reference | Slot::Day | Slot::Date => "",
            })
        };
        let plain = |text: &str| text.replace([ISOLATE, ISOLATE_END], "");
        Some(Rendered { html: filled(&body.html, escaped), text: filled(&body.text, plain), subject })
    }

    /// Why it came, as one sentence.
    pub(crate) fn why(&self, letter: &Letter) -> String {
        self.words(letter, &self.occasion(letter).why)
    }

    fn greeting(&self, letter: &Letter) -> String {
        let name = self.name.map(|name| one_line(name, 80)).filter(|name| !name.is_empty());
        match name.map(|name| format!("{ISOLATE}{name}{ISOLATE_END}")) {
            Some(name) => letter.greeting.fill(|_| &name),
            None => letter.greeting_nameless.fill(|_| ""),
        }
    }

    fn subject(&self, letter: &Letter) -> String {
        let occasion = self.occasion(letter);
        let subject = self.words(letter, &occasion.subject);
        if subject.chars().count() <= LONGEST_SUBJECT {
            return subject;
        }
        one_line(&self.words(letter, &occasion.short_subject), LONGEST_SUBJECT)
    }

    /// The words for what happened; those that name an order or ticket only where there is one.
    fn occasion<'l>(&self, letter: &'l Letter) -> &'l Occasion {
        let nameless = one_line(self.reference, 40).is_empty();
        let own = letter.occasions.get(self.touchpoint);
        own.filter(|own| !(nameless && own.why.has(Slot::Reference))).unwrap_or(&letter.otherwise)
    }

    fn words(&self, letter: &Letter, pieces: &Pieces) -> String {
        let (reference, day) = (one_line(self.reference, 40), self.happened_on.day().to_string());
        let month = usize::from(self.happened_on.month().unsigned_abs());
        let date = letter.dates.get(month - 1).map(|date| date.fill(|_| &day)).unwrap_or_default();
        pieces.fill(|slot| match slot {
            Slot::Reference => &reference,
            Slot::Date => &date,
            _ => "",
        })
    }
}

/// A text as it may stand in HTML, between tags or in quotes. Isolated names become `<bdi>`.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#x27;"),
            ISOLATE => html.push_str("<bdi>"),
            ISOLATE_END => html.push_str("</bdi>"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests;
