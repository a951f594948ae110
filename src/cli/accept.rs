//! `guanxi gazetteer accept`.

use super::{DONE, args::AcceptArgs};
use guanxi::{
    error::{Error, Result},
    knowledge::{Layer, folder_layer},
    workshop::suggest::{Decisions, apply},
};
use std::fs;

pub(super) fn accept(args: &AcceptArgs) -> Result<u8> {
    let shown = args.file.display().to_string();
    let text = fs::read_to_string(&args.file).map_err(Error::io("cannot read", &args.file))?;
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
        fs::write(&path, &file.text).map_err(Error::io("cannot write", &path))?;
    }
    println!(
        "{} new entries, {} names of known entities, {} rejected, {} known before, {} undecided",
        accepted.entries, accepted.merged, accepted.rejected, accepted.known, decisions.open
    );
    for file in &accepted.files {
        println!("  {}", args.into.join(&file.name).display());
    }
    Ok(DONE)
}
