//! The conditions of alerts and surveys: that they ask for things that exist.

use super::field::Field;
use super::nearest::quoted;
use super::survey::Sketch;
use crate::condition::Condition;
use crate::slug::Slug;

fn parse(field: &Field, example: &str) -> Option<Condition> {
    field.parse(&format!("write comparisons, joined by \"and\", such as \"{example}\""), |text| {
        Condition::parse(text).ok()
    })
}

/// A condition on the rating, which must be on the scale of every survey that it is about.
pub(super) fn on_rating(field: &Field, surveys: &[Sketch]) -> Option<Condition> {
    let condition = parse(field, "rating <= 2")?;
    if let Some(other) = condition.fields().find(|asked| *asked != "rating") {
        field.mistake(format!("{} asks for {other}", field.name()), "ask only for rating, such as \"rating <= 2\"");
        return None;
    }
    for (sketch, metric) in surveys.iter().filter_map(|sketch| Some((sketch, sketch.metric?))) {
        let scale = metric.scale();
        let off = |value: &&str| !value.parse().is_ok_and(|rating: u8| scale.contains(&rating));
        if let Some(value) = values(field.text()?).find(off) {
            let survey = sketch.id.as_ref().map(|id| format!(" of \"{id}\"")).unwrap_or_default();
            let expected = format!("the {metric} scale{survey} has {} to {}", scale.start(), scale.end());
            field.mistake(format!("{} compares the rating with {value}", field.name()), expected);
            return None;
        }
    }
    Some(condition)
}

/// A follow-up that one after it may ask for.
pub(super) struct Earlier {
    pub(super) id: Slug,
    pub(super) line: usize,
    /// What its reply may be; nothing if it can't be compared, and not known if something is wrong with it.
    pub(super) words: Option<Vec<String>>,
}

/// A condition on the rating and on what was replied to earlier follow-ups.
pub(super) fn on_replies(field: &Field, survey: &Sketch, earlier: &[Earlier]) -> Option<Condition> {
    let condition = parse(field, "rating <= 3")?;
    let ids: Vec<_> = ["rating"].into_iter().chain(earlier.iter().map(|one| one.id.as_str())).collect();
    let scale = survey.metric.map(|metric| metric.scale().map(|rating| rating.to_string()).collect::<Vec<_>>());
    for (asked, value) in condition.fields().zip(values(field.text()?)) {
        let found = earlier.iter().find(|one| one.id.as_str() == asked);
        let words = if asked == "rating" { scale.as_ref() } else { found.and_then(|one| one.words.as_ref()) };
        let (what, expected) = if !ids.contains(&asked) {
            let expected = format!("ask for one of {}, which stand before it", quoted(ids.iter().copied()));
            (format!("{} asks for \"{asked}\"", field.name()), expected)
        } else if words.is_some_and(Vec::is_empty) {
            let expected = "ask for the rating, or for one of type choice, scale or yes_no";
            (format!("{} asks for \"{asked}\", whose reply can't be compared", field.name()), expected.to_owned())
        } else if words.is_some_and(|words| !words.iter().any(|word| word == value)) {
            let words = words.into_iter().flatten().map(String::as_str);
            (format!("{} compares {asked} with {value}", field.name()), format!("it can be {}", quoted(words)))
        } else {
            continue;
        };
        field.mistake(what, expected);
        return None;
    }
    Some(condition)
}

/// What a readable condition compares with.
fn values(condition: &str) -> impl Iterator<Item = &str> {
    let value = |comparison: &'_ str| comparison.rfind(['=', '<', '>']).map(|at| at + 1);
    condition.split(" and ").filter_map(move |c| c.get(value(c)?..)).map(|v| v.trim().trim_matches(['\'', '"']))
}

/// A condition on the customer: their country, the touchpoint, or a declared segment.
pub(super) fn on_customer(field: &Field, segments: &[String]) -> Option<Condition> {
    let condition = parse(field, "country == 'NO'")?;
    let known = || ["country", "touchpoint"].into_iter().chain(segments.iter().map(String::as_str));
    let unknown: Vec<_> = condition.fields().filter(|asked| !known().any(|name| name == *asked)).collect();
    for asked in &unknown {
        let expected = format!("ask for one of {}, or declare it in [segments]", quoted(known()));
        field.mistake(format!("{} asks for \"{asked}\", which is not kept", field.name()), expected);
    }
    if unknown.is_empty() { Some(condition) } else { None }
}

/// A condition on whatever an event carries: its country, its touchpoint, or any attribute.
pub(super) fn on_event(field: &Field) -> Option<Condition> {
    parse(field, "tag.vip == 'yes'")
}
