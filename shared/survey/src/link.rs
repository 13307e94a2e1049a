//! Links without an email: printed on a parcel's slip, or handed on in somebody else's message.
//!
//! Such a link says what is asked and nothing of who opens it. Opening it makes a survey token, out of nothing but the link
//! and the request: nothing is written until somebody answers. A link token is 25 bytes and a MAC, as in
//! [`token`](crate::token): kind, journey number (2), version (2), survey index, language, last day (2), when it was made
//! (4), channel (12). A personal one has the 16-byte contact key besides, and always leads to the same invitation.

use crate::address::ContactKey;
use crate::invitation::{Context, EMAIL, Invitation, State};
use crate::journey::{Journey, Stage, Survey};
use crate::key::{InvitationId, InvitationKey};
use crate::language::Language;
use crate::secret::Secrets;
use crate::slug::Slug;
use crate::subject::{BadSubject, SubjectKey};
use crate::token::{BadToken, Claim, day_number, open, seal};
use jiff::Timestamp;
use std::collections::BTreeMap;

const LINK: u8 = 5;
const PERSONAL_LINK: u8 = 6;
/// How many bytes stand before the link itself.
const HEAD: usize = 9;
/// How many bytes an open link takes, and a personal one.
pub(crate) const OPEN: usize = 16;
pub(crate) const PERSONAL: usize = 32;

/// One link that was made, as far as its answers are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// When it was made, in seconds since 1970; with the channel, which link it is.
    pub made: u32,
    pub channel: Channel,
    /// Whom it was made for, if for one person alone.
    pub person: Option<ContactKey>,
}

/// By what a link reaches people, in the owner's word: `parcel`, `sms`. Stands in every row that counts its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channel([u8; Channel::LONGEST]);

/// The text is no channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a channel is 1 to 12 small letters, digits, “_”, “-” or “.”, such as parcel, and not email")]
pub struct BadChannel;

impl Channel {
    const LONGEST: usize = 12;

    /// Reads a channel's name.
    pub fn parse(text: &str) -> Result<Self, BadChannel> {
        let mut bytes = [0; Self::LONGEST];
        let fits = text != EMAIL && Slug::parse(text).is_ok() && text.len() <= Self::LONGEST;
        bytes.get_mut(..text.len()).filter(|_| fits).ok_or(BadChannel)?.copy_from_slice(text.as_bytes());
        Ok(Self(bytes))
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default().trim_end_matches('\0')
    }
}

impl Link {
    pub(crate) fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.made.to_be_bytes());
        bytes.extend_from_slice(&self.channel.0);
        bytes.extend(self.person.iter().flat_map(|person| person.0));
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Option<Self> {
        let (made, rest) = bytes.split_first_chunk()?;
        let (channel, person) = rest.split_first_chunk()?;
        let person = if person.is_empty() { None } else { Some(ContactKey(person.try_into().ok()?)) };
        Some(Self { made: u32::from_be_bytes(*made), channel: Channel(*channel), person })
    }
}

/// What a link asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asks {
    pub journey: u16,
    pub version: u16,
    pub survey: u8,
    pub language: Language,
    /// The last UTC day on which it can be opened, in days since 1970-01-01.
    pub last_day: u16,
}

/// Makes the token of a link.
pub fn link_token(asks: &Asks, link: &Link, secrets: &Secrets) -> String {
    let mut bytes = vec![if link.person.is_some() { PERSONAL_LINK } else { LINK }];
    bytes.extend_from_slice(&asks.journey.to_be_bytes());
    bytes.extend_from_slice(&asks.version.to_be_bytes());
    bytes.extend_from_slice(&[asks.survey, asks.language.number()]);
    bytes.extend_from_slice(&asks.last_day.to_be_bytes());
    link.pack(&mut bytes);
    seal(bytes, secrets)
}

/// Reads the token of a link, if it can be opened now.
pub fn read_link_token(token: &str, now: Timestamp, secrets: &Secrets) -> Result<(Asks, Link), BadToken> {
    let lengths = [(LINK, HEAD + OPEN), (PERSONAL_LINK, HEAD + PERSONAL)];
    let opened = lengths.into_iter().find_map(|(kind, length)| open(token, kind, length, secrets).ok());
    let bytes = opened.ok_or(BadToken)?;
    let two = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
    let language = Language::of_number(bytes[6]).ok_or(BadToken)?;
    let asks = Asks { journey: two(1), version: two(3), survey: bytes[5], language, last_day: two(7) };
    let link = Link::unpack(&bytes[HEAD..]).ok_or(BadToken)?;
    if day_number(now) <= asks.last_day { Ok((asks, link)) } else { Err(BadToken) }
}

