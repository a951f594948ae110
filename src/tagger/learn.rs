//! Learning and its measure: each part of the annotated documents is tagged by a model that learned from the other parts.

use super::{
    FirstLook, Tagger,
    annotated::{self, Annotated},
    clusters::{Clusters, word_key},
    decide::{Supported, decide, likely},
    evidence::Evidence,
    label,
    measure::{Bag, Seen, Table, bare, reliability},
    model::{Model, Reliability},
    train::{Collected, Dictionary, Example, Settings, collect},
};
use crate::{
    corpus::{Inputs, Post, read_post},
    document::{BlockKind, Document, Span},
    error::{Error, Result},
    knowledge::{Gazetteer, Rulings},
    lexicon::Words,
    mention::{self, Found, Matcher},
    resolve::{self, About, LinkedMention},
};
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::{hash::BuildHasher, path::PathBuf};

/// Parts for cross-validation.
const FOLDS: usize = 5;
/// Of a hundred listed forms, how many a document is learned without the second time: so that weights do not trust in lists
/// where a name of tomorrow stands in none.
const HIDDEN: u64 = 30;
/// Documents segmented at a time.
const BATCH: usize = 256;

/// What to learn from.
#[derive(Debug, Default)]
pub struct Material {
    /// Folders of annotated documents.
    pub annotated: Vec<PathBuf>,
    /// Unlabelled text for clusters; without it they are those of `from`.
    pub text: Option<Inputs>,
    /// A model that is learned on; without it weights begin as nothing.
    pub from: Option<Tagger>,
    /// Where the clusters come from if there is no text and no model to learn on.
    pub clusters: Option<Tagger>,
}

/// What was learned.
#[derive(Debug)]
pub struct Learned {
    /// A model from all documents.
    pub tagger: Tagger,
    /// Figures of cross-validation.
    pub table: Table,
    /// Figures of lists and rules alone.
    pub before: Table,
    /// Of mentions by their confidence in tenths: from the least that counts, how many, how many right.
    pub reliability: Vec<(u8, u64, u64)>,
    /// Documents learned from.
    pub documents: usize,
    /// Those of them that measure; the others are sentences.
    pub measured: usize,
    /// Annotated documents that could not be read, with the reason.
    pub unreadable: Vec<(String, String)>,
    /// Words that have clusters.
    pub words: usize,
}

/// An annotated document as guanxi reads it.
struct Prepared {
    annotated: Annotated,
    post: Post,
    document: Document,
    found: Found,
    linked: Vec<LinkedMention>,
    fold: usize,
    wanted: Bag,
}

/// Learns a model and measures it by cross-validation.
///
/// # Errors
/// [`Error::Input`] or [`Error::Io`] where a folder of annotated documents cannot be read or holds none.
pub fn learn(material: &Material, gazetteer: &Gazetteer, matcher: &Matcher) -> Result<Learned> {
    let workshop = Workshop { gazetteer, matcher };
    let clusters = match (&material.text, &material.from, &material.clusters) {
        (Some(text), ..) => workshop.clusters(text),
        (None, Some(model), _) | (None, None, Some(model)) => model.model.clusters.clone(),
        (None, None, None) => Clusters::default(),
    };
    let mut documents = Vec::new();
    let mut unreadable = Vec::new();
    for folder in &material.annotated {
        for read in annotated::read(folder)?.into_par_iter().map(|a| workshop.prepare(a)).collect::<Vec<_>>() {
            match read {
                Ok(prepared) => documents.push(prepared),
                Err(fault) => unreadable.push(fault),
            }
        }
    }
    if documents.is_empty() {
        let path = material.annotated.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(" ");
        return Err(Error::Input {
            path,
            reason: "no annotated document could be read".into(),
            remedy: "name a folder with posts/ and annotations/",
        });
    }
    spread(&mut documents);
    let collected: Vec<Vec<(Collected, Vec<u8>)>> = documents
        .par_iter()
        .map(|d| {
            let mut lines = workshop.collect(d, &d.found, &d.linked, &clusters);
            let (found, linked) = workshop.unlisted(d);
            lines.extend(workshop.collect(d, &found, &linked, &clusters));
            lines
        })
        .collect();
    let mut dictionary = Dictionary::default();
    let examples: Vec<Vec<Example>> =
        collected.into_iter().map(|lines| lines.into_iter().map(|(line, labels)| dictionary.example(line, labels)).collect()).collect();
    let from = material.from.as_ref().map(|tagger| &tagger.model);
    let train = |counts: &dyn Fn(usize) -> bool| -> Model {
        let lines: Vec<&Example> = (0..documents.len()).filter(|&i| counts(documents[i].fold)).flat_map(|i| &examples[i]).collect();
        dictionary.train(&lines, Settings::default(), from, &clusters)
    };
    let folds: Vec<(Table, Vec<Seen>)> = (0..FOLDS.min(documents.len()))
        .into_par_iter()
        .map(|fold| {
            let model = train(&|other| other != fold);
            let (mut table, mut seen) = (Table::default(), Vec::new());
            for document in documents.iter().filter(|d| d.fold == fold) {
                workshop.measure(document, &model, &mut table, &mut seen);
            }
            (table, seen)
        })
        .collect();
    let (mut table, mut seen) = (Table::default(), Vec::new());
    for (part, more) in folds {
        table.merge(&part);
        seen.extend(more);
    }
    let mut before = Table::default();
    for document in documents.iter().filter(|d| d.fold != LEARNED_ONLY) {
        before.count(&document.annotated.kind, &document.wanted, &bag(&document.document, &document.linked));
    }
    let mut model = train(&|_| true);
    model.reliability = reliability(&seen);
    let reliability = tenths(&seen, &model.reliability);
    let words = clusters.len();
    let measured = documents.iter().filter(|d| d.fold != LEARNED_ONLY).count();
    Ok(Learned { tagger: Tagger { model }, table, before, reliability, documents: documents.len(), measured, unreadable, words })
}

