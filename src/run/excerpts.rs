//! Sentences for the edges that a page shows, read again from the tables that the run has just written.

use super::{merge::Merge, network::Network};
use crate::{
    error::{Error, Result},
    export::{OutputFolder, PageDocument, PageSentence},
    id::DocId,
    network::DocFacts,
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::PathBuf,
};

/// Sentences on a page at most; with their marks and documents about 11 MB.
const MOST_SENTENCES: usize = 34_000;
/// Sentences of one edge at most.
const MOST_OF_EDGE: usize = 24;
/// Characters of a sentence on a page; longer ones are cut around their first marked name.
const MOST_CHARS: usize = 420;

/// Sentences and the documents they stand in.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    pub(super) documents: Vec<PageDocument>,
    pub(super) sentences: Vec<PageSentence>,
    /// For each drawn edge its sentences, newest first.
    pub(super) of_edge: Vec<Vec<u32>>,
}

/// Which sentence of which edge: document and place of the edge among the drawn ones.
type Wanted = BTreeMap<DocId, Vec<u32>>;

/// Chooses documents for each drawn edge, one per story, spread over time: as many as the page has room for, more for heavier
/// edges, and one at least.
fn choose(merge: &Merge<'_>, network: &Network, facts: &[DocFacts]) -> Wanted {
    let drawn = &network.drawing.drawn;
    let stories: Vec<Vec<(Option<Date>, DocId)>> = drawn
        .edges
        .iter()
        .map(|&e| {
            let edge = &network.edges[e as usize];
            let mut docs: Vec<(u32, Option<Date>, DocId)> =
                merge.counts.documents_of(edge.a, edge.b).map(|doc| (facts[doc.0 as usize].story, facts[doc.0 as usize].date, doc)).collect();
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
    let most = (1..=MOST_OF_EDGE).rev().find(|&most| total(most) <= MOST_SENTENCES).unwrap_or(1);
    let mut wanted = Wanted::new();
    for (place, docs) in stories.iter().enumerate() {
        let n = limit(docs.len(), most);
        for i in 0..n {
            // The newest and the oldest, and between them evenly; a single one is the newest.
            let at = if n == 1 { docs.len() - 1 } else { i * (docs.len() - 1) / (n - 1) };
            wanted.entry(docs[at].1).or_default().push(place as u32);
        }
    }
    wanted
}

/// Reads the excerpts of a run. The tables must be closed.
pub(super) fn excerpts(merge: &Merge<'_>, network: &Network, facts: &[DocFacts], output: &OutputFolder) -> Result<Excerpts> {
    let wanted = choose(merge, network, facts);
    let drawn = &network.drawing.drawn;
    let place_of: FxHashMap<&str, u32> = drawn.nodes.iter().enumerate().map(|(i, &n)| (network.nodes[n as usize].id.as_str(), i as u32)).collect();
    let ends: Vec<(&str, &str)> = (drawn.edges.iter())
        .map(|&e| {
            let edge = &network.edges[e as usize];
            (network.nodes[network.row_of[&edge.a]].id.as_str(), network.nodes[network.row_of[&edge.b]].id.as_str())
        })
        .collect();
    let mut tables = [Table::open(output, "mentions.csv")?, Table::open(output, "sentences.csv")?, Table::open(output, "evidence.csv")?];
    let first = tables.each_ref().map(|t| t.header_end);
    let mut out = Excerpts { of_edge: vec![Vec::new(); drawn.edges.len()], ..Excerpts::default() };
    let mut dates: Vec<Option<Date>> = Vec::new();
    for (&doc, places) in &wanted {
        let at = doc.0 as usize;
        let start = if at == 0 { first } else { merge.ends[at - 1] };
        let [mentions, sentences, evidence] = &mut tables;
        // Sentence to its place on the page.
        let mut found: BTreeMap<u64, u32> = BTreeMap::new();
        let mut open: Vec<u32> = places.clone();
        for row in evidence.rows(start[2]..merge.ends[at][2])? {
            let Some(i) = open.iter().position(|&p| ends[p as usize] == (&row[0], &row[1])) else { continue };
            let place = open.swap_remove(i);
            let next = (out.sentences.len() + found.len()) as u32;
            let sentence = *found.entry(row[3].parse().unwrap_or_default()).or_insert(next);
            out.of_edge[place as usize].push(sentence);
        }
        let mut texts: BTreeMap<u64, Excerpt> = BTreeMap::new();
        for row in sentences.rows(start[1]..merge.ends[at][1])? {
            let sentence = row[1].parse().unwrap_or_default();
            if found.contains_key(&sentence) {
                texts.insert(sentence, Excerpt { start: row[2].parse().unwrap_or_default(), text: row[4].to_owned(), marks: Vec::new() });
            }
        }
        for row in mentions.rows(start[0]..merge.ends[at][0])? {
            let Some(excerpt) = texts.get_mut(&row[1].parse().unwrap_or_default()) else { continue };
            let (from, to): (usize, usize) = (row[2].parse().unwrap_or_default(), row[3].parse().unwrap_or_default());
            for name in [&row[6], &row[11]] {
                if let Some(&node) = place_of.get(name) {
                    excerpt.marks.push((node, from.saturating_sub(excerpt.start), to.saturating_sub(excerpt.start)));
                }
            }
        }
        let document = out.documents.len() as u32;
        out.documents.push(PageDocument { row: at, ..PageDocument::default() });
        // Places were given in the order of discovery.
        let mut in_order: Vec<(u32, u64)> = found.into_iter().map(|(sentence, place)| (place, sentence)).collect();
        in_order.sort_unstable();
        for (_, sentence) in in_order {
            out.sentences.push(texts.remove(&sentence).unwrap_or_default().cut(document));
            dates.push(facts[at].date);
        }
    }
    for list in &mut out.of_edge {
        list.sort_by(|&x, &y| dates[y as usize].cmp(&dates[x as usize]).then(x.cmp(&y)));
    }
    describe(&mut out.documents, output)?;
    Ok(out)
}

/// Fills in what documents.csv says of the documents.
fn describe(documents: &mut [PageDocument], output: &OutputFolder) -> Result<()> {
    let path = output.partial("documents.csv");
    let mut reader = csv::Reader::from_path(&path).map_err(|e| Error::io("cannot read again", &path)(e.into()))?;
    let mut waiting = documents.iter_mut().peekable();
    let mut row = csv::StringRecord::new();
    let mut at = 0;
    while let Some(next) = waiting.peek_mut() {
        if !reader.read_record(&mut row).map_err(|e| Error::io("cannot read again", &path)(e.into()))? {
            break;
        }
        if next.row == at {
            next.title = row[2].to_owned();
            next.date = row[3].parse().ok();
            next.outlet = row[4].to_owned();
            next.url = row[5].to_owned();
            waiting.next();
        }
        at += 1;
    }
    Ok(())
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

/// A table of the run, opened again.
struct Table {
    file: File,
    path: PathBuf,
    header_end: u64,
}

impl Table {
    fn open(output: &OutputFolder, name: &str) -> Result<Table> {
        let path = output.partial(name);
        let file = File::open(&path).map_err(Error::io("cannot read again", &path))?;
        let mut table = Table { file, path, header_end: 0 };
        let mut head = [0; 4096];
        let n = table.file.read(&mut head).map_err(Error::io("cannot read again", &table.path))?;
        table.header_end = head[..n].iter().position(|&b| b == b'\n').map_or(0, |at| at as u64 + 1);
        Ok(table)
    }

    fn rows(&mut self, bytes: std::ops::Range<u64>) -> Result<Vec<csv::StringRecord>> {
        let failed = || Error::io("cannot read again", &self.path);
        let mut text = vec![0; bytes.end.saturating_sub(bytes.start) as usize];
        self.file.seek(SeekFrom::Start(bytes.start)).and_then(|_| self.file.read_exact(&mut text)).map_err(failed())?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_slice());
        reader.records().map(|row| row.map_err(|e| failed()(e.into()))).collect()
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
