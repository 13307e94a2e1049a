//! Files decisions: the subject first, which freezes them; then the contact's pending ask; then the item itself.
//! Whatever breaks off in between is finished by the next delivery of the event.

use crate::App;
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use serde_json::{Value, json};
use survey::contact::Ask;
use survey::decide::{self, Decision, Rules};
use survey::{Contact, ContactKey, InvitationKey, Subject, Touchpoint};

/// How often a decision is tried against others about the same subject.
const TRIES: usize = 20;
/// How much longer than the longest memory of any journey a subject or contact is kept, in days.
const KEPT: i64 = 60;

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
    let expires = now + memory.duration() + survey::journey::length::Length::days(KEPT).duration();
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
        let mut decisions = Vec::new();
        let mut wrote = fresh;
        for decision in plan.decisions {
            let known = fresh && !subject.decisions.values().any(|frozen| frozen.key == decision.frozen.key);
            let (decision, filed) = finish(app, touchpoint, decision, &rules, expires, known).await?;
            decisions.push(decision);
            wrote |= filed;
        }
        return Ok(Outcome { decisions, repeat: repeat && !wrote });
    }
    bail!("the subject was changed by others {TRIES} times in a row")
}

/// Sees to it that a frozen decision's ask and item are there. Says whether anything was written.
/// `new`: it was frozen just now, so there is no need to look.
async fn finish(
    app: &App,
    touchpoint: &Touchpoint,
    decision: Decision,
    rules: &Rules<'_>,
    expires: Timestamp,
    new: bool,
) -> Result<(Decision, bool)> {
    if !new && app.store.invitation(&decision.frozen.key).await?.is_some() {
        return Ok((decision, false));
    }
    let decision = if decision.frozen.skip.is_none() && decision.frozen.key.due() < (app.clock)() {
        move_on(app, touchpoint, decision, rules, expires).await?
    } else {
        decision
    };
    let published = app.store.journey_named(&decision.journey, decision.frozen.version, rules.now).await?;
    let published = published.context("the version that the decision was made under is not published any more")?;
    let Some(invitation) = decide::invitation(touchpoint, &decision, &published, rules.secrets) else {
        return Ok((decision, false));
    };
    if let (None, Some(person), Some((_, survey))) =
        (decision.frozen.skip, &invitation.contact, published.journey.survey(&decision.survey))
    {
        let ask = Ask {
            survey: Ask::survey_name(&decision.journey, &decision.survey),
            priority: survey.priority,
            key: decision.frozen.key,
            reserved: None,
        };
        app.store.change_contact(person, expires, |contact| add_ask(contact, touchpoint, &ask)).await?;
    }
    let kept = published.journey.link_life.duration() + survey::journey::length::Length::days(37).duration();
    let filed = app.store.put_once(&invitation, invitation.key.due() + kept).await?;
    Ok((decision, filed))
}

/// Adds an ask that is not there yet, or not at this key, and the newest evidence of consent.
fn add_ask(contact: &mut Contact, touchpoint: &Touchpoint, ask: &Ask) -> bool {
    let known = contact.asks.get(&ask.key.id()).is_some_and(|known| known.key == ask.key || known.reserved.is_some());
    if known {
        return false;
    }
    contact.asks.insert(ask.key.id(), ask.clone());
    if touchpoint.consent.is_some() {
        contact.consent.clone_from(&touchpoint.consent);
    }
    true
}

/// Gives a frozen invitation whose time has passed before it was filed a new time: re-names it in the subject.
async fn move_on(
    app: &App,
    touchpoint: &Touchpoint,
    decision: Decision,
    rules: &Rules<'_>,
    expires: Timestamp,
) -> Result<Decision> {
    let name = Subject::decision_name(&decision.journey, &decision.survey, decision.round);
    for _ in 0..TRIES {
        let mut subject = app.store.subject(&touchpoint.subject).await?;
        let Some(frozen) = subject.decisions.get_mut(&name) else { bail!("a frozen decision is gone") };
        if frozen.key != decision.frozen.key {
            return Ok(Decision { frozen: frozen.clone(), ..decision });
        }
        let published = rules.journeys.iter().find(|published| published.journey.id == decision.journey);
        let survey = published.and_then(|p| Some((p, p.journey.survey(&decision.survey)?.1)));
        let Some((published, survey)) = survey else { return Ok(decision) };
        let rules = Rules { now: (app.clock)(), ..*rules };
        let due = decide::due_time(touchpoint, &published.journey, survey, frozen.key.id(), &rules);
        frozen.key = InvitationKey::new(due, frozen.key.id());
        let frozen = frozen.clone();
        if app.store.replace_subject(&touchpoint.subject, &subject, expires).await? {
            return Ok(Decision { frozen, ..decision });
        }
    }
    bail!("the subject was changed by others {TRIES} times in a row")
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
