//! The ordered merge: rows to files, facts together.

use super::{
    About, RunOptions,
    analysis::{Analysis, Content, NEW, NodeKey, RelationSeen},
    reading::note,
    scan::Scan,
};
use crate::{
    error::Result,
    id::{DocId, NodeId},
    knowledge::{EntityType, Gazetteer},
    network::{Counts, DocFacts},
    publish::{Aside, Facts, Format, Forms, Ledger, NewName, OpenNames, OutputFolder, Packed, RelationRecord, Spool, Summary, TableFile, TextFile},
    table::{Evidence, Mentions, Sentences},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// State of the merge.
#[derive(Debug)]
pub(super) struct Merge<'a> {
    gazetteer: &'a Gazetteer,
    scan: &'a Scan,
    mentions: TableFile<Mentions>,
    sentences: TableFile<Sentences>,
    evidence: TableFile<Evidence>,
    texts: Option<TextFile>,
    facts: Facts,
    aside: Aside,
    outlet_index: FxHashMap<String, u32>,
    new_index: FxHashMap<NodeKey, u32>,
    /// First document with each text.
    originals: FxHashMap<u64, DocId>,
    inputs_hash: blake3::Hasher,
}

impl<'a> Merge<'a> {
    pub(super) fn new(gazetteer: &'a Gazetteer, options: &RunOptions, output: &mut OutputFolder, scan: &'a Scan, about: &About) -> Result<Self> {
        let publish = &options.publish;
        if publish.writes(Format::Sqlite) {
            output.open_database()?;
        }
        let output = &*output;
        let spool_if = |wanted: bool| if wanted { Spool::new().map(Some) } else { Ok(None) };
        Ok(Merge {
            gazetteer,
            scan,
            mentions: TableFile::begin(publish, output)?,
            sentences: TableFile::begin(publish, output)?,
            evidence: TableFile::begin(publish, output)?,
            texts: TextFile::begin(publish, output)?,
            facts: Facts {
                documents: Vec::with_capacity(scan.len()),
                keys: Vec::with_capacity(scan.len()),
                counted: Vec::new(),
                counts: Counts::default(),
                relations: Vec::new(),
                pair_records: 0,
                passage_of: FxHashMap::default(),
                outlets: Vec::new(),
                sources: Vec::new(),
                new_names: Vec::new(),
                acting: FxHashSet::default(),
                forms: Vec::new(),
                signatures: Vec::new(),
                same_story: Vec::new(),
                boilerplate: scan.repeats.lines.iter().map(|line| (line.clone(), 0)).collect(),
                curation: BTreeMap::new(),
                summary: Summary::default(),
                inputs_hash: String::new(),
                parameters: options.parameters().into_iter().chain(about.parameters()).collect(),
                skipped_windows: 0,
            },
            aside: Aside {
                ledger: Ledger::new()?,
                open: OpenNames::new()?,
                pairs: Spool::new()?,
                relation_texts: Spool::new()?,
                passages: spool_if(publish.lays_passages_aside())?,
                sightings: spool_if(publish.writes(Format::Ftm))?,
            },
            outlet_index: FxHashMap::default(),
            new_index: FxHashMap::default(),
            originals: FxHashMap::default(),
            inputs_hash: blake3::Hasher::new(),
        })
    }

    pub(super) fn take(&mut self, mut analysis: Analysis) -> Result<()> {
        self.inputs_hash.update(analysis.row.path.as_bytes());
        self.inputs_hash.update(&analysis.input_hash);
        let doc = DocId(self.facts.documents.len() as u32);
        if let Some(hash) = analysis.text_hash {
            match self.originals.get(&hash) {
                Some(&original) if matches!(analysis.row.status, "ok" | "foreign") => {
                    analysis.row.status = "duplicate";
                    analysis.row.mentions = 0;
                    note(&mut analysis.row, &format!("same text as {}", self.scan.doc(original.0)));
                    self.facts.same_story.push((doc, original));
                }
                _ => {
                    self.originals.insert(hash, doc);
                    self.facts.signatures.extend(analysis.signature.take().map(|signature| (doc, signature)));
                }
            }
        }
        if analysis.row.status == "superseded"
            && let Some((latest, _)) = self.scan.superseded_by(analysis.index)
        {
            self.facts.same_story.push((doc, DocId(latest)));
        }
        if analysis.row.status == "ok" {
            self.facts.counted.push(doc);
            analysis.content.map_or(Ok(()), |content| self.take_content(content, doc))?;
        }
        for &line in &analysis.repeated {
            self.facts.boilerplate[line as usize].1 += 1;
        }
        let outlet = self.outlet(&analysis.row.outlet);
        self.facts.documents.push(DocFacts { story: doc.0, outlet, date: analysis.row.date });
        *self.facts.summary.documents.entry(analysis.row.status).or_default() += 1;
        if analysis.row.status == "error" {
            self.facts.summary.unreadable.push((analysis.row.path.clone(), analysis.row.note.clone()));
        }
        self.facts.keys.push(analysis.key);
        self.aside.ledger.push(&analysis.row)
    }

