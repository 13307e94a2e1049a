//! A file that is right, changed in one place at a time.

mod any_text;
mod brand;
mod follow_up;
mod head;
mod reporting;
mod retention;
mod sender;
mod stage;
mod survey;
mod whole;

use super::{Checked, Mistake, read};
use crate::journey::Journey;
use crate::language::Language;

const BASE: &str = r#"[journey]
id = "shop"
name.nb = "Butikken"
name.en = "The Shop"
owner = "cx@shop.example"
languages = ["nb", "en"]
time_zone = "Europe/Oslo"
notice_since = 2026-01-01

[sender]
from = "The Shop <hello@shop.example>"
reply_to = "help@shop.example"
legal = "The Shop AS, Oslo"
privacy_url = "https://shop.example/privacy"

[segments]
carrier.nb = "Transportør"
carrier.en = "Carrier"

[[stage]]
id = "delivery"
name.nb = "Levering"
name.en = "Delivery"

[[stage.survey]]
id = "delivered"
metric = "csat"
on = "order.delivered"
question.nb = "Hvor fornøyd er du?"
question.en = "How satisfied are you?"

[[stage]]
id = "support"
name.nb = "Kundeservice"
name.en = "Support"

[[stage.survey]]
id = "helped"
template = "support-csat"

[[change]]
date = 2026-10-01
stage = "delivery"
name.nb = "Ny transportør"
name.en = "New carrier"
"#;

fn changed(from: &str, to: &str) -> String {
    assert_eq!(BASE.matches(from).count(), 1, "{from}");
    BASE.replace(from, to)
}

fn said(mistakes: &[Mistake]) -> Vec<String> {
    mistakes.iter().map(Mistake::to_string).collect()
}

/// The one mistake of the file in which this is replaced by that.
fn mistake(from: &str, to: &str) -> String {
    let text = changed(from, to);
    let mistakes = read(&text).expect_err(&text);
    assert_eq!(mistakes.len(), 1, "{:#?}", said(&mistakes));
    mistakes[0].to_string()
}

/// The one mistake of the file in which a line is followed by another one, which stands on the line that it is about.
fn added(after: &str, line: &str) -> String {
    let text = changed(after, &format!("{after}\n{line}"));
    let number = 1 + text[..text.find(&format!("\n{line}")).unwrap() + 1].matches('\n').count();
    let said = mistake(after, &format!("{after}\n{line}"));
    said.strip_prefix(&format!("line {number}: ")).unwrap_or_else(|| panic!("not on line {number}: {said}")).to_owned()
}

fn checked(from: &str, to: &str) -> Checked {
    read(&changed(from, to)).unwrap_or_else(|mistakes| panic!("{:#?}", said(&mistakes)))
}

fn base() -> Journey {
    read(BASE).unwrap().journey
}

fn journey(from: &str, to: &str) -> Journey {
    checked(from, to).journey
}

const HEAD: &str = "time_zone = \"Europe/Oslo\"";
const SENDER: &str = "reply_to = \"help@shop.example\"";
const STAGE: &str = "name.en = \"Delivery\"";
const SURVEY: &str = "metric = \"csat\"";
const TEMPLATED: &str = "template = \"support-csat\"";
