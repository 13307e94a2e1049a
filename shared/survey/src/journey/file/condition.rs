//! The conditions of alerts and surveys: that they ask for things that exist.

use super::field::Field;
use super::nearest::quoted;
use super::survey::Sketch;
use crate::condition::Condition;

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
