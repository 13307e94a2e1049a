//! Where a survey about a subject stands: decided, decided on less than is known now, or open.

use crate::contact::Contact;
use crate::journey::{Journey, Survey};
use crate::key::InvitationKey;
use crate::subject::{Frozen, Subject};
use crate::touchpoint::Touchpoint;
use jiff::Timestamp;

/// Whether a survey about this subject has been decided, or which round is open to decision.
pub(super) enum Standing {
    Decided(u32, Frozen),
    /// Decided, for something that happened before: the decision stands for this touchpoint too, and a void in
    /// between does not take it away.
    MovedOn(u32, Frozen),
    /// Decided on less than is known now, which is this: it is decided anew, in the place of that key.
    Better(u32, Box<Touchpoint>, InvitationKey),
    Open(u32),
}

/// A round stands for everything until its `happened_at`; what happened later moves it on or, after a void or when a
/// customer may be asked again, opens the next. So the order in which touchpoints and voids arrive does not matter,
/// and a repeat finds its own round.
pub(super) fn standing(
    touchpoint: &Touchpoint,
    subject: &Subject,
    contact: &Contact,
    journey: &Journey,
    survey: &Survey,
) -> Standing {
    let own = subject.round_of(&journey.id, &survey.id, touchpoint.happened_at);
    let Some((round, frozen)) = own.or_else(|| subject.newest_round(&journey.id, &survey.id)) else {
        return Standing::Open(1);
    };
    let reserved = contact.asks.get(&frozen.key.id()).is_none_or(|ask| ask.reserved.is_some());
    let never_reserved = frozen.skip.is_some() || !reserved;
    if own.is_none() {
        let void = subject.newest_void(&survey.void_on);
        let voided = void.is_some_and(|void| void >= frozen.happened_at && touchpoint.happened_at > void);
        if voided && never_reserved {
            return Standing::Open(round + 1);
        }
        if touchpoint.subject.is_customer() && again(frozen, journey, survey) <= touchpoint.happened_at {
            return Standing::Open(round + 1);
        }
    }
    if never_reserved && let Some(known) = better(touchpoint, frozen) {
        return Standing::Better(round, Box::new(known), frozen.key);
    }
    if own.is_some() { Standing::Decided(round, frozen.clone()) } else { Standing::MovedOn(round, frozen.clone()) }
}

/// From when the same customer may be asked the same again.
fn again(frozen: &Frozen, journey: &Journey, survey: &Survey) -> Timestamp {
    let wait = survey.ask_again_after.unwrap_or_default().max(journey.quiet_period);
    frozen.happened_at.checked_add(wait.duration()).unwrap_or(Timestamp::MAX)
}

/// What is known with this touchpoint, if it is more than the decision was made on: an address where there was none,
/// certainty where it was presumed. The same from both, whichever came first.
fn better(touchpoint: &Touchpoint, frozen: &Frozen) -> Option<Touchpoint> {
    touchpoint.person.address.as_ref().ok()?;
    let was_presumed = frozen.presumed_after.is_some();
    let now_certain = was_presumed && !touchpoint.presumed;
    if !now_certain && !frozen.lacks_address() {
        return None;
    }
    let (happened_at, presumed) = match (was_presumed, touchpoint.presumed) {
        (true, false) => (touchpoint.happened_at, false),
        (false, true) => (frozen.happened_at, false),
        (_, presumed) => (touchpoint.happened_at.max(frozen.happened_at), presumed),
    };
    Some(Touchpoint { happened_at, presumed, ..touchpoint.clone() })
}
