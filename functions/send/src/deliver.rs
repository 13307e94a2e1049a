//! Takes one invitation, or reminder, from pending to its next state: read, decide, reserve, mail, mark.

use crate::mail::{self, Letter};
use crate::pace::{Stop, Turn};
use crate::{Run, count};
use anyhow::{Context, Result, bail};
use jiff::{SignedDuration, Timestamp};
use mailer::SendError;
use metrics::histogram;
use std::collections::BTreeSet;
use store::Marks;
use survey::contact::{Ask, Reservation};
use survey::decide::Published;
use survey::dispatch::{Dispatch, FUSE, First, Situation, dispatch};
use survey::invitation::{Event, Invitation, State};
use survey::journey::{Stage, Survey};
use survey::reminder::reminder;
use survey::{Contact, ContactKey, InvitationKey, Reason, Subject};

/// How often a decision is made anew because somebody changed what it rests on.
const TRIES: usize = 20;
/// How often a mark is tried after SES has answered: what is not marked counts as unknown.
const MARK_TRIES: usize = 5;

/// Whether the sweep has to come back to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    Open,
    Closed,
}

/// Mails an invitation, or decides why not.
pub(crate) async fn deliver(run: &Run, invitation: &Invitation, marks: &[Marks]) -> Result<After> {
    let context = &invitation.context;
    if run.app.store.pauses((run.app.clock)()).await?.hold(&context.journey, &context.survey) {
        return Ok(After::Open);
    }
    let published = run.app.store.journey_named(&context.journey, context.version, (run.app.clock)()).await?;
    let found = published.as_ref().and_then(|p| Some((p, p.journey.survey(&context.survey)?)));
    let (Some((published, (stage, survey))), Some(person)) = (found, invitation.contact) else {
        return close(run, invitation, Event::Skip(Reason::NotPublished)).await;
    };
    let Some(letter) = mail::letter(run, invitation, published, &person).await? else {
        return close(run, invitation, Event::Skip(Reason::NotPublished)).await;
    };
    Delivery { run, invitation, person, published, stage, survey, letter, marks }.run().await
}

/// An invitation that is due, with everything about it that does not change.
struct Delivery<'a> {
    run: &'a Run,
    invitation: &'a Invitation,
    person: ContactKey,
    published: &'a Published,
    stage: &'a Stage,
    survey: &'a Survey,
    letter: Letter,
    marks: &'a [Marks],
}

