//! `guanxi verify`.

use super::{
    DONE, NOTHING_DONE,
    args::{ReportFormat, VerifyArgs},
};
use guanxi::{
    error::Result,
    results::{Difference, NOT_COMPUTED, verify as compare},
};
use serde_json::json;
use std::io::{self, Write};

pub(super) fn verify(args: &VerifyArgs) -> Result<u8> {
    let mut out = io::stdout().lock();
    let mut told = Ok(());
    let verified = compare(&args.folder, &mut |difference: Difference| {
        let line = match args.format {
            ReportFormat::Text => difference.to_string(),
            ReportFormat::Json => json!({"file": difference.file, "line": difference.line, "message": difference.message}).to_string(),
        };
        // A closed pipe ends the list; the exit code still tells.
        if told.is_ok() {
            told = writeln!(out, "{line}");
        }
    })?;
    super::written(told)?;
    if !args.quiet {
        say!(
            "{} documents, {} mentions, {} nodes, {} rows of evidence, {} edges compared: {}",
            verified.documents,
            verified.mentions,
            verified.nodes,
            verified.evidence,
            verified.edges,
            match verified.differences {
                0 => "what was computed anew follows".to_owned(),
                1 => "1 difference".to_owned(),
                n => format!("{n} differences"),
            }
        );
        say!("not computed anew: {NOT_COMPUTED}");
    }
    Ok(if verified.differences > 0 { NOTHING_DONE } else { DONE })
}
