//! Lines of `curation.yaml`: what they change, what they report, what is wrong with them; and which layer an entry is of.

use crate::common::{Output, Post, Record, bytes_of_files, guanxi, number, parse_csv};
use std::{fs, path::Path};
use tempfile::TempDir;

const PEOPLE: &str = "- id: p-he
  name: 何白石
- id: p-li
  name: 李青山
  tenures:
    - {office: o-chair, from: 2010}
- id: p-li-b
  name: 李清山
  aliases: [老李头]
- id: p-lin-north
  name: 林北川
  weak: [林氏]
- id: p-lin-south
  name: 林南江
  weak: [林氏]
- id: p-xu
  name: 许红叶
  aliases: [红叶子, 高峰]
";

const POSTS: [Post; 5] = [
    post("a.md", "2020-01-05", "早报", "<p>李青山与何白石谈话。李清山与许红叶谈话。</p><p>老李头没有来。</p>"),
    post("b.md", "2020-02-05", "晚报", "<p>李清山与何白石谈话。红叶子与林北川谈话。</p><p>林氏与李清山谈话。</p>"),
    post("c.md", "2020-03-05", "早报", "<p>登上高峰的何白石很高兴。高峰与李青山谈话。</p>"),
    post("d.md", "2020-04-05", "晚报", "<p>林氏与何白石谈话。</p><p>高峰与何白石谈话。</p>"),
    post("e.md", "2020-05-05", "早报", "<p>林氏与许红叶谈话。</p><p>会长与何白石谈话。</p>"),
];

const fn post(file: &'static str, date: &'static str, outlet: &'static str, html: &'static str) -> Post {
    Post { file, title: "谈话", date, outlet, url: file, html }
}

/// A small gazetteer, the lines of its curation, and posts.
struct World {
    temp: TempDir,
}

impl World {
    fn new(curation: &str) -> World {
        let temp = tempfile::tempdir().unwrap();
        for folder in ["gazetteer", "posts"] {
            fs::create_dir(temp.path().join(folder)).unwrap();
        }
        let world = World { temp };
        world.write("people.yaml", PEOPLE);
        world.write("offices.yaml", "- {id: o-chair, name: 会长, single: true}\n");
        POSTS.iter().for_each(|post| post.write(&world.temp.path().join("posts")));
        world.curate(curation);
        world
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.gazetteer().join(name), text).unwrap();
    }

    fn curate(&self, lines: &str) {
        self.write("curation.yaml", lines);
    }

    fn gazetteer(&self) -> std::path::PathBuf {
        self.temp.path().join("gazetteer")
    }

    fn run(&self, options: &[&str]) -> Output {
        let gazetteer = self.gazetteer().display().to_string();
        let options: Vec<&str> = ["-g", "none", "-g", &gazetteer].iter().chain(options).copied().collect();
        crate::common::run(&[self.temp.path().join("posts")], &options).ends_with(0)
    }
}

/// Runs with these lines: the output, and of each line the mentions and documents that it decided.
fn decisions(curation: &str, options: &[&str]) -> (Output, Vec<[u64; 2]>) {
    let output = World::new(curation).run(options);
    let decided = output.table("curation.csv").rows.iter().map(|row| ["mentions", "documents"].map(|c| number(row, c))).collect();
    (output, decided)
}

/// Document, surface, entity, method and outcome of all mentions.
fn mentions(output: &Output) -> Vec<String> {
    let rows = output.table("mentions.csv").rows;
    rows.iter().map(|r| ["doc", "surface", "entity", "method", "outcome"].map(|c| r[c].as_str()).join(" ")).collect()
}

fn edge_list(output: &Output) -> Vec<String> {
    output.table("edges.csv").rows.iter().map(|r| ["source", "target", "weight"].map(|c| r[c].as_str()).join(" ")).collect()
}

