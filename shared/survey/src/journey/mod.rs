//! A journey as the rules use it: compiled from the owner's file ([`mod@file`]), checked, published, immutable.

pub mod brand;
mod complete;
pub mod file;
pub mod length;
pub mod letter;
pub mod reporting;
mod stage;
pub mod template;
pub mod webhook;
pub mod wording;

pub use complete::Untranslated;
pub use stage::{Alert, Change, Count, Phase, Stage, Survey, Target};

use crate::address::Address;
use crate::condition::Condition;
use crate::language::{Language, Text};
use crate::slug::Slug;
use crate::touchpoint::Basis;
use brand::Brand;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use length::Length;
use reporting::Reporting;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One journey in one version. Each of its texts exists in each of its languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Journey {
    pub id: Slug,
    pub name: Text,
    pub owner: Address,
    /// The first is the fallback.
    pub languages: Vec<Language>,
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    pub mode: Mode,
    /// Whom a journey in pilot mode mails.
    #[serde(default)]
    pub pilot_to: Vec<Address>,
    /// Since when customers are told at checkout that they may be asked.
    pub notice_since: Option<Date>,
    /// Between any two surveys to one person. Zero: none.
    pub quiet_period: Length,
    pub send_between: Window,
    /// (month, day) on which nothing is sent.
    pub quiet_days: Vec<(i8, i8)>,
    /// Below this many answers, n is shown and the score is not.
    pub minimum_answers: u64,
    /// How long an answer can be given and changed, from the due time.
    pub link_life: Length,
    /// How long what is known of customers is kept.
    #[serde(default)]
    pub retention: Retention,
    /// What the owners read of its scores.
    #[serde(default)]
    pub reporting: Reporting,
    /// Where whoever has answered, however, may review the company in public.
    #[serde(default)]
    pub review_url: Option<String>,
    /// Where the shop is at home (ISO 3166-1 alpha-2), if it says so or its zone does.
    #[serde(default)]
    pub home: Option<String>,
    /// How long after a parcel was sent it is presumed to have arrived, where no carrier reports it.
    #[serde(default)]
    pub delivered_after: DeliveredAfter,
    /// Who is never asked.
    #[serde(default)]
    pub exclude: Exclude,
    /// How much is too much in a day.
    #[serde(default)]
    pub fuse: Fuse,
    /// What becomes of a mail that may or may not have been sent, after 30 minutes without a sign of it.
    pub when_unsure: WhenUnsure,
    pub sender: Sender,
    #[serde(default)]
    pub brand: Brand,
    /// The owner's own mails, by name. Compiled into letters at publish, and not published themselves.
    #[serde(skip)]
    pub mails: BTreeMap<Slug, OwnMail>,
    /// The attributes that are kept, with their names.
    pub segments: BTreeMap<Slug, Text>,
    pub stages: Vec<Stage>,
    pub changes: Vec<Change>,
}

/// Whether anybody is mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Decides and counts, mails nobody.
    Shadow,
    /// Mails only `pilot_to`.
    Pilot,
    Live,
}

/// How long what is known of customers is kept. Addresses and names are kept in any case for only as long as something
/// may still be mailed, and invitations until the last count of their day, 37 days after their link's end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// What customers wrote, from their link's end; as long as its answer without.
    #[serde(default)]
    pub comments: Option<Length>,
    /// Their answers, from their link's end; for good without.
    #[serde(default)]
    pub answers: Option<Length>,
    /// What was decided about their orders and when they were asked, from when it was last written; what quiet periods
    /// need and 60 days without. A wish not to be asked is kept for good.
    #[serde(default)]
    pub people: Option<Length>,
}

/// How long parcels take, at home and abroad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveredAfter {
    pub home: Length,
    pub abroad: Length,
}

impl Default for DeliveredAfter {
    fn default() -> Self {
        Self { home: Length::days(7), abroad: Length::days(14) }
    }
}

/// Who is never asked: colleagues, partners, whoever else the owner names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Exclude {
    /// The domains of addresses, with those below them.
    pub domains: Vec<String>,
    /// On country, touchpoint, and whatever attributes events carry.
    pub when: Vec<Condition>,
}

/// A volume fuse, so that an open door can't bomb anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fuse {
    /// Mails to one person within 24 hours, counted from the reservations. Exact.
    pub person: u32,
    /// From one source, touchpoints in a UTC day. Approximate: see `trigger`.
    pub source: u64,
}

impl Default for Fuse {
    fn default() -> Self {
        Self { person: 5, source: 20_000 }
    }
}

/// The policy for a send whose outcome is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhenUnsure {
    /// Never mail twice: count it as lost.
    Drop,
    /// Try again: somebody may get two mails.
    Resend,
}

/// The hours in which mail is sent, on the customer's own clock. `until` = midnight means the day's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub from: Time,
    pub until: Time,
}

