//! `guanxi gazetteer check`.

use super::{
    DONE, NOTHING_DONE,
    args::{CheckArgs, CheckFormat},
};
use guanxi::{
    error::{Error, GazetteerFault, Result},
    gazetteer::{Finding, Gazetteer, Severity, bundled_layer, check as find, folder_layer},
};
use serde_json::json;
use std::io::{self, Write};

pub(super) fn check(args: &CheckArgs) -> Result<u8> {
    let layers =
        if args.folder.is_empty() { vec![bundled_layer()] } else { args.folder.iter().map(|folder| folder_layer(folder)).collect::<Result<_>>()? };
    let (findings, loaded) = match Gazetteer::load(&layers) {
        Ok(gazetteer) => (find(&gazetteer), format!("{} entries, {} surface forms: ", gazetteer.entities.len(), gazetteer.surfaces.len())),
        Err(Error::Gazetteer(faults)) => (faults.into_iter().map(error).collect(), String::new()),
        Err(e) => return Err(e),
    };
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    let mut out = io::stdout().lock();
    for finding in findings.iter().filter(|f| !args.quiet || f.severity == Severity::Error) {
        let severity = if finding.severity == Severity::Error { "error" } else { "note" };
        let line = match args.format {
            CheckFormat::Text => finding.to_string(),
            CheckFormat::Json => {
                let Finding { file, line, message, remedy, .. } = finding;
                json!({"severity": severity, "file": file, "line": line, "message": message, "remedy": remedy}).to_string()
            }
        };
        // A closed pipe ends the list, not with a fault.
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    if !args.quiet || errors > 0 {
        eprintln!("{loaded}{errors} errors, {} notes", findings.len() - errors);
    }
    Ok(if errors == 0 { DONE } else { NOTHING_DONE })
}

fn error(fault: GazetteerFault) -> Finding {
    let GazetteerFault { file, line, message, remedy } = fault;
    Finding { severity: Severity::Error, file, line, message, remedy }
}
