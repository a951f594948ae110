//! The ordered merge: rows to files, counts together.

use super::{
    RunOptions,
    analyze::{Analysis, NEW, NodeKey},
    open::OpenNames,
    relate::{RelationRecord, RelationSeen, Spool},
    scan::Scan,
};
use crate::{
    error::{Error, Result},
    export::{CurationRow, DocumentRow, EvidenceRow, MentionRow, OutputFolder, Rows, SentenceRow},
    id::{DocId, NodeId},
    knowledge::{EntityType, Gazetteer},
    network::Counts,
    story::Signature,
};
use rustc_hash::FxHashMap;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

/// What a run did, for the message at its end.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Documents by status.
    pub documents: BTreeMap<&'static str, u64>,
    /// Documents left out by `--since`, `--until`, `--outlet`.
    pub filtered: u64,
    /// Mentions by (type, outcome).
    pub mentions: BTreeMap<(EntityType, &'static str), u64>,
    /// Nodes of the network.
    pub nodes: u64,
    /// Of these, names in no gazetteer.
    pub discovered: u64,
    /// Edges.
    pub edges: u64,
    /// Relations by predicate.
    pub relations: BTreeMap<String, u64>,
    /// Distinct stories.
    pub stories: u64,
    /// Strongest nodes: label, stories.
    pub top_nodes: Vec<(String, u64)>,
    /// Heaviest edges: labels, stories.
    pub top_edges: Vec<(String, String, u64)>,
    /// What each line of the curation decided.
    pub curation: Vec<CurationRow>,
    /// Names in network.png are empty boxes: no font of this machine has Chinese characters.
    pub boxes: bool,
}

/// A file that takes the rows of workers.
#[derive(Debug)]
struct Sink {
    file: BufWriter<File>,
    path: PathBuf,
    /// Bytes written.
    at: u64,
}

impl Sink {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Error::io("cannot write", &self.path))
    }
}

/// A new name of the run.
#[derive(Debug)]
pub(super) struct NewName {
    pub(super) key: NodeKey,
    pub(super) kind: EntityType,
    pub(super) label: String,
}

/// State of the merge.
#[derive(Debug)]
pub(super) struct Merge<'a> {
    gazetteer: &'a Gazetteer,
    scan: &'a Scan,
    mentions: Sink,
    sentences: Sink,
    evidence: Sink,
    pub(super) rows: Vec<DocumentRow>,
    /// Where the rows of each document end in mentions.csv, sentences.csv and evidence.csv, so that a few can be read again.
    pub(super) ends: Vec<[u64; 3]>,
    pub(super) counts: Counts,
    /// In document order.
    pub(super) relations: Vec<RelationRecord>,
    /// Their texts.
    pub(super) relation_texts: Option<Spool>,
    /// Outlets by name.
    pub(super) outlets: Vec<String>,
    outlet_index: FxHashMap<String, u32>,
    /// Outlet of each row.
    pub(super) row_outlets: Vec<u32>,
    pub(super) new_names: Vec<NewName>,
    new_index: FxHashMap<NodeKey, u32>,
    pub(super) surfaces: FxHashMap<NodeId, FxHashMap<String, u32>>,
    pub(super) open: OpenNames,
    /// First document with each text.
    originals: FxHashMap<u64, usize>,
    /// Rows whose texts are compared, with the samples of their texts.
    pub(super) signatures: Vec<(usize, Box<Signature>)>,
    /// For duplicate and superseded rows the input index of the document that stands for them.
    pub(super) stands_for: Vec<Option<usize>>,
    /// Input index to row.
    pub(super) row_of_input: FxHashMap<u32, usize>,
    pub(super) superseded: Vec<(usize, u32)>,
    pub(super) summary: Summary,
    pub(super) inputs_hash: blake3::Hasher,
    pub(super) skipped_windows: u64,
    /// Documents that joined the story of another by their text, without being an exact copy.
    pub(super) near_duplicates: u64,
    /// Mentions and documents that each line of the curation decided.
    pub(super) curation: BTreeMap<u32, (u64, u64)>,
}

