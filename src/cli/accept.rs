//! `guanxi gazetteer accept`.

use super::{DONE, args::AcceptArgs};
use crate::named::text_of;
use guanxi::{
    error::{Error, Result},
    knowledge::{Layer, folder_layer},
    publish::replace_file,
    workshop::suggest::{Decisions, Renamed, apply},
};
use std::{
    fs,
    io::{self, Write},
};

pub(super) fn accept(args: &AcceptArgs) -> Result<u8> {
    let shown = args.file.display().to_string();
    let remedy = "name a queue of guanxi suggest with decisions filled in";
    let text = text_of(&args.file, remedy)?;
    if text.trim().is_empty() {
        return Err(Error::Input { path: shown, reason: "is empty".into(), remedy });
    }
    let decisions = Decisions::read(&text, &shown)?;
    // A new or empty folder, which is a fault elsewhere.
    let own = match folder_layer(&args.into) {
        Err(Error::Input { .. }) => Layer { files: Vec::new() },
        other => other?,
    };
    let accepted = apply(&decisions, &super::layers(&args.gazetteers.folders)?, &own, &shown)?;
    for file in &accepted.files {
        let path = args.into.join(&file.name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::io("cannot create gazetteer folder", folder))?;
        }
        replace_file(&path, file.text.as_bytes())?;
    }
    // A closed pipe is no fault.
    let mut out = io::stdout().lock();
    let _ = writeln!(
        out,
        "{} new entries, {} names of known entities, {} rejected, {} known before, {} undecided",
        accepted.entries, accepted.merged, accepted.rejected, accepted.known, decisions.open
    );
    for renamed in &accepted.renamed {
        let Renamed { name, id, taken, by } = renamed;
        say!("guanxi: {name} is {id}: {taken} is {by}; if they are one, take the entry out and write merge-into: {taken}");
    }
    for file in &accepted.files {
        let _ = writeln!(out, "  {}", args.into.join(&file.name).display());
    }
    Ok(DONE)
}
