//! `guanxi verify`: silent on what a run wrote, loud on every cell that does not follow.

use crate::common::{Post, examples, guanxi, posts, run};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tempfile::TempDir;

/// The output of a run over the test posts.
fn output() -> &'static Path {
    static OUTPUT: OnceLock<crate::common::Output> = OnceLock::new();
    &OUTPUT.get_or_init(|| run(&[posts().path()], &["-q"]).ends_with(0)).folder
}

fn copy() -> (TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(output()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), temp.path().join(entry.file_name())).unwrap();
    }
    let path = temp.path().to_owned();
    (temp, path)
}

/// Exit code and differences.
fn verify(folder: &Path) -> (i32, Vec<String>) {
    let ended = guanxi(["verify".as_ref(), folder.as_os_str(), "-q".as_ref()]);
    (ended.code, ended.stdout.lines().map(str::to_owned).collect())
}

/// Another value of the kind that the cell holds.
fn other(cell: &str) -> String {
    if let Ok(n) = cell.parse::<u64>() {
        return (n + 1).to_string();
    }
    match cell {
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        "ok" => "foreign".to_owned(),
        _ if cell.len() == 10 && cell.starts_with("2020-") => "2019-12-31".to_owned(),
        _ if cell.len() == 7 && cell.starts_with("2020-") => "2019-12".to_owned(),
        _ => format!("{cell}1"),
    }
}

/// Changes a cell of the first row that has something in it; the line of that row.
fn corrupt(folder: &Path, table: &str, column: &str) -> usize {
    let path = folder.join(table);
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|h| h == column).unwrap_or_else(|| panic!("{table} has no {column}"));
    let mut rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let row = rows.iter().position(|row| !row[at].is_empty()).unwrap_or_else(|| panic!("{table}: {column} is empty"));
    rows[row][at] = other(&rows[row][at]);
    let mut writer = csv::Writer::from_path(&path).unwrap();
    writer.write_record(&header).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
    row + 2
}

#[test]
fn what_a_run_wrote_follows() {
    let folders =
        [(posts(), vec!["-q"]), (posts(), vec!["-q", "--window", "document", "--bom"]), (posts(), vec!["-q", "--no-text", "--min-weight", "2"])];
    for (folder, options) in &folders {
        let output = run(&[folder.path(), &examples()], options).ends_with(0);
        assert_eq!(verify(&output.folder), (0, Vec::new()), "{options:?}");
    }
}

#[test]
fn an_empty_network_follows() {
    let folder = tempfile::tempdir().unwrap();
    Post { html: "<p>明天有雨。</p>", ..crate::common::POSTS[7] }.write(folder.path());
    let output = run(&[folder.path()], &["-q"]).ends_with(0);
    assert_eq!(verify(&output.folder), (0, Vec::new()));
}

/// Cells whose own line is named.
const CLAIMS: [(&str, &[&str]); 6] = [
    (
        "edges.csv",
        &[
            "type",
            "weight",
            "sentences",
            "documents",
            "stories",
            "outlets",
            "first_date",
            "last_date",
            "expected",
            "npmi",
            "llr",
            "p_value",
            "relations",
            "source",
            "target",
        ],
    ),
    ("edges_by_period.csv", &["period", "source", "target", "weight", "documents"]),
    ("edges_by_outlet.csv", &["outlet", "source", "target", "weight", "documents"]),
    ("nodes.csv", &["mentions", "documents", "stories", "outlets", "first_date", "last_date", "degree", "strength", "aliases"]),
    ("evidence.csv", &["source", "target", "doc", "sentence"]),
    ("relations.csv", &["subject", "object", "doc", "date", "outlet", "story"]),
];

/// Cells from which others follow: some line is named.
const SOURCES: [(&str, &[&str]); 4] = [
    ("documents.csv", &["doc", "date", "outlet", "mentions", "status"]),
    ("mentions.csv", &["doc", "sentence", "start", "end", "surface", "type", "entity", "label", "nested", "holder_label"]),
    ("sentences.csv", &["doc", "sentence", "start", "text"]),
    ("nodes.csv", &["id", "label", "type"]),
];

#[test]
fn every_corrupted_claim_is_named_with_its_line() {
    for (table, columns) in CLAIMS {
        for column in columns {
            let (_temp, folder) = copy();
            let line = corrupt(&folder, table, column);
            let (code, differences) = verify(&folder);
            assert_eq!(code, 2, "{table}: {column}");
            let named = format!("{table}:{line}: ");
            assert!(differences.iter().any(|difference| difference.starts_with(&named)), "{table}: {column}: {differences:#?}");
        }
    }
}

#[test]
fn every_corrupted_source_is_noticed() {
    for (table, columns) in SOURCES {
        for column in columns {
            let (_temp, folder) = copy();
            corrupt(&folder, table, column);
            let (code, differences) = verify(&folder);
            assert!(code == 2 && !differences.is_empty(), "{table}: {column}");
        }
    }
}

#[test]
fn every_missing_row_is_named() {
    for table in
        ["edges.csv", "edges_by_period.csv", "edges_by_outlet.csv", "evidence.csv", "mentions.csv", "sentences.csv", "nodes.csv", "documents.csv"]
    {
        let (_temp, folder) = copy();
        let text = fs::read_to_string(folder.join(table)).unwrap();
        let lines: Vec<&str> = text.lines().enumerate().filter(|(i, _)| *i != 1).map(|(_, line)| line).collect();
        fs::write(folder.join(table), lines.join("\n") + "\n").unwrap();
        let (code, differences) = verify(&folder);
        assert!(code == 2 && !differences.is_empty(), "{table}");
    }
}

