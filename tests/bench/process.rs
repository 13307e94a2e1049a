//! What the kernel knows of a process.

use anyhow::{Context, Result};
use nix::time::clock_getcpuclockid;
use nix::unistd::Pid;
use std::time::Duration;

/// What a process has used of the processors so far, in user and system mode, all its threads together.
pub fn processor_time(process: u32) -> Result<Duration> {
    let clock = clock_getcpuclockid(Pid::from_raw(i32::try_from(process)?)).context("the process has ended")?;
    Ok(clock.now()?.into())
}

/// The most memory that a process ever had, in bytes.
pub fn peak_memory(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(peak.trim().trim_end_matches("kB").trim().parse::<u64>()? * 1024)
}

/// The machine's load over 1, 5 and 15 minutes.
pub fn load_average() -> Result<String> {
    let load = std::fs::read_to_string("/proc/loadavg")?;
    Ok(load.split_whitespace().take(3).collect::<Vec<_>>().join(" "))
}
