use super::{NEXT_DAY, NOW, again, alerts, bus_event, cloud_event, invite, page, queued};
use anyhow::Result;
use glimt::dev::stream::AnswerStream;
use glimt::world::request;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use survey::InvitationKey;
use survey::invitation::{Event, State};
use tests::cloud::Cloud;
use tests::lambda::Instance;

/// Whether one line says both.
fn says(function: &Instance, one: &str, other: &str) -> bool {
    function.lines().iter().any(|line| line.contains(one) && line.contains(other))
}

/// What SES says of an invitation's mail, in EventBridge's envelope.
fn ses_event(kind: &str, key: &InvitationKey) -> Value {
    json!({
        "version": "0", "id": format!("ses-{kind}"), "detail-type": "Email Sent", "source": "aws.ses",
        "detail": {
            "eventType": kind,
            "mail": { "messageId": "0110", "tags": { "invitation": [key.to_string()], "attempt": ["1"] } },
        },
    })
}

#[tokio::test]
async fn an_event_that_fails_comes_again_alone_and_one_that_never_parses_does_not() -> Result<()> {
    let cloud = Cloud::open().await?;
    let trigger = cloud.function("trigger", NOW).await?;
    let slow = ("slow", cloud_event("order-in-a-slow-partition", "kari@example.no").to_string());
    let batch = [
        ("first", cloud_event("1", "per@example.no").to_string()),
        ("no-json", "{".to_owned()),
        ("no-event", json!("kari@example.no").to_string()),
        ("no-order", cloud_event("2", "x@example.no").to_string().replace("\"order\"", "\"basket\"")),
        slow.clone(),
        ("last", bus_event("3", "siri@example.no").to_string()),
    ];
    cloud.throttle.refuse(Some("order-in-a-slow-partition"));
    assert_eq!(trigger.invoke(&queued(&batch)).await?, again(&["slow"]));
    for (message, reason) in [("no-json", "not JSON"), ("no-event", "neither a CloudEvent"), ("no-order", "data.order")]
    {
        assert!(says(&trigger, message, reason), "{message}: {:#?}", trigger.lines());
    }
    assert!(!says(&trigger, "kari@", ""), "{:#?}", trigger.lines());
    cloud.throttle.refuse(None);
    assert_eq!(trigger.invoke(&queued(&[slow])).await?, again(&[]));
    let send = cloud.function("send", NEXT_DAY).await?;
    assert_eq!(send.invoke(&json!({})).await?["sent"], 3);
    Ok(())
}

#[tokio::test]
async fn what_ses_says_days_late_settles_what_was_dropped_and_one_failure_holds_up_no_other() -> Result<()> {
    let cloud = Cloud::open().await?;
    let trigger = cloud.function("trigger", NOW).await?;
    let (dropped, slow) =
        (invite(&trigger, "1", "kari@example.no").await?, invite(&trigger, "2", "per@example.no").await?);
    for event in [Event::Settle, Event::Drop] {
        assert!(cloud.store.apply(&dropped, 1, &event, Timestamp::now()).await?);
    }
    let state = async |key| anyhow::Ok(cloud.store.invitation(key).await?.unwrap().state);
    assert_eq!(state(&dropped).await?, State::Dropped);

    let feedback = cloud.function("feedback", NEXT_DAY + SignedDuration::from_hours(3 * 24)).await?;
    let batch = [
        ("slow", ses_event("Send", &slow).to_string()),
        ("no-json", "Send".to_owned()),
        ("no-event", json!({ "detail": ["kari@example.no"] }).to_string()),
        ("late", ses_event("Send", &dropped).to_string()),
    ];
    cloud.throttle.refuse(Some(&slow.id().to_string()));
    assert_eq!(feedback.invoke(&queued(&batch)).await?, again(&["slow"]));
    cloud.throttle.refuse(None);
    assert_eq!((state(&dropped).await?, state(&slow).await?), (State::Sent, State::Pending));
    assert_eq!(feedback.invoke(&queued(&batch)).await?, again(&[]));
    assert_eq!((state(&dropped).await?, state(&slow).await?), (State::Sent, State::Sent));
    assert!(says(&feedback, "no-json", "not JSON") && says(&feedback, "no-event", "not an SES event"));

    let unknown = feedback.invoke(&ses_event("Teleported", &dropped)).await?;
    assert_eq!(unknown, json!({ "ignored": "an SES event of an unknown type" }));
    assert!(says(&feedback, "Teleported", "unknown type"));
    assert!(!says(&feedback, "kari@", ""), "{:#?}", feedback.lines());
    Ok(())
}

#[tokio::test]
async fn a_change_that_fails_comes_again_and_nobody_is_alerted_twice_or_of_what_cant_be_read() -> Result<()> {
    let cloud = Cloud::open().await?;
    let stream = AnswerStream::open(&cloud.database, None)?;
    let trigger = cloud.function("trigger", NOW).await?;
    let slow = invite(&trigger, "1", "kari@example.no").await?;
    invite(&trigger, "2", "per@example.no").await?;
    cloud.function("send", NEXT_DAY).await?.invoke(&json!({})).await?;
    let collect = cloud.function("collect", NEXT_DAY).await?;
    for email in ["kari@example.no", "per@example.no"] {
        let answer = request("POST", &page(&cloud, email)?, "", &[], b"rating=1&comment=Hemmelig");
        assert_eq!(collect.invoke(&answer).await?["statusCode"], 303);
    }
    let changes = stream.next(&cloud.database)?.unwrap().event;
    let [of_slow, of_other] = changes["Records"].as_array().unwrap().as_slice() else { panic!("{changes}") };
    let broken = |id: &str, pointer: &str, value: Value| {
        let mut record = of_other.clone();
        record["eventID"] = id.into();
        *record.pointer_mut(pointer).unwrap() = value;
        record
    };
    let mut newer = broken("of-tomorrow", "/eventName", "INSERT".into());
    newer["dynamodb"]["NewImage"]["format"] = json!({ "N": "2" });
    let refused = [
        broken("of-a-new-kind", "/eventName", "TRUNCATE".into()),
        broken("unreadable", "/dynamodb/NewImage/rating", json!({ "S": "Hemmelig" })),
        newer,
        broken("no-record", "/dynamodb", json!("Hemmelig")),
    ];
    let records = [&refused[..], &[of_slow.clone(), of_other.clone()]].concat();
    let batch = json!({ "Records": records });

    let alert = cloud.function("alert", NEXT_DAY).await?;
    cloud.throttle.refuse(Some(&slow.id().to_string()));
    let sequence = of_slow["dynamodb"]["SequenceNumber"].as_str().unwrap();
    assert_eq!(alert.invoke(&batch).await?, again(&[sequence]));
    assert_eq!(alerts(&cloud), 1, "the others are done");
    cloud.throttle.refuse(None);
    let days_late = cloud.function("alert", NEXT_DAY + SignedDuration::from_hours(10 * 24)).await?;
    for function in [&alert, &days_late] {
        assert_eq!(function.invoke(&batch).await?, again(&[]));
        assert_eq!(alerts(&cloud), 2, "whatever comes again is claimed");
    }
    for (record, reason) in [
        ("of-a-new-kind", "unknown kind “TRUNCATE”"),
        ("unreadable", "can't be read"),
        ("of-tomorrow", "newer Glimt"),
        ("no-record", "not a record"),
    ] {
        assert!(says(&alert, record, reason), "{record}: {:#?}", alert.lines());
    }
    assert!(!says(&alert, "Hemmelig", ""), "{:#?}", alert.lines());
    Ok(())
}
