//! Glimt through everything that may go wrong on the wire. `cargo run --bin simulator` runs many more seeds.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use std::collections::BTreeSet;
use std::fs;
use tests::simulator::campaign::run_all;
use tests::simulator::mutations::{self, Without};
use tests::simulator::{Condition, Tables, Trial, run};

#[test]
fn nothing_that_was_promised_is_broken_whatever_goes_wrong_on_the_wire() -> Result<()> {
    let campaign = run_all(1..301, &Trial::Any)?;
    if let Some((seed, outcome)) = campaign.failed {
        panic!("seed {seed}: {:#?}", outcome.broken);
    }
    let figures = campaign.figures;
    assert!(
        figures.mails > 200 && figures.reminders > 3 && figures.answers > 100 && figures.crashes > 100,
        "hardly anything happened: {figures:?}"
    );
    Ok(())
}

#[test]
fn the_same_seed_gives_the_same_calls_at_the_same_times() -> Result<()> {
    let tables = Tables::make()?;
    for seed in 1..=3 {
        let (first, again) = (run(seed, &tables, &Trial::Any)?, run(seed, &Tables::make()?, &Trial::Any)?);
        assert!(first.trace.len() > 100, "seed {seed}: {} calls", first.trace.len());
        let differs = first.trace.iter().zip(&again.trace).position(|(first, again)| first != again);
        assert_eq!((differs, first.trace.len()), (None, again.trace.len()), "seed {seed}");
    }
    Ok(())
}

/// No seed has links without an email; `tests/links.rs` has.
const ELSEWHERE: [&str; 1] = ["attribute_not_exists(visitors) OR visitors < :most"];

#[test]
fn every_condition_of_the_store_is_come_upon() -> Result<()> {
    let seen = mutations::conditions(200)?;
    let written = written_conditions()?;
    assert!(written.len() >= 10, "{written:?}");
    for condition in written.into_iter().filter(|condition| !ELSEWHERE.contains(&condition.as_str())) {
        assert!(seen.iter().any(|seen| is_of(seen, &condition)), "no seed has come upon: {condition}\n{seen:#?}");
    }
    Ok(())
}

#[test]
fn without_the_condition_of_the_reservation_somebody_is_mailed_twice() -> Result<()> {
    let seen = mutations::conditions(50)?;
    let reserve = seen.iter().find(|seen| seen.table == "contacts" && seen.text == "rev = :seen").unwrap();
    let became = mutations::without(reserve, 300)?;
    assert!(matches!(became, Without::Caught(..)), "{became:?}");
    Ok(())
}

/// What stands in the store's source as a condition: a text, in which `{…}` is anything.
fn written_conditions() -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/store/src"))? {
        let source = fs::read_to_string(file?.path())?;
        for start in ["condition_expression(", "let condition = ", "const NOT_NEWER: &str = "] {
            // What a query looks for is no condition.
            for (at, _) in source.match_indices(start).filter(|(at, _)| !source[..*at].ends_with("key_")) {
                let rest = source[at + start.len()..].trim_start_matches("format!(");
                let text = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
                found.extend(text.map(|(text, _)| text.to_owned()));
            }
        }
    }
    Ok(found)
}

fn is_of(seen: &Condition, written: &str) -> bool {
    let mut rest = seen.text.as_str();
    let parts =
        written.split('{').enumerate().map(|(nth, part)| if nth == 0 { part } else { part.split_once('}').unwrap().1 });
    parts.into_iter().all(|part| {
        let found = rest.find(part);
        rest = found.map_or("", |at| &rest[at + part.len()..]);
        found.is_some()
    })
}
