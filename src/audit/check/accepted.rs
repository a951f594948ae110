//! Findings that somebody has seen and found fine: `accepted.yaml`.

use super::{Code, Finding, Findings};
use crate::knowledge::{Layer, SourceFile, source::yaml_fault};
use rustc_hash::FxHashSet;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    code: String,
    /// Why these are fine.
    reason: String,
    /// Ids or surface forms, as the findings name them.
    subjects: Vec<String>,
}

/// Drops accepted findings; adds those about acceptances that fit nothing.
pub(super) fn apply(findings: &mut Findings<'_>, layers: &[Layer]) {
    let fold = |subject: &str| findings.gazetteer.folder.fold_str(subject);
    let mut accepted: FxHashSet<(Code, String)> = FxHashSet::default();
    let mut used: FxHashSet<(Code, String)> = FxHashSet::default();
    let mut listed: Vec<(&SourceFile, usize, Code, String)> = Vec::new();
    let mut faults: Vec<Finding> = Vec::new();
    for source in layers.iter().flat_map(|layer| &layer.files).filter(|f| f.name == "accepted.yaml") {
        let groups: Vec<Acceptance> = match serde_yaml::from_str::<Option<Vec<Acceptance>>>(&source.text) {
            Ok(groups) => groups.unwrap_or_default(),
            Err(e) => {
                faults.push(yaml_fault(&source.shown, &source.text, &e).into());
                continue;
            }
        };
        let mut from = 0;
        for group in groups {
            // Groups stand in the order of the file, so each is looked for behind the one before.
            from = line_of(source, from, &group.code);
            match group.code.parse::<Code>() {
                Ok(code) if !group.reason.trim().is_empty() => {
                    for subject in group.subjects {
                        listed.push((source, line_of(source, from, &subject), code, fold(&subject)));
                        accepted.insert((code, fold(&subject)));
                    }
                }
                Ok(_) => faults.push(fault(source, from, format!("{}: reason is empty", group.code), "say why these are fine")),
                Err(known) => faults.push(fault(source, from, format!("code {:?}: {known}", group.code), "correct the code")),
            }
        }
    }
    findings.found.retain(|finding| {
        let key = (finding.code, fold(&finding.subject));
        let is_accepted = accepted.contains(&key);
        if is_accepted {
            used.insert(key);
        }
        !is_accepted
    });
    for (source, line, code, subject) in listed {
        if !used.contains(&(code, subject.clone())) {
            let message = format!("{} of {subject} is accepted, but not found", code.as_str());
            findings.at(Code::UnusedAcceptance, (source.shown.clone(), line + 1), &subject, message, "remove it from the list");
        }
    }
    findings.found.extend(faults);
}

fn fault(source: &SourceFile, line: usize, message: String, remedy: &str) -> Finding {
    crate::knowledge::fault(&source.shown, line + 1, message, remedy).into()
}

/// Index of the first line from `from` on that holds this text.
fn line_of(source: &SourceFile, from: usize, text: &str) -> usize {
    source.text.lines().skip(from).position(|line| line.contains(text)).map_or(from, |i| from + i)
}
