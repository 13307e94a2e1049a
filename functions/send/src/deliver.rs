//! Takes one invitation from pending to its next state: read, decide, reserve, mail, mark.

use crate::mail::{self, Letter};
use crate::{Run, count};
use anyhow::{Context, Result, bail};
use jiff::{SignedDuration, Timestamp};
use mailer::SendError;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use store::Marks;
use survey::contact::{Ask, Reservation};
use survey::decide::Published;
use survey::dispatch::{Dispatch, Situation, dispatch};
use survey::invitation::{Event, Invitation, State};
use survey::{Contact, ContactKey, InvitationKey, Reason};

/// How often a decision is made anew because somebody changed what it rests on.
const TRIES: usize = 20;
/// How often a mark is tried after SES has answered: what is not marked counts as unknown.
const MARK_TRIES: usize = 5;
/// How much longer than the longest memory a contact is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Whether the sweep has to come back to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    Open,
    Closed,
}

/// Mails an invitation, or decides why not.
pub(crate) async fn deliver(run: &Run, invitation: &Invitation, marks: &[Marks]) -> Result<After> {
    let store = &run.app.store;
    let key = &invitation.key;
    let context = &invitation.context;
    let now = (run.app.clock)();
    let published = store.journey_named(&context.journey, context.version, now).await?;
    let found = published.as_ref().and_then(|p| Some((p, p.journey.survey(&context.survey)?)));
    let (Some((published, (stage, survey))), Some(person)) = (found, invitation.contact) else {
        return close(run, invitation, &Event::Skip(Reason::NotPublished)).await;
    };
    let Some(letter) = mail::letter(run, invitation, published, &person).await? else {
        return close(run, invitation, &Event::Skip(Reason::NotPublished)).await;
    };
    let mut dead = BTreeSet::new();
    for _ in 0..TRIES {
        let subject = store.subject(&invitation.subject).await?;
        let mut contact = store.contact(&person).await?;
        let now = (run.app.clock)();
        let situation = Situation {
            now,
            me: &run.me,
            journey: &published.journey,
            stage,
            survey,
            subject: &subject,
            contact: &contact,
            dead: &dead,
        };
        match dispatch(invitation, &situation) {
            Dispatch::Leave => return Ok(After::Open),
            Dispatch::GoOn => return mail(run, invitation, &person, &letter).await,
            Dispatch::Close(event) => {
                let after = close(run, invitation, &event).await?;
                let released = contact.asks.get(&key.id()).is_some_and(|ask| ask.reserved.is_some());
                if released && matches!(event, Event::Skip(_) | Event::Void) {
                    take_ask_off(run, &person, invitation, |reserved| reserved.attempt < invitation.attempt).await?;
                }
                return Ok(after);
            }
            Dispatch::OutrankedBy(other) => {
                if is_alive(run, &other).await? {
                    return close(run, invitation, &Event::Skip(Reason::Outranked)).await;
                }
                dead.insert(other.id());
            }
            Dispatch::Reserve => {
                reserve(&mut contact, invitation, survey.priority, &run.me, now);
                prune(&mut contact, published, marks, now);
                let expires = now + published.journey.longest_memory().duration() + KEPT;
                match store.replace_contact(&person, &contact, expires).await {
                    Ok(true) => return mail(run, invitation, &person, &letter).await,
                    Ok(false) => {}
                    // The reply may be lost and the reservation made: reading again tells.
                    Err(error) if error.is_transient() => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
    bail!("the contact was changed by others {TRIES} times in a row")
}

fn reserve(contact: &mut Contact, invitation: &Invitation, priority: i32, me: &str, now: Timestamp) {
    let context = &invitation.context;
    let ask = contact.asks.entry(invitation.key.id()).or_insert_with(|| Ask {
        survey: Ask::survey_name(&context.journey, &context.survey),
        priority,
        key: invitation.key,
        reserved: None,
    });
    ask.key = invitation.key;
    ask.reserved = Some(Reservation { attempt: invitation.attempt, at: now, by: me.to_owned() });
}

/// Forgets asks that lie behind their shard's settled mark and whose quiet periods are over.
fn prune(contact: &mut Contact, published: &Published, marks: &[Marks], now: Timestamp) {
    let memory = published.journey.longest_memory().duration();
    contact.prune(|ask| {
        let settled = marks.get(usize::from(ask.key.id().shard())).map(|mark| mark.settled);
        let remembered_from = ask.reserved.as_ref().map_or(ask.key.due(), |reserved| reserved.at);
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

/// Calls SES, once, and marks what is known afterwards.
async fn mail(run: &Run, invitation: &Invitation, person: &ContactKey, letter: &Letter) -> Result<After> {
    match run.app.mailer.send(&letter.message()).await {
        Ok(message_id) => {
            count(&run.sent);
            mark(run, invitation, &Event::Accepted { message_id }).await?;
            Ok(After::Closed)
        }
        Err(error) => {
            tracing::warn!(invitation = %invitation.key, attempt = invitation.attempt, code = error.code(), "{error}");
            settle_error(run, invitation, person, &error).await
        }
    }
}

/// What an error from SES proves decides what follows.
async fn settle_error(run: &Run, invitation: &Invitation, person: &ContactKey, error: &SendError) -> Result<After> {
    match error {
        SendError::NotSent { .. } => mark(run, invitation, &Event::Released).await.map(|()| After::Open),
        SendError::Stopped { .. } => {
            run.stopped.store(true, Ordering::Relaxed);
            mark(run, invitation, &Event::Released).await.map(|()| After::Open)
        }
        SendError::Refused { .. } => {
            count(&run.closed);
            mark(run, invitation, &Event::Refused).await?;
            let mine = |reserved: &Reservation| reserved.attempt == invitation.attempt && reserved.by == run.me;
            take_ask_off(run, person, invitation, mine).await.map(|()| After::Closed)
        }
        SendError::Unknown { .. } => {
            count(&run.unknown);
            mark(run, invitation, &Event::Settle).await.map(|()| After::Closed)
        }
    }
}

async fn close(run: &Run, invitation: &Invitation, event: &Event) -> Result<After> {
    let now = (run.app.clock)();
    if run.app.store.apply(&invitation.key, invitation.attempt, event, now).await? {
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

/// Takes the ask off, if its reservation is one that is known to have come to nothing: meanwhile another sender may hold it.
async fn take_ask_off(
    run: &Run,
    person: &ContactKey,
    invitation: &Invitation,
    came_to_nothing: impl Fn(&Reservation) -> bool,
) -> Result<()> {
    let id = invitation.key.id();
    let take_off = |contact: &mut Contact| {
        let reserved = contact.asks.get(&id).and_then(|ask| ask.reserved.as_ref());
        let nothing = reserved.is_some_and(&came_to_nothing);
        nothing && contact.asks.remove(&id).is_some()
    };
    run.app.store.change_contact(person, None, (run.app.clock)() + KEPT, take_off).await?;
    Ok(())
}
