//! Bad input gets a clear message and never stops what can be done without it.

use crate::common::{GOOD, Output, Post, bytes_of_files, guanxi, guanxi_reading, run};
use guanxi::{
    corpus::{Kind, Record, Source},
    knowledge::Gazetteer,
    mention::Matcher,
    run::{Analyzer, RunOptions},
};
use proptest::prelude::*;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// A document that has something wrong with it, beside a good one.
struct Case {
    name: &'static str,
    /// File to look for in documents.csv.
    doc: &'static str,
    content: Vec<u8>,
    status: &'static str,
    /// The note says this.
    note: &'static str,
    code: i32,
}

fn cases() -> Vec<Case> {
    let case = |name, doc, content: &[u8], status, note, code| Case { name, doc, content: content.to_vec(), status, note, code };
    let chinese = "总统府今天表示，访问团将于下周抵达台北，双方讨论合作议题，蔡英文将会见访问团。";
    let traditional = "總統府今天表示，訪問團將於下週抵達台北，雙方討論合作議題，蔡英文將會見訪問團。";
    let page = |front: &str| format!("---\nlayout: post\n{front}\n---\n<p>{chinese}</p>\n").into_bytes();
    let mut damaged = page("title: 甲");
    damaged.extend(chinese.repeat(5).bytes());
    let mut broken = damaged.clone();
    let middle = damaged.len() / 2;
    damaged.insert(middle, 0xFF);
    broken.splice(middle..middle, [0xFF; 40]);
    let deep = format!("---\ntitle: 深\ndate: 2020-08-01\n---\n{}{chinese}{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
    let unclosed = format!("---\ntitle: 深\ndate: 2020-08-01\n---\n{}{chinese}", "<b><table><a href=x>".repeat(10_000));
    vec![
        case("front matter that is no YAML", "bad.md", &page("title: [甲"), "ok", "front matter, line", 0),
        case("front matter that never ends", "bad.md", format!("---\ntitle: x\n{chinese}\n").as_bytes(), "ok", "never closed", 0),
        case("no date", "bad.md", &page("title: 甲"), "ok", "no date", 0),
        case("a date that is none", "bad.md", &page("title: 甲\ndate: 昨天"), "ok", "date \"昨天\" is not an ISO 8601 date", 0),
        case("a day that no month has", "bad.md", &page("title: 甲\ndate: 2020-02-31"), "ok", "date \"2020-02-31\" is not an ISO 8601 date", 0),
        case("no front matter", "bad.md", format!("<p>{chinese}</p>").as_bytes(), "ok", "no front matter", 0),
        case("too large", "bad.txt", &vec![b'a'; (32 << 20) + 1], "error", "33554433 bytes", 1),
        case("NUL bytes", "bad.md", &[0; 4096], "error", "NUL byte at byte 0", 1),
        case("damaged UTF-8", "bad.md", &damaged, "ok", "invalid UTF-8 at byte", 0),
        case("badly damaged UTF-8", "bad.md", &broken, "error", "neither UTF-8 (byte ", 1),
        case("no text in any encoding", "bad.md", &[0xFF, 0x80, 0x81, 0xFF, 0xFE, 0x0A].repeat(50), "error", "", 1),
        case("deeply nested HTML", "bad.md", deep.as_bytes(), "ok", "", 0),
        case("deeply nested HTML that is never closed", "bad.md", unclosed.as_bytes(), "ok", "", 0),
        case("GB18030", "bad.txt", &encoding_rs::GB18030.encode(chinese).0, "ok", "", 0),
        case("Big5", "bad.txt", &encoding_rs::BIG5.encode(traditional).0, "ok", "", 0),
        case("UTF-8 with a byte order mark", "bad.txt", format!("\u{FEFF}{chinese}").as_bytes(), "ok", "", 0),
        case("an empty file", "bad.md", b"", "empty", "no article text", 0),
        case("only white space", "bad.html", b" \n\t\n", "empty", "no article text", 0),
        case("not Chinese", "bad.txt", b"It will rain tomorrow, and on the day after it will not.", "foreign", "not Chinese", 0),
        case("a broken line of JSON", "bad.jsonl", b"{\"id\": 1,\n", "error", "line 1: ", 1),
        case("a line of JSON that is no object", "bad.jsonl", b"[1, 2]\n", "error", "line 1: not a JSON object", 1),
        case("an object without text", "bad.jsonl", b"{\"a\": \"b\"}\n", "error", "no text: expected a field text, body, content or html", 1),
        case("an archive that is none", "bad.tar.zst", b"not an archive at all", "error", "cannot be read to its end", 1),
        case("a compressed file that is none", "bad.jsonl.gz", b"not compressed at all", "error", "cannot be read to its end", 1),
    ]
}

#[test]
fn a_bad_document_has_a_row_with_the_reason_and_the_good_one_beside_it_is_processed() {
    let mut wrong = Vec::new();
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        GOOD.write(folder.path());
        fs::write(folder.path().join(case.doc), &case.content).unwrap();
        let output = run(&[folder.path()], &["-q"]);
        if output.ended.code != case.code {
            wrong.push(format!("{}: exit code {}, expected {}: {}", case.name, output.ended.code, case.code, output.ended.stderr));
        }
        if !output.folder.join("documents.csv").exists() {
            continue;
        }
        let rows = output.table("documents.csv").rows;
        let of_case: Vec<_> = rows.iter().filter(|r| r["doc"] == case.doc || r["doc"].starts_with(&format!("{}#", case.doc))).collect();
        let [row] = of_case[..] else {
            wrong.push(format!("{}: {} rows", case.name, of_case.len()));
            continue;
        };
        if row["status"] != case.status || !row["note"].contains(case.note) || case.status == "error" && row["note"].is_empty() {
            wrong.push(format!("{}: {} {:?}, expected {} {:?}", case.name, row["status"], row["note"], case.status, case.note));
        }
        let finds_tsai = output.table("mentions.csv").rows.iter().any(|m| m["doc"] == case.doc && m["surface"] == "蔡英文");
        if finds_tsai != (case.status == "ok") {
            wrong.push(format!("{}: 蔡英文 found: {finds_tsai}", case.name));
        }
        if case.code == 1 && !output.ended.stderr.contains("documents.csv") {
            wrong.push(format!("{}: standard error does not point to documents.csv: {:?}", case.name, output.ended.stderr));
        }
        good_is_processed(&output, case.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn good_is_processed(output: &Output, what: &str) {
    let good = output.document(GOOD.file);
    // Of two equal texts the later counts as the copy; no case repeats the good text.
    assert_eq!((good["status"].as_str(), good["title"].as_str()), ("ok", GOOD.title), "{what}");
    assert!(output.table("mentions.csv").rows.iter().any(|m| m["doc"] == GOOD.file && m["entity"] == "p-tsai-ing-wen"), "{what}");
}

#[cfg(unix)]
#[test]
fn folders_and_links_with_odd_names_are_walked_and_loops_reported() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    GOOD.write(folder.path());
    fs::create_dir(at("x.md")).unwrap();
    let inside = Post { url: "https://news.example/2020/inside.html", html: "<p>习近平抵达武汉。</p>", ..GOOD };
    inside.write(&at("x.md"));
    fs::write(at("甲\n,\"乙\".md"), Post { url: "https://news.example/2020/break.html", html: "<p>安倍晋三辞职。</p>", ..GOOD }.jekyll()).unwrap();
    symlink("..", at("x.md/loop")).unwrap();
    symlink("nowhere", at("dangling.md")).unwrap();
    fs::write(at("picture.png"), b"\x89PNG").unwrap();

    let output = run(&[folder.path()], &["-q"]).ends_with(1);

    let rows: Vec<(String, String)> = output.table("documents.csv").rows.iter().map(|r| (r["doc"].clone(), r["status"].clone())).collect();
    let want = [
        ("2020-08-09-good.md", "ok"),
        ("dangling.md", "error"),
        ("picture.png", "skipped"),
        ("x.md/2020-08-09-good.md", "ok"),
        ("x.md/loop", "error"),
        ("甲%0A,\"乙\".md", "ok"),
    ];
    assert_eq!(rows, want.map(|(doc, status)| (doc.to_owned(), status.to_owned())));
    assert!(output.document("x.md/loop")["note"].contains("symbolic link loops back"), "{}", output.document("x.md/loop")["note"]);
    assert!(!output.document("dangling.md")["note"].is_empty());
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_posts_is_no_document_to_wait_for() {
    let folder = tempfile::tempdir().unwrap();
    GOOD.write(folder.path());
    let pipe = folder.path().join("pipe.md");
    if !Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: no mkfifo here");
        return;
    }
    let out = tempfile::tempdir().unwrap();
    // Nobody ever writes to the pipe: without the guard a program that opens it would wait for ever.
    let mut guarded = Command::new("timeout");
    guarded.args(["20", env!("CARGO_BIN_EXE_guanxi"), "run", "-q"]).arg(folder.path()).arg("-o").arg(out.path());
    let code = guarded.status().unwrap().code();
    assert_ne!(code, Some(124), "the run waits for the pipe");
    let rows = crate::common::table(&out.path().join("documents.csv")).rows;
    let good = rows.iter().find(|r| r["path"] == GOOD.file).unwrap();
    assert_eq!(good["status"], "ok");
    let pipe = rows.iter().find(|r| r["path"] == "pipe.md");
    assert!(pipe.is_none_or(|row| row["status"] == "error" && !row["note"].is_empty()), "{pipe:?}");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_an_error_row() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    GOOD.write(folder.path());
    let secret = folder.path().join("secret.md");
    fs::write(&secret, Post { file: "secret.md", url: "", ..GOOD }.jekyll()).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&secret).is_ok() {
        eprintln!("skipped: this user (root) reads files without permission");
        return;
    }
    let output = run(&[folder.path()], &["-q"]).ends_with(1);
    let row = output.document("secret.md");
    assert_eq!(row["status"], "error");
    assert!(row["note"].to_lowercase().contains("permission denied"), "{}", row["note"]);
    good_is_processed(&output, "a file without permission");
}

#[test]
fn an_archive_that_breaks_off_keeps_the_documents_before_the_break() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = tar::Builder::new(Vec::new());
    for i in 0..3 {
        let text = format!("今天是第{i}天，蔡英文在台北发表第{i}次演说。");
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, format!("{i}.txt"), text.as_bytes()).unwrap();
    }
    let bytes = archive.into_inner().unwrap();
    // Inside the third member, between two characters: each member takes a header and a body block of 512 bytes.
    fs::write(folder.path().join("posts.tar"), &bytes[..5 * 512 + "今天是第2天，蔡英文".len()]).unwrap();
    GOOD.write(folder.path());

    let output = run(&[folder.path()], &["-q"]).ends_with(1);

    for (doc, status) in [("posts.tar#0.txt", "ok"), ("posts.tar#1.txt", "ok"), ("posts.tar", "error")] {
        assert_eq!(output.document(doc)["status"], status, "{doc}");
    }
    assert!(output.document("posts.tar")["note"].contains("cannot be read to its end"));
    let half = output.table("documents.csv").rows.into_iter().find(|r| r["doc"] == "posts.tar#2.txt");
    assert!(half.is_none_or(|row| row["status"] == "error"), "half a document counts as a whole one");
    good_is_processed(&output, "a broken archive");
}

