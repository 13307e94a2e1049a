//! EventBridge and the stream: they bring `feedback` what SES says and `alert` what was answered, at least once, some of
//! it late, some of SES's never.

use super::promises::{Span, Wish};
use super::sim::{News, Sim};
use super::{customers, witness};
use anyhow::Result;
use glimt::world::World;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use survey::{Address, ContactKey, InvitationKey};
use tokio::sync::Mutex;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

/// Changed answers on their way: how each was, and is now.
type Changes = RefCell<Vec<(Option<Value>, Value)>>;

/// How long a report of a sent mail waits in its queue, so that it meets a settled invitation.
const SETTLED: Duration = Duration::from_secs(15 * 60);

/// Hands on the news until the run is over.
pub async fn hand_on(sim: Arc<Sim>, mut news: UnboundedReceiver<News>) {
    let changes: Rc<Changes> = Rc::default();
    let stream: Rc<Mutex<()>> = Rc::default();
    while let Some(news) = news.recv().await {
        match news {
            News::Mail(message) => sim.spawn(|sim| customers::read(sim, *message)),
            News::Report(report) => reported(&sim, &report),
            News::Answer(old, new) => {
                changes.borrow_mut().push((old, new));
                let (changes, stream) = (Rc::clone(&changes), Rc::clone(&stream));
                sim.spawn(|sim| async move { stream_batch(sim, &changes, &stream).await });
            }
        }
    }
}

/// Some are never told, some twice.
fn reported(sim: &Arc<Sim>, report: &Value) {
    let is_send = report["detail"]["eventType"] == "Send";
    let tag = report["detail"]["mail"]["tags"]["invitation"][0].as_str().unwrap_or_default().to_owned();
    if let Ok(key) = InvitationKey::try_from(tag) {
        sim.witness().promises.reports.push((key, report.clone()));
    }
    let copies = sim.dice(|dice| *dice.choice(&[0, 1, 1, 1, 1, 1, 2, 2]).unwrap_or(&1));
    // A mail that nobody was told of may yet be told of by what became of it.
    let copies = if is_send { copies } else { copies.max(1) };
    let settled = if is_send { SETTLED } else { Duration::ZERO };
    for _ in 0..copies {
        let late = sim.dice(|dice| if dice.u8(..3) == 0 { dice.u64(..3_600_000) } else { dice.u64(..1_000) });
        let report = report.clone();
        sim.spawn(move |sim| async move {
            sleep(settled + Duration::from_millis(late)).await;
            report_until_taken(&sim, report).await;
        });
    }
}

async fn report_until_taken(sim: &Arc<Sim>, report: Value) {
    let batch = json!({ "Records": [{
        "messageId": "1", "eventSource": "aws:sqs", "body": report.to_string(),
    }] });
    for _ in 0..30 {
        let from = sim.now();
        let told = sim.invoke("feedback", async |world| world.invoke("feedback", batch.clone()).await).await;
        let taken = told.and_then(Result::ok).is_some_and(|told| told["batchItemFailures"] == json!([]));
        heard(sim, &report, Span { from, until: sim.now(), done: taken });
        if taken {
            return;
        }
        sleep(Duration::from_secs(sim.dice(|dice| dice.u64(30..300)))).await;
    }
}

/// `feedback` was told of it, and perhaps has taken it.
fn heard(sim: &Sim, report: &Value, when: Span) {
    let mut witness = sim.witness();
    let promises = &mut witness.promises;
    let key = report["detail"]["mail"]["tags"]["invitation"][0].as_str();
    promises.reported.extend(key.filter(|_| when.done).map(str::to_owned));
    let recipients = ["bounce/bouncedRecipients", "complaint/complainedRecipients"];
    let recipients = recipients.iter().filter_map(|at| report.pointer(&format!("/detail/{at}"))?.as_array());
    for recipient in recipients.flatten() {
        let Ok(address) = Address::parse(recipient["emailAddress"].as_str().unwrap_or_default()) else { continue };
        let person = ContactKey::of(&address, &sim.secrets).to_string();
        promises.wishes.entry(person).or_default().push(Wish { scope: "*".to_owned(), stop: true, when });
    }
}

/// Hands on what has changed since the last batch, in order, until it is taken; now and then the same batch is on its
/// way twice.
async fn stream_batch(sim: Arc<Sim>, changes: &Changes, stream: &Mutex<()>) {
    let _one_at_a_time = stream.lock().await;
    sleep(Duration::from_millis(sim.dice(|dice| dice.u64(..1_000)))).await;
    let mut records: Vec<_> = changes.borrow_mut().drain(..).enumerate().map(record).collect();
    for _ in 0..200 {
        if records.is_empty() {
            return;
        }
        let twice = sim.chance(15);
        let (first, second) =
            futures::join!(alert(&sim, &records), async { if twice { alert(&sim, &records).await } else { None } });
        let Some(failed) = first.or(second) else { continue };
        let number = |record: &Value| record["dynamodb"]["SequenceNumber"].clone();
        let from = records.iter().position(|record| failed.contains(&number(record)));
        records = from.map(|from| records.split_off(from)).unwrap_or_default();
    }
}

/// The sequence numbers of what has failed; `None` if the invocation has.
async fn alert(sim: &Arc<Sim>, records: &[Value]) -> Option<Vec<Value>> {
    let batch = json!({ "Records": records });
    let told: Result<Value> = sim.invoke("alert", async |world: &World| world.alert(batch).await).await?;
    let failures = told.ok()?["batchItemFailures"].as_array().cloned().unwrap_or_default();
    Some(failures.into_iter().map(|failure| failure["itemIdentifier"].clone()).collect())
}

fn record((nth, (old, new)): (usize, (Option<Value>, Value))) -> Value {
    let kind = if old.is_some() { "MODIFY" } else { "INSERT" };
    let version = witness::answer(&new).map_or(0, |answer| answer.version);
    json!({
        "eventID": format!("{nth}-v{version}"), "eventName": kind, "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "eu-north-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_000_000, "Keys": {}, "NewImage": new,
            "OldImage": old.unwrap_or_else(|| json!({})),
            "SequenceNumber": nth.to_string(), "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    })
}

/// Everything that SES had to say about a mail comes once more, after its invitation has expired.
pub async fn long_afterwards(sim: &Arc<Sim>, key: InvitationKey) {
    let reports = sim.witness().promises.reports.iter().filter(|(of, _)| *of == key).cloned().collect::<Vec<_>>();
    for (_, report) in reports {
        sim.invoke("feedback", async |world: &World| world.invoke("feedback", report).await).await;
    }
}
