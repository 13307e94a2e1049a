//! The one way out: SES v2, called once per message.
//!
//! SES has no idempotency token, so what counts about a failed call is what it *proves*:
//!
//! | what came back | what it proves | [`SendError`] |
//! |---|---|---|
//! | 200 | SES has the message | – |
//! | the request could not be built | it never left | `NotSent` |
//! | `TooManyRequestsException`, `ThrottlingException`, `LimitExceededException`, a quota, any 429 | SES took nothing, and will later | `NotSent` |
//! | `SendingPausedException`, `AccountSuspendedException`, `MailFromDomainNotVerifiedException`, `NotFoundException` (the configuration set), credentials or permissions refused | SES took nothing, and takes nothing from anybody here | `Stopped` |
//! | `MessageRejected`, `BadRequestException`, any other coded 4xx | SES took nothing, and never will | `Refused` |
//! | a time-out, a broken connection (a lost request looks like a lost reply), 5xx, a reply that cannot be read | nothing | `Unknown` |

mod mailbox;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::http::HttpResponse;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::error::{BuildError, ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{
    Attachment as SesAttachment, Body, ConfigurationOverrides, Content, Destination, EmailContent, FeatureStatus,
    Message as Simple, MessageHeader, MessageTag, TrackingConfigurationOverrides,
};
use std::time::Duration;

/// How long SES's answer is waited for. SES answers in a tenth of a second as a rule; after this long the mail counts as
/// possibly sent.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait before each further try to hand over a message that must go now.
const PAUSES: [Duration; 3] = [Duration::from_millis(300), Duration::from_secs(1), Duration::from_secs(3)];

/// Sends mail through SES.
#[derive(Debug, Clone)]
pub struct Mailer {
    pub client: Client,
    /// Without one, SES publishes no events.
    pub configuration_set: Option<String>,
}

/// One mail to one person.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// An address, or `Name <address>`; the name in any script.
    pub from: &'a str,
    /// An address, its domain in ASCII.
    pub to: &'a str,
    pub reply_to: Option<&'a str>,
    pub subject: &'a str,
    pub html: &'a str,
    pub text: &'a str,
    /// At most 15, none that SES sets itself.
    pub headers: &'a [(String, String)],
    /// Of `A-Z a-z 0-9 _ -`; SES repeats them in each event.
    pub tags: &'a [(String, String)],
    /// The whole message is at most 40 MB to SES, and fewer to many mailboxes.
    pub attachments: &'a [Attachment],
}

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Plain ASCII, such as `scores.xlsx`.
    pub name: String,
    /// Such as `text/html`.
    pub content_type: String,
    pub bytes: Vec<u8>,
}

impl Mailer {
    /// Hands the message to SES, once: not even the SDK tries again. Links are not rewritten, opens not watched. Ends
    /// within [`PATIENCE`].
    ///
    /// Returns SES's message id. On an error, look at the kind before calling again: after
    /// [`SendError::Unknown`], a second call may mail twice.
    pub async fn send(&self, message: &Message<'_>) -> Result<String, SendError> {
        let content = content(message).map_err(|e| SendError::of(SdkError::construction_failure(e)))?;
        let tracking = TrackingConfigurationOverrides::builder()
            .open_tracking_enabled(FeatureStatus::Disabled)
            .click_tracking_enabled(FeatureStatus::Disabled);
        let call = self
            .client
            .send_email()
            .from_email_address(mailbox::encoded(message.from))
            .destination(Destination::builder().to_addresses(message.to).build())
            .set_reply_to_addresses(message.reply_to.map(|address| vec![mailbox::encoded(address)]))
            .content(content)
            .set_email_tags(Some(tags(message)).filter(|tags| !tags.is_empty()))
            .set_configuration_set_name(self.configuration_set.clone())
            .configuration_overrides(ConfigurationOverrides::builder().tracking(tracking.build()).build());
        let once = aws_sdk_sesv2::config::Builder::new()
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(PATIENCE).build());
        let sent = call.customize().config_override(once).send().await.map_err(SendError::of)?;
        Ok(sent.message_id.unwrap_or_default())
    }

    /// Hands over a message to somebody of the journey's, and again after a while as long as it certainly was not taken:
    /// nobody else sends it later. See [`Mailer::send`] for the errors.
    pub async fn insist(&self, message: &Message<'_>) -> Result<String, SendError> {
        for pause in PAUSES {
            match self.send(message).await {
                Err(error) if error.is_transient() => tokio::time::sleep(pause).await,
                outcome => return outcome,
            }
        }
        self.send(message).await
    }

    /// The `Message-ID`, without its brackets, that SES gives the message that it has named so: the name at the region's
    /// domain, which is another in the first region (SES Developer Guide, "Header fields").
    pub fn on_the_wire(&self, message_id: &str) -> String {
        let region = self.client.config().region().map_or("us-east-1", |region| region.as_ref());
        let region = if region == "us-east-1" { "email" } else { region };
        format!("{message_id}@{region}.amazonses.com")
    }
}

