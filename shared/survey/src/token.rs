//! The tokens in links: everything needed to find an invitation, under a MAC. Nothing is read before it has passed.
//!
//! A survey token is 43 bytes, 58 URL-safe characters:
//!
//! | bytes | what |
//! |---|---|
//! | 1 | kind |
//! | 2 + 3 | due day (since 1970-01-01), second of that day |
//! | 12 | invitation id |
//! | 2 | journey number |
//! | 2 | journey version |
//! | 1 | survey index |
//! | 1 | language |
//! | 2 | day of expiry (the last day that it is valid) |
//! | 1 | link key id |
//! | 16 | MAC (HMAC-SHA-256, cut) over all of the above |
//!
//! An opt-out token is of another kind, has the 16-byte contact key before the key id, and never expires. The tokens of
//! [links without an email](crate::link) are of kinds of their own.

use crate::address::ContactKey;
use crate::key::{InvitationId, InvitationKey};
use crate::language::Language;
use crate::link::{self, Link};
use crate::secret::{Secrets, same};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

const SURVEY: u8 = 1;
const OPT_OUT: u8 = 2;
const VISIT: u8 = 3;
const PERSONAL_VISIT: u8 = 4;
const CLAIM: usize = 26;
const TAIL: usize = 17;

/// What a link says, once its MAC has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The invitation that the link belongs to.
    pub key: InvitationKey,
    /// The journey's number, given to it at its first publication.
    pub journey: u16,
    /// The journey's version that the invitation was made under.
    pub version: u16,
    /// The survey's place in that version.
    pub survey: u8,
    /// The language that the customer was mailed in.
    pub language: Language,
    /// The last UTC day on which the link is valid, in days since 1970-01-01. Opt-out links ignore it.
    pub last_day: u16,
    /// The link without an email that it was opened by; then the invitation is only put when it is answered.
    pub link: Option<Link>,
}

/// The token is not ours, has been changed, is of another kind, or has expired. Customers see one page for all four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid link")]
pub struct BadToken;

/// The day of a time, in days since 1970-01-01 (UTC).
pub fn day_number(at: Timestamp) -> u16 {
    u16::try_from(at.as_second().div_euclid(86_400)).unwrap_or(u16::MAX)
}

/// Makes the token of a survey link.
pub fn survey_token(claim: &Claim, secrets: &Secrets) -> String {
    let Some(link) = &claim.link else { return seal(pack(SURVEY, claim), secrets) };
    let mut bytes = pack(if link.person.is_some() { PERSONAL_VISIT } else { VISIT }, claim);
    link.pack(&mut bytes);
    seal(bytes, secrets)
}

/// Makes the token of an opt-out link.
pub fn opt_out_token(claim: &Claim, contact: &ContactKey, secrets: &Secrets) -> String {
    let mut bytes = pack(OPT_OUT, claim);
    bytes.extend_from_slice(&contact.0);
    seal(bytes, secrets)
}

/// Reads the token of a survey link, if it is valid now.
pub fn read_survey_token(token: &str, now: Timestamp, secrets: &Secrets) -> Result<Claim, BadToken> {
    let lengths = [(SURVEY, CLAIM), (VISIT, CLAIM + link::OPEN), (PERSONAL_VISIT, CLAIM + link::PERSONAL)];
    let opened = lengths.into_iter().find_map(|(kind, length)| open(token, kind, length, secrets).ok());
    let bytes = opened.ok_or(BadToken)?;
    let mut claim = unpack(&bytes).ok_or(BadToken)?;
    if bytes.len() > CLAIM {
        claim.link = Some(Link::unpack(&bytes[CLAIM..]).ok_or(BadToken)?);
    }
    if day_number(now) <= claim.last_day { Ok(claim) } else { Err(BadToken) }
}

/// Reads the token of an opt-out link, however old it is.
pub fn read_opt_out_token(token: &str, secrets: &Secrets) -> Result<(Claim, ContactKey), BadToken> {
    let bytes = open(token, OPT_OUT, CLAIM + 16, secrets)?;
    let contact = bytes.get(CLAIM..).and_then(|b| b.try_into().ok()).map(ContactKey).ok_or(BadToken)?;
    Ok((unpack(&bytes).ok_or(BadToken)?, contact))
}

fn pack(kind: u8, claim: &Claim) -> Vec<u8> {
    let (day, second) = claim.key.packed_due();
    let mut bytes = vec![kind];
    bytes.extend_from_slice(&day.to_be_bytes());
    bytes.extend_from_slice(&second.to_be_bytes()[1..]);
    bytes.extend_from_slice(&claim.key.id().hash);
    bytes.extend_from_slice(&claim.journey.to_be_bytes());
    bytes.extend_from_slice(&claim.version.to_be_bytes());
    bytes.push(claim.survey);
    bytes.push(claim.language.number());
    bytes.extend_from_slice(&claim.last_day.to_be_bytes());
    bytes
}

