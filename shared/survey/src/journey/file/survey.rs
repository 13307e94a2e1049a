//! `[[stage.survey]]`: one question to one customer.

use super::Common;
use super::condition;
use super::field::{Field, shown};
use super::follow_up;
use super::nearest::advice;
use super::stage::Seen;
use super::table::Table;
use super::texts::{Kind, LABEL, QUESTION};
use crate::journey::length::Length;
use crate::journey::template::{self, Template, Words};
use crate::journey::{Count, Survey};
use crate::language::Text;
use crate::slug::Slug;
use score::Metric;

pub(super) const KEYS: [&str; 19] = [
    "id",
    "template",
    "metric",
    "scale",
    "on",
    "delay",
    "too_late_after",
    "void_on",
    "ask_again_after",
    "reminder",
    "sample",
    "priority",
    "count",
    "only_if",
    "question",
    "low",
    "high",
    "mail",
    "follow_up",
];

const COUNTS: [(&str, Count); 2] =
    [("confirmed", Count::Confirmed), ("confirmed+provisional", Count::ConfirmedAndProvisional)];

/// A token has one byte for a survey's place; the rest is kept free.
const MOST_SURVEYS: usize = 200;

/// What a stage needs to know of a survey, whether or not all of it could be read.
#[derive(Clone)]
pub(super) struct Sketch {
    pub(super) id: Option<Slug>,
    pub(super) metric: Option<Metric>,
}

/// Reads one survey: what it says, over what its template says, over the defaults.
pub(super) fn read(table: &Table, common: &Common, seen: &mut Seen) -> (Sketch, Option<Survey>) {
    let id = seen.survey(table);
    let index = u8::try_from(seen.count).ok();
    seen.count += 1;
    if seen.count == MOST_SURVEYS + 1 {
        table.mistake(format!("a journey has at most {MOST_SURVEYS} surveys"), "divide it into several journeys");
    }
    let template = table.get("template").and_then(|field| known_template(&field));
    // Behind a template that is not known, anything may stand: nothing more is missed.
    let bare = table.get("template").is_none();
    let metric = metric(table, template, bare);
    let listening = listening(table, template, bare);
    let timing = timing(table, template);
    let template = template.filter(|t| Some(t.metric) == metric);
    let [question, low, high] = wording(table, common, template, metric);
    let sample_ppm = table.get("sample").and_then(|field| sample(&field)).unwrap_or(1_000_000);
    let priority = table.get("priority").and_then(|field| field.whole(-1_000..=1_000)).unwrap_or(0);
    let count = table.get("count").and_then(|field| field.one_of("count", &COUNTS)).unwrap_or(Count::Confirmed);
    let only_if = table.get("only_if").and_then(|field| condition::on_customer(&field, &common.segments));
    let mail = table.get("mail").and_then(|field| field.slug());
    let sketch = Sketch { id: id.clone(), metric };
    let own = follow_up::all(table, common, &sketch);
    let follow_ups = own.or_else(|| template.and_then(|t| t.follow_ups_in(&common.languages))).unwrap_or_default();
    let survey = || {
        Some(Survey {
            id: id?,
            index: index?,
            version: 1,
            metric: metric?,
            on: listening.on?,
            delay: timing.delay,
            too_late_after: timing.too_late_after,
            void_on: listening.void_on,
            ask_again_after: timing.ask_again_after,
            reminder: timing.reminder,
            sample_ppm,
            priority: i32::try_from(priority).ok()?,
            count,
            only_if,
            question: question?,
            low: low?,
            high: high?,
            mail,
            follow_ups,
        })
    };
    (sketch, survey())
}

fn known_template(field: &Field) -> Option<&'static Template> {
    let name = field.text()?;
    let found = template::find(name);
    if found.is_none() {
        let names: Vec<_> = template::TEMPLATES.iter().map(|template| template.name).collect();
        field.mistake(format!("unknown template {}", shown(name)), advice("template", name, &names));
    }
    found
}

fn metric(table: &Table, template: Option<&Template>, bare: bool) -> Option<Metric> {
    let words = Metric::ALL.map(|metric| (metric.as_str(), metric));
    let metric = match table.get("metric") {
        Some(field) => field.one_of("metric", &words),
        None if bare => {
            table.missing("template", "a template, or metric, on and question");
            None
        }
        None => template.map(|template| template.metric),
    };
    if let Some((field, metric)) = table.get("scale").zip(metric) {
        scale(&field, metric);
    }
    metric
}

/// A scale is the metric's own: it may be said, for readers, but not chosen.
fn scale(field: &Field, metric: Metric) {
    let own = format!("{}-{}", metric.scale().start(), metric.scale().end());
    if let Some(given) = field.text().filter(|given| given.replace('–', "-") != own) {
        let expected = format!("write scale = \"{own}\", or leave it out");
        field.mistake(format!("{metric} has no scale {}", shown(given)), expected);
    }
}

