//! `key`: how a request shows that it is the system's.

use crate::hook::{Encoding, Hash, Key, Signature};
use crate::journey::file::{Field, Table};
use toml::de::DeValue;

const EXAMPLE: &str =
    "key = \"bearer\", or key = { header = \"x-hub-signature\", hash = \"sha1\", prefix = \"sha1=\" }";
const HASHES: [(&str, Hash); 2] = [("sha1", Hash::Sha1), ("sha256", Hash::Sha256)];
const ENCODINGS: [(&str, Encoding); 2] = [("hex", Encoding::Hex), ("base64", Encoding::Base64)];

pub(super) fn read(field: &Field) -> Option<Key> {
    match field.value() {
        DeValue::String(_) => field.one_of("key", &[("bearer", Key::Bearer)]),
        _ => in_header(&field.table(EXAMPLE)?.with_keys(&["header", "hash", "prefix", "encoding"])),
    }
}

fn in_header(table: &Table) -> Option<Key> {
    let header = table.need("header", "header = \"x-signature\"").and_then(|field| header(&field));
    let prefix = table.get("prefix").map(|field| field.text().map(str::to_owned));
    let encoding = table.get("encoding").map(|field| field.one_of("encoding", &ENCODINGS));
    let Some(hash) = table.get("hash") else {
        for given in ["prefix", "encoding"].into_iter().filter_map(|key| table.get(key)) {
            given.mistake(
                format!("{} says nothing without hash", given.name()),
                "add hash = \"sha256\", or take it out: then the header holds the key as it is",
            );
        }
        return header.map(Key::Header);
    };
    let hash = hash.one_of("algorithm", &HASHES);
    Some(Key::Signature(Signature {
        header: header?,
        hash: hash?,
        prefix: prefix.unwrap_or(Some(String::new()))?,
        encoding: encoding.unwrap_or(Some(Encoding::Hex))?,
    }))
}

/// A header's name, in small letters.
fn header(field: &Field) -> Option<String> {
    field.parse("write a header's name, such as \"x-hub-signature\"", |text| {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        ((1..=100).contains(&text.len()) && text.bytes().all(legal)).then(|| text.to_ascii_lowercase())
    })
}
