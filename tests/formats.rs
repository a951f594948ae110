//! Formats that are written on demand: there when asked for, gone when not, the same bytes each time.
//!
//! What is in them is checked by their readers, in tests/readers.py.

use crate::common::{OUTPUT_FILES, bytes_of_files, guanxi, posts};
use std::{collections::BTreeSet, path::Path};

fn run_into(out: &Path, input: &Path, options: &[&str]) -> BTreeSet<String> {
    let mut args = vec!["run", input.to_str().unwrap(), "-q", "-o", out.to_str().unwrap()];
    args.extend(options);
    let ended = guanxi(args);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    bytes_of_files(out).into_keys().collect()
}

#[test]
fn formats_are_written_when_asked_for_and_no_longer() {
    let (input, out) = (posts(), tempfile::tempdir().unwrap());
    let always: BTreeSet<String> = OUTPUT_FILES.map(str::to_owned).into();
    let tables = always.iter().filter_map(|name| name.strip_suffix(".csv"));
    let parquet: BTreeSet<String> = tables.map(|table| format!("{table}.parquet")).collect();
    let others = ["ftm.jsonl", "graph.json", "relations.plover.jsonl"].map(str::to_owned);

    let all = run_into(out.path(), input.path(), &["--format", "csv,parquet,json,ftm,plover"]);
    assert_eq!(all, always.iter().chain(&parquet).chain(&others).cloned().collect());
    let some = run_into(out.path(), input.path(), &["--format", "json"]);
    assert_eq!(some, always.iter().chain(["graph.json".to_owned()].iter()).cloned().collect());
    assert_eq!(run_into(out.path(), input.path(), &[]), always);

    let ended = guanxi(["run", "--format", "xlsx"]);
    assert_eq!(ended.code, 2);
    assert!(["csv", "parquet", "json", "ftm", "plover"].iter().all(|format| ended.stderr.contains(format)), "{}", ended.stderr);
}

#[test]
fn their_bytes_do_not_depend_on_threads() {
    let (input, temp) = (posts(), tempfile::tempdir().unwrap());
    let bytes = |threads: &str| {
        let out = temp.path().join(threads);
        run_into(&out, input.path(), &["--format", "parquet,json,ftm,plover", "-j", threads]);
        bytes_of_files(&out)
    };
    let (one, three) = (bytes("1"), bytes("3"));
    let differ: Vec<&String> = one.keys().filter(|name| one[*name] != three[*name]).collect();
    assert!(differ.is_empty() && one.len() == three.len(), "{differ:?}");
}
