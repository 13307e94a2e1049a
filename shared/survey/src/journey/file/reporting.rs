//! `[report]`: what the owners read, and how.

use super::table::Table;
use crate::journey::reporting::{Digest, Reporting, WeighBy};

pub(super) const KEYS: [&str; 5] = ["weigh_by", "answers", "comments", "digest", "attach"];

const WEIGH_BY: [(&str, WeighBy); 2] = [("file", WeighBy::File), ("touchpoints", WeighBy::Touchpoints)];
const COMMENTS: [(&str, bool); 2] = [("report", true), ("off", false)];
const DIGEST: [(&str, Digest); 4] =
    [("day", Digest::Day), ("week", Digest::Week), ("month", Digest::Month), ("off", Digest::Off)];

pub(super) fn read(table: &Table) -> Reporting {
    let usual = Reporting::default();
    let weigh_by = table.get("weigh_by").and_then(|field| field.one_of("weight", &WEIGH_BY));
    let truth = |key| table.get(key).and_then(|field| field.truth());
    let comments = table.get("comments").and_then(|field| field.one_of("place for comments", &COMMENTS));
    let digest = table.get("digest").and_then(|field| field.one_of("rhythm", &DIGEST));
    Reporting {
        weigh_by: weigh_by.unwrap_or(usual.weigh_by),
        answers: truth("answers").unwrap_or(usual.answers),
        comments: comments.unwrap_or(usual.comments),
        digest: digest.unwrap_or(usual.digest),
        attach: truth("attach").unwrap_or(usual.attach),
    }
}
