//! The keys under which names are hashed and links are signed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// Every secret that the rules need. `Debug` shows none of it.
#[derive(Clone)]
pub struct Secrets {
    naming: Vec<u8>,
    links: Vec<(u8, Vec<u8>)>,
}

/// The secrets can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSecrets {
    #[error("the naming key must be at least 32 characters; it has {0}")]
    NamingTooShort(usize),
    #[error(
        "link keys are written “number:secret[,number:secret]”, newest first, numbers 0 to 255, secrets of at least 32 characters"
    )]
    Links,
}

impl Secrets {
    /// `naming` names invitations and contacts and never changes; `links` signs survey links:
    /// `number:secret`, newest first, older ones after a comma for as long as their links live.
    pub fn parse(naming: &str, links: &str) -> Result<Self, BadSecrets> {
        let naming_only = Self::naming_only(naming)?;
        let links: Option<Vec<_>> = links
            .split(',')
            .map(|entry| {
                let (number, secret) = entry.trim().split_once(':')?;
                (secret.len() >= 32).then_some((number.parse().ok()?, secret.as_bytes().to_vec()))
            })
            .collect();
        let links = links.filter(|l| !l.is_empty()).ok_or(BadSecrets::Links)?;
        Ok(Self { links, ..naming_only })
    }

    /// Of a function that makes and opens no links: it can't.
    pub fn naming_only(naming: &str) -> Result<Self, BadSecrets> {
        if naming.len() < 32 {
            return Err(BadSecrets::NamingTooShort(naming.len()));
        }
        Ok(Self { naming: naming.as_bytes().to_vec(), links: Vec::new() })
    }

    /// A keyed hash (HMAC-SHA-256) for names that must never change; `kind` keeps uses apart.
    pub(crate) fn name(&self, kind: &str, parts: &[&str]) -> [u8; 32] {
        let mut text = kind.as_bytes().to_vec();
        for part in parts {
            text.push(0);
            text.extend_from_slice(part.as_bytes());
        }
        mac(&self.naming, &text)
    }

    /// Signs with the newest link key; gives its number too.
    pub(crate) fn newest_link_key(&self) -> u8 {
        self.links.first().map_or(0, |(number, _)| *number)
    }

    /// The MAC of `bytes` under the link key with this number, if that key is still known.
    pub(crate) fn link_mac(&self, number: u8, bytes: &[u8]) -> Option<[u8; 16]> {
        let (_, key) = self.links.iter().find(|(n, _)| *n == number)?;
        mac(key, bytes).first_chunk().copied()
    }
}

/// Compares in a time that does not depend on where the two differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |different, (x, y)| different | (x ^ y)) == 0
}

fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    // HMAC takes a key of any length; the type can't say so, hence the empty fallback that is never taken.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(text).finalize().into_bytes().into())
        .unwrap_or_default()
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} link keys)", self.links.len())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn secrets() -> Secrets {
        Secrets::parse(&"n".repeat(32), &format!("1:{}", "k".repeat(32))).unwrap()
    }

    #[test]
    fn short_or_misspelt_secrets_are_refused() {
        assert_eq!(Secrets::parse("short", "").unwrap_err(), BadSecrets::NamingTooShort(5));
        for links in ["", "x", "1:short", "300:kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"] {
            assert_eq!(Secrets::parse(&"n".repeat(32), links).unwrap_err(), BadSecrets::Links);
        }
    }

    #[test]
    fn parts_of_a_name_never_run_together() {
        let secrets = secrets();
        assert_ne!(secrets.name("id", &["ab", "c"]), secrets.name("id", &["a", "bc"]));
        assert_ne!(secrets.name("id", &["a"]), secrets.name("contact", &["a"]));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert!(!format!("{:?}", secrets()).contains("kkk"));
    }
}
