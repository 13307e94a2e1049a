//! `[sender]`: who asks, on what ground, in which dress.

use super::field::Field;
use super::table::Table;
use super::texts::{STATEMENT, is_hidden};
use crate::address::Address;
use crate::journey::{Branding, Sender};
use crate::touchpoint::Basis;
use std::collections::BTreeMap;

pub(super) const KEYS: [&str; 7] = ["from", "reply_to", "legal", "privacy_url", "mail", "branding", "consent"];

const BRANDINGS: [(&str, Branding); 2] = [("full", Branding::Full), ("plain", Branding::Plain)];
const GROUNDS: [(&str, Basis); 3] = [
    ("legitimate_interest", Basis::LegitimateInterest),
    ("existing_customer", Basis::ExistingCustomer),
    ("consent", Basis::Consent),
];

/// Reads the sender. Its name is empty if `from` has none. `notice` says whether the journey has a `notice_since`.
pub(super) fn read(table: &Table, notice: bool) -> Option<Sender> {
    let from = table.need("from", "from = \"Name <name@domain>\"").and_then(|field| from(&field));
    let reply_to = table.need("reply_to", "reply_to = \"name@domain\"").and_then(|field| field.address());
    let legal = table.need("legal", "legal = \"legal name, organisation number, postal address\"");
    let legal = legal.and_then(|field| field.line_of_text(STATEMENT));
    let privacy_url =
        table.need("privacy_url", "privacy_url = \"https://…\"").and_then(|field| web_address(&field, "page"));
    let mail = table.get("mail").and_then(|field| field.slug());
    let branding = by_country(table, "branding", "branding", &BRANDINGS, Branding::Full);
    let consent = by_country(table, "consent", "ground", &GROUNDS, Basis::ExistingCustomer);
    if !notice && consent.values().any(|basis| *basis == Basis::ExistingCustomer) {
        warn_of_notice(table);
    }
    let (name, from) = from?;
    Some(Sender { from, name, reply_to: reply_to?, legal: legal?, privacy_url: privacy_url?, mail, branding, consent })
}

fn warn_of_notice(table: &Table) {
    table.warning(
        "customers are asked as existing customers, but [journey] has no notice_since",
        "add it (since when they are told at checkout that you may ask); \
         until then, who has no evidence in the event is skipped",
    );
}

/// The name and the whole header. A name with characters that have a meaning in a header is put in quotes.
fn from(field: &Field) -> Option<(String, String)> {
    field.parse("write \"Name <name@domain>\", or an address alone", |text| {
        let (name, address) = match text.trim().strip_suffix('>') {
            Some(rest) => rest.rsplit_once('<')?,
            None => ("", text),
        };
        let (name, address) = (name.trim(), Address::parse(address).ok()?);
        let name = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(name).trim();
        if name.contains(|c: char| is_hidden(c) || "\"\\<>".contains(c)) || name.chars().count() > 80 {
            return None;
        }
        let header = match name {
            "" => address.as_str().to_owned(),
            _ if name.contains(|c| "()[]:;@,.".contains(c)) => format!("\"{name}\" <{}>", address.as_str()),
            _ => format!("{name} <{}>", address.as_str()),
        };
        Some((name.to_owned(), header))
    })
}

/// A whole `https://` address, fit for a quoted attribute.
pub(super) fn web_address(field: &Field, noun: &str) -> Option<String> {
    field.parse(&format!("write the whole address of the {noun}, beginning with https://"), |text| {
        let rest = text.strip_prefix("https://")?;
        let host = rest.split(['/', '?', '#']).next()?;
        let legal = |c: char| !c.is_whitespace() && !is_hidden(c) && !"\"'<>\\`{}|^".contains(c);
        let possible = host.contains('.') && !host.starts_with('.') && !host.contains('@') && rest.chars().all(legal);
        possible.then(|| text.to_owned())
    })
}

fn by_country<T: Copy>(table: &Table, key: &str, noun: &str, words: &[(&str, T)], default: T) -> BTreeMap<String, T> {
    let mut map = BTreeMap::from([("default".to_owned(), default)]);
    let example = format!("{key} = {{ default = \"{}\" }}", words[0].0);
    let settings = table.get(key).and_then(|field| field.table(&example));
    for field in settings.iter().flat_map(Table::entries) {
        let country = field.key().len() == 2 && field.key().bytes().all(|byte| byte.is_ascii_uppercase());
        if !country && field.key() != "default" {
            let expected = "write a country as two capital letters, such as NO, or default";
            field.mistake(format!("unknown country \"{}\" in {key}", field.key()), expected);
        }
        if let Some(value) = field.one_of(noun, words) {
            map.insert(field.key().to_owned(), value);
        }
    }
    map
}
