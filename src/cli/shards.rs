//! `guanxi facts` and `guanxi merge`.

use super::{
    DONE, SOME_UNREADABLE,
    args::{FactsArgs, MergeArgs, Switch},
    run::{bar, can_show, shown, some, told},
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
    let names = gazetteer.cleaning.fields.with_own(&args.fields);
    let inputs = some(Inputs::find_below(args.base.as_deref(), &args.input, names)?, &args.input)?;
    let output = OutputFolder::create(&args.output)?;
    let options = RunOptions {
        since: args.reading.since,
        until: args.reading.until,
        outlet: args.reading.outlet.clone(),
        article: args.article == Switch::On,
        discover: args.discover == Switch::On,
        publish: PublishOptions { text: args.text, ..PublishOptions::default() },
        threads: args.reading.threads(),
        tagger: super::tagger(args.model.as_deref())?,
        ..RunOptions::default()
    };
    let bar = bar(args.quiet);
    let documents = run::write_facts(&inputs, &gazetteer, &gazetteer.url_rules, &options, output, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let unreadable = documents.get("error").copied().unwrap_or(0);
    if !args.quiet {
        let by_status: Vec<String> = documents.iter().map(|(status, n)| format!("{n} {status}")).collect();
        let total: u64 = documents.values().sum();
        // A closed pipe is no fault.
        let _ = writeln!(io::stdout().lock(), "documents   {total}: {}\nfacts in    {}", by_status.join(", "), args.output.display());
    }
    if unreadable > 0 {
        say!("guanxi: {unreadable} inputs could not be read; guanxi merge names each with the reason in documents.csv");
    }
    Ok(if unreadable > 0 { SOME_UNREADABLE } else { DONE })
}

pub(super) fn merge(args: &MergeArgs) -> Result<u8> {
    can_show(&args.show)?;
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let options = RunOptions { threads: args.threads, tagger: super::tagger(args.model.as_deref())?, ..shown(&args.show, args.text, &gazetteer)? };
    let output = OutputFolder::create(&args.output)?;
    let bar = bar(args.quiet);
    let summary = run::merge(&args.input, &gazetteer, &options, output, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    Ok(told(&summary, args.quiet, &args.output))
}
