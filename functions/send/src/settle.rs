//! Decides what becomes of mails that may or may not have been sent, once nothing was heard of them for 30 minutes.

use crate::{Run, count};
use anyhow::Result;
use jiff::Timestamp;
use survey::Invitation;
use survey::dispatch::UNKNOWN_FOR;
use survey::invitation::Event;
use survey::journey::WhenUnsure;

/// Applies each journey's policy to unknown invitations; gives the due time of the first that is still open.
pub(crate) async fn settle(run: &Run, invitations: Vec<Invitation>) -> Result<Option<Timestamp>> {
    let store = &run.app.store;
    let mut first_open = None;
    for invitation in &invitations {
        let now = (run.app.clock)();
        let over = invitation.unknown_since.is_some_and(|since| since + UNKNOWN_FOR <= now);
        let mut open = true;
        if over {
            let context = &invitation.context;
            let published = store.journey_named(&context.journey, context.version, now).await?;
            let resend = published.is_some_and(|p| p.journey.when_unsure == WhenUnsure::Resend);
            // At most one reminder, whatever the owner prefers for the first mail.
            let resend = resend && !invitation.key.id().is_reminder();
            let event = if resend { Event::Retry } else { Event::Drop };
            if store.apply(&invitation.key, invitation.attempt, &event, now).await? && !resend {
                tracing::warn!(invitation = %invitation.key, attempt = invitation.attempt, "may have been sent; given up, never sent again");
                count(&run.closed);
            }
            open = resend;
        }
        if open {
            first_open = first_open.or(Some(invitation.key.due()));
        }
    }
    Ok(first_open)
}
