//! Sees every call that is carried out, keeps the newest image of every item, and says at once what may never be.

use super::conditions::Condition;
use super::newer;
use super::promises::Promises;
use super::sim::{News, Sim};
use super::{Broken, Invariant, Trial};
use glimt::aws::in_process::{Reply, To};
use glimt::aws::ses::Message;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::Marks;
use survey::click::Clicks;
use survey::invitation::State;
use survey::{Address, Answer, Contact, ContactKey, Invitation, InvitationId, InvitationKey, Subject};

/// A call that was carried out.
pub struct Call<'a> {
    pub by: &'a str,
    pub to: &'a To,
    pub body: &'a Value,
    pub reply: &'a Reply,
    pub condition: Option<&'a Condition>,
    /// Asks the tables beside the network.
    pub tables: &'a dyn Fn(&str, Value) -> Value,
}

impl Call<'_> {
    /// The item at this key, as it is now.
    pub fn look(&self, table: &str, key: &Value) -> Option<Value> {
        let get = json!({ "TableName": format!("glimt-{table}"), "Key": key, "ConsistentRead": true });
        (self.tables)("GetItem", get).get("Item").cloned()
    }
}

/// A mail to a customer that SES has taken.
#[derive(Debug)]
pub struct Accepted {
    pub key: InvitationKey,
    pub attempt: u32,
    pub message_id: String,
    pub to: String,
    pub at: Timestamp,
    /// The time that stands in its reservation.
    pub reserved_at: Option<Timestamp>,
    /// When the reservation was written.
    pub reserved: Option<Timestamp>,
}

/// Where an item is: table, partition key, sort key.
pub type Place = (String, String, String);

#[derive(Default)]
pub struct Witness {
    pub trace: Vec<String>,
    pub conditions: BTreeSet<Condition>,
    pub broken: Vec<Broken>,
    pub promises: Promises,
    pub accepted: Vec<Accepted>,
    pub invitations: BTreeMap<InvitationKey, Invitation>,
    /// How many items a newer Glimt has still to take over.
    pub to_take_over: u8,
    /// What a newer Glimt has written.
    pub newer: BTreeMap<Place, Value>,
    /// Invitations that SES may have taken without anybody knowing, at some time.
    unknown_once: BTreeSet<InvitationKey>,
    items: BTreeMap<Place, Value>,
    marks: BTreeMap<u8, Marks>,
    /// When each attempt was reserved.
    reservations: BTreeMap<(InvitationId, u32), Timestamp>,
    /// The subject as each instance has read it last.
    read: BTreeMap<(String, String), Subject>,
    /// The first mail of a reminder, and whether it was answered, as each instance has read it last.
    read_first: BTreeMap<(String, InvitationKey), Invitation>,
    read_answers: BTreeMap<(String, String, String), bool>,
    alerts: BTreeSet<String>,
}

impl Witness {
    pub fn of_seed(trial: &Trial, dice: &mut fastrand::Rng) -> Self {
        Self { to_take_over: newer::items(trial, dice), ..Self::default() }
    }

    pub fn note(&mut self, now: Timestamp, by: &str, what: &str) {
        self.trace.push(format!("{now:.3} {by} {what}"));
    }

    pub fn breaks(&mut self, invariant: Invariant, detail: impl Into<String>) {
        self.broken.push(Broken { invariant, detail: detail.into() });
    }

    /// The invitations that are not final, but for those that this version can't read any more.
    pub fn open(&self) -> impl Iterator<Item = &Invitation> {
        let newer =
            |key: &InvitationKey| self.newer.contains_key(&("invitations".to_owned(), key.partition(), key.sort()));
        self.invitations.values().filter(move |invitation| !invitation.state.is_final() && !newer(&invitation.key))
    }

    pub fn is_there(&self, place: &Place) -> bool {
        self.items.contains_key(place)
    }

    pub fn answers(&self) -> usize {
        self.items.keys().filter(|(table, ..)| table == "answers").count()
    }

