//! The same news in Simplified, Traditional, Taiwan and Hong Kong characters names the same entities.

use crate::common::{Output, examples, files_below, run};
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Documents that OpenCC's choice of a character by context leaves with other entities: document, script, reason.
const ALLOWED: &[(&str, &str, &str)] = &[];

/// Front matter fields that are not text of the article.
const NOT_TEXT: [&str; 8] = ["layout:", "date:", "author:", "outlet:", "from:", "tags:", "categories:", "---"];

/// Converts title and body of a post.
fn convert(post: &str, convert: &dyn Fn(&str) -> String) -> String {
    let (front, body) = match post.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
        Some((front, body)) => (front, body),
        None => return convert(post),
    };
    let mut out = String::from("---\n");
    for line in front.lines() {
        let is_text = !NOT_TEXT.iter().any(|field| line.starts_with(field));
        out.push_str(&if is_text { convert(line) } else { line.to_owned() });
        out.push('\n');
    }
    out.push_str("---\n");
    for line in body.split_inclusive('\n') {
        out.push_str(&outside_addresses(line, convert));
    }
    out
}

/// Converts what is not an address: conversion would make it another page.
fn outside_addresses(line: &str, convert: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("http") {
        let (text, address) = rest.split_at(at);
        let end = address.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')')).unwrap_or(address.len());
        out.push_str(&convert(text));
        out.push_str(&address[..end]);
        rest = &address[end..];
    }
    out + &convert(rest)
}

/// Entities of each document with their numbers. Names in no gazetteer have ids too.
type Entities = BTreeMap<String, BTreeMap<(String, String, String), u64>>;

fn entities(output: &Output) -> Entities {
    let mut found = Entities::new();
    for document in output.table("documents.csv").rows {
        found.insert(document["doc"].clone(), BTreeMap::new());
    }
    for row in output.table("mentions.csv").rows {
        let key = (row["entity"].clone(), row["type"].clone(), row["outcome"].clone());
        *found.get_mut(&row["doc"]).expect("a document of documents.csv").entry(key).or_default() += 1;
    }
    found
}

#[test]
fn every_script_gives_the_same_entities() {
    let own = crate::common::posts();
    let sources: Vec<(String, String)> = [examples(), own.path().to_owned()]
        .iter()
        .flat_map(|folder| files_below(folder).into_iter().map(move |path| (folder.clone(), path)))
        .filter(|(_, path)| path.extension().is_some_and(|e| e == "md"))
        .filter_map(|(folder, path)| {
            let name = path.strip_prefix(folder).expect("a path below its folder").to_string_lossy().replace(['/', '\n'], "_");
            Some((name, String::from_utf8(fs::read(&path).expect("a readable post")).ok()?))
        })
        .collect();
    let opencc = |config| OpenCC::from_config(config).expect("OpenCC's own tables");
    let simplify = opencc(BuiltinConfig::T2s);
    let from_simplified = [("traditional", BuiltinConfig::S2t), ("taiwan", BuiltinConfig::S2tw), ("hong kong", BuiltinConfig::S2hk)]
        .map(|(name, config)| (name, opencc(config)));

    let temp = tempfile::tempdir().unwrap();
    let run_converted = |name: &str, conversion: &dyn Fn(&str) -> String| -> Entities {
        let folder = temp.path().join(name);
        fs::create_dir(&folder).unwrap();
        for (doc, text) in &sources {
            fs::write(folder.join(doc), convert(text, conversion)).unwrap();
        }
        entities(&run(&[Path::new(&folder)], &["-q"]).ends_with(0))
    };
    let simplified = run_converted("simplified", &|text| simplify.convert(text));
    let mut others = vec![("as written", run_converted("as written", &str::to_owned))];
    for (name, converter) in &from_simplified {
        others.push((name, run_converted(name, &|text| converter.convert(&simplify.convert(text)))));
    }

    let total: u64 = simplified.values().flat_map(BTreeMap::values).sum();
    assert!(total >= 20, "only {total} mentions: the comparison says nothing");
    let mut differ = BTreeSet::new();
    for (script, found) in &others {
        for (doc, want) in &simplified {
            let got = &found[doc];
            if got != want {
                differ.insert((doc.as_str(), *script));
                let keys: BTreeSet<_> = want.keys().chain(got.keys()).collect();
                for key in keys.into_iter().filter(|key| want.get(key) != got.get(key)) {
                    let count = |of: &BTreeMap<_, u64>| of.get(key).copied().unwrap_or(0);
                    eprintln!("{doc}: {key:?} {} times in simplified, {} times in {script}", count(want), count(got));
                }
            }
        }
    }
    let allowed: BTreeSet<(&str, &str)> = ALLOWED.iter().map(|&(doc, script, _)| (doc, script)).collect();
    assert_eq!(differ, allowed, "documents with other entities in another script (left) and those allowed (right)");
}

#[test]
fn one_sentence_means_the_same_in_every_script() {
    for forms in [
        ["总统蔡英文在台北会见美国国务院官员。", "總統蔡英文在台北會見美國國務院官員。", "總統蔡英文在臺北會見美國國務院官員。"],
        ["世界卫生组织派专家到湖北武汉。", "世界衛生組織派專家到湖北武漢。", "世界衞生組織派專家到湖北武漢。"],
    ] {
        let found = forms.map(|text| {
            let ended = crate::common::guanxi_reading(text.as_bytes(), ["tag", "--format", "json"]);
            let tagged: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
            let mentions = tagged["mentions"].as_array().unwrap().clone();
            let places: Vec<String> = mentions.iter().map(|m| format!("{}-{} {} {}", m["start"], m["end"], m["type"], m["entity"])).collect();
            places
        });
        assert!(found[0].len() >= 3, "{:?}", found[0]);
        assert_eq!(found[0], found[1], "{}", forms[1]);
        assert_eq!(found[0], found[2], "{}", forms[2]);
    }
}
