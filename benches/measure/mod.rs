//! What the system tells of this process.

use std::{sync::OnceLock, time::Instant};

/// CPU time of this process, user and system, where the system tells it; wall time elsewhere.
pub fn cpu_seconds() -> f64 {
    seconds([11, 12])
}

/// The same of the processes that this one has started and that have ended.
pub fn children_cpu_seconds() -> f64 {
    seconds([13, 14])
}

/// Sum of two times among the fields behind the name.
fn seconds(fields: [usize; 2]) -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let ticks = std::fs::read_to_string("/proc/self/stat").ok().and_then(|stat| {
        let all: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        Some(all.get(fields[0])?.parse::<f64>().ok()? + all.get(fields[1])?.parse::<f64>().ok()?)
    });
    // The kernel counts in hundredths of a second on every platform that Rust runs on.
    ticks.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |ticks| ticks / 100.0)
}

/// The most memory that this process held so far, in megabytes; only Linux tells.
pub fn peak_megabytes() -> Option<u64> {
    peak_megabytes_of("self")
}

/// The same of a process that has not ended.
pub fn peak_megabytes_of(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1000)
}

/// Megabytes in words.
pub fn shown(megabytes: Option<u64>) -> String {
    megabytes.map_or_else(|| "unknown".into(), |n| n.to_string())
}
