//! `[retention]`.

use super::*;
use crate::journey::Retention;
use crate::journey::length::Length;

const SEGMENTS: &str = "\n[segments]";

fn kept(lines: &str) -> String {
    format!("\n[retention]\n{lines}\n[segments]")
}

#[test]
fn without_retention_people_are_remembered_60_days_longer_than_needed_and_the_rest_for_good() {
    let base = base();
    assert_eq!(base.retention, Retention::default());
    assert_eq!(base.remembered(), base.needs_to_remember().plus(Length::days(60)));
}

#[test]
fn each_kind_is_kept_as_long_as_the_file_says() {
    let journey = journey(SEGMENTS, &kept("comments = \"180d\"\nanswers = \"730d\"\npeople = \"400d\"\n"));
    let days = |days| Some(Length::days(days));
    assert_eq!(journey.retention, Retention { comments: days(180), answers: days(730), people: days(400) });
    assert_eq!(journey.remembered(), Length::days(400));
}

#[test]
fn nothing_is_forgotten_while_it_is_needed() {
    let refused = |lines: &str| mistake(SEGMENTS, &kept(lines));
    let answers = refused("answers = \"30d\"\n");
    assert!(answers.contains("line 17") && answers.contains("write \"37d\" or longer"), "{answers}");
    let comments = refused("comments = \"90d\"\nanswers = \"60d\"\n");
    assert!(comments.contains("line 17") && comments.contains("shorter than answers (\"60d\")"), "{comments}");
    let people = refused("people = \"7d\"\n");
    assert!(people.contains("line 17") && people.contains("quiet_period, link_life"), "{people}");
    assert!(refused("coments = \"1d\"\n").contains("unknown key \"coments\" in [retention]"));
}