#[test]
fn where_nothing_can_be_done_the_message_says_why_and_nothing_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let at = |name: &str| temp.path().join(name).display().to_string();
    fs::create_dir(at("empty")).unwrap();
    fs::create_dir(at("pictures")).unwrap();
    fs::write(at("pictures/a.png"), b"\x89PNG").unwrap();
    fs::create_dir(at("good")).unwrap();
    GOOD.write(Path::new(&at("good")));
    fs::write(at("file"), b"").unwrap();
    fs::create_dir(at("no-yaml")).unwrap();
    let (good, empty) = (at("good"), at("empty"));
    let out = at("never");
    for (name, args, messages) in [
        ("an empty folder", vec!["run", &empty, "-o", &out], vec![empty.as_str(), "no documents found", "remedy: "]),
        ("a folder of other files", vec!["run", &at("pictures"), "-o", &out], vec!["no documents found (1 files of other kinds)", "remedy: "]),
        ("no such path", vec!["run", &at("nowhere"), "-o", &out], vec!["nowhere", "remedy: name an existing file or folder"]),
        ("one of two paths missing", vec!["run", &good, &at("nowhere"), "-o", &out], vec!["nowhere", "remedy: "]),
        ("standard input beside files", vec!["run", "-", &good, "-o", &out], vec!["standard input", "remedy: "]),
        ("an output folder that is a file", vec!["run", &good, "-o", &at("file")], vec!["output folder", "file"]),
        ("an output folder below a file", vec!["run", &good, "-o", &at("file/out")], vec!["output folder", "file/out"]),
        ("no such gazetteer", vec!["run", &good, "-o", &out, "-g", &at("nowhere")], vec!["nowhere", "remedy: "]),
        ("a gazetteer without files", vec!["run", &good, "-o", &out, "-g", &at("no-yaml")], vec!["holds no YAML file", "remedy: "]),
        ("a date that is none", vec!["run", &good, "-o", &out, "--since", "2020-13-01"], vec!["--since", "2020-13-01"]),
        ("a window that is none", vec!["run", &good, "-o", &out, "--window", "page"], vec!["--window", "page"]),
        ("a window of no characters", vec!["run", &good, "-o", &out, "--window", "0"], vec!["--window"]),
        ("an unknown option", vec!["run", "--fast"], vec!["--fast"]),
        ("an unknown command", vec!["walk"], vec!["walk"]),
    ] {
        let ended = guanxi(&args);
        assert_eq!(ended.code, 2, "{name}: {}", ended.stderr);
        assert_eq!(ended.stdout, "", "{name}: diagnostics belong on standard error");
        for message in messages {
            assert!(ended.stderr.contains(message), "{name}: {message:?} is not in {}", ended.stderr);
        }
        assert!(!Path::new(&out).exists(), "{name}: an output folder was made");
    }
}

