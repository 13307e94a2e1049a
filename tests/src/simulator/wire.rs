//! The network of one function's instance: it loses, delays, repeats and refuses, and it notices when its end is to come.

use super::conditions::Condition;
use super::fate::{Fate, Weather, What};
use super::sim::Sim;
use super::witness::Call;
use glimt::aws::Network;
use glimt::aws::in_process::{Arrive, Carried, Reply, Request, To};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::sleep;

/// A write that is on its way for longer may find that a newer Glimt was there before.
const LONG: Duration = Duration::from_secs(5);

/// One instance's wire. Requests that are on their way arrive, also after the instance has died.
#[derive(Clone)]
pub struct Wire {
    sim: Weak<Sim>,
    /// `send-3`
    pub name: Arc<str>,
    sheltered: bool,
    end: Arc<End>,
}

/// After how many more calls the instance dies; 0 is never.
#[derive(Default)]
struct End {
    calls_left: AtomicU32,
    come: Notify,
}

impl Wire {
    pub fn new(sim: &Arc<Sim>, name: &str, sheltered: bool) -> Self {
        Self { sim: Arc::downgrade(sim), name: name.into(), sheltered, end: Arc::default() }
    }

    pub fn weather(&self, sim: &Sim) -> Weather {
        if self.sheltered { Weather::CLEAR } else { sim.weather() }
    }

    /// Lets the instance die in its nth call from now, or in none.
    pub fn dies_in(&self, calls: Option<u32>) {
        self.end.calls_left.store(calls.unwrap_or(0), Ordering::Relaxed);
    }

    /// Comes back when the instance is to die.
    pub async fn end(&self) {
        self.end.come.notified().await;
    }

    fn is_the_last_call(&self) -> bool {
        let left = self.end.calls_left.load(Ordering::Relaxed);
        self.end.calls_left.store(left.saturating_sub(1), Ordering::Relaxed);
        left == 1
    }
}

impl Network for Wire {
    fn carry(&self, request: Request, arrive: Arrive) -> Carried {
        let wire = self.clone();
        Box::pin(async move {
            let sim = wire.sim.upgrade()?;
            let errand = Errand::of(request, sim.trial.without());
            let weather = wire.weather(&sim);
            let fate = sim.dice(|dice| match &errand.request.to {
                To::Tables(_) => weather.of_tables(errand.condition.is_some(), dice),
                To::Mail(..) => weather.of_mail(dice),
            });
            let (tell, told) = oneshot::channel();
            let last = wire.is_the_last_call();
            let end = Arc::clone(&wire.end);
            tokio::spawn(travel(sim, wire, fate, errand, arrive, tell));
            if last {
                end.come.notify_one();
                std::future::pending::<()>().await;
            }
            told.await.ok().flatten()
        })
    }
}

/// A request on its way, opened.
struct Errand {
    request: Request,
    body: Value,
    /// The condition that was in it.
    condition: Option<Condition>,
}

impl Errand {
    /// Opens a request, and makes this condition hold always if it is in it.
    fn of(mut request: Request, without: Option<&Condition>) -> Self {
        let mut body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let condition = match &request.to {
            To::Tables(operation) => Condition::of(operation, &body),
            To::Mail(..) => None,
        };
        if condition.is_some() && condition.as_ref() == without {
            Condition::take_away(&mut body);
            request.body = body.to_string().into_bytes();
        }
        Self { request, body, condition }
    }
}

/// Whoever waits for the reply may be gone.
async fn travel(
    sim: Arc<Sim>,
    wire: Wire,
    fate: Fate,
    errand: Errand,
    arrive: Arrive,
    tell: oneshot::Sender<Option<Reply>>,
) {
    let carry_out = || carry_out(&sim, &wire, &errand, &arrive);
    let aimed_at = errand.condition.as_ref().is_some_and(|own| sim.trial.aim().is_none_or(|aim| aim == own));
    if fate.before > LONG && aimed_at {
        sim.witness().overtake(sim.now(), &errand.body, &|operation, body| ask(&arrive, operation, &body));
    }
    sleep(fate.before).await;
    let reply = match fate.what {
        What::Lost => None,
        What::Late(later) => {
            drop(tell.send(None));
            sleep(later).await;
            carry_out();
            return;
        }
        What::Carried | What::Again(_) => Some(carry_out()),
        What::ReplyLost => {
            carry_out();
            None
        }
        What::Twice(gap) => {
            carry_out();
            sleep(gap).await;
            Some(carry_out())
        }
        What::Throttled if matches!(errand.request.to, To::Mail(..)) => Some(refusal(429, "TooManyRequestsException")),
        What::Throttled => Some(refusal(400, "com.amazonaws.dynamodb.v20120810#ThrottlingException")),
        What::Failed => Some(refusal(500, "InternalServerError")),
        What::FailedAfterwards => {
            carry_out();
            Some(refusal(500, "InternalServerError"))
        }
        What::Refused => Some(refusal(400, "MessageRejected")),
        What::Paused => Some(refusal(400, "SendingPausedException")),
    };
    if fate.what != What::Carried {
        sim.note(&wire.name, &format!("{:?}", fate.what));
    }
    sleep(fate.after).await;
    drop(tell.send(reply));
    if let What::Again(later) = fate.what {
        sleep(later).await;
        carry_out();
    }
}

/// Asks the tables beside the network.
fn ask(arrive: &Arrive, operation: &str, body: &Value) -> Value {
    let request = Request { to: To::Tables(operation.to_owned()), body: body.to_string().into_bytes() };
    serde_json::from_slice(&arrive(&request).body).unwrap_or_default()
}

fn refusal(status: u16, code: &str) -> Reply {
    Reply { status, body: json!({ "__type": code, "message": "the simulator's" }).to_string().into_bytes() }
}

/// Carries a request out and tells the witness.
fn carry_out(sim: &Arc<Sim>, wire: &Wire, errand: &Errand, arrive: &Arrive) -> Reply {
    let Errand { request, body, condition } = errand;
    let reply = arrive(request);
    let tables = |operation: &str, body: Value| ask(arrive, operation, &body);
    let condition = condition.as_ref();
    sim.saw(&Call { by: &wire.name, to: &request.to, body, reply: &reply, condition, tables: &tables });
    reply
}
