//! Mutated inputs for every parser, for what reads texts and for every writer: no panic, no hang, no blow-up of memory, and
//! what was written reads back equal.
//!
//! `cargo bench --features full --bench fuzz -- [--seconds N] [--seed N] [TARGET…]` gives every target N seconds (5 where
//! nothing is said) and prints inputs, CPU seconds and findings of each. The input of a finding is kept in `fuzz/findings`.
//! An input that ends the whole program is found there too, as `TARGET-last`.

#[path = "../benches/measure/mod.rs"]
#[allow(dead_code, reason = "the benches use the rest")]
mod measure;
mod mutate;
mod targets;

use mutate::Mutator;
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use targets::{Target, Workshop};

/// CPU seconds that an input may take, for every megabyte that has begun.
const MOST_SECONDS: f64 = 2.0;
/// Wall seconds after which the program is given up.
const HANGS: u64 = 60;
/// Memory that an input may take: so many times its size beyond what any input takes.
const MOST_TIMES: u64 = 20;
const MOST_BASE: u64 = 96 << 20;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut seconds, mut seed, mut wanted) = (5_u64, 1_u64, Vec::new());
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seconds" => seconds = args.next().and_then(|n| n.parse().ok()).expect("--seconds N"),
            "--seed" => seed = args.next().and_then(|n| n.parse().ok()).expect("--seed N"),
            // What cargo adds.
            "--bench" => {}
            _ => wanted.push(arg),
        }
    }
    let workshop = Workshop::new();
    let findings = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/findings"));
    // Findings are told below, with their inputs.
    std::panic::set_hook(Box::new(|_| {}));
    println!("{:<22}{:>9}{:>9}  findings", "target", "inputs", "CPU s");
    let (mut all, mut inputs, cpu) = (0, 0, measure::cpu_seconds());
    for target in targets::ALL.iter().filter(|t| wanted.is_empty() || wanted.iter().any(|w| w == t.name)) {
        let told = fuzz(target, &workshop, seconds, seed, &findings);
        all += told.findings.len();
        inputs += told.inputs;
        println!("{:<22}{:>9}{:>9.1}  {}", target.name, told.inputs, told.cpu, told.findings.join("; "));
    }
    println!("{:<22}{inputs:>9}{:>9.1}  {all}", "all", measure::cpu_seconds() - cpu);
    if all > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// What became of a target.
struct Told {
    inputs: u64,
    cpu: f64,
    findings: Vec<String>,
}

fn fuzz(target: &Target, workshop: &Workshop, seconds: u64, seed: u64, findings: &Path) -> Told {
    let mut mutator = Mutator::new(seed, target.seeds);
    let (began, cpu) = (Instant::now(), measure::cpu_seconds());
    let mut told = Told { inputs: 0, cpu: 0.0, findings: Vec::new() };
    let last = findings.join(format!("{}-last", target.name));
    let watch = Watch::over(format!("{}: no end after {HANGS} s; the input is {}", target.name, last.display()));
    let keep = |bytes: &[u8], why: &str, told: &mut Told| {
        let name = format!("{}-{:016x}", target.name, mutate::hash(bytes));
        let kept = fs::create_dir_all(findings).and_then(|()| fs::write(findings.join(&name), bytes));
        told.findings.push(format!("{why} (fuzz/findings/{name}{})", if kept.is_ok() { "" } else { ", not kept" }));
    };
    // A target that fails again and again tells nothing new.
    while began.elapsed() < Duration::from_secs(seconds) && told.findings.len() < 5 {
        let bytes = mutator.make();
        let _ = fs::create_dir_all(findings).and_then(|()| fs::write(&last, &bytes));
        let before = memory_begins();
        let started = measure::cpu_seconds();
        let done = watch.during(|| catch_unwind(AssertUnwindSafe(|| (target.run)(workshop, &bytes))));
        let took = measure::cpu_seconds() - started;
        told.inputs += 1;
        match done {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => keep(&bytes, &fault, &mut told),
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
                keep(&bytes, &format!("panic: {}", text.unwrap_or_default()), &mut told);
            }
        }
        if took > MOST_SECONDS * (1.0 + (bytes.len() >> 20) as f64) {
            keep(&bytes, &format!("{took:.1} s for {} bytes", bytes.len()), &mut told);
        }
        if let Some(grown) = memory_grown(before)
            && grown > MOST_BASE + MOST_TIMES * bytes.len() as u64
        {
            keep(&bytes, &format!("{} MB for {} bytes", grown >> 20, bytes.len()), &mut told);
        }
    }
    let _ = fs::remove_file(&last);
    let _ = fs::remove_dir(findings);
    told.cpu = measure::cpu_seconds() - cpu;
    told
}

/// Ends the program where an input does not end.
struct Watch {
    /// Seconds since the start at which the input began; 0 between inputs.
    began: Arc<AtomicU64>,
    start: Instant,
}

impl Watch {
    fn over(message: String) -> Watch {
        let watch = Watch { began: Arc::default(), start: Instant::now() };
        let (began, start) = (Arc::downgrade(&watch.began), watch.start);
        thread::spawn(move || {
            while let Some(began) = began.upgrade() {
                let at = began.load(Ordering::Relaxed);
                if at > 0 && start.elapsed().as_secs() + 1 - at > HANGS {
                    println!("{message}");
                    std::process::exit(1);
                }
                drop(began);
                thread::sleep(Duration::from_secs(1));
            }
        });
        watch
    }

    fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        self.began.store(self.start.elapsed().as_secs() + 1, Ordering::Relaxed);
        let done = work();
        self.began.store(0, Ordering::Relaxed);
        done
    }
}

/// Begins to count the most memory anew; what is held now. Only Linux tells.
fn memory_begins() -> Option<u64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    status("VmRSS:")
}

fn memory_grown(before: Option<u64>) -> Option<u64> {
    Some(status("VmHWM:")?.saturating_sub(before?))
}

fn status(field: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(field))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? << 10)
}
