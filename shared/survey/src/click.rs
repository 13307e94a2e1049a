//! Visits through the links of a mail, and what they are worth. Mail scanners follow every link, so a visit proves
//! nothing by itself: here is all that is looked at, and every threshold.

use crate::Secrets;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

/// The first visit from one network through one link: a rating's, the honeypot's, or the way out's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Click {
    pub link: Link,
    /// Where it came from; empty if that is not known.
    pub network: Network,
    pub seen: Seen,
}

/// When a visit was, and what the program behind it told of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub at: Timestamp,
    /// The browser said that a person navigated here (`Sec-Fetch-Mode: navigate`), and fetched nothing ahead.
    pub navigated: bool,
    /// It called itself a program: no browser, or one without a window.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub robot: bool,
}

/// An invitation's clicks, by network and link, so that whoever follows the same links again adds nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clicks(BTreeMap<Place, Seen>);

/// A click's name among its invitation's: `3f9a01bc#4`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Place(Network, Link);

impl Click {
    /// Its name among its invitation's clicks.
    pub fn place(&self) -> Place {
        Place(self.network.clone(), self.link)
    }
}

impl Clicks {
    /// How many clicks are kept of an invitation: as much as three scanners leave that follow every link of the longest
    /// scale (11 ratings, the honeypot, the way out), and some people.
    pub const KEPT: usize = 48;

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Each click, by network.
    pub fn iter(&self) -> impl Iterator<Item = (&Network, Link, &Seen)> {
        self.0.iter().map(|(Place(network, link), seen)| (network, *link, seen))
    }

    /// Each click on a rating, with the rating.
    pub fn ratings(&self) -> impl Iterator<Item = (&Network, u8, &Seen)> {
        self.iter().filter_map(|(network, link, seen)| Some((network, link.rating()?, seen)))
    }

    /// The newest click.
    pub fn latest(&self) -> Option<Timestamp> {
        self.0.values().map(|seen| seen.at).max()
    }

    fn by_network(&self) -> BTreeMap<&Network, Vec<(Link, &Seen)>> {
        let mut networks: BTreeMap<_, Vec<_>> = BTreeMap::new();
        self.iter().for_each(|(network, link, seen)| networks.entry(network).or_default().push((link, seen)));
        networks
    }
}

impl FromIterator<Click> for Clicks {
    fn from_iter<I: IntoIterator<Item = Click>>(clicks: I) -> Self {
        Self(clicks.into_iter().map(|click| (click.place(), click.seen)).collect())
    }
}

/// Not the name of a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a click (expected e.g. 3f9a01bc#4)")]
pub struct NotAPlace;

impl TryFrom<String> for Place {
    type Error = NotAPlace;

    fn try_from(text: String) -> Result<Self, NotAPlace> {
        let (network, link) = text.split_once('#').ok_or(NotAPlace)?;
        let link = if link == Link::WAY_OUT { Some(Link::WayOut) } else { Link::parse(link) };
        Ok(Self(Network(network.to_owned()), link.ok_or(NotAPlace)?))
    }
}

impl From<Place> for String {
    fn from(Place(network, link): Place) -> Self {
        format!("{}#{link}", network.0)
    }
}

/// Which link was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    Rating(u8),
    /// No person can see it.
    Honeypot,
    WayOut,
}

impl Link {
    /// What the honeypot's link has where others have their rating.
    pub const HONEYPOT: &str = "x";
    const WAY_OUT: &str = "u";

    /// Reads what stands behind the token in an answer page's path.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            Self::HONEYPOT => Some(Self::Honeypot),
            rating => rating.parse().ok().map(Self::Rating),
        }
    }

    pub fn rating(self) -> Option<u8> {
        match self {
            Self::Rating(rating) => Some(rating),
            Self::Honeypot | Self::WayOut => None,
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rating(rating) => write!(f, "{rating}"),
            Self::Honeypot => f.write_str(Self::HONEYPOT),
            Self::WayOut => f.write_str(Self::WAY_OUT),
        }
    }
}

