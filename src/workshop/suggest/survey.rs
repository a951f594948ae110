//! Between the passes: which strings to measure, which sentences to keep; and what the second pass finds.

use super::{
    Gathered, Gauge, LeftOut, Measured, Pattern, Proposal,
    accept::Rejected,
    appositive,
    belong::Known,
    boundary::{Neighbours, Statistics},
    gather::Seen,
    rank,
};
use crate::{
    document::Document,
    error::Result,
    id::{DocId, NodeId},
    knowledge::{EntityType, Gazetteer},
    lexicon::Lexicon,
    network::{Counts, DocFacts},
    script::is_han,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Names that one document alone has are proposed only where a Latin name stands beside them: the rest is mostly noise.
const MIN_DOCUMENTS: u32 = 2;
/// Surnames between pauses are no evidence in fewer documents.
const MIN_SURNAMED: u32 = 4;
/// Most names that are measured; those in the fewest documents are left out.
const MAX_MEASURED: usize = 120_000;

/// The state between the first pass and the queue.
#[derive(Debug)]
pub struct Survey {
    gathered: Gathered,
    gauge: Gauge,
    index: FxHashMap<String, u32>,
    statistics: Statistics,
    counts: Counts,
    /// Sentences to keep, by document, and their texts.
    wanted: FxHashMap<u32, Vec<u32>>,
    texts: FxHashMap<(u32, u32), String>,
}

impl Survey {
    /// Chooses what the second pass has to measure.
    ///
    /// # Errors
    /// [`crate::Error::Option`] when there are too many strings for the automaton.
    pub fn new(mut gathered: Gathered, gazetteer: &Gazetteer) -> Result<Survey> {
        gathered.admit_surnamed(MIN_SURNAMED);
        gathered.names.retain(|(kind, name), seen| {
            seen.documents >= MIN_DOCUMENTS && !(*kind == EntityType::Person && gazetteer.surface(&gazetteer.folder.fold_str(name)).is_some())
        });
        if gathered.names.len() > MAX_MEASURED {
            let mut order: Vec<(u32, (EntityType, String))> = gathered.names.iter().map(|(key, seen)| (seen.documents, key.clone())).collect();
            order.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            for (_, key) in order.drain(MAX_MEASURED..) {
                gathered.names.remove(&key);
            }
        }
        let mut strings: FxHashSet<String> = FxHashSet::default();
        let mut wanted: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let mut want = |examples: &super::gather::Examples| {
            for place in &examples.0 {
                wanted.entry(place.doc).or_default().push(place.sentence);
            }
        };
        for ((kind, name), seen) in &gathered.names {
            let folded = gazetteer.folder.fold_str(name);
            if *kind == EntityType::Person
                && let Some((_, rest)) = rank::parts(&folded, gazetteer)
            {
                strings.insert(rest);
            }
            strings.insert(folded);
            want(&seen.examples);
        }
        for run in gathered.groups.values().flat_map(|group| &group.runs) {
            strings.extend(appositive::endings(&run.text));
            want(&run.examples);
        }
        for sentences in wanted.values_mut() {
            sentences.sort_unstable();
            sentences.dedup();
        }
        let mut strings: Vec<String> = strings.into_iter().filter(|s| !s.is_empty()).collect();
        strings.sort_unstable();
        let gauge = Gauge::new(&strings, gazetteer)?;
        let statistics = Statistics::new(strings.len());
        let index = strings.into_iter().enumerate().map(|(i, s)| (s, i as u32)).collect();
        Ok(Survey { gathered, gauge, index, statistics, counts: Counts::default(), wanted, texts: FxHashMap::default() })
    }

    /// Measures one document and reads the sentences that serve as examples.
    pub fn measure(&self, doc: u32, document: &Document) -> (Measured, Vec<(u32, String)>) {
        let texts = self.wanted.get(&doc).into_iter().flatten();
        let texts = texts.filter_map(|&i| Some((i, document.slice(document.sentences.get(i as usize)?.span).trim().to_owned())));
        (self.gauge.measure(document), texts.collect())
    }

    /// Takes what [`Survey::measure`] gave, in the order of documents.
    pub fn take(&mut self, doc: u32, measured: &Measured, texts: Vec<(u32, String)>) {
        let counts = &mut self.counts;
        self.statistics.take(measured, |string, times| counts.add_node(NodeId(string), DocId(doc), times));
        self.texts.extend(texts.into_iter().map(|(sentence, text)| ((doc, sentence), text)));
    }

    /// The proposals, most useful first, and how many of the other names are left out why. `outlets` are the names of [`DocFacts::outlet`].
    pub fn propose(
        mut self,
        gazetteer: &Gazetteer,
        lexicon: &Lexicon,
        rejected: &Rejected,
        facts: &[DocFacts],
        outlets: &[String],
        docs: &[String],
    ) -> (Vec<Proposal>, BTreeMap<LeftOut, u64>) {
        self.counts.settle();
        let known = Known::new(gazetteer, lexicon);
        let mut names: BTreeMap<(EntityType, String), Seen> = std::mem::take(&mut self.gathered.names).into_iter().collect();
        self.name_appositions(&known, gazetteer, lexicon, &mut names);
        let tallies = self.counts.nodes(facts).into_iter().map(|c| (c.node.0, c)).collect();
        let ranker = rank::Ranker {
            gazetteer,
            lexicon,
            known: &known,
            rejected,
            index: &self.index,
            statistics: &self.statistics,
            tallies,
            texts: &self.texts,
            facts,
            outlets,
            docs,
        };
        ranker.rank(names)
    }

    /// Adds the names in front of Latin names to the others.
    fn name_appositions(&self, known: &Known<'_>, gazetteer: &Gazetteer, lexicon: &Lexicon, names: &mut BTreeMap<(EntityType, String), Seen>) {
        let neighbours = |name: &str| -> Option<&Neighbours> { self.index.get(name).map(|&i| self.statistics.of(i)) };
        for group in self.gathered.groups.values() {
            let Some(latin) = group.latins.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(latin, _)| latin) else { continue };
            for run in &group.runs {
                let Some(kind) = appositive::kind_of(latin, &run.text, known, gazetteer) else { continue };
                let Some(named) = appositive::name_of(group, run, kind, known, gazetteer, lexicon, &neighbours) else { continue };
                let simplified: String =
                    named.name.chars().zip(named.surface.chars()).map(|(f, o)| if is_han(f) || f == '·' { f } else { o }).collect();
                let seen = names.entry((named.kind, simplified)).or_default();
                seen.mentions += named.run.times;
                *seen.patterns.entry(Pattern::Appositive).or_default() += named.run.times;
                *seen.surfaces.entry(named.surface).or_default() += named.run.times;
                // Examples with the Latin name come first.
                let mut examples = named.run.examples.clone();
                examples.join(&seen.examples);
                seen.examples = examples;
                for (latin, n) in &group.latins {
                    *seen.latins.entry(latin.clone()).or_default() += n;
                }
                for (office, n) in &group.offices {
                    *seen.offices.entry(*office).or_default() += n;
                }
            }
        }
    }
}
