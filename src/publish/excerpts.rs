//! Sentences for the edges that the page and the workbook show, from what the workers laid aside.

use super::{
    Facts,
    network::Network,
    page_file::{PageDocument, PageSentence},
    spool::{Packed, SpoolReader},
};
use crate::{
    cell::clean_cell,
    error::Result,
    id::{DISCOVERED, DocId},
    network::{DocFacts, Drawn},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Sentences on a page at most; with their marks and documents about 8 MB.
const MOST_SENTENCES: usize = 24_000;
/// Sentences of one edge at most.
const MOST_OF_EDGE: usize = 24;
/// Characters of a sentence on a page; longer ones are cut around their first marked name.
const MOST_CHARS: usize = 420;

/// Sentences and the documents they stand in.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    pub(super) documents: Vec<PageDocument>,
    pub(super) sentences: Vec<PageSentence>,
    /// For each edge shown its sentences, newest first.
    pub(super) of_edge: Vec<Vec<u32>>,
}

/// Which sentence of which edge: document and place of the edge among those shown.
type Wanted = BTreeMap<DocId, Vec<u32>>;

/// The part of a network for which sentences are looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    /// Rows of nodes, ascending.
    pub(super) nodes: &'a [u32],
    /// Indices of edges.
    pub(super) edges: &'a [u32],
    /// Sentences at most.
    pub(super) sentences: usize,
    /// Sentences of one edge at most.
    pub(super) of_edge: usize,
}

impl<'a> Shown<'a> {
    /// What is drawn, with as many sentences as a page has room for.
    pub(super) fn drawn(drawn: &'a Drawn) -> Self {
        Shown { nodes: &drawn.nodes, edges: &drawn.edges, sentences: MOST_SENTENCES, of_edge: MOST_OF_EDGE }
    }
}

/// Chooses documents for each edge shown, one per story, spread over time: as many as the page has room for, more for heavier
/// edges, and one at least while there is room.
fn choose(network: &Network, facts: &[DocFacts], shown: Shown<'_>) -> Wanted {
    let fact = |doc: &DocId| (facts[doc.0 as usize].story, facts[doc.0 as usize].date, *doc);
    let stories: Vec<Vec<(Option<Date>, DocId)>> = shown
        .edges
        .iter()
        .map(|&e| {
            let edge = &network.edges[e as usize];
            let mut docs: Vec<(u32, Option<Date>, DocId)> = network.met.documents_of(edge).iter().map(fact).collect();
            docs.sort_unstable();
            docs.dedup_by_key(|d| d.0);
            let mut docs: Vec<(Option<Date>, DocId)> = docs.into_iter().map(|(_, date, doc)| (date, doc)).collect();
            docs.sort_unstable();
            docs
        })
        .collect();
    // Bits of a number grow as its logarithm: a pair of ten thousand stories gets thrice the sentences of one of twenty.
    let bits = |n: usize| (usize::BITS - n.leading_zeros()) as usize;
    let heaviest = stories.iter().map(|docs| bits(docs.len())).max().unwrap_or(1).max(1);
    let limit = |n: usize, most: usize| (bits(n) * most / heaviest).max(1).min(n);
    let total = |most: usize| -> usize { stories.iter().map(|docs| limit(docs.len(), most)).sum() };
    let most = (1..=shown.of_edge).rev().find(|&most| total(most) <= shown.sentences).unwrap_or(1);
    // Where there is no room for one of each, those of most stories have theirs.
    let mut room = shown.sentences;
    let mut order: Vec<usize> = (0..stories.len()).collect();
    order.sort_by_key(|&place| std::cmp::Reverse(stories[place].len()));
    let mut wanted = Wanted::new();
    for place in order {
        let docs = &stories[place];
        let n = limit(docs.len(), most).min(room);
        room -= n;
        for i in 0..n {
            // The newest and the oldest, and between them evenly; a single one is the newest.
            let at = if n == 1 { docs.len() - 1 } else { i * (docs.len() - 1) / (n - 1) };
            wanted.entry(docs[at].1).or_default().push(place as u32);
        }
    }
    wanted
}

/// A name in a sentence, as a worker lays it aside.
#[derive(Debug, Clone, Copy)]
pub struct PassageMark {
    /// Index of the sentence.
    pub sentence: u32,
    /// First character of the text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Key of the node.
    pub node: u64,
}

/// Packs what a page may show of a document: title, address, sentences (index, first character, text), names, and of each
/// pair that meets the first sentence.
pub fn pack_passages(
    (title, url): (&str, &str),
    sentences: &[(u32, u32, &str)],
    marks: &[PassageMark],
    pairs: impl ExactSizeIterator<Item = (u64, u64, u32)>,
) -> Vec<u8> {
    let mut packed = Packed::default();
    packed.text(&clean_cell(title)).text(&clean_cell(url));
    packed.int(pairs.len() as u64);
    for (a, b, sentence) in pairs {
        packed.int(a).int(b).int(sentence.into());
    }
    packed.int(sentences.len() as u64);
    for &(index, start, text) in sentences {
        packed.int(index.into()).int(start.into()).text(text);
    }
    packed.int(marks.len() as u64);
    for mark in marks {
        packed.int(mark.sentence.into()).int(mark.start.into()).int(mark.end.into()).int(mark.node);
    }
    packed.into_bytes()
}