/// Names the network that a visit came from on one day: a keyed hash of the address's first 24 bits, or 48 of IPv6. From
/// day to day one network has different names, so nobody can be followed by it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network(String);

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Network {
    fn is_known(&self) -> bool {
        !self.0.is_empty()
    }

    pub fn of(address: IpAddr, at: Timestamp, secrets: &Secrets) -> Self {
        let prefix = match address.to_canonical() {
            IpAddr::V4(v4) => v4.octets()[..3].to_vec(),
            IpAddr::V6(v6) => v6.octets()[..6].to_vec(),
        };
        let prefix: String = prefix.iter().map(|byte| format!("{byte:02x}")).collect();
        let day = at.to_zoned(TimeZone::UTC).date().to_string();
        let name = secrets.name("network", &[&day, &prefix]);
        Self(name.iter().take(4).map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Whether a program calls itself a robot, by its `User-Agent`. People's browsers all begin with `Mozilla/5.0`.
pub fn is_robot(user_agent: &str) -> bool {
    let lower = user_agent.to_ascii_lowercase();
    let named = ["bot", "headless", "crawl", "spider", "scan", "preview", "proxy", "curl", "wget", "python", "java/"];
    !lower.starts_with("mozilla/5.0") || named.iter().any(|name| lower.replace("cubot", "").contains(name))
}

/// What clicks without an answer are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A lone click that looks like a person's.
    Provisional,
    /// Anything else: most likely a mail scanner.
    Suspect,
}

/// The least time between sending and a click that counts as a person's.
pub const SOONEST_CLICK: SignedDuration = SignedDuration::from_secs(30);
/// How long after a reminder is due a click is taken for the visit of whoever scans the reminder: its links are the first
/// mail's, and it is sent within a minute.
pub const REMINDER_SCANNED: SignedDuration = SignedDuration::from_secs(90);
/// How long after the last click the verdict falls.
pub const QUIET_WINDOW: SignedDuration = SignedDuration::from_mins(30);
/// Whoever opens the way out this close to a rating was going through the links.
pub const SWEEP: SignedDuration = SignedDuration::from_secs(10);
/// A network is one of scanners once it has gone through the links of so many mails on a day; one may be a mishap.
pub const SWEPT_MAILS: usize = 2;

/// When the mails went out whose links were followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mailed {
    pub sent_at: Option<Timestamp>,
    /// When its reminder is due, if it has one.
    pub reminder: Option<Timestamp>,
}

impl Mailed {
    fn is_unhurried(self, at: Timestamp) -> bool {
        let after_sent = self.sent_at.is_some_and(|sent| at >= sent + SOONEST_CLICK);
        after_sent && !self.reminder.is_some_and(|due| at >= due && at < due + REMINDER_SCANNED)
    }
}

/// What the clicks on an invitation without an answer are worth at `as_of`, the rating they speak for, and when it was
/// clicked. `None`: no rating was clicked, or the quiet window is still open.
///
/// Each network's clicks are looked at by themselves: what a scanner has left takes nothing from the person who comes
/// after it.
pub fn level(clicks: &Clicks, mailed: Mailed, as_of: Timestamp, scanners: &Scanners) -> Option<(Level, u8, Timestamp)> {
    let (_, first, seen) = clicks.ratings().min_by_key(|(_, _, seen)| seen.at)?;
    if as_of < clicks.latest()? + QUIET_WINDOW {
        return None;
    }
    let people = by_hand(clicks, mailed).into_iter().filter(|(network, _)| !scanners.contains(network));
    let rated: Vec<_> =
        people.flat_map(|(_, theirs)| theirs).filter_map(|(link, seen)| Some((link.rating()?, seen.at))).collect();
    let one = rated.iter().all(|(rating, _)| Some(*rating) == rated.first().map(|(first, _)| *first));
    match rated.iter().min_by_key(|(_, at)| *at) {
        Some((rating, at)) if one && clicks.len() < Clicks::KEPT => Some((Level::Provisional, *rating, *at)),
        _ => Some((Level::Suspect, first, seen.at)),
    }
}

/// Whether a person may have clicked: if not, what the clicks are worth does not depend on whose networks are scanners'.
pub fn may_be_a_person(clicks: &Clicks, mailed: Mailed) -> bool {
    !by_hand(clicks, mailed).is_empty()
}

/// The clicks of each network that has clicked as people do, as far as one mail tells.
fn by_hand(clicks: &Clicks, mailed: Mailed) -> BTreeMap<&Network, Vec<(Link, &Seen)>> {
    let by_hand = |seen: &Seen| seen.navigated && !seen.robot && mailed.is_unhurried(seen.at);
    let mut networks = clicks.by_network();
    networks.retain(|_, theirs| {
        let mut ratings = theirs.iter().filter(|(link, _)| link.rating().is_some()).peekable();
        ratings.peek().is_some() && ratings.all(|(_, seen)| by_hand(seen)) && !swept(theirs)
    });
    networks
}

/// Whether somebody went through the links: followed the one that no person can see, or several ratings, or a rating and
/// the way out at once.
fn swept(theirs: &[(Link, &Seen)]) -> bool {
    let ratings = || theirs.iter().filter(|(link, _)| link.rating().is_some());
    let honeypot = theirs.iter().any(|(link, _)| *link == Link::Honeypot);
    let out = theirs.iter().find(|(link, _)| *link == Link::WayOut);
    let at_once = out.is_some_and(|(_, out)| ratings().any(|(_, seen)| seen.at.duration_since(out.at).abs() <= SWEEP));
    honeypot || ratings().count() > 1 || at_once
}

/// Networks by the mails due on one day whose honeypots were followed from them, on one UTC day (a network's name is of
/// that day). From [`SWEPT_MAILS`] on it is a scanner's, also where it follows but one link of a mail. A person who changes
/// their mind clicks two ratings; nobody sees two honeypots.
#[derive(Debug, Clone, Default)]
pub struct Scanners(BTreeMap<Network, usize>);

impl Scanners {
    /// Takes note of one mail's clicks.
    pub fn see(&mut self, clicks: &Clicks) {
        for (network, link, _) in clicks.iter() {
            if link == Link::Honeypot && network.is_known() {
                *self.0.entry(network.clone()).or_default() += 1;
            }
        }
    }

    /// Whether it is known by now as a scanner's.
    pub fn contains(&self, network: &Network) -> bool {
        self.0.get(network).is_some_and(|mails| *mails >= SWEPT_MAILS)
    }
}

impl<'a> FromIterator<&'a Clicks> for Scanners {
    fn from_iter<I: IntoIterator<Item = &'a Clicks>>(mails: I) -> Self {
        let mut scanners = Self::default();
        mails.into_iter().for_each(|clicks| scanners.see(clicks));
        scanners
    }
}

#[cfg(test)]
mod tests;