impl Delivery<'_> {
    async fn run(&self) -> Result<After> {
        let Self { run, invitation, .. } = *self;
        let mut dead = BTreeSet::new();
        let mut has_turn = false;
        for _ in 0..TRIES {
            let subject = run.app.store.subject(&invitation.subject).await?;
            let contact = run.app.store.contact(&self.person).await?;
            match self.decide(&subject, &contact, &dead).await? {
                Dispatch::Leave => return Ok(After::Open),
                Dispatch::GoOn => return self.mail(&subject).await,
                Dispatch::Close(event) => return self.close(&contact, event).await,
                Dispatch::OutrankedBy(other) => {
                    if is_alive(run, &other).await? {
                        return self.close(&contact, Event::Skip(Reason::Outranked)).await;
                    }
                    dead.insert(other.id());
                }
                Dispatch::Reserve => {
                    if !has_turn {
                        has_turn = true;
                        match run.pace.turn(&run.app.mailer).await {
                            Turn::Never => return Ok(After::Open),
                            Turn::Waited => continue,
                            Turn::Now => {}
                        }
                    }
                    if self.reserve(contact).await? {
                        return self.mail(&subject).await;
                    }
                }
            }
        }
        bail!("the contact was changed by others {TRIES} times in a row")
    }

    async fn decide(
        &self,
        subject: &Subject,
        contact: &Contact,
        dead: &BTreeSet<survey::InvitationId>,
    ) -> Result<Dispatch> {
        let Self { run, published, stage, survey, .. } = *self;
        let store = &run.app.store;
        let (mut invitation, mut answered) = (None, false);
        if let Some(first) = &self.invitation.reminds {
            invitation = store.invitation(&first.key).await?;
            answered = store.answer(&first.key).await?.is_some();
        }
        let first = First { invitation: invitation.as_ref(), answered };
        let now = (run.app.clock)();
        let journey = &published.journey;
        Ok(dispatch(
            self.invitation,
            &Situation { now, me: &run.me, journey, stage, survey, subject, contact, dead, first },
        ))
    }

    /// Claims the mail, in one write on the contact: from here it *may have been sent*. False: look again.
    async fn reserve(&self, mut contact: Contact) -> Result<bool> {
        let Self { run, invitation, survey, .. } = *self;
        let Invitation { key, context, attempt, .. } = invitation;
        let now = (run.app.clock)();
        let ask = contact.asks.entry(key.id()).or_insert_with(|| Ask {
            survey: Ask::survey_name(&context.journey, &context.survey),
            priority: survey.priority,
            key: *key,
            reserved: None,
        });
        ask.key = *key;
        ask.reserved = Some(Reservation { attempt: *attempt, at: now, by: run.me.clone() });
        let (memory, expires) = self.memory(now).await?;
        prune(&mut contact, memory, self.marks, now);
        match run.app.store.replace_contact(&self.person, &contact, expires).await {
            // The reply may be lost and the reservation made: reading again tells.
            Err(error) if error.is_transient() => Ok(false),
            outcome => Ok(outcome?),
        }
    }

    /// The longest that an ask can matter to a later one, and when the person may be forgotten who is heard of now:
    /// quiet periods are the company's, so any journey may ask.
    async fn memory(&self, now: Timestamp) -> Result<(SignedDuration, Timestamp)> {
        let journeys = self.run.app.store.journeys(now).await?;
        let every = || journeys.iter().map(|published| &published.journey).chain([&self.published.journey]);
        let memory = every().map(|journey| journey.longest_memory()).max().unwrap_or_default();
        let remembered = every().map(|journey| journey.remembered()).max().unwrap_or_default();
        Ok((memory.duration(), now + remembered.duration()))
    }

    /// How long it has been due, in seconds: it waits for its window, and for its turn.
    fn late(&self) -> f64 {
        (self.run.app.clock)().duration_since(self.invitation.key.due()).as_secs_f64()
    }

    /// Calls SES, once, and marks what is known afterwards.
    async fn mail(&self, subject: &Subject) -> Result<After> {
        let Self { run, invitation, .. } = *self;
        match run.app.mailer.send(&self.letter.message()).await {
            Ok(message_id) => {
                run.pace.taken();
                count(&run.sent);
                histogram!("LateSeconds").record(self.late());
                let reminder = self.remind(subject, &message_id).await;
                mark(run, invitation, &Event::Accepted { message_id, reminder }).await?;
                Ok(After::Closed)
            }
            Err(error) => {
                tracing::warn!(invitation = %invitation.key, attempt = invitation.attempt, code = error.code(), "{error}");
                self.settle(&error).await
            }
        }
    }

    /// Files the mail's reminder, if it is to have one, before the mail counts as sent; gives where it is. Without the
    /// mark on its first mail, a reminder comes to nothing.
    async fn remind(&self, subject: &Subject, message_id: &str) -> Option<InvitationKey> {
        let Self { run, invitation, published, survey, .. } = *self;
        let journey = &published.journey;
        let frozen = subject.decisions.values().find(|frozen| frozen.key == invitation.key);
        let now = (run.app.clock)();
        let reminder = reminder(invitation, message_id, journey, survey, frozen?.occurred_at(), now)?;
        for _ in 0..MARK_TRIES {
            match run.app.store.put_once(&reminder, reminder.expires(journey)).await {
                Ok(_) => return Some(reminder.key),
                Err(error) => tracing::warn!(invitation = %invitation.key, %error, "its reminder was not filed"),
            }
        }
        None
    }

    /// What an error from SES proves decides what follows.
    async fn settle(&self, error: &SendError) -> Result<After> {
        let Self { run, invitation, .. } = *self;
        match error {
            SendError::NotSent { .. } => {
                run.pace.refused();
                mark(run, invitation, &Event::Released).await.map(|()| After::Open)
            }
            SendError::Stopped { .. } => {
                run.pace.stop(Stop::Paused);
                mark(run, invitation, &Event::Released).await.map(|()| After::Open)
            }
            SendError::Refused { .. } => {
                count(&run.closed);
                let ending = invitation.ending(Event::Refused);
                mark(run, invitation, &ending).await?;
                if ending == Event::Drop {
                    return Ok(After::Closed);
                }
                let mine = |reserved: &Reservation| reserved.attempt == invitation.attempt && reserved.by == run.me;
                self.take_ask_off(mine).await.map(|()| After::Closed)
            }
            SendError::Unknown { .. } => {
                count(&run.unknown);
                mark(run, invitation, &Event::Settle).await.map(|()| After::Closed)
            }
        }
    }

    /// Ends it without a mail. If an earlier attempt was proven not to have been mailed, its quiet period ends too.
    async fn close(&self, contact: &Contact, event: Event) -> Result<After> {
        let proven = matches!(event, Event::Skip(_) | Event::Void) && self.invitation.unknown_since.is_none();
        let after = close(self.run, self.invitation, event).await?;
        let released = contact.asks.get(&self.invitation.key.id()).is_some_and(|ask| ask.reserved.is_some());
        if released && proven {
            self.take_ask_off(|reserved| reserved.attempt < self.invitation.attempt).await?;
        }
        Ok(after)
    }

    /// Takes the ask off, if its reservation is one that is known to have come to nothing: meanwhile another sender may
    /// hold it.
    async fn take_ask_off(&self, came_to_nothing: impl Fn(&Reservation) -> bool) -> Result<()> {
        let id = self.invitation.key.id();
        let (_, expires) = self.memory((self.run.app.clock)()).await?;
        let take_off = |contact: &mut Contact| {
            let reserved = contact.asks.get(&id).and_then(|ask| ask.reserved.as_ref());
            let nothing = reserved.is_some_and(&came_to_nothing);
            nothing && contact.asks.remove(&id).is_some()
        };
        self.run.app.store.change_contact(&self.person, None, expires, take_off).await?;
        Ok(())
    }
}