#[test]
fn without_lines_nothing_changes_and_no_table_is_written() {
    let world = World::new("# nothing yet\n");
    let output = world.run(&[]);
    assert!(!output.folder.join("curation.csv").exists() && !output.ended.stdout.contains("curation"), "{}", output.ended.stdout);
    assert_eq!(
        mentions(&output),
        [
            "a.md 李青山 p-li alias linked",
            "a.md 何白石 p-he alias linked",
            "a.md 李清山 p-li-b alias linked",
            "a.md 许红叶 p-xu alias linked",
            "a.md 老李头 p-li-b alias linked",
            "b.md 李清山 p-li-b alias linked",
            "b.md 何白石 p-he alias linked",
            "b.md 红叶子 p-xu alias linked",
            "b.md 林北川 p-lin-north alias linked",
            "b.md 林氏 p-lin-north context linked",
            "b.md 李清山 p-li-b alias linked",
            "c.md 高峰 p-xu alias linked",
            "c.md 何白石 p-he alias linked",
            "c.md 高峰 p-xu alias linked",
            "c.md 李青山 p-li alias linked",
            "d.md 林氏  context ambiguous",
            "d.md 何白石 p-he alias linked",
            "d.md 高峰 p-xu alias linked",
            "d.md 何白石 p-he alias linked",
            "e.md 林氏  context ambiguous",
            "e.md 许红叶 p-xu alias linked",
            "e.md 会长 o-chair alias linked",
            "e.md 何白石 p-he alias linked",
        ]
    );
    assert_eq!(
        edge_list(&output),
        [
            "o-chair p-he 1",
            "p-he p-li 1",
            "p-he p-li-b 1",
            "p-he p-xu 2",
            "p-li p-xu 1",
            "p-li-b p-lin-north 1",
            "p-li-b p-xu 1",
            "p-lin-north p-xu 1"
        ]
    );
}

#[test]
fn a_merge_moves_names_tenures_and_mentions() {
    let (output, reported) = decisions("- merge: [p-li-b, p-li]\n  reason: one person\n", &[]);
    // 李青山 twice; who holds an office is no reading of a name.
    assert_eq!(reported, [[2, 2]]);
    let nodes = output.table("nodes.csv").rows;
    let one: Vec<&Record> = nodes.iter().filter(|n| n["id"].starts_with("p-li") && !n["id"].contains("lin")).collect();
    assert_eq!(one.len(), 1);
    assert_eq!((one[0]["id"].as_str(), one[0]["label"].as_str(), one[0]["aliases"].as_str()), ("p-li-b", "李清山", "李清山|李青山|老李头"));
    let holders: Vec<String> = output.table("mentions.csv").rows.iter().map(|r| r["holder"].clone()).filter(|h| !h.is_empty()).collect();
    assert_eq!(holders, ["p-li-b"]);
    assert_eq!(edge_list(&output), ["o-chair p-he 1", "p-he p-li-b 2", "p-he p-xu 2", "p-li-b p-lin-north 1", "p-li-b p-xu 2", "p-lin-north p-xu 1"]);
}

#[test]
fn a_split_gives_a_surface_to_another_a_new_entity_or_nobody() {
    let (output, reported) = decisions("- split: 高峰\n  from: p-xu\n", &[]);
    assert_eq!(reported, [[3, 2]]);
    assert!(mentions(&output).iter().all(|m| !m.contains("高峰")));

    let (output, reported) = decisions("- split: 高峰\n  from: p-xu\n  to: p-he\n", &[]);
    assert_eq!(reported, [[3, 2]]);
    assert!(mentions(&output).contains(&"d.md 高峰 p-he alias linked".to_owned()));

    let new = "- split: 高峰\n  from: p-xu\n  to: {id: p-gao-feng, name: 高锋, aliases: [谈话]}\n";
    let (output, reported) = decisions(new, &[]);
    // The form that was taken; its own names are those of an entry.
    assert_eq!(reported, [[3, 2]]);
    let nodes = output.table("nodes.csv").rows;
    let gao = nodes.iter().find(|n| n["id"] == "p-gao-feng").unwrap();
    assert_eq!((gao["label"].as_str(), gao["type"].as_str(), gao["aliases"].as_str()), ("高锋", "person", "谈话|高峰"));
    assert!(gao["file"].ends_with("curation.yaml"), "{}", gao["file"]);
}

