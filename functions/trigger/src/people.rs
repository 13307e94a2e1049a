//! What is told of a person from outside: that they were asked elsewhere, that they want no more, or that what they
//! were to be asked is called off.

use crate::filing;
use anyhow::{Result, bail};
use jiff::Timestamp;
use store::Store;
use survey::contact::{EVERYTHING, Reservation, Suppression};
use survey::invitation::{Event, State};
use survey::{Contact, ContactKey, Invitation, InvitationId, InvitationKey, Reason, Secrets, Subject, SubjectKey};

/// How often a change is tried against others of the same subject.
const TRIES: usize = 20;
/// Who holds the reservation of an ask while it is called off.
const CALLED_OFF: &str = "called off";

/// The survey that Delighted has asked, where nobody says which of Glimt's it was.
pub const DELIGHTED: &str = "import/delighted";

/// The people, and the time at which something is told of them.
#[derive(Clone, Copy)]
pub struct People<'a> {
    pub store: &'a Store,
    pub secrets: &'a Secrets,
    pub now: Timestamp,
}

impl People<'_> {
    /// Nobody asks them anything from now on. False: there is a reason already, and it stays; but that they wanted to be
    /// forgotten stands above any other.
    pub async fn suppress(&self, person: &ContactKey, reason: Reason, at: Timestamp) -> Result<bool> {
        let mut news = false;
        let suppress = |contact: &mut Contact| {
            let known = contact.suppressed.get(EVERYTHING).map(|suppression| suppression.reason);
            news = known.is_none() || (reason == Reason::Erased && known != Some(reason));
            if news {
                contact.suppressed.insert(EVERYTHING.to_owned(), Suppression { reason, at });
            }
            news
        };
        self.store.change_contact(person, None, self.remembered_until().await?, suppress).await?;
        Ok(news)
    }

    /// Remembers that they were asked this survey (`journey/survey`) elsewhere, so that quiet periods hold; of each
    /// survey, the latest time. False: it is known, or is so long ago that no quiet period reaches back to it.
    pub async fn note_asked(&self, person: &ContactKey, survey: &str, at: Timestamp) -> Result<bool> {
        let memory = filing::memory(&self.store.journeys(self.now).await?);
        if at.checked_add(memory.duration()).is_ok_and(|over| over <= self.now) {
            return Ok(false);
        }
        let subject = SubjectKey::customer("import", &person.to_string())?;
        let id = InvitationId::of(self.secrets, "import", &subject, survey, 1);
        let mut news = false;
        let note = |contact: &mut Contact| {
            news = contact.note_asked(survey, "import", id, at);
            news
        };
        self.store.change_contact(person, None, self.remembered_until().await?, note).await?;
        Ok(news)
    }

    /// Calls off whatever they were to be asked and no sender has claimed; gives how many asks that were.
    ///
    /// Each is claimed first, as a sender would, so that none can be mailed meanwhile; then the subject forgets it, the
    /// item is voided, and the claim is lifted, for nobody was asked. May be called again where it broke off.
    pub async fn call_off(&self, person: &ContactKey) -> Result<usize> {
        let expires = self.remembered_until().await?;
        let mut called_off = 0;
        let asks: Vec<_> = self.store.contact(person).await?.asks.into_values().map(|ask| ask.key).collect();
        for key in asks {
            let invitation = self.store.invitation(&key).await?;
            let Some(invitation) = invitation.filter(|invitation| invitation.state == State::Pending) else { continue };
            if !self.claim(person, &invitation, expires).await? {
                continue;
            }
            self.forget_decision(&invitation, expires).await?;
            let ending = invitation.ending(Event::Void);
            called_off += usize::from(self.store.apply(&key, invitation.attempt, &ending, self.now).await?);
            // What may have been mailed before goes on to count for the quiet period.
            let lift = |contact: &mut Contact| ending == Event::Void && contact.asks.remove(&key.id()).is_some();
            self.store.change_contact(person, None, expires, lift).await?;
        }
        Ok(called_off)
    }

    /// False: a sender has claimed it, and the mail may have been sent.
    async fn claim(&self, person: &ContactKey, invitation: &Invitation, expires: Timestamp) -> Result<bool> {
        let Invitation { key, attempt, .. } = invitation;
        let mut claimed = false;
        let claim = |contact: &mut Contact| {
            let Some(ask) = contact.asks.get_mut(&key.id()) else { return false };
            let held = ask.reserved.as_ref().filter(|held| held.attempt >= *attempt);
            let mine = held.is_some_and(|held| held.by == CALLED_OFF);
            claimed = mine || held.is_none();
            if claimed && !mine {
                ask.reserved = Some(Reservation { attempt: *attempt, at: self.now, by: CALLED_OFF.to_owned() });
            }
            claimed && !mine
        };
        self.store.change_contact(person, None, expires, claim).await?;
        Ok(claimed)
    }

    async fn forget_decision(&self, invitation: &Invitation, expires: Timestamp) -> Result<()> {
        for _ in 0..TRIES {
            let mut subject = self.store.subject(&invitation.subject).await?;
            if !forget(&mut subject, &invitation.key) {
                return Ok(());
            }
            if self.store.replace_subject(&invitation.subject, &subject, expires).await? {
                return Ok(());
            }
        }
        bail!("the subject was changed by others {TRIES} times in a row")
    }

    async fn remembered_until(&self) -> Result<Timestamp> {
        Ok(filing::remembered_until(&self.store.journeys(self.now).await?, self.now))
    }
}

/// Turns the decision of this key into a skip. False: the subject names no such invitation.
fn forget(subject: &mut Subject, key: &InvitationKey) -> bool {
    let mut decisions = subject.decisions.values_mut();
    let named = decisions.find(|frozen| frozen.key == *key && frozen.skip.is_none());
    named.map(|frozen| frozen.skip = Some(Reason::Voided)).is_some()
}
