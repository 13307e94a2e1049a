//! Which column of a file of orders means what.

mod header;

pub(super) use header::Places;

use anyhow::{Context, Result, bail, ensure};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeMap;
use survey::Address;
use survey::touchpoint::Money;

/// Which column of a file of orders means what, and how its cells are read.
///
/// [`Columns::default`] is for a file whose columns bear the plain names below: `order`, `purchased` and one of
/// `email` and `customer` must be there, the others are used if they are, `late` is told if it can be, and a column
/// named `segment.state` is the segment `state`.
///
/// [`Columns::parse`] reads a TOML file. Whatever it does not name is not read, and what it names must be there:
///
/// ```toml
/// order = "order_id"              # required. Several rows of one order are one order
/// purchased = "bought_at"         # required
/// email = "email"                 # required, or the next one. An empty cell is an order without an address
/// customer = "customer_id"        # the shop's own id of the customer
/// email_domain = "example.com"    # without `email`, addresses are made under this domain (this is the default)
/// fulfilled = "shipped_at"        # handed to the carrier
/// delivered = "delivered_at"
/// estimated = "promised_on"       # the delivery day that was promised
/// cancelled = "cancelled_at"
/// value = "total"                 # the whole order's value, a decimal number
/// currency = "currency"           # ISO 4217, or fixed below
/// country = "country"             # ISO 3166, two letters, or fixed below
/// survey_sent = "asked_at"        # when a survey was really sent
/// rating = "stars"                # what the customer really answered: a whole number,
/// comment = "comment"             #   their words,
/// answered = "answered_at"        #   and when; without a time it counts at the send
/// late = true                     # also tell, as the segment `late`, whether it came after the promised day
/// time_zone = "Europe/Oslo"       # of times without an offset; UTC if not said
/// time_formats = ["%d.%m.%Y"]     # tried before RFC 3339, 2026-11-19 14:03:00 and 2026-11-19
/// delimiter = ";"                 # a comma if not said
///
/// [fixed]                         # what is the same for every order
/// currency = "NOK"
/// country = "NO"
/// locale = "nb-NO"
///
/// [segments]                      # segment = column
/// state = "customer_state"
/// ```
#[derive(Debug, Clone)]
pub struct Columns {
    names: Names,
    zone: TimeZone,
    /// Whether a column may be absent although it has a name.
    plain: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    order: String,
    purchased: String,
    email: Option<String>,
    customer: Option<String>,
    email_domain: Option<String>,
    fulfilled: Option<String>,
    delivered: Option<String>,
    estimated: Option<String>,
    cancelled: Option<String>,
    value: Option<String>,
    currency: Option<String>,
    country: Option<String>,
    survey_sent: Option<String>,
    rating: Option<String>,
    comment: Option<String>,
    answered: Option<String>,
    #[serde(default)]
    late: bool,
    time_zone: Option<String>,
    #[serde(default)]
    time_formats: Vec<String>,
    delimiter: Option<char>,
    #[serde(default)]
    fixed: Fixed,
    #[serde(default)]
    segments: BTreeMap<String, String>,
}

/// What is the same for every order of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fixed {
    pub currency: Option<String>,
    pub country: Option<String>,
    pub locale: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        let name = |name: &str| Some(name.to_owned());
        let names = Names {
            order: "order".to_owned(),
            purchased: "purchased".to_owned(),
            email: name("email"),
            customer: name("customer"),
            fulfilled: name("fulfilled"),
            delivered: name("delivered"),
            estimated: name("estimated"),
            cancelled: name("cancelled"),
            value: name("value"),
            currency: name("currency"),
            country: name("country"),
            survey_sent: name("survey_sent"),
            rating: name("rating"),
            comment: name("comment"),
            answered: name("answered"),
            ..Names::default()
        };
        Self { names, zone: TimeZone::UTC, plain: true }
    }
}

impl Columns {
    /// Reads a mapping. Fails with the line where TOML, a key or a type is wrong, or with what is missing or
    /// contradicts itself.
    pub fn parse(toml: &str) -> Result<Self> {
        let names: Names = toml::from_str(toml).context("the mapping of columns")?;
        ensure!(names.email.is_some() || names.customer.is_some(), "the mapping names neither `email` nor `customer`");
        let zone = match &names.time_zone {
            None => TimeZone::UTC,
            Some(zone) => TimeZone::get(zone).with_context(|| format!("time_zone = {zone:?} is no IANA time zone"))?,
        };
        if let Some(domain) = &names.email_domain {
            let address = Address::parse(&format!("a@{domain}"));
            ensure!(address.is_ok(), "email_domain = {domain:?} is no domain such as example.com");
        }
        if names.late && (names.delivered.is_none() || names.estimated.is_none()) {
            bail!("`late = true` needs `delivered` and `estimated`");
        }
        if names.late && names.segments.contains_key("late") {
            bail!("`late` is both told by `late = true` and a column under [segments]; take one of them");
        }
        names.fixed.check(&names)?;
        ensure!(names.delimiter.is_none_or(|c| c.is_ascii()), "`delimiter` must be one ASCII character, such as \";\"");
        Ok(Self { names, zone, plain: false })
    }

    /// What stands between two cells.
    pub(super) fn delimiter(&self) -> u8 {
        self.names.delimiter.and_then(|c| u8::try_from(c).ok()).unwrap_or(b',')
    }
}

impl Fixed {
    fn check(&self, names: &Names) -> Result<()> {
        if let Some(currency) = &self.currency {
            ensure!(
                Money::parse("0", currency).is_ok(),
                "fixed.currency = {currency:?} is no ISO 4217 code such as NOK"
            );
            ensure!(names.currency.is_none(), "`currency` is both a column and fixed; take one of them");
        } else if names.value.is_some() {
            ensure!(names.currency.is_some(), "`value` needs `currency`: a column, or fixed under [fixed]");
        }
        if let Some(country) = &self.country {
            ensure!(is_country(country), "fixed.country = {country:?} is no ISO 3166 code such as NO");
            ensure!(names.country.is_none(), "`country` is both a column and fixed; take one of them");
        }
        Ok(())
    }
}

/// Whether this looks like a country's code (ISO 3166-1 alpha-2).
pub(super) fn is_country(text: &str) -> bool {
    text.len() == 2 && text.chars().all(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests;
