//! A message as SES writes it from a request: what it was given, and the headers that it sets itself.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glimt::aws::ses::Message;

const BOUNDARY: &str = "----=_Part_1_2.3";

/// The raw message, with CRLF line ends.
pub fn raw(message: &Message) -> String {
    let mut lines = vec![
        format!("From: {}", message.from),
        format!("Reply-To: {}", message.reply_to.join(", ")),
        format!("To: {}", message.to),
        format!("Message-ID: <{}@eu-north-1.amazonses.com>", message.id),
        format!("Subject: {}", encoded_words(&message.subject)),
        "MIME-Version: 1.0".to_owned(),
        format!("Content-Type: multipart/alternative; boundary=\"{BOUNDARY}\""),
    ];
    lines.extend(message.headers.iter().map(|header| format!("{}: {}", header.name, header.value)));
    for (kind, content) in [("plain", &message.text), ("html", &message.html)] {
        lines.extend([
            String::new(),
            format!("--{BOUNDARY}"),
            format!("Content-Type: text/{kind}; charset=UTF-8"),
            "Content-Transfer-Encoding: base64".to_owned(),
            String::new(),
        ]);
        let encoded = STANDARD.encode(content.as_deref().unwrap_or_default());
        lines.extend(encoded.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()));
    }
    lines.push(format!("--{BOUNDARY}--"));
    lines.join("\r\n") + "\r\n"
}

/// A header in ASCII (RFC 2047), folded between its words.
fn encoded_words(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let word = |part: &[char]| format!("=?UTF-8?B?{}?=", STANDARD.encode(part.iter().collect::<String>()));
    characters.chunks(10).map(word).collect::<Vec<_>>().join("\r\n ")
}
