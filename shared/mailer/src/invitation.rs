//! The mail that asks one customer one question.

use crate::line::one_line;
use crate::template::{Argument, RenderError, Rendered, isolated, render, text};
use jiff::civil::Date;
use minijinja::context;
use minijinja::value::Value;
use score::Metric;
use survey::journey::wording::Wording;

/// What an invitation says. Names and references may hold anything: they come out as one line, escaped.
#[derive(Debug, Clone, Copy)]
pub struct InvitationMail<'a> {
    pub wording: &'a Wording,
    /// Nothing of the brand but the sender's name: no stage, no colour.
    pub plain: bool,
    pub name: Option<&'a str>,
    /// The order or ticket number, as the customer knows it; may be empty.
    pub reference: &'a str,
    /// What happened: `order.delivered`.
    pub touchpoint: &'a str,
    /// When it happened, on the customer's calendar.
    pub happened_on: Date,
    /// Where the question can be answered: `https://host/r/<token>`. A rating's link adds `/<rating>`.
    pub answer_url: &'a str,
    pub opt_out_url: &'a str,
    /// For how many days the links can be used.
    pub link_days: i64,
}

/// A longer one is cut off on a phone.
const LONGEST_SUBJECT: usize = 59;

/// The touchpoints that there are own words for; those of the first kind say which order or ticket.
const WITH_REFERENCE: [&str; 9] = [
    "order.paid",
    "order.fulfilled",
    "order.delivered",
    "order.overdue",
    "order.refunded",
    "order.cancelled",
    "return.completed",
    "ticket.solved",
    "ticket.reopened",
];
const WITHOUT_REFERENCE: [&str; 5] =
    ["account.created", "quote.requested", "subscription.cancelled", "customer.lapsed", "employee.asked"];

impl InvitationMail<'_> {
    /// The whole mail, in the wording's language.
    pub fn render(&self) -> Result<Rendered, RenderError> {
        let wording = self.wording;
        let language = wording.language;
        let (company, reference) = (one_line(&wording.company, 60), one_line(self.reference, 40));
        let happened = self.words_for_it(&reference);
        let (day, month) = (i64::from(self.happened_on.day()), i64::from(self.happened_on.month()));
        let date = text(language, "date", &[("day", day.into()), ("month", month.into())])?;
        let arguments: [(&str, Argument); 3] =
            [("company", company.clone().into()), ("reference", reference.into()), ("date", date.into())];

        let subject = self.subject(&happened, &arguments)?;
        let why = text(language, &format!("why-{happened}"), &arguments)?;
        let name = self.name.map(|name| one_line(name, 80)).filter(|name| !name.is_empty());
        let scale = wording.metric.scale();
        let context = context! {
            lang => language.code(),
            plain => self.plain,
            subject => subject.as_str(),
            company => company,
            stage => wording.stage.as_str(),
            name => name.map(|name| isolated(&name)),
            question => wording.question.as_str(),
            thumbs => wording.metric == Metric::Thumbs,
            rows => self.rows()?,
            low => self.end(*scale.start(), &wording.low)?,
            high => self.end(*scale.end(), &wording.high)?,
            why => why,
            days => self.link_days,
            answer_url => self.answer_url,
            opt_out_url => self.opt_out_url,
            legal => wording.legal.as_str(),
            privacy_url => wording.privacy_url.as_str(),
            reply_to => wording.reply_to.as_str(),
        };
        let [html, text] = render(["invitation.html", "invitation.txt"], &context)?;
        Ok(Rendered { subject, html, text })
    }

    /// The part of a text's key that stands for the touchpoint.
    fn words_for_it(&self, reference: &str) -> String {
        let named = WITH_REFERENCE.contains(&self.touchpoint) && !reference.is_empty();
        if named || WITHOUT_REFERENCE.contains(&self.touchpoint) {
            self.touchpoint.replace('.', "-")
        } else {
            "other".to_owned()
        }
    }

    fn subject(&self, happened: &str, arguments: &[(&str, Argument)]) -> Result<String, RenderError> {
        let language = self.wording.language;
        let subject = text(language, &format!("subject-{happened}"), arguments)?;
        if subject.chars().count() <= LONGEST_SUBJECT {
            return Ok(subject);
        }
        let short = text(language, &format!("subject-{happened}.short"), arguments)?;
        Ok(one_line(&short, LONGEST_SUBJECT))
    }

    /// The cells of the scale. Eleven wrap into two rows where eleven do not fit, so they come as two.
    fn rows(&self) -> Result<Vec<Vec<Value>>, RenderError> {
        let ratings: Vec<u8> = self.wording.metric.scale().collect();
        let row_length = if ratings.len() > 7 { ratings.len().div_ceil(2) } else { ratings.len() };
        ratings.chunks(row_length).map(|row| row.iter().map(|rating| self.cell(*rating)).collect()).collect()
    }

    fn cell(&self, rating: u8) -> Result<Value, RenderError> {
        let wording = self.wording;
        let scale = wording.metric.scale();
        let end = match rating {
            _ if rating == *scale.start() => wording.low.as_str(),
            _ if rating == *scale.end() => wording.high.as_str(),
            _ => "",
        };
        let (shown, label) = if wording.metric == Metric::Thumbs {
            (end.to_owned(), end.to_owned())
        } else {
            let arguments = [("rating", i64::from(rating).into()), ("top", i64::from(*scale.end()).into())];
            let place = text(wording.language, "rating-of", &arguments)?;
            let label = if end.is_empty() { place } else { format!("{place} ({end})") };
            (rating.to_string(), label)
        };
        Ok(context! { shown => shown, label => label, url => format!("{}/{rating}", self.answer_url) })
    }

    /// What stands at one end of the scale: `1 = Very dissatisfied`.
    fn end(&self, rating: u8, meaning: &str) -> Result<String, RenderError> {
        let arguments = [("rating", i64::from(rating).into()), ("label", meaning.to_owned().into())];
        text(self.wording.language, "end", &arguments)
    }
}

#[cfg(test)]
mod tests;
