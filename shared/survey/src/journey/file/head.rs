//! `[journey]`: what holds for every stage.

use super::Common;
use super::condition::on_event;
use super::field::Field;
use super::sender::web_address;
use super::table::Table;
use super::texts::{NAME, unknown_language};
use crate::address::Address;
use crate::due::country_of_zone;
use crate::journey::brand::Brand;
use crate::journey::length::Length;
use crate::journey::reporting::Reporting;
use crate::journey::{
    Change, DeliveredAfter, Exclude, Fuse, Journey, Mode, Retention, Sender, Stage, WhenUnsure, Window,
};
use crate::language::{Language, Text};
use crate::slug::Slug;
use jiff::civil::Time;
use std::collections::BTreeMap;

pub(super) const KEYS: [&str; 19] = [
    "id",
    "name",
    "owner",
    "languages",
    "time_zone",
    "mode",
    "pilot_to",
    "notice_since",
    "quiet_period",
    "send_between",
    "quiet_days",
    "minimum_answers",
    "link_life",
    "review_url",
    "when_unsure",
    "home",
    "delivered_after",
    "exclude",
    "fuse",
];

const MODES: [(&str, Mode); 3] = [("shadow", Mode::Shadow), ("pilot", Mode::Pilot), ("live", Mode::Live)];
const UNSURE: [(&str, WhenUnsure); 2] = [("drop", WhenUnsure::Drop), ("resend", WhenUnsure::Resend)];

/// The other sections of the file, as far as they could be read.
pub(super) struct Rest {
    pub(super) sender: Option<Sender>,
    pub(super) brand: Brand,
    pub(super) segments: BTreeMap<Slug, Text>,
    pub(super) stages: Vec<Stage>,
    pub(super) changes: Vec<Change>,
    pub(super) retention: Retention,
    pub(super) reporting: Reporting,
}

/// Reads what the other sections depend on.
pub(super) fn common(head: &Table) -> Common {
    Common {
        languages: languages(head),
        owner: head.need("owner", "owner = \"name@domain\"").and_then(|field| field.address()),
        segments: Vec::new(),
    }
}

fn languages(head: &Table) -> Vec<Language> {
    let Some(field) = head.need("languages", "languages = [\"en\"]") else { return Vec::new() };
    let mut languages = Vec::new();
    for language in field.each(language) {
        if languages.contains(&language) {
            field.mistake(format!("\"{}\" is in languages twice", language.code()), "keep one");
        } else {
            languages.push(language);
        }
    }
    if field.items().is_some_and(|items| items.is_empty()) {
        field.mistake("languages is empty", "name at least one, such as languages = [\"en\"]");
    }
    languages
}

fn language(field: &Field) -> Option<Language> {
    let code = field.text()?;
    let language = Language::parse(code);
    if language.is_none() {
        unknown_language(field, code);
    }
    language
}

/// Reads the head and puts the journey together.
pub(super) fn journey(head: &Table, common: Common, rest: Rest) -> Option<Journey> {
    let id = head.need("id", "id = \"my-shop\"").and_then(|field| field.slug());
    let name = head.need_texts("name", NAME, &common.languages);
    let time_zone = head.need("time_zone", "time_zone = \"Europe/Oslo\"").and_then(|field| field.zone());
    let mode = head.get("mode").and_then(|field| field.one_of("mode", &MODES)).unwrap_or(Mode::Shadow);
    let pilot_to = head.get("pilot_to").map(|field| field.each(Field::address)).unwrap_or_default();
    if mode == Mode::Pilot && pilot_to.is_empty() {
        head.mistake("mode is \"pilot\" but pilot_to names nobody", "add pilot_to = [\"name@domain\"]");
    }
    let notice_since = head.get("notice_since").and_then(|field| field.date());
    let quiet_period = head.get("quiet_period").and_then(|field| field.length()).unwrap_or(Length::days(14));
    let send_between = head.get("send_between").and_then(|field| field.window()).unwrap_or(DAYTIME);
    let quiet_days = head.get("quiet_days").map(|field| field.each(Field::day_of_year)).unwrap_or_default();
    let minimum_answers = head.get("minimum_answers").and_then(|field| field.whole(1..=1_000_000)).unwrap_or(5);
    let link_life = head.get("link_life").and_then(|field| link_life(&field)).unwrap_or(Length::days(28));
    let review_url = head.get("review_url").and_then(|field| web_address(&field, "page"));
    no_reminder_of_a_dead_link(head, link_life, &rest.stages);
    let when_unsure =
        head.get("when_unsure").and_then(|field| field.one_of("choice", &UNSURE)).unwrap_or(WhenUnsure::Drop);

    let home = head.get("home").and_then(|field| country(&field));
    let delivered_after = head.get("delivered_after").map(|field| delivered_after(&field)).unwrap_or_default();
    let exclude = head.get("exclude").map(|field| exclude(&field)).unwrap_or_default();
    let fuse = head.get("fuse").map(|field| fuse(&field)).unwrap_or_default();

    let (name, mut sender) = (name?, rest.sender?);
    if sender.name.is_empty() {
        sender.name = name.get(*common.languages.first()?)?.to_owned();
    }
    let zones = time_zone.as_ref().and_then(|zone| zone.iana_name()).and_then(country_of_zone);
    Some(Journey {
        home: home.or_else(|| zones.map(str::to_owned)),
        delivered_after,
        exclude,
        fuse,
        id: id?,
        name,
        owner: common.owner?,
        languages: common.languages,
        time_zone: time_zone?,
        mode,
        pilot_to,
        notice_since,
        quiet_period,
        send_between,
        quiet_days,
        minimum_answers: minimum_answers.unsigned_abs(),
        link_life,
        retention: rest.retention,
        reporting: rest.reporting,
        review_url,
        when_unsure,
        sender,
        brand: rest.brand,
        mails: BTreeMap::new(),
        segments: rest.segments,
        stages: rest.stages,
        changes: rest.changes,
    })
}

