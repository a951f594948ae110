//! `guanxi suggest`.

use super::{
    DONE, SOME_UNREADABLE,
    args::SuggestArgs,
    run::{among, with_bar},
};
use guanxi::{
    error::Result,
    publish::replace_file,
    run::{self, RunOptions},
    workshop::suggest::{Sentences, rejected, review_page, write_queue},
};
use std::io::Write;

pub(super) fn suggest(args: &SuggestArgs) -> Result<u8> {
    let layers = super::layers(&args.gazetteers.folders)?;
    let gazetteer = super::sound(&layers)?;
    let inputs = super::run::inputs(&args.input, gazetteer.cleaning.fields.clone(), args.quiet)?;
    let rejected = rejected(&layers, &gazetteer)?;
    let options = among(
        &args.reading,
        RunOptions { threads: args.threads.count(), tagger: super::model(args.model.file.as_deref())?, ..RunOptions::default() },
    )?;
    let mut suggested = with_bar(args.quiet, |progress| run::suggest(&inputs, &gazetteer, &gazetteer.url_rules, &rejected, &options, progress))?;
    let found = suggested.proposals.len();
    suggested.proposals.retain(|p| u64::from(p.tally.stories) >= args.min_stories);
    let rare = found - suggested.proposals.len();
    let beyond = if args.limit > 0 { suggested.proposals.len().saturating_sub(args.limit) } else { 0 };
    if args.limit > 0 {
        suggested.proposals.truncate(args.limit);
    }
    let sentences = if args.no_text { Sentences::LeftOut } else { Sentences::Shown };
    if let Some(path) = &args.page {
        replace_file(path, &review_page(&suggested.proposals, sentences))?;
    }
    let queue = || write_queue(&suggested.proposals, sentences);
    match &args.output {
        Some(path) => replace_file(path, queue().as_bytes())?,
        None if args.page.is_some() => {}
        None => super::written(std::io::stdout().lock().write_all(queue().as_bytes()))?,
    }
    if !args.quiet {
        say!("{found} names found in {} documents, {} in the queue", suggested.documents, suggested.proposals.len());
        let mut reasons: Vec<String> = suggested.left_out.iter().map(|(why, n)| format!("{n} {}", why.as_str())).collect();
        let options = [(rare, format!("fewer than --min-stories {}", args.min_stories)), (beyond, format!("beyond --limit {}", args.limit))];
        reasons.extend(options.iter().filter(|(n, _)| *n > 0).map(|(n, why)| format!("{n} {why}")));
        if !reasons.is_empty() {
            say!("left out: {}", reasons.join(", "));
        }
    }
    if suggested.unreadable > 0 {
        say!("guanxi: {} inputs could not be read; guanxi run names each with the reason in documents.csv", suggested.unreadable);
    }
    for (path, reason) in &suggested.failed {
        say!("guanxi: {path}: {reason}");
    }
    Ok(if suggested.unreadable > 0 || !suggested.failed.is_empty() { SOME_UNREADABLE } else { DONE })
}
