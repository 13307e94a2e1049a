//! What people were promised: to be left alone for a while, or for ever, and that their answer counts.

use super::{Found, Held, breaks};
use crate::simulator::Invariant;
use crate::simulator::promises::Post;
use crate::simulator::sim::Sim;
use crate::simulator::witness::Accepted;
use jiff::SignedDuration;
use survey::{Answer, InvitationKey};

pub fn check(sim: &Sim, held: &Held, found: &mut Found) {
    quiet_periods_hold(sim, found);
    wishes_are_kept(sim, held, found);
    let witness = sim.witness();
    for (key, posts) in &witness.promises.posts {
        let key = InvitationKey::try_from(key.clone()).ok();
        let answer = key.and_then(|key| held.answers.get(&key));
        let taken_over = |key: InvitationKey| {
            witness.newer.contains_key(&("answers".to_owned(), key.partition(), key.id().to_string()))
        };
        if let Some(key) = key.filter(|key| !taken_over(*key)) {
            answer_is_kept(key, posts, answer, found);
        }
    }
}

/// Any two mails to one person, by the times that stand in their reservations.
fn quiet_periods_hold(sim: &Sim, found: &mut Found) {
    let witness = sim.witness();
    for (nth, mail) in witness.accepted.iter().enumerate() {
        let Some(invitation) = witness.invitations.get(&mail.key) else { continue };
        let context = &invitation.context;
        let others = witness.accepted.iter().take(nth).chain(witness.accepted.iter().skip(nth + 1));
        // A reminder neither keeps a quiet period nor begins one.
        let asks = others.filter(|other| !mail.key.id().is_reminder() && !other.key.id().is_reminder());
        for other in asks.filter(|other| other.to == mail.to && other.key.id() != mail.key.id()) {
            // Of two mails, the one that was reserved later had to heed the other.
            let (Some(mine), Some(before)) = (mail.reserved, other.reserved) else { continue };
            if before > mine || (before == mine && other.key > mail.key) {
                continue;
            }
            let wait = sim.company.quiet(context, witness.invitations.get(&other.key).map(|i| &i.context));
            if apart(mail, other).is_some_and(|apart| apart < wait) {
                let detail = format!("{} after {}: {:?} apart, not {wait:?}", mail.key, other.key, apart(mail, other));
                breaks(found, Invariant::QuietPeriodsHold, detail);
            }
        }
        if let Some(reserved) = mail.reserved
            && witness.promises.is_stopped(&mail.to, context.stage.as_str(), reserved)
        {
            breaks(found, Invariant::NotMailedOnceSuppressed, format!("{} reserved at {reserved:.3}", mail.key));
        }
    }
}

fn apart(mail: &Accepted, other: &Accepted) -> Option<SignedDuration> {
    Some(mail.reserved_at?.duration_since(other.reserved_at?))
}

fn wishes_are_kept(sim: &Sim, held: &Held, found: &mut Found) {
    let witness = sim.witness();
    for (person, wishes) in &witness.promises.wishes {
        for scope in wishes.iter().map(|wish| wish.scope.as_str()) {
            let stopped = witness.promises.is_stopped(person, scope, sim.now());
            let suppressed = held.contacts.get(person).map(|contact| &contact.suppressed);
            let kept = suppressed.is_some_and(|kept| kept.contains_key(scope) || kept.contains_key("*"));
            if stopped && !kept {
                breaks(found, Invariant::WishIsKept, format!("{person} wants no more ({scope}): {wishes:?}"));
            }
        }
    }
}

/// The answer is one that was sent, and no other was thanked for afterwards.
fn answer_is_kept(key: InvitationKey, posts: &[Post], answer: Option<&Answer>, found: &mut Found) {
    let Some(answer) = answer else {
        if posts.iter().any(|post| post.when.done) {
            breaks(found, Invariant::AnswerIsKept, format!("{key} was thanked for and is not there"));
        }
        return;
    };
    let rating = answer.rating.get();
    let outdone = |post: &Post| {
        posts.iter().any(|later| later.rating != rating && later.when.done && post.when.precedes(&later.when))
    };
    if !posts.iter().any(|post| post.rating == rating && !outdone(post)) {
        breaks(found, Invariant::AnswerIsKept, format!("{key} is {rating}, after {posts:?}"));
    }
}
