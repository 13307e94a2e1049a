//! One case: starts and warm instances of every variant, alternating, so that whatever else the machine does hits all
//! alike.

use super::Options;
use super::cases::{Case, Variant};
use super::process::{peak_memory, processor_time};
use super::seed::Seeded;
use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;
use std::time::{Duration, Instant};
use tests::deployed;
use tests::lambda::Instance;

/// What was measured of one variant in one case. Times in milliseconds, of every start and every warm event.
#[derive(Default, Serialize)]
pub struct Measured {
    pub variant: &'static str,
    /// From the start of the process until it asks for its first event.
    pub init: Vec<f64>,
    /// From the start of the process until its first answer.
    pub init_and_first: Vec<f64>,
    pub first: Vec<f64>,
    /// Of the first event, as processor time: what a small function, which has a small share of a processor, waits for.
    pub first_cpu: Vec<f64>,
    pub warm: Vec<f64>,
    /// Processor time of a thousand warm events, for each warm instance.
    pub cpu_per_1000: Vec<f64>,
    /// Bytes.
    pub peak_memory: u64,
    pub zip: u64,
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

struct Contender {
    variant: Variant,
    seeded: Seeded,
    measured: Measured,
}

/// Measures all of them.
pub async fn measure(case: &Case, variants: &[Variant], options: &Options, about: &Value) -> Result<Vec<Measured>> {
    let warm = case.warm(options);
    let count = options.runs + options.instances * (1 + warm);
    let mut contenders = Vec::new();
    for &variant in variants {
        let seeded = Seeded::new(case, variant, count, options, about).await?;
        let zip = match variant.zip(case.function(), options) {
            Some(zip) => std::fs::metadata(zip)?.len(),
            None => deployed::zipped(&variant.program(case.function(), options).0)?,
        };
        let measured = Measured { variant: variant.name(), zip, ..Measured::default() };
        contenders.push(Contender { variant, seeded, measured });
    }
    for run in 0..options.runs {
        for contender in in_turn(&mut contenders, run) {
            contender.start_once(case, options).await.with_context(|| about_whom(case, contender.variant))?;
        }
    }
    for round in 0..options.instances {
        for contender in in_turn(&mut contenders, round) {
            contender.warm(case, warm, options).await.with_context(|| about_whom(case, contender.variant))?;
        }
    }
    Ok(contenders.into_iter().map(|contender| contender.measured).collect())
}

fn about_whom(case: &Case, variant: Variant) -> String {
    format!("{} in {}", case.name, variant.name())
}

/// There and back again.
fn in_turn(contenders: &mut [Contender], run: usize) -> Vec<&mut Contender> {
    let mut all: Vec<_> = contenders.iter_mut().collect();
    if run % 2 == 1 {
        all.reverse();
    }
    all
}

impl Contender {
    /// An instance that has had its first event.
    async fn start(&mut self, case: &Case, options: &Options) -> Result<Instance> {
        let event = self.seeded.next().await?;
        let (program, arguments) = self.variant.program(case.function(), options);
        let began = Instant::now();
        let instance = Instance::start_with(case.function(), &program, &arguments, &self.seeded.environment).await?;
        let init = instance.init().await?;
        let before = processor_time(instance.process)?;
        let handed = Instant::now();
        check(&instance, instance.invoke(&event).await?)?;
        let (first, whole) = (handed.elapsed(), began.elapsed());
        self.measured.init.push(ms(init));
        self.measured.first.push(ms(first));
        self.measured.init_and_first.push(ms(whole));
        self.measured.first_cpu.push(ms(processor_time(instance.process)?.saturating_sub(before)));
        Ok(instance)
    }

    async fn start_once(&mut self, case: &Case, options: &Options) -> Result<()> {
        let instance = self.start(case, options).await?;
        self.measured.peak_memory = self.measured.peak_memory.max(peak_memory(instance.process)?);
        Ok(())
    }

    async fn warm(&mut self, case: &Case, events: usize, options: &Options) -> Result<()> {
        let instance = self.start(case, options).await?;
        let mut used = Duration::ZERO;
        for _ in 0..events {
            let event = self.seeded.next().await?;
            let before = processor_time(instance.process)?;
            let handed = Instant::now();
            let answer = instance.invoke(&event).await?;
            self.measured.warm.push(ms(handed.elapsed()));
            check(&instance, answer)?;
            used += processor_time(instance.process)?.saturating_sub(before);
        }
        self.measured.cpu_per_1000.push(ms(used) * 1e3 / events as f64);
        self.measured.peak_memory = self.measured.peak_memory.max(peak_memory(instance.process)?);
        Ok(())
    }
}

/// An event that was refused would be measured as a quick one.
fn check(instance: &Instance, answer: Value) -> Result<()> {
    let status = answer["statusCode"].as_u64().unwrap_or(200);
    let again = answer["batchItemFailures"].as_array().is_some_and(|failures| !failures.is_empty());
    anyhow::ensure!(status < 400 && !again, "{answer}\n{}", instance.lines().join("\n"));
    Ok(())
}
