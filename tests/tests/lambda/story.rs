use super::{NEXT_DAY, NOW, alerts, bus_event, cloud_event, page, queued};
use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glimt::dev::stream::AnswerStream;
use glimt::world::request;
use serde_json::{Value, json};
use std::fs;
use survey::InvitationKey;
use survey::invitation::State;
use tests::cloud::Cloud;

/// A request as API Gateway hands on one whose body is not text to it.
fn encoded(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Value {
    let mut event = request(method, path, "", headers, b"");
    event["body"] = STANDARD.encode(body).into();
    event["isBase64Encoded"] = true.into();
    event["cookies"] = json!(["session=abc", "theme=dark,blue"]);
    event
}

#[tokio::test]
async fn a_purchase_becomes_a_mail_an_answer_an_alert_a_score_and_files() -> Result<()> {
    let cloud = Cloud::open().await?;
    let stream = AnswerStream::open(&cloud.database, None)?;

    let trigger = cloud.function("trigger", NOW).await?;
    let bearer = format!("Bearer   {}", cloud.settings.source_key);
    let doubled = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/cloudevents+json"),
        ("content-type", "application/json"),
        ("User-Agent", "butikk/1.0 (æøå)"),
        ("X-Forwarded-For", "198.51.100.7"),
        ("x-forwarded-for", "203.0.113.9"),
    ];
    let purchase = cloud_event("1", "kari@example.no").to_string();
    let purchase = encoded("POST", "/v1/events", &doubled, &purchase);
    let first = trigger.invoke(&purchase).await?;
    let repeated = trigger.invoke(&purchase).await?;
    assert_eq!((&first["statusCode"], &repeated["statusCode"]), (&json!(202), &json!(200)), "{first}");
    let decided = |reply: &Value| serde_json::from_str::<Value>(reply["body"].as_str().unwrap()).unwrap();
    assert_eq!(decided(&first)["decisions"], decided(&repeated)["decisions"]);
    let stranger = encoded("POST", "/v1/events", &doubled[1..], &cloud_event("9", "x@example.no").to_string());
    assert_eq!(trigger.invoke(&stranger).await?["statusCode"], 401);
    trigger.invoke(&bus_event("2", "ola@bounce.test")).await?;
    let queue =
        [("m1", cloud_event("3", "per@example.no").to_string()), ("m2", bus_event("4", "siri@example.no").to_string())];
    assert_eq!(trigger.invoke(&queued(&queue)).await?, json!({ "batchItemFailures": [] }));

    let schedule: Value = serde_json::from_str(include_str!("../../../events/send-scheduled.json"))?;
    assert_eq!(cloud.function("send", NOW).await?.invoke(&schedule).await?["sent"], 0, "nothing is due yet");
    let send = cloud.function("send", NEXT_DAY).await?;
    let (once, twice) = (send.invoke(&schedule).await?, send.invoke(&schedule).await?);
    assert_eq!((&once["sent"], &twice["sent"]), (&json!(4), &json!(0)));

    let collect = cloud.function("collect", NEXT_DAY).await?;
    for (email, rating) in [("kari@example.no", 1), ("per@example.no", 5)] {
        let page = page(&cloud, email)?;
        let shown = collect.invoke(&request("GET", &format!("{page}/{rating}"), "", &[], b"")).await?;
        assert_eq!(shown["statusCode"], 200);
        let form = [("content-type", "application/x-www-form-urlencoded"), ("cookie", "a=1"), ("cookie", "b=2")];
        let answered = collect.invoke(&encoded("POST", &page, &form, &format!("rating={rating}&comment=Æsj"))).await?;
        assert_eq!(answered["statusCode"], 303);
    }

    let alert = cloud.function("alert", NEXT_DAY).await?;
    let batch = stream.next(&cloud.database)?.unwrap();
    assert_eq!(alert.invoke(&batch.event).await?, json!({ "batchItemFailures": [] }));
    assert_eq!(alerts(&cloud), 1, "only the low rating is one to act on");
    stream.done(batch)?;

    let feedback = cloud.function("feedback", NEXT_DAY).await?;
    let (sent, others): (Vec<_>, Vec<_>) =
        cloud.ses.take_events().into_iter().partition(|event| event["detail"]["eventType"] == "Send");
    let sent: Vec<_> = sent.iter().map(|event| (event["id"].as_str().unwrap(), event.to_string())).collect();
    assert_eq!(feedback.invoke(&queued(&sent)).await?, json!({ "batchItemFailures": [] }));
    let [bounce] = &others[..] else { panic!("{others:?}") };
    let bounced = feedback.invoke(bounce).await?;
    let bounced = InvitationKey::try_from(bounced["invitation"].as_str().unwrap().to_owned())?;
    let bounced = cloud.store.invitation(&bounced).await?.unwrap();
    assert!(bounced.bounced && bounced.state == State::Sent && bounced.reference == "2");

    let aggregate = cloud.function("aggregate", NEXT_DAY).await?;
    assert!(aggregate.invoke(&json!({ "schedule": "nightly" })).await?["items_changed"].as_u64() > Some(0));
    let export = cloud.function("export", NEXT_DAY).await?;
    let schedule: Value = serde_json::from_str(include_str!("../../../events/export-scheduled.json"))?;
    let put = export.invoke(&schedule).await?["files"].as_u64();
    let folder = cloud.files().join("nordlys");
    let mut files = Vec::new();
    for file in fs::read_dir(&folder)? {
        let path = file?.path();
        files.push((path.extension().is_some_and(|ending| ending == "html"), fs::read(&path)?));
    }
    assert!(put > Some(files.len() as u64), "these, and the Parquet files");
    // A comment stands in the report.
    let leaks = |(is_report, file): &(bool, Vec<u8>)| {
        let file = String::from_utf8_lossy(file);
        file.contains("kari@") || file.contains("ola@") || (!is_report && file.contains("Æsj"))
    };
    assert!(!files.iter().any(leaks));
    let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(folder.join("stage_scores.json"))?)?;
    let whole = |row: &&Value| row["survey_id"] == "delivered" && row["period_type"] == "last_28d";
    let delivery = rows.iter().filter(whole).find(|row| row["segment"] == "").unwrap();
    assert_eq!((&delivery["answers"], &delivery["score"]), (&json!(2), &json!(50.0)));

    for function in [&trigger, &send, &collect, &alert, &feedback, &aggregate, &export] {
        let log = function.lines().join("\n");
        assert!(
            !["kari@", "ola@", "per@", "siri@", "Æsj", "whsec_"].iter().any(|secret| log.contains(secret)),
            "{log}"
        );
    }
    Ok(())
}
