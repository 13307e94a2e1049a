//! SES's events, as far as they matter here: the same JSON in EventBridge's `detail` and in SNS's `Message`.
//! Shapes: SES Developer Guide, "Event data that Amazon SES publishes" and "Notification contents for Amazon SES".

use serde::Deserialize;
use std::collections::BTreeMap;
use survey::{Address, InvitationKey, Reason};

/// One event about one mail. Whatever else SES says is not read.
#[derive(Deserialize)]
pub(crate) struct SesEvent {
    /// What happened. Notifications of an identity, an older kind, have it under another name.
    #[serde(rename = "eventType", alias = "notificationType")]
    pub kind: String,
    pub mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mail {
    pub message_id: String,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    #[serde(default)]
    complained_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// What an event means for the invitation whose mail it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// SES has taken the mail.
    Sent,
    /// SES has taken it, and it did not come through.
    Bounced,
    /// SES has taken it and then thrown it away: a virus, or a template that it could not render. Counts as bounced.
    ThrownAway,
    /// It came through, and was marked as spam.
    Complained,
    /// Nothing, or nothing yet: SES goes on trying, or somebody's mail program did something.
    Nothing,
}

impl SesEvent {
    /// What it means; `None` for a type that SES did not publish when this was written.
    pub(crate) fn meaning(&self) -> Option<Meaning> {
        Some(match self.kind.as_str() {
            "Send" => Meaning::Sent,
            "Bounce" => Meaning::Bounced,
            "Complaint" => Meaning::Complained,
            "Reject" | "Rendering Failure" | "RenderingFailure" => Meaning::ThrownAway,
            "Delivery" | "DeliveryDelay" | "Open" | "Click" | "Subscription" => Meaning::Nothing,
            _ => return None,
        })
    }

    /// The invitation that the mail was tagged with.
    pub(crate) fn invitation(&self) -> Option<InvitationKey> {
        self.tag("invitation").and_then(|tag| InvitationKey::try_from(tag.to_owned()).ok())
    }

    /// The attempt that the mail was tagged with.
    pub(crate) fn attempt(&self) -> Option<u32> {
        self.tag("attempt").and_then(|tag| tag.parse().ok())
    }

    fn tag(&self, name: &str) -> Option<&str> {
        self.mail.tags.get(name)?.first().map(String::as_str)
    }

    /// Who is not to be mailed again, and why: permanent bounces and complaints, by the event's own recipients.
    pub(crate) fn suppressed(&self) -> impl Iterator<Item = (Address, Reason)> {
        let bounced = self.bounce.iter().filter(|bounce| bounce.bounce_type == "Permanent");
        let bounced = bounced.flat_map(|bounce| &bounce.bounced_recipients).map(|r| (r, Reason::Bounced));
        let complained = self.complaint.iter().flat_map(|complaint| &complaint.complained_recipients);
        let everybody = bounced.chain(complained.map(|r| (r, Reason::Complained)));
        everybody.filter_map(|(recipient, reason)| Some((Address::parse(&recipient.email_address).ok()?, reason)))
    }
}