#[test]
fn a_block_counts_where_its_conditions_hold() {
    let blocked = |conditions: &str| -> Vec<String> {
        let (output, reported) = decisions(&format!("- block: 高峰\n{conditions}"), &[]);
        let left = mentions(&output).into_iter().filter(|m| m.contains("高峰")).count() as u64;
        assert_eq!(reported[0][0], 3 - left);
        mentions(&output).into_iter().filter(|m| m.contains("高峰")).collect()
    };
    let (c, d) = ("c.md 高峰 p-xu alias linked", "d.md 高峰 p-xu alias linked");
    assert_eq!(blocked(""), [""; 0]);
    assert_eq!(blocked("  before: [登上]\n"), [c, d]);
    assert_eq!(blocked("  after: [的, 們]\n"), [c, d]);
    assert_eq!(blocked("  before: [登上]\n  after: [与李]\n"), [d]);
    assert_eq!(blocked("  before: [李青山]\n"), [c, c, d]);
    assert_eq!(blocked("  outlets: [晚報]\n"), [c, c]);
    assert_eq!(blocked("  since: 2020-04\n"), [c, c]);
    assert_eq!(blocked("  until: 2020-03-05\n"), [d]);
    assert_eq!(blocked("  outlets: [早报]\n  since: 2020-04-01\n"), [c, c, d]);
    assert_eq!(blocked("  outlets: [早报]\n  until: 2020\n  before: [登上]\n"), [c, d]);
}

#[test]
fn a_preference_decides_within_dates_and_outlets() {
    let read = |lines: &str| -> Vec<String> {
        let (output, _) = decisions(lines, &[]);
        mentions(&output).into_iter().filter(|m| m.contains("林氏")).collect()
    };
    // Without support in the document the weak form stays open.
    let open = ["b.md", "d.md", "e.md"].map(|doc| format!("{doc} 林氏  context ambiguous"));
    let north = "b.md 林氏 p-lin-north context linked";
    let south = ["b.md", "d.md", "e.md"].map(|doc| format!("{doc} 林氏 p-lin-south curation linked"));
    assert_eq!(read("- prefer: 林氏\n  entity: p-lin-south\n"), south);
    assert_eq!(read("- prefer: 林氏\n  entity: p-lin-south\n  since: 2020-04\n  until: 2020-04\n"), [north, south[1].as_str(), open[2].as_str()]);
    assert_eq!(read("- prefer: 林氏\n  entity: p-lin-south\n  outlets: [早报]\n"), [north, open[1].as_str(), south[2].as_str()]);
    // A line with conditions is an exception from one without, whatever their order.
    let exception = "- block: 林氏\n- prefer: 林氏\n  entity: p-lin-south\n  outlets: [早报]\n- prefer: 林氏\n  entity: p-lin-north\n  until: 2020-02\n  outlets: [晚报]\n";
    assert_eq!(read(exception), ["b.md 林氏 p-lin-north curation linked", south[2].as_str()]);
}

