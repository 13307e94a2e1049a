//! Plays stories through the real functions on a clock that stands still between two happenings: events fire,
//! mail goes out when it is due, customers open what they were mailed and answer.
//!
//! What happens at one time to different people is independent, so it is spread over workers; one person's
//! happenings stay in order. The same stories give the same tables, whatever the number of workers.

use crate::aws::ses::Message;
use crate::clock::GlimtClock;
use crate::story::{Reply, Story};
use crate::world::World;
use anyhow::{Context, Result, bail};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant};
use survey::InvitationKey;
use survey::key::days;

/// What came of the stories.
#[derive(Debug, Clone, Default)]
pub struct Played {
    pub events: u64,
    pub mails: u64,
    pub answers: u64,
    /// Events that the front door did not take, with its answer.
    pub refused: Vec<String>,
    /// How often due mail was looked for.
    pub sweeps: u64,
    /// What the time went into.
    pub firing: Duration,
    pub sending: Duration,
    pub visiting: Duration,
    /// The UTC days that anything was due on.
    pub due_days: BTreeSet<jiff::civil::Date>,
}

impl Played {
    /// Adds what came of other stories.
    pub fn add(&mut self, other: Self) {
        self.events += other.events;
        self.mails += other.mails;
        self.answers += other.answers;
        self.sweeps += other.sweeps;
        self.refused.extend(other.refused);
        self.firing += other.firing;
        self.sending += other.sending;
        self.visiting += other.visiting;
        self.due_days.extend(other.due_days);
    }
}

/// What happens next. In this order, at the same time: first events, then mail, then customers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Event { story: usize, nth: usize },
    Send,
    Visit { story: usize, visit: Visit },
}

/// A customer, or a machine in their stead, opens a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Visit {
    path: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// By hand, in a browser.
    Open,
    /// By a mail scanner.
    Scan,
    Answer {
        rating: u8,
        comment: Option<String>,
    },
    OptOut,
}

/// How stories are played.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How many workers share what happens at one time.
    pub workers: usize,
    /// How often due mail is looked for, in seconds.
    pub sweep_every: i64,
    /// Nothing that happens later is played.
    pub until: Option<Timestamp>,
}

struct Player<'a> {
    world: &'a World,
    workers: Vec<Arc<World>>,
    stories: Arc<[Story]>,
    pace: Pace,
    queue: BinaryHeap<Reverse<(Timestamp, Next)>>,
    /// Which story, and which survey, an invitation belongs to.
    invited: HashMap<String, (usize, String)>,
    played: Played,
}

/// Plays all stories. `world` must have a standing clock; `progress` hears how many mails have gone out.
pub async fn play(world: &World, stories: Vec<Story>, pace: Pace, mut progress: impl FnMut(u64)) -> Result<Played> {
    let worker = |_| world.beside(GlimtClock::standing(world.clock.now())).map(Arc::new);
    let mut player = Player {
        world,
        workers: (0..pace.workers.max(1)).map(worker).collect::<Result<_>>()?,
        stories: stories.into(),
        pace,
        queue: BinaryHeap::new(),
        invited: HashMap::new(),
        played: Played::default(),
    };
    for (story, told) in player.stories.iter().enumerate() {
        let events = told.events.iter().enumerate();
        player.queue.extend(events.map(|(nth, happening)| Reverse((happening.at, Next::Event { story, nth }))));
    }
    while let Some(Reverse((at, next))) = player.queue.pop() {
        if pace.until.is_some_and(|until| at > until) {
            break;
        }
        let started = Instant::now();
        match next {
            Next::Event { story, nth } => {
                player.events(at, (story, nth)).await?;
                player.played.firing += started.elapsed();
            }
            Next::Send => {
                player.send(at).await?;
                player.played.sweeps += 1;
                player.played.sending += started.elapsed();
            }
            Next::Visit { story, visit } => {
                player.visits(at, story, visit).await?;
                player.played.visiting += started.elapsed();
            }
        }
        progress(player.played.mails);
    }
    Ok(player.played)
}

