//! `glimt explain`: what a dead-letter message is, why it was given up, and what sending it again would do.

use crate::library::Library;
use anyhow::{Context, Result};
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Which message.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// A file with the message as the queue gives it, or its body alone; - reads what comes in
    pub file: PathBuf,
    /// Against a running `glimt dev`, such as http://127.0.0.1:9300, instead of the account in the environment
    #[arg(long, value_name = "URL")]
    pub dev: Option<String>,
}

/// Reads the message; says what it is.
pub async fn run(wanted: &Wanted) -> Result<String> {
    let text = read(&wanted.file)?;
    let message = serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is no JSON; save the message's body as it is, without the console's line breaks",
            wanted.file.display()
        )
    })?;
    let library = Library::open(wanted.dev.as_deref()).await?;
    explained(&library, message).await
}

fn read(file: &Path) -> Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("what came in could not be read")?;
        return Ok(text);
    }
    std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))
}

/// As [`run`], of a message that was read.
pub async fn explained(library: &Library, message: Value) -> Result<String> {
    let body = bare(message);
    if body["DDBStreamBatchInfo"].is_object() {
        return Ok(stream(&body));
    }
    if body["requestContext"]["functionArn"].is_string() {
        return Ok(run_of(&body));
    }
    if body["source"] == "aws.ses" || body["detail"]["mail"]["messageId"].is_string() {
        return Ok(ses(&body));
    }
    event(library, body).await
}

/// Without what queues wrap around it: `aws sqs receive-message`'s answer, a batch of one, a body.
fn bare(mut message: Value) -> Value {
    for list in ["Messages", "Records"] {
        if let Some(first) = message[list].get_mut(0) {
            message = first.take();
        }
    }
    for body in ["Body", "body"] {
        if let Some(inner) = message[body].as_str().and_then(|text| serde_json::from_str(text).ok()) {
            return inner;
        }
    }
    message
}

/// Why a function gave it up.
fn reason(body: &Value) -> String {
    let condition = body["requestContext"]["condition"].as_str().unwrap_or("given up");
    let said = &body["responsePayload"]["errorMessage"];
    said.as_str().map_or_else(|| condition.to_owned(), |said| format!("{condition}: {said}"))
}

fn stream(body: &Value) -> String {
    let batch = &body["DDBStreamBatchInfo"];
    let text = |name: &str| batch[name].as_str().unwrap_or("?");
    format!(
        "{} records of the answers' stream that alert gave up ({}), answered about {} to {}.\n\
         The answers are kept and counted; nobody was alerted of them. The message holds where they stood, not the answers \
         themselves, and the stream forgets them after a day: it can't be sent again.\n\
         → read that time's comments in the report, lowest ratings first; then delete the message",
        batch["batchSize"],
        reason(body),
        text("approximateArrivalOfFirstRecord"),
        text("approximateArrivalOfLastRecord"),
    )
}

fn run_of(body: &Value) -> String {
    let arn = body["requestContext"]["functionArn"].as_str().unwrap_or_default();
    let function = arn.split(':').nth(6).unwrap_or(arn);
    let payload = &body["requestPayload"];
    let what = match function.rsplit('-').next().unwrap_or_default() {
        "send" | "alert" => "The next minute has done the same since. → delete the message",
        "aggregate" => {
            "The next run folds the same days again; days of which it fell out are folded by the next night. \
             → mend what the log says; then delete the message, or run `glimt restate --from --to`"
        }
        "export" => {
            "Files and digests are those of the run before. → mend what the log says; the next morning makes up for it, \
             or invoke the function with the same event"
        }
        _ => "→ mend what the log says, then invoke the function with the same event",
    };
    format!("A run of {function} with the event {payload} that failed for good ({}).\n{what}", reason(body))
}

fn ses(body: &Value) -> String {
    let mail = &body["detail"]["mail"];
    let kind = body["detail"]["eventType"].as_str().or(body["detail-type"].as_str()).unwrap_or("an event");
    match mail["tags"]["invitation"][0].as_str() {
        Some(invitation) => format!(
            "SES says “{kind}” of the mail of invitation {invitation}.\n\
             Sent again, it is noted there, once; a bounce or complaint also takes the address off for good.\n\
             → `glimt redrive feedback`"
        ),
        None => format!(
            "SES says “{kind}” of a mail that no invitation sent: an alert's or a digest's. → delete the message"
        ),
    }
}

async fn event(library: &Library, body: Value) -> Result<String> {
    let app = trigger::App {
        store: library.store.clone(),
        secrets: library.secrets.clone(),
        sources: trigger::Sources::parse("{}")?,
        clock: library.clock.clone(),
        lead: survey::due::LEAD,
        meter: trigger::Meter::default(),
    };
    let of = |name: &str| body[name].as_str().unwrap_or("none").to_owned();
    let kind = if body["detail-type"].is_string() { of("detail-type") } else { of("type") };
    let head = format!("An event for trigger: {kind}, id {}, from {}.", of("id"), of("source"));
    let told = trigger::dry_run(&app, body).await.context("the tables can't be read")?;
    if let Some(ignored) = told["ignored"].as_str() {
        return Ok(format!(
            "{head}\nIt leads to nothing: {ignored}.\n→ mend it at its source; then delete the message"
        ));
    }
    let mut lines = vec![head];
    for decision in told["decisions"].as_array().into_iter().flatten() {
        let text = |name: &str| decision[name].as_str().unwrap_or_default();
        let becomes = match text("reason") {
            "" => format!("invites, due {}", text("due")),
            reason => format!("skips: {reason}"),
        };
        lines.push(format!("  {}/{} {becomes}", text("journey"), text("survey")));
    }
    lines.push(if told["repeat"] == true {
        "It was filed before: sent again, it changes nothing.".to_owned()
    } else if lines.len() == 1 {
        "No survey listens to it.".to_owned()
    } else {
        "That is what it would come to now. → `glimt redrive events`".to_owned()
    });
    Ok(lines.join("\n"))
}
