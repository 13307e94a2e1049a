//! What tells one content from another, in few characters.

use sha2::{Digest, Sha256};

/// The first so many bytes of the content's SHA-256, in lower-case hexadecimal; 32 are all of it.
pub(crate) fn mark(content: impl AsRef<[u8]>, bytes: usize) -> String {
    Sha256::digest(content).iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn the_mark_is_the_published_hash_of_abc() {
        // FIPS 180-4, the example of one block.
        let whole = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((mark("abc", 32).as_str(), mark("abc", 4).as_str()), (whole, &whole[..8]));
    }
}