const DAYTIME: Window = Window { from: Time::constant(9, 0, 0, 0), until: Time::constant(20, 0, 0, 0) };

fn link_life(field: &Field) -> Option<Length> {
    let life = field.length()?;
    let possible = Length::days(1)..=Length::days(1_000);
    if !possible.contains(&life) {
        field.refuse(format!("\"{life}\""), "write a length from \"1d\" to \"1000d\"");
        return None;
    }
    Some(life)
}

/// A reminder carries the first mail's links.
fn no_reminder_of_a_dead_link(head: &Table, link_life: Length, stages: &[Stage]) {
    for survey in stages.iter().flat_map(|stage| &stage.surveys) {
        if let Some(after) = survey.reminder.filter(|after| *after >= link_life) {
            let what = format!("links live {link_life}, and survey \"{}\" reminds after {after}", survey.id);
            let expected = "make link_life longer than the reminder";
            match head.get("link_life") {
                Some(field) => field.mistake(what, expected),
                None => head.mistake(what, expected),
            }
        }
    }
}

/// A country as two capital letters.
fn country(field: &Field) -> Option<String> {
    field.parse("write a country as two capital letters, such as NO", |text| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| text.to_owned())
    })
}

fn delivered_after(field: &Field) -> DeliveredAfter {
    let usual = DeliveredAfter::default();
    let Some(table) = field.table("delivered_after = { home = \"7d\", abroad = \"14d\" }") else { return usual };
    let table = table.with_keys(&["home", "abroad"]);
    let length = |key, usual| table.get(key).and_then(|field| field.length()).unwrap_or(usual);
    DeliveredAfter { home: length("home", usual.home), abroad: length("abroad", usual.abroad) }
}

fn exclude(field: &Field) -> Exclude {
    let example = "exclude = { domains = [\"nordlys.example\"], when = [\"tag.vip == 'yes'\"] }";
    let Some(table) = field.table(example) else { return Exclude::default() };
    let table = table.with_keys(&["domains", "when"]);
    let domain = |field: &Field| {
        field.parse("write a domain, such as nordlys.example", |text| {
            let address = Address::parse(&format!("name@{}", text.trim_start_matches('@'))).ok()?;
            Some(address.domain().to_owned())
        })
    };
    Exclude {
        domains: table.get("domains").map(|field| field.each(domain)).unwrap_or_default(),
        when: table.get("when").map(|field| field.each(on_event)).unwrap_or_default(),
    }
}

fn fuse(field: &Field) -> Fuse {
    let usual = Fuse::default();
    let Some(table) = field.table("fuse = { person = 5, source = 20000 }") else { return usual };
    let table = table.with_keys(&["person", "source"]);
    let whole = |key, range| table.get(key).and_then(|field| field.whole(range));
    Fuse {
        person: whole("person", 1..=1_000).and_then(|n| u32::try_from(n).ok()).unwrap_or(usual.person),
        source: whole("source", 1..=1_000_000_000).map(i64::unsigned_abs).unwrap_or(usual.source),
    }
}
