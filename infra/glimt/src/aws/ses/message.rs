use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A name with its value: an email header or a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameValue {
    #[serde(alias = "Name")]
    pub name: String,
    #[serde(alias = "Value")]
    pub value: String,
}

/// One accepted message, whole. Its JSON is a line of the outbox file and an entry of the
/// inbox; addresses and header values stand as the sender wrote them, MIME words and all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// What `SendEmail` returned as `MessageId`.
    pub id: String,
    /// The To addresses, joined by `", "`.
    pub to: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bcc: Vec<String>,
    pub from: String,
    #[serde(default)]
    pub reply_to: Vec<String>,
    pub subject: String,
    /// The headers that the sender chose, in order; those that SES sets itself are not here.
    pub headers: Vec<NameValue>,
    pub tags: Vec<NameValue>,
    pub text: Option<String>,
    pub html: Option<String>,
    pub sent_at: Timestamp,
    /// `ConfigurationOverrides` as sent: whether opens and clicks may be tracked.
    #[serde(default)]
    pub tracking: Option<Value>,
    #[serde(default)]
    pub configuration_set: Option<String>,
    /// The MIME text, when the sender wrote it (`Raw`); bytes that are not UTF-8 are replaced.
    #[serde(default)]
    pub raw: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A file that came with a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub content_type: String,
    /// How many there are.
    pub bytes: usize,
    /// In base64, as the sender wrote it.
    pub data: String,
}

/// The message id of the `number`th message: of SES's length and shape, but counted, so that
/// the same run gives the same ids.
pub(super) fn id(number: u64) -> String {
    format!("0110{number:012x}-00000000-0000-4000-8000-{number:012x}-000000")
}

/// The number in a message id that [`id`] made.
pub(super) fn number(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("0110")?.split('-').next()?;
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_gives_its_number_back() {
        for n in [1, 255, 21_925, 1 << 40] {
            assert_eq!(number(&id(n)), Some(n));
        }
        assert_eq!(id(7).len(), 60);
        assert_eq!(number("something else"), None);
    }
}
