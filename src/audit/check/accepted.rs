//! Findings that somebody has seen and found fine: `accepted.yaml`.

use super::{Code, Finding, Findings};
use crate::knowledge::{
    Layer, SourceFile,
    lines::Step::{Item, Key},
    lines::line_of,
    source::parse,
    tool_files::{ACCEPTED, Acceptance},
};
use rustc_hash::FxHashSet;

/// Drops accepted findings; adds those about acceptances that fit nothing.
pub(super) fn apply(findings: &mut Findings<'_>, layers: &[Layer]) {
    let fold = |subject: &str| findings.gazetteer.folder.fold_str(subject);
    let mut accepted: FxHashSet<(Code, String)> = FxHashSet::default();
    let mut used: FxHashSet<(Code, String)> = FxHashSet::default();
    let mut listed: Vec<(&SourceFile, [usize; 2], Code, String)> = Vec::new();
    let mut faults: Vec<Finding> = Vec::new();
    for source in layers.iter().flat_map(|layer| &layer.files).filter(|f| f.name == ACCEPTED) {
        let groups: Vec<Acceptance> = match parse(source) {
            Ok(groups) => groups,
            Err(fault) => {
                faults.push(fault.into());
                continue;
            }
        };
        for (i, group) in groups.into_iter().enumerate() {
            let mut say = |field, message: String, remedy: &str| faults.push(source.fault(&[Item(i), Key(field)], message, remedy).into());
            match group.code.parse::<Code>() {
                Ok(code) if !group.reason.trim().is_empty() => {
                    for (k, subject) in group.subjects.into_iter().enumerate() {
                        accepted.insert((code, fold(&subject)));
                        listed.push((source, [i, k], code, fold(&subject)));
                    }
                }
                Ok(_) => say("reason", format!("{}: reason is empty", group.code), "say why these are fine"),
                Err(known) => say("code", format!("code {:?}: {known}", group.code), "correct the code"),
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
    for (source, [group, item], code, subject) in listed {
        if !used.contains(&(code, subject.clone())) {
            let line = line_of(&source.text, &[Item(group), Key("subjects"), Item(item)]);
            let message = format!("{} of {subject} is accepted, but not found", code.as_str());
            findings.at(Code::UnusedAcceptance, (source.shown.clone(), line), &subject, message, "remove it from the list");
        }
    }
    findings.found.extend(faults);
}