    fn take_content(&mut self, content: Content, doc: DocId) -> Result<()> {
        self.mentions.append(content.mentions)?;
        self.sentences.append(content.sentences)?;
        self.evidence.append(content.evidence)?;
        self.texts.iter_mut().try_for_each(|texts| texts.append(&content.text))?;
        self.facts.skipped_windows += u64::from(content.skipped_windows);
        for (&line, n) in &content.curation {
            let (mentions, documents) = self.facts.curation.entry(line).or_default();
            *mentions += n;
            *documents += 1;
        }
        for (&key, n) in &content.outcomes {
            *self.facts.summary.mentions.entry(key).or_default() += n;
        }
        if let Some(spool) = &mut self.aside.sightings {
            let mut packed = Packed::default();
            packed.int(doc.0.into()).int(content.nodes.len() as u64);
            for seen in &content.nodes {
                packed.int(seen.key).int(seen.surfaces.len() as u64);
                for (form, _) in &seen.surfaces {
                    packed.text(form);
                }
            }
            spool.write(&packed.into_bytes())?;
        }
        if let Some(spool) = self.aside.passages.as_mut().filter(|_| !content.passages.is_empty()) {
            self.facts.passage_of.insert(doc, spool.at());
            spool.write(&content.passages)?;
        }
        for seen in &content.nodes {
            let node = match &seen.new {
                Some((kind, label)) => self.new_node(seen.key, *kind, label),
                None => NodeId(seen.key as u32),
            };
            self.facts.counts.add_node(node, doc, seen.mentions);
            if seen.acts {
                self.facts.acting.insert(node);
            }
            if seen.cited {
                self.facts.sources.push((node, doc));
            }
            if self.facts.forms.len() <= node.index() {
                self.facts.forms.resize_with(node.index() + 1, Forms::default);
            }
            let forms = &mut self.facts.forms[node.index()];
            seen.surfaces.iter().for_each(|(form, times)| forms.add(form, *times));
        }
        self.lay_pairs_aside(doc, &content.pairs)?;
        for seen in &content.relations {
            let (subject, object) = (self.node(seen.subject), self.node(seen.object));
            let &RelationSeen { predicate, status, sentence, confidence, .. } = seen;
            self.facts.relations.push(RelationRecord { subject, object, doc, sentence, predicate, status, confidence });
            // 中央社记者某某: no relation points into nowhere.
            self.facts.acting.extend([subject, object]);
        }
        self.aside.relation_texts.write(&content.relation_texts)?;
        self.aside.open.take(doc, content.open)
    }

    fn lay_pairs_aside(&mut self, doc: DocId, pairs: &[(NodeKey, NodeKey, u32)]) -> Result<()> {
        if pairs.is_empty() {
            return Ok(());
        }
        self.facts.pair_records += pairs.len();
        let mut packed = Packed::default();
        packed.int(doc.0.into()).int(pairs.len() as u64);
        for &(a, b, windows) in pairs {
            packed.int(self.node(a).0.into()).int(self.node(b).0.into()).int(windows.into());
        }
        self.aside.pairs.write(&packed.into_bytes())
    }

    fn node(&self, key: NodeKey) -> NodeId {
        if key & NEW == 0 {
            return NodeId(key as u32);
        }
        // Every key of a pair is among the nodes of its document, taken before.
        NodeId(self.gazetteer.entities.len() as u32 + self.new_index.get(&key).copied().unwrap_or(0))
    }

    fn new_node(&mut self, key: NodeKey, kind: EntityType, label: &str) -> NodeId {
        let next = self.facts.new_names.len() as u32;
        let index = *self.new_index.entry(key).or_insert_with(|| {
            self.facts.new_names.push(NewName { key, kind, label: label.to_owned() });
            next
        });
        NodeId(self.gazetteer.entities.len() as u32 + index)
    }

    fn outlet(&mut self, name: &str) -> u32 {
        if let Some(&index) = self.outlet_index.get(name) {
            return index;
        }
        let index = self.facts.outlets.len() as u32;
        self.facts.outlets.push(name.to_owned());
        self.outlet_index.insert(name.to_owned(), index);
        index
    }

    /// Closes the files that workers filled.
    pub(super) fn finish(self) -> Result<(Facts, Aside)> {
        self.mentions.close()?;
        self.sentences.close()?;
        self.evidence.close()?;
        self.texts.map_or(Ok(()), TextFile::close)?;
        Ok((Facts { inputs_hash: self.inputs_hash.finalize().to_hex()[..32].to_owned(), ..self.facts }, self.aside))
    }
}
