//! A zoo of mail scanners let loose on the mails of many people, and what of it is taken for a person's answer.
//!
//! Every second mail's customer says nothing; the others answer in one of five ways. A scanner gets at three mails in
//! ten, whoever they are to. Everything goes through the doors as a browser's or a scanner's requests do.

mod people;
mod scanners;

pub use people::Habit;
pub use scanners::Scanner;

use crate::shop::{JOURNEY, Shop};
use anyhow::{Context, Result};
use fastrand::Rng;
use glimt::parcel::links;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use survey::click::{Level, Scanners, level};
use survey::{Invitation, InvitationKey};

/// In how many mails of a hundred a scanner looks.
const SCANNED: u8 = 30;
/// When the mails go out: a day after the deliveries, which the test's journey waits for.
const SENT: &str = "2026-11-21T09:00:00Z";
/// When everything is over and looked at.
const OVER: SignedDuration = SignedDuration::from_hours(10 * 24);

/// One request, at its time.
struct Request {
    at: Timestamp,
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    form: Option<String>,
}

/// A customer's mail.
struct Mail {
    key: InvitationKey,
    sent_at: Timestamp,
    /// Its links in order, without the host.
    links: Vec<String>,
    habit: Option<Habit>,
    scanner: Option<Scanner>,
    /// What the customer means.
    rating: u8,
}

impl Mail {
    /// The answer page.
    fn page(&self) -> String {
        let page = self.links.iter().find(|link| link.starts_with("/r/"));
        page.map(|page| page.split('/').take(3).collect::<Vec<_>>().join("/")).unwrap_or_default()
    }
}

/// What mails of one kind were taken for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub mails: u64,
    pub confirmed: u64,
    pub provisional: u64,
    pub suspect: u64,
    /// Confirmed or provisional, and with another rating than the customer meant, or none meant.
    pub wrong: u64,
}

/// What the zoo came to, by what the customer did and what looked into the mail before them.
#[derive(Debug, Default)]
pub struct Zoo(BTreeMap<(Option<Habit>, Option<Scanner>), Taken>);

impl Zoo {
    /// The mails for which this holds, together.
    pub fn of(&self, which: impl Fn(Option<Habit>, Option<Scanner>) -> bool) -> Taken {
        let wanted = self.0.iter().filter(|((habit, scanner), _)| which(*habit, *scanner));
        wanted.fold(Taken::default(), |sum, (_, taken)| Taken {
            mails: sum.mails + taken.mails,
            confirmed: sum.confirmed + taken.confirmed,
            provisional: sum.provisional + taken.provisional,
            suspect: sum.suspect + taken.suspect,
            wrong: sum.wrong + taken.wrong,
        })
    }

    /// Of the answers of people, the share that is confirmed or provisional, and says what they meant.
    pub fn kept(&self) -> f64 {
        let people = self.of(|habit, scanner| habit.is_some() && !scanner.is_some_and(Scanner::submits));
        share(people.confirmed + people.provisional - people.wrong, people.mails)
    }

