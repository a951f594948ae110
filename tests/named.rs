//! What users name beside files and folders: pipes, devices, one place in several words, places whose names are shown alike.

use crate::common::{GOOD, Post, guanxi, guanxi_reading, run, run_reading};
use std::{collections::BTreeMap, fs, path::Path};

/// Path and status of each row of documents.csv.
fn rows(output: &crate::common::Output) -> Vec<(String, String)> {
    output.table("documents.csv").rows.into_iter().map(|row| (row["path"].clone(), row["status"].clone())).collect()
}

fn own(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(path, status)| ((*path).to_owned(), (*status).to_owned())).collect()
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_is_read_once_as_standard_input_is() {
    let bytes = GOOD.jekyll();
    let named = run_reading(bytes.as_bytes(), &["/dev/stdin"], &["-q", "--no-page"]).ends_with(0);
    let dash = run_reading(bytes.as_bytes(), &["-"], &["-q", "--no-page"]).ends_with(0);
    assert_eq!(rows(&named), own(&[("stdin", "ok")]));
    let surfaces =
        |output: &crate::common::Output| -> Vec<String> { output.table("mentions.csv").rows.into_iter().map(|row| row["surface"].clone()).collect() };
    assert_eq!(surfaces(&named), surfaces(&dash));
    let tagged = guanxi_reading("蔡英文在台北".as_bytes(), ["tag", "/dev/stdin"]);
    assert_eq!((tagged.code, tagged.stdout.as_str()), (0, "[蔡英文|person]在[台北|place]\n"));
    let config = run_reading(b"window: paragraph\n", &[crate::common::examples()], &["-q", "--no-page", "--config", "/dev/stdin"]).ends_with(0);
    let manifest = fs::read_to_string(config.folder.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"window\": \"paragraph\""), "{manifest}");
}

#[test]
fn lines_of_json_on_standard_input_are_told_to_be_a_file() {
    let input = "{\"text\": \"蔡英文\"}\n{\"text\": \"台北\"}\n";
    let output = run_reading(input.as_bytes(), &[Path::new("-")], &["-q", "--no-page"]).ends_with(1);
    let note = &output.table("documents.csv").rows[0]["note"];
    assert!(note.contains("lines of JSON") && note.contains("save them as a .jsonl file"), "{note}");
}

#[cfg(unix)]
#[test]
fn a_device_is_refused_wherever_a_file_is_asked_for() {
    let temp = tempfile::tempdir().unwrap();
    GOOD.write(temp.path());
    let at = |name: &str| temp.path().join(name).display().to_string();
    let post = at(GOOD.file);
    for args in [
        vec!["run", "/dev/zero", "-o", &at("out")],
        vec!["run", &post, "-o", &at("out"), "--config", "/dev/zero"],
        vec!["run", &post, "-o", &at("out"), "--model", "/dev/zero"],
        vec!["facts", "/dev/zero", "-o", &at("out")],
        vec!["tag", "/dev/zero"],
        vec!["suggest", "/dev/zero"],
        vec!["gazetteer", "accept", "/dev/zero", "--into", &at("own")],
        vec!["gazetteer", "import", "/dev/zero", "-o", &at("own")],
    ] {
        let ended = guanxi(&args);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ended.stderr.contains("/dev/zero: a device") && ended.stderr.contains("remedy: "), "{args:?}: {}", ended.stderr);
    }
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1, "something was written");
}