#[test]
fn a_month_is_a_period_and_one_that_holds_nothing_says_where_to_look() {
    let temp = tempfile::tempdir().unwrap();
    for (file, date) in [("a.md", "2021-01-31"), ("b.md", "2021-02-01"), ("c.md", "2020-12-31")] {
        fs::write(temp.path().join(file), format!("---\ntitle: 甲\ndate: {date}\nauthor: 新华社\n---\n外交部长王毅{file}访问东京。\n")).unwrap();
    }
    let read = |options: &[&str]| {
        let output = run(&[temp.path()], &[&["-q"], options].concat()).ends_with(0);
        let rows = output.table("documents.csv").rows;
        let read: Vec<String> = rows.iter().filter(|row| row["status"] == "ok").map(|row| row["date"].clone()).collect();
        (read.join(" "), output.ended.stderr)
    };
    assert_eq!(read(&["--since", "2021-01", "--until", "2021-01"]), ("2021-01-31".into(), String::new()));
    assert_eq!(read(&["--since", "2021"]), ("2021-01-31 2021-02-01".into(), String::new()));
    for options in [["--outlet", "路透"], ["--until", "2019-12"]] {
        let (dates, said) = read(&options);
        assert!(dates.is_empty() && said.contains("none of 3 documents") && said.contains("documents.csv"), "{options:?}: {said}");
    }
}

