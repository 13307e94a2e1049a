//! May this invitation be mailed now? The decision at send time, pure, on everything read just before.

use crate::contact::{Ask, Contact};
use crate::due;
use crate::invitation::{Event, Invitation, State};
use crate::journey::{Journey, Mode, Stage, Survey};
use crate::key::{InvitationId, InvitationKey};
use crate::reason::Reason;
use crate::subject::{Frozen, Subject};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// How long a reservation is left alone: ten minutes and the clocks' skew.
pub const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// How long an invitation stays unknown before the policy decides.
pub const UNKNOWN_FOR: SignedDuration = SignedDuration::from_mins(30);

/// Over how long a person's fuse counts.
pub const FUSE: SignedDuration = SignedDuration::from_hours(24);

/// What to do with a due invitation.
#[derive(Debug, Clone, PartialEq)]
pub enum Dispatch {
    /// Reserve it on the contact, then mail it.
    Reserve,
    /// It is reserved by this very sender, whose reservation's reply was lost: mail it.
    GoOn,
    /// Another sender holds it, or the send window is closed.
    Leave,
    /// It ends, or changes state, without a mail.
    Close(Event),
    /// The other ask goes first, if it is still alive: look, and decide again without it if not.
    OutrankedBy(InvitationKey),
}

/// What the decision depends on.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    pub now: Timestamp,
    /// This sender.
    pub me: &'a str,
    pub journey: &'a Journey,
    pub stage: &'a Stage,
    pub survey: &'a Survey,
    pub subject: &'a Subject,
    pub contact: &'a Contact,
    /// Asks that are known to come to nothing.
    pub dead: &'a BTreeSet<InvitationId>,
    /// Of a reminder, what became of its first mail. Nobody else's is looked at.
    pub first: First<'a>,
}

/// What has become of the mail that a reminder reminds of.
#[derive(Debug, Clone, Copy, Default)]
pub struct First<'a> {
    /// Its invitation, if that is still there.
    pub invitation: Option<&'a Invitation>,
    pub answered: bool,
}

impl First<'_> {
    /// Whether it was sent for certain, came through, and nobody has reacted to it.
    fn is_worth_a_reminder(&self) -> bool {
        let quiet = |first: &Invitation| {
            first.state == State::Sent
                && !first.bounced
                && !first.complained
                && !first.opted_out
                && first.clicks.is_empty()
        };
        !self.answered && self.invitation.is_some_and(quiet)
    }
}

/// Decides about a pending invitation, or reminder, that is due.
///
/// A reminder goes by the same rules, but that no quiet period holds for it and no other ask goes before it; it comes
/// to nothing unless its first mail is [worth it](First).
pub fn dispatch(invitation: &Invitation, s: &Situation<'_>) -> Dispatch {
    let id = invitation.key.id();
    let named = invitation.named();
    if !s.subject.names(&named) {
        return Dispatch::Close(Event::Supersede);
    }
    let reservation = s.contact.asks.get(&id).and_then(|ask| ask.reserved.as_ref());
    if let Some(reservation) = reservation.filter(|r| r.attempt >= invitation.attempt) {
        return match reservation {
            // Since it was read, others have released it and gone on: whoever mails now may be the second.
            later if later.attempt > invitation.attempt => Dispatch::Leave,
            mine if mine.by == s.me => Dispatch::GoOn,
            young if s.now < young.at + LEASE => Dispatch::Leave,
            _ => Dispatch::Close(Event::Settle),
        };
    }
    if id.is_reminder() && !s.first.is_worth_a_reminder() {
        return Dispatch::Close(Event::Supersede);
    }
    let frozen = s.subject.decisions.values().find(|frozen| frozen.key == named);
    let happened_at = frozen.map_or(named.due(), |frozen| frozen.happened_at);
    let occurred_at = frozen.map_or(named.due(), Frozen::occurred_at);
    if s.subject.newest_void(&s.survey.void_on).is_some_and(|void| happened_at <= void) {
        return Dispatch::Close(Event::Void);
    }
    if let Some(reason) = skip(invitation, occurred_at, s) {
        return Dispatch::Close(Event::Skip(reason));
    }
    if let Some(other) = outranked_by(s.journey, s.contact, id, s.dead).filter(|_| !id.is_reminder()) {
        return Dispatch::OutrankedBy(other);
    }
    let zone = due::zone(s.journey, invitation.time_zone.as_deref(), invitation.context.country.as_deref());
    if due::is_open(s.journey, &zone, s.now) { Dispatch::Reserve } else { Dispatch::Leave }
}

