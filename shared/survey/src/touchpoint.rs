//! What happened: one step of one customer's journey, in Glimt's own words.

use crate::address::{Address, BadAddress};
use crate::slug::Slug;
use crate::subject::SubjectKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that happened to one customer. Every source's payload becomes one of these.
#[derive(Debug, Clone)]
pub struct Touchpoint {
    /// The source that tells of it, by the name that its subjects are known under.
    pub source: String,
    /// The event's own id, with its source: the same over redeliveries.
    pub event: String,
    /// What happened: `order.delivered`.
    pub kind: Slug,
    /// The order, ticket or customer that it happened to.
    pub subject: SubjectKey,
    /// How the customer knows the subject: the order or ticket number.
    pub reference: String,
    /// When it happened; if it is presumed, when what it is presumed from happened.
    pub happened_at: Timestamp,
    /// Whether it is only presumed to happen, some days after `happened_at`: a parcel that was sent and that no carrier
    /// reports on. What a source is certain of takes its place.
    pub presumed: bool,
    /// A time before which the source wants nobody to be asked about it.
    pub not_before: Option<Timestamp>,
    /// Who it happened to.
    pub person: Person,
    /// What it was worth.
    pub value: Option<Money>,
    /// Whatever else the source said, as text. Only declared segments are kept.
    pub attributes: BTreeMap<String, String>,
    /// Evidence that the customer was told, or agreed.
    pub consent: Option<Consent>,
}

/// The customer, as the source describes them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Where they can be mailed, or why not.
    pub address: Result<Address, BadAddress>,
    /// What to call them.
    pub name: Option<PersonName>,
    /// A BCP 47 locale.
    pub locale: Option<String>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// An IANA zone.
    pub time_zone: Option<String>,
    /// The source's own id of the customer.
    pub customer_id: Option<String>,
}

/// A person's name, fit for one line: control characters and surplus spaces are gone, 80 characters at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// The name, if anything is left of it.
    pub fn parse(text: &str) -> Option<Self> {
        let name = Self::from(text.to_owned());
        (!name.0.is_empty()).then_some(name)
    }

    /// The name as text. Not escaped for anything.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for PersonName {
    fn from(text: String) -> Self {
        // Direction overrides could turn the rest of the line around.
        let hidden = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let visible: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
        let words: Vec<_> = visible.split_whitespace().collect();
        Self(words.join(" ").chars().take(80).collect())
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

/// An amount in the currency's smallest unit (ISO 4217).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In minor units: øre, cents; whole yen.
    pub minor: i64,
    /// Three capital letters.
    pub currency: String,
}

/// Why an amount could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMoney {
    #[error("the currency must be three letters (ISO 4217), such as NOK")]
    Currency,
    #[error("the amount must be a plain decimal number, such as 1299.00")]
    Amount,
}

impl Money {
    /// Reads a decimal amount (`1299.00`, `-5`) exactly; digits beyond the currency's smallest unit are cut off.
    pub fn parse(amount: &str, currency: &str) -> Result<Self, BadMoney> {
        let currency = currency.trim().to_ascii_uppercase();
        if currency.len() != 3 || !currency.chars().all(|c| c.is_ascii_uppercase()) {
            return Err(BadMoney::Currency);
        }
        let digits = Self::digits(&currency);
        let amount = amount.trim();
        let (negative, amount) = amount.strip_prefix('-').map_or((false, amount), |rest| (true, rest));
        let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
        let numeric = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || !numeric(whole) || !numeric(part) {
            return Err(BadMoney::Amount);
        }
        let part: String = part.chars().chain("000".chars()).take(digits).collect();
        let minor: i64 = format!("{whole}{part}").parse().map_err(|_| BadMoney::Amount)?;
        Ok(Self { minor: if negative { -minor } else { minor }, currency })
    }

    /// How many decimals of the currency its smallest unit is (ISO 4217).
    pub fn digits(currency: &str) -> usize {
        match currency {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
            | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

/// Evidence of the ground on which the customer may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The ground that the source states.
    pub basis: Basis,
    /// When the customer was told, or agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noticed_at: Option<Timestamp>,
}

/// The ground on which a customer may be asked. Settings, not legal advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The asker's own interest, weighed against the customer's.
    LegitimateInterest,
    /// A customer who was told when they bought that they may be asked.
    ExistingCustomer,
    /// The customer said yes.
    Consent,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_visible_line() {
        let name = |text| PersonName::parse(text).map(String::from);
        assert_eq!(name("Kari\r\nBcc: all@example.no"), Some("Kari Bcc: all@example.no".into()));
        assert_eq!(name("  Åse  \u{202E}Ødegård "), Some("Åse Ødegård".into()));
        assert_eq!(name(" \n "), None);
        assert_eq!(name(&"x".repeat(300)).map(|n| n.len()), Some(80));
    }

    #[test]
    fn money_is_exact_in_the_currencys_smallest_unit() {
        let minor = |amount, currency| Money::parse(amount, currency).map(|m| m.minor);
        assert_eq!(minor("1299.00", "NOK"), Ok(129_900));
        assert_eq!(minor("0.1", "eur"), Ok(10));
        assert_eq!(minor("-5.999", "USD"), Ok(-599));
        assert_eq!(minor("1500", "JPY"), Ok(1_500));
        assert_eq!(minor("1.2345", "KWD"), Ok(1_234));
        assert_eq!(minor("1e9", "NOK"), Err(BadMoney::Amount));
        assert_eq!(minor("", "NOK"), Err(BadMoney::Amount));
        assert_eq!(minor("99999999999999999999", "NOK"), Err(BadMoney::Amount));
        assert_eq!(minor("5", "kroner"), Err(BadMoney::Currency));
    }
}
