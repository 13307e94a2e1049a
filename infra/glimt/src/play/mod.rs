//! Plays stories through the real functions on a clock that stands still between two happenings: events fire,
//! mail goes out when it is due, customers open what they were mailed and answer.
//!
//! Everything happens one after the other, in time order, so the same stories give the same tables. People are
//! independent of each other, so [`batches`] plays many of them side by side, each batch on tables of its own.

pub mod batches;
mod fold;
mod pace;
mod played;
mod visit;

pub use fold::fold;
pub use pace::{Pace, SELDOM};
pub use played::{Expected, Played};

use crate::aws::ses::Message;
use crate::story::Story;
use crate::world::World;
use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Instant;
use survey::decide::Published;
use survey::{InvitationKey, due};
use visit::{Kind, Links, Visit};

/// What happens next. In this order, at the same time: first events, then mail, then customers as they come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Event { story: usize, nth: usize },
    Send,
    Visit { nth: u64, visit: Visit },
}

/// An invitation that was decided on.
struct Ask {
    key: InvitationKey,
    survey: String,
    void_on: Vec<String>,
    happened_at: Timestamp,
    due_on: Date,
    /// When it will be found due.
    sweep: Timestamp,
    /// The last UTC day on which it can be answered.
    last_day: Date,
    /// It was mailed, or voided before.
    closed: bool,
}

struct Player<'a> {
    world: &'a World,
    journeys: Vec<Published>,
    stories: &'a [Story],
    pace: Pace,
    queue: BinaryHeap<Reverse<(Timestamp, Next)>>,
    /// Each story's.
    asks: Vec<Vec<Ask>>,
    /// Which story, and which of its asks, an invitation is.
    invited: HashMap<String, (usize, usize)>,
    /// Mails that nobody answers but a scanner, or a customer who leaves again, opens.
    only_clicked: Vec<InvitationKey>,
    visits: u64,
    played: Played,
}

/// Plays all stories. `world` must have a standing clock, its journeys published, and a mailbox that keeps everything.
pub async fn play(world: &World, stories: &[Story], pace: Pace) -> Result<Played> {
    let mut player = Player {
        world,
        journeys: world.store.journeys(world.clock.now()).await?.to_vec(),
        stories,
        pace,
        queue: BinaryHeap::new(),
        asks: stories.iter().map(|_| Vec::new()).collect(),
        invited: HashMap::new(),
        only_clicked: Vec::new(),
        visits: 0,
        played: Played::default(),
    };
    for (story, told) in stories.iter().enumerate() {
        let events = told.events.iter().enumerate();
        player.queue.extend(events.map(|(nth, happening)| Reverse((happening.at, Next::Event { story, nth }))));
    }
    while let Some(Reverse((at, next))) = player.queue.pop() {
        if !pace.reaches(at) {
            break;
        }
        world.clock.set(at);
        let started = Instant::now();
        match next {
            Next::Event { story, nth } => {
                player.event(at, story, nth).await?;
                player.played.firing += started.elapsed();
            }
            Next::Send => {
                player.send(at).await?;
                player.played.sending += started.elapsed();
            }
            Next::Visit { visit, .. } => {
                player.visit(visit).await?;
                player.played.visiting += started.elapsed();
            }
        }
    }
    for key in &player.only_clicked {
        player.played.scans_answered += u64::from(world.store.answer(key).await?.is_some());
    }
    Ok(player.played)
}

