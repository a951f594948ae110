//! The whole run against reading and parsing alone, in CPU seconds of one process, one thread each.
//!
//! `cargo bench --bench whole` measures the bundled examples; `GUANXI_BENCH_POSTS=folder` another folder;
//! `-- --smoke` runs once and only checks that both sides work.

#[path = "measure/mod.rs"]
#[allow(dead_code, reason = "the other benches use the rest")]
mod measure;

use guanxi::{
    corpus::{FieldNames, Inputs, read_post},
    document::{CleaningRules, html_blocks},
    knowledge::Gazetteer,
    publish::OutputFolder,
    run::{RunOptions, run},
};
use measure::cpu_seconds;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let smoke = std::env::args().any(|a| a == "--smoke" || a == "--test");
    let folder = std::env::var_os("GUANXI_BENCH_POSTS").map_or_else(|| PathBuf::from("examples/posts"), PathBuf::from);
    let inputs = Inputs::find(std::slice::from_ref(&folder), Gazetteer::bundled()?.cleaning.fields)?;
    let rounds = if smoke { 1 } else { 3 };
    let mut parse = Vec::new();
    let mut whole = Vec::new();
    let (mut documents, mut bytes) = (0_u64, 0_u64);
    for _ in 0..rounds {
        // Side by side, in turn, so that a slow minute of the machine hits both.
        let before = cpu_seconds();
        (documents, bytes) = parse_only(&inputs);
        parse.push(cpu_seconds() - before);

        let before = cpu_seconds();
        let target = std::env::temp_dir().join(format!("guanxi-bench-{}", std::process::id()));
        let gazetteer = Gazetteer::bundled()?;
        let options = RunOptions { threads: 1, ..RunOptions::default() };
        let summary = run(&inputs, &gazetteer, &gazetteer.url_rules, &options, OutputFolder::create(&target)?, &|_, _| {})?;
        whole.push(cpu_seconds() - before);
        std::fs::remove_dir_all(&target)?;
        let processed: u64 = summary.documents.values().sum();
        assert_eq!(processed, documents, "both sides see the same documents");
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let (parse, whole) = (median(&mut parse), median(&mut whole));
    println!("{documents} documents, {:.1} MB of bodies, {rounds} rounds, CPU seconds (median)", bytes as f64 / 1e6);
    println!("read and parse   {parse:8.2}  {:8.1} MB/s", bytes as f64 / 1e6 / parse);
    println!("whole run        {whole:8.2}  {:8.1} MB/s", bytes as f64 / 1e6 / whole);
    println!("ratio            {:8.2}", whole / parse);
    Ok(())
}

/// Reads every document and parses its HTML; number of documents and bytes of bodies.
fn parse_only(inputs: &Inputs) -> (u64, u64) {
    let rules = CleaningRules::default();
    let (mut documents, mut bytes) = (0, 0);
    inputs.visit(&mut |record| {
        documents += 1;
        if let Ok(post) = read_post(&record, &FieldNames::default()) {
            bytes += post.body.len() as u64;
            std::hint::black_box(html_blocks(&post.body, &rules));
        }
        true
    });
    (documents, bytes)
}
