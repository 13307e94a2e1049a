//! What one run shares: its clock, its dice, its tables, and the one who sees everything.

use super::Trial;
use super::company::Company;
use super::fate::Weather;
use super::lambda::Functions;
use super::tables::Tables;
use super::witness::{Call, Witness};
use anyhow::Result;
use dynoxide::Database;
use fastrand::Rng;
use glimt::aws::ses::Message;
use glimt::aws::{Ses, SesOptions};
use glimt::clock::GlimtClock;
use glimt::world::Settings;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use survey::Secrets;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

/// One run.
pub struct Sim {
    pub company: Company,
    pub database: Database,
    pub ses: Ses,
    pub secrets: Secrets,
    pub settings: Settings,
    pub trial: Trial,
    pub functions: Functions,
    /// Tasks that are not done yet.
    pub busy: AtomicUsize,
    began: Instant,
    dice: Mutex<Rng>,
    weather: Weather,
    clear: AtomicBool,
    witness: Mutex<Witness>,
    news: UnboundedSender<News>,
}

/// Something that somebody outside of Glimt gets to know.
#[derive(Debug)]
pub enum News {
    /// A customer has mail.
    Mail(Box<Message>),
    /// SES has something to say.
    Report(Value),
    /// An answer was written: how it was before, and is now.
    Answer(Option<Value>, Value),
}

impl Sim {
    pub fn new(seed: u64, tables: &Tables, trial: &Trial) -> Result<(Arc<Self>, UnboundedReceiver<News>)> {
        let mut dice = Rng::with_seed(seed);
        let settings =
            Settings { lead: SignedDuration::from_mins(15), ..Settings::development("https://svar.nordlys.example") };
        let secrets = Secrets::parse(&settings.naming_key, &settings.link_keys)?;
        let (company, database) = tables.restored(seed)?;
        let (began, start) = (Instant::now(), company.start);
        let clock = Arc::new(move || time(start, began));
        let ses = Ses::new(SesOptions { keep: 100, verified_from: None, file: None, clock })?;
        let (news, told) = unbounded_channel();
        let witness = Witness::of_seed(trial, &mut dice);
        let sim = Self {
            company,
            database,
            ses,
            secrets,
            settings,
            trial: trial.clone(),
            functions: Functions::default(),
            busy: AtomicUsize::new(0),
            began,
            weather: if *trial == Trial::Any { Weather::of_seed(&mut dice) } else { Weather::STORM },
            dice: Mutex::new(dice),
            clear: AtomicBool::new(false),
            witness: Mutex::new(witness),
            news,
        };
        Ok((Arc::new(sim), told))
    }

    /// The true time, which no function's clock shows.
    pub fn now(&self) -> Timestamp {
        time(self.company.start, self.began)
    }

    /// A clock that is up to five minutes off.
    pub fn clock(&self) -> GlimtClock {
        let (start, began) = (self.company.start, self.began);
        let off = SignedDuration::from_secs(self.dice(|dice| dice.i64(-300..=300)));
        GlimtClock::beside(Arc::new(move || time(start, began)), off)
    }

    pub fn dice<T>(&self, roll: impl FnOnce(&mut Rng) -> T) -> T {
        roll(&mut self.dice.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// True this many times in a hundred.
    pub fn chance(&self, percent: u8) -> bool {
        self.dice(|dice| dice.u8(..100) < percent)
    }

    pub fn witness(&self) -> MutexGuard<'_, Witness> {
        self.witness.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing goes wrong any more.
    pub fn clear_up(&self) {
        self.clear.store(true, Ordering::Relaxed);
    }

    pub fn weather(&self) -> Weather {
        if self.clear.load(Ordering::Relaxed) { Weather::CLEAR } else { self.weather }
    }

    pub fn crashes(&self) -> usize {
        self.functions.crashes()
    }

    /// Notes a line in the trace.
    pub fn note(&self, by: &str, what: &str) {
        self.witness().note(self.now(), by, what);
    }

    /// A call was carried out.
    pub fn saw(self: &Arc<Self>, call: &Call<'_>) {
        let mut news = self.witness().saw(self, self.now(), call);
        news.extend(self.ses.take_events().into_iter().map(News::Report));
        for news in news {
            // Nobody listens once the run is over.
            self.news.send(news).ok();
        }
    }

    /// Lets something happen beside everything else; the run is not over before it is.
    pub fn spawn<F>(self: &Arc<Self>, task: impl FnOnce(Arc<Self>) -> F)
    where
        F: Future<Output = ()> + 'static,
    {
        self.busy.fetch_add(1, Ordering::Relaxed);
        let done = Done(Arc::downgrade(self));
        let task = task(Arc::clone(self));
        tokio::task::spawn_local(async move {
            task.await;
            drop(done);
        });
    }
}

/// Also a task that has panicked is done.
struct Done(Weak<Sim>);

impl Drop for Done {
    fn drop(&mut self) {
        if let Some(sim) = self.0.upgrade() {
            sim.busy.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

fn time(start: Timestamp, began: Instant) -> Timestamp {
    let passed = SignedDuration::try_from(began.elapsed()).unwrap_or_default();
    start.checked_add(passed).unwrap_or(start)
}
