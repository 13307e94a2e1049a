//! A journey of one survey, and what is made of it at publish.

mod own;

use super::*;
use score::Metric;
use std::collections::BTreeMap;
use survey::journey::file;
use survey::{Language, Text};

/// A journey that asks this in every language of Glimt, with `[sender]`'s and other lines of its own.
pub(crate) fn journey(metric: Metric, sender: &str, more: &str) -> Journey {
    let every = |key: &str, nb: &str, en: &str| -> String {
        let line = |language: Language| {
            format!("{key}.{} = {:?}\n", language.code(), if language == Language::Nb { nb } else { en })
        };
        Language::ALL.map(line).concat()
    };
    let [question, low, high] = words(metric);
    let text = format!(
        r#"
[journey]
id = "nordlys"
{}
owner = "cx@nordlys.example"
languages = {:?}
time_zone = "Europe/Oslo"
notice_since = 2026-01-01
[sender]
from = "Nordlys <hei@svar.nordlys.example>"
reply_to = "kundeservice@nordlys.example"
legal = "Nordlys Friluft AS, org.nr. 999 999 999, Storgata 1, Oslo"
privacy_url = "https://nordlys.example/personvern"
branding = {{ default = "full", DK = "plain" }}
{sender}
{more}
[[stage]]
id = "delivery"
{}
[[stage.survey]]
id = "delivered"
metric = "{metric}"
on = {:?}
{}{}{}
"#,
        every("name", "Nordlys", "Nordlys"),
        Language::ALL.map(Language::code),
        every("name", "Levering", "Delivery"),
        file::TOUCHPOINTS.iter().copied().chain(["shop.visited"]).collect::<Vec<_>>(),
        every("question", question.0, question.1),
        every("low", low.0, low.1),
        every("high", high.0, high.1),
    );
    file::read(&text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}")).journey
}

/// A text in every language of Glimt.
pub(crate) fn everywhere(text: impl Fn(Language) -> String) -> Text {
    let texts = Language::ALL.map(|language| (language, text(language)));
    BTreeMap::from(texts).try_into().unwrap()
}

/// Question, low and high in Norwegian and in English.
fn words(metric: Metric) -> [(&'static str, &'static str); 3] {
    match metric {
        Metric::Nps | Metric::Enps => [
            (
                "Hvor sannsynlig er det at du vil anbefale Nordlys til en venn?",
                "How likely are you to recommend Nordlys to a friend?",
            ),
            ("Svært lite sannsynlig", "Not at all likely"),
            ("Svært sannsynlig", "Extremely likely"),
        ],
        Metric::Ces => [
            ("Nordlys gjorde det enkelt å returnere varen.", "Nordlys made it easy to return the item."),
            ("Svært uenig", "Strongly disagree"),
            ("Svært enig", "Strongly agree"),
        ],
        Metric::Thumbs => {
            [("Hvordan var leveringen?", "How was the delivery?"), ("Ikke bra", "Not good"), ("Bra", "Good")]
        }
        Metric::Csat | Metric::Stars => [
            ("Hvor fornøyd er du med leveringen?", "How satisfied are you with the delivery?"),
            ("Svært misfornøyd", "Very dissatisfied"),
            ("Svært fornøyd", "Very satisfied"),
        ],
    }
}

/// The journey's only survey in one language.
pub(crate) fn letter_of(journey: &Journey, language: Language) -> Letter {
    let mut letters = letters(journey).unwrap_or_else(|bad| panic!("{bad:#?}"));
    letters.remove(&(0, language)).unwrap()
}

#[test]
fn the_same_journey_makes_the_same_letters_far_below_what_an_item_can_hold() {
    for metric in Metric::ALL {
        let journey = journey(metric, "", "");
        let letters = letters(&journey).unwrap();
        assert_eq!(letters.len(), Language::ALL.len());
        assert_eq!(letters, super::letters(&journey).unwrap());
        for (_, letter) in letters {
            let stored = serde_json::to_string(&letter).unwrap();
            assert!(stored.len() < 80_000, "{metric}: {} bytes", stored.len());
            assert_eq!(serde_json::from_str::<Letter>(&stored).unwrap(), letter);
        }
    }
}

#[test]
fn only_the_dresses_that_customers_may_get_are_made() {
    let both = journey(Metric::Csat, "", "");
    assert_eq!(letter_of(&both, Language::En).bodies.len(), 4);
    let mut full = both;
    full.sender.branding.remove("DK");
    assert_eq!(letter_of(&full, Language::En).bodies.len(), 2);
}

#[test]
fn the_owners_texts_open_no_place_of_their_own() {
    let mut journey = journey(Metric::Csat, "", "");
    let mark = survey::journey::letter::Slot::OptOutUrl.mark();
    journey.sender.name = format!("Nord{mark}lys");
    journey.sender.legal = format!("{mark}Nordlys AS");
    let mark = mark.to_string();
    let question = journey.stages[0].surveys[0].question.clone();
    let said = |language| question.get(language).unwrap();
    journey.stages[0].surveys[0].question = everywhere(|language| format!("{}{mark}", said(language)));
    let with_marks = letter_of(&journey, Language::En);
    journey.sender.name = "Nordlys".to_owned();
    journey.sender.legal = "Nordlys AS".to_owned();
    journey.stages[0].surveys[0].question = question.clone();
    assert_eq!(with_marks, letter_of(&journey, Language::En));
}