fn skip(invitation: &Invitation, occurred_at: Timestamp, s: &Situation<'_>) -> Option<Reason> {
    let in_pilot = || invitation.address.as_ref().is_some_and(|address| s.journey.pilot_to.contains(address));
    match s.journey.mode {
        Mode::Shadow => return Some(Reason::Shadow),
        Mode::Pilot if !in_pilot() => return Some(Reason::NotInPilot),
        Mode::Pilot | Mode::Live => {}
    }
    if too_late(s.survey, occurred_at, s.now) {
        return Some(Reason::TooLate);
    }
    s.contact
        .suppression(&s.stage.id)
        .or_else(|| asked_recently(s.journey, s.survey, s.contact, invitation.key.id(), s.now))
}

/// Whether asking at `at` about what happened then is too late.
pub fn too_late(survey: &Survey, happened_at: Timestamp, at: Timestamp) -> bool {
    survey.too_late_after.is_some_and(|limit| happened_at + limit.duration() < at)
}

/// Whether asking at `at` would break the quiet period, come too soon after the same survey, or be one too many for the
/// person's fuse in a day.
/// Counted from the reservation of earlier asks, that is from sending. Reminders neither keep quiet periods nor begin
/// them; the fuse counts every mail.
pub fn asked_recently(
    journey: &Journey,
    survey: &Survey,
    contact: &Contact,
    id: InvitationId,
    at: Timestamp,
) -> Option<Reason> {
    let name = Ask::survey_name(&journey.id, &survey.id);
    let mails = || {
        let others = contact.asks.iter().filter(|(other, _)| **other != id);
        others.filter_map(|(_, ask)| Some((ask, ask.reserved.as_ref()?)))
    };
    let asks = || mails().filter(|(ask, _)| !id.is_reminder() && !ask.key.id().is_reminder());
    let within = |length: SignedDuration, since: Timestamp| at < since + length;
    let again = survey.ask_again_after;
    if asks().any(|(ask, r)| ask.survey == name && again.is_some_and(|again| within(again.duration(), r.at))) {
        return Some(Reason::AskedRecently);
    }
    let quiet = journey.quiet_period.duration();
    if asks().any(|(_, r)| within(quiet, r.at)) {
        return Some(Reason::QuietPeriod);
    }
    let today = mails().filter(|(_, r)| at.duration_since(r.at).abs() < FUSE).count();
    (today >= journey.fuse.person as usize).then_some(Reason::Flood)
}

/// The ask that goes before this one: due within the quiet period of this one's due, not yet reserved, not known to be dead.
fn outranked_by(
    journey: &Journey,
    contact: &Contact,
    id: InvitationId,
    dead: &BTreeSet<InvitationId>,
) -> Option<InvitationKey> {
    let mine = contact.asks.get(&id)?;
    let quiet = journey.quiet_period.duration();
    let near = |ask: &&Ask| ask.key.due().duration_since(mine.key.due()).abs() < quiet;
    let rivals =
        contact.asks.iter().filter(|(other, ask)| **other != id && !dead.contains(other) && ask.reserved.is_none());
    rivals.map(|(_, ask)| ask).filter(near).find(|ask| ask.outranks(mine)).map(|ask| ask.key)
}

#[cfg(test)]
mod tests;
