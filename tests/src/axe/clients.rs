//! Those who were promised something: shops that fire events until they are taken, customers who answer until they
//! are thanked, and the time that passes.

use super::mail::Mail;
use anyhow::{Result, ensure};
use glimt::aws::ses::Message;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How many shops fire at once.
const SHOPS: u64 = 8;
/// The source and the key of `glimt dev`.
const SOURCE: &str = "https://nordlys.example";
const KEY: &str = "whsec_ZGV2ZWxvcG1lbnQtb25seS1rZXktb2YtZ2xpbXQh";

/// What Glimt has promised.
#[derive(Default)]
pub struct Ledger(Mutex<Promises>);

#[derive(Default, Clone)]
pub struct Promises {
    /// Events that got a 2xx, with the decisions that it came with.
    pub decided: Vec<(Value, Value)>,
    /// Ratings that were thanked for, by the invitation's key.
    pub thanked: BTreeMap<String, u8>,
    /// Orders that were refunded before their delivery was told of: nobody may be asked about them.
    pub voided_first: BTreeSet<String>,
}

impl Ledger {
    fn promises(&self) -> MutexGuard<'_, Promises> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many answers were thanked for.
    pub fn answers(&self) -> u64 {
        self.promises().thanked.len() as u64
    }

    pub fn read(&self) -> Promises {
        self.promises().clone()
    }
}

/// Starts everybody. Once it is `over`, they bring what they have begun to an end, and end.
pub fn start(
    seed: u64,
    origin: &str,
    mail: &Mail,
    ledger: &Arc<Ledger>,
    over: &Arc<AtomicBool>,
) -> Vec<JoinHandle<Result<()>>> {
    let mut clients = Vec::new();
    for shop in 0..SHOPS {
        let (origin, ledger, over) = (origin.to_owned(), Arc::clone(ledger), Arc::clone(over));
        clients.push(thread::spawn(move || fire(seed, shop, &origin, &ledger, &over)));
    }
    let (to, ledger, ending, inbox) = (origin.to_owned(), Arc::clone(ledger), Arc::clone(over), mail.inbox());
    clients.push(thread::spawn(move || answer(seed, &to, &*inbox, &ledger, &ending)));
    let (origin, over) = (origin.to_owned(), Arc::clone(over));
    clients.push(thread::spawn(move || {
        let mut dice = fastrand::Rng::with_seed(seed ^ 0xc10c);
        while !over.load(Ordering::Relaxed) {
            // Nobody promised that the clock moves; a Glimt that is dead does not move it.
            advance(&origin, &format!("{}m", dice.u8(10..90))).ok();
            thread::sleep(Duration::from_millis(dice.u64(20..120)));
        }
        Ok(())
    }));
    clients
}

/// Moves Glimt's clock.
pub fn advance(origin: &str, by: &str) -> Result<Value> {
    let mut moved = ureq::post(format!("{origin}/clock")).send_json(json!({ "advance": by }))?;
    Ok(moved.body_mut().read_json()?)
}

/// One shop: order after order, each told of until it is taken.
fn fire(seed: u64, shop: u64, origin: &str, ledger: &Ledger, over: &AtomicBool) -> Result<()> {
    let mut dice = fastrand::Rng::with_seed(seed.wrapping_mul(SHOPS).wrapping_add(shop));
    for nth in 0.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let number = format!("{shop}-{nth}");
        // Most customers come once; some are everybody's.
        let email = match dice.u8(..10) {
            0..3 => format!("customer-{}@example.no", dice.u8(..20)),
            3 => format!("{number}@bounce.test"),
            _ => format!("only-{number}@example.no"),
        };
        let event = |kind: &str, id: &str| event(kind, &format!("{number}-{id}"), &number, &email);
        let told = match dice.u8(..10) {
            0..2 => vec![event("ticket.solved", "solved")],
            2 => {
                ledger.promises().voided_first.insert(number.clone());
                vec![
                    with_time(event("order.refunded", "refunded"), "2026-11-20T12:00:00Z"),
                    with_time(event("order.delivered", "delivered"), "2026-11-20T11:00:00Z"),
                ]
            }
            3 => vec![event("order.delivered", "delivered"), event("order.refunded", "refunded")],
            _ => vec![event("order.delivered", "delivered")],
        };
        for event in told {
            let decisions = until_taken(origin, &event)?;
            ledger.promises().decided.push((event, decisions));
        }
        thread::sleep(Duration::from_millis(dice.u64(5..40)));
    }
    Ok(())
}

