//! What SES refuses in a `SendEmail`. Limits are those of the SES API v2 model
//! (`MessageHeader`, `MessageTag`, `Content`, `RawMessage`, `Destination`) and of the SES
//! Developer Guide ("Service quotas", "Header fields").

use super::address::bare;
use super::message::NameValue;
use super::request::{Refusal, Text};

/// To, Cc and Bcc together (SES Developer Guide, "Service quotas").
const MAX_RECIPIENTS: usize = 50;
const MAX_HEADERS: usize = 15;
const MAX_HEADER_NAME: usize = 126;
const MAX_HEADER_VALUE: usize = 995;
const MAX_HEADER: usize = 996;
const MAX_TAG: usize = 256;

/// Refused as custom headers because SES sets them itself: the list of the SES Developer Guide
/// ("Header fields"), and those which only a mail system may write.
const SET_BY_SES: [&str; 16] = [
    "bcc",
    "cc",
    "content-disposition",
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "reply-to",
    "return-path",
    "subject",
    "to",
    "content-transfer-encoding",
    "dkim-signature",
    "received",
    "sender",
];

pub(super) fn is_set_by_ses(name: &str) -> bool {
    SET_BY_SES.iter().any(|set| set.eq_ignore_ascii_case(name))
}

/// The bare recipients: 1 to 50, each an address that SES can mail.
pub(super) fn recipients<'a>(all: impl Iterator<Item = &'a String>) -> Result<Vec<String>, Refusal> {
    let bare = all.map(|to| address(to)).collect::<Result<Vec<_>, _>>()?;
    match bare.len() {
        0 => Err(Refusal::bad_request("Missing destination: no To, Cc or Bcc address")),
        1..=MAX_RECIPIENTS => Ok(bare),
        _ => Err(Refusal::bad_request(format!("Recipient count exceeds {MAX_RECIPIENTS}."))),
    }
}

pub(super) fn address(mailbox: &str) -> Result<String, Refusal> {
    bare(mailbox).map(str::to_owned).map_err(Refusal::bad_request)
}

/// At most 15 headers of printable ASCII, none that SES sets itself, and none but `X-…` twice
/// ("Header fields": most registered names can't appear more than once).
pub(super) fn headers(headers: &[NameValue]) -> Result<(), Refusal> {
    if headers.len() > MAX_HEADERS {
        return Err(Refusal::bad_request(format!("More than {MAX_HEADERS} custom headers")));
    }
    for (i, NameValue { name, value }) in headers.iter().enumerate() {
        let graphic = |b: u8| b.is_ascii_graphic() && b != b':';
        if name.is_empty() || name.len() > MAX_HEADER_NAME || !name.bytes().all(graphic) {
            return Err(Refusal::bad_request(format!("Invalid header name: {name:?}")));
        }
        if value.len() > MAX_HEADER_VALUE || name.len() + value.len() > MAX_HEADER {
            return Err(Refusal::bad_request(format!("Header {name} is too long")));
        }
        if !value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            return Err(Refusal::bad_request(format!("Header {name} is not printable ASCII")));
        }
        if is_set_by_ses(name) {
            return Err(Refusal::bad_request(format!("Header {name} cannot be set by the sender")));
        }
        let again = headers[..i].iter().any(|h| h.name.eq_ignore_ascii_case(name));
        if again && !name.to_ascii_lowercase().starts_with("x-") {
            return Err(Refusal::bad_request(format!("Header {name} appears more than once")));
        }
    }
    Ok(())
}

/// Tag names and values are 1 to 256 of `A-Z a-z 0-9 _ -`.
pub(super) fn tags(tags: &[NameValue]) -> Result<(), Refusal> {
    for NameValue { name, value } in tags {
        if !is_plain(name, MAX_TAG) {
            return Err(Refusal::bad_request(format!("Invalid tag name: {name:?}")));
        }
        if !is_plain(value, MAX_TAG) {
            return Err(Refusal::bad_request(format!("Invalid value of tag {name}")));
        }
    }
    Ok(())
}

