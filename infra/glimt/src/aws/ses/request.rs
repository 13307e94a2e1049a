//! `SendEmail` as it comes over the wire, and what is answered when it is refused.

use serde::Deserialize;
use serde_json::{Value, json};

use super::message::{Attachment, Message, NameValue};
use super::{raw, rules};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A `SendEmail` that keeps every rule, not yet accepted: `message` has no id and no time.
#[derive(Debug)]
pub(super) struct Draft {
    pub message: Message,
    /// The sender's bare address.
    pub from: String,
    /// The bare addresses of all recipients: To, Cc, Bcc.
    pub recipients: Vec<String>,
}

impl Draft {
    /// Reads and checks a request's body.
    pub fn read(body: &[u8]) -> Result<Self, Refusal> {
        let request: SendEmail = serde_json::from_slice(body).map_err(|e| Refusal::unread(&e))?;
        rules::tags(&request.email_tags)?;
        if let Some(name) = &request.configuration_set_name {
            rules::configuration_set(name)?;
        }
        let (written, in_headers) = match request.content {
            Content { simple: Some(simple), raw: None } => (simple.message()?, Destination::default()),
            Content { simple: None, raw: Some(raw) } => raw::read(&raw.data)?,
            _ => {
                return Err(Refusal::bad_request("Content must be one of Simple and Raw"));
            }
        };
        let to = request.destination.filter(|d| d.all().next().is_some()).unwrap_or(in_headers);
        let recipients = rules::recipients(to.all())?;
        let from = request.from_email_address.unwrap_or(written.from);
        let reply_to = match request.reply_to_addresses {
            given if given.is_empty() => written.reply_to,
            given => given,
        };
        for address in &reply_to {
            rules::address(address)?;
        }
        Ok(Self {
            from: rules::address(&from)?,
            recipients,
            message: Message {
                from,
                to: to.to_addresses.join(", "),
                cc: to.cc_addresses,
                bcc: to.bcc_addresses,
                reply_to,
                tags: request.email_tags,
                tracking: request.configuration_overrides,
                configuration_set: request.configuration_set_name,
                ..written
            },
        })
    }
}

impl Draft {
    /// A message that was accepted before, as it was then.
    pub fn of(message: Message) -> Result<Self, Refusal> {
        let to = message.to.split(", ").map(str::to_owned).collect::<Vec<_>>();
        let recipients = rules::recipients(to.iter().chain(&message.cc).chain(&message.bcc))?;
        Ok(Self { from: rules::address(&message.from)?, recipients, message })
    }
}

/// Unknown members are refused, not dropped: a message is kept whole or not at all.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct SendEmail {
    from_email_address: Option<String>,
    destination: Option<Destination>,
    #[serde(default)]
    reply_to_addresses: Vec<String>,
    content: Content,
    #[serde(default)]
    email_tags: Vec<NameValue>,
    configuration_set_name: Option<String>,
    configuration_overrides: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub(super) struct Destination {
    pub to_addresses: Vec<String>,
    pub cc_addresses: Vec<String>,
    pub bcc_addresses: Vec<String>,
}

impl Destination {
    fn all(&self) -> impl Iterator<Item = &String> {
        self.to_addresses.iter().chain(&self.cc_addresses).chain(&self.bcc_addresses)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Content {
    simple: Option<Simple>,
    raw: Option<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Raw {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Simple {
    subject: Text,
    body: Body,
    #[serde(default)]
    headers: Vec<NameValue>,
    #[serde(default)]
    attachments: Vec<Attached>,
}

/// What else SES would do with it is refused: how it is shown, and encodings of the sender's choice.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Attached {
    file_name: String,
    content_type: Option<String>,
    raw_content: String,
}

impl Attached {
    fn kept(self) -> Result<Attachment, Refusal> {
        let bytes = STANDARD.decode(&self.raw_content);
        let bytes = bytes.map_err(|_| Refusal::bad_request(format!("{} is not base64", self.file_name)))?.len();
        let content_type = self.content_type.unwrap_or_default();
        Ok(Attachment { name: self.file_name, content_type, bytes, data: self.raw_content })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Body {
    text: Option<Text>,
    html: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Text {
    pub data: String,
    pub charset: Option<String>,
}

impl Simple {
    fn message(self) -> Result<Message, Refusal> {
        rules::headers(&self.headers)?;
        rules::subject(&self.subject)?;
        let Body { text, html } = self.body;
        if text.is_none() && html.is_none() {
            return Err(Refusal::bad_request("Body has neither Text nor Html"));
        }
        for (part, text) in [("Text", &text), ("Html", &html)] {
            text.as_ref().map_or(Ok(()), |text| rules::charset(part, text))?;
        }
        Ok(Message {
            subject: self.subject.data,
            headers: self.headers,
            text: text.map(|t| t.data),
            html: html.map(|t| t.data),
            attachments: self.attachments.into_iter().map(Attached::kept).collect::<Result<_, _>>()?,
            ..Message::default()
        })
    }
}

/// A request that was not carried out, in the AWS REST JSON error shape.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequestException", message)
    }

    /// Not JSON, or not the JSON of a `SendEmail`.
    fn unread(error: &serde_json::Error) -> Self {
        match error.is_data() {
            true => Self::bad_request(error.to_string()),
            false => Self::new(400, "SerializationException", error.to_string()),
        }
    }

    /// SES's own words for a sender whose identity is not verified.
    pub fn not_verified(address: &str) -> Self {
        let region = crate::aws::REGION.to_uppercase();
        let message = format!(
            "Email address is not verified. \
             The following identities failed the check in region {region}: {address}"
        );
        Self::new(400, "MessageRejected", message)
    }

    pub fn too_long(limit: usize) -> Self {
        let message = format!("Message length is more than {limit} bytes long");
        Self::new(400, "MessageRejected", message)
    }

    pub fn unknown_operation() -> Self {
        Self::new(404, "UnknownOperationException", "Only SendEmail and GetAccount are answered here")
    }

    pub fn paused() -> Self {
        Self::new(400, "SendingPausedException", "Email sending is disabled for this account.")
    }

    pub fn quota_used_up() -> Self {
        Self::new(429, "TooManyRequestsException", "Daily message quota exceeded.")
    }

    pub fn internal(error: &anyhow::Error) -> Self {
        Self::new(500, "InternalFailure", format!("{error:#}"))
    }

    pub fn status(&self) -> u16 {
        self.status
    }

    pub fn code(&self) -> &'static str {
        self.code
    }

    pub fn body(&self) -> Vec<u8> {
        json!({ "__type": self.code, "message": self.message }).to_string().into_bytes()
    }
}