#[test]
fn lines_together_report_what_each_of_them_decides() {
    let curation = "- merge: [p-li, p-li-b]
  reason: one person, two spellings
- merge: [p-lin-north, p-lin-south]
- split: 红叶子
  from: p-xu
  to: p-he
- split: 高峰
  from: p-xu
  to: {id: p-gao-feng, name: 高锋}
- block: 高峰
  before: [登上]
- block: 没有的事
- prefer: 林氏
  entity: p-lin-north
  outlets: [晚报]
";
    let (output, reported) = decisions(curation, &[]);
    let table = fs::read_to_string(output.folder.join("curation.csv")).unwrap();
    let file = output.table("curation.csv").rows[0]["file"].clone();
    assert!(file.ends_with("curation.yaml"));
    let want = "\"file\",line,kind,surface_or_ids,mentions,documents,reason
F,1,merge,p-li|p-li-b,4,2,\"one person, two spellings\"
F,3,merge,p-lin-north|p-lin-south,2,2,
F,4,split,红叶子|p-xu|p-he,1,1,
F,7,split,高峰|p-xu|p-gao-feng,2,2,
F,10,block,高峰,1,1,
F,12,block,没有的事,0,0,
F,13,prefer,林氏|p-lin-north,2,2,
";
    assert_eq!(table.replace(&file, "F"), want);
    assert!(reported.contains(&[0, 0]));
    let summary = &output.ended.stdout[output.ended.stdout.find("curation ").unwrap()..];
    assert!(summary.starts_with("curation    7 lines, 1 of them decided nothing\n"), "{summary}");
    assert!(summary.contains(&format!("  {file}:1: merge p-li p-li-b: 4 mentions in 2 documents\n")), "{summary}");
    assert!(summary.contains(&format!("  {file}:12: block 没有的事: nothing\n")), "{summary}");

    // The same bytes from any number of threads.
    let world = World::new(curation);
    let (one, two) = (world.run(&["-q", "-j", "1"]), world.run(&["-q", "-j", "2"]));
    assert_eq!(one.ended.stdout, "");
    assert_eq!(bytes_of_files(&one.folder), bytes_of_files(&two.folder));
}

#[test]
fn a_table_of_an_earlier_run_does_not_stay() {
    let world = World::new("- block: 高峰\n");
    let output = world.run(&["-q"]);
    assert!(output.folder.join("curation.csv").exists());
    world.curate("");
    let [posts, out, gazetteer] = [world.temp.path().join("posts"), output.folder.clone(), world.gazetteer()].map(|p| p.display().to_string());
    assert_eq!(guanxi(["run", &posts, "-o", &out, "-q", "-g", "none", "-g", &gazetteer]).code, 0);
    assert!(!output.folder.join("curation.csv").exists());
}

/// Runs over posts with the bundled gazetteer and these lines.
fn with_bundled(posts: &[Post], curation: &str) -> Output {
    with_bundled_and(posts, curation, &[])
}

/// The same with further options.
fn with_bundled_and(posts: &[Post], curation: &str, options: &[&str]) -> Output {
    let temp = tempfile::tempdir().unwrap();
    posts.iter().for_each(|post| post.write(temp.path()));
    let gazetteer = temp.path().join("mine");
    fs::create_dir(&gazetteer).unwrap();
    fs::write(gazetteer.join("curation.yaml"), curation).unwrap();
    let options: Vec<&str> = ["-g", gazetteer.to_str().unwrap()].iter().chain(options).copied().collect();
    crate::common::run(&[temp.path()], &options).ends_with(0)
}

#[test]
fn discovered_names_are_merged_by_id_or_name() {
    let posts = [
        post("a.md", "2020-01-05", "早报", "<p>学者王大民与蔡英文见面。学者王达民与拜登见面。</p>"),
        post("b.md", "2020-01-06", "早报", "<p>学者王达民与特朗普见面。</p>"),
    ];
    let plain = with_bundled(&posts, "- block: 没有的事\n");
    let nodes = plain.table("nodes.csv").rows;
    let id = |label: &str| nodes.iter().find(|n| n["label"] == label).unwrap_or_else(|| panic!("{label} is discovered"))["id"].clone();
    let (da, other) = (id("王大民"), id("王达民"));

    let output = with_bundled(&posts, &format!("- merge: [{{name: 王大民, type: person}}, {other}]\n"));
    let row = &output.table("curation.csv").rows[0];
    assert_eq!((row["surface_or_ids"].as_str(), number(row, "mentions"), number(row, "documents")), (format!("{da}|{other}").as_str(), 2, 2));
    let node = output.table("nodes.csv").rows.into_iter().find(|n| n["id"] == da).unwrap();
    assert_eq!((node["label"].as_str(), node["aliases"].as_str(), node["file"].as_str()), ("王大民", "王达民|王大民", ""));
    assert!(output.table("nodes.csv").rows.iter().all(|n| n["id"] != other));

    // Into an entry: both names, the second by what it is called.
    let both = format!("- merge: [p-tsai-ing-wen, {da}, {{name: 王達民, type: person}}]\n");
    let output = with_bundled(&posts, &both);
    let row = &output.table("curation.csv").rows[0];
    assert_eq!((number(row, "mentions"), row["surface_or_ids"].as_str()), (3, format!("p-tsai-ing-wen|{da}|{other}").as_str()));
    let node = output.table("nodes.csv").rows.into_iter().find(|n| n["id"] == "p-tsai-ing-wen").unwrap();
    assert_eq!(node["aliases"], "王达民|王大民|蔡英文");

    // A wrong discovery is blocked, or given to whom it is.
    let output = with_bundled(&posts, "- block: 王达民\n");
    let row = &output.table("curation.csv").rows[0];
    assert_eq!(number(row, "mentions"), 2);
}

