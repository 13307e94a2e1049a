//! Where a customer can be mailed, and the name under which they are remembered.

use crate::secret::Secrets;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use email_address::EmailAddress;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// An email address that SES can be asked to mail: ASCII local part, domain in its ASCII (punycode) form.
/// `Debug` hides it, so that it does not end up in a log by accident.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// Why nobody can be mailed at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("the address is empty")]
    Empty,
    #[error("it is no email address (expected name@domain)")]
    Malformed,
    #[error("its part before the @ has letters outside ASCII, which SES can't mail")]
    NonAsciiLocalPart,
}

impl Address {
    /// Reads an address; spaces around it are ignored, the domain is converted to punycode (IDNA).
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let text: String = text.trim().nfc().collect();
        if text.is_empty() {
            return Err(BadAddress::Empty);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(BadAddress::Malformed)?;
        if !local.is_ascii() {
            return Err(BadAddress::NonAsciiLocalPart);
        }
        let domain = idna::domain_to_ascii(domain).map_err(|_| BadAddress::Malformed)?;
        let whole = format!("{local}@{domain}");
        let plain = !whole.contains(|c: char| c.is_ascii_control() || c == ' ' || c == '<' || c == '>');
        let dotted = domain.contains('.');
        if plain && dotted && EmailAddress::is_valid(&whole) { Ok(Self(whole)) } else { Err(BadAddress::Malformed) }
    }

    /// What stands after the @, in its ASCII form.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address as SES wants it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

impl TryFrom<String> for Address {
    type Error = BadAddress;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

/// The keyed hash of an address (16 bytes), under which a person is remembered also after the address is gone.
/// The same for any spelling that reaches the same mailbox as far as letters' case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContactKey(pub(crate) [u8; 16]);

/// The text is no contact key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a contact key is 22 URL-safe base64 characters")]
pub struct NotAContactKey;

impl ContactKey {
    /// The key of the person behind an address.
    pub fn of(address: &Address, secrets: &Secrets) -> Self {
        let hash = secrets.name("contact", &[&address.as_str().to_lowercase()]);
        Self(hash.first_chunk().copied().unwrap_or_default())
    }
}

impl fmt::Display for ContactKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl From<ContactKey> for String {
    fn from(key: ContactKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for ContactKey {
    type Error = NotAContactKey;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAContactKey)?;
        bytes.try_into().map(Self).map_err(|_| NotAContactKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::tests::secrets;

    #[test]
    fn addresses_that_ses_can_mail_are_taken() {
        for (given, kept) in [
            ("kari@example.no", "kari@example.no"),
            (" Kari+ny@Example.NO ", "Kari+ny@example.no"),
            ("ola@blåbær.no", "ola@xn--blbr-roah.no"),
            ("o'neil@example.com", "o'neil@example.com"),
        ] {
            assert_eq!(Address::parse(given).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn addresses_that_no_one_can_be_mailed_at_say_why() {
        assert_eq!(Address::parse("  "), Err(BadAddress::Empty));
        assert_eq!(Address::parse("åse@example.no"), Err(BadAddress::NonAsciiLocalPart));
        for bad in [
            "kari",
            "@example.no",
            "a@",
            "a b@example.no",
            "a@example.no\r\nBcc: x@example.no",
            "a@localhost",
            "<a@example.no>",
        ] {
            assert_eq!(Address::parse(bad), Err(BadAddress::Malformed), "{bad:?}");
        }
    }

    #[test]
    fn the_same_mailbox_in_another_spelling_is_the_same_contact() {
        let secrets = secrets();
        let key = |text| ContactKey::of(&Address::parse(text).unwrap(), &secrets);
        assert_eq!(key("Kari@Blåbær.no"), key("kari@xn--blbr-roah.NO"));
        assert_ne!(key("kari@example.no"), key("kari@example.com"));
        assert_eq!(ContactKey::try_from(key("a@b.no").to_string()).unwrap(), key("a@b.no"));
    }

    #[test]
    fn debug_shows_no_address() {
        assert!(!format!("{:?}", Address::parse("kari@example.no").unwrap()).contains("kari"));
    }
}
