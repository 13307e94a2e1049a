use super::*;
use serde_json::json;

fn options() -> SesOptions {
    SesOptions {
        keep: 3,
        verified_from: None,
        file: None,
        clock: Arc::new(|| "2026-11-21T09:15:00.25Z".parse().unwrap()),
    }
}

fn ses() -> Ses {
    Ses::new(options()).unwrap()
}

/// A mail as the survey sends it, with `edit` applied to its JSON.
fn mail(edit: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut mail = json!({
        "FromEmailAddress": "Nordlys <hei@svar.nordlys.example>",
        "Destination": { "ToAddresses": ["kari@example.no"] },
        "ReplyToAddresses": ["kundeservice@nordlys.example"],
        "Content": { "Simple": {
            "Subject": { "Data": "Hvordan gikk det, Kåre?", "Charset": "UTF-8" },
            "Body": {
                "Text": { "Data": "Hei", "Charset": "UTF-8" },
                "Html": { "Data": "<p>Hei</p>", "Charset": "UTF-8" },
            },
            "Headers": [{ "Name": "List-Unsubscribe", "Value": "<https://svar.example/u/x>" }],
        } },
        "EmailTags": [{ "Name": "attempt", "Value": "0" }],
        "ConfigurationOverrides": { "Tracking": { "ClickTrackingEnabled": "DISABLED" } },
    });
    edit(&mut mail);
    mail.to_string().into_bytes()
}

fn send(ses: &Ses, body: &[u8]) -> (u16, Value) {
    let (status, body) = ses.answer("POST", "/v2/email/outbound-emails", body);
    (status, serde_json::from_slice(&body).unwrap())
}

#[test]
fn a_message_is_kept_whole_and_read_by_its_id() {
    let ses = ses();
    let (status, answer) = send(&ses, &mail(|_| ()));
    assert_eq!(status, 200);
    let kept = ses.message(answer["MessageId"].as_str().unwrap()).unwrap();
    assert_eq!(
        serde_json::to_value(&kept).unwrap(),
        json!({
            "id": answer["MessageId"],
            "to": "kari@example.no",
            "from": "Nordlys <hei@svar.nordlys.example>",
            "reply_to": ["kundeservice@nordlys.example"],
            "subject": "Hvordan gikk det, Kåre?",
            "headers": [{ "name": "List-Unsubscribe", "value": "<https://svar.example/u/x>" }],
            "tags": [{ "name": "attempt", "value": "0" }],
            "text": "Hei",
            "html": "<p>Hei</p>",
            "sent_at": "2026-11-21T09:15:00.25Z",
            "tracking": { "Tracking": { "ClickTrackingEnabled": "DISABLED" } },
            "configuration_set": null,
            "raw": null,
        })
    );
}

#[test]
fn what_ses_refuses_is_refused_and_leaves_no_trace() {
    let ses = ses();
    let many = |n: usize| (0..n).map(|i| format!("kari{i}@example.no")).collect::<Vec<_>>();
    let simple = "/Content/Simple";
    let edits: Vec<(&str, Value)> = vec![
        ("/Destination", json!({})),
        ("/Destination/ToAddresses", json!(many(51))),
        ("/Destination/ToAddresses/0", json!("kåre@example.no")),
        ("/Destination/ToAddresses/0", json!("kari@example.no\r\nBcc: ola@example.no")),
        ("/FromEmailAddress", json!("Nordlys")),
        ("/FromEmailAddress", json!(null)),
        ("/ReplyToAddresses/0", json!("kundeservice")),
        ("/EmailTags/0/Value", json!("kari@example.no")),
        ("/Content", json!({})),
        ("/Content", json!({ "Template": { "TemplateName": "x" } })),
        ("/Content/Simple/Body", json!({})),
        ("/Content/Simple/Subject/Data", json!("Hei\r\nBcc: ola@example.no")),
        ("/Content/Simple/Subject", json!({ "Data": "Kåre" })),
        ("/Content/Simple/Headers/0/Name", json!("Message-ID")),
        ("/Content/Simple/Headers/0/Value", json!("a\r\nBcc: ola@example.no")),
    ];
    for (pointer, value) in edits {
        let (status, answer) = send(&ses, &mail(|m| *m.pointer_mut(pointer).unwrap() = value));
        assert_eq!((status, &answer["__type"]), (400, &json!("BadRequestException")), "{pointer}");
    }
    let attached = |file: Value| mail(|m| m.pointer_mut(simple).unwrap()["Attachments"] = json!([file]));
    for file in [
        json!({ "FileName": "scores.xlsx", "RawContent": "no base64!" }),
        json!({ "FileName": "scores.xlsx", "RawContent": "UEs=", "ContentDisposition": "INLINE" }),
        json!({ "RawContent": "UEs=" }),
    ] {
        assert_eq!(send(&ses, &attached(file)).0, 400);
    }
    assert_eq!(send(&ses, b"{").1["__type"], "SerializationException");
    let long = mail(|m| m["Content"]["Simple"]["Body"]["Text"]["Data"] = json!("x".repeat(MAX_REQUEST)));
    assert_eq!(send(&ses, &long).1["__type"], "MessageRejected");
    assert_eq!((ses.accepted(), ses.messages(), ses.take_events()), (0, vec![], vec![]));

    let fifty = mail(|m| m["Destination"]["ToAddresses"] = json!(many(50)));
    assert_eq!(send(&ses, &fifty).0, 200);
}