fn event(kind: &str, id: &str, number: &str, email: &str) -> Value {
    let subject = if kind.starts_with("ticket") { "ticket" } else { "order" };
    json!({
        "specversion": "1.0", "id": id, "source": SOURCE, "type": kind,
        "data": { "contact": { "email": email, "country": "NO" }, subject: { "id": number }, "attributes": { "carrier": "Bring" } },
    })
}

fn with_time(mut event: Value, at: &str) -> Value {
    event["data"]["happened_at"] = at.into();
    event
}

/// Sends an event until it gets a 2xx, as every webhook does; gives the decisions.
fn until_taken(origin: &str, event: &Value) -> Result<Value> {
    let answer = until(|| {
        let sent = ureq::post(format!("{origin}/v1/events"))
            .header("authorization", format!("Bearer {KEY}"))
            .config()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .send_json(event);
        let mut answer = sent.ok()?;
        let body: Value = answer.body_mut().read_json().ok()?;
        (answer.status().is_success() || answer.status().is_client_error()).then(|| (answer.status(), body))
    })?;
    ensure!(answer.0.is_success(), "an event was refused: {} {}", answer.0, answer.1);
    Ok(answer.1)
}

/// Sends an event once more; gives what the door says about it.
pub fn repeat(origin: &str, event: &Value) -> Result<Value> {
    until_taken(origin, event)
}

/// Customers: each opens the mail that they got, and most answer.
fn answer(seed: u64, origin: &str, inbox: &dyn Fn() -> Vec<Message>, ledger: &Ledger, over: &AtomicBool) -> Result<()> {
    let mut dice = fastrand::Rng::with_seed(seed ^ 0xa25);
    let mut read = 0;
    loop {
        let ending = over.load(Ordering::Relaxed);
        let mails = inbox();
        // Newest first.
        let new: Vec<_> = mails.iter().take(mails.len() - read).rev().collect();
        read = mails.len();
        for mail in new {
            let Some(key) = tag(mail, "invitation") else { continue };
            let html = mail.html.as_deref().unwrap_or_default();
            let links = glimt::parcel::links(html, origin);
            let Some(page) = links.iter().find(|link| link.starts_with("/r/")) else { continue };
            if dice.u8(..10) < 2 {
                continue;
            }
            let rating = dice.u8(1..=5);
            open(origin, &format!("{page}/{rating}"))?;
            thanked(origin, page, rating)?;
            ledger.promises().thanked.insert(key.to_owned(), rating);
        }
        if ending {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// A mail's tag.
pub fn tag<'a>(mail: &'a Message, name: &str) -> Option<&'a str> {
    mail.tags.iter().find(|tag| tag.name == name).map(|tag| tag.value.as_str())
}

fn open(origin: &str, path: &str) -> Result<()> {
    until(|| ureq::get(format!("{origin}{path}")).header("sec-fetch-mode", "navigate").call().ok()).map(drop)
}

/// Sends the form until the thanks come.
fn thanked(origin: &str, page: &str, rating: u8) -> Result<()> {
    until(|| {
        let sent = ureq::post(format!("{origin}{page}"))
            .config()
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .send_form([("rating", rating.to_string().as_str()), ("comment", "helt greit")]);
        sent.ok().filter(|answer| answer.status() == 303)
    })
    .map(drop)
}

/// Tries until it works; Glimt is dead now and then, but never for long.
fn until<T>(attempt: impl Fn() -> Option<T>) -> Result<T> {
    let started = Instant::now();
    loop {
        if let Some(done) = attempt() {
            return Ok(done);
        }
        ensure!(started.elapsed() < Duration::from_secs(120), "no answer for two minutes");
        thread::sleep(Duration::from_millis(10));
    }
}
