//! How fast one `send` mails, and what a mail costs it: `cargo run --release -p tests --example mails`.
//!
//! The program as Lambda would run it, on tables in this process, with an SES that answers after 30 ms and grants any
//! rate. Of the processor's time, only the program's own is counted.
#![allow(clippy::print_stdout, reason = "a benchmark speaks to whoever called it")]

use anyhow::{Context, Result};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::any;
use glimt::aws::ses::MAX_REQUEST;
use glimt::aws::{Ses, SesOptions};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tests::bulk::filing;
use tests::cloud::Cloud;
use tokio::net::TcpListener;

const LATENCY: Duration = Duration::from_millis(30);
const MAILS: usize = 2_000;

#[tokio::main]
async fn main() -> Result<()> {
    let ses = Ses::new(SesOptions { keep: 1, verified_from: None, file: None, clock: Arc::new(Timestamp::now) })?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = axum::Router::new().fallback(any(slow)).with_state(ses.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let cloud = Cloud::with_mail(&url).await?;
    let due = filing::file(&cloud, MAILS).await?[0];
    let ahead = (due + SignedDuration::from_mins(1)).duration_since(Timestamp::now());
    let send = cloud.function("send", ahead).await?;
    // A sweep of a time before anything is due would open the connections; the first mails do.
    let (before, began) = (processor_time(send.process)?, Instant::now());
    let mut sent = 0;
    while sent < MAILS as u64 {
        let swept = send.invoke(&json!({})).await?;
        sent += swept["sent"].as_u64().context("no count")?;
    }
    let (took, cost) = (began.elapsed(), processor_time(send.process)? - before);
    println!("{sent} mails in {:.2} s: {:.0} a second", took.as_secs_f64(), sent as f64 / took.as_secs_f64());
    println!("{:.2} ms of processor time a mail", cost.as_secs_f64() * 1e3 / sent as f64);
    println!("{} mails were taken", ses.accepted());
    Ok(())
}

async fn slow(State(ses): State<Ses>, request: Request) -> Result<(StatusCode, Vec<u8>), StatusCode> {
    tokio::time::sleep(LATENCY).await;
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_REQUEST).await.map_err(|_| StatusCode::BAD_REQUEST)?;
    let (status, body) = ses.answer(parts.method.as_str(), parts.uri.path(), &body);
    Ok((StatusCode::from_u16(status).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?, body))
}

/// What a process has used of the processor, in user and system mode (`/proc/<pid>/stat`, hundredths of a second).
fn processor_time(process: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |nth: usize| fields.get(nth).and_then(|field| field.parse::<u64>().ok()).context("no time");
    Ok(Duration::from_millis((ticks(11)? + ticks(12)?) * 10))
}
