//! The tables are what INTERFACE.md promises, and agree with each other.

use crate::common::{GOOD, OUTPUT_FILES, Output, POSTS, Post, Record, Table, guanxi, number, posts, run, run_reading};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    io::Write,
    path::Path,
};

/// The promised columns; more may follow.
const COLUMNS: [(&str, &str); 10] = [
    (
        "nodes.csv",
        "id,label,type,label_hant,label_en,wikidata,mentions,documents,stories,outlets,first_date,last_date,degree,strength,community,discovered,aliases",
    ),
    ("edges.csv", "source,target,type,weight,sentences,documents,stories,outlets,first_date,last_date,expected,npmi,llr,p_value,backbone"),
    ("edges_by_period.csv", "period,source,target,weight,documents"),
    ("edges_by_outlet.csv", "outlet,source,target,weight,documents"),
    ("mentions.csv", "doc,sentence,start,end,surface,type,entity,label,method,confidence,nested,holder"),
    ("sentences.csv", "doc,sentence,start,end,text"),
    ("evidence.csv", "source,target,doc,sentence"),
    ("candidates.csv", "kind,name,type,mentions,documents,stories,outlets,first_date,last_date,method,candidates,example_doc,example_sentence"),
    ("relations.csv", "subject,predicate,object,status,doc,sentence,date,outlet,story,trigger,evidence,confidence,plover"),
    ("documents.csv", "doc,path,title,date,outlet,url,script,chars,sentences,mentions,status,story,note"),
];

/// Posts of the tests and of the repository in one folder.
fn all_posts() -> tempfile::TempDir {
    let folder = posts();
    for path in crate::common::files_below(&crate::common::examples()) {
        let name = path.file_name().unwrap();
        fs::copy(&path, folder.path().join(name)).unwrap();
    }
    folder
}

/// The outputs of one run over everything, for tests that only read them.
fn whole() -> &'static (tempfile::TempDir, Output) {
    static WHOLE: std::sync::OnceLock<(tempfile::TempDir, Output)> = std::sync::OnceLock::new();
    WHOLE.get_or_init(|| {
        let folder = all_posts();
        let output = run(&[folder.path()], &[]).ends_with(0);
        (folder, output)
    })
}

type Pair = (String, String);

fn pair(row: &Record) -> Pair {
    (row["source"].clone(), row["target"].clone())
}

fn pairs(table: &Table) -> BTreeSet<Pair> {
    table.rows.iter().map(pair).collect()
}

/// What mentions.csv says, without the names of documents.
fn mentions(output: &Output, doc_of: impl Fn(&str) -> String) -> BTreeSet<Vec<String>> {
    let columns = ["sentence", "start", "end", "surface", "type", "entity", "label", "method", "nested", "holder", "outcome"];
    let rows = output.table("mentions.csv").rows;
    rows.iter().map(|row| std::iter::once(doc_of(&row["doc"])).chain(columns.map(|c| row[c].clone())).collect()).collect()
}

#[test]
fn a_run_writes_every_table_with_the_promised_columns() {
    let (_, output) = whole();
    let files: Vec<String> = crate::common::bytes_of_files(&output.folder).into_keys().collect();
    assert_eq!(files, OUTPUT_FILES);
    for (name, columns) in COLUMNS {
        let header = output.table(name).header;
        let want: Vec<&str> = columns.split(',').collect();
        assert_eq!(header.iter().take(want.len()).map(String::as_str).collect::<Vec<_>>(), want, "{name}");
        let distinct: BTreeSet<&String> = header.iter().collect();
        assert_eq!(distinct.len(), header.len(), "{name}: a column stands twice");
        let plain =
            header.iter().all(|h| h.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !h.contains("timestamp") && !h.contains("interval"));
        assert!(plain, "{name}: {header:?}");
    }
}

