//! How often the 95 % intervals hold the truth: `cargo run --release -p score --example coverage`.
//!
//! Answers are drawn from known distributions, over and over, and it is counted in how many of the runs the interval
//! holds the figure that asking everybody would have given. A fixed seed: the same figures each time.
#![allow(clippy::print_stdout, reason = "a study speaks to whoever called it")]

mod figure;
mod truth;

use crate::figure::Figure;
use crate::truth::TRUTHS;

const ANSWERS: [usize; 6] = [5, 10, 20, 30, 100, 300];
const RUNS: u32 = 10_000;

fn main() {
    for figure in Figure::ALL {
        println!("{}, in percent of {RUNS} runs\n", figure.name());
        row("answers", &ANSWERS.map(|n| n as f64), 0);
        let places = 0..TRUTHS.len();
        let by_truth: Vec<_> = places.map(|place| ANSWERS.map(|n| 100.0 * figure.coverage(place, n, RUNS))).collect();
        for (truth, covered) in TRUTHS.iter().zip(&by_truth) {
            row(truth.name, covered, 1);
        }
        let over = |of: fn(&[f64]) -> f64| -> Vec<f64> {
            let column = |n| by_truth.iter().map(|covered| covered[n]).collect::<Vec<f64>>();
            (0..ANSWERS.len()).map(|n| of(&column(n))).collect()
        };
        row("mean", &over(mean), 1);
        row("worst", &over(|covered| covered.iter().copied().fold(100.0, f64::min)), 1);
        println!();
    }
}

fn row(name: &str, figures: &[f64], digits: usize) {
    let figures: String = figures.iter().map(|figure| format!("{figure:>7.digits$}")).collect();
    println!("{name:<46}{figures}");
}

fn mean(figures: &[f64]) -> f64 {
    figures.iter().sum::<f64>() / figures.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interval_holds_the_truth_about_19_times_in_20() {
        for figure in Figure::ALL {
            for n in [30, 100] {
                let covered: Vec<f64> = (0..TRUTHS.len()).map(|place| figure.coverage(place, n, 1_000)).collect();
                let mean = mean(&covered);
                assert!((0.93..=0.98).contains(&mean), "{}: {mean} of {n} answers", figure.name());
            }
        }
    }
}
