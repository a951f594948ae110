//! What each line of the curation changes: documents that a line may touch are also read without it, and the figures of
//! a line are the differences. They are those of two runs, with the line and without it, at the price of a second look
//! at a few documents.

use super::{
    analyze::{Analyzer, NodeKey, Reader, occurrence},
    merge::Merge,
};
use crate::{
    corpus::Post,
    document::{Document, Span},
    error::{Error, Result},
    export::CurationRow,
    id::{DISCOVERED, DocId, EntityId, NodeId},
    knowledge::{EntityType, Gazetteer},
    mention::Matcher,
    network::{DocFacts, Window, meetings},
    resolve::{Link, LinkedMention},
};
use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The gazetteer without each of the lines that change its tables, and the texts by which documents touch them.
#[derive(Debug, Default)]
pub(super) struct Variants {
    by_line: BTreeMap<u32, (Gazetteer, Matcher)>,
    /// Texts of all lines, and for each the lines it belongs to.
    touching: Option<(AhoCorasick, Vec<Vec<u32>>)>,
}

/// What one line changes in one document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) line: u32,
    /// Flat mentions that are there only with or only without the line, or mean something else.
    pub(super) mentions: u32,
    /// Pairs that meet in the document only with the line.
    pub(super) gained: Vec<(NodeKey, NodeKey)>,
    /// Pairs that meet in the document only without it.
    pub(super) lost: Vec<(NodeKey, NodeKey)>,
}

impl Variants {
    pub(super) fn new(gazetteer: &Gazetteer, matcher: &Matcher) -> Result<Variants> {
        let mut by_line = BTreeMap::new();
        let mut lines_of: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for line in 0..gazetteer.curation.lines.len() as u32 {
            let Some(variant) = gazetteer.without(line) else { continue };
            for text in variant.affected {
                lines_of.entry(text).or_default().push(line);
            }
            let matcher = matcher.variant(&variant.gazetteer);
            by_line.insert(line, (variant.gazetteer, matcher));
        }
        if lines_of.is_empty() {
            return Ok(Variants { by_line, touching: None });
        }
        let automaton = AhoCorasick::new(lines_of.keys()).map_err(|e| Error::Option { option: "--gazetteers", reason: e.to_string() })?;
        Ok(Variants { by_line, touching: Some((automaton, lines_of.into_values().collect())) })
    }

    /// Lines that change tables and may change the reading of this document.
    fn touching(&self, document: &Document) -> BTreeSet<u32> {
        let Some((automaton, lines)) = &self.touching else { return BTreeSet::new() };
        automaton.find_overlapping_iter(&document.folded.text).flat_map(|found| lines[found.pattern().as_usize()].iter().copied()).collect()
    }
}

impl Analyzer<'_> {
    /// What each line changes in a document; `had_say` are the lines that spoke when it was read with all of them.
    pub(super) fn changes(
        &self,
        post: &Post,
        document: &Document,
        mentions: &[LinkedMention],
        had_say: BTreeSet<u32>,
        variants: &Variants,
    ) -> Vec<Change> {
        let mut lines = had_say;
        lines.extend(variants.touching(document));
        let mut out = Vec::new();
        let mut pairs: Option<BTreeSet<(NodeKey, NodeKey)>> = None;
        for line in lines {
            let whole = (self.gazetteer, self.matcher);
            let (gazetteer, matcher) = variants.by_line.get(&line).map_or(whole, |(gazetteer, matcher)| (gazetteer, matcher));
            let (without, _) = self.mentions_with(post, document, Reader { gazetteer, matcher, without: Some(line) });
            let changed = differences(mentions, &without);
            if changed == 0 {
                continue;
            }
            let with = pairs.get_or_insert_with(|| self.pairs(document, mentions));
            let without = self.pairs(document, &without);
            let gained = with.difference(&without).copied().collect();
            let lost = without.difference(with).copied().collect();
            out.push(Change { line, mentions: changed, gained, lost });
        }
        out
    }

    fn pairs(&self, document: &Document, mentions: &[LinkedMention]) -> BTreeSet<(NodeKey, NodeKey)> {
        let window: Window = self.options.window;
        let counted = mentions.iter().filter(|m| !m.nested && (!m.byline || self.options.bylines));
        let occurrences: Vec<_> = counted.filter_map(|m| occurrence(document, m)).collect();
        meetings(&occurrences, window).pairs.into_keys().collect()
    }
}

