//! Typed relations: the rules and their examples, whole sentences through the bundled gazetteer, the tables and the graph.

use crate::common::{GOOD, Post, guanxi, number, run};
use guanxi::{
    corpus::{Record, Source},
    knowledge::Gazetteer,
    lexicon::{Lexicon, Words},
    mention::Matcher,
    relation::{RelationRules, find},
    run::{Analyzer, RunOptions},
};
use std::{collections::BTreeMap, fs, path::Path};

/// Text, and the relations that it tells: subject, predicate, object by their surfaces in the text, and status.
const TOLD: &[(&str, &[&str])] = &[
    // Offices beside their holders.
    ("美国国务卿蓬佩奥星期三发表讲话。", &["蓬佩奥 holds_office 美国国务卿 asserted"]),
    ("法國總統馬克宏（Emmanuel Macron）發表演說。", &["馬克宏 holds_office 法國總統 asserted"]),
    ("美国前总统奥巴马发表演讲。", &["奥巴马 holds_office 美国前总统 former"]),
    ("前美国总统奥巴马发表演讲。", &["奥巴马 holds_office 美国总统 former"]),
    // Lists on either side.
    ("蓬佩奥与王毅在夏威夷举行会谈。", &["蓬佩奥 meets 王毅 asserted"]),
    ("默克尔和马克龙分别会见普京。", &["默克尔 meets 普京 asserted", "马克龙 meets 普京 asserted"]),
    // A subject that later clauses and sentences leave out.
    ("蓬佩奥星期三发表声明，并批评中国政府。", &["蓬佩奥 criticizes 中国 asserted"]),
    ("蓬佩奥星期三发表声明。他强烈谴责伊朗。", &["蓬佩奥 criticizes 伊朗 asserted"]),
    // Passives and prepositions.
    ("华为被美国列入实体清单。", &["美国 sanctions 华为 asserted"]),
    ("美国对伊朗实施制裁。", &["美国 sanctions 伊朗 asserted"]),
    ("美国财政部制裁11名官员，包括林郑月娥、夏宝龙。", &["美国财政部 sanctions 夏宝龙 asserted", "美国财政部 sanctions 林郑月娥 asserted"]),
    ("美国禁止进口新疆棉花。", &["美国 sanctions 新疆 asserted"]),
    ("美国制裁伊朗官员。", &["美国 sanctions 伊朗 asserted"]),
    // What is said before the name.
    ("身兼民进党主席的蔡英文出席。", &["蔡英文 holds_office 民进党主席 asserted"]),
    ("美国现任总统特朗普出席。", &["特朗普 holds_office 美国现任总统 asserted"]),
    ("公民党杨岳桥出席。", &["杨岳桥 affiliated_with 公民党 asserted"]),
    ("默克爾向拜登表示祝賀。", &["默克爾 supports 拜登 asserted"]),
    // Who says it is not who does it.
    ("赵立坚说，印度批评巴基斯坦。", &["印度 criticizes 巴基斯坦 asserted"]),
    ("赵立坚说，这是对印度制裁抖音的回应。", &[]),
    ("“印度批评巴基斯坦”，赵立坚说。", &["印度 criticizes 巴基斯坦 asserted"]),
    // Plans, denials, what was called off, what is only wished for.
    ("蓬佩奧將於下週訪問日本。", &["蓬佩奧 visits 日本 planned"]),
    ("特朗普取消访问丹麦。", &["特朗普 visits 丹麦 cancelled"]),
    ("特朗普没有会见金正恩。", &["特朗普 meets 金正恩 denied"]),
    ("蓬佩奥原定下周访问日本。", &["蓬佩奥 visits 日本 cancelled"]),
    ("特朗普可能会见金正恩。", &[]),
    ("蔡英文呼吁日本支持台湾。", &[]),
    // Names that only describe what follows.
    ("印度媒体批评巴基斯坦。", &[]),
    ("特朗普的律师会见金正恩。", &[]),
    // One-letter names, headlines.
    ("蓬佩奧訪台。", &["蓬佩奧 visits 台 asserted"]),
    // Families and bodies.
    ("特朗普女儿伊万卡出席。", &["特朗普 family 伊万卡 asserted"]),
    ("苹果公司创始人乔布斯发表演讲。", &["乔布斯 affiliated_with 苹果公司 asserted"]),
];

