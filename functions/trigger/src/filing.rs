//! Files decisions: the subject first, which freezes them; then the contact's pending ask; then the item itself.
//! Whatever breaks off in between is finished by the next delivery of the event.

use crate::App;
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use serde_json::{Value, json};
use survey::contact::Ask;
use survey::decide::{self, Decision, Rules};
use survey::journey::length::Length;
use survey::{Contact, ContactKey, Invitation, InvitationKey, Subject, Touchpoint};

/// How often a decision is tried against others about the same subject.
const TRIES: usize = 20;
/// How much longer than the longest memory of any journey a subject or contact is kept, in days.
const KEPT: i64 = 60;
/// How many days longer than its link an invitation is kept.
const KEPT_AFTER_LINK: i64 = 37;

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
    let memory = journeys.iter().map(|p| p.journey.longest_memory().max(p.journey.link_life)).max().unwrap_or_default();
    let expires = now + memory.duration() + Length::days(KEPT).duration();
    let rules = Rules { journeys: &journeys, secrets: &app.secrets, now, lead: app.lead };
    let person = touchpoint.person.address.as_ref().ok().map(|address| ContactKey::of(address, &app.secrets));

    for _ in 0..TRIES {
        let subject = app.store.subject(&touchpoint.subject).await?;
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
        return Ok(Outcome { decisions, repeat: repeat && missing.is_empty() });
    }
    bail!("the subject was changed by others {TRIES} times in a row")
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
        let kept = published.journey.link_life.duration() + Length::days(KEPT_AFTER_LINK).duration();
        let invitation = decide::invitation(touchpoint, decision, &published, rules.secrets);
        Ok(invitation.map(|invitation| Item {
            expires: invitation.key.due() + kept,
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
            let due = decide::due_time(touchpoint, &published.journey, survey, frozen.key.id(), &rules);
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
