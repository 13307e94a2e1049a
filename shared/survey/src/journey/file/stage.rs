//! `[[stage]]`: a step of the journey.

use super::Common;
use super::condition;
use super::field::{Field, shown};
use super::survey::{self, Sketch};
use super::table::Table;
use super::texts::{NAME, STATEMENT};
use crate::journey::webhook::Webhook;
use crate::journey::{Alert, Phase, Stage, Target};
use crate::slug::Slug;
use score::Metric;

const KEYS: [&str; 10] = ["id", "phase", "name", "owner", "weight", "headline", "promise", "target", "alert", "survey"];

const PHASES: [(&str, Phase); 3] = [("before", Phase::Before), ("during", Phase::During), ("after", Phase::After)];

/// The ids given so far, with their lines; also those of stages and surveys that have mistakes.
#[derive(Default)]
pub(super) struct Seen {
    stages: Vec<(String, usize)>,
    surveys: Vec<(String, usize)>,
    /// How many surveys there were, also those without an id.
    pub(super) count: usize,
}

impl Seen {
    /// The ids of the stages.
    pub(super) fn stages(&self) -> Vec<&str> {
        self.stages.iter().map(|(id, _)| id.as_str()).collect()
    }

    /// Notes the survey's id if another one has it.
    pub(super) fn survey(&mut self, table: &Table) -> Option<Slug> {
        unique_id(table, "survey", &mut self.surveys)
    }
}

fn unique_id(table: &Table, noun: &str, seen: &mut Vec<(String, usize)>) -> Option<Slug> {
    let field = table.need("id", &format!("id = \"my-{noun}\""))?;
    let id = field.slug()?;
    match seen.iter().find(|(other, _)| other == id.as_str()) {
        Some((_, line)) => {
            let expected = format!("give every {noun} of the journey an id of its own");
            field.mistake(format!("the {noun} on line {line} is also called \"{id}\""), expected);
        }
        None => seen.push((id.to_string(), field.line())),
    }
    Some(id)
}

/// Reads every stage, in order.
pub(super) fn all(root: &Table, common: &Common, seen: &mut Seen) -> Vec<Stage> {
    let tables = root.tables("stage", "[[stage]]", &KEYS);
    let empty = |field: Field| field.items().is_some_and(|items| items.is_empty());
    if root.get("stage").is_none_or(empty) {
        root.missing("stage", "[[stage]] with id and name, and a [[stage.survey]] below it");
    }
    tables.iter().filter_map(|table| read(table, common, seen)).collect()
}

fn read(table: &Table, common: &Common, seen: &mut Seen) -> Option<Stage> {
    let id = unique_id(table, "stage", &mut seen.stages);
    let phase = table.get("phase").and_then(|field| field.one_of("phase", &PHASES)).unwrap_or(Phase::After);
    let name = table.need_texts("name", NAME, &common.languages);
    let owner = table.get("owner").map_or_else(|| common.owner.clone(), |field| field.address());
    let weight = table.get("weight").and_then(|field| field.whole(1..=1_000)).unwrap_or(1);
    let promise = table.get("promise").and_then(|field| field.texts(STATEMENT, &common.languages));

    let surveys = table.tables("survey", "[[stage.survey]]", &survey::KEYS);
    let surveys: Vec<_> = surveys.iter().map(|table| survey::read(table, common, seen)).collect();
    let sketches: Vec<_> = surveys.iter().map(|(sketch, _)| sketch.clone()).collect();
    let headline = headline(table, &sketches);
    let metric = sketches.iter().find(|s| s.id.is_some() && s.id == headline).and_then(|s| s.metric);
    let target = target(table, metric);
    let alert = alert(table, &sketches);
    Some(Stage {
        id: id?,
        phase,
        name: name?,
        owner: owner?,
        weight: u32::try_from(weight).ok()?,
        headline: headline?,
        promise,
        target,
        alert,
        surveys: surveys.into_iter().filter_map(|(_, survey)| survey).collect(),
    })
}

/// The survey whose score is the stage's: the one named, or the only one.
fn headline(table: &Table, surveys: &[Sketch]) -> Option<Slug> {
    let ids: Vec<&str> = surveys.iter().filter_map(|survey| survey.id.as_ref()).map(Slug::as_str).collect();
    let whole = ids.len() == surveys.len();
    match (surveys, table.get("headline")) {
        ([], _) => {
            table.missing("survey", "a [[stage.survey]] with id and template below it");
            None
        }
        (_, Some(field)) if whole => field.known_slug("survey in this stage", &ids),
        (_, Some(field)) => field.slug(),
        ([only], None) => only.id.clone(),
        (_, None) => {
            table.missing("headline", "headline = the id of the survey whose score is the stage's");
            None
        }
    }
}

fn target(table: &Table, metric: Option<Metric>) -> Option<Target> {
    let example = "target = { score = 85, by = 2027-06-30 }";
    let target = table.get("target")?.table(example)?.with_keys(&["score", "by"]);
    let (lowest, expected) = match metric.map(Metric::unit) {
        Some("percent") => (0.0, "write percent, from 0 to 100"),
        Some(_) => (-100.0, "write points, from -100 to 100"),
        None => (-100.0, "write a score, from -100 to 100"),
    };
    let score = target.need("score", "score = 85");
    let score = score.and_then(|field| field.number(expected, |score| (lowest..=100.0).contains(&score)));
    let by = target.need("by", "by = 2027-06-30").and_then(|field| field.date());
    Some(Target { score: score?, by: by? })
}

fn alert(table: &Table, surveys: &[Sketch]) -> Option<Alert> {
    let example = "alert = { to = \"name@domain\", when = \"rating <= 2\" }";
    let alert = table.get("alert")?.table(example)?.with_keys(&["to", "when", "at_most", "webhook"]);
    let to = alert.need("to", "to = \"name@domain\"").and_then(|field| field.address());
    let when = alert.need("when", "when = \"rating <= 2\"").and_then(|field| condition::on_rating(&field, surveys));
    let at_most = alert.get("at_most").and_then(|field| field.whole(1..=1_000)?.try_into().ok());
    let webhook = alert.get("webhook").and_then(|field| webhook(&field));
    Some(Alert { to: to?, when: when?, at_most: at_most.unwrap_or(Alert::usual()), webhook })
}

fn webhook(field: &Field) -> Option<Webhook> {
    let text = field.text()?;
    let webhook = Webhook::parse(text);
    if let Err(bad) = &webhook {
        let expected = "write the whole address of the webhook, such as \"https://hooks.shop.no/glimt\"";
        field.mistake(format!("{} can't be {}: {bad}", field.name(), shown(text)), expected);
    }
    webhook.ok()
}