#[test]
fn without_discovery_names_merged_into_entries_count_and_others_do_not() {
    let posts = [post("a.md", "2020-01-05", "早报", "<p>学者王大民与拜登见面。学者王达民与特朗普见面。</p>")];
    let lines = "- merge: [p-tsai-ing-wen, {name: 王大民, type: person}]\n";
    let output = with_bundled_and(&posts, lines, &["--discover", "off"]);
    let plain = with_bundled_and(&posts, "- block: 没有的事\n", &["--discover", "off"]);
    let people = |output: &Output| -> Vec<String> {
        output.table("mentions.csv").rows.iter().filter(|r| r["type"] == "person").map(|r| format!("{} {}", r["surface"], r["entity"])).collect()
    };
    assert_eq!(people(&plain), ["拜登 p-joe-biden", "特朗普 p-donald-trump"]);
    assert_eq!(people(&output), ["王大民 p-tsai-ing-wen", "拜登 p-joe-biden", "特朗普 p-donald-trump"]);
    let row = &output.table("curation.csv").rows[0];
    assert_eq!(number(row, "mentions"), 1);
}

#[test]
fn a_title_from_which_a_split_takes_all_entries_stays_a_title() {
    let posts = [post("a.md", "2020-01-05", "早报", "<p>特首林郑月娥与拜登见面。</p>")];
    let plain = with_bundled(&posts, "- block: 没有的事\n");
    let output = with_bundled(&posts, "- {split: 特首, from: o-hk-chief-executive}\n");
    let row = &output.table("curation.csv").rows[0];
    assert_eq!(mentions(&plain)[0], "a.md 特首 o-hk-chief-executive alias linked");
    let people = ["a.md 林郑月娥 p-carrie-lam alias linked", "a.md 拜登 p-joe-biden alias linked"];
    assert_eq!(mentions(&output), [&["a.md 特首  composed nil"][..], &people].concat());
    assert_eq!(number(row, "mentions"), 1);
}

#[test]
fn countries_merge_with_their_letters() {
    let posts = [post("a.md", "2020-01-05", "早报", "<p>蔡英文访美。特朗普访日。</p>")];
    let output = with_bundled(&posts, "- merge: [l-japan, l-united-states]\n");
    let row = &output.table("curation.csv").rows[0];
    let letters: Vec<String> = mentions(&output).into_iter().filter(|m| m.contains(" 美 ")).collect();
    assert_eq!(letters, ["a.md 美 l-japan letter linked"]);
    assert_eq!(number(row, "mentions"), 1);
}

/// Line and message of the faults that a curation has in the small gazetteer.
fn faults(curation: &str) -> Vec<String> {
    let world = World::new(curation);
    let ended = guanxi(["gazetteer", "check", world.gazetteer().to_str().unwrap(), "--only", "does-not-load"]);
    let file = world.gazetteer().join("curation.yaml").display().to_string();
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(ended.code, if lines.is_empty() { 0 } else { 2 }, "{}", ended.stderr);
    lines
        .chunks(2)
        .map(|pair| {
            assert!(pair[1].starts_with("  remedy: ") && pair[1].len() > 20, "{pair:?}");
            pair[0].replace(&format!("{file}:"), "").replace(": error: ", ": ").replace(" [does-not-load]", "")
        })
        .collect()
}

