//! `guanxi diff`: what changed, and what changed it.

use crate::common::{GOOD, Output, POSTS, Post, guanxi, parse_csv, posts, run};
use std::{collections::BTreeSet, fs, path::Path};

/// Rows of `diff --format csv`: section, subject, measure, old, new, size, cause.
fn diff(old: &Output, new: &Output) -> Vec<[String; 7]> {
    let ended = guanxi(["diff".as_ref(), old.folder.as_os_str(), new.folder.as_os_str(), "--format".as_ref(), "csv".as_ref()]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    if ended.stdout.is_empty() {
        return Vec::new();
    }
    let columns = ["section", "subject", "measure", "old", "new", "size", "cause"];
    parse_csv(ended.stdout.as_bytes()).rows.iter().map(|row| columns.map(|column| row[column].clone())).collect()
}

fn of<'c>(changes: &'c [[String; 7]], section: &str) -> Vec<&'c [String; 7]> {
    changes.iter().filter(|change| change[0] == section).collect()
}

fn over(folder: &Path, options: &[&str]) -> Output {
    run(&[folder], &[&["-q"], options].concat()).ends_with(0)
}

#[test]
fn equal_folders_leave_nothing_to_say() {
    let folder = posts();
    let (a, b) = (over(folder.path(), &["-j", "1"]), over(folder.path(), &["-j", "2"]));
    for format in ["text", "json", "csv"] {
        let ended = guanxi(["diff".as_ref(), a.folder.as_os_str(), b.folder.as_os_str(), "--format".as_ref(), format.as_ref()]);
        assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{format}");
    }
}

#[test]
fn a_line_of_the_curation_is_named_as_the_cause() {
    let folder = posts();
    let own = tempfile::tempdir().unwrap();
    fs::write(own.path().join("curation.yaml"), "- block: 特朗普\n  reason: a test\n").unwrap();
    let layer = own.path().display().to_string();
    let (before, after) = (over(folder.path(), &[]), over(folder.path(), &["-g", &layer]));
    let changes = diff(&before, &after);
    let sections: BTreeSet<&str> = changes.iter().map(|change| change[0].as_str()).collect();
    assert!(sections.is_superset(&["gazetteer", "curation", "link", "node", "edge"].into()), "{sections:?}");
    let links = of(&changes, "link");
    let trump: Vec<_> = links.iter().filter(|link| link[1] == "特朗普" && link[3] == "p-donald-trump").collect();
    assert_eq!(trump.len(), 1, "{links:?}");
    assert!(trump[0][6].ends_with("curation.yaml:1"), "{:?}", trump[0]);
    let node = of(&changes, "node").into_iter().find(|node| node[1] == "p-donald-trump").expect("the node");
    assert_eq!(node[6], "links of 特朗普");

    // What one direction gains the other loses.
    let mut turned: Vec<[String; 7]> = diff(&after, &before);
    for change in &mut turned {
        change.swap(3, 4);
    }
    let key = |changes: &[[String; 7]]| -> BTreeSet<[String; 5]> {
        changes.iter().map(|c| [c[0].clone(), c[1].clone(), c[2].clone(), c[3].clone(), c[4].clone()]).collect()
    };
    assert_eq!(key(&turned), key(&changes));
}

#[test]
fn an_entry_of_a_new_file_is_named_as_the_cause() {
    let folder = tempfile::tempdir().unwrap();
    Post { html: "<p>蔡英文在台北会见何白石。何白石感谢蔡英文。</p>", ..GOOD }.write(folder.path());
    let own = tempfile::tempdir().unwrap();
    fs::write(own.path().join("people.yaml"), "- id: p-he-baishi\n  name: 何白石\n").unwrap();
    let layer = own.path().display().to_string();
    // What the tagger makes of a name that is in no list is another matter.
    let without = ["--model", "none"];
    let changes = diff(&over(folder.path(), &without), &over(folder.path(), &[&without[..], &["-g", &layer]].concat()));
    let link = of(&changes, "link").into_iter().find(|link| link[4] == "p-he-baishi").expect("a link");
    assert_eq!((link[1].as_str(), link[5].as_str()), ("何白石", "2"));
    assert!(link[6].ends_with("people.yaml added"), "{link:?}");
    let edges = of(&changes, "edge");
    let edge = edges.iter().find(|edge| edge[1] == "p-he-baishi|p-tsai-ing-wen").expect("an edge");
    assert_eq!([&edge[3], &edge[4], &edge[5], &edge[6]], ["", "1", "1", "links of 何白石"]);
}

#[test]
fn documents_and_parameters_are_named_as_causes() {
    let folder = posts();
    let all = over(folder.path(), &[]);
    let fewer = tempfile::tempdir().unwrap();
    POSTS.iter().filter(|post| post.file != "2020-09-02-who.md").for_each(|post| post.write(fewer.path()));
    let changes = diff(&all, &over(fewer.path(), &[]));
    let documents: Vec<[&str; 3]> = of(&changes, "document").iter().map(|c| [c[1].as_str(), c[3].as_str(), c[4].as_str()]).collect();
    assert_eq!(documents, [["2020-09-02-who.md", "ok", ""]]);
    assert!(of(&changes, "edge").iter().all(|edge| edge[6] == "documents"), "{changes:?}");
    assert!(of(&changes, "link").is_empty());

    let changes = diff(&all, &over(folder.path(), &["--window", "document"]));
    let parameters: Vec<_> = of(&changes, "parameter").iter().map(|c| [c[1].clone(), c[3].clone(), c[4].clone()]).collect();
    assert_eq!(parameters, [["window", "sentence", "document"].map(str::to_owned)]);
    let edges = of(&changes, "edge");
    assert!(!edges.is_empty() && edges.iter().all(|edge| edge[6] == "parameters"));
    // The largest change first.
    let sizes: Vec<i64> = edges.iter().map(|edge| edge[5].parse::<i64>().unwrap().abs()).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
}

#[test]
fn the_text_is_short_and_says_how_much_it_leaves_out() {
    let folder = posts();
    let (a, b) = (over(folder.path(), &[]), over(folder.path(), &["--window", "document"]));
    let ended = guanxi(["diff".as_ref(), a.folder.as_os_str(), b.folder.as_os_str(), "--limit".as_ref(), "2".as_ref()]);
    assert!(ended.stdout.starts_with("parameter: 0 new, 0 gone, 1 changed\n  window: value sentence → document\n"), "{}", ended.stdout);
    assert!(ended.stdout.contains("more: --limit 0 shows all\n"), "{}", ended.stdout);
    assert_eq!(guanxi(["diff", "no-such-folder", "none-either"]).code, 2);
}
