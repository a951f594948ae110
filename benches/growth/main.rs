//! What a run costs as an archive grows: CPU for each document, peak memory and disk at a quarter of the documents and at all.
//!
//! `cargo bench --bench growth -- --documents N` makes N documents (40,000 where nothing is said) of the sentences of the
//! bundled examples, `GUANXI_BENCH_POSTS=FOLDER` of other posts, and runs the program over them; `-- --smoke` takes few and
//! checks that nothing is lost. The documents and the results lie in the system's folder for temporary files, a million
//! of them some 30 GB, until the bench ends. `-- --generate DIR` writes the documents and ends.

mod generate;
mod watch;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let value = |option: &str| args.iter().position(|a| a == option).and_then(|i| args.get(i + 1));
    let smoke = args.iter().any(|a| a == "--smoke" || a == "--test");
    let documents: usize = value("--documents").map_or(Ok(if smoke { 400 } else { 40_000 }), |n| n.parse())?;
    let posts = std::env::var_os("GUANXI_BENCH_POSTS").map_or_else(|| PathBuf::from("examples/posts"), PathBuf::from);
    let pool = generate::Pool::read(&posts)?;
    if let Some(folder) = value("--generate") {
        pool.write(Path::new(folder), documents)?;
        println!("{documents} documents in {folder}");
        return Ok(());
    }
    let scratch = std::env::temp_dir().join(format!("guanxi-bench-growth-{}", std::process::id()));
    println!(
        "{:>10} {:>8} {:>10} {:>14} {:>8} {:>9} {:>9} {:>6}",
        "documents", "stories", "CPU s", "ms / document", "peak MB", "input MB", "disk MB", "left"
    );
    let quarter = measure(&pool, documents / 4, &scratch.join("quarter"))?;
    let whole = measure(&pool, documents, &scratch.join("whole"))?;
    println!("CPU for a document, all over a quarter: {:.2}", whole.each / quarter.each);
    println!("bytes of memory for each further document: {:.0}", (whole.peak - quarter.peak) * 1e6 / (documents - documents / 4) as f64);
    fs::remove_dir_all(&scratch)?;
    Ok(())
}

struct Measured {
    /// CPU seconds for a document.
    each: f64,
    /// Megabytes.
    peak: f64,
}

fn measure(pool: &generate::Pool, documents: usize, scratch: &Path) -> Result<Measured, Box<dyn Error>> {
    let (input, output, temporary) = (scratch.join("input"), scratch.join("output"), scratch.join("temporary"));
    fs::create_dir_all(&temporary)?;
    pool.write(&input, documents)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_guanxi"));
    command.args(["run", "-q"]).arg(&input).arg("-o").arg(&output).env("TMPDIR", &temporary);
    let watched = watch::run(&mut command)?;
    assert!(watched.ended_well, "the run ends with 0");
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(output.join("manifest.json"))?)?;
    let rows = fs::read_to_string(output.join("documents.csv"))?.lines().count() - 1;
    assert_eq!(rows, documents, "every document has its row");
    let stories = manifest.pointer("/counts/stories").and_then(serde_json::Value::as_u64);
    let left = fs::read_dir(&temporary)?.count();
    assert_eq!(left, 0, "temporary files are gone");
    let each = watched.cpu / documents as f64;
    let (fed, written) = (megabytes(&input)?, megabytes(&output)?);
    println!(
        "{documents:>10} {:>8} {:>10.1} {:>14.2} {:>8.0} {fed:>9.0} {written:>9.0} {left:>6}",
        stories.map_or_else(|| "?".into(), |n| n.to_string()),
        watched.cpu,
        each * 1000.0,
        watched.peak
    );
    fs::remove_dir_all(scratch)?;
    Ok(Measured { each, peak: watched.peak })
}

/// What the files of a folder hold.
fn megabytes(folder: &Path) -> std::io::Result<f64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes as f64 / 1e6)
}