/// What a visitor's survey token says. A personal link leads to the same invitation each time; an open one to one of its
/// own for each `visit`, which is whatever tells one opening from another.
pub fn claim(asks: &Asks, link: &Link, journey: &Journey, visit: &str, now: Timestamp, secrets: &Secrets) -> Claim {
    let made = Timestamp::from_second(i64::from(link.made)).unwrap_or(now);
    let (due, visit) = if link.person.is_some() { (made, String::new()) } else { (now, format!("{now}#{visit}")) };
    let whose = link.person.map(|person| person.to_string()).unwrap_or_default();
    let parts =
        [journey.id.as_str(), link.channel.as_str(), &link.made.to_string(), &asks.survey.to_string(), &whose, &visit];
    let hash = secrets.name("visit", &parts);
    let id = InvitationId::from_hash(hash.first_chunk().copied().unwrap_or_default());
    Claim {
        key: InvitationKey::new(due, id),
        journey: asks.journey,
        version: asks.version,
        survey: asks.survey,
        language: asks.language,
        // A personal link is the mail that it stands for; an open one may be opened on its last day.
        last_day: match link.person {
            Some(_) => day_number(due + journey.link_life.duration()).min(asks.last_day),
            None => day_number(due + journey.link_life.duration()),
        },
        link: Some(*link),
    }
}

/// The invitation of a visitor who answers. It holds no address, and nobody was mailed.
pub fn invitation(
    claim: &Claim,
    link: &Link,
    journey: &Journey,
    stage: &Stage,
    survey: &Survey,
) -> Result<Invitation, BadSubject> {
    let day = claim.key.due().to_zoned(journey.time_zone.clone()).date();
    let context = Context {
        journey: journey.id.clone(),
        version: u32::from(claim.version),
        stage: stage.id.clone(),
        survey: survey.id.clone(),
        index: survey.index,
        survey_version: survey.version,
        metric: survey.metric,
        channel: link.channel.as_str().to_owned(),
        segments: BTreeMap::new(),
        country: None,
        value: None,
        happened_on: day,
        due_on: day,
        sample_ppm: 1_000_000,
    };
    let subject = SubjectKey::customer(&format!("link/{}", link.channel.as_str()), &claim.key.id().to_string())?;
    let touchpoint = survey.on.first().cloned().unwrap_or_else(|| survey.id.clone());
    Ok(Invitation {
        state: State::Sent,
        contact: link.person,
        ..Invitation::filed(claim.key, subject, touchpoint, claim.language, context)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::tests::secrets;
    use crate::token::{read_opt_out_token, read_survey_token, survey_token};

    const NOW: &str = "2026-11-21T10:00:00Z";

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    fn asks() -> Asks {
        Asks { journey: 3, version: 12, survey: 1, language: Language::Nb, last_day: day_number(now()) + 365 }
    }

    fn link(person: Option<ContactKey>) -> Link {
        Link { made: 1_795_000_000, channel: Channel::parse("parcel").unwrap(), person }
    }

    #[test]
    fn a_link_leads_back_until_its_last_day_and_is_no_other_kind_of_token() {
        for link in [link(None), link(Some(ContactKey([7; 16])))] {
            let token = link_token(&asks(), &link, &secrets());
            assert_eq!(read_link_token(&token, now(), &secrets()), Ok((asks(), link)));
            let later = "2027-11-22T00:00:00Z".parse().unwrap();
            assert_eq!(read_link_token(&token, later, &secrets()), Err(BadToken));
            assert!(read_survey_token(&token, now(), &secrets()).is_err());
            assert!(read_opt_out_token(&token, &secrets()).is_err());
            assert!(read_link_token(&token[1..], now(), &secrets()).is_err());
        }
    }

    #[test]
    fn each_visit_of_an_open_link_is_its_own_and_a_personal_one_always_the_same() {
        let journey = crate::examples::journey();
        let visit = |link: &Link, visit| claim(&asks(), link, &journey, visit, now(), &secrets());
        let open = link(None);
        assert_ne!(visit(&open, "a").key, visit(&open, "b").key);
        let personal = link(Some(ContactKey([7; 16])));
        assert_eq!(visit(&personal, "a"), visit(&personal, "b"));
        let token = survey_token(&visit(&open, "a"), &secrets());
        assert_eq!(read_survey_token(&token, now(), &secrets()), Ok(visit(&open, "a")));
    }

    #[test]
    fn a_channel_is_a_short_word_and_never_that_of_mail() {
        assert_eq!(Channel::parse("parcel").unwrap().as_str(), "parcel");
        for bad in ["", "email", "Parcel", "a-very-long-channel", "å"] {
            assert_eq!(Channel::parse(bad), Err(BadChannel), "{bad}");
        }
    }
}