/// Flat mentions of either list that the other lacks or reads otherwise; a place that both read counts once.
fn differences(with: &[LinkedMention], without: &[LinkedMention]) -> u32 {
    type Read<'a> = (EntityType, &'a Link, Option<EntityId>);
    let flat = |list: &'_ [LinkedMention]| -> Vec<usize> { (0..list.len()).filter(|&i| !list[i].nested).collect() };
    fn read(m: &LinkedMention) -> Read<'_> {
        (m.kind, &m.link, m.holder)
    }
    let places: FxHashMap<Span, Read<'_>> = flat(without).into_iter().map(|i| (without[i].span, read(&without[i]))).collect();
    let mut same = 0;
    let mut differ = 0;
    for i in flat(with) {
        match places.get(&with[i].span) {
            Some(other) if *other == read(&with[i]) => same += 1,
            Some(_) => {
                same += 1;
                differ += 1;
            }
            None => differ += 1,
        }
    }
    differ + (places.len() - same) as u32
}

/// Changes collected during a run.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Mentions and documents by line.
    counts: BTreeMap<u32, (u64, u64)>,
    /// Line, pair, document, true where the line made the pair meet.
    pairs: Vec<(u32, NodeKey, NodeKey, DocId, bool)>,
}

impl Tally {
    pub(super) fn add(&mut self, doc: DocId, changes: &[Change]) {
        for change in changes {
            let (mentions, documents) = self.counts.entry(change.line).or_default();
            *mentions += u64::from(change.mentions);
            *documents += 1;
            for (pairs, is_gained) in [(&change.gained, true), (&change.lost, false)] {
                self.pairs.extend(pairs.iter().map(|&(a, b)| (change.line, a, b, doc, is_gained)));
            }
        }
    }
}

/// What each line changed, in the order of the lines. `node` gives the final number of a key, if the run has the node;
/// an edge is there from `min_weight` stories on.
pub(super) fn effects(
    merge: &mut Merge<'_>,
    gazetteer: &Gazetteer,
    facts: &[DocFacts],
    min_weight: u64,
    node: &dyn Fn(NodeKey) -> Option<NodeId>,
) -> Vec<CurationRow> {
    let mut tally = std::mem::take(&mut merge.curation);
    tally.pairs.sort_unstable();
    let mut edges: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for group in tally.pairs.chunk_by(|x, y| (x.0, x.1, x.2) == (y.0, y.1, y.2)) {
        let (line, a, b, ..) = group[0];
        let ends = node(a).zip(node(b));
        let with: FxHashSet<DocId> = ends.map(|(a, b)| merge.counts.documents_of(a, b).collect()).unwrap_or_default();
        let mut without = with.clone();
        for &(.., doc, is_gained) in group {
            if is_gained {
                without.remove(&doc)
            } else {
                without.insert(doc)
            };
        }
        let is_edge = |docs: &FxHashSet<DocId>| {
            let stories: FxHashSet<u32> = docs.iter().map(|doc| facts[doc.0 as usize].story).collect();
            stories.len() as u64 >= min_weight.max(1)
        };
        let (gained, lost) = edges.entry(line).or_default();
        match (is_edge(&with), is_edge(&without)) {
            (true, false) => *gained += 1,
            (false, true) => *lost += 1,
            _ => {}
        }
    }
    let lines = gazetteer.curation.lines.iter().zip(0_u32..);
    lines
        .map(|(line, i)| {
            let (mentions, documents) = tally.counts.get(&i).copied().unwrap_or_default();
            let (edges_gained, edges_lost) = edges.get(&i).copied().unwrap_or_default();
            CurationRow {
                file: gazetteer.files[line.file].0.clone(),
                line: line.line as u64,
                kind: line.kind.as_str(),
                subject: line.subject.clone(),
                mentions,
                documents,
                edges_gained,
                edges_lost,
                reason: line.reason.clone(),
            }
        })
        .collect()
}

/// The final number of a key: gazetteer entities keep their index, new names follow in the order of their keys.
pub(super) fn numbers<'m>(known: usize, keys: &'m [NodeKey]) -> impl Fn(NodeKey) -> Option<NodeId> + 'm {
    move |key| {
        if key & DISCOVERED == 0 {
            return Some(NodeId(key as u32));
        }
        keys.binary_search(&key).ok().map(|rank| NodeId((known + rank) as u32))
    }
}
