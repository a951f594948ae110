//! The wiring: inputs in, tables and graphs out. Workers analyse documents in parallel; their results are merged in input
//! order, so that the output does not depend on their number.

mod analysis;
mod analyze;
mod content;
mod facts;
mod fault;
#[cfg(feature = "invariance")]
mod invariance;
mod merge;
mod ordered;
mod reading;
mod scan;
mod shard;
mod survey;
mod texts;

pub use crate::publish::{Format, PublishOptions, Summary};
pub use analysis::Analysis;
pub use analyze::{Analyzer, Tagged};
#[cfg(feature = "invariance")]
pub use invariance::{Difference, Invariance, check_invariance};
pub use shard::{FactTables, FactsSummary, facts, merge, write_facts};
pub use survey::{Suggested, suggest};

use crate::{
    corpus::{Inputs, Post, Record},
    error::{Error, Result},
    knowledge::Gazetteer,
    mention::Matcher,
    network::Window,
    publish::{Aside, Facts, OutputFolder, publish},
    resolve::Role,
    script::Folder,
    story::UrlRules,
    tagger::Tagger,
};
use facts::{About, Keeper, Known, Rows, Stored};
use jiff::civil::Date;
use merge::Merge;
use ordered::At;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use scan::Scan;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Options of a run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Co-occurrence window. Default: sentence.
    pub window: Window,
    /// Only documents of this day or later.
    pub since: Option<Date>,
    /// Only documents of this day or earlier.
    pub until: Option<Date>,
    /// Only documents whose outlet contains this (script and case do not matter).
    pub outlet: Option<String>,
    /// Of saved pages only the article counts. Default true.
    pub article: bool,
    /// Find names that no gazetteer lists. Default true.
    pub discover: bool,
    /// Mentions of these roles make edges too, although they only report. Default none.
    pub roles: BTreeSet<Role>,
    /// Kinds of relations that count; `None` for all that are not optional.
    pub predicates: Option<BTreeSet<String>>,
    /// Relations that are less sure than this, in percent, are left out. Default 0.
    pub min_confidence: u8,
    /// What to write.
    pub publish: PublishOptions,
    /// Worker threads; 0 for one a core.
    pub threads: usize,
    /// What is kept of the work until the results are in place.
    pub keep: Keeping,
    /// Decides what is a mention; none leaves that to the lists and rules alone. Default: the bundled one.
    pub tagger: Option<Arc<Tagger>>,
}

/// What a run keeps of its work until its results are in place.
#[derive(Debug, Clone, Copy)]
pub struct Keeping {
    /// Go on from what an interrupted run with the same things into the same folder has kept. Default false: that is removed.
    pub resume: bool,
    /// Documents whose facts are kept together. Default 1024: a few seconds of work.
    pub documents: usize,
}

impl Default for Keeping {
    fn default() -> Self {
        Keeping { resume: false, documents: 1024 }
    }
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions {
            window: Window::Sentence,
            since: None,
            until: None,
            outlet: None,
            article: true,
            discover: true,
            roles: BTreeSet::new(),
            predicates: None,
            min_confidence: 0,
            publish: PublishOptions::default(),
            threads: 0,
            keep: Keeping::default(),
            tagger: Tagger::bundled(),
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

    /// Those that the manifest tells and that publishing does not know.
    fn parameters(&self) -> BTreeMap<&'static str, String> {
        let day = |date: Option<Date>| date.map_or_else(String::new, |d| d.to_string());
        let roles: Vec<&str> = self.roles.iter().map(|role| role.as_str()).collect();
        let types: Vec<&str> = self.publish.types.iter().map(|of| of.as_str()).collect();
        BTreeMap::from([
            ("window", self.window.to_string()),
            ("since", day(self.since)),
            ("until", day(self.until)),
            ("outlet", self.outlet.clone().unwrap_or_default()),
            ("article", self.article.to_string()),
            ("discover", self.discover.to_string()),
            ("roles", roles.join("|")),
            ("types", types.join("|")),
            ("predicates", self.predicates.iter().flatten().cloned().collect::<Vec<_>>().join("|")),
            ("min_confidence", format!("{:.2}", f64::from(self.min_confidence) / 100.0)),
        ])
    }
}

/// Most worker threads: beyond, starting them and putting them to sleep costs more than they do. On two cores 256 take
/// half as long again as 64 for 400 posts, 1,000 do not end.
pub const MAX_THREADS: usize = 256;