struct Listening {
    on: Option<Vec<Slug>>,
    void_on: Vec<Slug>,
}

fn listening(table: &Table, template: Option<&Template>, bare: bool) -> Listening {
    let own = |key| table.get(key).map(|field| sorted(field.each(Field::touchpoint)));
    let given = |names: &[&str]| sorted(names.iter().filter_map(|name| Slug::parse(name).ok()).collect());
    let on = own("on").or_else(|| template.map(|template| given(template.on)));
    if on.is_none() && bare {
        table.missing("on", "on = \"order.delivered\", or whatever it listens to");
    }
    if let Some(field) = table.get("on").filter(|field| field.items().is_some_and(|items| items.is_empty())) {
        field.mistake("on is empty", "name what the survey listens to, such as on = \"order.delivered\"");
    }
    let void_on = own("void_on").or_else(|| template.map(|template| given(template.void_on))).unwrap_or_default();
    if let Some(both) = on.iter().flatten().find(|touchpoint| void_on.contains(touchpoint)) {
        let expected = "let it stand in on or in void_on, not in both";
        let what = format!("the survey listens to \"{both}\" and is voided by it");
        match table.get("void_on").or_else(|| table.get("on")) {
            Some(field) => field.mistake(what, expected),
            None => table.mistake(what, expected),
        }
    }
    Listening { on, void_on }
}

/// The same names in the same order, however they were written.
fn sorted(mut names: Vec<Slug>) -> Vec<Slug> {
    names.sort();
    names.dedup();
    names
}

struct Timing {
    delay: Length,
    too_late_after: Option<Length>,
    ask_again_after: Option<Length>,
    reminder: Option<Length>,
}

fn timing(table: &Table, template: Option<&Template>) -> Timing {
    let own = |key| table.get(key).and_then(|field: Field| field.length());
    let delay = own("delay").or_else(|| template.map(|template| template.delay)).unwrap_or_default();
    let too_late_after = own("too_late_after").or_else(|| template.and_then(|template| template.too_late_after));
    if let Some(limit) = too_late_after.filter(|limit| delay >= *limit) {
        let what = format!("with a delay of {delay} every mail is too late after {limit}");
        let expected = "make too_late_after longer than delay";
        match table.get("too_late_after").or_else(|| table.get("delay")) {
            Some(field) => field.mistake(what, expected),
            None => table.mistake(what, expected),
        }
    }
    let ask_again_after = own("ask_again_after").or_else(|| template.and_then(|template| template.ask_again_after));
    let reminder = table.get("reminder").and_then(|field| reminder(&field, delay, too_late_after));
    Timing { delay, too_late_after, ask_again_after, reminder }
}

/// How long after the mail its reminder comes.
fn reminder(field: &Field, delay: Length, too_late_after: Option<Length>) -> Option<Length> {
    let after = field.length()?;
    if !(Length::days(1)..=Length::days(14)).contains(&after) {
        field.refuse(format!("\"{after}\""), "write a length from \"1d\" to \"14d\" (\"4d\" is usual)");
        return None;
    }
    if let Some(limit) = too_late_after.filter(|limit| delay.duration() + after.duration() >= limit.duration()) {
        let what = format!("with a delay of {delay} every reminder after {after} is too late after {limit}");
        field.mistake(what, "make too_late_after longer, or the reminder sooner");
    }
    Some(after)
}

/// Question, low and high: the survey's own, or the template's; low and high last of all the metric's.
fn wording(table: &Table, common: &Common, template: Option<&Template>, metric: Option<Metric>) -> [Option<Text>; 3] {
    let own = |key, kind: Kind| table.get(key).map(|field: Field| field.texts(kind, &common.languages));
    let given = |words: Words| words.text(&common.languages);
    let question = match (own("question", QUESTION), template) {
        (Some(own), _) => own,
        (None, Some(template)) => given(template.question),
        // Without a metric, it is the metric or the template that is missing.
        (None, None) => metric.and_then(|_| table.need_texts("question", QUESTION, &common.languages)),
    };
    let ends = metric.map(template::ends);
    let low = own("low", LABEL).unwrap_or_else(|| ends.and_then(|(low, _)| given(low)));
    let high = own("high", LABEL).unwrap_or_else(|| ends.and_then(|(_, high)| given(high)));
    [question, low, high]
}

/// A share of the customers, in parts per million.
fn sample(field: &Field) -> Option<u32> {
    let share =
        field.number("write a share of the customers above 0 and up to 1.0", |share| share > 0.0 && share <= 1.0)?;
    // In range: a share of at most one of a million.
    Some(((share * 1e6).round() as u32).max(1))
}
