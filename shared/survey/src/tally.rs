//! How many alerts of a stage are mailed in an hour, what becomes of the others (they are counted until somebody is told of
//! them), and which webhooks are still to be called.

use crate::key::InvitationKey;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What a stage's alerts have come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Counts the writes.
    pub rev: u64,
    /// The beginning of the hour that `mailed` is of.
    pub hour: Timestamp,
    pub mailed: u32,
    /// Alerts that nobody was mailed, and nobody was told of yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// Webhooks that are to be called, the oldest first; not before [`Tally::next`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Waiting>,
    /// How often in a row the first of them was not taken.
    #[serde(default)]
    pub tries: u32,
    #[serde(default)]
    pub next: Timestamp,
    /// Webhooks that were given up, ever.
    #[serde(default)]
    pub given_up: u64,
    /// The newest of them, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dead: Vec<String>,
    /// What was counted last, the newest at the end: none of it is counted again.
    #[serde(default)]
    pub recent: Vec<Counted>,
}

/// Alerts that were not mailed, and since the beginning of which hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub count: u32,
    pub since: Timestamp,
}

/// An alert that was counted, by its name, and whether it was to be mailed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub name: String,
    pub mailed: bool,
}

/// An alert whose webhook is to be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub key: InvitationKey,
    /// The answer's version that was alerted of.
    pub version: u32,
    pub since: Timestamp,
}

impl Waiting {
    /// The webhook's id: the same however often it is called.
    pub fn name(&self) -> String {
        format!("{}-v{}", self.key, self.version)
    }
}

/// What came of calling a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Called {
    /// Or nothing is to be called for any more.
    Taken,
    /// It may be taken later.
    Later,
    /// It never will be.
    Refused,
}

impl Tally {
    /// How many webhooks of a stage wait at the most. Beyond them, the oldest is given up.
    const MOST_WAITING: usize = 100;
    /// How many that were given up are known by name.
    const DEAD_KEPT: usize = 50;
    /// How long a webhook is called before it is given up.
    const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(24);
    /// The longest pause between two calls; the first is a minute, and each is twice the one before.
    const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
    /// How many of the newest alerts are known by name.
    const RECENT: usize = 20;

    /// Counts an alert that is to be mailed, if the hour has room for it. Counting it again gives the same and changes
    /// nothing.
    pub fn mail(&mut self, name: &str, at_most: u32, now: Timestamp) -> bool {
        if let Some(counted) = self.recent.iter().find(|counted| counted.name == name) {
            return counted.mailed;
        }
        let hour = hour_of(now);
        if self.hour < hour {
            (self.hour, self.mailed) = (hour, 0);
        }
        let mailed = self.mailed < at_most;
        if mailed {
            self.mailed += 1;
        } else {
            self.hold(now);
        }
        self.note(name, mailed);
        mailed
    }

    /// Counts an alert of which it is not known that anybody was mailed it.
    pub fn lost(&mut self, name: &str, now: Timestamp) {
        let known = self.recent.iter_mut().find(|counted| counted.name == name);
        if known.as_ref().is_some_and(|counted| !counted.mailed) {
            return;
        }
        match known {
            Some(counted) => counted.mailed = false,
            None => self.note(name, false),
        }
        self.hold(now);
    }

    /// Somebody was told of these, in a mail of this name. Those that were held back since are told of with their hour's.
    pub fn told(&mut self, name: &str, of: Held, now: Timestamp) {
        if self.recent.iter().any(|counted| counted.name == name) {
            return;
        }
        self.note(name, true);
        let Some(held) = self.held.filter(|held| held.since == of.since) else { return };
        let left = held.count.saturating_sub(of.count);
        self.held = (left > 0).then(|| Held { count: left, since: hour_of(now) });
    }

    /// Whether there is something to tell from an hour that is over.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.held.is_some_and(|held| held.since < hour_of(now))
    }

    /// Lets an alert's webhook wait to be called; one that waits already, goes on waiting.
    pub fn wait(&mut self, key: InvitationKey, version: u32, now: Timestamp) {
        if self.waiting.iter().any(|waiting| waiting.key == key && waiting.version == version) {
            return;
        }
        self.waiting.push(Waiting { key, version, since: now });
        while self.waiting.len() > Self::MOST_WAITING {
            let oldest = self.waiting.remove(0);
            self.give_up(&oldest);
        }
    }

    /// Those whose turn it is.
    pub fn due(&self, now: Timestamp) -> impl Iterator<Item = &Waiting> {
        self.waiting.iter().filter(move |_| self.next <= now)
    }

    /// One of those was called, after so many tries in a row that came to nothing.
    pub fn called(&mut self, waiting: &Waiting, outcome: Called, tries: u32, now: Timestamp) {
        let Some(place) = self.waiting.iter().position(|other| other == waiting) else { return };
        match outcome {
            Called::Later if now < waiting.since + Self::GIVEN_UP_AFTER => {
                self.tries = tries.saturating_add(1);
                let pause = SignedDuration::from_mins(1 << tries.min(6)).min(Self::LONGEST_PAUSE);
                self.next = now + pause;
                return;
            }
            Called::Taken => {}
            Called::Later | Called::Refused => self.give_up(waiting),
        }
        self.tries = 0;
        self.waiting.remove(place);
    }

    fn give_up(&mut self, waiting: &Waiting) {
        self.given_up += 1;
        self.dead.push(waiting.name());
        let surplus = self.dead.len().saturating_sub(Self::DEAD_KEPT);
        self.dead.drain(..surplus);
    }

    fn hold(&mut self, now: Timestamp) {
        let held = self.held.unwrap_or(Held { count: 0, since: hour_of(now) });
        self.held = Some(Held { count: held.count.saturating_add(1), ..held });
    }

    fn note(&mut self, name: &str, mailed: bool) {
        self.recent.push(Counted { name: name.to_owned(), mailed });
        let surplus = self.recent.len().saturating_sub(Self::RECENT);
        self.recent.drain(..surplus);
    }
}

