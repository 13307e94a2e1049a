//! Glimt's side of the race that `race.py` runs: counts ratings, and says how long that took.
#![expect(clippy::print_stdout, reason = "a command speaks to whoever called it")]

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Parser;
use parquet::column::reader::ColumnReader;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use score::Histogram;
use serde_json::json;
use std::fs::{self, File};
use std::io::stdin;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Counts ratings once for each line read: `memory` or a Parquet file's name, then `rating` or `key,rating`.
#[derive(Parser)]
struct Options {
    /// Where the columns lie: `key.u8`, `rating.u8` and the Parquet files
    folder: PathBuf,
    /// As many as the machine has, unless told
    #[arg(long)]
    threads: Option<NonZero<usize>>,
}

/// How many values of a Parquet column are taken at a time, so that they stay in a near cache.
const BATCH: usize = 4096;

fn main() -> Result<()> {
    let Options { folder, threads } = Options::parse();
    let threads = threads.map_or_else(thread::available_parallelism, Ok)?.get();
    let (keys, ratings) = (fs::read(folder.join("key.u8"))?, fs::read(folder.join("rating.u8"))?);
    for line in stdin().lines() {
        let line = line?;
        let (source, columns) = line.split_once(' ').context("a source, then columns")?;
        let by_key = columns == "key,rating";
        let started = Instant::now();
        let counted = match source {
            "memory" => memory(by_key.then_some(&keys), &ratings, threads)?,
            file => parquet(&folder.join(file), by_key, threads)?,
        };
        let seconds = started.elapsed().as_secs_f64();
        let of_key = |(key, counts): (usize, Histogram)| counts.iter().map(|cell| (key, cell)).collect::<Vec<_>>();
        let cells = counted.into_iter().enumerate().flat_map(of_key).map(|(key, (rating, n))| (key, rating, n));
        println!("{}", json!({ "seconds": seconds, "cells": cells.collect::<Vec<_>>() }));
    }
    Ok(())
}

/// Each thread counts one part of the columns.
fn memory(keys: Option<&Vec<u8>>, ratings: &[u8], threads: usize) -> Result<Vec<Histogram>> {
    let end_of = |part: usize| ratings.len() * part / threads;
    in_parallel(threads, |part| {
        let rows = end_of(part)..end_of(part + 1);
        count(keys.map(|keys| &keys[rows.clone()]), &ratings[rows.clone()])
    })
}

/// Each thread takes the next row group, until there is none.
fn parquet(path: &Path, by_key: bool, threads: usize) -> Result<Vec<Histogram>> {
    let next = AtomicUsize::new(0);
    in_parallel(threads, |_| {
        // Opened by each: what clones of a `File` share is its position.
        let file = SerializedFileReader::new(File::open(path)?)?;
        let (mut counted, mut keys, mut ratings) = (vec![], vec![], vec![]);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= file.num_row_groups() {
                return Ok(counted);
            }
            let group = file.get_row_group(number)?;
            read(&*group, "rating", &mut ratings)?;
            if by_key {
                read(&*group, "key", &mut keys)?;
            }
            merge(&mut counted, &count(by_key.then_some(&keys), &ratings)?);
        }
    })
}

/// A row group's column of numbers below 256. Any other becomes 255, which no rating is.
fn read(group: &dyn RowGroupReader, name: &str, column: &mut Vec<u8>) -> Result<()> {
    let position = group.metadata().columns().iter().position(|column| column.column_path().string() == name);
    let reader = group.get_column_reader(position.with_context(|| format!("no column {name}"))?)?;
    let ColumnReader::Int32ColumnReader(mut reader) = reader else { bail!("column {name} is not of small numbers") };
    let (mut levels, mut values) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
    column.clear();
    loop {
        levels.clear();
        values.clear();
        let (rows, ..) = reader.read_records(BATCH, Some(&mut levels), None, &mut values)?;
        if rows == 0 {
            return Ok(());
        }
        ensure!(values.len() == rows, "column {name} has rows without a value");
        column.extend(values.iter().map(|&value| u8::try_from(value).unwrap_or(u8::MAX)));
    }
}

/// By key, or all as of key 0.
fn count(keys: Option<impl AsRef<[u8]>>, ratings: &[u8]) -> Result<Vec<Histogram>> {
    if let Some(keys) = keys {
        return Ok(Histogram::count_by_key(keys.as_ref(), ratings)?);
    }
    let mut histogram = Histogram::default();
    histogram.add_column(ratings)?;
    Ok(vec![histogram])
}

fn merge(all: &mut Vec<Histogram>, part: &[Histogram]) {
    all.resize(all.len().max(part.len()), Histogram::default());
    all.iter_mut().zip(part).for_each(|(all, part)| all.merge(part));
}

/// What all parts add up to; part 0 is counted by this thread.
fn in_parallel(threads: usize, count: impl Fn(usize) -> Result<Vec<Histogram>> + Sync) -> Result<Vec<Histogram>> {
    let count = &count;
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|part| scope.spawn(move || count(part))).collect();
        let mut all = count(0)?;
        for other in others {
            merge(&mut all, &other.join().map_err(|_| anyhow!("a thread has panicked"))??);
        }
        Ok(all)
    })
}
