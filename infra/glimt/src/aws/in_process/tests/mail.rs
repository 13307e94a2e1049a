use aws_sdk_sesv2::operation::send_email::{SendEmailError, SendEmailOutput};
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader, MessageTag, RawMessage};

use super::in_process;
use crate::aws::Ses;

fn text(data: &str) -> Content {
    Content::builder().data(data).charset("UTF-8").build().unwrap()
}

/// Sends one mail with a header and a tag through a real client.
async fn send(client: &aws_sdk_sesv2::Client, from: &str, header: &str) -> Result<SendEmailOutput, SendEmailError> {
    let header = MessageHeader::builder().name(header).value("<https://svar.example/u/x>");
    let message = Message::builder()
        .subject(text("Hvordan gikk det, Kåre?"))
        .body(Body::builder().text(text("Hei")).html(text("<p>Hei</p>")).build())
        .headers(header.build().unwrap());
    let tag = MessageTag::builder().name("invite").value("2026-11-21_3");
    let request = client
        .send_email()
        .from_email_address(from)
        .destination(Destination::builder().to_addresses("kari@example.no").build())
        .content(EmailContent::builder().simple(message.build()).build())
        .email_tags(tag.build().unwrap());
    request.send().await.map_err(|e| e.into_service_error())
}

pub async fn mail_goes_out_and_refusals_are_typed(client: &aws_sdk_sesv2::Client, ses: &Ses) {
    let from = "Nordlys <hei@svar.nordlys.example>";
    let sent = send(client, from, "List-Unsubscribe").await.unwrap();
    let kept = ses.message(sent.message_id().unwrap()).unwrap();
    assert_eq!((kept.to.as_str(), kept.from.as_str()), ("kari@example.no", from));
    assert_eq!(kept.subject, "Hvordan gikk det, Kåre?");
    assert_eq!(kept.headers[0].name, "List-Unsubscribe");
    assert_eq!((kept.tags[0].name.as_str(), kept.tags[0].value.as_str()), ("invite", "2026-11-21_3"));
    let events = ses.take_events();
    assert_eq!(events[0]["detail"]["mail"]["messageId"], kept.id.as_str());
    assert_eq!(events[0]["detail"]["mail"]["tags"]["invite"][0], "2026-11-21_3");

    let refused = send(client, from, "Message-ID").await.unwrap_err();
    assert!(refused.is_bad_request_exception(), "{refused:?}");
    let refused = send(client, "hei@other.example", "List-Unsubscribe").await.unwrap_err();
    let SendEmailError::MessageRejected(rejected) = &refused else { panic!("{refused:?}") };
    assert!(rejected.message().unwrap().starts_with("Email address is not verified."));
    assert_eq!((ses.accepted(), ses.take_events().len()), (1, 0));

    let account = client.get_account().send().await.unwrap();
    assert!(account.sending_enabled() && account.production_access_enabled());
    assert_eq!(account.enforcement_status(), Some("HEALTHY"));
    assert_eq!(account.send_quota().unwrap().sent_last24_hours(), 1.0);
}

#[tokio::test]
async fn mail_in_process() {
    let engine = in_process();
    mail_goes_out_and_refusals_are_typed(&engine.ses(), &engine.ses).await;
}

#[tokio::test]
async fn a_raw_message_through_the_sdk() {
    let engine = in_process();
    let mime = "From: hei@nordlys.example\r\nTo: kari@example.no\r\nSubject: Hei\r\n\r\nHei\r\n";
    let raw = RawMessage::builder().data(Blob::new(mime)).build().unwrap();
    let content = EmailContent::builder().raw(raw).build();
    engine.ses().send_email().content(content).send().await.unwrap();
    assert_eq!(engine.ses.messages()[0].raw.as_deref(), Some(mime));
}