fn record(text: &str) -> Record {
    Record { doc: "a".into(), path: "a".into(), kind: None, source: Source::Bytes(text.as_bytes().to_vec()) }
}

#[test]
fn sentences_tell_their_relations() {
    let gazetteer = Gazetteer::bundled().unwrap();
    let matcher = Matcher::new(&gazetteer).unwrap();
    let options = RunOptions::default();
    let analyzer = Analyzer::single(&gazetteer, &matcher, &options);
    let mut wrong = Vec::new();
    for (text, want) in TOLD {
        let tagged = analyzer.tag(&record(text), Some("2020-10-07".parse().unwrap())).unwrap();
        let surface = |mention: usize| tagged.document.slice(tagged.mentions[mention].span);
        let words = Words::of(&tagged.document, &matcher.lexicon);
        let mut got: Vec<String> = find(&tagged.document, &tagged.mentions, &gazetteer, &matcher.lexicon, &words)
            .iter()
            .map(|r| {
                let predicate = &gazetteer.relations.predicate(r.predicate).name;
                format!("{} {predicate} {} {}", surface(r.subject), surface(r.object), r.status.as_str())
            })
            .collect();
        got.sort();
        let mut want: Vec<&str> = want.to_vec();
        want.sort_unstable();
        if got != want {
            wrong.push(format!("{text}\n  want {want:?}\n  got  {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const RULES: &str = "words:
  fillers: [昨天]
predicates:
  - predicate: hires
    subject: [organization]
    object: [person]
    rules:
      - triggers: [聘请]
        patterns: [\"S @ O\"]
        examples: [\"[g 甲社]昨天聘请[p 乙木]。 => 甲社 > 乙木\"]
        counterexamples: [\"[p 乙木]聘请[g 甲社]。\"]
";

fn faults(yaml: &str) -> Vec<(usize, String)> {
    let gazetteer = Gazetteer::bundled().unwrap();
    match RelationRules::from_yaml(yaml, &gazetteer.folder, &gazetteer.grammar, Some(&Lexicon::new(Default::default()))).unwrap() {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|f| (f.line, f.reason)).collect(),
    }
}

#[test]
fn the_bundled_rules_pass_their_examples() {
    assert_eq!(faults(include_str!("../gazetteers/relations.yaml")), []);
}

#[test]
fn a_rule_that_fails_its_examples_is_a_fault_with_its_line() {
    assert_eq!(faults(RULES), []);
    let failing = RULES.replace("=> 甲社 > 乙木", "=> 乙木 > 甲社");
    assert_eq!(faults(&failing), [(10, "example gives 甲社 > 乙木: [g 甲社]昨天聘请[p 乙木]。 => 乙木 > 甲社".to_owned())]);
    let failing = RULES.replace("\"[p 乙木]聘请[g 甲社]。\"", "\"[g 甲社]聘请[p 乙木]。\"");
    assert_eq!(faults(&failing), [(11, "counterexample gives 甲社 > 乙木: [g 甲社]聘请[p 乙木]。".to_owned())]);
    let pattern = RULES.replace("\"S @ O\"", "\"S @\"");
    assert_eq!(faults(&pattern)[0], (9, "pattern \"S @\": each of S, O and @ stands in it once".to_owned()));
}

#[test]
fn check_names_file_and_line_of_a_faulty_rule_and_a_user_adds_a_predicate_without_the_program() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("relations.yaml");
    fs::write(&file, RULES.replace("=> 甲社 > 乙木", "=> 乙木 > 甲社")).unwrap();
    let ended = guanxi(["gazetteer".as_ref(), "check".as_ref(), temp.path().as_os_str()]);
    assert_eq!(ended.code, 2);
    assert!(ended.stdout.contains("relations.yaml:10: error: example gives 甲社 > 乙木"), "{}", ended.stdout);

    fs::write(&file, RULES).unwrap();
    let post = Post { html: "<p>华为昨天聘请乔布斯。</p>", ..GOOD };
    let posts = tempfile::tempdir().unwrap();
    post.write(posts.path());
    let output = run(&[posts.path()], &["-q", "-g", temp.path().to_str().unwrap()]).ends_with(0);
    let found: Vec<String> = output.table("relations.csv").rows.iter().map(|r| r["predicate"].clone()).collect();
    assert_eq!(found, ["hires"]);
}

const VISIT: [Post; 2] = [
    Post {
        file: "2020-10-06-talks.md",
        title: "蓬佩奥访问日本",
        date: "2020-10-06T08:00:00.000Z",
        outlet: "早报",
        url: "https://news.example/2020/talks.html",
        html: "<p>美国国务卿蓬佩奥星期二在东京与日本首相菅义伟举行会谈。</p><p>蓬佩奥\\批评中国政府。</p>",
    },
    Post {
        file: "2020-10-07-more.md",
        title: "美國國務卿在東京",
        date: "2020-10-07T08:00:00.000Z",
        outlet: "(臺)中央社CNA",
        url: "https://cna.example/2020/more.html",
        html: "<p>（中央社記者王大民東京7日電）美國國務卿蓬佩奧昨天會見菅義偉。</p>",
    },
];

fn visit() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    VISIT.iter().for_each(|post| post.write(folder.path()));
    folder
}

#[test]
fn relations_csv_holds_every_relation_with_its_evidence() {
    let posts = visit();
    let output = run(&[posts.path()], &["-q"]).ends_with(0);
    let relations = output.table("relations.csv");
    let header = "subject,predicate,object,status,doc,sentence,date,outlet,story,trigger,evidence,confidence,plover";
    assert_eq!(relations.header.join(","), header);
    let told: Vec<String> = relations
        .rows
        .iter()
        .map(|r| {
            let subject = if r["subject"].starts_with("x-") { "x" } else { r["subject"].as_str() };
            [subject, &r["predicate"], &r["object"], &r["status"], &r["doc"], &r["sentence"], &r["date"], &r["trigger"], &r["evidence"], &r["plover"]]
                .join(" ")
        })
        .collect();
    let (first, second) = ("2020-10-06-talks.md", "2020-10-07-more.md");
    assert_eq!(
        told,
        [
            format!("p-mike-pompeo visits l-japan asserted {first} 0 2020-10-06 访问 蓬佩奥访问日本 CONSULT"),
            format!("p-mike-pompeo holds_office o-us-secretary-of-state asserted {first} 1 2020-10-06 美国国务卿 美国国务卿蓬佩奥 "),
            format!("p-yoshihide-suga holds_office o-jp-prime-minister asserted {first} 1 2020-10-06 日本首相 日本首相菅义伟 "),
            format!("p-mike-pompeo meets p-yoshihide-suga asserted {first} 1 2020-10-06 举行会谈 蓬佩奥星期二在东京与日本首相菅义伟举行会谈 CONSULT"),
            format!("p-mike-pompeo visits l-tokyo asserted {first} 1 2020-10-06 举行会谈 蓬佩奥星期二在东京与日本首相菅义伟举行会谈 CONSULT"),
            format!("p-mike-pompeo criticizes l-china asserted {first} 2 2020-10-06 批评 蓬佩奥＼批评中国 ACCUSE"),
            format!("p-mike-pompeo holds_office o-us-secretary-of-state asserted {second} 1 2020-10-07 美國國務卿 美國國務卿蓬佩奧 "),
            format!("x affiliated_with g-tw-central-news-agency asserted {second} 1 2020-10-07 記者 中央社記者王大民 "),
            format!("p-mike-pompeo meets p-yoshihide-suga asserted {second} 1 2020-10-07 會見 蓬佩奧昨天會見菅義偉 CONSULT"),
        ]
    );
    let silent = run(&[posts.path()], &["-q", "--no-text"]).ends_with(0);
    let rows = silent.table("relations.csv").rows;
    assert_eq!(rows.len(), relations.rows.len());
    assert!(rows.iter().all(|r| r["evidence"].is_empty()));
}

#[test]
fn typed_counts_stand_in_edges_csv_and_tenures_beside_what_the_posts_say() {
    let posts = visit();
    let output = run(&[posts.path()], &["-q"]).ends_with(0);
    let edges = output.table("edges.csv");
    assert_eq!(edges.header.last().map(String::as_str), Some("relations"));
    let typed: BTreeMap<(String, String), String> = edges
        .rows
        .iter()
        .filter(|r| !r["relations"].is_empty())
        .map(|r| ((r["source"].clone(), r["target"].clone()), r["relations"].clone()))
        .collect();
    assert_eq!(typed[&("p-mike-pompeo".to_owned(), "p-yoshihide-suga".to_owned())], "meets:2");
    assert_eq!(typed[&("o-us-secretary-of-state".to_owned(), "p-mike-pompeo".to_owned())], "holds_office:2");

    let standing = output.table("standing.csv");
    let row = standing.rows.iter().find(|r| r["person"] == "p-mike-pompeo").unwrap();
    assert_eq!(
        (row["office"].as_str(), row["first_date"].as_str(), row["last_date"].as_str(), number(row, "documents"), row["agreement"].as_str()),
        ("o-us-secretary-of-state", "2020-10-06", "2020-10-07", 2, "agree")
    );
    assert_eq!(row["tenures"], "2018-04-26/2021-01-20");
}

#[test]
fn a_tenure_that_the_posts_contradict_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let late = Post {
        date: "2022-03-01", html: "<p>美国国务卿蓬佩奥星期二发表讲话。法国总统蓬佩奥发表讲话。</p>", title: "讲话", ..GOOD
    };
    late.write(folder.path());
    let output = run(&[folder.path()], &["-q"]).ends_with(0);
    let standing = output.table("standing.csv");
    let said: Vec<(&str, &str)> = standing.rows.iter().map(|r| (r["office"].as_str(), r["agreement"].as_str())).collect();
    assert_eq!(said, [("o-fr-president", "no-tenure"), ("o-us-secretary-of-state", "outside-tenure")]);
}

#[test]
fn a_run_finds_the_kinds_that_are_asked_for_and_leaves_out_what_is_less_sure() {
    let posts = tempfile::tempdir().unwrap();
    let html = "<p>美国要求中国关闭领事馆。</p><p>蓬佩奥星期三发表声明，并批评伊朗。</p><p>蓬佩奥会见菅义伟。</p>";
    Post { html, title: "华盛顿", ..GOOD }.write(posts.path());
    let found = |options: &[&str]| -> Vec<String> {
        let output = run(&[posts.path()], &[&["-q"], options].concat()).ends_with(0);
        let mut told: Vec<String> = output.table("relations.csv").rows.iter().map(|r| r["predicate"].clone()).collect();
        told.sort();
        told
    };
    assert_eq!(found(&[]), ["criticizes", "meets"]);
    assert_eq!(found(&["--predicates", "all"]), ["criticizes", "demands", "meets"]);
    assert_eq!(found(&["--predicates", "demands,meets"]), ["demands", "meets"]);
    assert_eq!(found(&["--min-confidence", "0.75"]), ["meets"]);
    let out = tempfile::tempdir().unwrap();
    let refused = |option: &str, value: &str| {
        let ended = guanxi(["run", posts.path().to_str().unwrap(), "-o", out.path().to_str().unwrap(), option, value]);
        (ended.code, ended.stderr)
    };
    let (code, message) = refused("--predicates", "hates");
    assert!(code == 2 && message.contains("hates: no kind of relations has this name; there are holds_office, "), "{code} {message}");
    let (code, message) = refused("--min-confidence", "2");
    assert!(code == 2 && message.contains("2 does not lie between 0 and 1"), "{code} {message}");
}

#[test]
fn plover_lines_carry_the_events() {
    let posts = visit();
    let output = run(&[posts.path()], &["-q", "--format", "csv,plover"]).ends_with(0);
    let text = fs::read_to_string(output.folder.join("relations.plover.jsonl")).unwrap();
    let events: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut told: Vec<(&str, &str, &str, u64)> = events
        .iter()
        .map(|e| {
            let text = |path: &str| e.pointer(path).and_then(serde_json::Value::as_str).unwrap();
            let number = text("/id").rsplit_once('#').map_or("", |(_, number)| number);
            (number, text("/event"), text("/recipient/id"), e["quad_code"].as_u64().unwrap())
        })
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("1", "CONSULT", "l-japan", 1),
            ("1", "CONSULT", "p-yoshihide-suga", 1),
            ("2", "CONSULT", "p-yoshihide-suga", 1),
            ("3", "CONSULT", "l-tokyo", 1),
            ("4", "ACCUSE", "l-china", 3),
        ]
    );
    let visit = events.iter().find(|e| e["recipient"]["id"] == "l-japan").unwrap();
    assert_eq!(visit["mode"], serde_json::json!(["visit"]));
    assert_eq!(events[0]["coder"]["plover"], "0.7b1");
    assert!(!Path::new(&run(&[posts.path()], &["-q"]).folder).join("relations.plover.jsonl").exists());
}

/// Events and modes of the PLOVER manual (Open Event Data Alliance) that the predicates may use.
const PLOVER: &[(&str, &[&str], u8)] = &[
    ("AGREE", &[], 1),
    ("CONSULT", &["visit", "third-party", "multilateral", "phone"], 1),
    ("SUPPORT", &[], 1),
    ("CONCEDE", &[], 1),
    ("COOPERATE", &[], 2),
    ("AID", &["economic", "military", "humanitarian", "asylum"], 2),
    ("RETREAT", &["withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"], 2),
    ("DEMAND", &["assist", "change", "yield", "meet"], 3),
    ("ACCUSE", &[], 3),
    ("REJECT", &["assist", "change", "yield", "meet"], 3),
    ("THREATEN", &["restrict", "ban", "arrest", "relations", "expel", "territory", "violence"], 3),
    ("PROTEST", &["demo", "riot", "strike-gen", "strike-lim", "strike-hun", "boycott", "obstruct"], 4),
    ("SANCTION", &["convict", "cancel", "expel", "withdraw", "sever"], 4),
    ("MOBILIZE", &["troops", "weapons", "police"], 4),
    ("COERCE", &["confiscate", "restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport", "withhold"], 4),
    ("ASSAULT", &["abduct", "beat", "torture", "execute", "assassinate", "destroy", "firearms", "explosives"], 4),
];

#[test]
fn every_plover_code_is_one_of_the_manual() {
    let gazetteer = Gazetteer::bundled().unwrap();
    for predicate in &gazetteer.relations.predicates {
        let Some(code) = &predicate.plover else { continue };
        let known = PLOVER
            .iter()
            .any(|(event, modes, quad)| *event == code.event && *quad == code.quad && (code.mode.is_empty() || modes.contains(&code.mode.as_str())));
        assert!(known, "{}: {code:?}", predicate.name);
    }
}

#[test]
fn the_graph_has_one_directed_edge_a_pair_and_predicate() {
    let posts = visit();
    let output = run(&[posts.path()], &["-q"]).ends_with(0);
    let graph = fs::read_to_string(output.folder.join("relations.graphml")).unwrap();
    assert!(graph.contains(r#"<graph edgedefault="directed">"#));
    let edge = |source: &str, target: &str| graph.matches(&format!(r#"<edge source="{source}" target="{target}">"#)).count();
    assert_eq!(edge("p-mike-pompeo", "p-yoshihide-suga") + edge("p-yoshihide-suga", "p-mike-pompeo"), 1);
    assert_eq!((edge("p-mike-pompeo", "l-china"), edge("l-china", "p-mike-pompeo")), (1, 0));
}
