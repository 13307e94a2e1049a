//! From and Reply-To as SES wants them: it passes display names on as they are, so they must be ASCII on the way in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// `Name <address>` with the name quoted (RFC 5322) or, beyond ASCII, as encoded words (RFC 2047).
/// An address alone stays as it is. The result is one line, whatever the name holds.
pub(super) fn encoded(mailbox: &str) -> String {
    let Some((name, address)) = mailbox.rsplit_once('<') else {
        return without_controls(mailbox.trim());
    };
    let name = name.trim();
    let name = without_controls(name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(name));
    let address = without_controls(address.trim_end().trim_end_matches('>').trim());
    if name.is_empty() {
        return address;
    }
    let name = if name.is_ascii() { quoted(&name) } else { encoded_words(&name) };
    format!("{name} <{address}>")
}

fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn quoted(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || " !#$%&'*+-/=?^_`{|}~".contains(c)) {
        return name.to_owned();
    }
    // What is quoted already may hold escaped quotes: take them as plain ones.
    let plain = name.replace("\\\"", "\"");
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An encoded word has 75 characters at most, and no character is split between two.
fn encoded_words(name: &str) -> String {
    const LONGEST: usize = 45;
    let mut words = vec![String::new()];
    for c in name.chars() {
        match words.last_mut() {
            Some(word) if word.len() + c.len_utf8() <= LONGEST => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    let words: Vec<_> = words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_goes_out_in_ascii_on_one_line() {
        assert_eq!(encoded("hei@svar.example"), "hei@svar.example");
        assert_eq!(encoded("Nordlys <hei@svar.example>"), "Nordlys <hei@svar.example>");
        assert_eq!(encoded("\"Nordlys\" <hei@svar.example>"), "Nordlys <hei@svar.example>");
        assert_eq!(encoded("Nordlys, Oslo <hei@svar.example>"), "\"Nordlys, Oslo\" <hei@svar.example>");
        assert_eq!(encoded(r#"Say "hi" <a@b.example>"#), r#""Say \"hi\"" <a@b.example>"#);
        assert_eq!(encoded(r#""Say \"hi\"" <a@b.example>"#), r#""Say \"hi\"" <a@b.example>"#);
        assert_eq!(encoded("Blåbær <a@b.example>"), "=?UTF-8?B?QmzDpWLDpnI=?= <a@b.example>");
        assert_eq!(encoded("A\r\nBcc: x <a@b.example>"), "\"ABcc: x\" <a@b.example>");
    }

    #[test]
    fn a_long_name_becomes_several_whole_words() {
        let encoded = encoded(&format!("{} <a@b.example>", "ø".repeat(60)));
        let words: Vec<_> =
            encoded.split(' ').filter_map(|w| w.strip_prefix("=?UTF-8?B?")?.strip_suffix("?=")).collect();
        assert_eq!(words.len(), 3);
        let decoded: String = words.iter().map(|w| String::from_utf8(STANDARD.decode(w).unwrap()).unwrap()).collect();
        assert_eq!(decoded, "ø".repeat(60));
        assert!(words.iter().all(|w| w.len() <= 63));
    }
}