#[test]
fn faults_name_file_line_and_remedy() {
    for (curation, want) in [
        ("- merge: [p-li, p-nobody]\n", &["1: merge names p-nobody, which is in no file"][..]),
        ("\n- merge: [p-li]\n", &["2: merge of less than two"]),
        ("- merge: [p-li, p-li]\n", &["1: merge names p-li twice"]),
        ("- merge: [p-li, o-chair]\n", &["1: merge makes o-chair, office, one with p-li, person"]),
        ("- merge: [p-li, x-12]\n", &["1: merge names x-12, which is no id of nodes.csv"]),
        ("- merge: [x-8000000000000001, x-8000000000000002]\n", &["1: merge begins with x-8000000000000001, of which no file tells the name"]),
        ("- merge: [{name: 王大民, type: person}, p-li]\n", &["1: merge makes the entry p-li part of a name that no file lists"]),
        ("- merge: [p-li, {name: 王大民, type: man}]\n", &["1: type \"man\" is none"]),
        ("- merge: [p-li, p-li-b]\n- merge: [p-he, p-li-b]\n", &["2: merge names p-li-b, which 1 merges into p-li"]),
        ("- merge: [p-li, p-li-b]\n- merge: [p-li-b, p-li]\n", &["2: merge names p-li-b, which 1 merges into p-li"]),
        (
            "- merge: [p-li, x-8000000000000001]\n- merge: [p-he, x-8000000000000001]\n",
            &["2: merge names x-8000000000000001, which 1 merges already"],
        ),
        ("- split: 高原\n  from: p-xu\n", &["1: 高原 is no name of p-xu"]),
        ("- split: 高峰\n  from: p-he\n", &["1: 高峰 is no name of p-he"]),
        ("- split: 高峰\n  from: p-xu\n- split: 高峰\n  from: p-xu\n  to: p-he\n", &["3: 高峰 is no name of p-xu: 1 takes it away"]),
        ("- split: 高峰\n  from: p-xu\n  to: p-xu\n", &["1: split gives 高峰 to p-xu, from which it takes it"]),
        ("- split: 高峰\n", &["1: split without from"]),
        (
            "- split: 高峰\n  from: p-xu\n  outlets: [早报]\n",
            &["1: split counts everywhere: before, after, outlets, since, until go with block and prefer"],
        ),
        ("- split: 高峰\n  from: p-xu\n  to: {id: p-he, name: 高峰}\n", &["1: id p-he stands already in P:1"]),
        ("- split: 高峰\n  from: p-xu\n  to: {id: q-he, name: 高峰}\n", &["3: id \"q-he\" is not p- and then lower-case letters, digits, hyphens"]),
        ("- prefer: 高峰\n  entity: p-xu\n  from: p-he\n", &["1: from does not go with prefer"]),
        ("- prefer: 高峰\n", &["1: prefer without entity"]),
        ("- prefer: 高原\n  entity: p-xu\n", &["1: 高原 is in no entry"]),
        ("- prefer: 高峰\n  entity: p-he\n", &["1: 高峰 is no name of p-he; it means p-xu"]),
        ("- prefer: 老李头\n  entity: p-li-b\n- merge: [p-li, p-li-b]\n", &["1: entity names p-li-b, which 3 merges into p-li"]),
        ("- split: 高峰\n  from: p-xu\n- prefer: 高峰\n  entity: p-xu\n", &["3: 高峰 is no name of p-xu: 1 takes it away"]),
        ("- block: 高峰\n- prefer: 高峰\n  entity: p-xu\n", &["2: 高峰 is something else by 1"]),
        (
            "- prefer: 林氏\n  entity: p-lin-north\n  outlets: [早报]\n- prefer: 林氏\n  entity: p-lin-south\n  since: 2020\n",
            &["4: 林氏 is something else by 1"],
        ),
        ("- prefer: 林氏\n  entity: p-lin-north\n  until: 2019\n- prefer: 林氏\n  entity: p-lin-south\n  since: 2020\n", &[]),
        ("- block: 高峰\n- block: 高峰\n", &["2: 1 says this of 高峰 already"]),
        ("- split: 高峰\n  from: p-xu\n  to: p-he\n- block: 高峰\n", &["1: split gives 高峰 away, but 4 blocks it"]),
        ("- block: 高峰\n  since: 2020-13\n", &["1: since \"2020-13\" is no date"]),
        ("- block: 高峰\n  since: 2021\n  until: 2020\n", &["1: since 2021 lies behind until 2020"]),
        ("- block: 高峰\n  before: []\n", &["1: before holds nothing, or an empty text"]),
        ("- block: ''\n", &["1: block names no surface"]),
        ("- reason: why\n", &["1: none of merge, split, block, prefer"]),
        ("- block: 高峰\n  prefer: 高峰\n  entity: p-xu\n", &["1: block and prefer in one line"]),
    ] {
        let found: Vec<String> = faults(curation).into_iter().map(|f| normal(&f)).collect();
        assert_eq!(found, want, "{curation}");
    }
    for (curation, field) in [
        ("- block: 高峰\n- block: 山峰\n  outlet: [早报]\n", "outlet"),
        ("- split: 高峰\n  from: p-xu\n  to: {id: p-gao, name: 高锋, alias: []}\n", "alias"),
        ("- merge: [p-li, {name: 王大民, kind: person}]\n", "kind"),
    ] {
        let found = faults(curation);
        assert!(found.len() == 1 && found[0].contains(&format!("unknown field `{field}`")), "{found:?}");
    }
    assert!(faults("- block: 高峰\n- block: 山峰\n  outlet: [早报]\n")[0].starts_with("3: "));
}

