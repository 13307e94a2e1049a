//! Files decisions: the subject first, which freezes them; then the contact's pending ask; then the item itself.
//! Whatever breaks off in between is finished by the next delivery of the event.

use crate::App;
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::after_lost_race;
use survey::address::BadAddress;
use survey::contact::Ask;
use survey::decide::{self, Decision, Published, Rules};
use survey::invitation::{Event, State};
use survey::journey::length::Length;
use survey::subject::Frozen;
use survey::{Contact, ContactKey, Invitation, InvitationKey, Subject, Touchpoint};

/// How often a decision is tried against others about the same subject.
const TRIES: u32 = 20;

/// What a touchpoint led to.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub decisions: Vec<Decision>,
    /// Everything had been decided before, and nothing was written.
    pub repeat: bool,
}

/// Decides about a touchpoint and files what was decided; with `dry_run`, writes nothing.
/// May be called any number of times with the same event: the first decision stands.
pub async fn file(app: &App, touchpoint: &Touchpoint, dry_run: bool) -> Result<Outcome> {
    let now = (app.clock)();
    let journeys = app.store.journeys(now).await?;
    let expires = remembered_until(&journeys, now);
    let source_today = if dry_run { 0 } else { app.meter.count(&app.store, &touchpoint.source, now).await? };
    let rules = Rules { journeys: &journeys, secrets: &app.secrets, now, lead: app.lead, source_today };

    for lost in 0..TRIES {
        let subject = app.store.subject(&touchpoint.subject).await?;
        let touchpoint = &with_person(app, touchpoint, &subject, &rules).await?;
        let person = touchpoint.person.address.as_ref().ok().map(|address| ContactKey::of(address, &app.secrets));
        let contact = match &person {
            Some(person) => app.store.contact(person).await?,
            None => Contact::default(),
        };
        let plan = decide::decide(touchpoint, &subject, &contact, &rules);
        let repeat = plan.subject.is_none() && (subject.knows(&touchpoint.event) || !plan.decisions.is_empty());
        if dry_run {
            return Ok(Outcome { decisions: plan.decisions, repeat });
        }
        let fresh = plan.subject.is_some();
        if let Some(changed) = &plan.subject
            && !app.store.replace_subject(&touchpoint.subject, changed, expires).await?
        {
            after_lost_race(lost).await;
            continue;
        }
        let filing = Filing { app, touchpoint, rules: &rules, expires };
        let mut decisions = Vec::new();
        let mut missing = Vec::new();
        for decision in plan.decisions {
            let new = fresh && !subject.decisions.values().any(|frozen| frozen.key == decision.frozen.key);
            if new || app.store.invitation(&decision.frozen.key).await?.is_none() {
                let decision = filing.in_time(decision).await?;
                missing.extend(filing.item(&decision).await?);
                decisions.push(decision);
            } else {
                decisions.push(decision);
            }
        }
        if let Some(person) = &person {
            filing.ask(person, contact, &missing).await?;
        }
        for item in &missing {
            app.store.put_once(&item.invitation, item.expires).await?;
        }
        filing.close_replaced(&decisions).await?;
        return Ok(Outcome { decisions, repeat: repeat && missing.is_empty() });
    }
    bail!("the subject was changed by others {TRIES} times in a row")
}

