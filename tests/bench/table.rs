//! What is printed.

use super::cases::Case;
use super::run::Measured;
use std::collections::BTreeMap;

/// All that was measured, by case.
#[derive(Default)]
pub struct Table {
    cases: BTreeMap<&'static str, BTreeMap<&'static str, Measured>>,
}

/// The value below which this share of the samples lies.
fn quantile(samples: &[f64], share: f64) -> f64 {
    let mut samples = samples.to_vec();
    samples.sort_by(f64::total_cmp);
    let last = samples.len().saturating_sub(1);
    samples.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}

fn median(samples: &[f64]) -> f64 {
    quantile(samples, 0.5)
}

const MB: f64 = 1e6;

impl Table {
    pub fn add(&mut self, case: &Case, measured: Measured) {
        self.cases.entry(case.name).or_default().insert(measured.variant, measured);
    }

    /// One case: medians in milliseconds, and megabytes.
    pub fn print_case(&self, case: &Case) {
        println!(
            "\n{:14}{:>8}{:>8}{:>8}{:>10}{:>11}{:>9}{:>9}{:>13}{:>8}{:>8}",
            case.name,
            "init",
            "p90",
            "first",
            "first CPU",
            "init+first",
            "warm p50",
            "p99",
            "CPU-ms/1000",
            "RSS MB",
            "zip MB"
        );
        let Some(measured) = self.cases.get(case.name) else { return };
        for variant in super::VARIANTS {
            let Some(of) = measured.get(variant.name()) else { continue };
            println!(
                "{:14}{:8.2}{:8.2}{:8.2}{:10.2}{:11.2}{:9.3}{:9.3}{:13.0}{:8.1}{:8.2}",
                of.variant,
                median(&of.init),
                quantile(&of.init, 0.9),
                median(&of.first),
                median(&of.first_cpu),
                median(&of.init_and_first),
                median(&of.warm),
                quantile(&of.warm, 0.99),
                median(&of.cpu_per_1000),
                of.peak_memory as f64 / MB,
                of.zip as f64 / MB,
            );
        }
    }

    /// How the others compare with Rust, and Rust with the hello world.
    pub fn print_ratios(&self) {
        println!(
            "\n{:14}{:>12}{:>31}{:>31}{:>31}",
            "ratios", "init", "peers' init / rust's", "peers' init+first / rust's", "peers' CPU / rust's"
        );
        let peers = || ["node", "bundled", "python"].map(|name| format!("{name:>10}")).concat();
        println!("{:14}{:>12} {} {} {}", "", "rust/hello", peers(), peers(), peers());
        for (case, of) in &self.cases {
            let Some(rust) = of.get("rust") else { continue };
            let ratio = |variant: &str, samples: fn(&Measured) -> &[f64]| {
                of.get(variant).map_or(f64::NAN, |peer| median(samples(peer)) / median(samples(rust)))
            };
            let all = |samples: fn(&Measured) -> &[f64]| {
                ["node", "node-bundled", "python"].map(|peer| format!("{:10.1}", ratio(peer, samples))).concat()
            };
            println!(
                "{case:14}{:12.2} {} {} {}",
                1.0 / ratio("hello", |of| &of.init),
                all(|of| &of.init),
                all(|of| &of.init_and_first),
                all(|of| &of.cpu_per_1000)
            );
        }
    }
}