impl<'a> Merge<'a> {
    pub(super) fn new(gazetteer: &'a Gazetteer, options: &RunOptions, output: &mut OutputFolder, scan: &'a Scan) -> Result<Self> {
        let mut sink = |name: &str, header: Vec<u8>| -> Result<Sink> {
            let mut sink = Sink { file: output.file(name)?, path: output.partial(name), at: 0 };
            if options.bom {
                sink.write(b"\xEF\xBB\xBF")?;
            }
            sink.write(&header)?;
            Ok(sink)
        };
        Ok(Merge {
            gazetteer,
            scan,
            mentions: sink("mentions.csv", Rows::header::<MentionRow<'_>>())?,
            sentences: sink("sentences.csv", Rows::header::<SentenceRow<'_>>())?,
            evidence: sink("evidence.csv", Rows::header::<EvidenceRow<'_>>())?,
            rows: Vec::with_capacity(scan.len()),
            ends: Vec::with_capacity(scan.len()),
            counts: Counts::default(),
            relations: Vec::new(),
            relation_texts: Some(Spool::new()?),
            outlets: Vec::new(),
            outlet_index: FxHashMap::default(),
            row_outlets: Vec::new(),
            new_names: Vec::new(),
            new_index: FxHashMap::default(),
            surfaces: FxHashMap::default(),
            open: OpenNames::default(),
            originals: FxHashMap::default(),
            signatures: Vec::new(),
            stands_for: Vec::new(),
            row_of_input: FxHashMap::default(),
            superseded: Vec::new(),
            summary: Summary::default(),
            inputs_hash: blake3::Hasher::new(),
            skipped_windows: 0,
            near_duplicates: 0,
            curation: BTreeMap::new(),
        })
    }

    pub(super) fn take(&mut self, mut analysis: Analysis) -> Result<()> {
        self.inputs_hash.update(analysis.row.doc.as_bytes());
        self.inputs_hash.update(&analysis.input_hash);
        if analysis.filtered {
            self.summary.filtered += 1;
            return Ok(());
        }
        let row_index = self.rows.len();
        self.row_of_input.insert(analysis.index, row_index);
        let mut stands_for = None;
        if let Some(hash) = analysis.text_hash {
            match self.originals.get(&hash) {
                Some(&original) if matches!(analysis.row.status, "ok" | "foreign") => {
                    analysis.row.status = "duplicate";
                    analysis.row.mentions = 0;
                    analysis.note(&format!("same text as {}", self.rows[original].doc));
                    stands_for = Some(original);
                }
                _ => {
                    self.originals.insert(hash, row_index);
                    self.signatures.extend(analysis.signature.take().map(|signature| (row_index, signature)));
                }
            }
        }
        if analysis.row.status == "superseded"
            && let Some((latest, _)) = self.scan.superseded_by(analysis.index)
        {
            self.superseded.push((row_index, latest));
        }
        if analysis.row.status == "ok" {
            self.take_content(&analysis, DocId(row_index as u32))?;
            self.open.take(DocId(row_index as u32), std::mem::take(&mut analysis.open));
        }
        let outlet = self.outlet(&analysis.row.outlet);
        self.row_outlets.push(outlet);
        self.stands_for.push(stands_for);
        *self.summary.documents.entry(analysis.row.status).or_default() += 1;
        self.ends.push([self.mentions.at, self.sentences.at, self.evidence.at]);
        self.rows.push(analysis.row);
        Ok(())
    }

    fn take_content(&mut self, analysis: &Analysis, doc: DocId) -> Result<()> {
        self.mentions.write(&analysis.mentions)?;
        self.sentences.write(&analysis.sentences)?;
        self.evidence.write(&analysis.evidence)?;
        self.skipped_windows += u64::from(analysis.skipped_windows);
        for (&line, n) in &analysis.curation {
            let (mentions, documents) = self.curation.entry(line).or_default();
            *mentions += n;
            *documents += 1;
        }
        for (&key, n) in &analysis.outcomes {
            *self.summary.mentions.entry(key).or_default() += n;
        }
        for seen in &analysis.nodes {
            let node = match &seen.new {
                Some((kind, label)) => self.new_node(seen.key, *kind, label),
                None => NodeId(seen.key as u32),
            };
            self.counts.add_node(node, doc, seen.mentions);
            let surfaces = self.surfaces.entry(node).or_default();
            for (surface, n) in &seen.surfaces {
                match surfaces.get_mut(surface) {
                    Some(count) => *count += n,
                    None => {
                        surfaces.insert(surface.clone(), *n);
                    }
                }
            }
        }
        for &(a, b, windows) in &analysis.pairs {
            let (a, b) = (self.node(a), self.node(b));
            self.counts.add_pair(a, b, doc, windows);
        }
        for seen in &analysis.relations {
            let (subject, object) = (self.node(seen.subject), self.node(seen.object));
            let &RelationSeen { predicate, status, sentence, confidence, .. } = seen;
            self.relations.push(RelationRecord { subject, object, doc, sentence, predicate, status, confidence });
        }
        if let Some(spool) = &mut self.relation_texts {
            spool.write(&analysis.relation_texts)?;
        }
        Ok(())
    }

    fn node(&self, key: NodeKey) -> NodeId {
        if key & NEW == 0 {
            return NodeId(key as u32);
        }
        // Every key of a pair is among the nodes of its document, taken before.
        NodeId(self.gazetteer.entities.len() as u32 + self.new_index.get(&key).copied().unwrap_or(0))
    }

    fn new_node(&mut self, key: NodeKey, kind: EntityType, label: &str) -> NodeId {
        let next = self.new_names.len() as u32;
        let index = *self.new_index.entry(key).or_insert_with(|| {
            self.new_names.push(NewName { key, kind, label: label.to_owned() });
            next
        });
        NodeId(self.gazetteer.entities.len() as u32 + index)
    }

    fn outlet(&mut self, name: &str) -> u32 {
        if let Some(&index) = self.outlet_index.get(name) {
            return index;
        }
        let index = self.outlets.len() as u32;
        self.outlets.push(name.to_owned());
        self.outlet_index.insert(name.to_owned(), index);
        index
    }

    /// Closes the files that workers filled.
    pub(super) fn close_files(&mut self) -> Result<()> {
        for sink in [&mut self.mentions, &mut self.sentences, &mut self.evidence] {
            sink.file.flush().map_err(Error::io("cannot write", &sink.path))?;
        }
        Ok(())
    }
}
