//! The wiring: inputs in, tables and graphs out. Workers analyse documents in parallel; their results are merged in input
//! order, so that the output does not depend on their number.

mod analyze;
mod drawing;
mod excerpts;
mod formats;
mod graphs;
#[cfg(feature = "invariance")]
mod invariance;
mod merge;
mod network;
mod open;
mod page;
mod periods;
mod picture;
mod relate;
mod relations;
mod scan;
mod stories;
mod survey;
mod write;

pub use analyze::{Analysis, Analyzer, Tagged};
#[cfg(feature = "invariance")]
pub use invariance::{Difference, Invariance, check_invariance};
pub use merge::Summary;
pub use survey::{Suggested, suggest};

use crate::{
    corpus::{Inputs, Post, Record},
    error::{Error, Result},
    export::OutputFolder,
    knowledge::Gazetteer,
    mention::Matcher,
    network::Window,
    script::Folder,
    story::UrlRules,
};
use jiff::civil::Date;
use rayon::prelude::*;
use std::{collections::BTreeSet, sync::mpsc::sync_channel};

/// Options of a run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Co-occurrence window. Default: sentence.
    pub window: Window,
    /// Edges with fewer stories are left out of the tables and graphs. Default 1.
    pub min_weight: u64,
    /// Only documents of this day or later.
    pub since: Option<Date>,
    /// Only documents of this day or earlier.
    pub until: Option<Date>,
    /// Only documents whose outlet contains this (script and case do not matter).
    pub outlet: Option<String>,
    /// Leave sentence texts out of all output.
    pub no_text: bool,
    /// Begin CSV files with a byte order mark, for Excel.
    pub bom: bool,
    /// Of saved pages only the article counts. Default true.
    pub article: bool,
    /// Find names that no gazetteer lists. Default true.
    pub discover: bool,
    /// Let people of credit lines into the network. Default false.
    pub bylines: bool,
    /// Write network.html and network.svg. Default true.
    pub page: bool,
    /// Also write network.png. Default false.
    pub png: bool,
    /// What to write beside the tables in CSV and the graphs in GraphML and GEXF. Default nothing.
    pub formats: BTreeSet<Format>,
    /// Worker threads; 0 for one a core.
    pub threads: usize,
}

/// A format that is written on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Every table as Parquet, with types.
    Parquet,
    /// graph.json: nodes and links.
    Json,
    /// ftm.jsonl: FollowTheMoney entities.
    Ftm,
    /// relations.plover.jsonl: events.
    Plover,
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions {
            window: Window::Sentence,
            min_weight: 1,
            since: None,
            until: None,
            outlet: None,
            no_text: false,
            bom: false,
            article: true,
            discover: true,
            bylines: false,
            page: true,
            png: false,
            formats: BTreeSet::new(),
            threads: 0,
        }
    }
}

impl RunOptions {
    /// True where not every document counts.
    fn is_filtering(&self) -> bool {
        self.since.is_some() || self.until.is_some() || self.outlet.is_some()
    }

    /// True for documents that `since`, `until` and `outlet` (given folded as `wanted`) let in.
    fn counts(&self, date: Option<Date>, outlet: &str, wanted: Option<&str>, folder: &Folder) -> bool {
        self.since.is_none_or(|since| date.is_some_and(|date| date >= since))
            && self.until.is_none_or(|until| date.is_some_and(|date| date <= until))
            && wanted.is_none_or(|wanted| folder.fold_str(outlet).contains(wanted))
    }
}

/// Documents that workers take at a time: enough to keep them busy, few enough to keep memory flat.
const BATCH: usize = 64;
/// Batches that may wait for the merge.
const WAITING: usize = 1;

/// Runs the pipeline and commits the output folder.
///
/// `progress` is called with the numbers of documents done and found (an estimate where archives are among the inputs).
///
/// # Errors
/// [`Error::Io`] when the output cannot be written, [`Error::Option`] when threads cannot be started. Documents that
/// cannot be read are no error: they are rows of documents.csv.
pub fn run(
    inputs: &Inputs,
    gazetteer: &Gazetteer,
    url_rules: &UrlRules,
    options: &RunOptions,
    mut output: OutputFolder,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Summary> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|e| Error::Option { option: "--threads", reason: e.to_string() })?;
    let matcher = pool.install(|| Matcher::new(gazetteer))?;
    let wanted = options.outlet.as_deref().map(|o| gazetteer.folder.fold_str(o));
    let counts = |post: &mut Post| {
        gazetteer.cleaning.name_outlet(post, &gazetteer.folder);
        options.counts(post.date, &post.outlet, wanted.as_deref(), &gazetteer.folder)
    };
    let scan = scan::scan(inputs, url_rules, &pool, options.is_filtering().then_some(&counts));
    let analyzer = pool.install(|| Analyzer::new(gazetteer, &matcher, options, &scan));
    let total = scan.len() as u64;
    let mut merge = merge::Merge::new(gazetteer, options, &mut output, &scan)?;
    let merged = std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Vec<Analysis>>(WAITING);
        let merging = scope.spawn(move || {
            let mut done = 0;
            for batch in receiver {
                done += batch.len() as u64;
                for analysis in batch {
                    merge.take(analysis)?;
                }
                progress(done, total);
            }
            Ok(merge)
        });
        let mut batch: Vec<(u32, Record)> = Vec::with_capacity(BATCH);
        let mut index = 0;
        let work = |batch: &mut Vec<(u32, Record)>| -> bool {
            let records = std::mem::take(batch);
            let done = pool.install(|| records.into_par_iter().map(|(index, record)| analyzer.analyze(index, &record)).collect());
            // The receiver is gone only when the merge failed; its error is returned below.
            sender.send(done).is_ok()
        };
        inputs.visit(&mut |record| {
            batch.push((index, record));
            index += 1;
            batch.len() < BATCH || work(&mut batch)
        });
        if !batch.is_empty() {
            work(&mut batch);
        }
        drop(sender);
        merging.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    // The tables need the memory that finding names took.
    drop(matcher);
    let summary = pool.install(|| write::finish(merged, gazetteer, options, &mut output))?;
    output.commit()?;
    Ok(summary)
}
