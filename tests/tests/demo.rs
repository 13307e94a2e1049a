//! A shop that does not exist, through the real functions: what was done is found, and the same seed gives the same
//! files, whatever the number of workers.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use clap::{Args, Command, FromArgMatches};
use glimt::demo::{self, Options, Outcome};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn options(arguments: &[&str]) -> Result<Options, clap::Error> {
    let command = Options::augment_args(Command::new("demo").no_binary_name(true));
    Options::from_arg_matches(&command.try_get_matches_from(arguments)?)
}

async fn simulated(out: &Path, seed: &str, workers: &str) -> Result<Outcome> {
    let out = out.to_str().unwrap();
    let arguments = ["--customers", "200", "--seed", seed, "--workers", workers, "--out", out];
    demo::run(&options(&arguments)?).await
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().display().to_string(), fs::read(path).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_found_and_the_same_seed_gives_the_same_files() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut exports = Vec::new();
    for (seed, workers) in [("1", "1"), ("1", "3"), ("4", "3")] {
        let out = folder.path().join(format!("{seed}-{workers}"));
        let outcome = simulated(&out, seed, workers).await?;
        assert_eq!((outcome.played.refused, &outcome.played.refusals), (0, &Vec::new()));
        for count in &outcome.truth.counts {
            assert_eq!(count.truth, count.found, "{count:?}");
        }
        let done = |name: &str| {
            let counts = outcome.truth.counts.iter().filter(|count| count.count.starts_with(name));
            counts.map(|count| count.truth).sum::<u64>()
        };
        for name in ["sent", "bounced", "voided", "suspect", "answered", "answers to dead links"] {
            assert!(done(name) > 0, "{name}: {:?}", outcome.truth.counts);
        }
        let delivered =
            outcome.truth.scores.iter().find(|score| score.survey == "delivered" && score.carrier.is_none());
        let delivered = delivered.unwrap();
        let [score, low, high] = delivered.found.unwrap();
        assert!(0.0 < low && low < score && score <= high && high - low > 5.0, "{delivered:?}");
        assert!(delivered.asked > delivered.answers && (50.0..95.0).contains(&delivered.truth), "{delivered:?}");
        assert_eq!(fs::read_dir(&out)?.count(), 2, "nothing but the exports is left: for people, and as Parquet");
        exports.push(files(&out.join("nordlys")));
    }
    assert!(exports[0].len() >= 8, "{:?}", exports[0].keys());
    assert!(exports[0] == exports[1], "the number of workers shows");
    assert!(exports[0] != exports[2], "the seed does not show");
    Ok(())
}

#[test]
fn options_of_one_kind_of_demo_are_refused_with_the_other() {
    let refused = |arguments: &[&str]| options(arguments).unwrap_err().to_string();
    assert!(refused(&["--columns", "columns.toml"]).contains("--orders"));
    assert!(refused(&["--orders", "orders.csv", "--seed", "3"]).contains("cannot be used with"));
    assert!(refused(&["--days", "91"]).contains("91 is not in 1..=90"));
    assert!(options(&[]).unwrap().orders.is_none());
}