impl Player<'_> {
    /// Fires every event of this time.
    async fn events(&mut self, at: Timestamp, first: (usize, usize)) -> Result<()> {
        let mut batch = vec![first];
        while let Some(Reverse((time, Next::Event { story, nth }))) = self.queue.peek()
            && *time == at
        {
            batch.push((*story, *nth));
            self.queue.pop();
        }
        let stories = Arc::clone(&self.stories);
        let fired = self
            .share(
                batch,
                |(story, _)| *story,
                move |world, (story, nth)| {
                    let stories = Arc::clone(&stories);
                    async move {
                        world.clock.set(at);
                        let happening =
                            stories.get(story).and_then(|told| told.events.get(nth)).context("no such event")?;
                        Ok((story, world.fire(&happening.event, false).await?))
                    }
                },
            )
            .await?;
        for (story, answer) in fired {
            self.played.events += 1;
            if answer.status >= 300 {
                self.played.refused.push(format!("{}: {}", answer.status, answer.body));
                continue;
            }
            let body = answer.json();
            for decision in body.get("decisions").and_then(Value::as_array).into_iter().flatten() {
                self.decided(story, decision)?;
            }
        }
        Ok(())
    }

    /// Remembers whose invitation it is, and when to look for due mail.
    fn decided(&mut self, story: usize, decision: &Value) -> Result<()> {
        let text = |name: &str| decision.get(name).and_then(Value::as_str);
        let Some(invitation) = text("invitation") else { return Ok(()) };
        let due = InvitationKey::try_from(invitation.to_owned())?.due();
        self.played.due_days.insert(due.to_zoned(TimeZone::UTC).date());
        let new = self.invited.insert(invitation.to_owned(), (story, text("survey").unwrap_or_default().to_owned()));
        if new.is_none() {
            let every = self.pace.sweep_every.max(1);
            let sweep = Timestamp::from_second((due.as_second() + every - 1).div_euclid(every) * every)?;
            self.queue.push(Reverse((sweep, Next::Send)));
        }
        Ok(())
    }

    /// One invocation of `send`, and what the customers will do with what they got.
    async fn send(&mut self, at: Timestamp) -> Result<()> {
        while let Some(Reverse((time, Next::Send))) = self.queue.peek()
            && *time == at
        {
            self.queue.pop();
        }
        self.world.clock.set(at);
        let outcome = self.world.send().await?;
        if outcome.get("failed").and_then(Value::as_u64) > Some(0) {
            bail!("some mail could not be sent at {at}: {outcome}");
        }
        self.world.hear_from_ses().await?;
        for message in self.world.ses.take_messages() {
            self.received(&message, at);
        }
        Ok(())
    }

    fn received(&mut self, message: &Message, at: Timestamp) {
        let tag = message.tags.iter().find(|tag| tag.name == "invitation");
        let Some((story, survey)) = tag.and_then(|tag| self.invited.get(&tag.value)).cloned() else { return };
        self.played.mails += 1;
        let stories = Arc::clone(&self.stories);
        let Some(told) = stories.get(story) else { return };
        let links = Links::of(message, &self.world.settings.public_url);
        let after = |minutes: u32| at + SignedDuration::from_mins(minutes.into());
        if told.behaviour.scanned {
            for path in &links.all {
                self.will_visit(story, at, path.clone(), Kind::Scan);
            }
        }
        if let Some(click) = told.behaviour.click.as_ref().filter(|click| click.survey == survey) {
            self.will_visit(
                story,
                after(click.after_minutes),
                format!("{}/{}", links.answer, click.rating),
                Kind::Open,
            );
        }
        if let Some(minutes) = told.behaviour.opts_out_after {
            self.will_visit(story, after(minutes), links.opt_out.clone(), Kind::OptOut);
        }
        for reply in told.replies.iter().filter(|reply| reply.survey.as_ref().is_none_or(|wanted| *wanted == survey)) {
            self.will_answer(story, &links, reply, reply.at.max(at));
        }
    }

    fn will_answer(&mut self, story: usize, links: &Links, reply: &Reply, at: Timestamp) {
        let Reply { rating, comment, .. } = reply;
        self.will_visit(story, at, format!("{}/{rating}", links.answer), Kind::Open);
        self.will_visit(story, at, links.answer.clone(), Kind::Answer { rating: *rating, comment: comment.clone() });
    }

    fn will_visit(&mut self, story: usize, at: Timestamp, path: String, kind: Kind) {
        self.queue.push(Reverse((at, Next::Visit { story, visit: Visit { path, kind } })));
    }

    /// Every visit until the next event or mail.
    async fn visits(&mut self, at: Timestamp, story: usize, visit: Visit) -> Result<()> {
        let mut batch = vec![(at, story, visit)];
        while matches!(self.queue.peek(), Some(Reverse((at, Next::Visit { .. }))) if self.pace.until.is_none_or(|until| *at <= until))
        {
            if let Some(Reverse((at, Next::Visit { story, visit }))) = self.queue.pop() {
                batch.push((at, story, visit));
            }
        }
        let visited = self
            .share(
                batch,
                |(_, story, _)| *story,
                |world, (at, _, visit)| async move {
                    world.clock.set(at);
                    let status = visit.pay(&world).await?;
                    Ok((visit, status))
                },
            )
            .await?;
        for (visit, status) in visited {
            match (visit.kind, status) {
                (Kind::Answer { .. }, 303) => self.played.answers += 1,
                (Kind::Answer { rating, .. }, status) => {
                    self.played.refused.push(format!("{status}: the rating {rating}"))
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Spreads a batch over the workers by person, each worker's share in order; gives the outcomes in the batch's order.
    async fn share<T, R, F>(
        &self,
        batch: Vec<T>,
        story: impl Fn(&T) -> usize,
        run: impl Fn(Arc<World>, T) -> F + Clone + Send + 'static,
    ) -> Result<Vec<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Future<Output = Result<R>> + Send,
    {
        let mut shares: Vec<Vec<(usize, T)>> = self.workers.iter().map(|_| Vec::new()).collect();
        for (place, item) in batch.into_iter().enumerate() {
            let person = self.stories.get(story(&item)).map(|told| told.person.as_str()).unwrap_or_default();
            let mut hasher = DefaultHasher::new();
            person.hash(&mut hasher);
            let worker = hasher.finish() % self.workers.len() as u64;
            if let Some(share) = usize::try_from(worker).ok().and_then(|worker| shares.get_mut(worker)) {
                share.push((place, item));
            }
        }
        let tasks = shares.into_iter().zip(&self.workers).map(|(share, world)| {
            let (world, run) = (Arc::clone(world), run.clone());
            tokio::spawn(async move {
                let mut outcomes = Vec::with_capacity(share.len());
                for (place, item) in share {
                    outcomes.push((place, run(Arc::clone(&world), item).await?));
                }
                anyhow::Ok(outcomes)
            })
        });
        let mut all = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            all.extend(task.await??);
        }
        all.sort_by_key(|(place, _)| *place);
        Ok(all.into_iter().map(|(_, outcome)| outcome).collect())
    }
}

/// Where the links of a mail lead, as paths.
struct Links {
    answer: String,
    opt_out: String,
    all: BTreeSet<String>,
}

impl Links {
    fn of(message: &Message, origin: &str) -> Self {
        let all = crate::parcel::links(message.html.as_deref().unwrap_or_default(), origin);
        let first = |prefix: &str| all.iter().find(|path| path.starts_with(prefix)).cloned().unwrap_or_default();
        Self { answer: first("/r/"), opt_out: first("/u/"), all }
    }
}

impl Visit {
    /// Gives the page's status.
    async fn pay(&self, world: &World) -> Result<u16> {
        let by_hand = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"), ("accept-language", "en")];
        let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-mode", "navigate")];
        let answer = match &self.kind {
            Kind::Open => world.door("GET", &self.path, "", &by_hand, b"").await?,
            Kind::Scan => world.door("GET", &self.path, "", &[], b"").await?,
            Kind::Answer { rating, comment } => {
                let rating = rating.to_string();
                let fields = [("rating", rating.as_str()), ("comment", comment.as_deref().unwrap_or_default())];
                let body = serde_html_form::to_string(fields)?;
                world.door("POST", &self.path, "", &form, body.as_bytes()).await?
            }
            Kind::OptOut => world.door("POST", &self.path, "", &form, b"scope=all").await?,
        };
        Ok(answer.status)
    }
}

/// Folds every due day that anything was due on, one invocation a day, as the night would.
pub async fn fold(world: &World, due_days: &BTreeSet<jiff::civil::Date>) -> Result<()> {
    let (Some(first), Some(last)) = (due_days.first(), due_days.last()) else { return Ok(()) };
    for day in days(*first, *last) {
        world.aggregate(json!({ "days": [day.to_string()] })).await?;
    }
    Ok(())
}
