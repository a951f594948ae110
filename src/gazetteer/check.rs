//! Findings of `guanxi gazetteer check`: what loads, but deserves a look.

use super::{EntityType, Gazetteer};
use crate::script::{Folder, is_han};
use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Wrong: the check fails.
    Error,
    /// Legal, worth knowing.
    Note,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// File as the user knows it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What was found.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Note => "note",
        };
        write!(f, "{}:{}: {severity}: {}\n  remedy: {}", self.file, self.line, self.message, self.remedy)
    }
}

/// Characters that Simplified writing keeps in some words although they fold to another (著名, 乾隆, 什么, the surname 甯).
pub(super) const KEPT: &str = "著乾么甯";

/// Looks for names that are not Simplified, forms shared by entities, and tenures that contradict each other.
pub fn check(gazetteer: &Gazetteer) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |severity, entity: usize, message: String, remedy: &str| {
        let entity = &gazetteer.entities[entity];
        let file = gazetteer.files[entity.file].0.clone();
        findings.push(Finding { severity, file, line: entity.line, message, remedy: String::from(remedy) });
    };
    let plain = Folder::new([]);
    for (i, entity) in gazetteer.entities.iter().enumerate() {
        let wrong: String = entity.name.chars().filter(|&c| is_han(c) && plain.fold(c) != c && !KEPT.contains(c)).collect();
        if !wrong.is_empty() {
            let message = format!("{}: name {} is not Simplified: {wrong}", entity.id, entity.name);
            say(Severity::Error, i, message, "write the name in Simplified characters, the Traditional form as hant");
        }
        for tenure in &entity.tenures {
            let office = gazetteer.entity(tenure.office);
            if office.kind != EntityType::Office {
                say(Severity::Error, i, format!("{}: tenure names {}, which is no office", entity.id, office.id), "name the id of an office");
            }
            if let (Some(from), Some(to)) = (tenure.from, tenure.to)
                && from.first_day() > to.last_day()
            {
                say(Severity::Error, i, format!("{}: tenure of {} ends ({to}) before it begins ({from})", entity.id, office.id), "correct the dates");
            }
        }
    }
    for surface in &gazetteer.surfaces {
        let strong: Vec<usize> = surface.senses.iter().filter(|s| !s.weak).map(|s| s.entity.index()).collect();
        if strong.len() > 1 {
            let ids: Vec<&str> = strong.iter().map(|&i| gazetteer.entities[i].id.as_str()).collect();
            let message = format!("{} is an alias of {}", surface.text, ids.join(", "));
            say(Severity::Note, strong[0], message, "fine where the press uses it for all of them; else make it weak under the rarer ones");
        }
    }
    for (&office, holders) in &gazetteer.holders {
        if !gazetteer.entity(office).single {
            continue;
        }
        for pair in holders.windows(2) {
            let tenure = |&(person, k): &(crate::id::EntityId, usize)| (person, gazetteer.entity(person).tenures[k]);
            let ((a, first), (b, second)) = (tenure(&pair[0]), tenure(&pair[1]));
            let (Some(end), Some(start)) = (first.to, second.from) else { continue };
            if a != b && !first.acting && !second.acting && !first.elect && !second.elect && end.first_day() > start.last_day() {
                let ids = [a, b].map(|id| gazetteer.entity(id).id.as_str());
                let message = format!("{} holds {} until {end}, {} from {start}", ids[0], gazetteer.entity(office).id, ids[1]);
                say(Severity::Note, b.index(), message, "one of the dates is wrong, or the office is not single");
            }
        }
    }
    findings.sort();
    findings
}