fn unpack(bytes: &[u8]) -> Option<Claim> {
    let two = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let second = u32::from_be_bytes([0, *bytes.get(3)?, *bytes.get(4)?, *bytes.get(5)?]);
    let id = InvitationId::from_hash(bytes.get(6..18)?.try_into().ok()?);
    Some(Claim {
        key: InvitationKey::unpack(two(1)?, second, id)?,
        journey: two(18)?,
        version: two(20)?,
        survey: *bytes.get(22)?,
        language: Language::of_number(*bytes.get(23)?)?,
        last_day: two(24)?,
        link: None,
    })
}

pub(crate) fn seal(mut bytes: Vec<u8>, secrets: &Secrets) -> String {
    let number = secrets.newest_link_key();
    bytes.push(number);
    let mac = secrets.link_mac(number, &bytes).unwrap_or_default();
    bytes.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn open(token: &str, kind: u8, length: usize, secrets: &Secrets) -> Result<Vec<u8>, BadToken> {
    let mut bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| BadToken)?;
    if bytes.len() != length + TAIL || bytes[0] != kind {
        return Err(BadToken);
    }
    let (signed, mac) = bytes.split_at(length + 1);
    let expected = secrets.link_mac(signed[length], signed).ok_or(BadToken)?;
    if !same(mac, &expected) {
        return Err(BadToken);
    }
    bytes.truncate(length);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::tests::secrets;
    use crate::subject::SubjectKey;
    use proptest::prelude::*;

    fn claim() -> Claim {
        let subject = SubjectKey::order("shop", "5512").unwrap();
        let id = InvitationId::of(&secrets(), "nordlys", &subject, "delivered", 1);
        Claim {
            key: InvitationKey::new("2026-11-21T10:15:00Z".parse().unwrap(), id),
            journey: 3,
            version: 12,
            survey: 1,
            language: Language::Nb,
            last_day: day_number("2026-12-19T00:00:00Z".parse().unwrap()),
            link: None,
        }
    }

    #[test]
    fn a_survey_token_is_58_url_safe_characters_and_leads_back() {
        let token = survey_token(&claim(), &secrets());
        assert_eq!(token.len(), 58);
        let now = "2026-12-19T23:59:59Z".parse().unwrap();
        assert_eq!(read_survey_token(&token, now, &secrets()), Ok(claim()));
    }

    #[test]
    fn a_survey_token_expires_and_an_opt_out_token_never_does() {
        let now = "2026-12-20T00:00:00Z".parse().unwrap();
        assert_eq!(read_survey_token(&survey_token(&claim(), &secrets()), now, &secrets()), Err(BadToken));
        let contact = ContactKey([7; 16]);
        let token = opt_out_token(&claim(), &contact, &secrets());
        assert_eq!(read_opt_out_token(&token, &secrets()), Ok((claim(), contact)));
    }

    #[test]
    fn one_kind_of_token_is_never_taken_for_the_other() {
        let now = "2026-11-22T00:00:00Z".parse().unwrap();
        let survey = survey_token(&claim(), &secrets());
        let opt_out = opt_out_token(&claim(), &ContactKey([7; 16]), &secrets());
        assert_eq!(read_opt_out_token(&survey, &secrets()), Err(BadToken));
        assert_eq!(read_survey_token(&opt_out, now, &secrets()), Err(BadToken));
    }

    #[test]
    fn links_made_under_an_older_key_stay_valid_until_it_is_dropped() {
        let (old, new) = ("o".repeat(32), "w".repeat(32));
        let naming = "n".repeat(32);
        let before = Secrets::parse(&naming, &format!("1:{old}")).unwrap();
        let during = Secrets::parse(&naming, &format!("2:{new},1:{old}")).unwrap();
        let after = Secrets::parse(&naming, &format!("2:{new}")).unwrap();
        let now = "2026-11-22T00:00:00Z".parse().unwrap();
        let token = survey_token(&claim(), &before);
        assert!(read_survey_token(&token, now, &during).is_ok());
        assert!(read_survey_token(&token, now, &after).is_err());
        assert!(read_survey_token(&survey_token(&claim(), &during), now, &after).is_ok());
    }

    proptest! {
        #[test]
        fn a_token_with_any_one_bit_changed_is_refused(byte in 0usize..43, bit in 0u8..8) {
            let token = survey_token(&claim(), &secrets());
            let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
            bytes[byte] ^= 1 << bit;
            let now = "2026-11-22T00:00:00Z".parse().unwrap();
            prop_assert_eq!(read_survey_token(&URL_SAFE_NO_PAD.encode(bytes), now, &secrets()), Err(BadToken));
        }

        #[test]
        fn text_that_is_no_token_is_refused(text in ".{0,100}") {
            let now = "2026-11-22T00:00:00Z".parse().unwrap();
            prop_assert_eq!(read_survey_token(&text, now, &secrets()), Err(BadToken));
        }
    }
}
