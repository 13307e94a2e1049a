//! The lines of what a month costs whatever happens in it.

use super::measured::Measured;
use super::{Bill, GB, Part, Prices};

/// What is watched, runs by the clock, and stays.
pub(super) fn month(bill: &mut Bill, prices: &Prices, measured: &Measured) {
    let m = &measured.figures;
    let (anyway, ms, memory) = (&m.anyway, &m.ms, &m.memory_mb);
    let hours = anyway.hours;
    let (minutes, nights) = (hours * 60.0, hours / 24.0);
    let mut add = |item, units, price, lower| bill.add(Part::Month, item, units, price, lower);

    add("CloudWatch: alarms", anyway.alarms, &prices.alarm, "Fewer alarms.");
    add("CloudWatch: custom metrics", anyway.metrics, &prices.metric, "Fewer metrics.");
    add("CloudWatch: dashboard", anyway.dashboards, &prices.dashboard, "Three are free, which is not counted here.");
    let runs = 2.0 * minutes + hours + 2.0 * nights;
    add("Scheduler: invocations", runs, &prices.schedule, "14 million are free, which is not counted here.");
    add("Lambda: runs by the clock, requests", runs, &prices.lambda_request, "Fewer runs.");
    let gb_seconds = minutes * (ms.idle_sweep * memory.send + ms.idle_alert * memory.alert)
        + (hours * ms.hourly + nights * ms.nightly) * memory.aggregate
        + nights * ms.export * memory.export;
    let gb_seconds = gb_seconds / 1e3 / 1_024.0;
    add("Lambda: runs by the clock, time", gb_seconds, &prices.lambda_time, "Queries side by side.");
    let reads = minutes * (anyway.sweep_reads + anyway.alert_reads + anyway.pointer_reads)
        + hours * anyway.hourly_reads
        + nights * (anyway.nightly_reads + anyway.export_reads);
    add("DynamoDB reads: runs by the clock", reads, &prices.dynamodb_read, "Eventually consistent reads.");
    let writes =
        hours * (anyway.mark_writes + anyway.hourly_cells) + nights * (anyway.nightly_cells + anyway.ledger_writes);
    add("DynamoDB writes: marks and counts", writes, &prices.dynamodb_write, "Fewer segments.");
    add("DynamoDB storage: counts", anyway.counts_gb, &prices.dynamodb_storage, "Fewer segments.");
    add("DynamoDB recovery: counts", anyway.counts_gb, &prices.dynamodb_recovery, "Fewer segments.");
    let polls = hours * anyway.polls;
    add("SQS: polls of empty queues", polls, &prices.sqs_request, "One queue fewer; a million are free, not counted.");
    add("S3: puts", nights * anyway.puts, &prices.s3_put, "Fewer journeys.");
    add("S3: files", anyway.files_gb, &prices.s3_storage, "Earlier versions for a shorter time.");
    let logged = minutes * (anyway.sweep_log_bytes + m.overhead.log_line) / GB;
    add("Logs: sweeps", logged, &prices.logs, "A sweep's line at debug.");
}
