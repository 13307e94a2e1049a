//! Orders from a file, through the real functions: the figures come out as they went in, whatever the number of workers.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::demo::{self, Options, Outcome};
use std::io::Write;
use std::path::{Path, PathBuf};

const ORDERS: &str = "\
order,customer,purchased,delivered,estimated,state,survey_sent,rating,comment,answered
1,a,2018-01-01 10:00:00,2018-01-04 10:00:00,2018-01-10 00:00:00,SP,2018-01-05 00:00:00,5,\"fast,
and whole\",2018-01-06 12:00:00
2,b,2018-01-01 11:00:00,2018-01-12 10:00:00,2018-01-10 00:00:00,RJ,2018-01-11 00:00:00,1,late,2018-01-10 09:00:00
2,b,2018-01-01 11:00:00,2018-01-12 10:00:00,2018-01-10 00:00:00,RJ,2018-01-13 00:00:00,4,came at last,2018-01-14 09:00:00
3,c,2018-01-02 10:00:00,,2018-01-20 00:00:00,SP,,,,
4,d,soon,,,SP,,,,
5,e,2018-01-03 10:00:00,2018-01-06 10:00:00,2018-01-10 00:00:00,SP,2018-01-07 00:00:00,3,=1+1,2019-06-01 10:00:00
";

const COLUMNS: &str = r#"
order = "order"
customer = "customer"
email_domain = "example.com"
purchased = "purchased"
delivered = "delivered"
estimated = "estimated"
survey_sent = "survey_sent"
rating = "rating"
comment = "comment"
answered = "answered"
time_zone = "America/Sao_Paulo"
[segments]
state = "state"
"#;

async fn replay(folder: &Path, workers: usize) -> Result<(Outcome, PathBuf)> {
    let out = folder.join(workers.to_string());
    let (orders, columns) = (folder.join("orders.csv"), folder.join("columns.toml"));
    std::fs::write(&orders, ORDERS)?;
    std::fs::write(&columns, COLUMNS)?;
    let outcome = demo::run(&options(orders, columns, &out, Some(workers))).await?;
    Ok((outcome, out.join("olist")))
}

fn options(orders: PathBuf, columns: PathBuf, out: &Path, workers: Option<usize>) -> Options {
    let (orders, columns) = (Some(orders), Some(columns));
    Options { days: 60, customers: 0, seed: 0, orders, columns, journey: None, out: out.to_owned(), workers }
}

/// Answers, and how many of them are favourable, neutral and unfavourable, over all months.
fn over_the_months(outcome: &Outcome, segment: &str, value: &str) -> [u64; 4] {
    let rows = outcome.scores.as_array().unwrap().iter().filter(|row| row["period_type"] == "month");
    let rows: Vec<_> = rows.filter(|row| row["segment"] == segment && row["segment_value"] == value).collect();
    let sum = |column: &str| rows.iter().map(|row| row[column].as_u64().unwrap()).sum();
    ["answers", "favourable", "neutral", "unfavourable"].map(sum)
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_become_the_score_that_their_ratings_make() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (outcome, one) = replay(folder.path(), 1).await?;
    let read = outcome.read.as_ref().unwrap();
    assert_eq!((read.orders, outcome.played.mails, outcome.played.answers), (4, 4, 4));
    assert_eq!(read.unread.len(), 1, "{:?}", read.unread);
    assert!(read.unread[0].starts_with("line 7:"), "{:?}", read.unread);
    assert!(outcome.played.refusals.is_empty(), "{:?}", outcome.played.refusals);
    assert!(outcome.truth.counts.iter().all(|count| count.truth == count.found), "{:?}", outcome.truth.counts);
    // Order 2 was answered twice: its day is the first answer's, its rating the latest. Order 3 was not answered.
    assert_eq!(over_the_months(&outcome, "", ""), [3, 2, 1, 0]);
    assert_eq!(over_the_months(&outcome, "state", "RJ"), [1, 1, 0, 0]);
    let (_, three) = replay(folder.path(), 3).await?;
    for name in ["stage_scores.csv", "stage_scores.json", "funnel.csv", "report.en.html"] {
        assert_eq!(std::fs::read(one.join(name))?, std::fs::read(three.join(name))?, "{name}");
    }
    for entry in std::fs::read_dir(&one)? {
        let path = entry?.path();
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        assert!(!text.contains("example.com"), "{path:?}");
        let is_report = path.extension().is_some_and(|ending| ending == "html");
        assert!(is_report || !text.contains("came at last"), "{path:?}");
    }
    Ok(())
}

/// Where the public data set is, beside a checkout of whoever has it. It is not part of the project.
const OLIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/olist/orders_reviews.csv");

#[tokio::test(flavor = "multi_thread")]
async fn real_orders_score_as_they_were_rated() -> Result<()> {
    if !Path::new(OLIST).exists() {
        // Straight to the terminal: the test harness keeps what a passing test prints to itself.
        writeln!(std::io::stderr(), "\nSKIPPED: there is no {OLIST}\n")?;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let columns = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/replay/olist.toml");
    let outcome = demo::run(&options(OLIST.into(), columns.into(), folder.path(), None)).await?;
    assert_eq!((outcome.read.as_ref().unwrap().orders, outcome.played.mails), (21_925, 21_925));
    assert!(outcome.played.refusals.is_empty(), "{:?}", outcome.played.refusals);
    assert_eq!(over_the_months(&outcome, "", ""), [21_758, 16_739, 1_825, 3_194]);
    for (state, answers, favourable) in [("SP", 9_269, 7_348), ("RJ", 2_789, 1_993), ("MG", 2_538, 1_983)] {
        assert_eq!(over_the_months(&outcome, "state", state)[..2], [answers, favourable], "{state}");
    }
    Ok(())
}