#[test]
fn outside_the_repository_a_run_without_input_says_to_name_one() {
    let temp = tempfile::tempdir().unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_guanxi")).arg("run").current_dir(temp.path()).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.code() == Some(2) && said.contains("guanxi run FOLDER"), "{said}");
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0, "an output folder was made");
}

#[test]
fn a_bad_line_of_json_is_named_with_its_place_and_the_others_are_read() {
    let temp = tempfile::tempdir().unwrap();
    let good = "{\"text\": \"外交部长王毅访问东京。\"}";
    fs::write(temp.path().join("a.jsonl"), format!("{good}\n{{\"text\": \"甲\n[1]\n{}\n", good.replace("东京", "首尔"))).unwrap();
    let output = run(&[temp.path()], &["-q"]).ends_with(1);
    let rows = output.table("documents.csv").rows;
    let shown: Vec<(&str, bool)> = rows.iter().map(|row| (row["status"].as_str(), row["note"].contains("line "))).collect();
    assert_eq!(shown, [("ok", false), ("error", true), ("error", true), ("ok", false)]);
    assert!(rows[1]["note"].contains("line 2: not JSON") && rows[1]["note"].contains("mend it"), "{}", rows[1]["note"]);
    assert!(rows[2]["note"].contains("write one document a line"), "{}", rows[2]["note"]);
}

#[test]
fn a_run_that_fails_leaves_the_previous_results_as_they_were() {
    let temp = tempfile::tempdir().unwrap();
    let (posts, out, gazetteer) = (temp.path().join("posts"), temp.path().join("out"), temp.path().join("gazetteer"));
    for folder in [&posts, &gazetteer] {
        fs::create_dir(folder).unwrap();
    }
    GOOD.write(&posts);
    fs::write(gazetteer.join("people.yaml"), "- id: p-nobody\n").unwrap();
    let args = |extra: &[&str]| -> Vec<String> {
        let base = ["run", posts.to_str().unwrap(), "-o", out.to_str().unwrap(), "-q"];
        base.iter().chain(extra).map(|s| (*s).to_owned()).collect()
    };
    assert_eq!(guanxi(args(&[])).code, 0);
    let before = bytes_of_files(&out);
    fs::write(out.join("notes of the user.txt"), "stays").unwrap();

    let ended = guanxi(args(&["-g", gazetteer.to_str().unwrap()]));

    assert_eq!(ended.code, 2, "{}", ended.stderr);
    let mut after = bytes_of_files(&out);
    assert_eq!(after.remove("notes of the user.txt").as_deref(), Some(&b"stays"[..]));
    assert!(before == after, "files: {:?}, then {:?}", before.keys(), after.keys());
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_previous_results_as_they_were() {
    let temp = tempfile::tempdir().unwrap();
    let (posts, out) = (temp.path().join("posts"), temp.path().join("out"));
    fs::create_dir(&posts).unwrap();
    GOOD.write(&posts);
    let args = ["run".as_ref(), posts.as_os_str(), "-o".as_ref(), out.as_os_str(), "-q".as_ref()];
    assert_eq!(guanxi(args).code, 0);
    let before = bytes_of_files(&out);
    for i in 0..40 {
        let text = format!("蔡英文第{i}次访问高雄，习近平第{i}次访问武汉，特朗普第{i}次批评世界卫生组织。");
        fs::write(posts.join(format!("{i}.txt")), text).unwrap();
    }

    // A limit of 4 kB a file stands for the full disk: writes fail once it is reached.
    let output =
        Command::new("sh").args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_guanxi")]).args(args).output().unwrap();

    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("cannot write"), "{message}");
    let after = bytes_of_files(&out);
    assert!(before == after, "files: {:?}, then {:?}", before.keys(), after.keys());
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_crash() {
    let folder = tempfile::tempdir().unwrap();
    GOOD.write(folder.path());
    let out = folder.path().join("out");
    let post = folder.path().join(GOOD.file);
    for args in [
        vec!["run".as_ref(), post.as_os_str(), "-o".as_ref(), out.as_os_str()],
        vec!["tag".as_ref(), post.as_os_str()],
        vec!["gazetteer".as_ref(), "check".as_ref()],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output =
            Command::new(env!("CARGO_BIN_EXE_guanxi")).args(&args).stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() != Some(101) && !message.contains("panicked"), "{args:?}: {message}");
    }
}