    /// Of the provisional answers, the share that no person meant.
    pub fn provisional_by_scanners(&self) -> f64 {
        let all = self.of(|_, scanner| !scanner.is_some_and(Scanner::submits));
        share(all.wrong, all.provisional)
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Lets it loose on the mails of so many people who answer, and of as many who do not.
pub async fn run(people: usize, seed: u64) -> Result<Zoo> {
    let mut dice = Rng::with_seed(seed);
    let shop = Shop::with(JOURNEY).await?;
    for number in 0..2 * people {
        let event = shop.order(&format!("e{number}"), "order.delivered", &number.to_string(), &address(number));
        shop.fire(&event).await?;
    }
    let mails = mails(&shop, people, &mut dice).await?;
    let mut requests: Vec<_> = mails
        .iter()
        .enumerate()
        .flat_map(|(number, mail)| {
            let mut requests = mail.scanner.map(|scanner| scanner.requests(mail, &mut dice)).unwrap_or_default();
            requests.extend(mail.habit.map(|habit| habit.requests(number, mail, &mut dice)).unwrap_or_default());
            requests
        })
        .collect();
    requests.sort_by_key(|request| request.at);
    for request in requests {
        shop.world.clock.set(request.at);
        let headers: Vec<_> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = request.form.unwrap_or_default();
        shop.world.door(request.method, &request.path, "", &headers, body.as_bytes()).await?;
    }
    look(&shop, &mails, SENT.parse::<Timestamp>()? + OVER).await
}

fn address(number: usize) -> String {
    format!("person{number}@example.no")
}

async fn mails(shop: &Shop, people: usize, dice: &mut Rng) -> Result<Vec<Mail>> {
    let mut sent: Timestamp = SENT.parse()?;
    let mut mails = Vec::new();
    // The due times are spread over some minutes.
    for _ in 0..6 {
        shop.world.clock.set(sent);
        shop.world.send().await?;
        for message in shop.world.ses.take_messages() {
            let Some(tag) = message.tags.iter().find(|tag| tag.name == "invitation") else { continue };
            let number: usize = message.to.trim_start_matches("person").split('@').next().context("nobody")?.parse()?;
            mails.push(Mail {
                key: InvitationKey::try_from(tag.value.clone())?,
                sent_at: sent,
                links: links(message.html.as_deref().unwrap_or_default(), &shop.world.settings.public_url)
                    .into_iter()
                    .collect(),
                habit: (number < people).then(|| *dice.choice(&Habit::ALL).unwrap_or(&Habit::Sends)),
                scanner: (dice.u8(..100) < SCANNED).then(|| *dice.choice(&Scanner::ALL).unwrap_or(&Scanner::HeadOnly)),
                rating: dice.u8(1..=5),
            });
        }
        sent += SignedDuration::from_mins(20);
    }
    anyhow::ensure!(mails.len() == 2 * people, "{} mails of {} were sent", mails.len(), 2 * people);
    Ok(mails)
}

/// As the fold does it.
async fn look(shop: &Shop, mails: &[Mail], now: Timestamp) -> Result<Zoo> {
    let store = &shop.world.store;
    let days: BTreeSet<_> = mails.iter().map(|mail| mail.key.due_day()).collect();
    let mut invitations: BTreeMap<InvitationKey, Invitation> = BTreeMap::new();
    for day in days {
        for shard in 0..survey::key::SHARDS {
            invitations.extend(store.invitations(day, shard).await?.into_iter().map(|found| (found.key, found)));
        }
    }
    let networks: Scanners = invitations.values().map(|invitation| &invitation.clicks).collect();
    let mut zoo = Zoo::default();
    for mail in mails {
        let invitation = invitations.get(&mail.key).context("an invitation is gone")?;
        let taken = zoo.0.entry((mail.habit, mail.scanner)).or_default();
        taken.mails += 1;
        let meant = |rating: u8| mail.habit.is_some() && rating == mail.rating;
        if let Some(answer) = store.answer(&mail.key).await? {
            taken.confirmed += 1;
            taken.wrong += u64::from(!meant(answer.rating.get()));
            continue;
        }
        match level(&invitation.clicks, invitation.mailed(), now, &networks) {
            Some((Level::Provisional, rating, _)) => {
                taken.provisional += 1;
                taken.wrong += u64::from(!meant(rating));
            }
            Some((Level::Suspect, ..)) => taken.suspect += 1,
            None => {}
        }
    }
    Ok(zoo)
}

impl fmt::Display for Zoo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["mails", "confirmed", "provisional", "suspect", "wrong"];
        writeln!(f, "{:<52}{:>8}{:>11}{:>13}{:>9}{:>7}", "", head[0], head[1], head[2], head[3], head[4])?;
        let mut line = |name: &str, taken: Taken| {
            let Taken { mails, confirmed, provisional, suspect, wrong } = taken;
            writeln!(f, "{name:<52}{mails:>8}{confirmed:>11}{provisional:>13}{suspect:>9}{wrong:>7}")
        };
        line(
            "nobody looked before; the customer says nothing",
            self.of(|habit, scanner| habit.is_none() && scanner.is_none()),
        )?;
        for one in Scanner::ALL {
            line(
                &format!("{one}; the customer says nothing"),
                self.of(|habit, scanner| habit.is_none() && scanner == Some(one)),
            )?;
        }
        for one in Habit::ALL {
            line(&format!("{one}"), self.of(|habit, scanner| habit == Some(one) && scanner.is_none()))?;
            line(
                &format!("{one}, after a scanner"),
                self.of(|habit, scanner| habit == Some(one) && scanner.is_some()),
            )?;
        }
        writeln!(f, "people's answers kept: {:.2} %", 100.0 * self.kept())?;
        writeln!(f, "provisional answers that are scanners': {:.2} %", 100.0 * self.provisional_by_scanners())?;
        let pressed = self.of(|_, scanner| scanner.is_some_and(Scanner::submits));
        let Taken { mails, wrong, .. } = pressed;
        write!(f, "answers that nobody meant, by what presses buttons: {wrong} of {mails} mails; one each at the most")
    }
}
