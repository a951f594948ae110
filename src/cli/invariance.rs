//! `guanxi check-invariance`.

use super::args::InvarianceArgs;
use guanxi::error::Result;

/// As below, of a program built without it.
#[cfg(not(feature = "invariance"))]
pub(super) fn check(_args: &InvarianceArgs) -> Result<u8> {
    Err(guanxi::Error::NotCompiledIn { what: "check-invariance, which needs OpenCC's tables,", feature: "invariance" })
}

#[cfg(feature = "invariance")]
pub(super) fn check(args: &InvarianceArgs) -> Result<u8> {
    use super::{DONE, SOME_UNREADABLE};
    use guanxi::{
        corpus::Inputs,
        run::{RunOptions, check_invariance},
    };
    use std::io::{self, Write};
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let inputs = super::run::found(&args.input, false, || Inputs::find(&args.input, gazetteer.cleaning.fields.clone()))?;
    let found = check_invariance(&inputs, &gazetteer, &RunOptions::default())?;
    let mut out = io::stdout().lock();
    for d in &found.differences {
        let line = format!("{}\t{}\t{}\t{}\t{}\t{} in simplified, {} here", d.doc, d.script, d.kind, d.entity, d.surface, d.simplified, d.other);
        // A closed pipe ends the list, not with a fault.
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    for (path, reason) in &found.unreadable {
        say!("guanxi: {path}: {reason}");
    }
    let mut documents: Vec<&str> = found.differences.iter().map(|d| d.doc.as_str()).collect();
    documents.dedup();
    say!("{} documents, {} mentions: {} differences in {} documents", found.documents, found.mentions, found.differences.len(), documents.len());
    Ok(if found.differences.is_empty() && found.unreadable.is_empty() { DONE } else { SOME_UNREADABLE })
}
