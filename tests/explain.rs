//! `guanxi explain`: names in any script lead to sentences, newest first.

use crate::common::{Post, guanxi, parse_csv, run};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

const fn post(file: &'static str, date: &'static str, outlet: &'static str, html: &'static str) -> Post {
    Post { file, title: "要闻", date, outlet, url: file, html }
}

/// Public events of 2020; the first two are one report.
const POSTS: [Post; 4] = [
    post(
        "a.md",
        "2020-08-10",
        "甲报",
        "<p>美国卫生部长阿扎尔8月10日在台北总统府会见台湾总统蔡英文，这是1979年以来美国访台的最高层级官员。蔡英文感谢美国的支持。</p>",
    ),
    post(
        "b.md",
        "2020-08-10",
        "乙報",
        "<p>美國衛生部長阿扎爾8月10日在臺北總統府會見台灣總統蔡英文，這是1979年以來美國訪台的最高層級官員。他隨後離開。</p>",
    ),
    post("c.md", "2020-09-20", "丙报", "<p>蔡英文说，台湾感谢美国。</p><p>川普在华盛顿讲话。</p>"),
    post("d.md", "2020-11-08", "丁报", "<p>蔡英文祝贺拜登。美国媒体说，特朗普不承认败选。</p>"),
];

fn output() -> &'static Path {
    static OUTPUT: OnceLock<crate::common::Output> = OnceLock::new();
    let made = OUTPUT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        POSTS.iter().for_each(|post| post.write(folder.path()));
        run(&[folder.path()], &["-q"]).ends_with(0)
    });
    &made.folder
}

fn explain(args: &[&str]) -> crate::common::Ended {
    let mut all = vec!["explain".to_owned(), output().display().to_string()];
    all.extend(args.iter().map(|&arg| arg.to_owned()));
    guanxi(all)
}

/// Dates and documents of the passages, and how many of their story each leaves out.
fn passages(args: &[&str]) -> Vec<(String, String, u64)> {
    let ended = explain(&[args, &["--format", "json"]].concat());
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let explained: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let passages = explained["passages"].as_array().unwrap();
    passages.iter().map(|p| (text(&p["date"]), text(&p["doc"]), p["others_of_story"].as_u64().unwrap())).collect()
}

#[test]
fn an_edge_opens_to_its_sentences_newest_first_one_of_each_story() {
    let found = passages(&["蔡英文", "美国"]);
    let dates: Vec<&str> = found.iter().map(|(date, ..)| date.as_str()).collect();
    assert_eq!(dates, ["2020-09-20", "2020-08-10"]);
    let all = passages(&["蔡英文", "美国", "--all"]);
    assert_eq!(all.len() as u64, found.iter().map(|(.., others)| others + 1).sum::<u64>());
    assert_eq!(passages(&["美国", "蔡英文", "--all"]), all);
    assert_eq!(passages(&["蔡英文", "美国", "--all", "--limit", "1"]), all[..1]);
    // Each of them names both.
    let csv = parse_csv(explain(&["蔡英文", "美国", "--all", "--format", "csv"]).stdout.as_bytes());
    let counted: Vec<_> = csv.rows.iter().filter(|row| row["kind"] == "co-occurrence").collect();
    assert_eq!(counted.len(), all.len());
    assert!(counted.iter().all(|row| row["text"].contains("蔡英文") && (row["text"].contains("美国") || row["text"].contains("美國"))));
}

#[test]
fn ids_and_names_in_any_script_and_spelling_mean_the_same() {
    let wanted = passages(&["p-donald-trump"]);
    assert_eq!(wanted.len(), 2);
    for name in ["特朗普", "川普", "唐納德·特朗普", "donald trump", "Donald Trump"] {
        assert_eq!(passages(&[name]), wanted, "{name}");
    }
    // This name stands in no post: the gazetteer knows it.
    assert_eq!(passages(&["美利堅合眾國"]), passages(&["l-united-states"]));
}

#[test]
fn typed_relations_stand_beside_the_sentences() {
    let csv = parse_csv(explain(&["蔡英文", "阿札爾", "--format", "csv", "--all"]).stdout.as_bytes());
    let relations = crate::common::table(&output().join("relations.csv"));
    let between = |row: &&crate::common::Record| {
        let ends = [row["subject"].as_str(), row["object"].as_str()];
        ends.contains(&"p-tsai-ing-wen") && ends.contains(&"p-alex-azar")
    };
    let mut wanted: Vec<_> =
        relations.rows.iter().filter(between).map(|row| (row["doc"].clone(), row["predicate"].clone(), row["trigger"].clone())).collect();
    let mut found: Vec<_> = csv
        .rows
        .iter()
        .filter(|row| row["kind"] == "relation")
        .map(|row| (row["doc"].clone(), row["predicate"].clone(), row["trigger"].clone()))
        .collect();
    found.sort();
    wanted.sort();
    assert!(!wanted.is_empty());
    assert_eq!(found, wanted);
}

#[test]
fn the_text_names_place_and_story() {
    let ended = explain(&["蔡英文", "美国"]);
    assert_eq!(ended.code, 0);
    assert!(ended.stdout.starts_with("蔡英文 (person, p-tsai-ing-wen) – 美国 (place, l-united-states)\n"), "{}", ended.stdout);
    assert!(ended.stdout.contains("\n2020-09-20  丙报  要闻\n  蔡英文说，台湾感谢美国。\n  c.md\n"), "{}", ended.stdout);
    assert!(!ended.stdout.contains('\u{1b}'), "no colours where there is no terminal");
}

#[test]
fn unknown_and_ambiguous_names_end_with_suggestions() {
    let unknown = explain(&["蔡英雯"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
    assert!(unknown.stderr.contains("蔡英文: p-tsai-ing-wen"), "{}", unknown.stderr);
    let same = explain(&["川普", "特朗普"]);
    assert_eq!(same.code, 2);

    let temp = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(output()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), temp.path().join(entry.file_name())).unwrap();
    }
    let nodes: PathBuf = temp.path().join("nodes.csv");
    let text = fs::read_to_string(&nodes).unwrap();
    // Another node is called like the first.
    fs::write(&nodes, text.replace("l-united-states,美国,", "l-united-states,蔡英文,")).unwrap();
    let ambiguous = guanxi(["explain".as_ref(), temp.path().as_os_str(), "蔡英文".as_ref()]);
    assert_eq!((ambiguous.code, ambiguous.stdout.as_str()), (2, ""));
    assert!(ambiguous.stderr.contains("p-tsai-ing-wen") && ambiguous.stderr.contains("l-united-states"), "{}", ambiguous.stderr);
    assert_eq!(guanxi(["explain", "no-such-folder", "蔡英文"]).code, 2);
}
