//! However a run ends, the output folder holds the results before or the new ones, whole; `tests/faults.py` tries many more
//! ways.

use crate::common::{GOOD, Post, bytes_of_files, guanxi, run};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

const HIDDEN: &str = ".guanxi-new";

/// Results of two different runs, `old` and `new`, by name.
fn results() -> [BTreeMap<String, Vec<u8>>; 2] {
    let other = Post { html: "<p>总统蔡英文抵达东京。</p>", ..GOOD };
    [GOOD, other].map(|post| {
        let posts = tempfile::tempdir().unwrap();
        post.write(posts.path());
        bytes_of_files(&run(&[posts.path()], &["-q", "--format", "csv,json"]).ends_with(0).folder)
    })
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    fs::create_dir_all(folder).unwrap();
    files.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
}

/// A run that waits for its input, with its output folder made ready.
fn waiting_run(out: &Path) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_guanxi"))
        .args(["run", "-q", "-", "-o"])
        .arg(out)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !out.join(HIDDEN).join("manifest.json").exists() {
        assert!(child.try_wait().unwrap().is_none(), "the run ended");
        std::thread::yield_now();
    }
    child
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_so_and_leaves_what_was_there() {
    let [old, _] = results();
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("out");
        write(&out, &old);
        let child = waiting_run(&out);
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(code), "{said}");
        assert_eq!(said, "guanxi: interrupted; the output folder holds what it held before\n");
        assert_eq!(bytes_of_files(&out), old);
        assert!(!out.join(HIDDEN).exists());
    }
}

#[test]
fn a_folder_takes_one_run_at_a_time() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    GOOD.write(temp.path());
    let mut first = waiting_run(&out);
    let second = guanxi(["run".as_ref(), temp.path().join(GOOD.file).as_os_str(), "-o".as_ref(), out.as_os_str()]);
    assert_eq!(second.code, 2);
    assert!(
        second.stderr.contains("another guanxi is writing there\n  remedy: wait until it has ended, or name another folder"),
        "{}",
        second.stderr
    );
    first.kill().unwrap();
    first.wait().unwrap();
    let third = guanxi(["run".as_ref(), temp.path().join(GOOD.file).as_os_str(), "-o".as_ref(), out.as_os_str()]);
    assert_eq!(third.code, 0, "{}", third.stderr);
    assert!(!out.join(HIDDEN).exists());
}

/// An output folder whose run was killed while it moved its files: the first `moved` of the new ones are in place.
fn killed_while_moving(note: &str, moved: usize) -> (TempDir, PathBuf) {
    let [old, new] = results();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    write(&out, &old);
    let hidden = out.join(HIDDEN);
    write(&hidden, &new);
    // One that the run before did not write, and one that this run does not.
    fs::rename(out.join("graph.json"), out.join("graph.gexf")).unwrap();
    fs::create_dir(hidden.join("old")).unwrap();
    for name in old.keys().filter(|name| *name != "graph.json").map(String::as_str).chain(["graph.gexf"]) {
        fs::hard_link(out.join(name), hidden.join("old").join(name)).unwrap();
    }
    let written: Vec<&String> = new.keys().collect();
    for name in &written[..moved] {
        fs::rename(hidden.join(name), out.join(name)).unwrap();
    }
    let moves = serde_json::json!({"written": written, "left_out": ["graph.gexf"], "fresh": ["graph.json"]});
    fs::write(hidden.join(note), moves.to_string()).unwrap();
    (temp, out)
}

#[test]
fn the_next_command_ends_what_a_killed_run_was_moving() {
    let [_, new] = results();
    for moved in [0, 1, 5, new.len()] {
        let (_temp, out) = killed_while_moving("moving.json", moved);
        let ended = guanxi(["explain".as_ref(), out.as_os_str(), "东京".as_ref()]);
        assert_eq!(ended.code, 0, "{moved} moved: {}", ended.stderr);
        assert_eq!(bytes_of_files(&out), new, "{moved} moved");
        assert!(!out.join(HIDDEN).exists());
    }
}

#[test]
fn the_next_command_ends_what_a_killed_run_was_moving_back() {
    let [mut old, new] = results();
    let graph = old.remove("graph.json").unwrap();
    old.insert("graph.gexf".into(), graph);
    for moved in [0, 1, 5, new.len()] {
        let (_temp, out) = killed_while_moving("moving-back.json", moved);
        guanxi(["verify".as_ref(), out.as_os_str()]);
        assert_eq!(bytes_of_files(&out), old, "{moved} moved");
        assert!(!out.join(HIDDEN).exists());
    }
}

#[test]
fn a_folder_in_the_place_of_a_file_is_told_before_anything_is_moved() {
    let [mut old, _] = results();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    write(&out, &old);
    fs::remove_file(out.join("sentences.csv")).unwrap();
    fs::create_dir(out.join("sentences.csv")).unwrap();
    old.remove("sentences.csv");
    Post { html: "<p>总统蔡英文抵达东京。</p>", ..GOOD }.write(temp.path());
    let ended = guanxi(["run".as_ref(), temp.path().join(GOOD.file).as_os_str(), "-o".as_ref(), out.as_os_str()]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("sentences.csv: a folder has this name\n  remedy: move it elsewhere"), "{}", ended.stderr);
    fs::remove_dir(out.join("sentences.csv")).unwrap();
    assert_eq!(bytes_of_files(&out), old);
}
