//! The figures against those of statsmodels, scipy and numpy: `reference/estimates.csv`, as `reference/estimates.py`
//! wrote it.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use score::{
    Change, Interval, Mean, Metric, Part, Sample, Score, adjusted_wald_nps, benjamini_hochberg, favourable_share,
    roll_up, wilson,
};

#[test]
fn every_figure_is_the_one_that_others_get() {
    let rows = include_str!("reference/estimates.csv");
    for row in rows.lines() {
        let (ours, theirs) = both(row);
        assert_eq!(ours.len(), theirs.len(), "{row}");
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert!((ours - theirs).abs() < 1e-9, "{ours} is not {theirs}: {row}");
        }
    }
    assert!(rows.lines().count() > 300);
}

/// What comes out of a row here, and what it says should.
fn both(row: &str) -> (Vec<f64>, Vec<f64>) {
    let fields: Vec<&str> = row.split(',').collect();
    let (ours, puts) = match fields[..] {
        ["wilson", part, n, ..] => (ends(wilson(whole(part), whole(n))), 2),
        ["nps", up, down, n, ..] => (ends(adjusted_wald_nps(whole(up), whole(down), whole(n))), 3),
        ["score", metric, answers, ..] => {
            let answers = sample(answers);
            let score = Score::of(metric.parse().unwrap(), &answers).unwrap();
            ([vec![answers.effective_n()], figures(&score)].concat(), 2)
        }
        ["favourable", metric, answers, ..] => {
            (figures(&favourable_share(metric.parse().unwrap(), &sample(answers)).unwrap()), 2)
        }
        ["mean", metric, answers, ..] => {
            let Mean { value, interval } = Mean::of(metric.parse().unwrap(), &sample(answers)).unwrap();
            (figures(&Score { value, interval }), 2)
        }
        ["change", metric, now, before, ..] => {
            let metric: Metric = metric.parse().unwrap();
            (of_change(Change::between(metric, &sample(now), &sample(before)).unwrap()), 3)
        }
        ["of_scores", ..] => (of_change(Change::of_scores(&score(&fields[1..4]), &score(&fields[4..7]))), 6),
        ["roll_up", parts, ..] => (figures(&roll_up(&parts.split('/').map(part).collect::<Vec<_>>()).unwrap()), 1),
        ["told", p, q, ..] => {
            let told = benjamini_hochberg(&numbers(p), number(q));
            (told.into_iter().map(|told| f64::from(u8::from(told))).collect(), 2)
        }
        _ => panic!("of no kind: {row}"),
    };
    (ours, fields[1 + puts..].iter().flat_map(|field| numbers(field)).collect())
}

fn ends(Interval { low, high }: Interval) -> Vec<f64> {
    vec![low, high]
}

fn figures(score: &Score) -> Vec<f64> {
    [vec![score.value], ends(score.interval)].concat()
}

fn of_change(change: Change) -> Vec<f64> {
    [vec![change.difference], ends(change.interval), vec![change.p]].concat()
}

fn score(fields: &[&str]) -> Score {
    Score { value: number(fields[0]), interval: Interval { low: number(fields[1]), high: number(fields[2]) } }
}

fn part(text: &str) -> Part {
    let (weight, rest) = text.split_once(' ').unwrap();
    Part { weight: number(weight), score: score(&rest.split(' ').collect::<Vec<_>>()) }
}

fn sample(text: &str) -> Sample {
    let mut sample = Sample::default();
    for stratum in text.split('/') {
        let (asked_ppm, counts) = stratum.split_once(':').unwrap();
        for (rating, count) in (0..).zip(counts.split(' ')) {
            sample.add_count(rating, whole(count), asked_ppm.parse().unwrap()).unwrap();
        }
    }
    sample
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(number).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn whole(text: &str) -> u64 {
    text.parse().unwrap()
}
