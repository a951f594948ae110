//! The output depends on the inputs alone: not on threads, order of arguments, or what stood in the folder.

use crate::common::{OUTPUT_FILES, Post, bytes_of_files, guanxi, run};
use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const PEOPLE: [&str; 7] = ["蔡英文", "習近平", "特朗普", "拜登", "默克尔", "安倍晋三", "林郑月娥"];
const PLACES: [&str; 5] = ["北京", "台北", "香港", "武漢", "东京"];
const OUTLETS: [&str; 3] = ["早报", "(臺)中央社CNA", "BBC"];

/// More posts than workers take at a time, with copies, versions and errors among them.
fn many_posts() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for i in 0..600 {
        let (a, b) = (PEOPLE[i % 7], PEOPLE[(i / 7) % 7]);
        let html = match i % 11 {
            // Exact copies.
            0 => "<p>世界卫生组织宣布紧急状态。中国与美国回应。</p>".to_owned(),
            _ => format!(
                "<p>{a}第{i}次与{b}在{}会面。{a}表示感谢，学者王大民{i}人在场。</p><p>世界卫生组织在{}。</p>",
                PLACES[i % 5],
                PLACES[(i / 5) % 5]
            ),
        };
        // Every thirteenth page is a version of an earlier one.
        let page = if i % 13 == 0 { i / 26 } else { i };
        let text = format!(
            "---\ntitle: \"第{i}号\"\ndate: 2020-{:02}-{:02}T00:00:00.000Z\noutlet: {}\nfrom: https://news.example/{page}.html\n---\n{html}\n",
            1 + i % 12,
            1 + i % 28,
            OUTLETS[i % 3]
        );
        let path = folder.path().join(format!("{i:03}.md"));
        fs::write(&path, if i % 97 == 5 { vec![0; 8] } else { text.into_bytes() }).unwrap();
        files.push(path);
    }
    (folder, files)
}

fn run_into(out: &Path, inputs: &[&Path], options: &[&str]) {
    let mut args: Vec<&OsStr> = vec!["run".as_ref()];
    args.extend(inputs.iter().map(|p| p.as_os_str()));
    args.extend(["-q".as_ref(), "-o".as_ref(), out.as_os_str()]);
    args.extend(options.iter().map(|o| OsStr::new(*o)));
    let ended = guanxi(args);
    // Some posts cannot be read.
    assert_eq!(ended.code, 1, "{}", ended.stderr);
}

fn assert_same(what: &str, a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{what}");
    let differ: Vec<&String> = a.keys().filter(|name| a[*name] != b[*name]).collect();
    assert!(differ.is_empty(), "{what}: other bytes in {differ:?}");
}

#[test]
fn the_bytes_of_every_file_depend_on_the_inputs_alone() {
    let (folder, files) = many_posts();
    let temp = tempfile::tempdir().unwrap();
    let out = |name: &str| temp.path().join(name);
    run_into(&out("one"), &[folder.path()], &["-j", "1"]);
    let one = bytes_of_files(&out("one"));
    assert_eq!(one.keys().map(String::as_str).collect::<Vec<_>>(), OUTPUT_FILES);

    for threads in ["2", "7"] {
        run_into(&out(threads), &[folder.path()], &["-j", threads]);
        assert_same(&format!("{threads} threads"), &one, &bytes_of_files(&out(threads)));
    }

    // 7 and 600 have no common factor: every file once, in an order far from sorted.
    let shuffled: Vec<&Path> = (0..files.len()).map(|i| files[(i * 7 + 311) % files.len()].as_path()).collect();
    run_into(&out("shuffled"), &shuffled, &["-j", "2"]);
    assert_same("shuffled arguments", &one, &bytes_of_files(&out("shuffled")));
    let reversed: Vec<&Path> = files.iter().rev().map(PathBuf::as_path).collect();
    run_into(&out("shuffled"), &reversed, &["-j", "2"]);
    assert_same("reversed arguments, over the results of another run", &one, &bytes_of_files(&out("shuffled")));
}

#[test]
fn a_second_run_replaces_the_first_whole() {
    let (folder, files) = many_posts();
    let temp = tempfile::tempdir().unwrap();
    let (reused, fresh) = (temp.path().join("reused"), temp.path().join("fresh"));
    run_into(&reused, &[folder.path()], &[]);
    // What a killed run leaves behind.
    fs::create_dir(reused.join(".guanxi-new")).unwrap();
    fs::write(reused.join(".guanxi-new/nodes.csv"), "half a row").unwrap();
    let some: Vec<&Path> = files.iter().take(50).map(PathBuf::as_path).collect();
    run_into(&reused, &some, &["--window", "paragraph"]);
    run_into(&fresh, &some, &["--window", "paragraph"]);
    assert_same("second run", &bytes_of_files(&fresh), &bytes_of_files(&reused));
    assert!(!reused.join(".guanxi-new").exists());
}

#[test]
fn the_folder_that_holds_the_posts_does_not_matter() {
    let here = crate::common::posts();
    let there = tempfile::tempdir().unwrap();
    let below = there.path().join("a/b");
    fs::create_dir_all(&below).unwrap();
    for post in crate::common::POSTS {
        Post::write(&post, &below);
    }
    let (a, b) = (run(&[here.path()], &["-q"]).ends_with(0), run(&[&below], &["-q"]).ends_with(0));
    let (mut a, mut b) = (bytes_of_files(&a.folder), bytes_of_files(&b.folder));
    // Its column `path` is the only thing that tells.
    a.remove("documents.csv");
    b.remove("documents.csv");
    assert_same("another folder", &a, &b);
}

/// What surrounds a run, as commands of a shell before it.
#[cfg(unix)]
const SURROUNDINGS: [(&str, &str); 10] = [
    ("again", ":"),
    ("locale of C", "export LC_ALL=C LANG=C"),
    ("locale of Turkey", "export LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8"),
    ("time zone in the east", "export TZ=Pacific/Kiritimati"),
    ("time zone in the west", "export TZ=Etc/GMT+12"),
    ("umask", "umask 0077"),
    ("current directory", "cd /"),
    ("no variables", "unset HOME USER LANG PATH TERM"),
    ("threads of the environment", "export RAYON_NUM_THREADS=3"),
    ("narrow terminal", "export COLUMNS=20 TERM=dumb"),
];

#[cfg(unix)]
#[test]
fn what_surrounds_a_run_does_not_matter() {
    let (folder, files) = many_posts();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("plain");
    run_into(&out, &[folder.path()], &[]);
    let plain = bytes_of_files(&out);
    let out = temp.path().join("out");
    for (what, before) in SURROUNDINGS {
        let ended = std::process::Command::new("/bin/sh")
            .args(["-c", &format!("{before}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_guanxi"), "run", "-q"])
            .args([folder.path().as_os_str(), OsStr::new("-o"), out.as_os_str()])
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(1), "{what}: {}", String::from_utf8_lossy(&ended.stderr));
        assert_same(what, &plain, &bytes_of_files(&out));
    }
    // The same files, made in another order at another time.
    let copies = tempfile::tempdir().unwrap();
    for file in files.iter().rev() {
        let copy = copies.path().join(file.file_name().unwrap());
        fs::copy(file, &copy).unwrap();
        let then = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(4_000_000_000);
        fs::File::options().append(true).open(&copy).unwrap().set_modified(then).unwrap();
    }
    run_into(&out, &[copies.path()], &[]);
    assert_same("other order and times of files", &plain, &bytes_of_files(&out));
}
