//! `guanxi learn`.

use super::{DONE, SOME_UNREADABLE, args::LearnArgs};
use guanxi::{
    error::Result,
    mention::Matcher,
    publish::replace_file,
    tagger::{Learned, Material, Tagger, learn},
};
use std::io::{self, Write};

pub(super) fn command(args: &LearnArgs) -> Result<u8> {
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let matcher = Matcher::new(&gazetteer)?;
    let text = if args.text.is_empty() { None } else { Some(super::run::inputs(&args.text, gazetteer.cleaning.fields.clone(), false)?) };
    let base = match &args.from {
        Some(path) => super::model(Some(path))?.map(|tagger| Tagger::clone(&tagger)),
        None => Tagger::bundled().map(|tagger| Tagger::clone(&tagger)),
    };
    let mut material = Material { annotated: args.annotated.clone(), text, from: None, clusters: None };
    // Weights of other clusters would mean nothing.
    let slot = if args.afresh { &mut material.clusters } else { &mut material.from };
    *slot = base.filter(|_| material.text.is_none());
    let learned = learn(&material, &gazetteer, &matcher)?;
    replace_file(&args.output, &learned.tagger.to_bytes())?;
    let _ = print(&mut io::stdout().lock(), &learned, args);
    for (path, reason) in &learned.unreadable {
        say!("guanxi: {path}: {reason}");
    }
    Ok(if learned.unreadable.is_empty() { DONE } else { SOME_UNREADABLE })
}

fn print(out: &mut impl Write, learned: &Learned, args: &LearnArgs) -> io::Result<()> {
    writeln!(out, "documents   {}", learned.documents)?;
    writeln!(out, "words       {} in clusters", learned.words)?;
    if learned.measured == 0 {
        writeln!(out, "measured    nothing: sentences are learned from alone; name a folder of annotated documents too")?;
        return writeln!(out, "model in    {}", args.output.display());
    }
    writeln!(out, "\nlists and rules alone\n              wanted   found   precision, recall, F1\n{}", learned.before)?;
    writeln!(out, "cross-validation\n              wanted   found   precision, recall, F1\n{}", learned.table)?;
    writeln!(out, "confidence   mentions   right")?;
    for &(from, mentions, right) in &learned.reliability {
        writeln!(out, "{:>9} % {mentions:>10}   {:.3}", format!("{from}–{}", from + 9), right as f64 / mentions as f64)?;
    }
    writeln!(out, "model in    {}", args.output.display())
}
