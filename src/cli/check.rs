//! `guanxi gazetteer check`.

use super::{
    DONE, NOTHING_DONE,
    args::{CheckArgs, CheckFormat},
};
use guanxi::{
    error::{Error, Result},
    gazetteer::{Gazetteer, Severity, bundled_layer, check as find, folder_layer},
};
use serde_json::json;

pub(super) fn check(args: &CheckArgs) -> Result<u8> {
    let layers =
        if args.folder.is_empty() { vec![bundled_layer()] } else { args.folder.iter().map(|folder| folder_layer(folder)).collect::<Result<_>>()? };
    let gazetteer = match Gazetteer::load(&layers) {
        Ok(gazetteer) => gazetteer,
        Err(Error::Gazetteer(faults)) => {
            for fault in &faults {
                match args.format {
                    CheckFormat::Text => println!("{fault}"),
                    CheckFormat::Json => println!(
                        "{}",
                        json!({"severity": "error", "file": fault.file, "line": fault.line, "message": fault.message, "remedy": fault.remedy})
                    ),
                }
            }
            eprintln!("{} errors", faults.len());
            return Ok(NOTHING_DONE);
        }
        Err(e) => return Err(e),
    };
    let findings = find(&gazetteer);
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    for finding in findings.iter().filter(|f| !args.quiet || f.severity == Severity::Error) {
        let severity = if finding.severity == Severity::Error { "error" } else { "note" };
        match args.format {
            CheckFormat::Text => println!("{finding}"),
            CheckFormat::Json => println!(
                "{}",
                json!({"severity": severity, "file": finding.file, "line": finding.line, "message": finding.message, "remedy": finding.remedy})
            ),
        }
    }
    if !args.quiet {
        eprintln!(
            "{} entities, {} surface forms: {errors} errors, {} notes",
            gazetteer.entities.len(),
            gazetteer.surfaces.len(),
            findings.len() - errors
        );
    }
    Ok(if errors == 0 { DONE } else { NOTHING_DONE })
}