impl Player<'_> {
    async fn event(&mut self, at: Timestamp, story: usize, nth: usize) -> Result<()> {
        let event = self.stories.get(story).and_then(|told| told.events.get(nth)).map(|happening| &happening.event);
        let event = event.context("no such event")?;
        let answer = self.world.fire(event, false).await?;
        self.played.events += 1;
        if answer.status >= 300 {
            self.played.refuse(format!("{}: {}", answer.status, answer.body));
            return Ok(());
        }
        self.void(at, story, event);
        for decision in answer.json().get("decisions").and_then(Value::as_array).into_iter().flatten() {
            self.decided(story, event, decision)?;
        }
        Ok(())
    }

    /// Expects that what this event voids is not mailed any more.
    fn void(&mut self, at: Timestamp, story: usize, event: &Value) {
        let kind = text(event, "/type").unwrap_or_default();
        for ask in self.asks.get_mut(story).into_iter().flatten() {
            let voids = ask.void_on.iter().any(|void| void == kind) && ask.happened_at <= happened_at(event, at);
            if voids && !ask.closed && ask.sweep >= at && self.pace.reaches(ask.sweep) {
                ask.closed = true;
                self.played.expected.count(ask.due_on, "voided", true);
            }
        }
    }

    /// Remembers whose invitation it is, and when to look for due mail.
    fn decided(&mut self, story: usize, event: &Value, decision: &Value) -> Result<()> {
        let said = |name: &str| decision.get(name).and_then(Value::as_str);
        let (Some(invitation), Some(journey), Some(survey)) = (said("invitation"), said("journey"), said("survey"))
        else {
            return Ok(());
        };
        let Some(asks) = self.asks.get_mut(story).filter(|_| !self.invited.contains_key(invitation)) else {
            return Ok(());
        };
        let key = InvitationKey::try_from(invitation.to_owned())?;
        let published = self.journeys.iter().find(|published| published.journey.id.as_str() == journey);
        let journey = &published.context("a decision of a journey that is not published")?.journey;
        let (_, asked) = journey.surveys().find(|(_, asked)| asked.id.as_str() == survey).context("no such survey")?;
        let contact = |field: &str| text(event, &format!("/data/contact/{field}"));
        let zone = due::zone(journey, contact("time_zone"), contact("country"));
        let due = key.due();
        let sweep = self.pace.sweep(due, journey, &zone);
        self.queue.push(Reverse((sweep, Next::Send)));
        self.played.due_days.insert(utc(due));
        self.invited.insert(invitation.to_owned(), (story, asks.len()));
        asks.push(Ask {
            key,
            survey: survey.to_owned(),
            void_on: asked.void_on.iter().map(|kind| kind.as_str().to_owned()).collect(),
            happened_at: happened_at(event, due),
            due_on: due.to_zoned(journey.time_zone.clone()).date(),
            sweep,
            last_day: utc(due + journey.link_life.duration()),
            closed: false,
        });
        Ok(())
    }

    /// One invocation of `send`, and what the customers will do with what they got.
    async fn send(&mut self, at: Timestamp) -> Result<()> {
        while matches!(self.queue.peek(), Some(Reverse((time, Next::Send))) if *time == at) {
            self.queue.pop();
        }
        let outcome = self.world.send().await?;
        if outcome.get("failed").and_then(Value::as_u64) > Some(0) {
            bail!("some mail could not be sent at {at}: {outcome}");
        }
        self.world.hear_from_ses().await?;
        for message in self.world.ses.take_messages() {
            self.received(&message, at);
        }
        self.played.sweeps += 1;
        Ok(())
    }

    fn received(&mut self, message: &Message, at: Timestamp) {
        let tag = message.tags.iter().find(|tag| tag.name == "invitation");
        let Some((story, nth)) = tag.and_then(|tag| self.invited.get(&tag.value)).copied() else { return };
        let Some(ask) = self.asks.get_mut(story).and_then(|asks| asks.get_mut(nth)) else { return };
        let told = &self.stories[story];
        let behaviour = &told.behaviour;
        let (key, due_on, last_day) = (ask.key, ask.due_on, ask.last_day);
        ask.closed = true;
        self.played.mails += 1;
        let expected = &mut self.played.expected;
        expected.count(due_on, "sent", true);
        expected.count(due_on, "bounced", behaviour.bounces);
        if behaviour.bounces {
            return;
        }
        if let Some(view) = told.views.iter().find(|view| view.survey == ask.survey) {
            *expected.asked.entry(view.clone()).or_default() += 1;
        }

        let links = Links::of(message, &self.world.settings.public_url);
        let after = |minutes: u32| at + SignedDuration::from_mins(minutes.into());
        let replies = told.replies.iter().filter(|reply| reply.survey.as_ref().is_none_or(|s| *s == ask.survey));
        // Whoever would have answered before the mail came answers as long after it as after its due time.
        let late = at.duration_since(key.due());
        let answered_at = |planned: Timestamp| if planned < at { at.max(planned + late) } else { planned };
        let replies: Vec<_> = replies.map(|reply| (answered_at(reply.at), reply)).collect();
        let click = behaviour.click.as_ref().filter(|click| click.survey == ask.survey);
        let click = click.map(|click| (after(click.after_minutes), click.rating));
        let opts_out = behaviour.opts_out_after.map(after);

        let played: Vec<_> = replies.iter().filter(|(at, _)| self.pace.reaches(*at)).collect();
        let in_time = played.iter().filter(|(at, _)| utc(*at) <= last_day).count();
        let left = click.is_some_and(|(at, _)| self.pace.reaches(at));
        let (answered, scanned) = (in_time > 0, behaviour.scanned);
        expected.too_late += (played.len() - in_time) as u64;
        expected.count(due_on, "answered", answered);
        expected.count(due_on, "clicked", answered || scanned || left);
        expected.count(due_on, "suspect", !answered && scanned);
        expected.count(due_on, "provisional", !answered && !scanned && left);
        expected.count(due_on, "opted_out", opts_out.is_some_and(|at| self.pace.reaches(at)));
        if !answered && (scanned || left) {
            self.only_clicked.push(key);
        }

        if scanned {
            for path in links.all {
                self.will_visit(at, path, Kind::Scan);
            }
        }
        if let Some((at, rating)) = click {
            self.will_visit(at, format!("{}/{rating}", links.answer), Kind::Open);
        }
        if let Some(at) = opts_out {
            self.will_visit(at, links.opt_out, Kind::OptOut);
        }
        for (at, reply) in replies {
            self.will_visit(at, format!("{}/{}", links.answer, reply.rating), Kind::Open);
            let kind = Kind::Answer { rating: reply.rating, comment: reply.comment.clone() };
            self.will_visit(at, links.answer.clone(), kind);
        }
    }

    fn will_visit(&mut self, at: Timestamp, path: String, kind: Kind) {
        self.visits += 1;
        self.queue.push(Reverse((at, Next::Visit { nth: self.visits, visit: Visit { path, kind } })));
    }

    async fn visit(&mut self, visit: Visit) -> Result<()> {
        let status = visit.pay(self.world).await?;
        match (visit.kind, status) {
            (Kind::Answer { .. }, 303) => self.played.answers += 1,
            (Kind::Answer { .. }, 404) => self.played.too_late += 1,
            (Kind::Answer { rating, .. }, status) => self.played.refuse(format!("{status}: the rating {rating}")),
            _ => {}
        }
        Ok(())
    }
}

fn text<'a>(event: &'a Value, path: &str) -> Option<&'a str> {
    event.pointer(path).and_then(Value::as_str)
}

fn happened_at(event: &Value, or: Timestamp) -> Timestamp {
    text(event, "/data/happened_at").and_then(|text| text.parse().ok()).unwrap_or(or)
}

fn utc(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