/// Without the folder before the name of an entry file.
fn normal(message: &str) -> String {
    match (message.find("already in "), message.rfind("people.yaml")) {
        (Some(from), Some(to)) => format!("{}P{}", &message[..from + "already in ".len()], &message[to + "people.yaml".len()..]),
        _ => message.to_owned(),
    }
}

#[test]
fn check_sees_the_bundled_entries_beside_a_folder() {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("curation.yaml"), "- prefer: 蔡英文\n  entity: p-tsai-ing-wen\n").unwrap();
    let folder = temp.path().to_str().unwrap();
    let alone = guanxi(["gazetteer", "check", folder]);
    assert!(alone.code == 2 && alone.stdout.contains("guanxi gazetteer check -g FOLDER"), "{}", alone.stdout);
    let together = guanxi(["gazetteer", "check", "-q", "-g", folder]);
    assert_eq!((together.code, together.stdout.as_str()), (0, ""), "{}", together.stderr);
}

#[test]
fn tag_applies_the_lines() {
    let world = World::new("- block: 高峰\n- merge: [p-li, p-li-b]\n");
    let gazetteer = world.gazetteer();
    let args = ["tag", "--format", "csv", "-g", "none", "-g", gazetteer.to_str().unwrap()];
    let ended = crate::common::guanxi_reading("高峰与李清山谈话。".as_bytes(), args);
    let rows = parse_csv(ended.stdout.as_bytes()).rows;
    assert_eq!(rows.iter().map(|r| (r["surface"].as_str(), r["entity"].as_str())).collect::<Vec<_>>(), [("李清山", "p-li")]);
}

/// Names that read like words or like the beginning of a name: without a list the tagger would not see them.
#[test]
fn names_of_a_users_own_gazetteer_are_found_wherever_they_stand_whole() {
    let temp = tempfile::tempdir().unwrap();
    let people = "- {id: p-1, name: 从东山}\n- {id: p-2, name: 丁一会}\n- {id: p-3, name: 何来说}\n";
    let bodies = "- {id: g-1, name: 大家, class: company}\n- {id: g-2, name: 大家乐园, class: company}\n";
    let own = layer(temp.path(), &[("people.yaml", people), ("organizations.yaml", bodies)]);
    let text = "从东山说明天来。丁一会见了何来说。对大家说，大家乐园开门。";
    let ended = crate::common::guanxi_reading(text.as_bytes(), ["tag", "--format", "csv", "-g", &own]);
    let table = parse_csv(ended.stdout.as_bytes());
    let flat = table.rows.iter().filter(|r| r["nested"] == "false" && r["entity"].ends_with(|c: char| c.is_ascii_digit()));
    let found: Vec<(&str, &str)> = flat.map(|r| (r["surface"].as_str(), r["entity"].as_str())).collect();
    assert_eq!(found, [("从东山", "p-1"), ("丁一会", "p-2"), ("何来说", "p-3"), ("大家", "g-1"), ("大家乐园", "g-2")]);
}

