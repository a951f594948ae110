//! `guanxi facts` and `guanxi merge`.

use super::{
    args::{FactsArgs, MergeArgs},
    run::{apart, can_show, found, reading, shown, told, told_unreadable, with_bar},
};
use guanxi::{
    corpus::{Inputs, Records},
    error::Result,
    knowledge::Gazetteer,
    publish::OutputFolder,
    run::{self, FactTables, FactsSummary, PublishOptions, RunOptions, Summary},
};
use std::io::{self, Write};

pub(super) fn facts(args: &FactsArgs) -> Result<u8> {
    let written = with_bar(args.telling.quiet, |progress| written(args, None, progress))?;
    if !args.telling.quiet {
        let by_status: Vec<String> = written.documents.iter().map(|(status, n)| format!("{n} {status}")).collect();
        let total: u64 = written.documents.values().sum();
        // A closed pipe is no fault.
        let _ = writeln!(io::stdout().lock(), "documents   {total}: {}\nfacts in    {}", by_status.join(", "), args.output.display());
    }
    Ok(told_unreadable(&written.unreadable, &args.telling, "guanxi merge names in documents.csv"))
}

/// Writes facts as these arguments say, without a word: of these records, or else of the inputs that they name.
pub(super) fn written(args: &FactsArgs, records: Option<Records>, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<FactsSummary> {
    let gazetteer = super::load(&args.gazetteers.folders)?;
    if records.is_none() {
        apart(&args.input, &args.output)?;
    }
    let inputs = inputs(args, records, &gazetteer)?;
    let options = options(args)?;
    let output = OutputFolder::create(&args.output)?;
    run::write_facts(&inputs, &gazetteer, &gazetteer.url_rules, &options, output, progress)
}

/// The same in memory.
pub(super) fn gathered(args: &FactsArgs, records: Records, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<FactTables> {
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let inputs = inputs(args, Some(records), &gazetteer)?;
    run::facts(&inputs, &gazetteer, &gazetteer.url_rules, &options(args)?, progress)
}

fn inputs(args: &FactsArgs, records: Option<Records>, gazetteer: &Gazetteer) -> Result<Inputs> {
    let names = gazetteer.cleaning.fields.with_own(&args.how.fields);
    match records {
        Some(records) => Inputs::given(records, names),
        None => {
            let quiet = args.telling.quiet;
            let inputs = found(&args.input, quiet, || Inputs::find_below(args.base.as_deref(), &args.input, names))?;
            // A day without posts is a shard like others.
            if inputs.len_hint() == 0 && !quiet {
                say!("guanxi: no documents found: the facts are empty ({} files of other kinds)", inputs.skipped());
            }
            Ok(inputs)
        }
    }
}

fn options(args: &FactsArgs) -> Result<RunOptions> {
    Ok(RunOptions {
        publish: PublishOptions { text: args.text, ..PublishOptions::default() },
        threads: args.threads.count(),
        ..reading(&args.how, RunOptions::default())?
    })
}

pub(super) fn merge(args: &MergeArgs) -> Result<u8> {
    let summary = with_bar(args.telling.quiet, |progress| merged(args, progress))?;
    Ok(told(&summary, &args.telling, &args.output))
}

/// Merges as these arguments say, without a word.
pub(super) fn merged(args: &MergeArgs, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Summary> {
    can_show(&args.show)?;
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let options =
        RunOptions { threads: args.threads.count(), tagger: super::model(args.model.as_deref())?, ..shown(&args.show, args.text, &gazetteer)? };
    let output = OutputFolder::create(&args.output)?;
    run::merge(&args.input, &gazetteer, &options, output, progress)
}