/// What every pass over many documents needs: its worker threads, and the gazetteer made ready for many texts.
///
/// # Errors
/// [`Error::Option`] when threads cannot be started, [`Error::TooLarge`] as of [`Matcher::new`].
fn ready(gazetteer: &Gazetteer, options: &RunOptions) -> Result<(ThreadPool, Matcher)> {
    let pool = threads(options)?;
    let matcher = pool.install(|| Matcher::new(gazetteer))?;
    gazetteer.prepare();
    Ok((pool, matcher))
}

/// Starts the worker threads.
///
/// # Errors
/// [`Error::Option`] when that is not possible.
fn threads(options: &RunOptions) -> Result<ThreadPool> {
    let fault = |e: ThreadPoolBuildError| Error::Option { option: "threads", reason: format!("{e}\n  remedy: ask for fewer") };
    ThreadPoolBuilder::new().num_threads(options.threads.min(MAX_THREADS)).build().map_err(fault)
}

/// A document to work on, with its facts where an interrupted run has kept them.
type Input = (At, Record, Option<(Arc<Stored>, u32)>);

/// Runs the pipeline and commits the output folder.
///
/// `progress` is called with the numbers of documents done and found (an estimate where archives are among the inputs).
///
/// # Errors
/// [`Error::Io`] when the output cannot be written, [`Error::Option`] when threads cannot be started. Documents that
/// cannot be read are no error: they are rows of documents.csv. [`Error::Input`] where none can be read, for an output folder that holds facts, or,
/// where a run is to go on from what another has kept, for one that holds what was kept of a run with other things.
pub fn run(
    inputs: &Inputs,
    gazetteer: &Gazetteer,
    url_rules: &UrlRules,
    options: &RunOptions,
    mut output: OutputFolder,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Summary> {
    About::refuse_facts(output.path())?;
    let about = About::of(gazetteer, options, inputs.names());
    // Standard input is another text the next time.
    let mut known = if options.keep.resume && !inputs.is_stdin() { Known::find(&output.kept(), &about)? } else { Known::default() };
    if !options.keep.resume {
        output.forget()?;
    }
    let (pool, matcher) = ready(gazetteer, options)?;
    let scan = first_look(inputs, gazetteer, url_rules, options, &pool)?;
    let analyzer = Analyzer::new(gazetteer, &matcher, options, &scan);
    let total = scan.len() as u64;
    let mut merge = Merge::new(gazetteer, options, &mut output, &scan, &about)?;
    let mut keeper = Keeper::new(output.kept(), output.partial("facts"), about, options.keep.documents, &known);
    let feed = |each: &mut dyn FnMut(Input) -> bool| {
        ordered::visit(inputs, &mut |at, record| {
            let known = known.get(&record.doc, scan.look(at.index).content);
            each((at, record, known))
        });
        Ok(())
    };
    let work = |(at, record, known): Input| {
        if let Some(reading) = known.and_then(|(stored, row)| stored.reading(row as usize, at.index, &analyzer)) {
            return (at, analyzer.tell(at.index, reading), None);
        }
        let mut reading = analyzer.read_in_full(at.index, &record);
        let rows = Rows::of(&mut reading, at, scan.look(at.index), &analyzer);
        (at, analyzer.tell(at.index, reading), Some(rows))
    };
    let mut from_before = 0;
    ordered::each_in_order(feed, &pool, work, |(at, analysis, rows)| {
        progress(u64::from(at.index) + 1, total);
        match rows {
            Some(rows) => keeper.push(rows)?,
            None => from_before += 1,
        }
        merge.take(analysis)
    })?;
    let found = merge.finish()?;
    // The tables need the memory that finding names took.
    drop((matcher, scan, known, keeper));
    let mut summary = conclude(found, gazetteer, options, pool, output)?;
    summary.known = from_before;
    Ok(summary)
}

/// The first look at all inputs.
fn first_look(inputs: &Inputs, gazetteer: &Gazetteer, url_rules: &UrlRules, options: &RunOptions, pool: &rayon::ThreadPool) -> Result<Scan> {
    let wanted = options.outlet.as_deref().map(|o| gazetteer.folder.fold_str(o));
    let counts = |post: &mut Post| {
        gazetteer.cleaning.name_outlet(post, &gazetteer.folder);
        options.counts(post.date, &post.outlet, wanted.as_deref(), &gazetteer.folder)
    };
    scan::scan(inputs, url_rules, gazetteer, pool, options.is_filtering().then_some(&counts))
}

/// From all that was merged to files in place.
fn conclude(found: (Facts, Aside), gazetteer: &Gazetteer, options: &RunOptions, pool: ThreadPool, output: OutputFolder) -> Result<Summary> {
    // Threads keep what they have freed; when they end, others can have it.
    drop(pool);
    let summary = threads(options)?.install(|| publish(found, gazetteer, &options.publish, &output))?;
    output.commit()?;
    Ok(summary)
}