#[test]
fn a_wrong_manifest_is_noticed_and_a_missing_table_is_a_fault() {
    let (_temp, folder) = copy();
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let edges = crate::common::table(&folder.join("edges.csv")).rows.len();
    fs::write(folder.join("manifest.json"), manifest.replace(&format!("\"edges\": {edges}"), "\"edges\": 9999")).unwrap();
    assert_eq!(verify(&folder), (2, vec![format!("manifest.json: counts.edges is 9999, should be {edges}")]));
    fs::remove_file(folder.join("evidence.csv")).unwrap();
    let ended = guanxi(["verify".as_ref(), folder.as_os_str()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.contains("evidence.csv"), "{}", ended.stderr);
}

#[test]
fn a_folder_that_cannot_be_read_is_told_what_it_is_and_what_to_do() {
    let temp = tempfile::tempdir().unwrap();
    let parquet = run(&[posts().path()], &["-q", "--format", "parquet"]).ends_with(0);
    let facts = temp.path().join("facts");
    assert_eq!(guanxi(["facts".as_ref(), posts().path().as_os_str(), "-o".as_ref(), facts.as_os_str(), "-q".as_ref()]).code, 0);
    let (other, file, nowhere) = (posts(), temp.path().join("file"), temp.path().join("nowhere"));
    fs::write(&file, "x").unwrap();
    let cases: [(&Path, [&str; 2]); 5] = [
        (&parquet.folder, ["holds its tables as Parquet only", "run again with --format csv,parquet"]),
        (&facts, ["holds facts, not results", "guanxi merge"]),
        (other.path(), ["not an output folder of guanxi run", "name an output folder"]),
        (&file, ["a file, not an output folder", "name an output folder"]),
        (&nowhere, ["there is no such folder", "name an output folder"]),
    ];
    for (folder, messages) in cases {
        let shown = folder.display().to_string();
        let good = output().display().to_string();
        for args in [
            vec!["verify", &shown],
            vec!["explain", &shown, "蔡英文"],
            vec!["diff", &shown, &good],
            vec!["diff", &good, &shown],
            vec!["gazetteer", "check", "--against", &shown],
            vec!["gazetteer", "stats", "--corpus", &shown],
        ] {
            let ended = guanxi(&args);
            assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{args:?}");
            assert!(messages.iter().all(|message| ended.stderr.contains(message)), "{args:?}: {}", ended.stderr);
        }
    }
}

#[test]
fn every_table_and_both_files_about_them_must_be_there() {
    for file in ["candidates.csv", "boilerplate.csv", "standing.csv", "manifest.json", "datapackage.json"] {
        let (_temp, folder) = copy();
        fs::remove_file(folder.join(file)).unwrap();
        let ended = guanxi(["verify".as_ref(), folder.as_os_str()]);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{file}");
        assert!(ended.stderr.contains(&format!("{file} is missing from it")) && ended.stderr.contains("remedy: run again"), "{}", ended.stderr);
    }
    let (_temp, folder) = copy();
    fs::write(folder.join("datapackage.json"), "").unwrap();
    let ended = guanxi(["verify".as_ref(), folder.as_os_str()]);
    assert!(ended.code == 2 && ended.stderr.contains("remedy: make the folder again with guanxi run"), "{}", ended.stderr);
}

#[test]
fn what_is_not_compared_is_said() {
    let ended = guanxi(["verify".as_ref(), output().as_os_str()]);
    assert_eq!(ended.code, 0);
    assert!(ended.stderr.contains("what was computed anew follows\nnot computed anew: documents (title, "), "{}", ended.stderr);
}

#[test]
fn standing_and_candidates_follow_from_relations_and_mentions() {
    let whole = run(&[examples()], &["-q", "--no-page"]).ends_with(0);
    let copy = |table: &str, column: &str| {
        let temp = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(&whole.folder).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), temp.path().join(entry.file_name())).unwrap();
        }
        let line = corrupt(temp.path(), table, column);
        (verify(temp.path()), line)
    };
    for column in ["first_date", "last_date", "documents", "stories", "asserted", "former", "planned"] {
        let ((code, differences), line) = copy("standing.csv", column);
        assert_eq!(code, 2);
        assert!(differences.iter().any(|said| said.starts_with(&format!("standing.csv:{line}: {column} is "))), "{differences:?}");
    }
    for column in ["kind", "type", "mentions"] {
        let ((code, differences), _) = copy("candidates.csv", column);
        assert!(code == 2 && differences.iter().any(|said| said.starts_with("candidates.csv: ")), "{column}: {differences:?}");
    }
}

#[test]
fn a_holder_whom_no_document_names_is_named_in_the_row() {
    let posts = tempfile::tempdir().unwrap();
    Post { html: "<p>美国国务卿抵达东京。</p>", date: "2020-10-04", ..crate::common::GOOD }.write(posts.path());
    let output = run(&[posts.path()], &["-q"]).ends_with(0);
    let held: Vec<[String; 2]> = output
        .table("mentions.csv")
        .rows
        .into_iter()
        .filter(|row| row["surface"] == "美国国务卿")
        .map(|row| ["holder", "holder_label"].map(|column| row[column].clone()))
        .collect();
    assert_eq!(held, [["p-mike-pompeo", "迈克·蓬佩奥"].map(str::to_owned)]);
    assert!(output.table("nodes.csv").rows.iter().all(|row| row["id"] != "p-mike-pompeo"));
    assert_eq!(verify(&output.folder), (0, Vec::new()));
    let path = output.folder.join("mentions.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("迈克·蓬佩奥", "")).unwrap();
    let (code, differences) = verify(&output.folder);
    assert_eq!(code, 2);
    assert!(!differences.is_empty(), "a name is missing");
    for difference in differences {
        assert!(difference.starts_with("mentions.csv:") && difference.ends_with("both are needed"), "{difference}");
    }
}