/// The touchpoint with its customer: a parcel's event may tell of none. They are known from the invitation that an
/// earlier event about the same order has led to, when the delivery was only presumed.
async fn with_person(app: &App, touchpoint: &Touchpoint, subject: &Subject, rules: &Rules<'_>) -> Result<Touchpoint> {
    let mut touchpoint = touchpoint.clone();
    let listened_to = |published: &Published| published.journey.surveys().any(|(_, s)| s.on.contains(&touchpoint.kind));
    if touchpoint.person.address != Err(BadAddress::Empty) || !rules.journeys.iter().any(listened_to) {
        return Ok(touchpoint);
    }
    let invited = subject.decisions.values().filter(|frozen| frozen.skip.is_none());
    let presumed = invited.filter(|frozen| frozen.presumed_after.is_some() || frozen.replaces.is_some());
    let keys: Vec<_> = presumed.flat_map(|frozen| [Some(frozen.key), frozen.replaces]).flatten().collect();
    for key in keys {
        let Some(known) = app.store.invitation(&key).await? else { continue };
        let Some(address) = known.address else { continue };
        let person = &mut touchpoint.person;
        person.address = Ok(address);
        person.name = person.name.take().or(known.name);
        person.locale = person.locale.take().or_else(|| Some(known.language.code().to_owned()));
        person.country = person.country.take().or(known.context.country);
        person.time_zone = person.time_zone.take().or(known.time_zone);
        touchpoint.value = touchpoint.value.take().or(known.context.value);
        if touchpoint.reference.is_empty() || touchpoint.subject.is_named(&touchpoint.reference) {
            touchpoint.reference = known.reference;
        }
        let kept = known.context.segments.into_iter().map(|(name, value)| (name.to_string(), value));
        touchpoint.attributes = kept.chain(std::mem::take(&mut touchpoint.attributes)).collect();
        break;
    }
    Ok(touchpoint)
}

/// The longest that what is remembered of a subject or a person can still matter to any of the journeys.
pub fn memory(journeys: &[Published]) -> Length {
    journeys.iter().map(|p| p.journey.needs_to_remember()).max().unwrap_or_default()
}

/// When a subject or a contact that is written now may be forgotten.
pub fn remembered_until(journeys: &[Published], now: Timestamp) -> Timestamp {
    now + journeys.iter().map(|p| p.journey.remembered()).max().unwrap_or_default().duration()
}

/// What every decision about the touchpoint is filed with.
struct Filing<'a> {
    app: &'a App,
    touchpoint: &'a Touchpoint,
    rules: &'a Rules<'a>,
    /// When the subject and the contact may be forgotten.
    expires: Timestamp,
}

/// A decision's item that is not there yet.
struct Item {
    invitation: Invitation,
    priority: i32,
    expires: Timestamp,
}

