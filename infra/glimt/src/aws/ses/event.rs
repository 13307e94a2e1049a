use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::message::Message;
use super::request::Draft;
use crate::aws::REGION;

const ACCOUNT: &str = "000000000000";

/// What SES would publish to EventBridge for the `number`th message: always `Email Sent`, then
/// `Email Bounced` (permanent) or `Email Complaint Received` for recipients that ask for it.
///
/// Those are SES's own mailbox simulator, `bounce@` and `complaint@simulator.amazonses.com`
/// with or without a `+label`, and any address at `bounce.test` or `complaint.test`.
/// Shapes: SES Developer Guide, "Event data that Amazon SES publishes". SES publishes tags
/// only through a configuration set; here they are always there.
pub(super) fn events(number: u64, draft: &Draft) -> Vec<Value> {
    let message = &draft.message;
    let at = format!("{:.3}", message.sent_at);
    let mail = mail(draft, &at);
    let feedback = format!("{}-feedback", message.id);
    let mut details = vec![("Email Sent", json!({ "eventType": "Send", "mail": mail, "send": {} }))];
    let bounced = those(&draft.recipients, "bounce", |to| {
        json!({
            "emailAddress": to,
            "action": "failed",
            "status": "5.1.1",
            "diagnosticCode": "smtp; 550 5.1.1 user unknown",
        })
    });
    if !bounced.is_empty() {
        let bounce = json!({
            "feedbackId": feedback,
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": bounced,
            "timestamp": at,
            "reportingMTA": format!("dns; smtp-out.{REGION}.amazonses.com"),
        });
        details.push(("Email Bounced", json!({ "eventType": "Bounce", "mail": mail, "bounce": bounce })));
    }
    let complained = those(&draft.recipients, "complaint", |to| json!({ "emailAddress": to }));
    if !complained.is_empty() {
        let complaint = json!({
            "feedbackId": feedback,
            "complaintSubType": null,
            "complainedRecipients": complained,
            "timestamp": at,
            "userAgent": "Amazon SES Mailbox Simulator",
            "complaintFeedbackType": "abuse",
            "arrivalDate": at,
        });
        details.push((
            "Email Complaint Received",
            json!({ "eventType": "Complaint", "mail": mail, "complaint": complaint }),
        ));
    }
    let envelope = |(nth, (kind, detail))| envelope(number, nth, kind, message, &draft.from, detail);
    (1..).zip(details).map(envelope).collect()
}

fn mail(draft: &Draft, at: &str) -> Value {
    let Draft { message, from, recipients } = draft;
    let mut tags = Map::new();
    for tag in &message.tags {
        tags.insert(tag.name.clone(), json!([tag.value]));
    }
    tags.insert("ses:from-domain".to_owned(), json!([domain(from)]));
    tags.insert("ses:operation".to_owned(), json!(["SendEmail"]));
    if let Some(set) = &message.configuration_set {
        tags.insert("ses:configuration-set".to_owned(), json!([set]));
    }
    json!({
        "timestamp": at,
        "source": message.from,
        "sourceArn": identity(from),
        "sendingAccountId": ACCOUNT,
        "messageId": message.id,
        "destination": recipients,
        "headersTruncated": false,
        "headers": [],
        "commonHeaders": {
            "from": [message.from],
            "to": [message.to],
            "messageId": message.id,
            "subject": message.subject,
        },
        "tags": tags,
    })
}

fn envelope(number: u64, nth: u64, kind: &str, message: &Message, from: &str, detail: Value) -> Value {
    let resource = match &message.configuration_set {
        Some(set) => format!("arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/{set}"),
        None => identity(from),
    };
    json!({
        "version": "0",
        "id": format!("{number:08x}-0000-4000-8000-{nth:012x}"),
        "detail-type": kind,
        "source": "aws.ses",
        "account": ACCOUNT,
        "time": whole_second(message.sent_at),
        "region": REGION,
        "resources": [resource],
        "detail": detail,
    })
}