#[test]
fn no_cell_holds_what_breaks_readers() {
    let (_, output) = whole();
    for (name, _) in COLUMNS {
        let bytes = fs::read(output.folder.join(name)).unwrap();
        assert!(!bytes.contains(&b'\r'), "{name}: a carriage return");
        assert!(bytes.ends_with(b"\n"), "{name}: the last line is not ended");
        let table = output.table(name);
        assert_eq!(bytes.iter().filter(|&&b| b == b'\n').count(), table.rows.len() + 1, "{name}: a row on two lines");
        for row in &table.rows {
            for (column, cell) in row {
                let bad = |c: char| c.is_control() || matches!(c, '\\' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
                assert!(!cell.contains(bad), "{name}: {column} {cell:?}");
            }
        }
    }
    let quotes = output.document("2020-09-03-quotes.md");
    assert_eq!(quotes["title"], "台湾,\"口罩\"与《日本》");
    let text: String = output.table("sentences.csv").rows.iter().filter(|r| r["doc"] == "2020-09-03-quotes.md").map(|r| r["text"].clone()).collect();
    assert!(text.contains("台湾＼"), "a backslash is written ＼: {text}");
}

#[test]
fn surfaces_and_sentences_are_slices_of_the_document_text() {
    let (folder, output) = whole();
    let ended = guanxi(["tag".as_ref(), folder.path().as_os_str(), "--format".as_ref(), "json".as_ref()]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let texts: BTreeMap<String, Vec<char>> = ended
        .stdout
        .lines()
        .map(|line| {
            let tagged: serde_json::Value = serde_json::from_str(line).unwrap();
            let text: Vec<char> = tagged["text"].as_str().unwrap().chars().collect();
            for mention in tagged["mentions"].as_array().unwrap() {
                let (start, end) = (mention["start"].as_u64().unwrap() as usize, mention["end"].as_u64().unwrap() as usize);
                assert_eq!(mention["surface"].as_str().unwrap(), text[start..end].iter().collect::<String>());
            }
            (tagged["doc"].as_str().unwrap().to_owned(), text)
        })
        .collect();
    let slice = |row: &Record| -> String { texts[&row["doc"]][number(row, "start") as usize..number(row, "end") as usize].iter().collect() };

    let mut sentences = BTreeMap::new();
    for row in output.table("sentences.csv").rows {
        assert_eq!(row["text"], slice(&row), "{}", row["doc"]);
        sentences.insert((row["doc"].clone(), row["sentence"].clone()), (number(&row, "start"), number(&row, "end")));
    }
    let mut flat_end = (String::new(), 0);
    for row in output.table("mentions.csv").rows {
        assert_eq!(row["surface"], slice(&row), "{}", row["doc"]);
        let (start, end) = sentences[&(row["doc"].clone(), row["sentence"].clone())];
        assert!(start <= number(&row, "start") && number(&row, "end") <= end, "outside its sentence: {row:?}");
        if row["nested"] == "false" {
            let overlaps = flat_end.0 == row["doc"] && number(&row, "start") < flat_end.1;
            assert!(!overlaps, "flat mentions overlap or are out of order: {row:?}");
            flat_end = (row["doc"].clone(), number(&row, "end"));
        } else {
            assert_eq!(row["nested"], "true");
        }
    }
    let met: BTreeSet<(String, String)> = output.table("mentions.csv").rows.iter().map(|r| (r["doc"].clone(), r["sentence"].clone())).collect();
    assert_eq!(met, sentences.into_keys().collect(), "sentences.csv holds the sentences with a mention, and no others");
}

#[test]
fn every_edge_can_be_recomputed_from_evidence_and_documents() {
    let (_, output) = whole();
    let documents: BTreeMap<String, Record> = output.table("documents.csv").rows.into_iter().map(|r| (r["doc"].clone(), r)).collect();
    let mut evidence: BTreeMap<Pair, BTreeSet<(String, String)>> = BTreeMap::new();
    let evidence_rows = output.table("evidence.csv").rows;
    for row in &evidence_rows {
        assert_eq!(documents[&row["doc"]]["status"], "ok", "{row:?}");
        assert!(evidence.entry(pair(row)).or_default().insert((row["doc"].clone(), row["sentence"].clone())), "twice: {row:?}");
    }
    let edges = output.table("edges.csv");
    assert!(edges.rows.len() >= 10, "{} edges show nothing", edges.rows.len());
    assert_eq!(pairs(&edges), evidence.keys().cloned().collect());
    for edge in &edges.rows {
        let met = &evidence[&pair(edge)];
        let docs: BTreeSet<&String> = met.iter().map(|(doc, _)| doc).collect();
        let distinct = |column: &str| docs.iter().map(|doc| documents[*doc][column].as_str()).filter(|v| !v.is_empty()).collect::<BTreeSet<&str>>();
        let dates = distinct("date");
        let got = ["weight", "stories", "documents", "sentences", "outlets"].map(|column| number(edge, column));
        let stories = distinct("story").len() as u64;
        assert_eq!(got, [stories, stories, docs.len() as u64, met.len() as u64, distinct("outlet").len() as u64], "{edge:?}");
        let first_and_last = [dates.first().copied().unwrap_or(""), dates.last().copied().unwrap_or("")];
        assert_eq!([edge["first_date"].as_str(), edge["last_date"].as_str()], first_and_last, "{edge:?}");
    }
    for (name, total) in [("edges_by_period.csv", "documents"), ("edges_by_outlet.csv", "documents")] {
        let mut sums: BTreeMap<Pair, u64> = BTreeMap::new();
        for row in output.table(name).rows {
            *sums.entry(pair(&row)).or_default() += number(&row, total);
        }
        let want: BTreeMap<Pair, u64> = edges.rows.iter().map(|e| (pair(e), number(e, "documents"))).collect();
        assert_eq!(sums, want, "{name}");
    }
}

#[test]
fn nodes_and_edges_make_a_simple_undirected_graph() {
    let (_, output) = whole();
    let nodes: BTreeMap<String, Record> = output.table("nodes.csv").rows.into_iter().map(|r| (r["id"].clone(), r)).collect();
    let in_order: Vec<String> = output.table("nodes.csv").rows.iter().map(|r| r["id"].clone()).collect();
    assert_eq!(in_order, nodes.keys().cloned().collect::<Vec<_>>(), "ids are unique, rows in their order");
    for (id, node) in &nodes {
        assert!(id.starts_with(|c: char| c.is_ascii_alphabetic()), "{id}");
        assert!(["person", "office", "organization", "place"].contains(&node["type"].as_str()), "{node:?}");
        assert!(!node["label"].is_empty() && !node["label_hant"].is_empty() && !node["aliases"].is_empty(), "{node:?}");
        assert_eq!(node["discovered"], if id.starts_with("x-") { "true" } else { "false" }, "{node:?}");
    }
    let edges = output.table("edges.csv").rows;
    let mut degrees: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for edge in &edges {
        assert!(edge["source"] < edge["target"], "{edge:?}");
        assert!(seen.insert(pair(edge)), "twice: {edge:?}");
        assert_eq!(edge["type"], "Undirected");
        assert!(number(edge, "weight") >= 1);
        for (column, range) in [("npmi", -1.0..=1.0), ("p_value", 0.0..=1.0), ("expected", 0.0..=f64::MAX), ("llr", f64::MIN..=f64::MAX)] {
            let value: f64 = edge[column].parse().unwrap_or_else(|_| panic!("{column} is no number: {edge:?}"));
            assert!(range.contains(&value), "{column}: {edge:?}");
        }
        for end in ["source", "target"] {
            let node = &nodes[&edge[end]];
            assert!(!node["community"].is_empty(), "{node:?}");
            let (degree, strength) = degrees.entry(node["id"].as_str()).or_default();
            (*degree, *strength) = (*degree + 1, *strength + number(edge, "weight"));
        }
    }
    for (id, node) in &nodes {
        let want = degrees.get(id.as_str()).copied().unwrap_or_default();
        assert_eq!((number(node, "degree"), number(node, "strength")), want, "{id}");
    }
}

#[test]
fn nodes_count_the_flat_mentions_of_documents() {
    let (_, output) = whole();
    let mut mentions: BTreeMap<String, u64> = BTreeMap::new();
    let mut documents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut flat: BTreeMap<String, u64> = BTreeMap::new();
    let nodes = output.table("nodes.csv").rows;
    let known: BTreeSet<&str> = nodes.iter().map(|n| n["id"].as_str()).collect();
    for row in output.table("mentions.csv").rows.iter().filter(|r| r["nested"] == "false") {
        *flat.entry(row["doc"].clone()).or_default() += 1;
        assert_eq!(row["entity"].is_empty(), row["outcome"] != "linked", "{row:?}");
        if !row["entity"].is_empty() && !known.contains(row["entity"].as_str()) {
            // People met only as those who report are no nodes.
            assert_eq!((row["type"].as_str(), row["role"].is_empty()), ("person", false), "{row:?}");
        } else if !row["entity"].is_empty() {
            *mentions.entry(row["entity"].clone()).or_default() += 1;
            documents.entry(row["entity"].clone()).or_default().insert(row["doc"].clone());
        }
    }
    let counted: BTreeMap<String, u64> = nodes.iter().map(|n| (n["id"].clone(), number(n, "mentions"))).collect();
    assert_eq!(counted, mentions);
    let counted: BTreeMap<String, u64> = nodes.iter().map(|n| (n["id"].clone(), number(n, "documents"))).collect();
    assert_eq!(counted, documents.into_iter().map(|(id, docs)| (id, docs.len() as u64)).collect());
    // Copies have mentions too, but no rows in mentions.csv.
    for row in output.table("documents.csv").rows.iter().filter(|r| r["status"] == "ok") {
        assert_eq!(number(row, "mentions"), flat.get(&row["doc"]).copied().unwrap_or(0), "{row:?}");
    }
}

#[test]
fn every_input_has_a_row_and_a_status() {
    let output = run(&[posts().path()], &[]).ends_with(0);
    let rows: Vec<[String; 4]> =
        output.table("documents.csv").rows.iter().map(|r| ["doc", "date", "status", "script"].map(|c| r[c].clone())).collect();
    let want = [
        ["2020-08-09-good.md", "2020-08-09", "ok", "hans"],
        ["2020-08-10-visit.md", "2020-08-10", "ok", "hant"],
        ["2020-08-11-copy.md", "2020-08-11", "duplicate", "hant"],
        ["2020-09-01-first.md", "2020-09-01", "superseded", ""],
        ["2020-09-01-second.md", "2020-09-01", "ok", "hans"],
        ["2020-09-02-who.md", "2020-09-02", "ok", "hant"],
        ["2020-09-03-quotes.md", "2020-09-03", "ok", "hans"],
        ["2020-09-04-none.md", "2020-09-04", "ok", "hans"],
        ["2020-09-05-english.md", "2020-09-05", "foreign", "latin"],
    ];
    assert_eq!(rows, want.map(|row| row.map(str::to_owned)));
    assert!(output.ended.stdout.contains("documents   9: "), "{}", output.ended.stdout);
}

#[test]
fn copies_and_versions_are_one_story_counted_once() {
    let output = run(&[posts().path()], &[]).ends_with(0);
    let of = |doc: &str| output.document(doc);
    let (visit, copy) = (of("2020-08-10-visit.md"), of("2020-08-11-copy.md"));
    assert_eq!(visit["story"], copy["story"]);
    assert!(copy["note"].contains("same text as 2020-08-10-visit.md"), "{}", copy["note"]);
    let (first, second) = (of("2020-09-01-first.md"), of("2020-09-01-second.md"));
    assert_eq!(first["story"], second["story"]);
    assert!(first["note"].contains("newer version: 2020-09-01-second.md"), "{}", first["note"]);
    assert_ne!(visit["story"], second["story"]);
    assert!(visit["story"].starts_with(|c: char| c.is_ascii_alphabetic()));

    // 特朗普 and 习近平 meet in both versions of one page: one story.
    let edges = output.table("edges.csv").rows;
    let call = edges.iter().find(|e| e["source"] == "p-donald-trump" && e["target"] == "p-xi-jinping");
    let call = call.expect("the edge of the two who spoke");
    assert_eq!((number(call, "weight"), number(call, "documents")), (1, 1));
    for name in ["mentions.csv", "sentences.csv", "evidence.csv"] {
        let repeated = output.table(name).rows.into_iter().filter(|r| r["doc"] == copy["doc"] || r["doc"] == first["doc"]).count();
        assert_eq!(repeated, 0, "{name}: rows of documents that do not count");
    }
    // The copy adds nothing: without it the network is the same.
    let without = tempfile::tempdir().unwrap();
    for post in POSTS.iter().filter(|p| p.file != copy["doc"]) {
        post.write(without.path());
    }
    let without = run(&[without.path()], &[]).ends_with(0);
    assert_eq!(output.table("edges.csv"), without.table("edges.csv"));
    assert_eq!(output.table("nodes.csv"), without.table("nodes.csv"));
}

#[test]
fn a_version_outside_the_chosen_time_supersedes_nothing_inside() {
    let folder = tempfile::tempdir().unwrap();
    let early = Post { file: "a.md", date: "2020-08-01T00:00:00.000Z", ..GOOD };
    let late = Post { file: "b.md", date: "2020-09-01T00:00:00.000Z", html: "<p>美国卫生部长结束访问，离开台湾。</p>", ..GOOD };
    early.write(folder.path());
    late.write(folder.path());
    let output = run(&[folder.path()], &["--until", "2020-08-31"]).ends_with(0);
    assert_eq!(output.document("a.md")["status"], "ok", "the newer version is not among the documents of this run");
    assert!(output.table("mentions.csv").rows.iter().any(|m| m["entity"] == "p-tsai-ing-wen"));
}

#[test]
fn a_version_that_cannot_be_read_supersedes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let early = Post { file: "a.md", date: "2020-08-01T00:00:00.000Z", ..GOOD };
    early.write(folder.path());
    // The front matter is whole; the fault lies beyond the first look.
    let mut late = Post { file: "b.md", date: "2020-09-01T00:00:00.000Z", ..GOOD }.jekyll().into_bytes();
    late.extend("访问团离开。".repeat(1000).bytes());
    late.extend([0, b'\n']);
    fs::write(folder.path().join("b.md"), late).unwrap();
    let output = run(&[folder.path()], &["-q"]).ends_with(1);
    assert_eq!(output.document("b.md")["status"], "error");
    assert_eq!(output.document("a.md")["status"], "ok", "the newer version cannot be read");
}

#[test]
fn time_and_outlet_choose_documents() {
    let folder = posts();
    let docs = |options: &[&str]| -> Vec<String> {
        let output = run(&[folder.path()], options).ends_with(0);
        output.table("documents.csv").rows.iter().filter(|r| r["status"] == "ok").map(|r| r["doc"].clone()).collect()
    };
    assert_eq!(docs(&["--since", "2020-09-02", "--until", "2020-09-03"]), ["2020-09-02-who.md", "2020-09-03-quotes.md"]);
    assert_eq!(docs(&["--until", "2020-08-10"]), ["2020-08-09-good.md", "2020-08-10-visit.md"]);
    // In the other script, and in the other case.
    for outlet in ["台)中央社", "cna"] {
        assert_eq!(docs(&["--outlet", outlet]), ["2020-08-10-visit.md", "2020-09-02-who.md"], "{outlet}");
    }
    assert_eq!(docs(&["--outlet", "没有这家"]), [""; 0]);
}

#[test]
fn the_weight_filter_removes_edges_and_changes_none() {
    let folder = tempfile::tempdir().unwrap();
    for (i, html) in ["蔡英文在台北。", "蔡英文又在台北，习近平在北京。", "习近平第二次在北京。", "特朗普在华盛顿。"].into_iter().enumerate()
    {
        fs::write(folder.path().join(format!("{i}.txt")), html).unwrap();
    }
    let (all, heavy) = (run(&[folder.path()], &[]).ends_with(0), run(&[folder.path()], &["--min-weight", "2"]).ends_with(0));
    let columns = ["source", "target", "weight", "sentences", "documents", "expected", "npmi", "llr", "p_value", "backbone"];
    let rows = |output: &Output| -> Vec<[String; 10]> { output.table("edges.csv").rows.iter().map(|e| columns.map(|c| e[c].clone())).collect() };
    let want: Vec<_> = rows(&all).into_iter().filter(|e| e[2] != "1").collect();
    assert!(!want.is_empty() && want.len() < rows(&all).len());
    assert_eq!(rows(&heavy), want);
    let ids = |output: &Output| -> Vec<String> { output.table("nodes.csv").rows.iter().map(|n| n["id"].clone()).collect() };
    assert_eq!(ids(&heavy), ids(&all));
}

#[test]
fn a_wider_window_keeps_every_pair_of_a_narrower_one() {
    let folder = posts();
    let found = ["sentence", "paragraph", "document"].map(|window| {
        let output = run(&[folder.path()], &["--window", window]).ends_with(0);
        pairs(&output.table("edges.csv"))
    });
    assert!(found[0].is_subset(&found[1]) && found[1].is_subset(&found[2]), "{found:?}");
    assert!(found[0].len() < found[2].len(), "{found:?}");
    let characters = ["5", "40", "100000"].map(|n| pairs(&run(&[folder.path()], &["--window", n]).ends_with(0).table("edges.csv")));
    assert!(characters[0].is_subset(&characters[1]) && characters[1].is_subset(&characters[2]), "{characters:?}");
    assert_eq!(characters[2], found[2], "a window longer than every document is the document");
}

#[test]
fn without_text_no_sentence_leaves_the_program() {
    let folder = posts();
    let (with, without) = (run(&[folder.path()], &[]).ends_with(0), run(&[folder.path()], &["--no-text"]).ends_with(0));
    assert!(without.table("sentences.csv").rows.iter().all(|r| r["text"].is_empty()));
    assert_eq!(with.table("sentences.csv").rows.len(), without.table("sentences.csv").rows.len());
    let phrases = ["会见访问团", "表示不滿", "专家到访", "没有公布细节"];
    for (name, bytes) in crate::common::bytes_of_files(&without.folder) {
        let text = String::from_utf8(bytes).unwrap();
        for phrase in phrases {
            assert!(!text.contains(phrase), "{name} holds {phrase}");
        }
    }
    for name in ["nodes.csv", "edges.csv", "mentions.csv", "evidence.csv", "documents.csv"] {
        assert_eq!(with.table(name), without.table(name), "{name}");
    }
}

#[test]
fn a_byte_order_mark_begins_csv_files_and_changes_nothing_else() {
    let folder = posts();
    let (plain, marked) = (run(&[folder.path()], &[]).ends_with(0), run(&[folder.path()], &["--bom"]).ends_with(0));
    let (plain, marked) = (crate::common::bytes_of_files(&plain.folder), crate::common::bytes_of_files(&marked.folder));
    for (name, bytes) in &plain {
        let mark: &[u8] = if name.ends_with(".csv") { b"\xEF\xBB\xBF" } else { b"" };
        if name == "datapackage.json" {
            // It says how the tables are to be read.
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            assert_eq!(text(&marked[name]).replace("utf-8-sig", "utf-8"), text(bytes));
            continue;
        }
        assert!(marked[name] == [mark, bytes].concat(), "{name}");
    }
}

#[test]
fn standard_input_is_one_document() {
    let output = run_reading(GOOD.jekyll().as_bytes(), &["-"], &[]).ends_with(0);
    let rows = output.table("documents.csv").rows;
    assert_eq!(rows.len(), 1);
    assert_eq!([&rows[0]["doc"], &rows[0]["status"], &rows[0]["title"], &rows[0]["date"]], ["-", "ok", GOOD.title, "2020-08-09"]);
    let folder = tempfile::tempdir().unwrap();
    GOOD.write(folder.path());
    let from_file = run(&[folder.path()], &[]).ends_with(0);
    assert_eq!(mentions(&output, |_| String::new()), mentions(&from_file, |_| String::new()));
}

/// The posts as tar bytes, under `posts/`.
fn archive() -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for post in POSTS {
        let text = post.jekyll();
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, format!("posts/{}", post.file), text.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn archives_give_what_their_folder_gives() {
    let folder = posts();
    let want = run(&[folder.path()], &[]).ends_with(0);
    let archive = archive();
    for (name, bytes) in [
        ("p.tar", archive.clone()),
        ("p.tar.gz", gzip(&archive)),
        ("p.tgz", gzip(&archive)),
        ("p.tar.zst", compress_to_vec(archive.as_slice(), CompressionLevel::Fastest)),
    ] {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join(name);
        fs::write(&path, bytes).unwrap();
        let got = run(&[&path], &[]).ends_with(0);
        let prefix = format!("{name}#posts/");
        let strip = |doc: &str| doc.strip_prefix(&prefix).unwrap_or_else(|| panic!("{doc} is not under {prefix}")).to_owned();
        assert_eq!(mentions(&got, strip), mentions(&want, str::to_owned), "{name}");
        assert_eq!(got.table("edges.csv"), want.table("edges.csv"), "{name}");
        let statuses = |output: &Output| -> Vec<String> { output.table("documents.csv").rows.iter().map(|r| r["status"].clone()).collect() };
        assert_eq!(statuses(&got), statuses(&want), "{name}");
    }
}

#[test]
fn json_lines_give_what_their_posts_give() {
    let folder = posts();
    let want = run(&[folder.path()], &[]).ends_with(0);
    let lines: String = POSTS
        .iter()
        .map(|p| {
            format!("{}\n", serde_json::json!({"id": p.file, "title": p.title, "date": p.date, "outlet": p.outlet, "from": p.url, "html": p.html}))
        })
        .collect();
    for (name, bytes) in [
        ("p.jsonl", lines.clone().into_bytes()),
        ("p.jsonl.gz", gzip(lines.as_bytes())),
        ("p.jsonl.zst", compress_to_vec(lines.as_bytes(), CompressionLevel::Fastest)),
    ] {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join(name);
        fs::write(&path, bytes).unwrap();
        let got = run(&[&path], &[]).ends_with(0);
        let strip = |doc: &str| doc.split_once('#').expect("a line of the file").1.to_owned();
        assert_eq!(mentions(&got, strip), mentions(&want, str::to_owned), "{name}");
        assert_eq!(got.table("edges.csv"), want.table("edges.csv"), "{name}");
    }
}

#[test]
fn a_link_line_is_no_text_whatever_its_title_holds() {
    let folder = tempfile::tempdir().unwrap();
    for (file, title) in [("a.md", "平等"), ("b.md", "甲(乙)[丙]"), ("c.md", "甲<乙>丙"), ("d.md", "1 < 2"), ("e.md", "")] {
        Post { file, title, url: "https://news.example/taiwan/北京.html", html: "<p>明天有雨，后天放晴。</p>", ..GOOD }.write(folder.path());
    }
    let ended = guanxi(["tag".as_ref(), folder.path().as_os_str(), "--format".as_ref(), "json".as_ref()]);
    for line in ended.stdout.lines() {
        let tagged: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(!tagged["text"].as_str().unwrap().contains("news.example"), "{line}");
    }
}

#[test]
fn ids_of_documents_are_unique_even_where_lines_repeat_an_id() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("p.jsonl");
    fs::write(&path, "{\"id\": \"a\", \"text\": \"蔡英文在台北。\"}\n{\"id\": \"a\", \"text\": \"习近平在北京。\"}\n").unwrap();
    let output = run(&[&path], &[]).ends_with(0);
    let docs: BTreeSet<String> = output.table("documents.csv").rows.iter().map(|r| r["doc"].clone()).collect();
    assert_eq!(docs.len(), 2, "mentions.csv and evidence.csv name documents by id: {docs:?}");
}

#[test]
fn tag_shows_one_text_in_every_format() {
    let text = "總統蔡英文今天在台北接見<訪賓>。";
    let tag = |format: &str| {
        let ended = crate::common::guanxi_reading(text.as_bytes(), ["tag", "--format", format]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
        ended.stdout
    };
    assert!(tag("text").contains("[蔡英文|person]今天在[台北|place]"), "{}", tag("text"));
    assert!(!tag("text").contains('\u{1B}'), "no colours where there is no terminal");
    let html = tag("html");
    assert!(html.contains("p-tsai-ing-wen") && html.contains("&lt;訪賓&gt;"), "{html}");
    let rows = crate::common::parse_csv(tag("csv").as_bytes());
    let header = COLUMNS.iter().find(|(name, _)| *name == "mentions.csv").unwrap().1;
    assert!(rows.header.join(",").starts_with(header), "{:?}", rows.header);
    let tsai = rows.rows.iter().find(|r| r["surface"] == "蔡英文").unwrap();
    assert_eq!([&tsai["start"], &tsai["end"], &tsai["entity"]], ["2", "5", "p-tsai-ing-wen"]);
    let json: serde_json::Value = serde_json::from_str(&tag("json")).unwrap();
    assert_eq!(json["text"], text);
}

#[test]
fn tag_tells_of_holders_and_outcomes_in_json_as_in_csv() {
    let text = "美國國務卿今天會見訪賓。";
    let call = |format: &str| crate::common::guanxi_reading(text.as_bytes(), ["tag", "--date", "2020-10-04", "--format", format]).stdout;
    let json: serde_json::Value = serde_json::from_str(&call("json")).unwrap();
    let rows = crate::common::parse_csv(call("csv").as_bytes()).rows;
    let mentions = json["mentions"].as_array().unwrap();
    assert_eq!(mentions.len(), rows.len());
    for (mention, row) in mentions.iter().zip(&rows) {
        for column in ["outcome", "holder", "holder_basis", "holder_label"] {
            assert_eq!(mention[column].as_str().unwrap_or_default(), row[column], "{column}");
        }
    }
    assert!(rows.iter().any(|row| (row["holder_label"].as_str(), row["holder_basis"].as_str()) == ("迈克·蓬佩奥", "dated")), "{rows:?}");
}

#[test]
fn a_model_is_no_file_to_be_tagged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::write(&file, "蔡英文在台北接見訪賓。").unwrap();
    let tag = |model: &OsStr| guanxi(["tag".as_ref(), "--model".as_ref(), model, file.as_os_str()]);
    let ended = tag("none".as_ref());
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "[蔡英文|person]在[台北|place]接見訪賓。\n"), "{}", ended.stderr);
    let ended = tag(file.as_os_str());
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.stderr);
    assert!(ended.stderr.contains("a.txt"), "{}", ended.stderr);
}

