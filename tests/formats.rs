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

/// Every format, so far as this program was built for it.
fn all_formats() -> String {
    let mut formats = "csv,graphml,gexf,core,page,parquet,json,ftm,plover".to_owned();
    if cfg!(feature = "xlsx") {
        formats.push_str(",xlsx");
    }
    if cfg!(feature = "sqlite") {
        formats.push_str(",sqlite");
    }
    formats
}

#[test]
fn formats_are_written_when_asked_for_and_no_longer() {
    let (input, out) = (posts(), tempfile::tempdir().unwrap());
    let always: BTreeSet<String> = OUTPUT_FILES.map(str::to_owned).into();
    let names = |names: &[&str]| -> BTreeSet<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    let parquet = always.iter().filter_map(|name| name.strip_suffix(".csv")).map(|table| format!("{table}.parquet"));
    let mut others = names(&["ftm.jsonl", "graph.json", "relations.plover.jsonl"]);
    others.extend(cfg!(feature = "xlsx").then(|| "guanxi.xlsx".to_owned()));
    others.extend(cfg!(feature = "sqlite").then(|| "guanxi.sqlite".to_owned()));

    let all = run_into(out.path(), input.path(), &["--format", &all_formats()]);
    assert_eq!(all, always.iter().cloned().chain(parquet).chain(others).collect());
    // The list is exact.
    assert_eq!(run_into(out.path(), input.path(), &["--format", "json"]), names(&["graph.json", "manifest.json"]));
    let some = run_into(out.path(), input.path(), &["--format", "core,page"]);
    assert_eq!(some, names(&["graph.core.gexf", "manifest.json", "network.html", "network.svg"]));
    assert_eq!(run_into(out.path(), input.path(), &[]), always);
    assert_eq!(run_into(out.path(), input.path(), &["--no-page"]).intersection(&names(&["network.html", "network.svg"])).count(), 0);

    let ended = guanxi(["run", "--format", "ods"]);
    assert_eq!(ended.code, 2);
    assert!(all_formats().split(',').all(|format| ended.stderr.contains(format)), "{}", ended.stderr);
}

#[cfg(not(any(feature = "xlsx", feature = "sqlite")))]
#[test]
fn a_format_that_is_not_compiled_in_says_how_to_get_it() {
    for format in ["xlsx", "sqlite"] {
        let ended = guanxi(["run", "--format", format]);
        assert_eq!(ended.code, 2);
        assert!(ended.stderr.contains("--features") && ended.stderr.contains(format), "{}", ended.stderr);
    }
}

#[test]
fn compressed_tables_hold_the_same_and_are_read_back() {
    let (input, temp) = (posts(), tempfile::tempdir().unwrap());
    let (plain, packed) = (temp.path().join("plain"), temp.path().join("packed"));
    run_into(&plain, input.path(), &[]);
    // What an earlier run left uncompressed goes.
    run_into(&packed, input.path(), &[]);
    let files = run_into(&packed, input.path(), &["--gzip"]);
    let unpacked = |name: &str| {
        let mut bytes = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(std::fs::File::open(packed.join(name)).unwrap()), &mut bytes).unwrap();
        bytes
    };
    for name in OUTPUT_FILES.iter().filter(|name| name.ends_with(".csv")) {
        if ["nodes.csv", "edges.csv", "documents.csv"].contains(name) {
            assert!(files.contains(*name), "{name}");
        } else {
            assert!(!files.contains(*name), "{name} is there beside what is compressed");
            assert_eq!(unpacked(&format!("{name}.gz")), std::fs::read(plain.join(name)).unwrap(), "{name}");
        }
    }
    let both = |command: &str| {
        [&plain, &packed].map(|folder| {
            let args: Vec<&str> =
                std::iter::once(command).chain([folder.to_str().unwrap()]).chain((command == "explain").then_some("台湾")).collect();
            let ended = guanxi(args);
            assert_eq!(ended.code, 0, "{}", ended.stderr);
            ended.stdout.replace(folder.to_str().unwrap(), "FOLDER")
        })
    };
    for command in ["verify", "explain"] {
        let [of_plain, of_packed] = both(command);
        assert_eq!(of_plain, of_packed, "{command}");
    }
    let ended = guanxi(["diff", plain.to_str().unwrap(), packed.to_str().unwrap()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{}", ended.stderr);
}

#[test]
fn names_of_other_types_are_mentions_and_no_nodes() {
    let (input, out) = (posts(), tempfile::tempdir().unwrap());
    let types = |table: &str, column: &str| -> BTreeSet<String> {
        let mut rows = csv::Reader::from_path(out.path().join(table)).unwrap();
        let at = rows.headers().unwrap().iter().position(|name| name == column).unwrap();
        rows.records().map(|row| row.unwrap()[at].to_owned()).collect()
    };
    run_into(out.path(), input.path(), &[]);
    let all = types("mentions.csv", "type");
    assert!(all.contains("place") && types("nodes.csv", "type").contains("place"));
    run_into(out.path(), input.path(), &["--types", "person,organization"]);
    assert_eq!(types("mentions.csv", "type"), all);
    assert_eq!(types("nodes.csv", "type"), ["organization", "person"].map(str::to_owned).into());
    let nodes = types("nodes.csv", "id");
    assert!(["source", "target"].iter().all(|end| types("edges.csv", end).is_subset(&nodes)));
    let ended = guanxi(["verify", out.path().to_str().unwrap()]);
    assert_eq!(ended.code, 0, "{}", ended.stdout);
}

#[test]
fn their_bytes_do_not_depend_on_threads() {
    let (input, temp) = (posts(), tempfile::tempdir().unwrap());
    let bytes = |threads: &str| {
        let out = temp.path().join(threads);
        run_into(&out, input.path(), &["--format", &all_formats(), "--gzip", "-j", threads]);
        bytes_of_files(&out)
    };
    let (one, three) = (bytes("1"), bytes("3"));
    let differ: Vec<&String> = one.keys().filter(|name| one[*name] != three[*name]).collect();
    assert!(differ.is_empty() && one.len() == three.len(), "{differ:?}");
}