/// Reads the excerpts of a run.
pub(super) fn excerpts(
    merge: &Facts,
    network: &Network,
    facts: &[DocFacts],
    known: u32,
    reader: &mut SpoolReader,
    shown: Shown<'_>,
) -> Result<Excerpts> {
    let wanted = choose(network, facts, shown);
    // Workers know nodes by their keys.
    let key = |row: usize| {
        let node = network.node_of(row).0;
        node.checked_sub(known).map_or(u64::from(node), |new| merge.new_names[new as usize].key | DISCOVERED)
    };
    let place_of: FxHashMap<u64, u32> = shown.nodes.iter().enumerate().map(|(i, &row)| (key(row as usize), i as u32)).collect();
    let ends = shown.edges.iter().map(|&e| {
        let edge = &network.edges[e as usize];
        let (a, b) = (key(network.row_of[&edge.a]), key(network.row_of[&edge.b]));
        (a.min(b), a.max(b))
    });
    let edge_of: FxHashMap<(u64, u64), u32> = ends.zip(0..).collect();
    let mut out = Excerpts { of_edge: vec![Vec::new(); shown.edges.len()], ..Excerpts::default() };
    let mut dates: Vec<Option<Date>> = Vec::new();
    for (doc, places) in &wanted {
        let Some(&at) = merge.passage_of.get(doc) else { continue };
        reader.seek(at)?;
        let fact = facts[doc.0 as usize];
        let outlet = clean_cell(&merge.outlets[fact.outlet as usize]).into_owned();
        let document = PageDocument { title: reader.text()?, date: fact.date, outlet, url: reader.text()? };
        let next = out.sentences.len() as u32;
        // Sentence to its place on the page.
        let mut found: BTreeMap<u32, u32> = BTreeMap::new();
        reader.list(|reader| {
            let (pair, sentence) = ((reader.int()?, reader.int()?), reader.int()? as u32);
            if let Some(&edge) = edge_of.get(&pair).filter(|edge| places.contains(edge)) {
                let after = next + found.len() as u32;
                out.of_edge[edge as usize].push(*found.entry(sentence).or_insert(after));
            }
            Ok(())
        })?;
        let mut texts = read_sentences(reader, &found)?;
        reader.list(|reader| {
            let [sentence, from, to, node] = [reader.int()?, reader.int()?, reader.int()?, reader.int()?];
            if let (Some(excerpt), Some(&node)) = (texts.get_mut(&(sentence as u32)), place_of.get(&node)) {
                let (from, to) = (from as usize, to as usize);
                excerpt.marks.push((node, from.saturating_sub(excerpt.start), to.saturating_sub(excerpt.start)));
            }
            Ok(())
        })?;
        let place = out.documents.len() as u32;
        out.documents.push(document);
        // Places were given in the order of discovery.
        let mut in_order: Vec<(u32, u32)> = found.into_iter().map(|(sentence, place)| (place, sentence)).collect();
        in_order.sort_unstable();
        for (_, sentence) in in_order {
            out.sentences.push(texts.remove(&sentence).unwrap_or_default().cut(place));
            dates.push(fact.date);
        }
    }
    for list in &mut out.of_edge {
        list.sort_by(|&x, &y| dates[y as usize].cmp(&dates[x as usize]).then(x.cmp(&y)));
    }
    Ok(out)
}

fn read_sentences(reader: &mut SpoolReader, wanted: &BTreeMap<u32, u32>) -> Result<BTreeMap<u32, Excerpt>> {
    let mut texts = BTreeMap::new();
    reader.list(|reader| {
        let (index, start) = (reader.int()? as u32, reader.int()? as usize);
        if wanted.contains_key(&index) {
            texts.insert(index, Excerpt { start, text: reader.text()?, marks: Vec::new() });
        } else {
            reader.skip_text()?;
        }
        Ok(())
    })?;
    Ok(texts)
}

/// A sentence with the names in it: place of the node, first character, one past the last.
#[derive(Debug, Default)]
struct Excerpt {
    start: usize,
    text: String,
    marks: Vec<(u32, usize, usize)>,
}

impl Excerpt {
    fn cut(self, document: u32) -> PageSentence {
        let chars: Vec<char> = self.text.chars().collect();
        let first = self.marks.iter().map(|m| m.1).min().unwrap_or(0);
        let from = if chars.len() > MOST_CHARS { first.saturating_sub(MOST_CHARS / 8) } else { 0 };
        let to = chars.len().min(from + MOST_CHARS);
        let mut text = if from > 0 { String::from("…") } else { String::new() };
        let lead = usize::from(from > 0);
        text.extend(&chars[from..to]);
        if to < chars.len() {
            text.push('…');
        }
        // Scripts of pages count in UTF-16.
        let units = |n: usize| (lead + chars[from..n].iter().map(|c| c.len_utf16()).sum::<usize>()) as u32;
        let marks = self.marks.iter().filter(|m| from <= m.1 && m.1 < m.2 && m.2 <= to);
        PageSentence { document, marks: marks.map(|&(node, start, end)| (node, units(start), units(end))).collect(), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_utf16_units_and_survive_a_cut() {
        let short = Excerpt { start: 7, text: "𩸽和蔡英文".into(), marks: vec![(3, 2, 5)] }.cut(1);
        assert_eq!(short, PageSentence { document: 1, text: "𩸽和蔡英文".into(), marks: vec![(3, 3, 6)] });
        let long = Excerpt { start: 0, text: format!("{}蔡英文{}", "甲".repeat(900), "乙".repeat(900)), marks: vec![(0, 900, 903)] }.cut(0);
        let (_, start, end) = long.marks[0];
        let units: Vec<u16> = long.text.encode_utf16().collect();
        assert_eq!(String::from_utf16(&units[start as usize..end as usize]).unwrap(), "蔡英文");
        assert_eq!((long.text.chars().count(), long.text.starts_with('…'), long.text.ends_with('…')), (MOST_CHARS + 2, true, true));
    }
}