/// Forgets asks that lie behind their shard's settled mark and whose quiet periods are over; reminders have none.
fn prune(contact: &mut Contact, memory: SignedDuration, marks: &[Marks], now: Timestamp) {
    contact.prune(|ask| {
        let id = ask.key.id();
        let settled = marks.get(usize::from(id.shard())).map(|mark| mark.settled);
        let remembered_from = ask.reserved.as_ref().map_or(ask.key.due(), |reserved| reserved.at);
        let memory = if id.is_reminder() { FUSE } else { memory };
        settled.is_some_and(|settled| ask.key.due() < settled) && remembered_from + memory < now
    });
}

/// Whether a pending ask may still come to a mail: its item is pending, its subject names it, nothing has voided it.
async fn is_alive(run: &Run, other: &InvitationKey) -> Result<bool> {
    let store = &run.app.store;
    let Some(invitation) = store.invitation(other).await?.filter(|invitation| invitation.state == State::Pending)
    else {
        return Ok(false);
    };
    let context = &invitation.context;
    let published = store.journey_named(&context.journey, context.version, (run.app.clock)()).await?;
    let void_on = published.as_ref().and_then(|p| Some(&p.journey.survey(&context.survey)?.1.void_on));
    let subject = store.subject(&invitation.subject).await?;
    let frozen = subject.decisions.values().find(|frozen| frozen.key == *other && frozen.skip.is_none());
    let void = void_on.and_then(|void_on| subject.newest_void(void_on));
    Ok(frozen.is_some_and(|frozen| void.is_none_or(|void| frozen.happened_at > void)))
}

async fn close(run: &Run, invitation: &Invitation, event: Event) -> Result<After> {
    let (event, now) = (invitation.ending(event), (run.app.clock)());
    if run.app.store.apply(&invitation.key, invitation.attempt, &event, now).await? {
        count(&run.closed);
    }
    Ok(After::Closed)
}

async fn mark(run: &Run, invitation: &Invitation, event: &Event) -> Result<()> {
    let store = &run.app.store;
    let mut last = None;
    for _ in 0..MARK_TRIES {
        match store.apply(&invitation.key, invitation.attempt, event, (run.app.clock)()).await {
            Ok(_) => return Ok(()),
            Err(error) => last = Some(error),
        }
    }
    last.map_or(Ok(()), |error| Err(error).context("SES has answered, but the answer could not be marked"))
}
