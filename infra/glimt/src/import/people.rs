//! Delighted's people, unsubscribes and bounces.

use super::Into;
use crate::sheet::{Cells, Sheet, time};
use anyhow::{Context, Result};
use jiff::Timestamp;
use survey::{Address, ContactKey, Reason};
use trigger::people::{DELIGHTED, People};

/// By which names Delighted's API and its exports call them, in plain letters.
pub(super) const EMAIL: [&str; 4] = ["email", "person_email", "email_address", "person.email"];
const UNSUBSCRIBED: [&str; 3] = ["unsubscribed_at", "unsubscribed_on", "unsubscribe_date"];
const BOUNCED: [&str; 3] = ["bounced_at", "bounced_on", "bounce_date"];
const LAST_SENT: [&str; 5] =
    ["last_sent_at", "last_survey_sent_at", "last_sent", "last_surveyed_at", "last_survey_sent"];

/// Whether these are rows about people.
pub(super) fn are_in(sheet: &Sheet) -> bool {
    let about = [&UNSUBSCRIBED[..], &BOUNCED, &LAST_SENT];
    sheet.has(&EMAIL) && about.iter().any(|names| sheet.has(names))
}

/// What a row says of somebody.
struct Known {
    person: ContactKey,
    unsubscribed: Option<Timestamp>,
    bounced: Option<Timestamp>,
    last_sent: Option<Timestamp>,
}

#[derive(Default)]
struct Counted {
    said: u64,
    new: u64,
}

impl Counted {
    fn count(&mut self, new: bool) {
        self.said += 1;
        self.new += u64::from(new);
    }

    fn tell(&self, what: &str) -> Option<String> {
        (self.said > 0).then(|| format!("{:>7}  {what}, {} of them new here", self.said, self.new))
    }
}

pub(super) async fn take_over(into: &Into, sheet: &Sheet) -> Result<String> {
    let now = (into.clock)();
    let people = People { store: &into.store, secrets: &into.secrets, now };
    let (mut unsubscribed, mut bounced, mut asked) = (Counted::default(), Counted::default(), Counted::default());
    let mut wrong = Vec::new();
    let rows: Vec<_> = sheet.rows().map(|row| row.and_then(|cells| known(into, cells, now))).collect();
    for (at, row) in rows.into_iter().enumerate() {
        let known = match row {
            Ok(known) => known,
            Err(said) => {
                wrong.push(said);
                continue;
            }
        };
        let again = || format!("row {} was not taken over; run this again", at + 1);
        if let Some(at) = known.unsubscribed {
            unsubscribed.count(people.suppress(&known.person, Reason::OptedOut, at).await.with_context(again)?);
        }
        if let Some(at) = known.bounced {
            bounced.count(people.suppress(&known.person, Reason::Bounced, at).await.with_context(again)?);
        }
        if let Some(at) = known.last_sent {
            asked.count(people.note_asked(&known.person, DELIGHTED, at).await.with_context(again)?);
        }
    }
    let mut lines = vec!["people of Delighted's:".to_owned()];
    lines.extend(unsubscribed.tell("unsubscribed: never asked again"));
    lines.extend(bounced.tell("bounced: never asked again"));
    lines.extend(asked.tell("asked before, which counts for quiet periods that reach back to it"));
    super::list(&wrong, &mut lines);
    Ok(lines.join("\n"))
}

fn known(into: &Into, cells: Cells<'_>, now: Timestamp) -> Result<Known, (u64, String)> {
    let here = |wrong: String| (cells.line, wrong);
    let email = cells.first(&EMAIL).ok_or_else(|| here("has no email".to_owned()))?;
    let address = Address::parse(email).map_err(|wrong| here(format!("email: {wrong}")))?;
    let when = |names: &[&str]| past(cells, names, now).map_err(here);
    let known = Known {
        person: ContactKey::of(&address, &into.secrets),
        unsubscribed: when(&UNSUBSCRIBED)?,
        bounced: when(&BOUNCED)?,
        last_sent: when(&LAST_SENT)?,
    };
    let anything = known.unsubscribed.or(known.bounced).or(known.last_sent).is_some();
    if anything { Ok(known) } else { Err(here("says nothing of when they were asked or wanted no more".to_owned())) }
}

/// A time that is not in the future; `None` if the cell is empty.
pub(super) fn past(cells: Cells<'_>, names: &[&str], now: Timestamp) -> Result<Option<Timestamp>, String> {
    let Some(text) = cells.first(names) else { return Ok(None) };
    let name = names.first().copied().unwrap_or_default();
    let at = time(text).ok_or_else(|| format!("{name} must be a time such as 2026-11-19 14:03:00"))?;
    if at <= now { Ok(Some(at)) } else { Err(format!("{name} is in the future")) }
}