fn content(message: &Message<'_>) -> Result<EmailContent, BuildError> {
    let utf8 = |text: &str| Content::builder().data(text).charset("UTF-8").build();
    let header = |(name, value): &(String, String)| MessageHeader::builder().name(name).value(value).build();
    let simple = Simple::builder()
        .subject(utf8(message.subject)?)
        .body(Body::builder().html(utf8(message.html)?).text(utf8(message.text)?).build())
        .set_headers(Some(message.headers.iter().map(header).collect::<Result<_, _>>()?));
    let attachments: Vec<_> = message.attachments.iter().map(attachment).collect::<Result<_, _>>()?;
    let simple = simple.set_attachments(Some(attachments).filter(|all| !all.is_empty()));
    Ok(EmailContent::builder().simple(simple.build()).build())
}

fn attachment(attachment: &Attachment) -> Result<SesAttachment, BuildError> {
    SesAttachment::builder()
        .file_name(&attachment.name)
        .content_type(&attachment.content_type)
        .raw_content(Blob::new(attachment.bytes.clone()))
        .build()
}

fn tags(message: &Message<'_>) -> Vec<MessageTag> {
    // Name and value are always set, so that none is lost here.
    message.tags.iter().filter_map(|(name, value)| MessageTag::builder().name(name).value(value).build().ok()).collect()
}

/// What SES said, boxed: it holds the whole reply.
pub type SesError = Box<SdkError<SendEmailError, HttpResponse>>;

/// A call that did not end in "sent", by what it proves. The message names no address; its source may, so log
/// [`SendError::code`] rather than the source.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Proven: not sent. The same message may be sent later.
    #[error("not sent, may be sent later ({})", self.code())]
    NotSent { source: SesError },
    /// Proven: not sent, nor will any other be. Stop sending, keep everything, tell somebody.
    #[error("not sent, SES takes no mail from this account ({})", self.code())]
    Stopped { source: SesError },
    /// Proven: not sent, and this message never will be.
    #[error("not sent, refused for good ({})", self.code())]
    Refused { source: SesError },
    /// It may have been sent. Only an SES event can tell.
    #[error("may have been sent ({})", self.code())]
    Unknown { source: SesError },
}

impl SendError {
    fn of(error: SdkError<SendEmailError, HttpResponse>) -> Self {
        let proof = proof(&error);
        let source = Box::new(error);
        match proof {
            Proof::NotSent => Self::NotSent { source },
            Proof::Stopped => Self::Stopped { source },
            Proof::Refused => Self::Refused { source },
            Proof::Unknown => Self::Unknown { source },
        }
    }

    /// Whether the same message may be sent again, later. [`SendError::Unknown`] is not for the caller to repeat.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NotSent { .. } | Self::Stopped { .. } => true,
            Self::Refused { .. } | Self::Unknown { .. } => false,
        }
    }

    /// SES's word for it (`MessageRejected`), or what happened to the call (`Timeout`): fit for a log and a metric.
    pub fn code(&self) -> &str {
        let (Self::NotSent { source } | Self::Stopped { source } | Self::Refused { source } | Self::Unknown { source }) =
            self;
        match source.as_ref() {
            SdkError::ConstructionFailure(_) => "NotBuilt",
            SdkError::TimeoutError(_) => "Timeout",
            SdkError::DispatchFailure(_) => "ConnectionFailed",
            SdkError::ResponseError(_) => "UnreadableReply",
            other => other.code().unwrap_or("UnreadableReply"),
        }
    }
}

enum Proof {
    NotSent,
    Stopped,
    Refused,
    Unknown,
}

fn proof(error: &SdkError<SendEmailError, HttpResponse>) -> Proof {
    match error {
        SdkError::ConstructionFailure(_) => Proof::NotSent,
        // Only a refusal that SES itself has put into words proves anything.
        SdkError::ServiceError(reply) => match reply.err() {
            SendEmailError::TooManyRequestsException(_) | SendEmailError::LimitExceededException(_) => Proof::NotSent,
            SendEmailError::SendingPausedException(_)
            | SendEmailError::AccountSuspendedException(_)
            | SendEmailError::MailFromDomainNotVerifiedException(_)
            | SendEmailError::NotFoundException(_) => Proof::Stopped,
            SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_) => Proof::Refused,
            other => other.code().map_or(Proof::Unknown, |code| proof_of_code(code, reply.raw().status().as_u16())),
        },
        // Timeouts, dispatch failures, unreadable replies, and whatever the SDK will add.
        _ => Proof::Unknown,
    }
}

