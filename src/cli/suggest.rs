//! `guanxi suggest`.

use super::{DONE, SOME_UNREADABLE, args::SuggestArgs};
use guanxi::{
    error::{Error, Result},
    knowledge::Gazetteer,
    run::{self, RunOptions},
    workshop::suggest::{Sentences, rejected, review_page, write_queue},
};
use std::{fs, io::Write};

pub(super) fn suggest(args: &SuggestArgs) -> Result<u8> {
    let layers = super::layers(&args.gazetteers.folders)?;
    let gazetteer = Gazetteer::load(&layers)?;
    let inputs = super::run::inputs(&args.input, gazetteer.cleaning.fields.clone())?;
    let rejected = rejected(&layers, &gazetteer)?;
    let options = RunOptions { since: args.since, until: args.until, outlet: args.outlet.clone(), threads: args.threads, ..RunOptions::default() };
    let bar = super::run::bar(args.quiet);
    let mut suggested = run::suggest(&inputs, &gazetteer, &gazetteer.url_rules, &rejected, &options, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let found = suggested.proposals.len();
    suggested.proposals.retain(|p| p.tally.stories >= args.min_stories);
    if args.limit > 0 {
        suggested.proposals.truncate(args.limit);
    }
    let sentences = if args.no_text { Sentences::LeftOut } else { Sentences::Shown };
    if let Some(path) = &args.page {
        fs::write(path, review_page(&suggested.proposals, sentences)).map_err(Error::io("cannot write", path))?;
    }
    let queue = || write_queue(&suggested.proposals, sentences);
    match &args.output {
        Some(path) => fs::write(path, queue()).map_err(Error::io("cannot write", path))?,
        None if args.page.is_some() => {}
        // A closed pipe ends the list, not with a fault.
        None => drop(std::io::stdout().lock().write_all(queue().as_bytes())),
    }
    if !args.quiet {
        eprintln!("{found} names found in {} documents, {} in the queue", suggested.documents, suggested.proposals.len());
    }
    if suggested.unreadable > 0 {
        eprintln!("guanxi: {} inputs could not be read; guanxi run names each with the reason in documents.csv", suggested.unreadable);
    }
    Ok(if suggested.unreadable > 0 { SOME_UNREADABLE } else { DONE })
}
