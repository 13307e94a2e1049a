//! `[retention]`: how long what is known of customers is kept.

use super::table::Table;
use crate::journey::length::Length;
use crate::journey::{Journey, Retention};

pub(super) const KEYS: [&str; 3] = ["comments", "answers", "people"];

/// How long after its links' end a day can still be counted anew.
const UNSEALED: Length = Length::days(37);

/// Reads the lengths.
pub(super) fn read(table: &Table) -> Retention {
    let length = |key| table.get(key).and_then(|field| field.length());
    Retention { comments: length("comments"), answers: length("answers"), people: length("people") }
}

/// Notes what would be forgotten while it is still needed, or never because something else is forgotten before.
pub(super) fn refuse_too_short(table: &Table, journey: &Journey) {
    let Retention { comments, answers, people } = journey.retention;
    let refuse = |key: &str, length: Length, expected: String| {
        if let Some(field) = table.get(key) {
            field.refuse(format!("\"{length}\""), expected);
        }
    };
    if let Some(answers) = answers.filter(|answers| *answers < UNSEALED) {
        let why = "until then, the days of their invitations are counted anew from them";
        refuse("answers", answers, format!("write \"{UNSEALED}\" or longer: {why}"));
    }
    if let Some((comments, answers)) = comments.zip(answers).filter(|(comments, answers)| comments >= answers) {
        let expected = format!("make it shorter than answers (\"{answers}\"), with which comments go, or leave it out");
        refuse("comments", comments, expected);
    }
    let needed = journey.needs_to_remember();
    if let Some(people) = people.filter(|people| *people < needed) {
        let why = "quiet_period, link_life and each ask_again_after rest on what is remembered";
        refuse("people", people, format!("write \"{needed}\" or longer: {why}"));
    }
}
