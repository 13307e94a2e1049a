//! Whether every promise was kept, once everything has come to rest.

mod counts;
mod people;

use super::sim::Sim;
use super::witness::read;
use super::{Broken, Invariant};
use anyhow::Result;
use glimt::aws::InProcess;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Marks;
use survey::invitation::State;
use survey::{Answer, Contact, Invitation, InvitationKey, Subject};

/// Everything that the tables hold.
#[derive(Default)]
pub(super) struct Held {
    pub invitations: BTreeMap<InvitationKey, Invitation>,
    pub subjects: BTreeMap<String, Subject>,
    pub contacts: BTreeMap<String, Contact>,
    pub answers: BTreeMap<InvitationKey, Answer>,
}

/// What was broken.
pub(super) type Found = Vec<Broken>;

pub(super) fn breaks(found: &mut Found, invariant: Invariant, detail: impl Into<String>) {
    found.push(Broken { invariant, detail: detail.into() });
}

/// Checks the tables against what was seen and promised.
pub async fn check(sim: &Arc<Sim>) -> Result<Vec<Broken>> {
    let mut found = Found::new();
    let held = held(sim, &mut found).await?;
    let disturbed = !sim.witness().newer.is_empty();
    mailed_once(sim, &mut found);
    people::check(sim, &held, &mut found);
    if !disturbed {
        ended(sim, &held, &mut found);
        what_was_mailed_is_sent(sim, &held, &mut found);
        decisions_are_filed(sim, &held, &mut found);
        counts::check(sim, &held, &mut found).await?;
    }
    published(sim, &mut found).await?;
    Ok(found)
}

/// Long afterwards, when the invitations have expired, SES and the customers call once more: nothing may come of it but
/// what can be read.
pub async fn after_expiry(sim: &Arc<Sim>) -> Result<Vec<Broken>> {
    if !sim.chance(30) {
        return Ok(Found::new());
    }
    let client = InProcess::new(sim.database.clone(), sim.ses.clone()).dynamodb();
    let keys: Vec<_> = sim.witness().invitations.keys().copied().collect();
    for key in keys.iter().take(3) {
        let delete = client.delete_item().table_name("glimt-invitations");
        let (pk, sk) = (key.partition(), key.sort());
        let (pk, sk) = (serde_dynamo::to_attribute_value(pk)?, serde_dynamo::to_attribute_value(sk)?);
        delete.key("pk", pk).key("sk", sk).send().await?;
        sim.witness().newer.remove(&("invitations".to_owned(), key.partition(), key.sort()));
        super::customers::long_afterwards(sim, *key).await;
        super::postman::long_afterwards(sim, *key).await;
    }
    let mut found = Found::new();
    held(sim, &mut found).await?;
    Ok(found)
}

/// Reads every table; whatever can't be read is broken.
async fn held(sim: &Sim, found: &mut Found) -> Result<Held> {
    let mut held = Held::default();
    for table in ["invitations", "subjects", "contacts", "answers", "scores", "journeys"] {
        for item in scan(sim, table).await? {
            let pk = item["pk"]["S"].as_str().unwrap_or_default().to_owned();
            if super::newer::is_newer(&item) || pk.starts_with("flood#") {
                continue;
            }
            let kept = match table {
                "invitations" if pk.starts_with("mark#") => read::<Marks>(&item).map(drop),
                "invitations" => read(&item).map(|i: Invitation| drop(held.invitations.insert(i.key, i))),
                "subjects" => read(&item).map(|subject| drop(held.subjects.insert(pk, subject))),
                "contacts" => read(&item).map(|contact| drop(held.contacts.insert(pk, contact))),
                "answers" => read(&item).map(|answer: Answer| drop(held.answers.insert(answer.key, answer))),
                "scores" => counts::parses(&item),
                _ => read::<Value>(&item).map(drop),
            };
            if kept.is_none() {
                breaks(found, Invariant::ItemsParse, format!("{table}: {item}"));
            }
        }
    }
    Ok(held)
}

async fn scan(sim: &Sim, table: &str) -> Result<Vec<Value>> {
    let client = InProcess::new(sim.database.clone(), sim.ses.clone()).dynamodb();
    let mut pages = client.scan().table_name(format!("glimt-{table}")).into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = pages.next().await {
        items.push(serde_json::to_value(serde_dynamo::Item::from(item?))?);
    }
    Ok(items)
}

fn mailed_once(sim: &Sim, found: &mut Found) {
    let witness = sim.witness();
    let mut mailed = BTreeSet::new();
    for mail in &witness.accepted {
        let resends = witness.invitations.get(&mail.key).is_some_and(|i| sim.company.resends(&i.context));
        // Two keys with one id are one ask: the subject has moved it.
        if !mailed.insert(mail.key.id()) && !resends {
            let detail = format!("{} attempt {} at {:.3}, not the first", mail.key, mail.attempt, mail.at);
            breaks(found, Invariant::MailedOnce, detail);
        }
    }
}

