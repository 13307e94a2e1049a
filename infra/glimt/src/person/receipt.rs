//! What an erasure has done, and where copies are until they are gone by themselves.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write;
use survey::{ContactKey, InvitationKey};

/// The receipt. It names nobody, and can be kept.
#[derive(Debug, Serialize)]
pub struct Receipt {
    pub at: Timestamp,
    /// The name that the “do not ask” mark stands under: a keyed hash of the address.
    pub person: ContactKey,
    pub removed: Removed,
    /// What was left alone because a sender may be mailing it: run the same command again after the last of the times.
    pub open: Vec<Open>,
    /// Due days that were counted anew, without them.
    pub counted_anew: Vec<Date>,
    /// Due days that are counted no more, because their invitations have begun to expire: the count stays, and nobody in it.
    pub sealed: Vec<Date>,
    /// The event by which `aggregate` counts these days anew, should that ever be wanted again.
    pub aggregate: serde_json::Value,
    pub copies: Vec<Copies>,
}

/// How much was removed, by table.
#[derive(Debug, Default, Serialize)]
pub struct Removed {
    /// Invitations and reminders that lost address, name, number, value, clicks and whose they were.
    pub invitations: u64,
    /// Of these, how many were pending and were called off.
    pub called_off: u64,
    /// Answers with their comments; a mark stands in their place, so that nobody can answer there again.
    pub answers: u64,
    /// Asks that stood on the contact.
    pub asks: u64,
}

/// An ask that a sender may have in hand.
#[derive(Debug, Serialize)]
pub struct Open {
    pub invitation: InvitationKey,
    /// After this its sender has lost it for certain.
    pub until: Timestamp,
}

/// A place that may still hold a copy.
#[derive(Debug, Serialize)]
pub struct Copies {
    pub of: &'static str,
    pub until: Option<Date>,
    pub what: &'static str,
}

impl Receipt {
    pub(super) fn new(
        person: ContactKey,
        at: Timestamp,
        removed: Removed,
        open: Vec<Open>,
        days: BTreeSet<Date>,
        sealed: BTreeSet<Date>,
    ) -> Self {
        let today = at.to_zoned(TimeZone::UTC).date();
        let until = |days: i64| Some(today.saturating_add(days.days()));
        let copies = [
            ("tables, point-in-time recovery", until(35), "all of them as they were; gone by itself"),
            ("answers table, stream", until(1), "the answer as it was, for alert; gone by itself"),
            ("queues and their dead letters", until(14), "events with the address; gone by themselves"),
            ("the bus's archive", until(7), "events with the address; gone by itself"),
            (
                "files of export, earlier versions",
                until(31),
                "masked comments, where the journey shows them; gone by themselves",
            ),
            (
                "SES",
                None,
                "its suppression list holds addresses that bounced or complained: \
                           aws sesv2 delete-suppressed-destination --email-address …",
            ),
            (
                "subjects table",
                None,
                "decisions under the order's or ticket's number, without a name; they expire by themselves",
            ),
            ("webhooks", None, "whoever was called has the comment and the order's number"),
            ("mailboxes", None, "alerts that were mailed to an owner hold the comment and the order's number"),
            ("backups and copies of your own", None, "tables that you have backed up or exported yourself"),
            ("files of export", None, "the next export writes them without the comment"),
            ("logs", None, "hold no address, comment or token: nothing is to be done"),
        ];
        let days: Vec<_> = days.into_iter().filter(|day| !sealed.contains(day)).collect();
        Self {
            at,
            person,
            removed,
            open,
            aggregate: serde_json::json!({ "days": days }),
            counted_anew: days,
            sealed: sealed.into_iter().collect(),
            copies: copies.map(|(of, until, what)| Copies { of, until, what }).into(),
        }
    }

    /// Whether nothing is left to be done in the tables.
    pub fn is_complete(&self) -> bool {
        self.open.is_empty()
    }

    /// For whoever has run it.
    pub fn tell(&self) -> Result<String, std::fmt::Error> {
        let Removed { invitations, called_off, answers, asks } = &self.removed;
        let mut told = String::new();
        writeln!(
            told,
            "erased: {invitations} invitations and reminders ({called_off} called off), {answers} answers, {asks} asks"
        )?;
        writeln!(
            told,
            "kept: the mark that {} may not be asked, a hash that leads to nobody without the key",
            self.person
        )?;
        writeln!(
            told,
            "counted anew: {} due days; {} are sealed, and their counts stay",
            self.counted_anew.len(),
            self.sealed.len()
        )?;
        for open in &self.open {
            writeln!(
                told,
                "NOT erased yet: {}, which a sender may have in hand; run this again after {}",
                open.invitation, open.until
            )?;
        }
        writeln!(told, "copies:")?;
        for Copies { of, until, what } in &self.copies {
            let until = until.map(|day| format!(" until {day}")).unwrap_or_default();
            writeln!(told, "  {of}{until}: {what}")?;
        }
        Ok(told)
    }
}
