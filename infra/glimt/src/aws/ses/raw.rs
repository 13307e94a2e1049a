use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{Address, MessageParser, PartType};

use super::message::{Message, NameValue};
use super::request::{Destination, Refusal};
use super::rules;

/// Octets in a line, its CRLF counted (RFC 5321, 4.5.3.1.6; SES API v2, `RawMessage`).
const MAX_LINE: usize = 1000;

/// Reads a base64 MIME message: what it says, and the recipients that its headers name.
///
/// `headers` leaves out those that SES would set itself, as with a `Simple` message; the whole
/// text is in `raw`. Attachments are there only.
///
/// # Errors
/// Not base64, no blank line between headers and body, no header, or a line over 1000 octets.
pub(super) fn read(data: &str) -> Result<(Message, Destination), Refusal> {
    let mime = STANDARD.decode(data).map_err(|_| Refusal::bad_request("Raw data is not base64"))?;
    if mime.split(|b| *b == b'\n').any(|line| line.len() >= MAX_LINE) {
        return Err(Refusal::bad_request(format!("A line is longer than {MAX_LINE} octets")));
    }
    let has_blank_line = [b"\n\n".as_slice(), b"\n\r\n"].iter().any(|end| mime.windows(end.len()).any(|w| w == *end));
    let parsed = MessageParser::default()
        .parse(&mime)
        .filter(|parsed| has_blank_line && !parsed.headers().is_empty())
        .ok_or_else(|| Refusal::bad_request("Raw data is not a MIME message"))?;

    let text = parsed.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let html = parsed.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.to_string()),
        _ => None,
    });
    let destination = Destination {
        to_addresses: addresses(parsed.to()),
        cc_addresses: addresses(parsed.cc()),
        bcc_addresses: addresses(parsed.bcc()),
    };
    let message = Message {
        from: addresses(parsed.from()).into_iter().next().unwrap_or_default(),
        reply_to: addresses(parsed.reply_to()),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        headers: parsed
            .headers_raw()
            .filter(|(name, _)| !rules::is_set_by_ses(name))
            .map(|(name, value)| NameValue { name: name.to_owned(), value: unfolded(value) })
            .collect(),
        text,
        html,
        raw: Some(String::from_utf8_lossy(&mime).into_owned()),
        ..Message::default()
    };
    Ok((message, destination))
}

/// The bare addresses of a header; one without an address is `""`, which no rule lets pass.
fn addresses(header: Option<&Address<'_>>) -> Vec<String> {
    let all = header.into_iter().flat_map(Address::iter);
    all.map(|a| a.address().unwrap_or_default().to_owned()).collect()
}

fn unfolded(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIME: &str = "From: =?utf-8?q?B=C3=B8k?= <bok@nordlys.example>\r\n\
        To: Kari <kari@example.no>,\r\n ola@example.no\r\nCc: anna@example.no\r\n\
        Subject: =?utf-8?q?R=C3=B8r?=\r\nX-Note: a\r\n b\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative; boundary=x\r\n\r\n\
        --x\r\n\r\nHei\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C3=98l</p>\r\n--x--\r\n";

    #[test]
    fn a_message_is_read_from_its_mime() {
        let (message, destination) = read(&STANDARD.encode(MIME)).unwrap();
        assert_eq!(message.from, "bok@nordlys.example");
        assert_eq!(destination.to_addresses, ["kari@example.no", "ola@example.no"]);
        assert_eq!(destination.cc_addresses, ["anna@example.no"]);
        assert_eq!(message.subject, "Rør");
        assert_eq!(message.text.as_deref().map(str::trim), Some("Hei"));
        assert_eq!(message.html.as_deref().map(str::trim), Some("<p>Øl</p>"));
        let note = NameValue { name: "X-Note".into(), value: "a b".into() };
        assert_eq!(message.headers, [note]);
        assert_eq!(message.raw.as_deref(), Some(MIME));
    }

    #[test]
    fn one_body_is_not_made_into_the_other() {
        let html = "From: a@b.example\nContent-Type: text/html\n\n<p>Hei</p>";
        let (message, _) = read(&STANDARD.encode(html)).unwrap();
        assert_eq!((message.text, message.html.as_deref()), (None, Some("<p>Hei</p>")));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let long_line = format!("{MIME}{}\r\n", "x".repeat(999));
        let longest_line = format!("{MIME}{}\r\n", "x".repeat(998));
        assert!(read(&STANDARD.encode(longest_line)).is_ok());
        for mime in ["", "just words", "From: bok@nordlys.example", &long_line] {
            assert!(read(&STANDARD.encode(mime)).is_err(), "{mime:?}");
        }
        assert!(read("not base64!").is_err());
    }
}
