//! Do the entities of a document depend on the script that it is written in?
//!
//! Title and body are converted by OpenCC's tables to Simplified characters and from there to Traditional, Taiwan and Hong
//! Kong ones; the mentions of each version are compared with those of the Simplified one.

use super::{Analyzer, RunOptions, ordered::in_order, ready};
use crate::{
    corpus::{Inputs, Post, Record, Rejected, Source, read_post},
    document::Document,
    error::{Error, Result},
    guard::guarded,
    knowledge::Gazetteer,
    resolve::Link,
};
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use std::collections::BTreeMap;

/// An entity that a document has more or less often in one script than in Simplified characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The document.
    pub doc: String,
    /// `as written`, `traditional`, `taiwan` or `hong kong`.
    pub script: &'static str,
    /// Type of the mentions.
    pub kind: &'static str,
    /// Node id, or `ambiguous` or `nil`.
    pub entity: String,
    /// A surface form of the version that has more of them.
    pub surface: String,
    /// Mentions in Simplified characters.
    pub simplified: u64,
    /// Mentions in this script.
    pub other: u64,
}

/// What the comparison found.
#[derive(Debug, Default)]
pub struct Invariance {
    /// Documents compared.
    pub documents: u64,
    /// Mentions in Simplified characters.
    pub mentions: u64,
    /// Differences, by document and script.
    pub differences: Vec<Difference>,
    /// Documents that could not be read: path and reason.
    pub unreadable: Vec<(String, String)>,
}

/// Compares the mentions of every document in four scripts.
///
/// # Errors
/// [`Error::Option`] where OpenCC's tables do not load or threads cannot be started.
pub fn check_invariance(inputs: &Inputs, gazetteer: &Gazetteer, options: &RunOptions) -> Result<Invariance> {
    let scripts = Scripts::new()?;
    let mut found = Invariance::default();
    let (pool, matcher) = ready(gazetteer, options)?;
    let analyzer = Analyzer::single(gazetteer, &matcher, options);
    let compared = |record: &Record| guarded(|| compare(record, &scripts, &analyzer)).unwrap_or_else(|reason| Err(reason.into()));
    let work = |_, record: Record| (compared(&record), record);
    in_order(inputs, &pool, work, |_, (result, record)| {
        match result {
            Ok((mentions, differences)) => {
                found.documents += 1;
                found.mentions += mentions;
                found.differences.extend(differences);
            }
            Err(_) if matches!(record.source, Source::Skipped(_)) => {}
            Err(rejected) => found.unreadable.push((record.path, rejected.reason)),
        }
        Ok(())
    })?;
    Ok(found)
}

struct Scripts {
    simplify: OpenCC,
    from_simplified: [(&'static str, OpenCC); 3],
}

impl Scripts {
    fn new() -> Result<Scripts> {
        let load = |config| OpenCC::from_config(config).map_err(|e| Error::Option { option: "OpenCC", reason: e.to_string() });
        Ok(Scripts {
            simplify: load(BuiltinConfig::T2s)?,
            from_simplified: [
                ("traditional", load(BuiltinConfig::S2t)?),
                ("taiwan", load(BuiltinConfig::S2tw)?),
                ("hong kong", load(BuiltinConfig::S2hk)?),
            ],
        })
    }
}

/// Type and entity, with count and a surface form.
type Counts = BTreeMap<(&'static str, String), (u64, String)>;

fn compare(record: &Record, scripts: &Scripts, analyzer: &Analyzer<'_>) -> std::result::Result<(u64, Vec<Difference>), Rejected> {
    let post = read_post(record, &analyzer.gazetteer().cleaning.fields)?;
    let simplified_post = converted(&post, &|text| scripts.simplify.convert(text));
    let simplified = counts(&simplified_post, analyzer);
    let mut differences = Vec::new();
    let mut differ = |script: &'static str, found: Counts| {
        let keys: std::collections::BTreeSet<_> = simplified.keys().chain(found.keys()).collect();
        for key in keys {
            let of = |counts: &Counts| counts.get(key).cloned().unwrap_or_default();
            let ((want, a), (got, b)) = (of(&simplified), of(&found));
            if want != got {
                let surface = if want > got { a } else { b };
                differences.push(Difference {
                    doc: record.doc.clone(),
                    script,
                    kind: key.0,
                    entity: key.1.clone(),
                    surface,
                    simplified: want,
                    other: got,
                });
            }
        }
    };
    differ("as written", counts(&post, analyzer));
    for (script, converter) in &scripts.from_simplified {
        differ(script, counts(&converted(&simplified_post, &|text| converter.convert(text)), analyzer));
    }
    Ok((simplified.values().map(|(n, _)| n).sum(), differences))
}

fn counts(post: &Post, analyzer: &Analyzer<'_>) -> Counts {
    let document = Document::new(post, analyzer.gazetteer().cleaner());
    let mut counts = Counts::new();
    for mention in analyzer.mentions(post, &document) {
        let entity = match mention.link {
            Link::Ambiguous(_) => String::from("ambiguous"),
            Link::Nil => String::from("nil"),
            _ => analyzer.node(&mention).0.into_owned(),
        };
        let entry = counts.entry((mention.kind.as_str(), entity)).or_insert_with(|| (0, document.slice(mention.span).to_owned()));
        entry.0 += 1;
    }
    counts
}

/// The post with title and body in another script. Addresses stay: conversion would make them other pages.
fn converted(post: &Post, convert: &dyn Fn(&str) -> String) -> Post {
    let mut body = String::with_capacity(post.body.len());
    let mut rest = post.body.as_str();
    while let Some(at) = rest.find("http") {
        let (text, address) = rest.split_at(at);
        let end = address.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')')).unwrap_or(address.len());
        body.push_str(&convert(text));
        body.push_str(&address[..end]);
        rest = &address[end..];
    }
    body.push_str(&convert(rest));
    Post { title: convert(&post.title), body, ..post.clone() }
}
