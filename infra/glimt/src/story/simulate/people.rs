//! Customers, all invented. Their addresses are at domains where no one can be mailed.

use super::super::event::About;
use super::{Dice, Stream};
use jiff::Timestamp;
use survey::Language;

/// How somebody is called, and how that is written in an address.
const FIRST: [(&str, &str); 24] = [
    ("Kari", "kari"),
    ("Ola", "ola"),
    ("Åse", "aase"),
    ("Bjørn", "bjorn"),
    ("Ingrid", "ingrid"),
    ("Nils", "nils"),
    ("Sara", "sara"),
    ("Jonas", "jonas"),
    ("Maja", "maja"),
    ("Emil", "emil"),
    ("Freja", "freja"),
    ("Anton", "anton"),
    ("Solveig", "solveig"),
    ("Tor", "tor"),
    ("Ragnhild", "ragnhild"),
    ("Amir", "amir"),
    ("Linnea", "linnea"),
    ("Aksel", "aksel"),
    ("Signe", "signe"),
    ("Øyvind", "oyvind"),
    ("Priya", "priya"),
    ("Mikkel", "mikkel"),
    ("Astrid", "astrid"),
    ("David", "david"),
];
const LAST: [(&str, &str); 20] = [
    ("Teltvik", "teltvik"),
    ("Sekkestad", "sekkestad"),
    ("Kompassrud", "kompassrud"),
    ("Fjellstøvel", "fjellstovel"),
    ("Ullsokk", "ullsokk"),
    ("Termosen", "termosen"),
    ("Lyngsti", "lyngsti"),
    ("Kakaokopp", "kakaokopp"),
    ("Regnjakke", "regnjakke"),
    ("Bålmo", "baalmo"),
    ("Primusdal", "primusdal"),
    ("Skispor", "skispor"),
    ("Tursti", "tursti"),
    ("Varde", "varde"),
    ("Gapahuk", "gapahuk"),
    ("Hodelykt", "hodelykt"),
    ("Myggnett", "myggnett"),
    ("Tyttebær", "tyttebaer"),
    ("Matpakke", "matpakke"),
    ("Knausen", "knausen"),
];

/// A customer. The same number is always the same one.
pub(super) struct Person {
    pub number: u64,
    pub name: String,
    pub email: String,
    pub customer_id: String,
    pub language: Language,
    pub locale: &'static str,
    pub country: &'static str,
    pub currency: &'static str,
    /// Whether mails arrive.
    pub reachable: bool,
    /// Whether a scanner opens every link before they do, as at many workplaces.
    pub scanned: bool,
}

impl Person {
    pub fn of(seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, Stream::Person, number);
        let (first, last) = (dice.pick(&FIRST), dice.pick(&LAST));
        let (country, currency, norwegian) = match dice.below(100) {
            0..72 => ("NO", "NOK", 850),
            72..89 => ("SE", "SEK", 400),
            _ => ("DK", "DKK", 350),
        };
        let language = if dice.chance(norwegian) { Language::Nb } else { Language::En };
        let (domain, reachable) = match dice.below(1_000) {
            0..20 => ("bounce.test", false),
            // Somebody forgot the end of their address.
            20..28 => ("example", false),
            _ if country == "NO" => ("example.no", true),
            _ => ("example.com", true),
        };
        Self {
            number,
            name: format!("{} {}", first.0, last.0),
            email: format!("{}.{}.{number}@{domain}", first.1, last.1),
            customer_id: format!("C{number}"),
            language,
            locale: if language == Language::Nb { "nb-NO" } else { "en" },
            country,
            currency,
            reachable,
            scanned: dice.chance(70),
        }
    }

    /// What the events about their order or ticket have in common.
    pub fn about<'a>(&'a self, subject: &'static str, source: &'a str, number: &'a str) -> About<'a> {
        About {
            source,
            subject,
            number,
            contact: vec![
                ("email", Some(&self.email)),
                ("name", Some(&self.name)),
                ("locale", Some(self.locale)),
                ("country", Some(self.country)),
                ("customer_id", Some(&self.customer_id)),
            ],
            value: None,
            attributes: Vec::new(),
            noticed_at: None,
        }
    }

    /// The same for an order: what it cost, who carries it, and when the customer was told at checkout that we may ask.
    pub fn about_order<'a>(
        &'a self,
        source: &'a str,
        number: &'a str,
        amount: &'a str,
        carrier: &'a str,
        paid: Timestamp,
    ) -> About<'a> {
        About {
            value: Some((amount, self.currency)),
            attributes: vec![("carrier", carrier)],
            noticed_at: Some(paid),
            ..self.about("order", source, number)
        }
    }
}
