//! Built-in surveys, by name. A survey that names one may still say anything else itself.

mod ends;
mod follow_ups;
mod questions;
mod stages;
#[cfg(test)]
mod tests;
mod words;
mod written;

pub use ends::ends;
pub use follow_ups::{Asking, Replies};
pub use words::Words;

use super::length::Length;
use score::Metric;

/// A survey as it is most often wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// What `template = "…"` says.
    pub name: &'static str,
    /// What a new journey calls the survey.
    pub survey: &'static str,
    /// What a new journey calls its stage: id, and name for people.
    pub stage: (&'static str, Words),
    /// What it measures.
    pub metric: Metric,
    /// The touchpoints that it listens to.
    pub on: &'static [&'static str],
    /// From the touchpoint to the mail.
    pub delay: Length,
    /// From the touchpoint to where the mail is no longer worth sending.
    pub too_late_after: Option<Length>,
    /// The touchpoints after which it is not asked.
    pub void_on: &'static [&'static str],
    /// From one ask to the next of the same person.
    pub ask_again_after: Option<Length>,
    /// What it asks. Low and high are the metric's ([`ends`]).
    pub question: Words,
    /// What it asks after the rating.
    pub follow_ups: &'static [Asking],
}

/// The template with this name.
pub fn find(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

/// Every template.
pub static TEMPLATES: [Template; 7] = [
    Template {
        name: "order-ces",
        survey: "ordered",
        stage: ("order", stages::ORDER),
        metric: Metric::Ces,
        on: &["order.paid"],
        delay: Length::minutes(60),
        too_late_after: Some(Length::days(3)),
        void_on: &["order.cancelled"],
        ask_again_after: Some(Length::days(90)),
        question: questions::ORDER,
        follow_ups: follow_ups::ORDER,
    },
    Template {
        name: "delivery-csat",
        survey: "delivered",
        stage: ("delivery", stages::DELIVERY),
        metric: Metric::Csat,
        on: &["order.delivered"],
        delay: Length::days(1),
        too_late_after: Some(Length::days(7)),
        void_on: &["order.refunded", "order.cancelled"],
        ask_again_after: Some(Length::days(90)),
        question: questions::DELIVERY,
        follow_ups: follow_ups::DELIVERY,
    },
    Template {
        name: "return-ces",
        survey: "returned",
        stage: ("return", stages::RETURN),
        metric: Metric::Ces,
        on: &["return.completed"],
        delay: Length::days(1),
        too_late_after: Some(Length::days(7)),
        void_on: &[],
        ask_again_after: Some(Length::days(90)),
        question: questions::RETURN,
        follow_ups: follow_ups::RETURN,
    },
    Template {
        name: "support-csat",
        survey: "helped",
        stage: ("support", stages::SUPPORT),
        metric: Metric::Csat,
        on: &["ticket.solved"],
        delay: Length::days(1),
        too_late_after: Some(Length::days(7)),
        void_on: &["ticket.reopened"],
        ask_again_after: Some(Length::days(30)),
        question: questions::SUPPORT,
        follow_ups: follow_ups::SUPPORT,
    },
    Template {
        name: "relationship-nps",
        survey: "relationship",
        stage: ("loyalty", stages::RELATIONSHIP),
        metric: Metric::Nps,
        on: &["order.delivered"],
        delay: Length::days(30),
        too_late_after: Some(Length::days(45)),
        void_on: &[],
        ask_again_after: Some(Length::days(180)),
        question: questions::RELATIONSHIP,
        follow_ups: &[],
    },
    // Whoever leaves is asked while they still remember why, about all of it: the comment says the rest.
    Template {
        name: "left-us",
        survey: "left",
        stage: ("leaving", stages::LEFT),
        metric: Metric::Csat,
        on: &["subscription.cancelled"],
        delay: Length::minutes(60),
        too_late_after: Some(Length::days(7)),
        void_on: &[],
        ask_again_after: Some(Length::days(180)),
        question: questions::LEFT,
        follow_ups: &[],
    },
    // For colleagues, whom no shop tells of: a list (`glimt ask`) or the staff register sends one touchpoint for each,
    // four times a year at most.
    Template {
        name: "employee-enps",
        survey: "workplace",
        stage: ("workplace", stages::WORKPLACE),
        metric: Metric::Enps,
        on: &["employee.asked"],
        delay: Length::minutes(0),
        too_late_after: Some(Length::days(14)),
        void_on: &[],
        ask_again_after: Some(Length::days(80)),
        question: questions::WORKPLACE,
        follow_ups: &[],
    },
];
