//! The review queue from posts to a gazetteer that knows better: suggest, accept, suggest again, run.

use crate::common::{Ended, Post, Record, guanxi, run};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const PEOPLE: &str = "\
- id: p-mike-pompeo
  name: 迈克·蓬佩奥
  hant: 麥克·蓬佩奧
  en: Mike Pompeo
  aliases: [蓬佩奥, 掌柜先生]
- id: p-li-peng
  name: 李鹏
  aliases: [掌柜先生]
";

const PLACES: &str = "\
- id: l-chengdu
  name: 成都
  class: city
  aliases: [成都市]
- id: l-taipei
  name: 台北
  class: city
";

const OFFICES: &str = "\
- id: o-us-secretary-of-state
  name: 美国国务卿
  weak: [国务卿]
";

const NEWS: [Post; 6] = [
    Post {
        file: "2020-07-23-nixon.md",
        title: "国务卿在尼克松图书馆演讲",
        date: "2020-07-23T20:00:00.000Z",
        outlet: "早报",
        url: "https://news.example/2020/nixon.html",
        html: "<p>美国国务卿庞佩欧（Mike R. Pompeo）星期四在加州演讲。</p><p>埃隆·马斯克的公司在佛罗里达发射火箭。</p>",
    },
    Post {
        file: "2020-07-24-nixon.md",
        title: "國務卿演說",
        date: "2020-07-24T03:00:00.000Z",
        outlet: "(臺)中央社CNA",
        url: "https://cna.example/202007240001.aspx",
        html: "<p>國務卿龐佩歐（Mike Pompeo）在加州演說。</p><p>成都市公安局發布通告。</p>",
    },
    Post {
        file: "2020-08-30-senate.md",
        title: "捷克訪問團抵達",
        date: "2020-08-30T03:00:00.000Z",
        outlet: "(臺)中央社CNA",
        url: "https://cna.example/202008300001.aspx",
        html: "<p>捷克參議院議長韋德齊（Miloš Vystrčil）今天抵達台北。</p>",
    },
    Post {
        file: "2020-08-31-senate.md",
        title: "捷克访问团在台北",
        date: "2020-08-31T03:00:00.000Z",
        outlet: "早报",
        url: "https://news.example/2020/senate.html",
        html: "<p>议长韦德齐（Milos Vystrcil）在台北参观大学。</p><p>埃隆·马斯克在推特上发文。</p>",
    },
    Post {
        file: "2020-09-01-chengdu.md",
        title: "美领馆关闭以后",
        date: "2020-09-01T03:00:00.000Z",
        outlet: "早报",
        url: "https://news.example/2020/chengdu.html",
        html: "<p>成都市公安局表示，领馆周围的道路已经开放。</p>",
    },
    Post {
        file: "2020-09-02-old.md",
        title: "旧闻",
        date: "2020-09-02T03:00:00.000Z",
        outlet: "早报",
        url: "https://news.example/2020/old.html",
        html: "<p>掌柜先生没有到场，发言人也没有回答。</p>",
    },
];

/// A folder of posts, a small gazetteer with the program's own rules, and a folder to accept into.
struct Desk {
    temp: TempDir,
}

