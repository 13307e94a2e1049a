//! What the largest bodies cost the front door: `cargo run --release -p tests --example payloads`.
//!
//! For each shape, the processor time of a body of 256 KiB against one of 64 KiB (four is linear), and the memory that is
//! allocated at once, against the body's size. The bodies carry the source's key, so that they are read; none is an
//! event.
#![allow(clippy::print_stdout, reason = "a benchmark speaks to whoever called it")]

use anyhow::Result;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::time::{Duration, Instant};
use tests::shop::Shop;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const SMALL: usize = 64 * 1024;
const LARGE: usize = 256 * 1024;

/// A body of about this many bytes.
type Shape = fn(usize) -> String;

fn filled(start: &str, unit: &str, end: &str, size: usize) -> String {
    let times = (size - start.len() - end.len()) / unit.len();
    format!("{start}{}{end}", unit.repeat(times))
}

/// A line of an order, as shops write them.
const LINE: &str = concat!(
    ",{\"id\":466157049,\"variant_id\":39072856,\"title\":\"Turjakke\",\"quantity\":1,\"sku\":\"TJ-42-BLAA\",\"vendor\":null,",
    "\"fulfillment_service\":\"manual\",\"requires_shipping\":true,\"taxable\":true,\"gift_card\":false,\"grams\":900,",
    "\"price\":\"1299.00\",\"total_discount\":\"0.00\",\"fulfillment_status\":null,\"properties\":[],\"tax_lines\":[]}"
);

const SHAPES: [(&str, Shape); 7] = [
    ("an order of many lines", |size| filled("{\"data\":[{}", LINE, "]}", size)),
    ("one long text", |size| filled("{\"id\":\"", "x", "\"}", size)),
    ("escaped text", |size| filled("{\"id\":\"", "\\u00e5", "\"}", size)),
    ("many numbers", |size| filled("{\"data\":[0", ",0", "]}", size)),
    ("many objects", |size| filled("{\"data\":[{}", ",{\"a\":{}}", "]}", size)),
    ("one key again and again", |size| filled("{\"a\":0", ",\"a\":0", "}", size)),
    ("deep", |size| filled("{\"data\":", "[", "", size)),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let shop = Shop::open().await?;
    let bearer = format!("Bearer {}", shop.world.settings.source_key);
    let headers = [("authorization", bearer.as_str())];
    println!("{:26} {:>8} {:>12} {:>14}", "shape", "status", "time 256/64", "memory / body");
    for (name, shape) in SHAPES {
        let mut best = [Duration::MAX; 2];
        let mut status = 0;
        let mut allocated = 0;
        for (nth, size) in [SMALL, LARGE].into_iter().enumerate() {
            let body = shape(size);
            for _ in 0..20 {
                let region = Region::new(ALLOCATOR);
                let start = Instant::now();
                status = shop.world.door("POST", "/v1/events", "", &headers, body.as_bytes()).await?.status;
                best[nth] = best[nth].min(start.elapsed());
                allocated = region.change().bytes_allocated;
            }
        }
        let time = best[1].as_secs_f64() / best[0].as_secs_f64();
        println!("{name:26} {status:>8} {time:>12.1} {:>14.1}", allocated as f64 / LARGE as f64);
    }
    println!(
        "memory: everything allocated for one request, the copies of the envelope too, whether or not freed before the end"
    );
    Ok(())
}
