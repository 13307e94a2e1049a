//! `[[stage.survey.follow_up]]`: what is asked after the rating.

use super::Common;
use super::condition::{self, Earlier};
use super::field::{Field, shown};
use super::survey::Sketch;
use super::table::Table;
use super::texts::{LABEL, QUESTION};
use crate::follow_up::{Choice, EXPECTED, FollowUp, Kind, Measures, SCALE};
use crate::slug::Slug;
use std::collections::BTreeSet;

const KEYS: [&str; 8] = ["id", "type", "ask_when", "question", "options", "low", "high", "measures"];
const HEADING: &str = "[[stage.survey.follow_up]]";
const OPTION: &str = "{ id = \"late\", en = \"It came late\" }";

/// How many a survey may have to choose among, and how many options each.
const MOST: usize = 20;
const MOST_OPTIONS: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Type {
    Text,
    Choice,
    Choices,
    Scale,
    YesNo,
}

const TYPES: [(&str, Type); 5] = [
    ("text", Type::Text),
    ("choice", Type::Choice),
    ("choices", Type::Choices),
    ("scale", Type::Scale),
    ("yes_no", Type::YesNo),
];
const MEASURES: [(&str, Measures); 3] =
    [("promise", Measures::Promise), ("expectation", Measures::Expectation), ("driver", Measures::Driver)];

/// Reads the follow-ups of a survey; `None` if it says nothing of them.
pub(super) fn all(table: &Table, common: &Common, survey: &Sketch) -> Option<Vec<FollowUp>> {
    let given = table.get("follow_up")?;
    let tables = table.tables("follow_up", HEADING, &KEYS);
    if tables.len() > MOST {
        given.mistake(
            format!("a survey has at most {MOST} follow-ups"),
            "take some away: nobody is asked more than two",
        );
    }
    let mut earlier = Vec::new();
    Some(tables.iter().filter_map(|table| read(table, common, survey, &mut earlier)).collect())
}

fn read(table: &Table, common: &Common, survey: &Sketch, earlier: &mut Vec<Earlier>) -> Option<FollowUp> {
    let id = id(table, earlier);
    let words: Vec<_> = TYPES.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    let kind = table.need("type", &format!("type = one of {}", words.join(", ")));
    let kind = kind.and_then(|field| field.one_of("type", &TYPES));
    let question = table.need_texts("question", QUESTION, &common.languages);
    let ask_when = table.get("ask_when").map(|field| condition::on_replies(&field, survey, earlier));
    let read = kind.and_then(|kind| self::kind(table, kind, common));
    let measures = table.get("measures").and_then(|field| {
        let when = ask_when.as_ref().and_then(|when| when.as_ref());
        measures(&field, kind, read.as_ref(), when)
    });
    // What is asked later may ask for it also if something is wrong with it.
    if let Some((id, line)) = &id {
        let words = match (&read, kind) {
            (Some(read), _) => words_of(read),
            (None, Some(Type::Text | Type::Choices)) => Some(Vec::new()),
            (None, _) => None,
        };
        earlier.push(Earlier { id: id.clone(), line: *line, words });
    }
    Some(FollowUp {
        id: id?.0,
        kind: read?,
        ask_when: ask_when.map_or(Some(None), |when| when.map(Some))?,
        question: question?,
        measures,
    })
}

fn id(table: &Table, earlier: &[Earlier]) -> Option<(Slug, usize)> {
    let field = table.need("id", "id = \"why\"")?;
    let id = field.slug()?;
    if id.as_str() == "rating" {
        field.refuse("\"rating\"", "that is the survey's own question; choose another id");
        return None;
    }
    if let Some(other) = earlier.iter().find(|other| other.id == id) {
        let expected = "give every follow-up of the survey an id of its own";
        field.mistake(format!("the follow-up on line {} is also called \"{id}\"", other.line), expected);
        return None;
    }
    Some((id, field.line()))
}

