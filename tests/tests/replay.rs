//! Orders from a file, through the real functions: the figures come out as they went in, whatever the number of workers.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::demo::{self, Options, Outcome};
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
    let options = Options {
        days: 60,
        customers: 0,
        seed: 0,
        orders: Some(orders),
        columns: Some(columns),
        journey: None,
        out: out.clone(),
        workers: Some(workers),
    };
    Ok((demo::run(&options).await?, out.join("olist")))
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_become_the_score_that_their_ratings_make() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (outcome, one) = replay(folder.path(), 1).await?;
    let read = outcome.read.unwrap();
    assert_eq!((read.orders, outcome.played.mails, outcome.played.answers), (4, 4, 4));
    assert_eq!(read.unread.len(), 1, "{:?}", read.unread);
    assert!(read.unread[0].starts_with("line 7:"), "{:?}", read.unread);
    assert!(outcome.played.refusals.is_empty(), "{:?}", outcome.played.refusals);
    assert!(outcome.truth.counts.iter().all(|count| count.truth == count.found), "{:?}", outcome.truth.counts);
    let rows = outcome.scores.as_array().unwrap();
    let months = |segment: &str, value: &str| {
        let of = |column: &str| {
            let kept = rows.iter().filter(|row| row["period_type"] == "month");
            let kept = kept.filter(|row| row["segment"] == segment && row["segment_value"] == value);
            kept.map(|row| row[column].as_u64().unwrap()).sum::<u64>()
        };
        (of("answers"), of("favourable"), of("neutral"))
    };
    // Order 2 was answered twice: its day is the first answer's, its rating the latest. Order 3 was not answered.
    assert_eq!(months("", ""), (3, 2, 1));
    assert_eq!(months("state", "RJ"), (1, 1, 0));
    let (_, three) = replay(folder.path(), 3).await?;
    for name in ["stage_scores.csv", "stage_scores.json", "funnel.csv", "report.en.html"] {
        assert_eq!(std::fs::read(one.join(name))?, std::fs::read(three.join(name))?, "{name}");
    }
    let all = std::fs::read_dir(&one)?.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    assert!(all.into_iter().all(|text| !text.contains("example.com") && !text.contains("came at last")));
    Ok(())
}