/// The part of sentences: made up, they are learned from, and measure nothing.
const LEARNED_ONLY: usize = usize::MAX;

/// Parts of even size, in which every kind of documents has its share.
fn spread(documents: &mut [Prepared]) {
    let mut order: Vec<usize> = (0..documents.len()).filter(|&i| documents[i].annotated.sentence.is_none()).collect();
    order.sort_by(|&a, &b| documents[a].annotated.kind.cmp(&documents[b].annotated.kind).then(a.cmp(&b)));
    for (n, i) in order.into_iter().enumerate() {
        documents[i].fold = n % FOLDS;
    }
}

/// Mentions by their confidence, in tenths.
fn tenths(seen: &[Seen], reliability: &Reliability) -> Vec<(u8, u64, u64)> {
    let mut rows: Vec<(u8, u64, u64)> = (0..10).map(|tenth| (tenth * 10, 0, 0)).collect();
    for &Seen { kind, support, probability, right } in seen {
        let row = &mut rows[((reliability.of(kind, support, probability) * 10.0) as usize).min(9)];
        row.1 += 1;
        row.2 += u64::from(right);
    }
    rows.retain(|row| row.1 > 0);
    rows
}

fn bag(document: &Document, linked: &[LinkedMention]) -> Bag {
    let mut bag = Bag::default();
    for mention in linked.iter().filter(|m| !m.nested) {
        *bag.entry((surface(document, mention.span), mention.kind)).or_default() += 1;
    }
    bag
}

fn surface(document: &Document, span: Span) -> String {
    bare(document.folded.slice(span.start, span.end).iter().copied())
}

#[derive(Clone, Copy)]
struct Workshop<'a> {
    gazetteer: &'a Gazetteer,
    matcher: &'a Matcher,
}