#[cfg(unix)]
#[test]
fn files_whose_names_are_shown_alike_all_have_rows() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = tempfile::tempdir().unwrap();
    let names: [&[u8]; 4] = ["甲\n乙.md".as_bytes(), "甲%0A乙.md".as_bytes(), b"\xffx.md", b"%FFx.md"];
    for (i, name) in names.into_iter().enumerate() {
        let html = format!("<p>蔡英文第{i}次在台北会见访问团，双方讨论了贸易与防务，第{i}次没有声明。</p>");
        let text = Post { url: "", ..GOOD }.jekyll().replace(GOOD.html, &html);
        fs::write(folder.path().join(OsStr::from_bytes(name)), text).unwrap();
    }
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    assert_eq!(rows(&output), own(&[("%FFx.md", "ok"), ("%FFx.md~2", "ok"), ("甲%0A乙.md", "ok"), ("甲%0A乙.md~2", "ok")]));
    // The order of a folder is that of the system; numbers go by names.
    let sentences: BTreeMap<String, String> = output
        .table("sentences.csv")
        .rows
        .into_iter()
        .filter(|row| row["text"].contains('第'))
        .map(|row| (row["doc"].clone(), row["text"].clone()))
        .collect();
    assert!(sentences["甲%0A乙.md"].contains("第0次") && sentences["%FFx.md"].contains("第3次"), "{sentences:?}");
}

#[cfg(unix)]
#[test]
fn one_place_in_several_words_is_read_once_with_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("a/sub")).unwrap();
    GOOD.write(&at("a"));
    Post { file: "other.md", url: "https://news.example/other.html", html: "<p>习近平抵达武汉。</p>", ..GOOD }.write(&at("a/sub"));
    std::os::unix::fs::symlink("a", at("b")).unwrap();
    let count = |paths: &[&Path]| {
        let output = run(paths, &["--no-page"]).ends_with(0);
        let statuses: Vec<String> = rows(&output).into_iter().map(|(_, status)| status).collect();
        (statuses.join(" "), output.ended.stderr)
    };
    let (a, b, around) = (at("a"), at("b"), at("a/../a"));
    for paths in [[&*a, &*b], [&*a, &*around]] {
        let (statuses, said) = count(&paths);
        assert_eq!(statuses, "ok ok");
        assert!(said.contains("which is named already: read once"), "{said}");
    }
    let (statuses, said) = count(&[&a, &at("b/sub")]);
    assert_eq!(statuses, "ok ok");
    assert!(said.contains("1 of its files lie in"), "{said}");
    assert_eq!(count(&[&a, &at("a/sub")]), ("ok ok".to_owned(), String::new()));
}

#[test]
fn a_folder_of_results_that_is_named_is_said_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let posts = folder.path().join("posts");
    fs::create_dir(&posts).unwrap();
    GOOD.write(&posts);
    let results = run(&[&posts], &["-q", "--no-page"]).ends_with(0);
    let output = run(&[&posts, &results.folder], &["--no-page"]).ends_with(0);
    assert!(output.ended.stderr.contains("an output folder of guanxi, in which nothing is read: name the posts"), "{}", output.ended.stderr);
    assert!(output.table("documents.csv").rows.iter().all(|row| !row["path"].is_empty()));
}

#[test]
fn a_shard_without_documents_has_empty_facts_that_are_merged_with_others() {
    let temp = tempfile::tempdir().unwrap();
    let at = |name: &str| temp.path().join(name);
    for day in ["posts/1", "posts/2"] {
        fs::create_dir_all(at(day)).unwrap();
    }
    GOOD.write(&at("posts/1"));
    let call = |args: &[&str]| {
        let ended = guanxi(args.iter().map(|arg| arg.strip_prefix('@').map_or_else(|| (*arg).into(), |name| at(name).into_os_string())));
        assert_eq!(ended.code, 0, "{args:?}: {}", ended.stderr);
        ended.stderr
    };
    call(&["facts", "@posts/1", "--base", "@posts", "-o", "@f1", "-q"]);
    let said = call(&["facts", "@posts/2", "--base", "@posts", "-o", "@f2"]);
    assert!(said.contains("no documents found: the facts are empty"), "{said}");
    call(&["merge", "@f2", "@f1", "-o", "@merged", "-q"]);
    call(&["run", "@posts", "-o", "@run", "-q"]);
    assert!(crate::common::bytes_of_files(&at("merged")) == crate::common::bytes_of_files(&at("run")));
}