/// What may be counted: not a text; a promise is kept or not; and what was expected is met, missed or surpassed.
fn measures(
    field: &Field,
    kind: Option<Type>,
    read: Option<&Kind>,
    when: Option<&crate::condition::Condition>,
) -> Option<Measures> {
    let measures = field.one_of("measure", &MEASURES)?;
    if measures == Measures::Promise && kind.is_some_and(|kind| kind != Type::YesNo) {
        field.mistake("a promise is kept or not", "write type = \"yes_no\", or measure something else");
    } else if measures == Measures::Expectation && read.is_some_and(|read| !tells_what_was_expected(read)) {
        let [worse, as_expected, better] = EXPECTED;
        field.mistake(
            "it was worse than expected, as expected, or better",
            format!("write type = \"scale\", or a choice among \"{worse}\", \"{as_expected}\" and \"{better}\""),
        );
    } else if kind == Some(Type::Text) {
        field.mistake("a text can't be counted", "choose another type, or take measures away");
    }
    if let Some(other) = when.and_then(|when| when.fields().find(|asked| *asked != "rating")) {
        let what = format!("what measures can't depend on \"{other}\", for its chance of being asked would be unknown");
        field.mistake(what, "let its ask_when ask only for rating, or take measures away");
    }
    Some(measures)
}

fn tells_what_was_expected(kind: &Kind) -> bool {
    match kind {
        Kind::Scale { .. } => true,
        Kind::Choice { options } => {
            let ids: BTreeSet<_> = options.iter().map(|option| option.id.as_str()).collect();
            ids == BTreeSet::from(EXPECTED)
        }
        Kind::Text | Kind::YesNo | Kind::Choices { .. } => false,
    }
}

fn kind(table: &Table, kind: Type, common: &Common) -> Option<Kind> {
    let needed: &[&str] = match kind {
        Type::Text | Type::YesNo => &[],
        Type::Choice | Type::Choices => &["options"],
        Type::Scale => &["low", "high"],
    };
    for field in ["options", "low", "high"].iter().filter(|key| !needed.contains(key)).filter_map(|key| table.get(key))
    {
        let name = TYPES.iter().find(|(_, other)| *other == kind).map_or("", |(name, _)| *name);
        field.mistake(
            format!("a follow-up of type \"{name}\" has no {}", field.key()),
            "take it away, or choose another type",
        );
    }
    match kind {
        Type::Text => Some(Kind::Text),
        Type::YesNo => Some(Kind::YesNo),
        Type::Choice => Some(Kind::Choice { options: options(table, common)? }),
        Type::Choices => Some(Kind::Choices { options: options(table, common)? }),
        Type::Scale => {
            let end = |key| table.need_texts(key, LABEL, &common.languages);
            let (low, high) = (end("low"), end("high"));
            Some(Kind::Scale { low: low?, high: high? })
        }
    }
}

fn options(table: &Table, common: &Common) -> Option<Vec<Choice>> {
    let field = table.need("options", &format!("options = [{OPTION}, …]"))?;
    let Some(items) = field.items() else {
        field.mistake(format!("options is {}", field.type_name()), format!("write options = [{OPTION}, …]"));
        return None;
    };
    if !(2..=MOST_OPTIONS).contains(&items.len()) {
        let what =
            if items.is_empty() { "options is empty".to_owned() } else { format!("there are {} options", items.len()) };
        field.mistake(what, format!("write 2 to {MOST_OPTIONS}, each as {OPTION}"));
    }
    let mut seen: Vec<Slug> = Vec::new();
    let options: Vec<_> = items.iter().map(|item| option(item, common, &mut seen)).collect();
    options.into_iter().collect()
}

fn option(item: &Field, common: &Common, seen: &mut Vec<Slug>) -> Option<Choice> {
    let table = item.table(OPTION)?;
    let id = table.need("id", "id = \"late\"").and_then(|field| field.slug());
    match &id {
        Some(id) if seen.contains(id) => {
            item.mistake(format!("two options have the id \"{id}\""), "give each option an id of its own");
        }
        Some(id) => seen.push(id.clone()),
        None => {}
    }
    let texts = table.entries().into_iter().filter(|field| field.key() != "id").collect();
    let name = id.as_ref().map_or("an option".to_owned(), |id| format!("option {}", shown(id.as_str())));
    let label = item.called(name).texts_among(texts, "", LABEL, &common.languages);
    Some(Choice { id: id?, label: label? })
}

/// The words that a condition can compare its reply with.
fn words_of(kind: &Kind) -> Option<Vec<String>> {
    Some(match kind {
        Kind::Text | Kind::Choices { .. } => Vec::new(),
        Kind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        Kind::Choice { options } => options.iter().map(|option| option.id.to_string()).collect(),
        Kind::Scale { .. } => SCALE.map(|number| number.to_string()).collect(),
    })
}