    /// Takes note of a call; gives what others get to know by it.
    pub fn saw(&mut self, sim: &Sim, now: Timestamp, call: &Call<'_>) -> Vec<News> {
        let operation = match call.to {
            To::Tables(operation) => operation.as_str(),
            To::Mail(..) => {
                self.note(now, call.by, &format!("SendEmail {}", call.reply.status));
                let taken = sim.ses.take_messages();
                self.take_over(sim, now, call);
                return taken.into_iter().filter_map(|message| self.accepted(sim, now, call, message)).collect();
            }
        };
        let table = call.body["TableName"].as_str().unwrap_or_default().trim_start_matches("glimt-").to_owned();
        let key = key_of(operation, call.body);
        let place = (table.clone(), text(&key["pk"]), text(&key["sk"]));
        let refused = if call.reply.status == 200 { "" } else { " refused" };
        self.note(now, call.by, &format!("{operation} {table} {} {}{refused}", place.1, place.2));
        self.conditions.extend(call.condition.cloned());
        let news = if call.reply.status == 200 { self.changed(now, call, operation, place, &key) } else { Vec::new() };
        self.take_over(sim, now, call);
        news
    }

    fn changed(&mut self, now: Timestamp, call: &Call<'_>, operation: &str, place: Place, key: &Value) -> Vec<News> {
        match operation {
            "PutItem" | "UpdateItem" => self.wrote(now, call, place, key).into_iter().collect(),
            "GetItem" if place.0 == "subjects" => {
                self.read_subject(now, call, place.1);
                Vec::new()
            }
            "GetItem" if place.0 == "invitations" || place.0 == "answers" => {
                self.read_for_a_reminder(call, place);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn wrote(&mut self, now: Timestamp, call: &Call<'_>, place: Place, key: &Value) -> Option<News> {
        if place.0 == "journeys" && place.1 != "pointer" {
            return None;
        }
        // A put item is what was put.
        let item = match call.body.get("Item") {
            Some(item) => item.clone(),
            None => call.look(&place.0, key)?,
        };
        if self.newer.get(&place).is_some_and(|newer| *newer != item) {
            self.breaks(Invariant::NewerIsLeftAlone, format!("{place:?} was changed by {}", call.by));
        }
        let old = self.items.insert(place.clone(), item.clone());
        match place.0.as_str() {
            "invitations" if place.1.starts_with("mark#") => self.wrote_marks(&item),
            "invitations" => self.wrote_invitation(call, &place, &item),
            "contacts" => {
                self.follows(&place, "rev", old.as_ref(), &item, Invariant::WritesFollowReads);
                self.wrote_contact(now, &place, &item);
            }
            "subjects" if !place.1.starts_with("flood#") => {
                self.follows(&place, "rev", old.as_ref(), &item, Invariant::WritesFollowReads);
            }
            // The first pointer was there before the run.
            "journeys" if old.is_some() => {
                self.follows(&place, "rev", old.as_ref(), &item, Invariant::WritesFollowReads);
            }
            "answers" => {
                if matches!(call.to, To::Tables(operation) if operation == "PutItem") {
                    self.follows(&place, "version", old.as_ref(), &item, Invariant::AnswerVersionsFollow);
                }
                return Some(News::Answer(old, item));
            }
            _ => {}
        }
        None
    }

    /// Each write counts one on from the write before it.
    fn follows(&mut self, place: &Place, count: &str, old: Option<&Value>, new: &Value, invariant: Invariant) {
        let number = |item: &Value| item[count]["N"].as_str().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
        let (before, after) = (old.map_or(0, number), number(new));
        if after != before + 1 {
            self.breaks(invariant, format!("{place:?}: {count} {after} was written over {before}"));
        }
    }

    fn wrote_marks(&mut self, item: &Value) {
        let Some(new) = read::<Marks>(item) else {
            return self.breaks(Invariant::ItemsParse, "marks");
        };
        let old = self.marks.insert(new.shard, new);
        if old.is_some_and(|old| new.open < old.open || new.settled < old.settled) {
            self.breaks(Invariant::MarksMoveForward, format!("{old:?} to {new:?}"));
        }
        let shard = self.invitations.values().filter(|invitation| invitation.key.id().shard() == new.shard);
        let open = shard.filter(|invitation| !invitation.state.is_final());
        // A mail that may have been sent, and is to be sent again, is found by the mark of those.
        let passed = |invitation: &&Invitation| {
            let once = self.unknown_once.contains(&invitation.key);
            let due = invitation.key.due();
            due < new.settled || (due < new.open && invitation.state == State::Pending && !once)
        };
        if let Some(passed) = open.clone().find(passed) {
            let detail = format!("{new:?} have passed {} {}", passed.key, passed.state.as_str());
            self.breaks(Invariant::MarksPassNothingOpen, detail);
        }
    }

    fn wrote_invitation(&mut self, call: &Call<'_>, place: &Place, item: &Value) {
        let Some(new) = read::<Invitation>(item) else {
            return self.breaks(Invariant::ItemsParse, format!("{place:?}: {item}"));
        };
        let key = new.key;
        if new.clicks.len() > Clicks::KEPT {
            self.breaks(Invariant::ClicksAreBounded, format!("{key} has {}", new.clicks.len()));
        }
        if new.state == State::Unknown {
            self.unknown_once.insert(key);
        }
        let mark = self.marks.get(&key.id().shard());
        let old = self.invitations.get(&key);
        if old.is_none() && new.state == State::Pending && mark.is_some_and(|mark| key.due() < mark.open) {
            self.breaks(Invariant::MarksPassNothingOpen, format!("{key} was filed behind the mark by {}", call.by));
        }
        let sent = |i: &Invitation| (i.state, i.sent_at, i.message_id.clone());
        let old = self.invitations.insert(key, new.clone());
        if let Some(old) = old.filter(|old| old.state == State::Sent && sent(old) != sent(&new)) {
            let detail = format!("{key} was {:?}, and {} made it {:?}", sent(&old), call.by, sent(&new));
            self.breaks(Invariant::SentStaysSent, detail);
        }
    }

    fn wrote_contact(&mut self, now: Timestamp, place: &Place, item: &Value) {
        let Some(contact) = read::<Contact>(item) else {
            return self.breaks(Invariant::ItemsParse, format!("{place:?}: {item}"));
        };
        for (id, ask) in contact.asks {
            if let Some(reserved) = ask.reserved {
                self.reservations.entry((id, reserved.attempt)).or_insert(now);
            }
        }
    }

    fn read_subject(&mut self, now: Timestamp, call: &Call<'_>, pk: String) {
        let reply: Value = serde_json::from_slice(&call.reply.body).unwrap_or_default();
        let subject = reply.get("Item").map_or(Some(Subject::default()), read::<Subject>);
        let Some(subject) = subject else { return self.breaks(Invariant::ItemsParse, pk) };
        let told = self.promises.voids.iter().filter(|void| void.subject == pk && void.told_at < now);
        let kept = |kind| subject.voids.get(kind).copied().unwrap_or(Timestamp::MIN);
        let lost: Vec<_> = told.filter(|void| kept(&void.kind) < void.happened_at).map(|v| format!("{v:?}")).collect();
        for void in lost {
            self.breaks(Invariant::VoidIsKept, format!("{} reads {pk} without {void}", call.by));
        }
        self.read.insert((call.by.to_owned(), pk), subject);
    }

    fn read_for_a_reminder(&mut self, call: &Call<'_>, (table, pk, sk): Place) {
        let reply: Value = serde_json::from_slice(&call.reply.body).unwrap_or_default();
        if table == "answers" {
            self.read_answers.insert((call.by.to_owned(), pk, sk), reply.get("Item").is_some());
        } else if let Some(invitation) = reply.get("Item").and_then(read::<Invitation>) {
            self.read_first.insert((call.by.to_owned(), invitation.key), invitation);
        }
    }

    fn accepted(&mut self, sim: &Sim, now: Timestamp, call: &Call<'_>, message: Message) -> Option<News> {
        let tag = |name: &str| message.tags.iter().find(|tag| tag.name == name).map(|tag| tag.value.clone());
        if let Some(alert) = tag("alert") {
            if !self.alerts.insert(alert.clone()) {
                self.breaks(Invariant::AlertedOnce, alert);
            }
            return None;
        }
        let key = InvitationKey::try_from(tag("invitation")?).ok()?;
        let attempt = tag("attempt")?.parse().ok()?;
        let person = ContactKey::of(&Address::parse(&message.to).ok()?, &sim.secrets).to_string();
        let contact = call.look("contacts", &json!({ "pk": { "S": person } }));
        let contact = contact.and_then(|item| read::<Contact>(&item)).unwrap_or_default();
        let reserved = contact.asks.get(&key.id()).and_then(|ask| ask.reserved.clone());
        let reserved = reserved.filter(|reserved| reserved.attempt == attempt);
        if reserved.is_none() {
            self.breaks(Invariant::ReservedBeforeMailed, format!("{key} attempt {attempt} by {}", call.by));
        }
        self.is_named(sim, call.by, key);
        self.accepted.push(Accepted {
            key,
            attempt,
            message_id: message.id.clone(),
            to: person,
            at: now,
            reserved_at: reserved.map(|reserved| reserved.at),
            reserved: self.reservations.get(&(key.id(), attempt)).copied(),
        });
        Some(News::Mail(Box::new(message)))
    }

    /// The sender has read that this is the invitation, and of no void.
    fn is_named(&mut self, sim: &Sim, by: &str, key: InvitationKey) {
        let Some(invitation) = self.invitations.get(&key) else {
            return self.breaks(Invariant::MailedAsNamed, format!("{key} is mailed and was never filed"));
        };
        if let Some(first) = invitation.reminds.as_ref().map(|first| first.key) {
            let place = (by.to_owned(), first.partition(), first.id().to_string());
            let unanswered = self.read_answers.get(&place) == Some(&false);
            let read = self.read_first.get(&(by.to_owned(), first));
            if !unanswered || !read.is_some_and(|first| first.state == State::Sent && first.clicks.is_empty()) {
                self.breaks(Invariant::RemindedOnlyTheSilent, format!("{by} sends {key}"));
            }
        }
        let Some(invitation) = self.invitations.get(&key) else { return };
        let (subject, key) = (invitation.subject.as_str().to_owned(), invitation.named());
        let survey = sim.company.survey(&invitation.context);
        let read = self.read.get(&(by.to_owned(), subject.clone()));
        let named = read.and_then(|read| Some((read, read.decisions.values().find(|frozen| frozen.key == key)?)));
        let Some((read, frozen)) = named.filter(|(_, frozen)| frozen.skip.is_none()) else {
            return self.breaks(Invariant::MailedAsNamed, format!("{by} mails {key}, which {subject} does not name"));
        };
        let void = survey.and_then(|survey| read.newest_void(&survey.void_on));
        if void.is_some_and(|void| frozen.happened_at <= void) {
            let detail = format!("{by} mails {key}, which happened at {}, voided at {void:?}", frozen.happened_at);
            self.breaks(Invariant::NotMailedOnceVoided, detail);
        }
    }
}

/// Reads an item as it comes over the wire.
pub fn read<T: DeserializeOwned>(item: &Value) -> Option<T> {
    let item: serde_dynamo::Item = serde_json::from_value(item.clone()).ok()?;
    serde_dynamo::from_item(item).ok()
}

/// An answer in the stream's image.
pub fn answer(item: &Value) -> Option<Answer> {
    read(item)
}

fn key_of(operation: &str, body: &Value) -> Value {
    match operation {
        "PutItem" => {
            let parts = ["pk", "sk"].into_iter().filter_map(|part| Some((part, body["Item"].get(part)?.clone())));
            parts.map(|(part, value)| (part.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()
        }
        "Query" => json!({
            "pk": body["ExpressionAttributeValues"][":pk"],
            "sk": body["ExpressionAttributeValues"][":from"],
        }),
        _ => body["Key"].clone(),
    }
}

fn text(part: &Value) -> String {
    part["S"].as_str().unwrap_or_default().to_owned()
}