/// Errors of every AWS service, which the SDK has no type for.
fn proof_of_code(code: &str, status: u16) -> Proof {
    let about_us =
        ["AccessDenied", "UnrecognizedClient", "InvalidClientTokenId", "Signature", "ExpiredToken", "OptInRequired"];
    match status {
        429 => Proof::NotSent,
        408 => Proof::Unknown,
        400..500 if code.contains("Throttl") || code.contains("Quota") || code.contains("TooMany") => Proof::NotSent,
        401 | 403 => Proof::Stopped,
        400..500 if about_us.iter().any(|word| code.contains(word)) => Proof::Stopped,
        400..500 => Proof::Refused,
        _ => Proof::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_sesv2::error::{ConnectorError, ErrorMetadata};
    use aws_sdk_sesv2::types::error::*;

    type Error = SdkError<SendEmailError, HttpResponse>;

    fn reply(status: u16, error: SendEmailError) -> Error {
        SdkError::service_error(error, HttpResponse::new(status.try_into().unwrap(), "".into()))
    }

    fn coded(status: u16, code: &str) -> Error {
        reply(status, SendEmailError::generic(ErrorMetadata::builder().code(code).build()))
    }

    fn is(error: Error, expected: &str) {
        let error = SendError::of(error);
        let kind = format!("{error:?}");
        assert!(kind.starts_with(expected), "{error}: expected {expected}");
        assert_eq!(error.is_transient(), ["NotSent", "Stopped"].contains(&expected));
    }

    #[test]
    fn a_worded_refusal_proves_that_nothing_was_sent() {
        is(reply(429, TooManyRequestsException::builder().build().into_error()), "NotSent");
        is(reply(400, LimitExceededException::builder().build().into_error()), "NotSent");
        is(coded(400, "ThrottlingException"), "NotSent");
        is(coded(400, "Throttling"), "NotSent");
        is(coded(429, "Whatever"), "NotSent");
        is(reply(400, MessageRejected::builder().build().into_error()), "Refused");
        is(reply(400, BadRequestException::builder().build().into_error()), "Refused");
        is(reply(400, MailFromDomainNotVerifiedException::builder().build().into_error()), "Stopped");
        is(reply(404, NotFoundException::builder().build().into_error()), "Stopped");
        is(coded(400, "ValidationException"), "Refused");
    }

    #[test]
    fn a_refusal_of_the_whole_account_stops_the_sender() {
        is(reply(400, SendingPausedException::builder().build().into_error()), "Stopped");
        is(reply(400, AccountSuspendedException::builder().build().into_error()), "Stopped");
        is(coded(403, "AccessDeniedException"), "Stopped");
        is(coded(400, "ExpiredTokenException"), "Stopped");
        is(coded(403, "SignatureDoesNotMatch"), "Stopped");
    }

    #[test]
    fn silence_and_broken_replies_prove_nothing() {
        is(SdkError::timeout_error("slow"), "Unknown");
        is(SdkError::dispatch_failure(ConnectorError::io("reset".into())), "Unknown");
        is(SdkError::dispatch_failure(ConnectorError::timeout("slow".into())), "Unknown");
        is(SdkError::response_error("cut", HttpResponse::new(200.try_into().unwrap(), "".into())), "Unknown");
        is(reply(200, SendEmailError::unhandled("no JSON")), "Unknown");
        is(reply(400, SendEmailError::unhandled("a proxy's page")), "Unknown");
        is(coded(500, "InternalFailure"), "Unknown");
        is(coded(503, "ThrottlingException"), "Unknown");
        is(coded(408, "RequestTimeout"), "Unknown");
    }

    #[test]
    fn a_request_that_was_never_built_was_never_sent() {
        is(SdkError::construction_failure("no subject"), "NotSent");
    }

    #[test]
    fn what_is_logged_names_no_address() {
        let said = "Email address is not verified: kari@example.no";
        let error = SendError::of(reply(
            400,
            MessageRejected::builder()
                .message(said)
                .meta(ErrorMetadata::builder().code("MessageRejected").build())
                .build()
                .into_error(),
        ));
        assert_eq!(error.to_string(), "not sent, refused for good (MessageRejected)");
    }

    trait IntoSendError {
        fn into_error(self) -> SendEmailError;
    }

    macro_rules! into_send_error {
        ($($name:ident),*) => {
            $(impl IntoSendError for $name {
                fn into_error(self) -> SendEmailError {
                    SendEmailError::$name(self)
                }
            })*
        };
    }

    into_send_error!(
        TooManyRequestsException,
        LimitExceededException,
        MessageRejected,
        BadRequestException,
        MailFromDomainNotVerifiedException,
        NotFoundException,
        SendingPausedException,
        AccountSuspendedException
    );
}