fn hour_of(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_secs(now.as_second().rem_euclid(3_600))
        - SignedDuration::from_nanos(i64::from(now.subsec_nanosecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        format!("2026-11-21T{time}Z").parse().unwrap()
    }

    #[test]
    fn an_hour_has_room_for_so_many_and_counts_the_others() {
        let mut tally = Tally::default();
        let mut mail = |name: &str, time| tally.mail(name, 2, at(time));
        assert!(mail("a", "14:05:00.5") && mail("b", "14:10:00"));
        assert!(!mail("c", "14:20:00") && !mail("d", "14:59:59"));
        assert!(mail("e", "15:00:00"), "a new hour");
        assert_eq!(tally.held, Some(Held { count: 2, since: at("14:00:00") }));
        assert!(tally.is_overdue(at("15:00:00")) && !tally.is_overdue(at("14:59:59")));
    }

    #[test]
    fn whatever_is_counted_twice_counts_once() {
        let mut tally = Tally::default();
        for _ in 0..3 {
            assert!(tally.mail("a", 1, at("14:00:00")));
            assert!(!tally.mail("b", 1, at("14:00:00")));
        }
        let held = tally.held.unwrap();
        assert_eq!((tally.mailed, held.count), (1, 1));
        tally.lost("a", at("14:30:00"));
        tally.lost("a", at("14:30:00"));
        tally.lost("b", at("14:30:00"));
        assert_eq!(tally.held.unwrap().count, 2, "an alert that was held was not lost");
    }

    #[test]
    fn what_was_told_is_over_and_what_came_meanwhile_is_not() {
        let mut tally = Tally::default();
        tally.lost("a", at("14:00:00"));
        let told = tally.held.unwrap();
        tally.lost("b", at("14:30:00"));
        for _ in 0..2 {
            tally.told("first", told, at("15:10:00"));
            assert_eq!(tally.held, Some(Held { count: 1, since: at("15:00:00") }));
        }
        // Another run that had seen the same before.
        tally.told("second", told, at("15:11:00"));
        assert_eq!(tally.held.unwrap().count, 1);
        tally.told("third", tally.held.unwrap(), at("16:00:00"));
        assert_eq!(tally.held, None);
    }

    fn key(n: u32) -> InvitationKey {
        InvitationKey::new(
            at("12:00:00") + SignedDuration::from_secs(n.into()),
            crate::InvitationId::from_hash([7; 12]),
        )
    }

    #[test]
    fn a_webhook_waits_longer_each_time_and_is_given_up_after_a_day() {
        let mut tally = Tally::default();
        tally.wait(key(1), 1, at("14:00:00"));
        tally.wait(key(1), 1, at("14:01:00"));
        tally.wait(key(2), 1, at("14:02:00"));
        assert_eq!(tally.due(at("14:02:00")).count(), 2);
        let (mut now, mut pauses) = (at("14:02:00"), Vec::new());
        while tally.given_up == 0 {
            let first = tally.due(now).next().unwrap().clone();
            let tries = tally.tries;
            // A write that is tried again counts once.
            for _ in 0..2 {
                tally.called(&first, Called::Later, tries, now);
            }
            pauses.push((tally.next - now).get_seconds() / 60);
            now = tally.next.max(now);
        }
        assert_eq!(pauses[..8], [1, 2, 4, 8, 16, 32, 60, 60]);
        assert!(now >= at("14:00:00") + SignedDuration::from_hours(24));
        assert_eq!((tally.waiting.len(), tally.dead.len()), (1, 1));
        let second = tally.waiting[0].clone();
        tally.called(&second, Called::Taken, tally.tries, now);
        assert_eq!((tally.waiting.len(), tally.tries, tally.given_up), (0, 0, 1));
    }

    #[test]
    fn a_webhook_that_refuses_is_given_up_and_only_so_many_wait() {
        let mut tally = Tally::default();
        tally.wait(key(0), 1, at("14:00:00"));
        let first = tally.waiting[0].clone();
        tally.called(&first, Called::Refused, 0, at("14:00:00"));
        assert_eq!((tally.waiting.len(), &tally.dead), (0, &vec![first.name()]));
        (0..200).for_each(|n| tally.wait(key(n), 1, at("14:00:00")));
        assert_eq!((tally.waiting.len(), tally.given_up, tally.dead.len()), (100, 101, 50));
    }

    #[test]
    fn only_so_many_names_are_kept() {
        let mut tally = Tally::default();
        for n in 0..100 {
            tally.mail(&n.to_string(), 1_000, at("14:00:00"));
        }
        assert_eq!((tally.recent.len(), tally.mailed), (Tally::RECENT, 100));
    }
}