impl Filing<'_> {
    /// The item of a decision, by the journey's version that it was made under.
    async fn item(&self, decision: &Decision) -> Result<Option<Item>> {
        let Self { app, touchpoint, rules, .. } = *self;
        let published = app.store.journey_named(&decision.journey, decision.frozen.version, rules.now).await?;
        let published = published.context("the version that the decision was made under is not published any more")?;
        let Some((_, survey)) = published.journey.survey(&decision.survey) else { return Ok(None) };
        let invitation = decide::invitation(touchpoint, decision, &published, rules.secrets);
        Ok(invitation.map(|invitation| Item {
            expires: invitation.expires(&published.journey),
            priority: survey.priority,
            invitation,
        }))
    }

    /// Adds the pending asks to the contact, in one write; those that are there already stay as they are.
    async fn ask(&self, person: &ContactKey, seen: Contact, items: &[Item]) -> Result<()> {
        let pending = items.iter().filter(|item| item.invitation.reason.is_none());
        let asks: Vec<_> = pending.map(|item| item.ask()).collect();
        let add = |contact: &mut Contact| {
            let known = |ask: &&Ask| {
                let known = contact.asks.get(&ask.key.id());
                known.is_none_or(|known| known.key != ask.key && known.reserved.is_none())
            };
            let new: Vec<_> = asks.iter().filter(known).cloned().collect();
            let any = !new.is_empty();
            contact.asks.extend(new.into_iter().map(|ask| (ask.key.id(), ask)));
            if any && self.touchpoint.consent.is_some() {
                contact.consent.clone_from(&self.touchpoint.consent);
            }
            any
        };
        self.app.store.change_contact(person, Some(seen), self.expires, add).await?;
        Ok(())
    }

    /// Closes the items whose place this event's decisions have taken; they stand in no count. One that is not there
    /// yet is filed as closed: whoever is about to file it finds it there.
    async fn close_replaced(&self, decisions: &[Decision]) -> Result<()> {
        let store = &self.app.store;
        for decision in decisions.iter().filter(|decision| decision.frozen.event == self.touchpoint.event) {
            let Some(key) = decision.frozen.replaces else { continue };
            let mut old = store.invitation(&key).await?;
            if old.is_none()
                && let Some(closed) = self.closed(decision, key).await?
            {
                if store.put_once(&closed.invitation, closed.expires).await? {
                    continue;
                }
                old = store.invitation(&key).await?;
            }
            if let Some(old) = old {
                store.apply(&key, old.attempt, &Event::Supersede, self.rules.now).await?;
            }
        }
        Ok(())
    }

    /// What stands at the key of an item whose place a decision has taken.
    async fn closed(&self, decision: &Decision, key: InvitationKey) -> Result<Option<Item>> {
        let frozen = Frozen { key, ..decision.frozen.clone() };
        let item = self.item(&Decision { frozen, ..decision.clone() }).await?;
        let close = |invitation| Invitation { state: State::Superseded, address: None, name: None, ..invitation };
        Ok(item.map(|item| Item { invitation: close(item.invitation), ..item }))
    }

    /// Gives a frozen invitation whose time has passed before it was filed a new time: re-names it in the subject.
    async fn in_time(&self, decision: Decision) -> Result<Decision> {
        let Self { app, touchpoint, expires, .. } = *self;
        let name = Subject::decision_name(&decision.journey, &decision.survey, decision.round);
        for _ in 0..TRIES {
            if decision.frozen.skip.is_some() || decision.frozen.key.due() >= (app.clock)() {
                return Ok(decision);
            }
            let mut subject = app.store.subject(&touchpoint.subject).await?;
            let Some(frozen) = subject.decisions.get_mut(&name) else { bail!("a frozen decision is gone") };
            if frozen.key != decision.frozen.key {
                return Ok(Decision { frozen: frozen.clone(), ..decision });
            }
            let published = self.rules.journeys.iter().find(|published| published.journey.id == decision.journey);
            let survey = published.and_then(|p| Some((p, p.journey.survey(&decision.survey)?.1)));
            let Some((published, survey)) = survey else { return Ok(decision) };
            let rules = Rules { now: (app.clock)(), ..*self.rules };
            let due = decide::due_time(touchpoint, frozen, &published.journey, survey, &rules);
            frozen.key = InvitationKey::new(due, frozen.key.id());
            let frozen = frozen.clone();
            if app.store.replace_subject(&touchpoint.subject, &subject, expires).await? {
                return Ok(Decision { frozen, ..decision });
            }
        }
        bail!("the subject was changed by others {TRIES} times in a row")
    }
}

impl Item {
    fn ask(&self) -> Ask {
        let Invitation { key, context, .. } = &self.invitation;
        let survey = Ask::survey_name(&context.journey, &context.survey);
        Ask { survey, priority: self.priority, key: *key, reserved: None }
    }
}

impl Outcome {
    /// As in the answer to the sender.
    pub fn to_json(&self) -> Value {
        let decisions: Vec<_> = self.decisions.iter().map(to_json).collect();
        json!({ "decisions": decisions, "repeat": self.repeat })
    }
}

fn to_json(decision: &Decision) -> Value {
    let Decision { journey, survey, frozen, .. } = decision;
    match frozen.skip {
        Some(reason) => json!({
            "journey": journey, "survey": survey, "decision": "skip",
            "reason": reason.code(), "detail": format!("Not asked, because {}.", reason.explain()),
        }),
        None => json!({
            "journey": journey, "survey": survey, "decision": "invite",
            "invitation": frozen.key.to_string(), "due": frozen.key.due(),
        }),
    }
}