fn layer(folder: &Path, files: &[(&str, &str)]) -> String {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

#[test]
fn the_manifest_tells_which_file_each_entry_is_of() {
    let temp = tempfile::tempdir().unwrap();
    let people = "- {id: p-he, name: 何白石}\n- {id: p-li, name: 李青山}\n- {id: p-xu, name: 许红叶}\n";
    let a = layer(&temp.path().join("a"), &[("people.yaml", people), ("curation.yaml", "- block: 红叶\n")]);
    let b = layer(
        &temp.path().join("b"),
        &[("people.yaml", "- {id: p-li, name: 李清山}\n- {id: p-new, name: 新来人}\n"), ("curation.yaml", "- merge: [p-he, p-xu]\n")],
    );
    let c = layer(&temp.path().join("c"), &[("people.yaml", "- {id: p-li, name: 李晴山}\n- {id: p-xu, name: 许红花}\n")]);
    let posts = temp.path().join("posts");
    fs::create_dir(&posts).unwrap();
    post("a.md", "2020-01-05", "早报", "<p>李晴山与何白石谈话。新来人与许红花谈话。</p>").write(&posts);
    let output = crate::common::run(&[posts], &["-q", "-g", "none", "-g", &a, "-g", &b, "-g", &c]).ends_with(0);

    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(output.folder.join("manifest.json")).unwrap()).unwrap();
    let path = |folder: &str, file: &str| Path::new(folder).join(file).display().to_string();
    let files: Vec<(String, u64, u64)> = manifest["gazetteer_files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["file"].as_str().unwrap().to_owned(), f["used"].as_u64().unwrap(), f["overridden"].as_u64().unwrap()))
        .collect();
    // How documents are read stays without the bundled gazetteers.
    let reading = ["classes", "cleaning", "stories", "variants"].map(|name| (format!("gazetteers/{name}.yaml"), 0, 0));
    assert_eq!(files[..4], reading);
    let want = [
        (path(&a, "curation.yaml"), 0, 0),
        (path(&a, "people.yaml"), 1, 2),
        (path(&b, "curation.yaml"), 0, 0),
        (path(&b, "people.yaml"), 1, 1),
        (path(&c, "people.yaml"), 2, 0),
    ];
    assert_eq!(files[4..], want);
    let overridden =
        |id: &str, from: &str, by: &str| serde_json::json!({"id": id, "file": path(from, "people.yaml"), "by_file": path(by, "people.yaml")});
    assert_eq!(manifest["overridden"], serde_json::json!([overridden("p-li", &a, &b), overridden("p-li", &b, &c), overridden("p-xu", &a, &c)]));

    let nodes = output.table("nodes.csv");
    assert!(nodes.header.contains(&"file".to_owned()));
    let of: Vec<(&str, &str)> = nodes.rows.iter().map(|n| (n["id"].as_str(), n["file"].as_str())).collect();
    let [fa, fb, fc] = [&a, &b, &c].map(|folder| path(folder, "people.yaml"));
    assert_eq!(of, [("p-he", fa.as_str()), ("p-li", fc.as_str()), ("p-new", fb.as_str())]);

    // The lines of all layers count, in the order of the layers.
    let lines: Vec<(String, String)> = output.table("curation.csv").rows.iter().map(|r| (r["file"].clone(), r["mentions"].clone())).collect();
    assert_eq!(lines, [(path(&a, "curation.yaml"), "0".to_owned()), (path(&b, "curation.yaml"), "1".to_owned())]);
}
