//! CPU and memory of another program, as Linux tells them while it runs.

use std::{
    fs, io,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

pub struct Watched {
    pub ended_well: bool,
    /// Seconds, user and system.
    pub cpu: f64,
    /// Megabytes; what the last moments add is missed.
    pub peak: f64,
}

/// Runs a program and looks at it every few milliseconds.
pub fn run(command: &mut Command) -> io::Result<Watched> {
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let folder = format!("/proc/{}", child.id());
    let mut watched = Watched { ended_well: false, cpu: 0.0, peak: 0.0 };
    loop {
        watched.cpu = watched.cpu.max(cpu_seconds(&folder).unwrap_or(0.0));
        watched.peak = watched.peak.max(peak_megabytes(&folder).unwrap_or(0.0));
        if let Some(status) = child.try_wait()? {
            watched.ended_well = status.success();
            return Ok(watched);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The kernel counts in hundredths of a second.
fn cpu_seconds(folder: &str) -> Option<f64> {
    let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}

fn peak_megabytes(folder: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("{folder}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1000.0)
}
