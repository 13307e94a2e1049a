//! `[fields]` and `[attributes]`: what it happened to, to whom, and what else is known.

use super::places;
use crate::hook::{About, Known, Places};
use crate::journey::file::Table;
use crate::slug::Slug;
use std::collections::BTreeMap;

type Make = fn(Places) -> About;

const SUBJECTS: [(&str, Make); 3] = [("order", About::Order), ("ticket", About::Ticket), ("customer", About::Customer)];

const KNOWN: [(&str, Known); 10] = [
    ("email", Known::Email),
    ("name", Known::Name),
    ("locale", Known::Locale),
    ("country", Known::Country),
    ("time_zone", Known::TimeZone),
    ("customer_id", Known::CustomerId),
    ("reference", Known::Reference),
    ("happened_at", Known::HappenedAt),
    ("amount", Known::Amount),
    ("currency", Known::Currency),
];

/// What it happened to, and everything else that is known.
pub(super) fn read(table: Table) -> Option<(About, BTreeMap<Known, Places>)> {
    let subjects = SUBJECTS.iter().map(|(name, _)| *name);
    let keys: Vec<_> = subjects.chain(KNOWN.iter().map(|(name, _)| *name)).collect();
    let table = table.with_keys(&keys);
    let about = about(&table);
    let known = |(name, known): &(&str, Known)| Some((*known, places(&table.get(name)?)?));
    let fields: BTreeMap<_, _> = KNOWN.iter().filter_map(known).collect();
    for (one, other) in [("amount", "currency"), ("currency", "amount")] {
        if let (Some(field), None) = (table.get(one), table.get(other)) {
            field.mistake(format!("{one} is there without {other}"), format!("add {other} = \"/…\", or take it out"));
        }
    }
    if table.get("email").is_none() {
        table.warning("[fields] has no email", "only customers who are known from an earlier event can be asked");
    }
    Some((about?, fields))
}

fn about(table: &Table) -> Option<About> {
    let given: Vec<_> = SUBJECTS.iter().filter_map(|(name, make)| Some((table.get(name)?, make))).collect();
    if given.is_empty() {
        table.mistake(
            "[fields] has no order, ticket or customer",
            "add the one that it happens to, such as ticket = \"/ticket_id\"",
        );
    }
    if let [(first, _), rest @ ..] = &given[..] {
        for (field, _) in rest {
            let what = format!("{} is there beside {}", field.name(), first.name());
            field.mistake(what, "keep the one that it happens to; a customer's number is customer_id");
        }
    }
    let read = given.into_iter().map(|(field, make)| places(&field).map(make));
    read.reduce(|first, _| first).flatten()
}

/// Attributes by their names in Glimt.
pub(super) fn attributes(table: &Table) -> BTreeMap<Slug, Places> {
    let fields = table.entries();
    let read = fields.iter().map(|field| (field.key_slug(), places(field)));
    read.filter_map(|(name, places)| name.zip(places)).collect()
}
