//! `guanxi facts` and `guanxi merge`.

use super::{
    args::{FactsArgs, MergeArgs},
    run::{can_show, reading, shown, some, told, told_unreadable, with_bar},
};
use guanxi::{
    corpus::Inputs,
    error::Result,
    publish::OutputFolder,
    run::{self, PublishOptions, RunOptions},
};
use std::io::{self, Write};

pub(super) fn facts(args: &FactsArgs) -> Result<u8> {
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let names = gazetteer.cleaning.fields.with_own(&args.how.fields);
    let inputs = some(Inputs::find_below(args.base.as_deref(), &args.input, names)?, &args.input)?;
    let output = OutputFolder::create(&args.output)?;
    let options = RunOptions {
        publish: PublishOptions { text: args.text, ..PublishOptions::default() },
        threads: args.threads.count(),
        ..reading(&args.how, RunOptions::default())?
    };
    let written = with_bar(args.telling.quiet, |progress| run::write_facts(&inputs, &gazetteer, &gazetteer.url_rules, &options, output, progress))?;
    if !args.telling.quiet {
        let by_status: Vec<String> = written.documents.iter().map(|(status, n)| format!("{n} {status}")).collect();
        let total: u64 = written.documents.values().sum();
        // A closed pipe is no fault.
        let _ = writeln!(io::stdout().lock(), "documents   {total}: {}\nfacts in    {}", by_status.join(", "), args.output.display());
    }
    Ok(told_unreadable(&written.unreadable, &args.telling, "guanxi merge names in documents.csv"))
}

pub(super) fn merge(args: &MergeArgs) -> Result<u8> {
    can_show(&args.show)?;
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let options =
        RunOptions { threads: args.threads.count(), tagger: super::tagger(args.model.as_deref())?, ..shown(&args.show, args.text, &gazetteer)? };
    let output = OutputFolder::create(&args.output)?;
    let summary = with_bar(args.telling.quiet, |progress| run::merge(&args.input, &gazetteer, &options, output, progress))?;
    Ok(told(&summary, &args.telling, &args.output))
}