#[test]
fn tag_goes_on_after_a_file_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    GOOD.write(folder.path());
    let bad = folder.path().join("0.md");
    fs::write(&bad, [0; 16]).unwrap();
    let ended = guanxi(["tag".as_ref(), bad.as_os_str(), folder.path().join(GOOD.file).as_os_str(), "--format".as_ref(), "json".as_ref()]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("0.md: NUL byte at byte 0"), "{}", ended.stderr);
    assert_eq!(ended.stdout.lines().count(), 1);
    assert!(ended.stdout.contains("\"p-tsai-ing-wen\""), "{}", ended.stdout);
    let ended = guanxi_reading(&[0xFF, 0x80, 0xFF].repeat(40), ["tag"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{}", ended.stderr);
}

/// A faulty gazetteer: its one file, the line at fault, what the message and the remedy say.
struct Faulty {
    name: &'static str,
    file: &'static str,
    text: &'static str,
    line: usize,
    message: &'static str,
    remedy: &'static str,
}

const FAULTY: [Faulty; 48] = [
    Faulty {
        name: "duplicate id",
        file: "people.yaml",
        text: "- id: p-a\n  name: 甲乙\n- id: p-a\n  name: 丙丁\n",
        line: 3,
        message: "id p-a stands already in",
        remedy: "another id",
    },
    Faulty {
        name: "unknown field",
        file: "people.yaml",
        text: "- id: p-a\n  name: 甲乙\n  nickname: 丙\n",
        line: 3,
        message: "unknown field `nickname`",
        remedy: "README.md",
    },
    Faulty {
        name: "bad date",
        file: "people.yaml",
        text: "\n- id: p-a\n  name: 甲乙\n  tenures:\n    - {office: o-tw-president, from: 2020-02-31}\n",
        line: 5,
        message: "from \"2020-02-31\" is no date",
        remedy: "YYYY-MM-DD",
    },
    Faulty {
        name: "one-character alias",
        file: "places.yaml",
        text: "- id: l-a\n  name: 甲乙\n  aliases: [甲]\n",
        line: 3,
        message: "fewer than two characters",
        remedy: "abbreviations.yaml",
    },
    Faulty {
        name: "one-character weak alias",
        file: "places.yaml",
        text: "- id: l-a\n  name: 甲乙\n  weak: [甲]\n",
        line: 3,
        message: "weak holds \"甲\"",
        remedy: "abbreviations.yaml",
    },
    Faulty {
        name: "empty name",
        file: "organizations.yaml",
        text: "- id: g-a\n  name: \"\"\n",
        line: 2,
        message: "g-a: name is empty",
        remedy: "Simplified",
    },
    Faulty { name: "missing name", file: "organizations.yaml", text: "- id: g-a\n", line: 1, message: "missing field `name`", remedy: "id and name" },
    Faulty { name: "tab", file: "offices.yaml", text: "- id: o-a\n\tname: 甲乙\n", line: 2, message: "", remedy: "tabs" },
    Faulty {
        name: "id of another type",
        file: "offices.yaml",
        text: "- id: p-a\n  name: 甲乙\n",
        line: 1,
        message: "id \"p-a\" is not o-",
        remedy: "prefixes",
    },
    Faulty {
        name: "country that is no code",
        file: "places.yaml",
        text: "- id: l-a\n  name: 甲乙\n  country: Taiwan\n",
        line: 3,
        message: "country \"Taiwan\"",
        remedy: "alpha-2",
    },
    Faulty {
        name: "unknown office",
        file: "people/a.yaml",
        text: "- id: p-a\n  name: 甲乙\n  tenures:\n    - {office: o-no-such}\n",
        line: 4,
        message: "names o-no-such",
        remedy: "correct the id",
    },
    Faulty {
        name: "unknown parent",
        file: "places/a.yml",
        text: "# a comment\n- id: l-a\n  name: 甲乙\n  of: l-no-such\n",
        line: 4,
        message: "of names l-no-such",
        remedy: "correct the id",
    },
    Faulty {
        name: "tenures on a place",
        file: "places.yaml",
        text: "- id: l-a\n  name: 甲乙\n  tenures: [{office: o-tw-president}]\n",
        line: 3,
        message: "tenures stand on people",
        remedy: "person",
    },
    Faulty { name: "no list", file: "people.yaml", text: "id: p-a\nname: 甲乙\n", line: 1, message: "", remedy: "YAML" },
    Faulty {
        name: "rule whose example it does not match",
        file: "cleaning.yaml",
        text: "- effect: line\n  pattern: '^广告$'\n  examples: [广告]\n- effect: line\n  pattern: '^订阅$'\n  examples: [不订]\n",
        line: 4,
        message: "不订",
        remedy: "correct the pattern or the example",
    },
    Faulty {
        name: "rule whose pattern is none",
        file: "cleaning.yaml",
        text: "- effect: line\n  pattern: '(广告'\n  examples: [广告]\n",
        line: 1,
        message: "",
        remedy: "correct the pattern or the example",
    },
    Faulty {
        name: "class of another type",
        file: "places.yaml",
        text: "- id: l-a\n  name: 甲乙\n  class: ministry\n",
        line: 3,
        message: "l-a: class \"ministry\" is none of type place",
        remedy: "country, territory",
    },
    Faulty {
        name: "class of a person",
        file: "people.yaml",
        text: "- id: p-a\n  name: 甲乙\n  class: minister\n",
        line: 3,
        message: "class \"minister\" is none of type person",
        remedy: "role",
    },
    Faulty {
        name: "role of a body",
        file: "organizations.yaml",
        text: "- id: g-a\n  name: 甲乙会\n  role: club\n",
        line: 3,
        message: "role is what a person is known for",
        remedy: "class",
    },
    Faulty {
        name: "unknown key of the grammar",
        file: "grammar.yaml",
        text: "ones: 一\ntwos: 二\n",
        line: 2,
        message: "unknown field `twos`",
        remedy: "README.md",
    },
    Faulty {
        name: "title that stands twice",
        file: "grammar.yaml",
        text: "titles:\n  - {title: 会长, office: name}\n  - {title: 会长, many: true}\n",
        line: 3,
        message: "title 会长 stands twice",
        remedy: "one record",
    },
    Faulty {
        name: "title that is nothing",
        file: "grammar.yaml",
        text: "titles:\n  - {title: 会长}\n",
        line: 2,
        message: "title 会长 is nothing",
        remedy: "office: alone",
    },
    Faulty {
        name: "title of no known standing",
        file: "grammar.yaml",
        text: "titles:\n  - {title: 会长, office: always}\n",
        line: 2,
        message: "unknown variant `always`",
        remedy: "one of the words",
    },
    Faulty {
        name: "date of the grammar",
        file: "grammar.yaml",
        text: "ones: 一\ntenures_known_until: \"2025-13\"\n",
        line: 2,
        message: "invalid value: string \"2025-13\"",
        remedy: "correct the value",
    },
    Faulty {
        name: "double surname of three characters",
        file: "grammar.yaml",
        text: "double_surnames: [欧阳,\n  欧阳某]\n",
        line: 2,
        message: "a word of two characters",
        remedy: "correct the value",
    },
    Faulty {
        name: "abbreviation of an unknown place",
        file: "abbreviations.yaml",
        text: "letters:\n  - letter: 甲\n    place: l-no-such\n",
        line: 3,
        message: "place l-no-such is in no file",
        remedy: "correct the id",
    },
    Faulty {
        name: "run of an unknown place",
        file: "abbreviations.yaml",
        text: "run_places:\n  - run: 中美\n    places: [l-china,\n      l-no-such]\n",
        line: 4,
        message: "中美: place l-no-such",
        remedy: "correct the id",
    },
    Faulty {
        name: "run with too few places",
        file: "abbreviations.yaml",
        text: "run_places:\n  - run: 中美\n    places: [l-china]\n",
        line: 3,
        message: "1 places for 2 letters",
        remedy: "for each letter",
    },
    Faulty {
        name: "word without its letter",
        file: "abbreviations.yaml",
        text: "letters:\n  - letter: 中\n    place: l-china\n    within: ['反送[台]']\n",
        line: 4,
        message: "反送[台] has no [中]",
        remedy: "square brackets",
    },
    Faulty {
        name: "unknown key of abbreviations",
        file: "abbreviations.yaml",
        text: "sides: [方]\nleft: [方]\n",
        line: 2,
        message: "unknown field `left`",
        remedy: "README.md",
    },
    Faulty {
        name: "country of an outlet",
        file: "outlets.yaml",
        text: "- {outlet: 早报, country: SG}\n- {outlet: 晚报, country: Singapore}\n",
        line: 2,
        message: "invalid value: string \"Singapore\"",
        remedy: "correct the value",
    },
    Faulty {
        name: "unknown key of stories",
        file: "stories.yaml",
        text: "keep_query: [a.org]\nkeep_path: [a.org]\n",
        line: 2,
        message: "unknown field `keep_path`",
        remedy: "README.md",
    },
    Faulty {
        name: "variant of two characters",
        file: "variants.yaml",
        text: "- into: 台\n  from: [臺, 台湾]\n",
        line: 2,
        message: "a character",
        remedy: "correct the value",
    },
    Faulty {
        name: "unknown trait of a class",
        file: "classes.yaml",
        text: "classes:\n  - {class: club, type: organization}\n  - {class: choir, type: organization, is: [loud]}\n",
        line: 3,
        message: "unknown variant `loud`",
        remedy: "one of the words",
    },
    Faulty {
        name: "class that stands twice",
        file: "classes.yaml",
        text: "classes:\n  - {class: club, type: organization}\n  - {class: club, type: organization}\n",
        line: 3,
        message: "class club of type organization stands twice",
        remedy: "once",
    },
    Faulty {
        name: "unknown type of a class",
        file: "classes.yaml",
        text: "classes:\n  - {class: club, type: body}\n",
        line: 2,
        message: "unknown variant `body`",
        remedy: "one of the words",
    },
    Faulty {
        name: "unknown key of a predicate",
        file: "relations.yaml",
        text: "predicates:\n  - predicate: likes\n    subject: [person]\n    object: [person]\n    mutual: true\n",
        line: 5,
        message: "unknown field `mutual`",
        remedy: "README.md",
    },
    Faulty {
        name: "unknown type of a predicate",
        file: "relations.yaml",
        text: "predicates:\n  - predicate: likes\n    subject: [human]\n    object: [person]\n",
        line: 3,
        message: "unknown variant `human`",
        remedy: "one of the words",
    },
    Faulty {
        name: "pattern without an object",
        file: "relations.yaml",
        text: "predicates:\n  - predicate: likes\n    subject: [person]\n    object: [person]\n    rules:\n      - triggers: [喜欢]\n        patterns: [\"S @\"]\n",
        line: 7,
        message: "each of S, O and @",
        remedy: "correct the rule",
    },
    Faulty {
        name: "unknown effect of a rule",
        file: "cleaning.yaml",
        text: "- effect: line\n  pattern: 甲\n- effect: lines\n  pattern: 乙\n",
        line: 3,
        message: "unknown variant `lines`",
        remedy: "one of the words",
    },
    Faulty {
        name: "unknown key of a correction",
        file: "curation.yaml",
        text: "- block: 高峰\n  unless: [登上]\n",
        line: 2,
        message: "unknown field `unless`",
        remedy: "README.md",
    },
    Faulty {
        name: "addition to nobody",
        file: "additions.yaml",
        text: "- id: p-tsai-ing-wen\n  aliases: [蔡某某]\n- id: p-no-such\n  aliases: [某某]\n",
        line: 3,
        message: "p-no-such, which is in no file",
        remedy: "correct the id",
    },
    Faulty {
        name: "unknown key of an addition",
        file: "additions.yaml",
        text: "- id: p-tsai-ing-wen\n  names: [蔡某某]\n",
        line: 2,
        message: "unknown field `names`",
        remedy: "README.md",
    },
    Faulty {
        name: "unknown type of a rejection",
        file: "rejected.yaml",
        text: "- {type: person, name: 甲乙, reason: none}\n- {type: human, name: 甲丙, reason: none}\n",
        line: 2,
        message: "unknown variant `human`",
        remedy: "one of the words",
    },
    Faulty {
        name: "unknown key of an acceptance",
        file: "accepted.yaml",
        text: "- code: common-word\n  why: none\n",
        line: 2,
        message: "unknown field `why`",
        remedy: "README.md",
    },
    Faulty {
        name: "class of an imported type",
        file: "import.yaml",
        text: "ftm_schemas:\n  - {name: Person, type: person}\n  - {name: Company, type: organization, class: firm}\n",
        line: 3,
        message: "class \"firm\" is none of type organization",
        remedy: "company",
    },
    Faulty {
        name: "country of an imported item",
        file: "import.yaml",
        text: "wikidata_countries:\n  - {q: Q865, code: Taiwan, is: Taiwan}\n",
        line: 2,
        message: "country \"Taiwan\"",
        remedy: "alpha-2",
    },
    Faulty {
        name: "file that nothing reads",
        file: "gramar.yaml",
        text: "ones: 一\n",
        line: 1,
        message: "a file of this name is not read",
        remedy: "grammar.yaml",
    },
];

#[test]
fn a_fault_in_a_gazetteer_is_named_by_file_and_line_with_a_remedy() {
    let mut wrong = Vec::new();
    for fault in FAULTY {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine").join(fault.file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, fault.text).unwrap();
        GOOD.write(folder.path());
        let gazetteer = folder.path().join("mine");
        let place = format!("{}:{}: ", path.display(), fault.line);

        let out = folder.path().join("out");
        let option: &std::ffi::OsStr = "-g".as_ref();
        let args =
            ["run".as_ref(), folder.path().as_os_str(), "-o".as_ref(), out.as_os_str(), option, "none".as_ref(), option, gazetteer.as_os_str()];
        let ended = guanxi(args);
        let message = &ended.stderr;
        let says_all = message.contains(&place) && message.contains(fault.message) && message.contains("remedy: ") && message.contains(fault.remedy);
        if ended.code != 2 || !says_all || out.exists() {
            wrong.push(format!("{}: run: exit code {}, expected {place}…{}…{}, got {message}", fault.name, ended.code, fault.message, fault.remedy));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn gazetteer_check_lists_every_fault_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("people.yaml"), "- id: p-a\n  name: ''\n- id: p-b\n  name: 甲乙\n  aliases: [丙]\n- id: p-b\n  name: 丁戊\n")
        .unwrap();
    let shown = folder.path().join("people.yaml").display().to_string();

    let ended = guanxi(["gazetteer".as_ref(), "check".as_ref(), folder.path().as_os_str()]);
    assert_eq!(ended.code, 2);
    for line in [2, 5, 6] {
        assert!(ended.stdout.contains(&format!("{shown}:{line}: ")), "line {line}: {}", ended.stdout);
    }

    let ended = guanxi(["gazetteer".as_ref(), "check".as_ref(), "--format".as_ref(), "json".as_ref(), folder.path().as_os_str()]);
    assert_eq!(ended.code, 2);
    let lines: Vec<u64> = ended
        .stdout
        .lines()
        .map(|line| {
            let fault: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!((fault["severity"].as_str(), fault["file"].as_str()), (Some("error"), Some(shown.as_str())));
            assert!(!fault["remedy"].as_str().unwrap().is_empty());
            fault["line"].as_u64().unwrap()
        })
        .collect();
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [2, 5, 6]);
}

/// Pieces that break naive readers, and names that make mentions in between.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "蔡英文",
        "總統",
        "美国国务院",
        "唐纳德·特朗普",
        "唐納德‧川普",
        "中美",
        "Trump",
        "ＷＨＯ",
        "（",
        "）",
        "“",
        "。",
        "！」",
        "……",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\u{3000}",
        "<p>",
        "</p>",
        "<br>",
        "<b>",
        "</div>",
        "<img alt=\"习近平\">",
        "<script>",
        "<!--",
        "-->",
        "&nbsp;",
        "&#0;",
        "&#x1F600;",
        "&lt;",
        "---\n",
        "title: ",
        "\"",
        "\\",
        "\u{0}",
        "\u{7}",
        "\u{FEFF}",
        "\u{202E}",
        "\u{E000}",
        "𠮷",
        "👨‍👩‍👧",
        "e\u{301}",
        "ß",
        "İ",
        "ﬁ",
        "㍿",
        "1.",
        "（中央社記者溫貴香台北14日電）",
        "責任編輯：",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_read_or_refused_and_its_mentions_lie_in_its_text(text in pieces(), noise in prop::collection::vec(any::<u8>(), 0..8), kind in 0..4usize) {
        static WORLD: std::sync::OnceLock<(Gazetteer, Matcher)> = std::sync::OnceLock::new();
        let (gazetteer, matcher) = WORLD.get_or_init(|| {
            let gazetteer = Gazetteer::bundled().unwrap();
            let matcher = Matcher::new(&gazetteer).unwrap();
            (gazetteer, matcher)
        });
        let options = RunOptions::default();
        let analyzer = Analyzer::single(gazetteer, matcher, &options);
        let mut bytes = text.into_bytes();
        // Half of the documents stay valid UTF-8.
        if noise.len() >= 4 {
            bytes.extend(noise);
        }
        let kind = [None, Some(Kind::Jekyll), Some(Kind::Html), Some(Kind::Text)][kind];
        let record = Record { doc: "a".into(), path: "a".into(), kind, source: Source::Bytes(bytes) };
        match analyzer.tag(&record, None) {
            Err(rejected) => prop_assert!(!rejected.reason.is_empty()),
            Ok(tagged) => {
                let chars: Vec<char> = tagged.document.text.chars().collect();
                let mut end = 0;
                for mention in &tagged.mentions {
                    let (start, stop) = (mention.span.start as usize, mention.span.end as usize);
                    prop_assert!(start < stop && stop <= chars.len());
                    prop_assert_eq!(tagged.document.slice(mention.span), chars[start..stop].iter().collect::<String>());
                    if !mention.nested {
                        prop_assert!(start >= end, "flat mentions overlap at {}", start);
                        end = stop;
                    }
                }
            }
        }
    }
}