fn ended(sim: &Sim, held: &Held, found: &mut Found) {
    for (key, invitation) in &held.invitations {
        let state = invitation.state;
        if !state.is_final() {
            breaks(found, Invariant::EveryInvitationEnds, format!("{key} is still {}", state.as_str()));
        } else if invitation.address.is_some() {
            breaks(found, Invariant::EveryInvitationEnds, format!("{key} is {} with its address", state.as_str()));
        }
    }
    for (person, contact) in &held.contacts {
        for ask in contact.asks.values().filter(|ask| ask.reserved.is_some()) {
            if !held.invitations.get(&ask.key).is_some_and(|invitation| invitation.state.is_final()) {
                breaks(found, Invariant::EveryInvitationEnds, format!("{person} is still reserved for {}", ask.key));
            }
        }
    }
    let busy = sim.busy.load(std::sync::atomic::Ordering::Relaxed);
    if busy > 0 {
        breaks(found, Invariant::Ends, format!("{busy} tasks go on"));
    }
}

fn what_was_mailed_is_sent(sim: &Sim, held: &Held, found: &mut Found) {
    let witness = sim.witness();
    for mail in &witness.accepted {
        let reported = witness.promises.reported.contains(&mail.key.to_string());
        let state = held.invitations.get(&mail.key).map(|invitation| invitation.state);
        let fits =
            if reported { state == Some(State::Sent) } else { matches!(state, Some(State::Sent | State::Dropped)) };
        if !fits {
            let detail = format!("{} was mailed, was reported: {reported}, and is {state:?}", mail.key);
            breaks(found, Invariant::ReportedIsSent, detail);
        }
    }
    for (key, invitation) in held.invitations.iter().filter(|(_, invitation)| invitation.state == State::Sent) {
        let id = invitation.message_id.as_deref();
        if !witness.accepted.iter().any(|mail| mail.key == *key && Some(mail.message_id.as_str()) == id) {
            breaks(found, Invariant::ReportedIsSent, format!("{key} is sent, and SES has taken no such mail"));
        }
    }
}

fn decisions_are_filed(sim: &Sim, held: &Held, found: &mut Found) {
    let witness = sim.witness();
    for told in &witness.promises.decided {
        let Some(subject) = held.subjects.get(&told.subject) else {
            if told.decisions != json!([]) {
                breaks(found, Invariant::DecisionIsFiled, format!("{} of {} is gone", told.event, told.subject));
            }
            continue;
        };
        for decision in told.decisions.as_array().into_iter().flatten() {
            let name = |part: &str| decision[part].as_str().unwrap_or_default().to_owned();
            let of_survey = format!("{}/{}#", name("journey"), name("survey"));
            if !subject.decisions.keys().any(|known| known.starts_with(&of_survey)) {
                breaks(found, Invariant::DecisionIsFiled, format!("{} has no {of_survey}: {decision}", told.subject));
            }
            let Ok(key) = InvitationKey::try_from(name("invitation")) else { continue };
            let item = held.invitations.get(&key);
            let named = subject.decisions.values().any(|frozen| frozen.key == key);
            if !item.is_some_and(|item| named || item.state == State::Superseded) {
                let detail = format!("{}: {key} is {:?}, named: {named}", told.event, item.map(|item| item.state));
                breaks(found, Invariant::DecisionIsFiled, detail);
            }
        }
    }
    let given_up = &witness.promises.given_up;
    for (name, subject) in held.subjects.iter().filter(|(name, _)| !given_up.contains(*name)) {
        for frozen in subject.decisions.values() {
            if !held.invitations.contains_key(&frozen.key) {
                breaks(found, Invariant::DecisionIsFiled, format!("{name} names {}, which is not there", frozen.key));
            }
        }
    }
    for (key, invitation) in held.invitations.iter().filter(|(_, i)| i.state != State::Superseded) {
        let name = invitation.subject.as_str();
        let subject = held.subjects.get(name);
        let of = invitation.named();
        let named = subject.is_some_and(|subject| subject.decisions.values().any(|frozen| frozen.key == of));
        if !named && !given_up.contains(name) {
            let detail = format!("{key} of {name} is {} and not named", invitation.state.as_str());
            breaks(found, Invariant::CountedOnce, detail);
        }
    }
}

async fn published(sim: &Arc<Sim>, found: &mut Found) -> Result<()> {
    let told: Vec<_> = sim.witness().promises.published.clone();
    let newest = sim.invoke("glimt", async |world| Ok(world.store.journeys(sim.now()).await?)).await;
    let newest = newest.unwrap_or_else(|| Ok(Vec::new()))?;
    for (journey, version) in told {
        let known = newest.iter().find(|published| published.journey.id == journey.id);
        let kept = known.is_some_and(|known| {
            known.version > version
                || known.version == version && known.journey.minimum_answers == journey.minimum_answers
        });
        if !kept {
            let (id, known) = (&journey.id, known.map(|known| known.version));
            breaks(found, Invariant::PublishedIsKept, format!("{id} version {version}; there is {known:?}"));
        }
    }
    Ok(())
}