impl Workshop<'_> {
    fn clusters(&self, text: &Inputs) -> Clusters {
        let mut lines: Vec<Vec<u64>> = Vec::new();
        let mut batch = Vec::new();
        let mut segment = |batch: &mut Vec<_>| {
            let records = std::mem::take(batch);
            let segmented: Vec<Vec<Vec<u64>>> = records.par_iter().map(|record| self.words(record)).collect();
            lines.extend(segmented.into_iter().flatten());
        };
        text.visit(&mut |record| {
            batch.push(record);
            if batch.len() == BATCH {
                segment(&mut batch);
            }
            true
        });
        segment(&mut batch);
        // Copies of a text say nothing new.
        let mut met = FxHashSet::default();
        lines.retain(|line| met.insert(FxBuildHasher.hash_one(line)));
        Clusters::learn(&lines)
    }

    /// The words of every searched line of a document; none where it cannot be read.
    fn words(&self, record: &crate::corpus::Record) -> Vec<Vec<u64>> {
        let Ok(post) = read_post(record, &self.gazetteer.cleaning.fields) else { return Vec::new() };
        let document = Document::new(&post, self.gazetteer.cleaner());
        let lines = document.blocks.iter().filter(|block| block.kind != BlockKind::Boilerplate);
        lines
            .map(|block| {
                let mut words = Vec::new();
                let text = document.folded.slice(block.span.start, block.span.end);
                self.matcher.lexicon.each_class(text, |start, end, _| words.push(word_key(&text[start as usize..end as usize])));
                words
            })
            .collect()
    }

    fn prepare(&self, annotated: Annotated) -> std::result::Result<Prepared, (String, String)> {
        let mut post = read_post(&annotated.record(), &self.gazetteer.cleaning.fields)
            .map_err(|rejected| (annotated.post.display().to_string(), rejected.reason))?;
        self.gazetteer.cleaning.name_outlet(&mut post, &self.gazetteer.folder);
        let document = Document::new(&post, self.gazetteer.cleaner());
        let outlet = self.gazetteer.folder.fold_str(&post.outlet);
        let rulings = Rulings::new(&self.gazetteer.curation, post.date, &outlet);
        let found = mention::find(&document, self.gazetteer, self.matcher, &rulings);
        let about = About { date: post.date, folded_outlet: &outlet };
        let linked = resolve::link(&document, about, &found.mentions, self.gazetteer, &self.matcher.lexicon, &rulings);
        let mut wanted = Bag::default();
        let blocks = || document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate).map(|b| document.slice(b.span).to_owned()).collect();
        for line in annotated.lines.clone().unwrap_or_else(blocks) {
            let chars: Vec<char> = line.chars().collect();
            for mention in annotated::mentions(&annotated.patterns, &chars) {
                let folded = chars[mention.start..mention.end].iter().map(|&c| self.gazetteer.folder.fold(c));
                *wanted.entry((bare(folded), mention.kind)).or_default() += 1;
            }
        }
        Ok(Prepared { annotated, post, document, found, linked, fold: LEARNED_ONLY, wanted })
    }

    fn first_look<'a>(&'a self, document: &'a Document, words: &'a Words, found: &'a Found, linked: &'a [LinkedMention]) -> FirstLook<'a> {
        FirstLook { document, gazetteer: self.gazetteer, matcher: self.matcher, words, found, linked }
    }

    /// Features and labels of the annotated lines of a document.
    fn collect(&self, prepared: &Prepared, found: &Found, linked: &[LinkedMention], clusters: &Clusters) -> Vec<(Collected, Vec<u8>)> {
        let Prepared { annotated, document, .. } = prepared;
        let words = Words::of(document, &self.matcher.lexicon);
        let evidence = Evidence::new(&self.first_look(document, &words, found, linked), clusters);
        let bare_text = |text: &str| bare(text.chars().map(|c| self.gazetteer.folder.fold(c)));
        let lines: Option<FxHashSet<String>> = annotated.lines.as_ref().map(|lines| lines.iter().map(|line| bare_text(line)).collect());
        let searched = document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate && !b.span.is_empty());
        searched
            .filter(|block| lines.as_ref().is_none_or(|lines| lines.contains(&bare_text(document.slice(block.span)))))
            .map(|&block| {
                let chars: Vec<char> = document.slice(block.span).chars().collect();
                let labels = label::labels(chars.len(), &annotated::mentions(&annotated.patterns, &chars));
                (collect(&evidence.line(block)), labels)
            })
            .collect()
    }

    /// What is found and linked where some of the listed forms are hidden, other ones in every document.
    fn unlisted(&self, prepared: &Prepared) -> (Found, Vec<LinkedMention>) {
        let Prepared { annotated, post, document, .. } = prepared;
        let outlet = self.gazetteer.folder.fold_str(&post.outlet);
        let rulings = Rulings::new(&self.gazetteer.curation, post.date, &outlet);
        let mut hits = self.matcher.hits(document);
        hits.keep(|surface| (FxBuildHasher.hash_one((surface.0, &annotated.id)) >> 20) % 100 >= HIDDEN);
        let found = mention::find_among(hits, document, self.gazetteer, self.matcher, &rulings);
        let about = About { date: post.date, folded_outlet: &outlet };
        let linked = resolve::link(document, about, &found.mentions, self.gazetteer, &self.matcher.lexicon, &rulings);
        (found, linked)
    }

    /// Tags a document with a model that has not seen it.
    fn measure(&self, prepared: &Prepared, model: &Model, table: &mut Table, seen: &mut Vec<Seen>) {
        let Prepared { annotated, post, document, found, linked, wanted, .. } = prepared;
        let outlet = self.gazetteer.folder.fold_str(&post.outlet);
        let rulings = Rulings::new(&self.gazetteer.curation, post.date, &outlet);
        let words = Words::of(document, &self.matcher.lexicon);
        let first = self.first_look(document, &words, found, linked);
        let decisions = decide(model, &first);
        let mentions = mention::reread(document, self.gazetteer, self.matcher, &rulings, found, &decisions);
        let about = About { date: post.date, folded_outlet: &outlet };
        let linked_again = resolve::link(document, about, &mentions, self.gazetteer, &self.matcher.lexicon, &rulings);
        table.count(&annotated.kind, wanted, &bag(document, &linked_again));
        let mut left = wanted.clone();
        let supported = Supported::of(&first);
        for (span, kind, probability) in likely(model, &first) {
            let right = left.get_mut(&(surface(document, span), kind)).filter(|n| **n > 0).map(|n| *n -= 1).is_some();
            seen.push(Seen { kind, support: supported.by(span, kind), probability, right });
        }
    }
}
