/// The bare address in a mailbox such as `Nordlys <hei@svar.nordlys.example>`.
///
/// A mailbox is an address, alone or in angle brackets after a name; the name is made of atoms
/// (so also of RFC 2047 encoded words) and quoted strings. SES has no SMTPUTF8, so all of it is
/// ASCII: a name is encoded by RFC 2047, a domain as Punycode (SES API v2, `Destination`).
/// The local part is at most 64 and the domain at most 255 octets (RFC 5321, 4.5.3.1).
///
/// # Errors
/// Says what is wrong, without the address itself.
pub(super) fn bare(mailbox: &str) -> Result<&str, &'static str> {
    if mailbox.bytes().any(|b| b.is_ascii_control()) {
        return Err("Control character in address");
    }
    if !mailbox.is_ascii() {
        return Err("Non-ASCII character in address");
    }
    let mailbox = mailbox.trim();
    let address = match mailbox.strip_suffix('>') {
        None => mailbox,
        Some(rest) => {
            let (name, address) = rest.rsplit_once('<').ok_or("Missing '<' in address")?;
            if !is_phrase(name) {
                return Err("Display name must be quoted or encoded");
            }
            address
        }
    };
    let (local, domain) = address.rsplit_once('@').ok_or("Missing final '@domain'")?;
    if !is_local(local) {
        return Err("Local address contains illegal character");
    }
    if !is_domain(domain) {
        return Err("Domain is missing or malformed");
    }
    Ok(address)
}

fn is_phrase(name: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for byte in name.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b' ' | b'.' => {}
            _ if quoted || is_atom(byte) => {}
            _ => return false,
        }
    }
    !quoted
}

fn is_local(local: &str) -> bool {
    let quoted = local.strip_prefix('"').and_then(|l| l.strip_suffix('"'));
    local.len() <= 64
        && match quoted {
            Some(inner) => !inner.is_empty() && !inner.contains(['"', '\\']),
            None => local.split('.').all(|a| !a.is_empty() && a.bytes().all(is_atom)),
        }
}

fn is_domain(domain: &str) -> bool {
    let is_label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    domain.len() <= 255 && domain.contains('.') && domain.split('.').all(is_label)
}

/// `atext` of RFC 5322, 3.2.3.
fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_behind_any_proper_name() {
        for (mailbox, address) in [
            ("kari@example.no", "kari@example.no"),
            ("Nordlys <hei@svar.nordlys.example>", "hei@svar.nordlys.example"),
            ("<bounce+a.b@simulator.amazonses.com>", "bounce+a.b@simulator.amazonses.com"),
            (r#""Nordmann, \"Kari\" <K>" <kari@example.no>"#, "kari@example.no"),
            ("=?UTF-8?Q?B=C3=B8k_og_r=C3=B8r?= <bok@xn--rr-xka.example>", "bok@xn--rr-xka.example"),
            (r#""odd one"@example.no"#, r#""odd one"@example.no"#),
        ] {
            assert_eq!(bare(mailbox), Ok(address), "{mailbox}");
        }
    }

    #[test]
    fn what_ses_cannot_mail_is_refused() {
        for mailbox in [
            "",
            "kari",
            "@example.no",
            "kari@",
            "kari@localhost",
            "kari@example..no",
            "kari@-a.no",
            "kari@[127.0.0.1]",
            "ka ri@example.no",
            ".kari@example.no",
            "kåri@example.no",
            "kari@bokrør.example",
            "Kåri <kari@example.no>",
            "Nordmann, Kari <kari@example.no>",
            "a@example.no, b@example.no",
            "\"Kari <kari@example.no>",
            "kari@example.no>",
            "kari@example.no\r\nBcc: ola@example.no",
            "Kari\n <kari@example.no>",
            "kari@example.no <ola@example.no>",
        ] {
            assert!(bare(mailbox).is_err(), "{mailbox:?}");
        }
        assert!(bare(&format!("{}@example.no", "a".repeat(65))).is_err());
        assert!(bare(&format!("a@{}no", "long.".repeat(60))).is_err());
    }
}