impl Window {
    /// Whether this time of day lies in it.
    pub fn holds(&self, time: Time) -> bool {
        time >= self.from && (time < self.until || self.until == Time::midnight())
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sender {
    /// The From header: `Nordlys <hei@svar.nordlys.example>`.
    pub from: String,
    /// The company's name in `from`, or the journey's name.
    pub name: String,
    pub reply_to: Address,
    /// Legal name, organisation number, postal address.
    pub legal: String,
    pub privacy_url: String,
    /// The owner's own mail, which surveys without one of theirs are sent in; Glimt's without.
    #[serde(default)]
    pub mail: Option<Slug>,
    /// By country; `default` for the rest.
    pub branding: BTreeMap<String, Branding>,
    /// By country; `default` for the rest.
    pub consent: BTreeMap<String, Basis>,
}

/// A mail of the owner's: the sources of its two templates, where they were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnMail {
    pub html: Option<String>,
    pub text: Option<String>,
}

/// How much of the brand may stand in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Branding {
    Full,
    /// The sender's name only: for countries where a branded satisfaction mail counts as advertising.
    Plain,
}

impl Sender {
    /// The ground that a customer in this country may be asked on.
    pub fn basis(&self, country: Option<&str>) -> Basis {
        by_country(&self.consent, country).unwrap_or(Basis::ExistingCustomer)
    }

    /// Every dress that a customer may get a mail in.
    pub fn brandings(&self) -> Vec<Branding> {
        let used = |dress: &Branding| self.branding(None) == *dress || self.branding.values().any(|b| b == dress);
        [Branding::Full, Branding::Plain].into_iter().filter(used).collect()
    }

    /// How a mail to this country is dressed.
    pub fn branding(&self, country: Option<&str>) -> Branding {
        by_country(&self.branding, country).unwrap_or(Branding::Full)
    }
}

fn by_country<T: Copy>(map: &BTreeMap<String, T>, country: Option<&str>) -> Option<T> {
    country.and_then(|c| map.get(c)).or_else(|| map.get("default")).copied()
}

impl Journey {
    /// Every survey with its stage, in the file's order.
    pub fn surveys(&self) -> impl Iterator<Item = (&Stage, &Survey)> {
        self.stages.iter().flat_map(|stage| stage.surveys.iter().map(move |survey| (stage, survey)))
    }

    /// The survey with this id, and its stage.
    pub fn survey(&self, id: &Slug) -> Option<(&Stage, &Survey)> {
        self.surveys().find(|(_, survey)| survey.id == *id)
    }

    /// The owner's own mails that surveys name, each once.
    pub fn own_mails(&self) -> BTreeSet<&Slug> {
        self.surveys().filter_map(|(_, survey)| self.own_mail(survey)).collect()
    }

    /// The owner's own mail that this survey is sent in, if it is not Glimt's.
    pub fn own_mail<'a>(&'a self, survey: &'a Survey) -> Option<&'a Slug> {
        survey.mail.as_ref().or(self.sender.mail.as_ref())
    }

    /// The language to write to a customer in: theirs, or the other Norwegian, if the journey has it; else its first.
    pub fn language(&self, locale: Option<&str>) -> Language {
        let theirs = locale.and_then(Language::of_locale);
        let wanted = [theirs, theirs.and_then(Language::sibling)].into_iter().flatten();
        let wanted = wanted.chain(self.languages.first().copied()).find(|language| self.languages.contains(language));
        wanted.unwrap_or(Language::En)
    }

    /// How long after it was sent a parcel to this country is presumed to have arrived.
    pub fn delivered_after(&self, country: Option<&str>) -> Length {
        let abroad = country.zip(self.home.as_deref()).is_some_and(|(there, home)| there != home);
        if abroad { self.delivered_after.abroad } else { self.delivered_after.home }
    }

    /// The newest change of a stage, on this day, that customers are told of.
    pub fn told(&self, stage: &Slug, today: Date) -> Option<&Change> {
        let told = |change: &&Change| change.tell_customers && change.stage == *stage && change.date <= today;
        self.changes.iter().filter(told).max_by_key(|change| change.date)
    }

    /// How long an order, a ticket or a person is remembered after they were last heard of.
    pub fn remembered(&self) -> Length {
        self.retention.people.unwrap_or_else(|| self.needs_to_remember().plus(Length::days(60)))
    }

    /// The longest that what is remembered of an order, a ticket or a person can still matter.
    pub fn needs_to_remember(&self) -> Length {
        self.longest_memory().max(self.link_life)
    }

    /// The longest that an earlier ask to somebody can still matter to a later one.
    pub fn longest_memory(&self) -> Length {
        let again = self.surveys().filter_map(|(_, survey)| survey.ask_again_after);
        again.chain([self.quiet_period]).max().unwrap_or_default()
    }
}