/// A configuration set's name is 1 to 64 of the same characters. Whether it exists is not known here.
pub(super) fn configuration_set(name: &str) -> Result<(), Refusal> {
    match is_plain(name, 64) {
        true => Ok(()),
        false => Err(Refusal::bad_request("Invalid configuration set name")),
    }
}

/// A subject is one line.
pub(super) fn subject(subject: &Text) -> Result<(), Refusal> {
    match subject.data.contains(char::is_control) {
        true => Err(Refusal::bad_request("Control character in subject")),
        false => charset("Subject", subject),
    }
}

/// Text outside ASCII needs a character set: without one SES sends 7-bit ASCII (`Content`).
pub(super) fn charset(part: &str, text: &Text) -> Result<(), Refusal> {
    match text.charset.is_none() && !text.data.is_ascii() {
        true => Err(Refusal::bad_request(format!("{part} is not ASCII and names no Charset"))),
        false => Ok(()),
    }
}

/// A sender is verified by its own address or by a domain that it is in or below.
pub(super) fn verified(identities: &[String], address: &str) -> Result<(), Refusal> {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let covers = |identity: &String| {
        let below = domain.len().checked_sub(identity.len() + 1);
        identity.eq_ignore_ascii_case(address)
            || identity.eq_ignore_ascii_case(domain)
            || below
                .is_some_and(|dot| domain.as_bytes()[dot] == b'.' && domain[dot + 1..].eq_ignore_ascii_case(identity))
    };
    match identities.iter().any(covers) {
        true => Ok(()),
        false => Err(Refusal::not_verified(address)),
    }
}

fn is_plain(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> NameValue {
        NameValue { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn the_headers_of_a_survey_mail_pass() {
        let unsubscribe = pair("List-Unsubscribe", "<https://svar.example/u/abc>");
        let post = pair("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        let longest = pair("X-Long", &"v".repeat(990));
        assert!(headers(&[unsubscribe, post, longest, pair("X-A", "1"), pair("X-A", "2")]).is_ok());
    }

    #[test]
    fn headers_that_ses_sets_or_cannot_carry_are_refused() {
        for (name, value) in [
            ("To", "x@example.no"),
            ("DKIM-signature", "v=1"),
            ("REPLY-TO", "x@example.no"),
            ("Sender", "x@example.no"),
            ("", "x"),
            ("X A", "x"),
            ("X:A", "x"),
            ("X-Å", "x"),
            ("X-A", "a\r\nBcc: x@example.no"),
            ("X-A", "a\tb"),
            ("X-A", "å"),
            (&"n".repeat(127), "x"),
            ("X-A", &"v".repeat(994)),
            ("X", &"v".repeat(996)),
        ] {
            assert!(headers(&[pair(name, value)]).is_err(), "{name:?}");
        }
        assert!(headers(&[pair("List-Id", "a"), pair("list-id", "b")]).is_err());
        assert!(headers(&vec![pair("X-A", "1"); 15]).is_ok());
        assert!(headers(&vec![pair("X-A", "1"); 16]).is_err());
    }

    #[test]
    fn tags_are_plain_names_and_values() {
        assert!(tags(&[pair("invite", "2026-11-21_3-Az"), pair(&"n".repeat(256), "v")]).is_ok());
        for (name, value) in
            [("", "v"), ("n", ""), ("ses:x", "v"), ("n", "kari@example.no"), ("n", "å"), ("n", &"v".repeat(257))]
        {
            assert!(tags(&[pair(name, value)]).is_err(), "{name:?} {value:?}");
        }
    }

    #[test]
    fn a_verified_domain_covers_its_addresses_and_subdomains() {
        let identities = ["nordlys.example".to_owned(), "Ola@Other.example".to_owned()];
        for sender in ["hei@nordlys.example", "hei@Svar.Nordlys.example", "ola@other.example"] {
            assert!(verified(&identities, sender).is_ok(), "{sender}");
        }
        for sender in ["hei@notnordlys.example", "kari@other.example", "hei@example", "x@nordlys.example.com"] {
            assert!(verified(&identities, sender).is_err(), "{sender}");
        }
        assert!(verified(&[], "hei@nordlys.example").is_err());
    }
}
