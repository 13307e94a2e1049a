//! Erases a person. Each step is harmless again, and whose an invitation was goes last: what breaks off anywhere is
//! finished by the next run.

use super::held::Held;
use super::receipt::{Open, Receipt, Removed};
use crate::library::Library;
use anyhow::{Context, Result};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::Store;
use survey::contact::{EVERYTHING, Suppression};
use survey::dispatch::{LEASE, UNKNOWN_FOR};
use survey::invitation::{Event, State};
use survey::{Contact, ContactKey, Invitation, InvitationKey, Reason};

/// How long an ask may be there without its item: an event that is being filed just now, or whose filing broke off.
const FILING: SignedDuration = SignedDuration::from_hours(24);

/// Erases everything about a person but the mark that they may not be asked, and counts their due days anew.
pub async fn erase(library: &Library, person: &ContactKey, tell: &mut impl FnMut(&str)) -> Result<Receipt> {
    let now = (library.clock)();
    let erasure = Erasure { store: &library.store, person, now };
    erasure.suppress().await?;
    let held = Held::of(library, person, tell).await?;
    let contact = held.contact.unwrap_or_default();
    let mut open = erasure.unfiled(&contact, &held.invitations);
    let mut removed = Removed::default();
    let mut erased = Vec::new();
    for invitation in &held.invitations {
        match erasure.close(invitation, &contact).await? {
            Closed::Until(until) => open.push(Open { invitation: invitation.key, until }),
            Closed::Yes { called_off } => {
                removed.called_off += u64::from(called_off);
                removed.invitations += u64::from(library.store.erase_invitation(invitation).await?);
                erased.push(invitation);
            }
        }
    }
    // A decision against asking never had a link to answer by.
    let asked = erased.iter().filter(|i| i.attempt > 0 && i.reminds.is_none()).map(|invitation| invitation.key);
    let answered: BTreeSet<InvitationKey> = held.answers.iter().map(|answer| answer.key).collect();
    for key in asked.chain(answered.iter().copied()).collect::<BTreeSet<_>>() {
        library.store.erase_answer(&key).await?;
    }
    removed.answers = answered.len() as u64;
    let days: BTreeSet<_> = erased.iter().map(|i| i.key).chain(answered).map(|key| key.due_day()).collect();
    tell(&format!("{} due days are counted anew", days.len()));
    let sealed = fold(library, &days).await?;
    for invitation in &erased {
        library.store.disown_invitation(&invitation.key).await?;
    }
    removed.asks = erasure.forget(&open).await?;
    open.sort_by_key(|open| open.invitation);
    Ok(Receipt::new(*person, now, removed, open, days, sealed))
}

/// Counts the days anew; gives those that can't be, because their invitations have begun to expire.
async fn fold(library: &Library, days: &BTreeSet<Date>) -> Result<BTreeSet<Date>> {
    if days.is_empty() {
        return Ok(BTreeSet::new());
    }
    let app = aggregate::App { store: library.store.clone(), clock: library.clock.clone() };
    let folded = aggregate::handle(&app, json!({ "days": days }));
    let folded = folded.await.context("erased, but the due days were not counted anew; run this again")?;
    let named = |what: &str| folded[what].as_array().cloned().unwrap_or_default();
    let days = named("sealed").into_iter().chain(named("unreadable"));
    Ok(days.filter_map(|day| day.as_str()?.parse().ok()).collect())
}

/// What has become of an invitation before it is erased.
enum Closed {
    Yes {
        called_off: bool,
    },
    /// A sender may be mailing it until then, and it was left alone.
    Until(Timestamp),
}

struct Erasure<'a> {
    store: &'a Store,
    person: &'a ContactKey,
    now: Timestamp,
}

impl Erasure<'_> {
    /// Sees to it that no sender reserves them from here on: a reservation is written on condition that nothing has
    /// changed on the contact since it was read.
    async fn suppress(&self) -> Result<()> {
        let wish = Suppression { reason: Reason::Erased, at: self.now };
        let suppress = |contact: &mut Contact| {
            let known = contact.suppressed.get(EVERYTHING).is_some_and(|known| known.reason == Reason::Erased);
            if !known {
                contact.suppressed = BTreeMap::from([(EVERYTHING.to_owned(), wish.clone())]);
            }
            !known
        };
        Ok(self.store.change_contact(self.person, None, self.now, suppress).await?)
    }

    /// Calls off what is pending. `contact` was read after [`Erasure::suppress`], so it has every reservation that will
    /// ever be.
    async fn close(&self, invitation: &Invitation, contact: &Contact) -> Result<Closed> {
        let asked = contact.asks.get(&invitation.key.id()).and_then(|ask| ask.reserved.as_ref());
        let reserved = asked.filter(|reserved| reserved.attempt >= invitation.attempt);
        match (invitation.state, reserved) {
            (State::Pending, Some(reserved)) => Ok(Closed::Until(reserved.at + LEASE + UNKNOWN_FOR)),
            (State::Unknown, _) => Ok(Closed::Until(invitation.unknown_since.unwrap_or(self.now) + UNKNOWN_FOR)),
            (State::Pending, None) => {
                let event = invitation.ending(Event::Skip(Reason::Erased));
                let called_off = self.store.apply(&invitation.key, invitation.attempt, &event, self.now).await?;
                // Somebody else has ended it, or released it for another attempt, since it was read.
                Ok(if called_off { Closed::Yes { called_off } } else { Closed::Until(self.now) })
            }
            _ => Ok(Closed::Yes { called_off: false }),
        }
    }

    /// Asks whose item is not there, though it should be soon.
    fn unfiled(&self, contact: &Contact, invitations: &[Invitation]) -> Vec<Open> {
        let filed: BTreeSet<_> = invitations.iter().map(|invitation| invitation.key).collect();
        let asks = contact.asks.values().filter(|ask| ask.reserved.is_none() && !filed.contains(&ask.key));
        let recent = asks.filter(|ask| ask.key.due() + FILING > self.now);
        recent.map(|ask| Open { invitation: ask.key, until: ask.key.due() }).collect()
    }

    /// Takes off the contact what is left: evidence, and asks that are not open. Gives how many asks that were.
    async fn forget(&self, open: &[Open]) -> Result<u64> {
        let open: BTreeSet<_> = open.iter().map(|open| open.invitation).collect();
        let mut forgotten = 0;
        let forget = |contact: &mut Contact| {
            let before = contact.asks.len();
            contact.asks.retain(|_, ask| open.contains(&ask.key));
            forgotten = before - contact.asks.len();
            contact.consent.take().is_some() || forgotten > 0
        };
        self.store.change_contact(self.person, None, self.now, forget).await?;
        Ok(forgotten as u64)
    }
}
