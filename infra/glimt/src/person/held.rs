//! Everything that is held of a person.

use crate::library::Library;
use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use survey::{Answer, Contact, ContactKey, Invitation, Subject, SubjectKey};

/// A person's part of every table, as it is stored. No address stands in it that is not held, and no key.
#[derive(Debug, Serialize)]
pub struct Held {
    pub at: Timestamp,
    /// The name that the tables know them by: a keyed hash of the address.
    pub person: ContactKey,
    /// Asks of late and wishes; `null` if nothing is remembered.
    pub contact: Option<Contact>,
    /// Decisions with their reasons, mails and reminders, clicks.
    pub invitations: Vec<Invitation>,
    /// The orders and tickets that the invitations are about.
    pub subjects: BTreeMap<String, Subject>,
    pub answers: Vec<Answer>,
}

impl Held {
    /// Looks it all up; `tell` hears how far it is. An answer is found by the person also when its invitation is gone.
    pub async fn of(library: &Library, person: &ContactKey, tell: &mut impl FnMut(&str)) -> Result<Self> {
        let store = &library.store;
        let contact = store.contact(person).await?;
        let looked_at = |what: &str, items: usize| format!("{what}: {items} looked at");
        let invitations = store.invitations_of(person, |n| tell(&looked_at("invitations", n))).await?;
        // A reminder that was put while the table was read may stand where it was read already.
        let mut invitations: BTreeMap<_, _> = invitations.into_iter().map(|found| (found.key, found)).collect();
        let reminders: Vec<_> = invitations.values().filter_map(|first| first.reminder).collect();
        for reminder in reminders {
            if !invitations.contains_key(&reminder) {
                invitations.extend(store.invitation(&reminder).await?.map(|found| (found.key, found)));
            }
        }
        let mut answers: BTreeMap<_, _> = BTreeMap::new();
        for answer in store.answers_of(person, |n| tell(&looked_at("answers", n))).await? {
            answers.insert(answer.key, answer);
        }
        let mut subjects = BTreeMap::new();
        for invitation in invitations.values() {
            let key: &SubjectKey = &invitation.subject;
            if !subjects.contains_key(key.as_str()) {
                subjects.insert(key.as_str().to_owned(), store.subject(key).await?);
            }
            if !answers.contains_key(&invitation.key) && !invitation.key.id().is_reminder() {
                answers.extend(store.answer(&invitation.key).await?.map(|answer| (answer.key, answer)));
            }
        }
        Ok(Self {
            at: (library.clock)(),
            person: *person,
            contact: (contact.rev > 0).then_some(contact),
            invitations: invitations.into_values().collect(),
            subjects,
            answers: answers.into_values().collect(),
        })
    }
}