#[test]
fn an_unverified_sender_is_rejected_in_ses_own_words() {
    let verified_from = Some(vec!["nordlys.example".to_owned()]);
    let ses = Ses::new(SesOptions { verified_from, ..options() }).unwrap();
    assert_eq!(send(&ses, &mail(|_| ())).0, 200);
    let (status, answer) = send(&ses, &mail(|m| m["FromEmailAddress"] = json!("x@other.example")));
    assert_eq!(status, 400);
    assert_eq!(
        answer,
        json!({
            "__type": "MessageRejected",
            "message": "Email address is not verified. The following identities failed \
                        the check in region EU-NORTH-1: x@other.example",
        })
    );
}

fn raw(mime: &str) -> Vec<u8> {
    use base64::Engine;
    let data = base64::engine::general_purpose::STANDARD.encode(mime);
    let mail = json!({ "Content": { "Raw": { "Data": data } } });
    mail.to_string().into_bytes()
}

#[test]
fn a_raw_message_goes_from_and_to_whom_its_headers_name() {
    let ses = ses();
    let mime = "From: Bok <bok@nordlys.example>\r\nTo: kari@example.no\r\n\r\nHei";
    assert_eq!(send(&ses, &raw(mime)).0, 200);
    let kept = ses.messages().remove(0);
    assert_eq!(kept.from, "bok@nordlys.example");
    assert_eq!(kept.to, "kari@example.no");

    let no_recipient = "From: bok@nordlys.example\r\n\r\nHei";
    let no_sender = "To: kari@example.no\r\n\r\nHei";
    let nameless = "From: bok@nordlys.example\r\nTo: Kari\r\n\r\nHei";
    for mime in [no_recipient, no_sender, nameless] {
        let (_, answer) = send(&ses, &raw(mime));
        assert_eq!(answer["__type"], "BadRequestException", "{mime:?}");
    }
}

#[test]
fn only_the_newest_are_kept_but_all_are_counted() {
    let ses = ses();
    for n in 0..5 {
        send(&ses, &mail(|m| m["Content"]["Simple"]["Subject"]["Data"] = json!(n.to_string())));
    }
    let subjects: Vec<_> = ses.messages().into_iter().map(|m| m.subject).collect();
    assert_eq!((subjects, ses.accepted()), (vec!["4".to_owned(), "3".to_owned(), "2".to_owned()], 5));
}

#[test]
fn each_message_gives_its_events_once() {
    let ses = ses();
    let id = send(&ses, &mail(|_| ())).1["MessageId"].clone();
    let events = ses.take_events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["detail"]["mail"]["messageId"], id);
    assert!(ses.take_events().is_empty());
}

#[test]
fn anything_else_is_an_unknown_operation() {
    let ses = ses();
    for (method, path) in [("GET", "/"), ("GET", "/v2/email/outbound-emails"), ("PUT", "/v2/email/account")] {
        let (status, body) = ses.answer(method, path, b"");
        assert_eq!(status, 404);
        assert!(String::from_utf8(body).unwrap().contains("UnknownOperationException"));
    }
}

#[test]
fn what_is_attached_is_kept_with_its_name_and_size() {
    let ses = ses();
    let file = json!({ "FileName": "scores.xlsx", "ContentType": "application/zip", "RawContent": "UEsDBA==" });
    let attached = mail(|m| m.pointer_mut("/Content/Simple").unwrap()["Attachments"] = json!([file]));
    assert_eq!(send(&ses, &attached).0, 200);
    let kept = &ses.messages()[0].attachments[0];
    assert_eq!((kept.name.as_str(), kept.content_type.as_str(), kept.bytes), ("scores.xlsx", "application/zip", 4));
    assert_eq!(kept.data, "UEsDBA==");
}
