//! Built-in surveys, by name. A survey that names one may still say anything else itself.

use super::length::Length;
use crate::language::{Language, Text};
use score::Metric;

/// A survey as it is most often wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// What `template = "…"` says.
    pub name: &'static str,
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
}

/// A text in every language of Glimt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    en: &'static str,
    nb: &'static str,
}

impl Words {
    /// The text in one language.
    pub fn get(self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Nb => self.nb,
        }
    }

    /// The text in these languages.
    pub fn text(self, languages: &[Language]) -> Text {
        Text(languages.iter().map(|language| (*language, self.get(*language).to_owned())).collect())
    }
}

/// The template with this name.
pub fn find(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

/// What the lowest and the highest rating of a metric mean, where a survey does not say it.
pub fn ends(metric: Metric) -> (Words, Words) {
    match metric {
        Metric::Nps | Metric::Enps => (
            Words { en: "Not at all likely", nb: "Svært lite sannsynlig" },
            Words { en: "Extremely likely", nb: "Svært sannsynlig" },
        ),
        Metric::Csat => (
            Words { en: "Very dissatisfied", nb: "Svært misfornøyd" },
            Words { en: "Very satisfied", nb: "Svært fornøyd" },
        ),
        Metric::Ces => {
            (Words { en: "Strongly disagree", nb: "Helt uenig" }, Words { en: "Strongly agree", nb: "Helt enig" })
        }
        Metric::Stars => (Words { en: "Very poor", nb: "Svært dårlig" }, Words { en: "Very good", nb: "Svært bra" }),
        Metric::Thumbs => (Words { en: "Not good", nb: "Ikke bra" }, Words { en: "Good", nb: "Bra" }),
    }
}

/// Every template.
pub static TEMPLATES: [Template; 5] = [
    Template {
        name: "order-ces",
        metric: Metric::Ces,
        on: &["order.paid"],
        delay: Length::minutes(60),
        too_late_after: Some(Length::days(3)),
        void_on: &["order.cancelled"],
        ask_again_after: Some(Length::days(90)),
        question: Words {
            en: "Do you agree or disagree? “The shop made it easy for me to place my order.”",
            nb: "Er du enig eller uenig? «Butikken gjorde det enkelt for meg å bestille.»",
        },
    },
    Template {
        name: "delivery-csat",
        metric: Metric::Csat,
        on: &["order.delivered"],
        delay: Length::days(1),
        too_late_after: Some(Length::days(7)),
        void_on: &["order.refunded", "order.cancelled"],
        ask_again_after: Some(Length::days(90)),
        question: Words {
            en: "How satisfied or dissatisfied are you with the delivery of your order?",
            nb: "Hvor fornøyd eller misfornøyd er du med leveringen av bestillingen din?",
        },
    },
    Template {
        name: "return-ces",
        metric: Metric::Ces,
        on: &["return.completed"],
        delay: Length::days(1),
        too_late_after: Some(Length::days(7)),
        void_on: &[],
        ask_again_after: Some(Length::days(90)),
        question: Words {
            en: "Do you agree or disagree? “The shop made it easy for me to return what I bought.”",
            nb: "Er du enig eller uenig? «Butikken gjorde det enkelt for meg å returnere det jeg kjøpte.»",
        },
    },
    Template {
        name: "support-csat",
        metric: Metric::Csat,
        on: &["ticket.solved"],
        delay: Length::days(1),
        too_late_after: Some(Length::days(7)),
        void_on: &["ticket.reopened"],
        ask_again_after: Some(Length::days(30)),
        question: Words {
            en: "How satisfied or dissatisfied are you with the help you got from customer service?",
            nb: "Hvor fornøyd eller misfornøyd er du med hjelpen du fikk fra kundeservice?",
        },
    },
    Template {
        name: "relationship-nps",
        metric: Metric::Nps,
        on: &["order.delivered"],
        delay: Length::days(30),
        too_late_after: Some(Length::days(45)),
        void_on: &[],
        ask_again_after: Some(Length::days(180)),
        question: Words {
            en: "How likely is it that you would recommend us to a friend or colleague?",
            nb: "Hvor sannsynlig er det at du vil anbefale oss til en venn eller kollega?",
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::file::TOUCHPOINTS;

    #[test]
    fn every_template_has_a_name_of_its_own_and_can_be_asked_in_time() {
        for template in TEMPLATES {
            assert_eq!(find(template.name), Some(&template));
            assert!(template.too_late_after.is_none_or(|limit| limit > template.delay), "{}", template.name);
            for touchpoint in template.on.iter().chain(template.void_on) {
                assert!(TOUCHPOINTS.contains(touchpoint), "{touchpoint}");
            }
        }
    }

    #[test]
    fn every_text_exists_in_every_language_and_is_short() {
        let questions = TEMPLATES.map(|template| template.question);
        let ends = Metric::ALL.map(ends).into_iter().flat_map(|(low, high)| [low, high]);
        for (words, longest) in questions.into_iter().map(|q| (q, 120)).chain(ends.map(|end| (end, 30))) {
            for language in Language::ALL {
                let length = words.get(language).chars().count();
                assert!((1..=longest).contains(&length), "{words:?}");
            }
            assert_ne!(words.en, words.nb);
        }
    }
}
