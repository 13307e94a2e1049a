//! `[report]`, and what other sections must keep free for it.

use super::*;
use crate::journey::reporting::{Digest, Reporting, WeighBy};

const SEGMENTS: &str = "\n[segments]";

fn report(lines: &str) -> String {
    format!("\n[report]\n{lines}\n[segments]")
}

#[test]
fn without_a_word_the_owners_get_a_digest_each_week_and_answers_stay_at_home() {
    let Reporting { weigh_by, answers, comments, digest, attach } = base().reporting;
    assert_eq!((weigh_by, answers, comments, digest, attach), (WeighBy::File, false, true, Digest::Week, true));
}

#[test]
fn the_owner_chooses_what_is_read_and_how() {
    let all = "weigh_by = \"touchpoints\"\nanswers = true\ncomments = \"off\"\ndigest = \"month\"\nattach = false\n";
    let expected = Reporting {
        weigh_by: WeighBy::Touchpoints,
        answers: true,
        comments: false,
        digest: Digest::Month,
        attach: false,
    };
    assert_eq!(journey(SEGMENTS, &report(all)).reporting, expected);
    let wrong = mistake(SEGMENTS, &report("digest = \"weekly\"\n"));
    assert!(wrong.contains("line 17") && wrong.contains("\"week\""), "{wrong}");
    assert!(mistake(SEGMENTS, &report("comment = \"off\"\n")).contains("unknown key \"comment\" in [report]"));
}

#[test]
fn a_segment_can_not_be_called_as_the_two_sides_of_a_change_are() {
    let wrong = mistake(SEGMENTS, "\n[segments]\nchange-2026-10-01.nb = \"x\"\nchange-2026-10-01.en = \"y\"");
    assert!(wrong.contains("before and after a change"), "{wrong}");
}