#[test]
fn an_office_is_held_by_the_person_of_the_documents_date() {
    for (date, holder) in [("2020-08-01", "p-tsai-ing-wen"), ("2024-08-01", "p-lai-ching-te")] {
        let ended = crate::common::guanxi_reading("台湾总统发表演说。".as_bytes(), ["tag", "--format", "csv", "--date", date]);
        let rows = crate::common::parse_csv(ended.stdout.as_bytes()).rows;
        let office = rows.iter().find(|r| r["type"] == "office").unwrap_or_else(|| panic!("no office: {}", ended.stdout));
        assert_eq!(office["holder"], holder, "{date}");
    }
}

#[test]
fn help_and_version_are_no_faults() {
    for args in [vec!["--help"], vec!["--version"], vec!["run", "--help"], vec!["completions", "bash"]] {
        let ended = guanxi(&args);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{args:?}");
        assert!(ended.stdout.contains("guanxi"), "{args:?}");
    }
    assert!(guanxi(["--help"]).stdout.contains("Examples:"));
}

#[test]
fn quiet_says_nothing_and_results_stand_on_standard_output() {
    let folder = posts();
    let quiet = run(&[folder.path()], &["-q"]).ends_with(0);
    assert_eq!((quiet.ended.stdout.as_str(), quiet.ended.stderr.as_str()), ("", ""));
    let loud = run(&[folder.path()], &[]).ends_with(0);
    assert_eq!(loud.ended.stderr, "");
    for word in ["documents", "stories", "mentions", "nodes", "edges", "results in"] {
        assert!(loud.ended.stdout.contains(word), "{word}: {}", loud.ended.stdout);
    }
    assert!(Path::new(&loud.folder).join("manifest.json").exists());
}
