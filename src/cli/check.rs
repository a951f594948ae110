//! `guanxi gazetteer check`.

use super::{
    DONE, NOTHING_DONE, alone,
    args::{CheckArgs, ReportFormat},
    layers,
};
use guanxi::{
    audit::{Contradictions, Finding, Severity, check as find, contradictions},
    error::{Error, Result},
    knowledge::{Gazetteer, Layer},
    lexicon::Lexicon,
};
use serde_json::json;
use std::{
    io::{self, Write},
    path::Path,
};

pub(super) fn check(args: &CheckArgs) -> Result<u8> {
    let folders = &args.gazetteers.folders;
    let layers = if folders.is_empty() { alone(&args.folder)? } else { layers(folders)? };
    if let Some(output) = &args.against {
        return against(&Gazetteer::load(&layers)?, output, args);
    }
    let (findings, loaded) = findings(&layers)?;
    let is_wanted = |f: &&Finding| {
        let by_code = if args.only.is_empty() { args.all || !f.code.is_quiet() } else { args.only.contains(&f.code) };
        by_code && (!args.quiet || f.severity == Severity::Error)
    };
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    let mut shown = 0;
    let mut out = io::stdout().lock();
    for finding in findings.iter().filter(is_wanted) {
        shown += 1;
        let line = match args.format {
            ReportFormat::Text => finding.to_string(),
            ReportFormat::Json => {
                let Finding { severity, file, line, code, subject, message, remedy } = finding;
                let (severity, code) = (severity.as_str(), code.as_str());
                json!({"severity": severity, "file": file, "line": line, "message": message, "remedy": remedy, "code": code, "subject": subject})
                    .to_string()
            }
        };
        // A closed pipe ends the list, not with a fault.
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    if args.quiet && errors > 0 {
        say!("{loaded}{errors} errors");
    } else if !args.quiet {
        let notes = findings.len() - errors;
        let hidden = if shown < findings.len() { format!(", {} not shown (--all)", findings.len() - shown) } else { String::new() };
        say!("{loaded}{errors} errors, {notes} notes{hidden}");
    }
    Ok(if errors == 0 { DONE } else { NOTHING_DONE })
}

/// All findings, and what was loaded, in words.
fn findings(layers: &[Layer]) -> Result<(Vec<Finding>, String)> {
    match Gazetteer::load(layers) {
        Ok(gazetteer) => {
            let lexicon = Lexicon::new(gazetteer.grammar.word_endings.clone());
            let loaded = format!("{} entries, {} surface forms: ", gazetteer.entities.len(), gazetteer.surfaces.len());
            Ok((find(&gazetteer, layers, &lexicon), loaded))
        }
        Err(Error::Gazetteer(faults)) => Ok((faults.into_iter().map(Finding::from).collect(), String::new())),
        Err(e) => Err(e),
    }
}

fn against(gazetteer: &Gazetteer, output: &Path, args: &CheckArgs) -> Result<u8> {
    let Contradictions { found, compared, has_text } = contradictions(gazetteer, output)?;
    let mut out = io::stdout().lock();
    for c in &found {
        let (person, office) = (gazetteer.entity(c.person), gazetteer.entity(c.office));
        let file = &gazetteer.files[person.file].0;
        let known: Vec<String> = person.tenures.iter().filter(|t| t.office == c.office).map(|t| dates(t.from, t.to)).collect();
        let code = if known.is_empty() { "no-tenure" } else { "outside-tenure" };
        let line = match args.format {
            ReportFormat::Text => {
                let listed = if known.is_empty() { "no tenure".to_owned() } else { known.join(", ") };
                let (what, names) = (format!("{} documents, {} mentions, {} to {}", c.documents, c.mentions, c.first, c.last), &office.name);
                format!(
                    "{file}:{}: note: {} {} beside {} {names}, listed: {listed}; {what} [{code}]\n  {}, sentence {}: {}",
                    person.line, person.id, person.name, office.id, c.doc, c.sentence, c.text
                )
            }
            ReportFormat::Json => json!({
                "severity": "note", "code": code, "file": file, "line": person.line, "person": person.id.as_str(), "person_name": person.name.as_str(),
                "office": office.id.as_str(), "office_name": office.name.as_str(), "tenures": known, "documents": c.documents, "mentions": c.mentions,
                "first_date": c.first.to_string(), "last_date": c.last.to_string(), "doc": c.doc, "sentence": c.sentence, "text": c.text,
            })
            .to_string(),
        };
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    if !args.quiet {
        let unread = if has_text || compared == 0 {
            ""
        } else {
            "; without sentence texts, words before a title that make it a former or later one were not looked at"
        };
        say!("{compared} names beside titles compared, {} pairs outside the tenures{unread}", found.len());
    }
    Ok(DONE)
}

fn dates(from: Option<guanxi::knowledge::PartialDate>, to: Option<guanxi::knowledge::PartialDate>) -> String {
    let text = |date: Option<guanxi::knowledge::PartialDate>| date.map_or_else(String::new, |d| d.to_string());
    format!("{}/{}", text(from), text(to))
}
