//! The annotated documents, where they lie beside the repository.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The least F1 of all mentions, and share of linked ones that are linked right, that a change may leave.
const MIN_F1: f64 = 0.92;
const MIN_LINKED: f64 = 0.97;

fn gold() -> Option<PathBuf> {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold");
    let found = gold.join("score.py").exists();
    if !found {
        eprintln!("skipped: {} is absent", gold.display());
    }
    found.then_some(gold)
}

/// A Python that can run score.py: that of the repository's virtual environment, else that of the system.
fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python");
    let found = [own, PathBuf::from("python3")]
        .into_iter()
        .find(|python| Command::new(python).args(["-c", "import opencc"]).output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        eprintln!("skipped: no python3 that can import opencc (.ci/run installs one into .venv)");
    }
    found
}

#[test]
fn mentions_and_links_agree_with_the_annotations() {
    let Some(gold) = gold() else { return };
    let Some(python) = python() else { return };
    let output = crate::common::run(&[gold.join("posts")], &["-q"]).ends_with(0);
    let report = output.folder.join("score.json");
    let scored = Command::new(python).arg(gold.join("score.py")).args([&gold, &output.folder]).arg("--json").arg(&report).output().unwrap();
    let shown = String::from_utf8_lossy(&scored.stdout).into_owned();
    assert!(scored.status.success(), "{}", String::from_utf8_lossy(&scored.stderr));
    println!("{shown}");
    let report: serde_json::Value = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
    let of_all = |measure: &str| report["all"][measure].as_f64().unwrap_or_else(|| panic!("no {measure} in {report}"));
    let (f1, linked) = (of_all("f1"), of_all("linked"));
    assert!(f1 >= MIN_F1 && linked >= MIN_LINKED, "F1 {f1:.3} (at least {MIN_F1}), linked {linked:.3} (at least {MIN_LINKED})\n{shown}");
}

#[test]
fn the_annotated_posts_are_all_read_with_their_metadata() {
    let Some(gold) = gold() else { return };
    let output = crate::common::run(&[gold.join("posts")], &["-q"]).ends_with(0);
    let rows = output.table("documents.csv").rows;
    assert_eq!(rows.len(), crate::common::files_below(&gold.join("posts")).len());
    for row in &rows {
        assert!(!row["date"].is_empty() && !row["outlet"].is_empty(), "{row:?}");
        assert!(row["url"].starts_with("http") && !row["url"].contains(char::is_whitespace), "{row:?}");
    }
    let posts = gold.join("posts");
    let tagged = crate::common::guanxi(["tag".as_ref(), posts.as_os_str(), "--format".as_ref(), "json".as_ref()]).stdout;
    let suffix = "法国国际广播电台 - RFI";
    let mut suffixed = 0;
    for line in tagged.lines() {
        let tagged: serde_json::Value = serde_json::from_str(line).unwrap();
        let (title, text) = (tagged["title"].as_str().unwrap(), tagged["text"].as_str().unwrap());
        suffixed += usize::from(title.ends_with(suffix));
        // What the title says of its outlet is a credit: its names stay out of the network.
        let first = text.lines().next().unwrap_or("");
        if let Some(at) = first.find(suffix) {
            let (start, end) = (first[..at].chars().count() as u64, first.chars().count() as u64);
            for mention in tagged["mentions"].as_array().unwrap() {
                let place = mention["start"].as_u64().unwrap();
                assert!(place < start || place >= end || mention["byline"] == true, "{mention}");
            }
        }
    }
    assert!(suffixed > 0, "no title ends in the name of its outlet: nothing was tested");
    let first = output.document("s000.md");
    let got = ["title", "date", "outlet", "url", "status", "script"].map(|column| first[column].as_str());
    let want =
        ["蔡英文与美驻联大使视讯：盼台湾加入联合国", "2021-01-14", "大纪元", "https://www.epochtimes.com/gb/21/1/14/n12687349.htm", "ok", "hans"];
    assert_eq!(got, want);
}