impl Desk {
    fn new() -> Desk {
        let temp = tempfile::tempdir().unwrap();
        for folder in ["posts", "base/people", "base/places", "base/offices"] {
            fs::create_dir_all(temp.path().join(folder)).unwrap();
        }
        for post in NEWS {
            post.write(&temp.path().join("posts"));
        }
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers");
        for file in ["grammar.yaml", "cleaning.yaml", "variants.yaml"] {
            fs::copy(rules.join(file), temp.path().join("base").join(file)).unwrap();
        }
        for (file, text) in [("people/a.yaml", PEOPLE), ("places/a.yaml", PLACES), ("offices/a.yaml", OFFICES)] {
            fs::write(temp.path().join("base").join(file), text).unwrap();
        }
        Desk { temp }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    fn shown(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Options that name the small gazetteer, and the accepted one where it is there.
    fn gazetteers(&self) -> Vec<String> {
        let mut options: Vec<String> = ["-g", "none", "-g", &self.shown("base")].map(String::from).to_vec();
        if self.path("own").exists() {
            options.extend(["-g".to_owned(), self.shown("own")]);
        }
        options
    }

    fn suggest(&self, more: &[&str]) -> String {
        let mut args = vec!["suggest".to_owned(), self.shown("posts")];
        args.extend(self.gazetteers());
        args.extend(more.iter().map(|s| (*s).to_owned()));
        let ended = guanxi(&args);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        ended.stdout
    }

    fn accept(&self, queue: &str) -> Ended {
        fs::write(self.path("queue.yaml"), queue).unwrap();
        let base = self.shown("base");
        guanxi(["gazetteer", "accept", &self.shown("queue.yaml"), "--into", &self.shown("own"), "-g", "none", "-g", &base])
    }
}

/// Fills in decisions by name.
fn decide(queue: &str, decisions: &[(&str, &str)]) -> String {
    let mut entries: Vec<String> = queue.split("- decision:\n").map(str::to_owned).collect();
    let head = entries.remove(0);
    let filled = entries.into_iter().map(|entry| {
        let decision = decisions.iter().find(|(name, _)| entry.contains(&format!("\n  name: {name}\n"))).map_or("", |(_, d)| d);
        format!("- decision: {decision}\n{entry}")
    });
    head + &filled.collect::<String>()
}

/// The queue without its head and ids.
fn body(queue: &str) -> String {
    queue.lines().filter(|l| !l.starts_with('#') && !l.starts_with("  id: q-")).map(|l| format!("{l}\n")).collect()
}

const QUEUE: &str = "\
- decision:
  propose: 'merge-into: p-mike-pompeo'
  type: person
  name: 庞佩欧
  hant: 龐佩歐
  latin: Mike Pompeo
  mentions: 2
  documents: 2
  stories: 2
  outlets: 2
  first_date: 2020-07-23
  last_date: 2020-07-24
  found_by:
  - appositive
  candidates:
  - id: p-mike-pompeo
    label: 迈克·蓬佩奥
    why: same Latin name
  examples:
  - doc: 2020-07-24-nixon.md
    outlet: (臺)中央社CNA
    text: 國務卿龐佩歐（Mike Pompeo）在加州演說。
  - doc: 2020-07-23-nixon.md
    outlet: 早报
    text: 美国国务卿庞佩欧（Mike R. Pompeo）星期四在加州演讲。
- decision:
  propose: accept
  type: person
  name: 韦德齐
  hant: 韋德齊
  latin: Milos Vystrcil
  mentions: 2
  documents: 2
  stories: 2
  outlets: 2
  first_date: 2020-08-30
  last_date: 2020-08-31
  found_by:
  - appositive
  examples:
  - doc: 2020-08-31-senate.md
    outlet: 早报
    text: 议长韦德齐（Milos Vystrcil）在台北参观大学。
  - doc: 2020-08-30-senate.md
    outlet: (臺)中央社CNA
    text: 捷克參議院議長韋德齊（Miloš Vystrčil）今天抵達台北。
- decision:
  propose: accept
  type: organization
  name: 成都市公安局
  mentions: 2
  documents: 2
  stories: 2
  outlets: 2
  first_date: 2020-07-24
  last_date: 2020-09-01
  found_by:
  - organization
  examples:
  - doc: 2020-07-24-nixon.md
    outlet: (臺)中央社CNA
    text: 成都市公安局發布通告。
  - doc: 2020-09-01-chengdu.md
    outlet: 早报
    text: 成都市公安局表示，领馆周围的道路已经开放。
- decision:
  propose: accept
  type: person
  name: 埃隆·马斯克
  mentions: 2
  documents: 2
  stories: 2
  outlets: 1
  first_date: 2020-07-23
  last_date: 2020-08-31
  found_by:
  - dotted
  examples:
  - doc: 2020-07-23-nixon.md
    outlet: 早报
    text: 埃隆·马斯克的公司在佛罗里达发射火箭。
  - doc: 2020-08-31-senate.md
    outlet: 早报
    text: 埃隆·马斯克在推特上发文。
";

#[test]
fn the_queue_names_what_the_gazetteer_lacks() {
    let desk = Desk::new();
    let queue = desk.suggest(&["-q"]);
    assert_eq!(body(&queue), QUEUE);
    assert_eq!(queue, desk.suggest(&["-q", "-j", "1"]), "the queue does not depend on the number of threads");

    let silent = desk.suggest(&["-q", "--no-text"]);
    let without: String = queue.lines().filter(|l| !l.trim_start().starts_with("text: ")).map(|l| format!("{l}\n")).collect();
    assert_eq!(silent, without);
}

#[test]
fn decisions_become_entries_additions_and_rejections() {
    let desk = Desk::new();
    let queue = desk.suggest(&["-q"]);
    let filled = decide(
        &queue,
        &[("庞佩欧", "merge-into: p-mike-pompeo"), ("韦德齐", "accept"), ("埃隆·马斯克", "accept"), ("成都市公安局", "reject # too local")],
    );
    let ended = desk.accept(&filled);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let own = desk.path("own");
    let files: BTreeMap<String, String> = crate::common::files_below(&own)
        .into_iter()
        .map(|path| (path.strip_prefix(&own).unwrap().display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect();
    let want = [
        ("additions.yaml", "- id: p-mike-pompeo\n  aliases:\n  - 庞佩欧\n"),
        (
            "people/accepted.yaml",
            "- id: p-milos-vystrcil\n  name: 韦德齐\n  hant: 韋德齊\n  en: Milos Vystrcil\n- id: p-ailong-masike\n  name: 埃隆·马斯克\n",
        ),
        ("rejected.yaml", "- type: organization\n  name: 成都市公安局\n  reason: rejected in review\n"),
    ];
    assert_eq!(files, want.map(|(name, text)| (name.to_owned(), text.to_owned())).into());

    assert_eq!(body(&desk.suggest(&["-q"])), "", "nothing decided comes back");

    let mut options = desk.gazetteers();
    options.push("-q".into());
    let output = run(&[desk.path("posts")], &options.iter().map(String::as_str).collect::<Vec<_>>()).ends_with(0);
    let linked: Vec<(String, String)> = output
        .table("mentions.csv")
        .rows
        .into_iter()
        .filter(|r| r["surface"] == "龐佩歐")
        .map(|r| (r["entity"].clone(), r["method"].clone()))
        .collect();
    assert_eq!(linked, [("p-mike-pompeo".to_owned(), "alias".to_owned())]);

    let again = desk.accept(&filled);
    assert!(again.stdout.starts_with("0 new entries, 0 names of known entities, 0 rejected, 4 known before"), "{}", again.stdout);
}

#[test]
fn the_summary_says_why_other_names_are_left_out() {
    let desk = Desk::new();
    let queue = desk.suggest(&["-q"]);
    assert_eq!(desk.accept(&decide(&queue, &[("成都市公安局", "reject")])).code, 0);
    let mut args = vec!["suggest".to_owned(), desk.shown("posts"), "--limit".to_owned(), "1".to_owned()];
    args.extend(desk.gazetteers());
    let ended = guanxi(&args);
    assert_eq!(ended.stderr, "3 names found in 6 documents, 1 in the queue\nleft out: 1 rejected before, 2 beyond --limit 1\n");
}

#[test]
fn a_new_entry_whose_id_another_has_is_told() {
    let desk = Desk::new();
    let queue = desk.suggest(&["-q"]);
    assert_eq!(desk.accept(&decide(&queue, &[("埃隆·马斯克", "accept")])).code, 0);
    let ended = desk.accept(&decide(&queue.replace("埃隆·马斯克", "艾隆·马斯克"), &[("艾隆·马斯克", "accept")]));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("艾隆·马斯克 is p-ailong-masike-2: p-ailong-masike is 埃隆·马斯克;"), "{}", ended.stderr);
    assert!(ended.stderr.contains("merge-into: p-ailong-masike"), "{}", ended.stderr);
}

#[test]
fn a_decision_that_is_none_is_refused_with_its_line_and_nothing_is_written() {
    let desk = Desk::new();
    let queue = desk.suggest(&["-q"]);
    for (decision, message) in [
        ("yes", "decision \"yes\" is none that is known"),
        ("merge-into:", "is none that is known"),
        ("merge-into: p-nobody", "merge-into names p-nobody, which is in no file"),
        ("merge-into: l-taipei", "merge-into names l-taipei, which is of type place; the name is of type person"),
    ] {
        let filled = decide(&queue, &[("韦德齐", decision)]);
        let line = filled.lines().position(|l| l.trim_end() == format!("- decision: {decision}")).unwrap() + 1;
        let ended = desk.accept(&filled);
        assert_eq!(ended.code, 2, "{decision}");
        assert!(ended.stderr.contains(&format!("queue.yaml:{line}: ")) && ended.stderr.contains(message), "{}", ended.stderr);
        assert!(!desk.path("own").exists());
    }
}

#[test]
fn an_addition_to_an_entity_that_is_nowhere_is_a_fault() {
    let desk = Desk::new();
    fs::create_dir(desk.path("own")).unwrap();
    fs::write(desk.path("own/additions.yaml"), "- id: p-nobody\n  aliases: [某某某]\n").unwrap();
    let mut args = vec!["tag".to_owned()];
    args.extend(desk.gazetteers());
    let ended = guanxi(&args);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("additions.yaml:1: additions name p-nobody, which is in no file"), "{}", ended.stderr);
}

#[test]
fn a_run_lists_what_it_could_not_link() {
    let desk = Desk::new();
    // By lists and rules: what a model is unsure of changes with every model.
    let mut options = desk.gazetteers();
    options.extend(["-q", "--model", "none"].map(String::from));
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let output = run(&[desk.path("posts")], &options).ends_with(0);
    let rows = output.table("candidates.csv").rows;
    let line = |row: &Record| {
        ["kind", "name", "type", "mentions", "stories", "outlets", "first_date", "method", "candidates"].map(|c| row[c].clone()).join(",")
    };
    assert_eq!(rows.iter().map(line).collect::<Vec<_>>(), CANDIDATES);
    let ambiguous = rows.iter().find(|r| r["name"] == "掌柜先生").unwrap();
    assert_eq!(
        (ambiguous["example_doc"].as_str(), ambiguous["example_sentence"].as_str()),
        (output.document("2020-09-02-old.md")["doc"].as_str(), "掌柜先生没有到场，发言人也没有回答。")
    );

    let silent = [&options[..], &["--no-text"]].concat();
    let rows = run(&[desk.path("posts")], &silent).ends_with(0).table("candidates.csv").rows;
    assert!(rows.iter().all(|row| row["example_sentence"].is_empty()) && !rows.is_empty());
}

const CANDIDATES: [&str; 10] = [
    "unlisted,韦德齐,person,4,2,2,2020-08-30,pattern,",
    "unlisted,成都市公安局,organization,2,2,2,2020-07-24,pattern,",
    "unlisted,埃隆·马斯克,person,2,2,1,2020-07-23,pattern,",
    "ambiguous,国务卿,office,2,1,1,2020-07-24,context,o-us-secretary-of-state",
    "unlisted,庞佩欧,person,2,1,1,2020-07-23,pattern,",
    "ambiguous,掌柜先生,person,1,1,1,2020-09-02,context,p-li-peng|p-mike-pompeo",
    "nil,参议院议长,office,1,1,1,2020-08-30,composed,",
    "nil,发言人,office,1,1,1,2020-09-02,composed,",
    "nil,议长,office,1,1,1,2020-08-31,composed,",
    "unlisted,台北参观大学,organization,1,1,1,2020-08-31,pattern,",
];
