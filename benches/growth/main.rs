//! How a run grows with its corpus: the program over so many made-up posts, and over four times as many.
//!
//! `cargo bench --bench growth` makes 5,000 and 20,000 of the bundled examples, `GUANXI_BENCH_POSTS=FOLDER` of other posts;
//! `-- --documents N` another number; `-- --smoke` 200, and only checks that it works. `-- --generate DIR` writes the
//! posts, for `guanxi run DIR`, and ends.

mod generate;
#[path = "../measure/mod.rs"]
#[allow(dead_code, reason = "the other benches use the rest")]
mod measure;

use generate::Sources;
use measure::shown;
use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// How often the program is looked at while it runs.
const LOOK: Duration = Duration::from_millis(20);

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let value = |option: &str| args.iter().position(|a| a == option).and_then(|i| args.get(i + 1));
    let smoke = args.iter().any(|a| a == "--smoke" || a == "--test");
    let documents: usize = value("--documents").map_or(Ok(if smoke { 200 } else { 20_000 }), |n| n.parse())?;
    let posts = std::env::var_os("GUANXI_BENCH_POSTS").map_or_else(|| PathBuf::from("examples/posts"), PathBuf::from);
    let sources = Sources::read(&posts)?;
    if let Some(folder) = value("--generate") {
        sources.generate(Path::new(folder), documents)?;
        println!("{documents} documents in {folder}");
        return Ok(());
    }
    let scratch = std::env::temp_dir().join(format!("guanxi-bench-growth-{}", std::process::id()));
    println!("documents  CPU ms each  peak MB  results MB  kB each  temporary files left");
    for documents in [documents / 4, documents] {
        let made = scratch.join("posts");
        sources.generate(&made, documents)?;
        let Measured { cpu, peak, results, left } = measure_run(&made, &scratch)?;
        let each = |sum: f64| sum / documents as f64;
        println!(
            "{documents:>9}  {:>11.2}  {:>7}  {:>10.0}  {:>7.1}  {left:>20}",
            each(cpu * 1e3),
            shown(peak),
            results as f64 / 1e6,
            each(results as f64 / 1e3),
        );
        assert_eq!(left, 0, "a run leaves nothing but its results");
        fs::remove_dir_all(&scratch)?;
    }
    Ok(())
}

struct Measured {
    /// Seconds.
    cpu: f64,
    /// Megabytes.
    peak: Option<u64>,
    /// Bytes.
    results: u64,
    left: usize,
}

/// Runs the program on two threads: its memory is its own.
fn measure_run(posts: &Path, scratch: &Path) -> Result<Measured, Box<dyn Error>> {
    let (output, temporary) = (scratch.join("output"), scratch.join("temporary"));
    fs::create_dir_all(&temporary)?;
    let before = measure::children_cpu_seconds();
    let mut program = Command::new(env!("CARGO_BIN_EXE_guanxi"));
    program.arg("run").arg(posts).arg("-o").arg(&output).args(["-j", "2"]).env("TMPDIR", &temporary);
    let mut child = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut peak = None;
    let status = loop {
        // Only ever grows, and is gone when the program has ended.
        peak = measure::peak_megabytes_of(&child.id().to_string()).or(peak);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        sleep(LOOK);
    };
    assert!(status.success(), "the run ends with {status}");
    let (results, hidden) = content(&output)?;
    let left = hidden + fs::read_dir(&temporary)?.count();
    Ok(Measured { cpu: measure::children_cpu_seconds() - before, peak, results, left })
}

/// Bytes of the files of a folder, and how many hidden entries it has.
fn content(folder: &Path) -> io::Result<(u64, usize)> {
    let (mut bytes, mut hidden) = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += entry.metadata()?.len();
        hidden += usize::from(entry.file_name().as_encoded_bytes().starts_with(b"."));
    }
    Ok((bytes, hidden))
}
