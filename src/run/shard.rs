//! The two halves of a run, for shards of a corpus: what each document says for itself, and all that is made of it together.

use super::{
    About, Analyzer, Merge, RunOptions, Summary, conclude,
    facts::{FactsWriter, Rows, Shards, Stored},
    first_look,
    ordered::{At, each_in_order, in_order},
    reading::Reading,
    ready,
};
use crate::{
    corpus::{FieldNames, Inputs, Record},
    error::{Error, Result},
    knowledge::Gazetteer,
    publish::OutputFolder,
    story::UrlRules,
    table::{DocumentRow, Evidence, FactDocuments, FactMentions, FactRelations, ParquetRows},
};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

/// What was written of a shard.
#[derive(Debug, Default)]
pub struct FactsSummary {
    /// Documents by what became of them: `ok`, `filtered`, `skipped`, `error`.
    pub documents: BTreeMap<&'static str, u64>,
    /// Path and reason of each that could not be read.
    pub unreadable: Vec<(String, String)>,
}

/// Writes the facts of a shard. `progress` is called as by [`super::run`].
///
/// # Errors
/// [`Error::Io`] when they cannot be written, [`Error::Option`] when threads cannot be started, [`Error::Input`] for an output
/// folder that holds the results of a run.
pub fn write_facts(
    inputs: &Inputs,
    gazetteer: &Gazetteer,
    url_rules: &UrlRules,
    options: &RunOptions,
    output: OutputFolder,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<FactsSummary> {
    About::refuse_results(output.path())?;
    let mut writer = FactsWriter::begin(output.path(), |name| output.file(name))?;
    let mut summary = FactsSummary::default();
    each_facts(
        inputs,
        gazetteer,
        url_rules,
        options,
        progress,
        |_, rows, _| rows,
        |row, rows| {
            *summary.documents.entry(row.status).or_default() += 1;
            if row.status == "error" {
                summary.unreadable.push((row.path, row.note));
            }
            writer.push(rows)
        },
    )?;
    writer.close(&About::of(gazetteer, options, inputs.names()), |name| output.file(name))?;
    output.commit()?;
    Ok(summary)
}

/// The facts of a shard as tables in memory.
#[derive(Debug, Default)]
pub struct FactTables {
    /// One row for every input.
    pub documents: ParquetRows<FactDocuments>,
    /// One row per mention, in the order of the documents.
    pub mentions: ParquetRows<FactMentions>,
    /// One row per relation between mentions, in the order of the documents.
    pub relations: ParquetRows<FactRelations>,
    /// Who meets whom in which sentence, by the usual options of a run: what merging makes of mentions, of documents that
    /// stay (no copies, the newest versions).
    pub pairs: ParquetRows<Evidence>,
}

/// Gathers the facts of a shard. `progress` is called as by [`super::run`].
///
/// # Errors
/// [`Error::Option`] when threads cannot be started.
pub fn facts(
    inputs: &Inputs,
    gazetteer: &Gazetteer,
    url_rules: &UrlRules,
    options: &RunOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<FactTables> {
    let mut tables = FactTables::default();
    let with_pairs =
        |reading: &mut Reading, rows, analyzer: &Analyzer<'_>| (rows, reading.step(|reading| analyzer.pairs(reading)).unwrap_or_default());
    each_facts(inputs, gazetteer, url_rules, options, progress, with_pairs, |_, (rows, pairs)| {
        rows.append_to(&mut tables);
        tables.pairs.append(pairs);
        Ok(())
    })?;
    Ok(tables)
}

/// Hands over the row of each document and its facts, in the order of the inputs; `with` adds to them what a worker knows.
fn each_facts<T: Send>(
    inputs: &Inputs,
    gazetteer: &Gazetteer,
    url_rules: &UrlRules,
    options: &RunOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
    with: impl Fn(&mut Reading, Rows, &Analyzer<'_>) -> T + Sync,
    mut take: impl FnMut(DocumentRow, T) -> Result<()> + Send,
) -> Result<()> {
    let (pool, matcher) = ready(gazetteer, options)?;
    // What a shard shows of versions and of lines that repeat spares work; merging looks at the whole again.
    let scan = first_look(inputs, gazetteer, url_rules, options, &pool)?;
    let analyzer = Analyzer::new(gazetteer, &matcher, options, &scan);
    let total = scan.len() as u64;
    let work = |at: At, record: Record| {
        let mut reading = analyzer.read_in_full(at.index, &record);
        let rows = Rows::of(&mut reading, at, scan.look(at.index), &analyzer);
        let facts = with(&mut reading, rows, &analyzer);
        (reading.row, facts)
    };
    in_order(inputs, &pool, work, |at, (row, facts)| {
        progress(u64::from(at.index) + 1, total);
        take(row, facts)
    })
}

/// Goes on from the facts of all shards as a run over the whole does, and commits the output folder. Which documents count and
/// how they were read is what the facts say; all else is what the options say.
///
/// # Errors
/// Those of [`super::run`]; [`Error::Input`] for a folder that holds no facts, or facts made with other things than those of
/// the first folder and this gazetteer and model, or a document that is in two folders; [`Error::Option`] where texts are
/// asked for and the facts do not have them.
pub fn merge(
    folders: &[PathBuf],
    gazetteer: &Gazetteer,
    options: &RunOptions,
    mut output: OutputFolder,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Summary> {
    About::refuse_facts(output.path())?;
    let Some(first) = folders.first() else {
        return Err(Error::Input {
            path: String::new(),
            reason: "no facts were named".into(),
            remedy: "name the folders that guanxi facts has written",
        });
    };
    let first = About::read(first)?;
    if options.publish.text && !first.text {
        return Err(Error::Option { option: "text", reason: "these facts were made without it: make them again with it".into() });
    }
    let options = first.apply(options);
    let (pool, matcher) = ready(gazetteer, &options)?;
    let here = About::of(gazetteer, &options, &FieldNames::default()).with_reading_of(&first);
    let (shards, mut scan) = Shards::open(folders, &here)?;
    scan.repeats = shards.count_lines(&scan, gazetteer)?.finish();
    let analyzer = Analyzer::new(gazetteer, &matcher, &options, &scan);
    let total = scan.len() as u64;
    let mut merge = Merge::new(gazetteer, &options, &mut output, &scan, &here)?;
    let work = |(index, stored, row): (u32, Arc<Stored>, u32)| {
        (index, stored.reading(row as usize, index, &analyzer).map(|reading| analyzer.tell(index, reading)))
    };
    each_in_order(
        |each| shards.visit(each),
        &pool,
        work,
        |(index, analysis)| {
            progress(u64::from(index) + 1, total);
            merge.take(analysis.ok_or_else(|| shards.damaged(index))?)
        },
    )?;
    let found = merge.finish()?;
    // The tables need the memory that finding names took.
    drop((matcher, scan, shards));
    conclude(found, gazetteer, &options, pool, output)
}