#[test]
fn more_threads_than_any_machine_needs_are_not_started() {
    let folder = tempfile::tempdir().unwrap();
    GOOD.write(folder.path());
    let output = run(&[folder.path()], &["-q", "--format", "csv", "-j", "5000"]).ends_with(0);
    assert!(output.ended.stderr.contains("--threads 5000") && output.ended.stderr.contains("256 are started"), "{}", output.ended.stderr);
    assert_eq!(output.document(GOOD.file)["status"], "ok");
}

#[test]
fn sentences_alone_measure_nothing_and_learning_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let sentences = folder.path().join("sentences.txt");
    fs::write(&sentences, "[罗盘|person]抵达[东京|place]。\n[主任|office][罗盘|person]获释。\n").unwrap();
    let model = folder.path().join("model.bin");
    let ended = guanxi(["learn".as_ref(), "--annotated".as_ref(), sentences.as_os_str(), "-o".as_ref(), model.as_os_str()]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.contains("measured    nothing: sentences are learned from alone"), "{}", ended.stdout);
    assert!(!ended.stdout.contains("0.000"), "{}", ended.stdout);
    assert!(fs::metadata(&model).unwrap().len() > 0);
}

#[test]
fn names_of_files_that_are_no_utf_8_have_rows_of_their_own() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = tempfile::tempdir().unwrap();
    // 新闻, 政治, 经济 and 社会 as Chinese Windows writes them.
    for name in [&b"\xD0\xC2\xCE\xC5.txt"[..], b"\xD5\xFE\xD6\xCE.txt", b"\xBE\xAD\xBC\xC3.txt", b"\xC9\xE7\xBB\xE1.txt"] {
        let text = format!("蔡英文在台北接見第{}批訪賓。", name[0]);
        fs::write(folder.path().join(OsStr::from_bytes(name)), text).unwrap();
    }
    let output = run(&[folder.path()], &["-q"]).ends_with(0);
    let paths: Vec<String> = output.table("documents.csv").rows.iter().map(|row| row["path"].clone()).collect();
    assert_eq!(paths, ["%BE%AD%BC%C3.txt", "%C9%E7%BB%E1.txt", "%D0%C2%CE%C5.txt", "%D5%FE%D6%CE.txt"]);
}

#[test]
fn results_do_not_go_where_the_posts_lie() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "蔡英文在台北接見訪賓。").unwrap();
    for command in ["run", "facts"] {
        let ended = guanxi([command.as_ref(), folder.path().as_os_str(), "-o".as_ref(), folder.path().join(".").as_os_str()]);
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        assert!(ended.stderr.contains("is an input") && ended.stderr.contains("remedy: name another folder"), "{}", ended.stderr);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_answer_that_does_not_fit_on_the_disk_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::write(&file, "蔡英文在台北接見訪賓。").unwrap();
    for args in [vec!["tag".as_ref(), file.as_os_str()], vec!["completions".as_ref(), "bash".as_ref()], vec!["man".as_ref()]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = std::process::Command::new(env!("CARGO_BIN_EXE_guanxi")).args(&args).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("cannot write to standard output"), "{args:?}: {said}");
    }
}
