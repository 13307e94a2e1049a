use super::*;
use serde_json::json;

const ARN: &str = "arn:aws:sns:eu-north-1:111122223333:glimt-ses";

/// The topic of the examples, whose certificate is served to whoever asks.
fn topic() -> Topic {
    let fetch = |_: String| -> Fetched { Box::pin(async { Ok(include_bytes!("certificate.pem").to_vec()) }) };
    Topic::parse(ARN, Arc::new(fetch)).unwrap()
}

/// Signed with SHA-256, as a function gets it.
fn to_function() -> Value {
    let event: Value = serde_json::from_str(include_str!("../../../../events/sns-feedback-bounce.json")).unwrap();
    event["Records"][0]["Sns"].clone()
}

/// Signed with SHA-1 and with a subject, as a queue gets it.
fn to_queue() -> Value {
    let event: Value = serde_json::from_str(include_str!("../../../../events/sqs-feedback-sns.json")).unwrap();
    serde_json::from_str(event["Records"][0]["body"].as_str().unwrap()).unwrap()
}

/// Why neither counts once it is changed so.
async fn refused(change: impl Fn(&mut Value)) -> Refused {
    let mut refusals = Vec::new();
    for mut message in [to_function(), to_queue()] {
        change(&mut message);
        refusals.push(topic().open(message).await.unwrap().unwrap_err());
    }
    assert_eq!(refusals[0], refusals[1]);
    refusals[0]
}

#[tokio::test]
async fn a_message_that_sns_has_signed_is_opened_in_either_version() {
    for message in [to_function(), to_queue()] {
        let opened = topic().open(message).await.unwrap().unwrap();
        let event: Value = serde_json::from_str(&opened).unwrap();
        assert_eq!(event["eventType"], "Bounce");
    }
}

#[tokio::test]
async fn a_message_that_was_changed_or_signed_by_another_is_refused() {
    assert_eq!(refused(|m| m["Message"] = json!("{}")).await, Refused::BadSignature);
    assert_eq!(refused(|m| m["Timestamp"] = json!("2026-11-21T09:15:05.000Z")).await, Refused::BadSignature);
    assert_eq!(refused(|m| m["Subject"] = json!("another")).await, Refused::BadSignature);
    assert_eq!(refused(|m| m["Signature"] = json!("AAAA")).await, Refused::BadSignature);
    assert_eq!(refused(|m| m["Signature"] = json!("not base64!")).await, Refused::BadSignature);
    assert_eq!(refused(|m| m["SignatureVersion"] = json!("3")).await, Refused::UnknownVersion);
    let other = json!("arn:aws:sns:eu-north-1:999999999999:glimt-ses");
    assert_eq!(refused(|m| m["TopicArn"] = other.clone()).await, Refused::OtherTopic);
    assert_eq!(refused(|m| m["Type"] = json!("SubscriptionConfirmation")).await, Refused::NoNotification);
    assert_eq!(refused(|m| m["MessageId"] = json!(7)).await, Refused::NoNotification);
}

#[tokio::test]
async fn a_certificate_is_fetched_from_sns_in_the_topics_region_and_nowhere_else() {
    let fetch = |url: String| -> Fetched { panic!("{url} was fetched") };
    for url in [
        "http://sns.eu-north-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.eu-north-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
        "https://sns.eu-north-1.amazonaws.com@evil.example/1.pem",
        "https://sns.eu-north-1.amazonaws.com/../evil/1.pem",
        "https://sns.eu-north-1.amazonaws.com/1.pem?to=https://evil.example",
        "https://sns.eu-north-1.amazonaws.com/1.pem#.pem",
        "https://sns.eu-north-1.amazonaws.com/.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://my-bucket.s3.amazonaws.com/SimpleNotificationService-1.pem",
        "file:///etc/passwd.pem",
    ] {
        let topic = Topic::parse(ARN, Arc::new(fetch)).unwrap();
        let mut message = to_queue();
        message["SigningCertURL"] = json!(url);
        assert_eq!(topic.open(message).await.unwrap(), Err(Refused::ForeignCertificate), "{url}");
    }
}

#[tokio::test]
async fn a_certificate_that_can_not_be_had_now_is_worth_another_try() {
    let fetch = |_: String| -> Fetched { Box::pin(async { anyhow::bail!("no network") }) };
    let topic = Topic::parse(ARN, Arc::new(fetch)).unwrap();
    assert!(topic.open(to_queue()).await.is_err());
}

#[test]
fn a_topic_is_named_by_its_arn() {
    let fetch: Fetch = Arc::new(|_| Box::pin(async { anyhow::bail!("never") }));
    for bad in ["", "glimt-ses", "arn:aws:sqs:eu-north-1:1:x", "arn:aws:sns:evil.example/:1:x", "arn:aws:sns::1:x"] {
        assert!(Topic::parse(bad, Arc::clone(&fetch)).is_err(), "{bad}");
    }
}
