//! The signatures of the sources: HMACs over the raw bytes, compared in constant time.
//!
//! Windows are checked against the machine's clock, by which the senders sign.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha1::Sha1;
use sha2::Sha256;
pub use survey::hook::Hash;

/// How old or how far ahead a signed time may be (Stripe's and Standard Webhooks' libraries: 300 s).
const WINDOW: SignedDuration = SignedDuration::from_mins(5);

/// Whether `given`, in base64, is the HMAC-SHA-256 of the parts under the key.
pub fn in_base64(given: &str, key: &str, parts: &[&[u8]]) -> bool {
    of_hash_in_base64(Hash::Sha256, given, key, parts)
}

/// Whether `given`, in base64, is the HMAC of the parts under the key.
pub fn of_hash_in_base64(hash: Hash, given: &str, key: &str, parts: &[&[u8]]) -> bool {
    STANDARD.decode(given.trim()).is_ok_and(|mac| is_mac(hash, &mac, key, parts))
}

/// Whether `given`, in hexadecimal, is the HMAC of the parts under the key.
pub fn in_hex(hash: Hash, given: &str, key: &str, parts: &[&[u8]]) -> bool {
    unhex(given.trim()).is_some_and(|mac| is_mac(hash, &mac, key, parts))
}

/// Whether a signed time is near enough to now.
pub fn is_fresh(signed_at: Timestamp) -> bool {
    Timestamp::now().duration_since(signed_at).abs() <= WINDOW
}

fn is_mac(hash: Hash, given: &[u8], key: &str, parts: &[&[u8]]) -> bool {
    match hash {
        Hash::Sha1 => verified::<Hmac<Sha1>>(given, key, parts),
        Hash::Sha256 => verified::<Hmac<Sha256>>(given, key, parts),
    }
}

fn verified<M: Mac + KeyInit>(given: &[u8], key: &str, parts: &[&[u8]]) -> bool {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key.as_bytes()) else { return false };
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(given).is_ok()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || text.len() % 2 == 1 {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202, test case 2, and RFC 4231, test case 2.
    #[test]
    fn known_answers_verify_and_nothing_else_does() {
        let (key, parts): (_, [&[u8]; 2]) = ("Jefe", [b"what do ya want ", b"for nothing?"]);
        assert!(in_hex(Hash::Sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", key, &parts));
        let sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert!(in_hex(Hash::Sha256, sha256, key, &parts));
        assert!(in_base64("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", key, &parts));
        assert!(of_hash_in_base64(Hash::Sha1, "7/zfauXrL6LSdBbV8YTfnCWafHk=", key, &parts));
        assert!(!in_hex(Hash::Sha256, &sha256[2..], key, &parts));
        for bad in ["", "zz", "æ", "5", "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEN="] {
            assert!(!in_hex(Hash::Sha256, bad, key, &parts) && !in_base64(bad, key, &parts), "{bad}");
        }
    }
}
