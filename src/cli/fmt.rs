//! `guanxi gazetteer fmt`.

use super::{DONE, NOTHING_DONE, args::FmtArgs};
use guanxi::{error::Result, workshop::format_folder};
use std::io::{self, Write};

pub(super) fn fmt(args: &FmtArgs) -> Result<u8> {
    // Every folder is read before a file is written: a fault in one leaves all as they are.
    let (mut changed, mut all_files) = (Vec::new(), 0);
    for folder in &args.folder {
        let (found, files) = format_folder(folder)?;
        changed.extend(found);
        all_files += files;
    }
    let mut out = io::stdout().lock();
    for file in &changed {
        if !args.check {
            file.write()?;
        }
        // A closed pipe ends the list, not the work.
        let _ = writeln!(out, "{}", file.path.display());
    }
    let done = if args.check { "would change" } else { "rewritten" };
    say!("{} of {all_files} files {done}", changed.len());
    Ok(if args.check && !changed.is_empty() { NOTHING_DONE } else { DONE })
}
