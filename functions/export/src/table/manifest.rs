//! The list of files that were put together.

use crate::mark::mark;
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// What the files are about.
#[derive(Debug, Clone, Serialize)]
pub struct Head<'a> {
    pub journey_id: &'a str,
    pub journey_version: u32,
    /// The day that it is in the journey's zone: rolling periods end on it.
    pub day: Date,
    /// The newest of the data.
    pub as_of: Option<Timestamp>,
    /// Until when everything is counted that was asked in the last week.
    pub complete_to: Option<Timestamp>,
    /// Until when everything is counted, late answers too.
    pub late_answers_complete_to: Option<Timestamp>,
}

/// A file to list.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// From where all files are put, not from the manifest's folder.
    pub path: &'a str,
    pub bytes: &'a [u8],
    /// None for what is no table.
    pub rows: Option<usize>,
}

/// `manifest.json`: the head, then every file by its path, with its size in bytes, its rows (null for what is
/// no table) and its SHA-256 in lower-case hex.
///
/// Fails where two files have one path.
pub fn manifest(head: &Head<'_>, files: &[File<'_>]) -> Result<Bytes> {
    let mut files: Vec<_> = files.iter().map(Listed::of).collect();
    files.sort_by_key(|file| file.path);
    for pair in files.windows(2) {
        ensure!(pair[0].path != pair[1].path, "two files have the path {}", pair[0].path);
    }
    let mut bytes = serde_json::to_vec_pretty(&Manifest { head, files }).context("the manifest as JSON")?;
    bytes.push(b'\n');
    Ok(bytes.into())
}

#[derive(Serialize)]
struct Manifest<'a> {
    #[serde(flatten)]
    head: &'a Head<'a>,
    files: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    path: &'a str,
    bytes: usize,
    rows: Option<usize>,
    sha256: String,
}

impl<'a> Listed<'a> {
    fn of(file: &File<'a>) -> Self {
        Self { path: file.path, bytes: file.bytes.len(), rows: file.rows, sha256: mark(file.bytes, 32) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const HEAD: Head<'_> = Head {
        journey_id: "nordlys",
        journey_version: 3,
        day: date(2026, 11, 21),
        as_of: Some(Timestamp::UNIX_EPOCH),
        complete_to: None,
        late_answers_complete_to: None,
    };

    fn file<'a>(path: &'a str, bytes: &'a [u8]) -> File<'a> {
        File { path, bytes, rows: None }
    }

    #[test]
    fn a_manifest_looks_like_this_in_whatever_order_the_files_come() {
        let mut files = [file("report.nb.html", b"<p>"), File { rows: Some(2), ..file("funnel.csv", b"abc") }];
        let first = manifest(&HEAD, &files).unwrap();
        files.reverse();
        assert_eq!(first, manifest(&HEAD, &files).unwrap());
        insta::assert_snapshot!(String::from_utf8(first.into()).unwrap());
    }

    #[test]
    fn a_path_stands_in_it_once() {
        assert!(manifest(&HEAD, &[file("a", b""), file("a", b"1")]).is_err());
    }
}
