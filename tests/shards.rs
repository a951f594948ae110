//! The two halves of a run: facts of any parts of a corpus, merged in any order, give the bytes of one run over the whole; and a
//! run that was interrupted goes on from the facts that it has kept.

use crate::common::{bytes_of_files, examples, files_below, guanxi};
use guanxi::{
    corpus::Inputs,
    knowledge::Gazetteer,
    publish::OutputFolder,
    run::{self, Keeping, RunOptions},
};
use std::{
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// All that a run can tell, so that nothing differs unseen.
const ALL: [&str; 4] = ["--format", "csv,graphml,gexf,core,page,parquet,json,ftm,plover", "--text", "-q"];

const PEOPLE: [&str; 7] = ["蔡英文", "習近平", "特朗普", "拜登", "默克尔", "安倍晋三", "林郑月娥"];
const PLACES: [&str; 5] = ["北京", "台北", "香港", "武漢", "东京"];

/// Calls the program; panics with its messages unless it ends with this code.
fn call<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(code: i32, args: I) -> String {
    let ended = guanxi(args);
    assert_eq!(ended.code, code, "{}", ended.stderr);
    ended.stdout + &ended.stderr
}

fn args<'a>(command: &'a str, inputs: impl IntoIterator<Item = &'a Path>, output: &'a Path, options: &[&'a str]) -> Vec<&'a OsStr> {
    let inputs = inputs.into_iter().map(Path::as_os_str);
    [OsStr::new(command)]
        .into_iter()
        .chain(inputs)
        .chain(["-o".as_ref(), output.as_os_str()])
        .chain(options.iter().map(|option| OsStr::new(*option)))
        .collect()
}

/// Files in which the parts of a corpus look other than the whole: versions, copies and lines that repeat lie in different
/// folders, a line repeats in one part alone, some posts cannot be read, one file holds several documents.
fn corpus(posts: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..posts {
        let month = folder.path().join(format!("2020-{:02}", 1 + i * 6 / posts));
        fs::create_dir_all(&month).unwrap();
        let (a, b) = (PEOPLE[i % 7], PEOPLE[(i / 7) % 7]);
        let place = PLACES[(i / 3) % 5];
        let body = match i % 17 {
            0 => "<p>世界卫生组织宣布进入紧急状态，各国随后开会商讨对策。中国外交部与美国国务院都作出了回应，称将继续合作。</p>".to_owned(),
            _ => format!("<p>{a}第{i}次与{b}在{place}会面。{a}批评{b}的政策，学者王大民{i}人在场，外交部发言人华春莹作了说明。</p>"),
        };
        let often = if i % 3 == 0 { "<p>欢迎订阅北京日报电子版</p>" } else { "" };
        let at_first = if i < posts / 12 && i % 3 < 2 { "<p>蔡英文专题报道请见台北版</p>" } else { "" };
        let page = if i % 13 == 0 { i / 2 } else { i };
        let outlet = ["早报", "BBC", ""][i % 3];
        let text = format!(
            "---\ntitle: \"第{i}号\"\ndate: 2020-{:02}-{:02}T00:00:00.000Z\nauthor: {outlet}\nfrom: https://news.example/{page}.html\n---\n{at_first}{body}{often}\n",
            1 + i * 6 / posts,
            1 + i % 28,
        );
        let name = if i % 97 == 5 { "#" } else { "" };
        fs::write(month.join(format!("{i:03}{name}.md")), if i % 97 == 7 { vec![0; 8] } else { text.into_bytes() }).unwrap();
    }
    let line =
        |i: usize| format!("{{\"title\": \"{}\", \"text\": \"拜登{i}日在北京会见默克尔。\", \"date\": \"2020-03-{:02}\"}}\n", PEOPLE[i % 7], 1 + i);
    fs::write(folder.path().join("2020-03/lines.jsonl"), (0..13).map(line).collect::<String>()).unwrap();
    fs::write(folder.path().join("2020-04/notes.pdf"), "%PDF").unwrap();
    folder
}

/// The files of a folder cut into so many parts, in an order far from sorted.
fn shuffled_parts(files: &[PathBuf], parts: usize) -> Vec<Vec<&Path>> {
    let step = (7..).step_by(4).find(|&step| !files.len().is_multiple_of(step)).unwrap();
    let shuffled: Vec<&Path> = (0..files.len()).map(|i| files[(i * step + 3) % files.len()].as_path()).collect();
    shuffled.chunks(files.len().div_ceil(parts)).map(<[&Path]>::to_vec).collect()
}

/// Facts of each part, merged from the last to the first.
fn in_parts(parts: &[Vec<&Path>], base: &Path, temp: &Path, code: i32) -> PathBuf {
    let facts: Vec<PathBuf> = (0..parts.len()).map(|i| temp.join(format!("facts-{}-{i}", parts.len()))).collect();
    let base = base.to_str().unwrap();
    for (part, facts) in parts.iter().zip(&facts) {
        let ended = guanxi(args("facts", part.iter().copied(), facts, &["--base", base, "--text", "-q"]));
        assert!(ended.code == 0 || ended.code == code, "{}", ended.stderr);
    }
    let output = temp.join(format!("merged-{}", parts.len()));
    call(code, args("merge", facts.iter().rev().map(PathBuf::as_path), &output, &ALL));
    output
}

fn assert_same(what: &str, one: &Path, other: &Path) {
    let (one, other) = (bytes_of_files(one), bytes_of_files(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    let differ: Vec<&String> = one.keys().filter(|name| one[*name] != other[*name]).collect();
    assert!(differ.is_empty(), "{what}: other bytes in {differ:?}");
}

#[test]
fn parts_of_the_examples_merge_to_the_bytes_of_one_run() {
    let temp = tempfile::tempdir().unwrap();
    let whole = temp.path().join("whole");
    call(0, args("run", [examples().as_path()], &whole, &ALL));
    let files = files_below(&examples());
    for parts in [1, 2, 7] {
        let merged = in_parts(&shuffled_parts(&files, parts), &examples(), temp.path(), 0);
        assert_same(&format!("{parts} parts"), &whole, &merged);
    }
}

#[test]
fn what_only_the_whole_shows_is_decided_when_parts_are_merged() {
    let (folder, temp) = (corpus(660), tempfile::tempdir().unwrap());
    let whole = temp.path().join("whole");
    call(1, args("run", [folder.path()], &whole, &ALL));
    let said = |table: &str| fs::read_to_string(whole.join(table)).unwrap();
    // Else nothing is decided here.
    assert!(said("boilerplate.csv").contains("欢迎订阅北京日报电子版") && !said("boilerplate.csv").contains("台北版"), "{}", said("boilerplate.csv"));
    for status in ["superseded", "duplicate", "error", "skipped"] {
        assert!(said("documents.csv").contains(&format!(",{status},")), "{status}");
    }

    let files = files_below(folder.path());
    for parts in [1, 7, 24] {
        let merged = in_parts(&shuffled_parts(&files, parts), folder.path(), temp.path(), 1);
        assert_same(&format!("{parts} parts"), &whole, &merged);
    }
    // Parts that follow each other: there a line repeats that does not in the whole.
    let following: Vec<Vec<&Path>> = files.chunks(50).map(|part| part.iter().map(PathBuf::as_path).collect()).collect();
    assert_same("parts in order", &whole, &in_parts(&following, folder.path(), temp.path(), 1));
}

#[test]
fn facts_serve_every_question_that_is_asked_of_them() {
    let temp = tempfile::tempdir().unwrap();
    let (facts, whole, merged) = (temp.path().join("facts"), temp.path().join("whole"), temp.path().join("merged"));
    call(0, args("facts", [examples().as_path()], &facts, &["-q"]));
    for options in [
        ["--window", "paragraph", "--roles", "source", "--no-text", "-q"],
        ["--types", "person,place", "--min-weight", "2", "--bom", "-q"],
        ["--predicates", "all", "--min-confidence", "0.8", "--gzip", "-q"],
    ] {
        call(0, args("run", [examples().as_path()], &whole, &options));
        call(0, args("merge", [facts.as_path()], &merged, &options));
        assert_same(&options.join(" "), &whole, &merged);
    }
    let said = call(2, args("merge", [facts.as_path()], &merged, &["--text"]));
    assert!(said.contains("--text: these facts were made without it"), "{said}");
}

#[test]
fn facts_that_do_not_belong_together_are_refused() {
    let (folder, temp) = (corpus(40), tempfile::tempdir().unwrap());
    let path = |name: &str| temp.path().join(name);
    let (month, other_month) = (folder.path().join("2020-01"), folder.path().join("2020-02"));
    let base = folder.path().to_str().unwrap();
    fs::create_dir_all(path("own/people")).unwrap();
    fs::write(path("own/people/people.yaml"), "- id: p-wang-damin\n  name: 王大民\n  en: Wang Damin\n").unwrap();
    let own = path("own");
    let own = own.to_str().unwrap();
    call(0, args("facts", [month.as_path()], &path("one"), &["--base", base, "-q"]));
    call(1, args("facts", [other_month.as_path()], &path("own-facts"), &["--base", base, "-q", "-g", own]));
    call(1, args("facts", [other_month.as_path()], &path("late"), &["--base", base, "-q", "--since", "2020-02"]));
    call(1, args("facts", [other_month.as_path()], &path("lists"), &["--base", base, "-q", "--model", "none"]));
    let merge = |folders: &[&str]| {
        let folders: Vec<PathBuf> = folders.iter().map(|name| path(name)).collect();
        call(2, args("merge", folders.iter().map(PathBuf::as_path), &path("merged"), &["-q"]))
    };
    for (folders, said) in [
        (&["one", "own-facts"][..], "own-facts: facts made with other things: gazetteers "),
        (&["one", "own-facts"], "people.yaml of its own"),
        (&["one", "late"], "since 2020-02-01, and here any"),
        (&["one", "lists"], "model none, and here "),
        (&["one", "one"], "2020-01/000.md is in "),
        (&["one", "own"], "no facts: manifest.json"),
    ] {
        let ended = merge(folders);
        assert!(ended.contains(said) && ended.contains("remedy"), "{folders:?}: {ended}");
    }
    let manifest = fs::read_to_string(path("one/manifest.json")).unwrap();
    fs::write(path("one/manifest.json"), manifest.replace(concat!("guanxi ", env!("CARGO_PKG_VERSION")), "guanxi 0.0.1")).unwrap();
    let ended = merge(&["one"]);
    assert!(ended.contains("program guanxi 0.0.1 (") && ended.contains(concat!("and here guanxi ", env!("CARGO_PKG_VERSION"), " (")), "{ended}");
    let other_sources = manifest.replace("\"program_hash\": \"", "\"program_hash\": \"0");
    fs::write(path("one/manifest.json"), other_sources).unwrap();
    assert!(merge(&["one"]).contains("facts made with other things: program "), "{}", merge(&["one"]));
    fs::write(path("one/manifest.json"), manifest).unwrap();
    fs::copy(path("late/mentions.parquet"), path("one/mentions.parquet")).unwrap();
    assert!(merge(&["one"]).contains("the tables of facts do not agree"), "{}", merge(&["one"]));
    fs::write(path("one/mentions.parquet"), "no table").unwrap();
    assert!(merge(&["one"]).contains("cannot read facts in"), "{}", merge(&["one"]));
    assert!(!path("merged/nodes.csv").exists());

    let said = call(2, args("facts", [month.as_path()], &path("x"), &["--base", own]));
    assert!(said.contains("does not lie in"), "{said}");
}

#[test]
fn facts_and_results_do_not_overwrite_each_other() {
    let (folder, temp) = (corpus(40), tempfile::tempdir().unwrap());
    let month = folder.path().join("2020-01");
    let (facts, results) = (temp.path().join("facts"), temp.path().join("results"));
    call(0, args("facts", [month.as_path()], &facts, &["-q"]));
    call(0, args("run", [month.as_path()], &results, &["-q", "--format", "parquet"]));
    let held = (bytes_of_files(&facts), bytes_of_files(&results));
    for (command, input, output, said) in [
        ("run", &month, &facts, "facts: holds facts"),
        ("merge", &facts, &facts, "facts: holds facts"),
        ("facts", &month, &results, "results: holds the results of a run"),
    ] {
        let ended = call(2, args(command, [input.as_path()], output, &["-q"]));
        assert!(ended.contains(said) && ended.contains("remedy: name another folder"), "{command}: {ended}");
    }
    assert!(held == (bytes_of_files(&facts), bytes_of_files(&results)));
    // Each takes the place of what is of its own kind.
    call(0, args("facts", [month.as_path()], &facts, &["-q"]));
    call(0, args("merge", [facts.as_path()], &results, &["-q", "--format", "parquet"]));
    assert!(held.0 == bytes_of_files(&facts));
}

#[test]
fn folders_of_facts_and_of_results_among_the_posts_are_passed_over() {
    let (folder, temp) = (corpus(40), tempfile::tempdir().unwrap());
    let month = folder.path().join("2020-01");
    call(0, args("facts", [month.as_path()], &folder.path().join("of-facts"), &["-q"]));
    call(0, args("run", [month.as_path()], &folder.path().join("of-tables"), &["-q", "--format", "parquet"]));
    let results = temp.path().join("results");
    call(1, args("run", [folder.path()], &results, &["-q"]));
    let documents = fs::read_to_string(results.join("documents.csv")).unwrap();
    let passed_over: Vec<&str> =
        documents.lines().filter(|line| line.contains("an output folder of guanxi")).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(passed_over, ["of-facts", "of-tables"]);
    assert!(!documents.contains("of-facts/"), "{documents}");
}

#[test]
fn what_cannot_be_read_is_counted_and_named_one_by_one_where_that_is_asked_for() {
    let (folder, temp) = (corpus(40), tempfile::tempdir().unwrap());
    let (facts, results) = (temp.path().join("facts"), temp.path().join("results"));
    for (command, input, output) in [("run", folder.path(), &results), ("facts", folder.path(), &facts), ("merge", facts.as_path(), &results)] {
        let quiet = call(1, args(command, [input], output, &["-q"]));
        assert!(quiet.starts_with("guanxi: 1 inputs could not be read; ") && quiet.lines().count() == 1, "{command}: {quiet}");
        let told = call(1, args(command, [input], output, &["-q", "-v"]));
        let (named, counted) = told.split_once('\n').unwrap();
        assert!(named.starts_with("guanxi: 2020-02/007.md: ") && counted == quiet, "{command}: {told}");
    }
}

/// How the run that dies is told what to do.
const DIES: [&str; 3] = ["GUANXI_TEST_POSTS", "GUANXI_TEST_OUTPUT", "GUANXI_TEST_DOCUMENTS"];

/// No test: the run of the tests below, which is killed on its way.
#[test]
#[ignore = "called by others, in a process of its own"]
fn a_run_that_dies_half_way() {
    let [Some(posts), Some(output), Some(documents)] = DIES.map(std::env::var_os) else { return };
    let documents: u64 = documents.to_str().unwrap().parse().unwrap();
    let gazetteer = Gazetteer::bundled().unwrap();
    let inputs = Inputs::find(&[PathBuf::from(posts)], gazetteer.cleaning.fields.clone()).unwrap();
    let options = RunOptions { keep: Keeping { resume: true, documents: 16 }, ..RunOptions::default() };
    let output = OutputFolder::create(Path::new(&output)).unwrap();
    let killed_at = |done: u64, _| {
        if done == documents {
            // No destructor runs, as after SIGKILL.
            std::process::abort();
        }
    };
    let _ = run::run(&inputs, &gazetteer, &gazetteer.url_rules, &options, output, &killed_at);
}

/// A run that keeps facts by sixteen documents and dies at one of them.
fn die(posts: &Path, output: &Path, documents: u64) {
    let values: [OsString; 3] = [posts.into(), output.into(), documents.to_string().into()];
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "shards::a_run_that_dies_half_way", "--ignored"])
        .envs(DIES.into_iter().zip(values))
        .output()
        .unwrap();
    assert!(!ended.status.success() && output.join(".guanxi-facts").is_dir(), "{}", String::from_utf8_lossy(&ended.stdout));
}

/// How many documents a run took from the one before, by its summary.
fn taken_over(posts: &Path, output: &Path, options: &[&str]) -> u64 {
    let said = call(1, args("run", [posts], output, options));
    assert!(!output.join(".guanxi-facts").exists());
    said.lines().find_map(|line| line.trim().strip_suffix(" of them read by the run before, which was interrupted")).map_or(0, |n| n.parse().unwrap())
}

#[test]
fn a_killed_run_goes_on_from_what_it_has_kept_and_ends_with_the_same_bytes() {
    let (folder, temp) = (corpus(120), tempfile::tempdir().unwrap());
    let (posts, whole, killed) = (folder.path(), temp.path().join("whole"), temp.path().join("killed"));
    call(1, args("run", [posts], &whole, &["-q"]));
    die(posts, &killed, 50);
    // A second death, of the run that went on: what both have kept counts.
    die(posts, &killed, 100);
    assert_eq!(taken_over(posts, &killed, &["--resume"]), 96);
    assert_same("resumed", &whole, &killed);

    // Without being asked a run begins anew.
    die(posts, &killed, 100);
    assert_eq!(taken_over(posts, &killed, &[]), 0);
    assert_same("begun anew", &whole, &killed);
}

#[test]
fn what_was_kept_with_other_options_is_neither_used_nor_removed() {
    let (folder, temp) = (corpus(120), tempfile::tempdir().unwrap());
    let (posts, whole, killed) = (folder.path(), temp.path().join("whole"), temp.path().join("killed"));
    die(posts, &killed, 50);
    let kept = killed.join(".guanxi-facts");
    for (options, said) in [
        (["--discover", "off"], "discover true, and here false"),
        (["--model", "none"], "and here none"),
        (["--since", "2020-02"], "since any, and here 2020-02-01"),
    ] {
        let ended = call(2, args("run", [posts], &killed, &["--resume", options[0], options[1]]));
        assert!(ended.contains(said) && ended.contains("remedy: go on with the program") && ended.contains("without --resume"), "{ended}");
    }
    fs::copy(kept.join("000000/manifest.json"), kept.join("manifest")).unwrap();
    let manifest = fs::read_to_string(kept.join("000000/manifest.json")).unwrap();
    fs::write(kept.join("000000/manifest.json"), manifest.replace("\"model\"", "\"brain\"")).unwrap();
    let ended = call(2, args("run", [posts], &killed, &["--resume"]));
    assert!(ended.contains("with other things: another program"), "{ended}");
    fs::rename(kept.join("manifest"), kept.join("000000/manifest.json")).unwrap();
    // What is not whole is passed over, and nothing takes its place.
    fs::create_dir(kept.join("000007")).unwrap();
    die(posts, &killed, 100);
    let mut names: Vec<String> = fs::read_dir(&kept).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["000000", "000001", "000002", "000007", "000008", "000009", "000010"]);
    assert_eq!(taken_over(posts, &killed, &["--resume"]), 96);
    call(1, args("run", [posts], &whole, &["-q"]));
    assert_same("resumed", &whole, &killed);
}

#[test]
fn facts_of_files_that_have_changed_are_not_used() {
    let (folder, temp) = (corpus(120), tempfile::tempdir().unwrap());
    let (posts, whole, killed) = (folder.path(), temp.path().join("whole"), temp.path().join("killed"));
    die(posts, &killed, 50);
    let changed = fs::read_to_string(posts.join("2020-01/003.md")).unwrap().replace("会面", "开会");
    fs::write(posts.join("2020-01/003.md"), changed).unwrap();
    // A newer version of a page that was read before, and one that is gone.
    let newer = fs::read_to_string(posts.join("2020-01/008.md")).unwrap().replace("date: 2020", "date: 2021");
    fs::write(posts.join("2020-06/new.md"), newer).unwrap();
    fs::remove_file(posts.join("2020-01/004.md")).unwrap();
    let used = taken_over(posts, &killed, &["--resume", "--window", "paragraph"]);
    call(1, args("run", [posts], &whole, &["-q", "--window", "paragraph"]));
    assert_same("other files", &whole, &killed);
    // Of 48 that were kept one has changed and one is gone; what is asked of the facts does not count.
    assert_eq!(used, 46);
}
