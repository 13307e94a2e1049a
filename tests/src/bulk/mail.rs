//! An SES in a process of its own, which fails one call in ten and writes down what it has taken before it says so.

use crate::binaries;
use anyhow::{Context, Result, ensure};
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use glimt::aws::ses::MAX_REQUEST;
use glimt::aws::{Ses, SesOptions};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// The process; it ends with this value.
pub struct Process {
    pub url: String,
    log: PathBuf,
    _child: Child,
}

/// What it has written down.
#[derive(Debug, Default)]
pub struct Log {
    /// The reports of the mails that were taken.
    pub accepted: Vec<Value>,
    /// The invitations whose call got no answer that proves anything.
    pub unsure: Vec<String>,
    /// How many calls have failed.
    pub failed: usize,
}

impl Process {
    pub async fn start(folder: &Path, seed: u64) -> Result<Self> {
        let log = folder.join("mail.jsonl");
        let mut child = Command::new(binaries::program("bulk")?)
            .arg("mail")
            .arg(&log)
            .arg(seed.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().context("no output")?;
        let url = BufReader::new(out).lines().next_line().await?.context("the mail process says nothing")?;
        Ok(Self { url, log, _child: child })
    }

    pub fn log(&self) -> Result<Log> {
        let mut log = Log::default();
        for line in fs::read_to_string(&self.log)?.lines() {
            let entry: Value = serde_json::from_str(line)?;
            log.accepted.extend(entry.get("report").cloned());
            let fate = entry["fate"].as_str().unwrap_or_default();
            log.failed += usize::from(fate != "taken");
            if !matches!(fate, "taken" | "throttled") {
                log.unsure.push(entry["invitation"].as_str().unwrap_or_default().to_owned());
            }
        }
        Ok(log)
    }
}

struct Mail {
    ses: Ses,
    dice: fastrand::Rng,
    log: File,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Fate {
    Taken,
    Throttled,
    Failed,
    /// Not taken; the connection is closed without an answer.
    Dropped,
    /// Taken; an error is answered.
    TakenAndFailed,
    /// Taken; the connection is closed without an answer.
    TakenAndDropped,
}

/// Serves until the process is killed; says where on the first line of the output.
#[expect(clippy::print_stdout, reason = "whoever has started it reads where it is")]
pub async fn serve(log: &Path, seed: u64) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let ses = Ses::new(SesOptions { keep: 1, verified_from: None, file: None, clock: Arc::new(Timestamp::now) })?;
    let log = OpenOptions::new().create(true).append(true).open(log)?;
    let mail = Arc::new(Mutex::new(Mail { ses, dice: fastrand::Rng::with_seed(seed), log }));
    loop {
        let (stream, _) = listener.accept().await?;
        let mail = Arc::clone(&mail);
        let serve = service_fn(move |request| answer(Arc::clone(&mail), request));
        // A call that is to be dropped ends its connection with an error.
        tokio::spawn(async move { http1::Builder::new().serve_connection(TokioIo::new(stream), serve).await.ok() });
    }
}

async fn answer(mail: Arc<Mutex<Mail>>, request: Request<Incoming>) -> Result<Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(Body::new(body), MAX_REQUEST).await?;
    let mut mail = mail.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, body) = mail.take(parts.method.as_str(), parts.uri.path(), &body)?;
    Ok(Response::builder().status(status).header("content-type", "application/json").body(Body::from(body))?)
}

impl Mail {
    /// The answer; an error is a connection that is closed.
    fn take(&mut self, method: &str, path: &str, body: &[u8]) -> Result<(u16, Vec<u8>)> {
        if method != "POST" {
            return Ok(self.ses.answer(method, path, body));
        }
        let fate = match self.dice.u8(..100) {
            0..2 => Fate::Throttled,
            2..4 => Fate::Failed,
            4..6 => Fate::Dropped,
            6..8 => Fate::TakenAndFailed,
            8..10 => Fate::TakenAndDropped,
            _ => Fate::Taken,
        };
        let request: Value = serde_json::from_slice(body)?;
        let tags = request["EmailTags"].as_array().into_iter().flatten();
        let invitation = tags.clone().find(|tag| tag["Name"] == "invitation").map(|tag| tag["Value"].clone());
        let taken = matches!(fate, Fate::Taken | Fate::TakenAndFailed | Fate::TakenAndDropped);
        let answer = taken.then(|| self.ses.answer(method, path, body));
        let reports = self.ses.take_events();
        ensure!(reports.len() == usize::from(taken), "SES has refused a mail: {answer:?}");
        let mut line = json!({ "fate": fate, "invitation": invitation });
        if let Some(report) = reports.into_iter().next() {
            line["report"] = report;
        }
        writeln!(self.log, "{line}")?;
        match (fate, answer) {
            (Fate::Taken, Some(answer)) => Ok(answer),
            (Fate::Throttled, _) => Ok((429, json!({ "__type": "TooManyRequestsException" }).to_string().into_bytes())),
            (Fate::Failed | Fate::TakenAndFailed, _) => {
                Ok((500, json!({ "__type": "InternalFailure" }).to_string().into_bytes()))
            }
            _ => anyhow::bail!("the connection is closed"),
        }
    }
}
