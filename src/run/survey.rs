//! The two passes of the review queue: sightings of names, then the neighbours of what was sighted.

use super::{
    RunOptions,
    analyze::Analyzer,
    fault::fail_if_asked,
    first_look,
    ordered::{At, in_order},
    ready,
};
use crate::{
    corpus::{Inputs, Record},
    error::{Error, Result},
    guard::guarded,
    knowledge::Gazetteer,
    network::DocFacts,
    story::UrlRules,
    workshop::suggest::{Gathered, LeftOut, Proposal, Rejected, Survey, collect},
};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

/// The review queue and what it was made from.
#[derive(Debug)]
pub struct Suggested {
    /// Most useful first.
    pub proposals: Vec<Proposal>,
    /// Of the names that were seen and are not proposed, how many for which reason.
    pub left_out: BTreeMap<LeftOut, u64>,
    /// Documents that were searched: readable, Chinese, neither copies nor superseded.
    pub documents: u64,
    /// Documents that could not be read.
    pub unreadable: u64,
    /// Documents on which guanxi failed while it looked for names that only a queue asks for: path and how.
    pub failed: Vec<(String, String)>,
}

/// Documents that are searched, in input order.
#[derive(Debug, Default)]
struct Ledger {
    /// Number of each searched document, by input index.
    number: FxHashMap<u32, u32>,
    ids: Vec<String>,
    facts: Vec<DocFacts>,
    outlets: Vec<String>,
    outlet_index: FxHashMap<String, u32>,
    texts: FxHashSet<u64>,
}

impl Ledger {
    /// Number and outlet of a document, or `None` for a copy of one taken before.
    fn admit(&mut self, index: u32, text_hash: Option<u64>, id: String, outlet: &str, date: Option<Date>) -> Option<(u32, u32)> {
        if text_hash.is_some_and(|hash| !self.texts.insert(hash)) {
            return None;
        }
        let number = self.facts.len() as u32;
        let next = self.outlets.len() as u32;
        let outlet_number = *self.outlet_index.entry(outlet.to_owned()).or_insert(next);
        if outlet_number == next {
            self.outlets.push(outlet.to_owned());
        }
        self.number.insert(index, number);
        self.ids.push(id);
        // Copies are left out above: every document is a story of its own.
        self.facts.push(DocFacts { story: number, outlet: outlet_number, date });
        Some((number, outlet_number))
    }
}

/// Searches a corpus for names that the gazetteer lacks. Reads it three times: versions, sightings, neighbours.
///
/// `progress` is called with the numbers of documents done and to do over both passes.
///
/// # Errors
/// [`Error::Option`] when threads cannot be started; [`Error::Input`] for standard input, which cannot be read twice.
pub fn suggest(
    inputs: &Inputs,
    gazetteer: &Gazetteer,
    url_rules: &UrlRules,
    rejected: &Rejected,
    options: &RunOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Suggested> {
    if inputs.is_stdin() {
        return Err(Error::Input {
            path: "-".into(),
            reason: "the corpus is read more than once".into(),
            remedy: "name files or folders instead of standard input",
        });
    }
    let (pool, matcher) = ready(gazetteer, options)?;
    let scan = first_look(inputs, gazetteer, url_rules, options, &pool)?;
    let analyzer = Analyzer::new(gazetteer, &matcher, options, &scan);
    let total = 2 * scan.len() as u64;

    let mut ledger = Ledger::default();
    let mut gathered = Gathered::default();
    let (mut unreadable, mut failed) = (0, Vec::new());
    let read = |index: u32, record: &Record| {
        let (reading, post) = analyzer.read(index, record);
        let (analysis, document) = analyzer.judge(index, reading);
        (analysis, post.zip(document))
    };
    let sight = |At { index, .. }: At, record: Record| {
        let sighted = guarded(|| {
            let (analysis, read) = read(index, &record);
            let searched = read.map(|(post, document)| {
                let mentions = analyzer.mentions(&post, &document);
                fail_if_asked("sighting", &document.text);
                collect(&document, &mentions, gazetteer, &matcher.lexicon)
            });
            (analysis, searched)
        });
        sighted.map_err(|reason| (record.doc, reason))
    };
    in_order(inputs, &pool, sight, |At { index, .. }, sighted| {
        match sighted {
            Err(failure) => failed.push(failure),
            Ok((analysis, searched)) => {
                unreadable += u64::from(analysis.row.status == "error");
                if let Some(sightings) = searched
                    && let Some((doc, outlet)) = ledger.admit(index, analysis.text_hash, analysis.row.path, &analysis.row.outlet, analysis.row.date)
                {
                    gathered.take(doc, outlet, sightings);
                }
            }
        }
        progress(u64::from(index) + 1, total);
        Ok(())
    })?;

    let survey = RwLock::new(pool.install(|| Survey::new(gathered, gazetteer))?);
    let measure = |At { index, .. }: At, record: Record| {
        let doc = *ledger.number.get(&index)?;
        let measured = guarded(|| {
            let (_, document) = read(index, &record).1?;
            fail_if_asked("measuring", &document.text);
            // What is taken does not change what is measured.
            Some((doc, survey.read().unwrap_or_else(PoisonError::into_inner).measure(doc, &document)))
        });
        measured.map_err(|reason| (record.doc, reason)).transpose()
    };
    in_order(inputs, &pool, measure, |At { index, .. }, done| {
        match done {
            Some(Ok((doc, (measured, texts)))) => survey.write().unwrap_or_else(PoisonError::into_inner).take(doc, &measured, texts),
            Some(Err(failure)) => failed.push(failure),
            None => {}
        }
        progress(scan.len() as u64 + u64::from(index) + 1, total);
        Ok(())
    })?;
    let survey = survey.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (proposals, left_out) = pool.install(|| survey.propose(gazetteer, &matcher.lexicon, rejected, &ledger.facts, &ledger.outlets, &ledger.ids));
    Ok(Suggested { proposals, left_out, documents: ledger.facts.len() as u64, unreadable, failed })
}
