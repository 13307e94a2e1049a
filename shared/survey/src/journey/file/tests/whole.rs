//! Whole files.

use super::*;
use crate::journey::length::Length;
use crate::language::Language;

pub(super) const EXAMPLE: &str = include_str!("../../../../../../infra/journey.toml");
const REPLAY: &str = include_str!("../../../../../../infra/replay/journey.toml");

fn right(text: &str) -> Journey {
    let checked = read(text).unwrap_or_else(|mistakes| panic!("{:#?}", said(&mistakes)));
    assert_eq!(said(&checked.warnings), [""; 0]);
    checked.journey
}

#[test]
fn the_example_journey_is_right() {
    let journey = right(EXAMPLE);
    let stages: Vec<_> = journey.stages.iter().map(|stage| stage.id.as_str()).collect();
    assert_eq!(stages, ["order", "delivery", "return", "support", "loyalty"]);
    let metrics: Vec<_> = journey.surveys().map(|(_, survey)| survey.metric.as_str()).collect();
    assert_eq!(metrics, ["ces", "csat", "ces", "csat", "nps"]);
    assert_eq!(journey.languages, [Language::Nb, Language::En]);
}

#[test]
fn the_replay_journey_is_right_and_keeps_nothing_back() {
    let journey = right(REPLAY);
    let (_, survey) = journey.surveys().next().unwrap();
    assert_eq!((survey.on.len(), survey.void_on.len(), survey.too_late_after), (2, 0, None));
    assert!(survey.delay.is_zero() && journey.quiet_period.is_zero());
    assert_eq!((journey.link_life, journey.minimum_answers), (Length::days(600), 1));
    assert_eq!(journey.segments.keys().map(|key| key.as_str()).collect::<Vec<_>>(), ["category", "late", "state"]);
}

#[test]
fn a_journey_is_the_same_after_it_was_stored() {
    for journey in [right(EXAMPLE), right(REPLAY)] {
        let stored = serde_json::to_string(&journey).unwrap();
        assert_eq!(serde_json::from_str::<Journey>(&stored).unwrap(), journey);
    }
}

#[test]
fn every_mistake_is_told_at_once_by_line() {
    let file = r#"
[journey]
id = "Nordlys"
name.nb = "Nordlys Friluft"
owner = "cx@nordlys"
langauges = ["nb"]
languages = ["nb", "en"]
time_zone = "Europe/Olso"
mode = "pilot"
send_between = "20:00-09:00"
quiet_days = ["12-24", "02-31"]

[sender]
from = "Nordlys hei@svar.nordlys.example"
reply_to = "kundeservice@nordlys.example"
legal = ""
privacy_url = "http://nordlys.example/personvern"
branding = { default = "full", Denmark = "plain" }

[[stage]]
id = "delivery"
name.nb = "Levering"
name.en = "Delivery"
headline = "received"
target = { score = 850, by = "2027-06-30" }
alert = { to = "logistikk@nordlys.example", when = "rating <= 6" }

[[stage.survey]]
id = "delivered"
template = "delivery-csat"
on = "order.deliverd"
delay = "1 day"
sample = 1.5
only_if = "carrier == 'Posten'"

[[stage]]
id = "delivery"
name.en = "Support"

[[stage.survey]]
id = "delivered"
metric = "csat"
scale = "1-7"

[[change]]
date = 2026-10-01
stage = "delivry"
"#;
    insta::assert_snapshot!(said(&read(file).unwrap_err()).join("\n"));
}

#[test]
fn what_is_no_toml_is_told_by_line() {
    let said = |text: &str| said(&read(text).unwrap_err());
    assert_eq!(
        said("[journey]\nid = shop\nname.en = Shop\nowner = \"a@b.no\nid = \"x\"\n"),
        [
            "line 2: a value without quotes; put text in quotes, such as key = \"text\"",
            "line 3: a value without quotes; put text in quotes, such as key = \"text\"",
            "line 4: this is not TOML: invalid basic string; expected `\"`",
            "line 5: this key or table is there twice; keep one; only tables in double brackets, such as [[stage]], may be repeated",
        ]
    );
    assert_eq!(said("id = nordlys"), ["line 1: a value without quotes; put text in quotes, such as key = \"text\""]);
    assert_eq!(said(&format!("a = {}", "[".repeat(100_000))).len(), 1);
    assert_eq!(said(&format!("{}a = 1", "a.".repeat(100_000))).len(), 1);
}

#[test]
fn an_empty_file_says_what_belongs_in_it() {
    for text in ["", "stage = []", "\u{feff}# nothing yet\n"] {
        let said = said(&read(text).unwrap_err());
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said.iter().all(|mistake| mistake.starts_with("line 1: the file has no ")), "{said:?}");
    }
}

#[test]
fn lines_are_counted_alike_however_they_end() {
    let mistakes = |text: &str| said(&read(text).unwrap_err());
    let wrong = changed("order.delivered", "order.deliverd");
    assert_eq!(mistakes(&wrong.replace('\n', "\r\n")), mistakes(&wrong));
}