/// The recipients that play `part`, each written by `write`.
fn those(recipients: &[String], part: &str, write: impl Fn(&str) -> Value) -> Vec<Value> {
    let plays = |to: &&String| {
        let (local, domain) = to.rsplit_once('@').unwrap_or_default();
        let name = local.split('+').next().unwrap_or_default();
        let domain = domain.to_ascii_lowercase();
        domain.strip_suffix(".test") == Some(part)
            || (domain == "simulator.amazonses.com" && name.eq_ignore_ascii_case(part))
    };
    recipients.iter().filter(plays).map(|to| write(to)).collect()
}

fn identity(from: &str) -> String {
    format!("arn:aws:ses:{REGION}:{ACCOUNT}:identity/{}", domain(from))
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// EventBridge's `time` has no fraction.
fn whole_second(at: Timestamp) -> String {
    format!("{at:.0}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ses::NameValue;

    fn draft(recipients: &[&str]) -> Draft {
        Draft {
            from: "hei@svar.nordlys.example".to_owned(),
            recipients: recipients.iter().map(|r| (*r).to_owned()).collect(),
            message: Message {
                id: "0110".to_owned(),
                from: "Nordlys <hei@svar.nordlys.example>".to_owned(),
                to: recipients.join(", "),
                subject: "Hei".to_owned(),
                tags: vec![NameValue { name: "attempt".to_owned(), value: "0".to_owned() }],
                sent_at: "2026-11-21T09:15:00.25Z".parse().unwrap(),
                configuration_set: Some("survey".to_owned()),
                ..Message::default()
            },
        }
    }

    #[test]
    fn a_sent_mail_has_the_shape_that_eventbridge_delivers() {
        let sent = json!({
            "version": "0",
            "id": "00000007-0000-4000-8000-000000000001",
            "detail-type": "Email Sent",
            "source": "aws.ses",
            "account": "000000000000",
            "time": "2026-11-21T09:15:00Z",
            "region": "eu-north-1",
            "resources": ["arn:aws:ses:eu-north-1:000000000000:configuration-set/survey"],
            "detail": {
                "eventType": "Send",
                "mail": {
                    "timestamp": "2026-11-21T09:15:00.250Z",
                    "source": "Nordlys <hei@svar.nordlys.example>",
                    "sourceArn": "arn:aws:ses:eu-north-1:000000000000:identity/svar.nordlys.example",
                    "sendingAccountId": "000000000000",
                    "messageId": "0110",
                    "destination": ["kari@example.no"],
                    "headersTruncated": false,
                    "headers": [],
                    "commonHeaders": {
                        "from": ["Nordlys <hei@svar.nordlys.example>"],
                        "to": ["kari@example.no"],
                        "messageId": "0110",
                        "subject": "Hei",
                    },
                    "tags": {
                        "attempt": ["0"],
                        "ses:configuration-set": ["survey"],
                        "ses:from-domain": ["svar.nordlys.example"],
                        "ses:operation": ["SendEmail"],
                    },
                },
                "send": {},
            },
        });
        assert_eq!(events(7, &draft(&["kari@example.no"])), [sent]);
    }

    #[test]
    fn simulated_recipients_bounce_and_complain() {
        let bounced = ("Email Bounced", "/detail/bounce/bouncedRecipients");
        let complained = ("Email Complaint Received", "/detail/complaint/complainedRecipients");
        for (to, (kind, recipients)) in [
            ("bounce+a@simulator.amazonses.com", bounced),
            ("anna@bounce.test", bounced),
            ("Complaint@simulator.amazonses.com", complained),
            ("anna@Complaint.test", complained),
        ] {
            let events = events(1, &draft(&["kari@example.no", to]));
            assert_eq!(events.len(), 2, "{to}");
            assert_ne!(events[0]["id"], events[1]["id"]);
            assert_eq!(events[1]["detail-type"], kind);
            let named = events[1].pointer(recipients).unwrap().as_array().unwrap();
            assert_eq!((named.len(), &named[0]["emailAddress"]), (1, &json!(to)));
            assert_eq!(events[1]["detail"]["mail"], events[0]["detail"]["mail"]);
        }
        let others = ["success@simulator.amazonses.com", "bounce@example.no", "a@x.bounce.test"];
        assert_eq!(events(1, &draft(&others)).len(), 1);
        let both = draft(&["a@bounce.test", "a@complaint.test"]);
        assert_eq!(events(1, &both).len(), 3);
    }
}
