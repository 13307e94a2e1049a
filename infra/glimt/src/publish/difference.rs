//! What a journey file would change of what is published, and what that means for surveys that are running. Pure.

use serde_json::Value;
use std::collections::BTreeMap;
use survey::journey::Journey;

/// What the store gives a survey, and what is compared as mails.
const NOT_OF_THE_FILE: [&str; 3] = ["version", "index", "mails"];

/// Every difference, a line each: its place in the file, what stands there and what would, and what follows from that.
/// None if there is none.
pub fn difference(before: &Journey, after: &Journey) -> Result<Vec<String>, serde_json::Error> {
    let (before, after) = (places(before)?, places(after)?);
    let mut lines = Vec::new();
    for place in before.keys().chain(after.keys().filter(|place| !before.contains_key(*place))) {
        let (was, is) = (before.get(place), after.get(place));
        if was == is || is_inside_of_a_missing_one(place, was.is_none(), [&before, &after]) {
            continue;
        }
        let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), short);
        let change = match (was, is) {
            (Some(Value::Object(_)), None) => format!("- {place}"),
            (None, Some(Value::Object(_))) => format!("+ {place}"),
            _ => format!("  {place}: {} → {}", shown(was), shown(is)),
        };
        lines.push(change);
        lines.extend(meaning(place, was, is).map(|meaning| format!("      {meaning}")));
    }
    Ok(lines)
}

/// Of a stage or a survey that comes or goes, one line is enough.
fn is_inside_of_a_missing_one(place: &str, is_new: bool, [before, after]: [&BTreeMap<String, Value>; 2]) -> bool {
    let there = if is_new { before } else { after };
    let above = place.match_indices('.').map(|(end, _)| &place[..end]);
    above.into_iter().any(|above| {
        let is_object = |all: &BTreeMap<String, Value>| matches!(all.get(above), Some(Value::Object(_)));
        (is_object(before) || is_object(after)) && !there.contains_key(above)
    })
}

/// What follows for those who are asked already.
fn meaning(place: &str, was: Option<&Value>, is: Option<&Value>) -> Option<&'static str> {
    let last = place.rsplit('.').next().unwrap_or_default();
    let is_survey = place.contains(".survey ");
    Some(match last {
        _ if last.starts_with("survey ") && is.is_none() => {
            "those who are invited are still mailed, under the version that invited them (`glimt pause` stops them); its rows stay"
        }
        _ if last.starts_with("survey ") => "it asks after touchpoints that come in from now on",
        _ if last.starts_with("stage ") && is.is_none() => "its closed rows stay; it is part of no score from now on",
        "mode" if was.and_then(Value::as_str) == Some("live") => {
            "those who are invited are still mailed; `glimt pause` stops them"
        }
        "mode" => "for touchpoints that come in from now on",
        "metric" => "another scale: its scores begin anew, and are never compared with the old ones",
        "question" | "low" | "high" if is_survey => {
            "the survey gets a new version: its scores begin anew beside the old ones; a journey's row counts the one with the most answers"
        }
        "on" | "delay" | "only_if" | "sample_ppm" | "too_late_after" | "ask_again_after" | "priority" if is_survey => {
            "for touchpoints that come in from now on; who is invited keeps the old"
        }
        "headline" => {
            "the stage's score is another survey's from now on, also in rows of periods that are over: a revision"
        }
        "target" | "weight" | "minimum_answers" => {
            "also in rows of periods that are over: the next export writes them anew"
        }
        "link_life" => "links that are out keep theirs; due days are sealed by the shortest that there ever was",
        _ if place.starts_with("change ") => "the due days around it are counted again",
        "languages" => "who is invited keeps the language of their mail, as far as it is still there",
        _ => return None,
    })
}

/// Every value of a journey by its place, objects of lists by their id.
fn places(journey: &Journey) -> Result<BTreeMap<String, Value>, serde_json::Error> {
    let mut places = BTreeMap::new();
    gather(&mut places, "", serde_json::to_value(journey)?);
    Ok(places)
}

fn gather(places: &mut BTreeMap<String, Value>, place: &str, value: Value) {
    let below = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    match value {
        Value::Object(fields) if !is_text(&fields) => {
            if !place.is_empty() {
                places.insert(place.to_owned(), Value::Object(serde_json::Map::new()));
            }
            for (name, value) in fields.into_iter().filter(|(name, _)| !NOT_OF_THE_FILE.contains(&name.as_str())) {
                gather(places, &below(&name), value);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let list = place.rsplit('.').next().unwrap_or_default();
            let (above, one) = (place.strip_suffix(list).unwrap_or_default(), list.strip_suffix('s').unwrap_or(list));
            for (number, item) in items.into_iter().enumerate() {
                let name = item["id"].as_str().or(item["date"].as_str()).map(str::to_owned);
                let name = name.unwrap_or_else(|| (number + 1).to_string());
                gather(places, &format!("{above}{one} {name}"), item);
            }
        }
        Value::Null => {}
        value => {
            places.insert(place.to_owned(), value);
        }
    }
}

/// A text in several languages is one thing.
fn is_text(fields: &serde_json::Map<String, Value>) -> bool {
    let is_language = |name: &String| survey::Language::parse(name).is_some();
    !fields.is_empty() && fields.iter().all(|(name, value)| is_language(name) && value.is_string())
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(90) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journeys::parse;

    const JOURNEY: &str = include_str!("../../../journey.toml");

    fn told(edit: impl Fn(&str) -> String) -> Vec<String> {
        let read = |text: &str| parse(text, "the example").unwrap();
        difference(&read(JOURNEY), &read(&edit(JOURNEY))).unwrap()
    }

    #[test]
    fn the_same_file_makes_no_difference() {
        assert_eq!(told(str::to_owned), Vec::<String>::new());
    }

    #[test]
    fn each_difference_says_where_it_is_and_what_it_means_for_those_who_are_asked_already() {
        let told = told(|text| {
            let text = text.replace("link_life = \"28d\"", "link_life = \"14d\"");
            text.replacen("delay = \"1d\"", "delay = \"2d\"", 1).replace("mode = \"shadow\"", "mode = \"live\"")
        });
        let expected = [
            "  link_life: \"28d\" → \"14d\"",
            "      links that are out keep theirs; due days are sealed by the shortest that there ever was",
            "  mode: \"shadow\" → \"live\"",
            "      for touchpoints that come in from now on",
        ];
        assert_eq!(told[..4], expected);
        assert!(
            told[4].contains(".delay: \"1d\" → \"2d\"") && told[5].contains("who is invited keeps the old"),
            "{told:?}"
        );
    }

    #[test]
    fn a_survey_that_goes_is_one_line_and_keeps_its_rows() {
        let (before, mut after) = (parse(JOURNEY, "").unwrap(), parse(JOURNEY, "").unwrap());
        let gone = after.stages.pop().unwrap();
        let told = difference(&before, &after).unwrap();
        assert_eq!(told[0], format!("- stage {}", gone.id));
        assert_eq!(told.len(), 2, "{told:?}");
        let told = difference(&after, &before).unwrap();
        assert_eq!(told[0], format!("+ stage {}", gone.id));
    }
}
