//! Tenures: what contradicts itself, another tenure, or leaves a time open.

use super::{Code, Findings};
use crate::{
    id::EntityId,
    knowledge::{EntityType, Tenure},
};
use jiff::{ToSpan, civil::Date};

/// Days between two holders that are no gap: a hand-over takes its time, and dates are known to the month.
const HAND_OVER_DAYS: i64 = 31;

pub(super) fn check(findings: &mut Findings<'_>) {
    contradictions(findings);
    let gazetteer = findings.gazetteer;
    for (i, entity) in gazetteer.entities.iter().enumerate() {
        for tenure in entity.tenures.iter().filter(|tenure| tenure.from.is_none()) {
            let message = format!("{}: tenure of {} does not say when it began", entity.id, gazetteer.entity(tenure.office).id);
            let remedy = "add from, if only the year, where it is certain";
            findings.say(Code::TenureWithoutStart, EntityId(i as u32), &entity.id, message, remedy);
        }
    }
    for i in 0..gazetteer.entities.len() {
        let office = EntityId(i as u32);
        if gazetteer.entity(office).single {
            single(findings, office);
        }
    }
}

/// Tenures that cannot be, each at its line.
pub(super) fn contradictions(findings: &mut Findings<'_>) {
    let gazetteer = findings.gazetteer;
    for (i, entity) in gazetteer.entities.iter().enumerate() {
        let mut say = |code, office: &str, from: &str, message: String, remedy: &str| {
            let line = findings.line_with(EntityId(i as u32), [office, from]);
            findings.at(code, (gazetteer.files[entity.file].0.clone(), line), &entity.id, message, remedy);
        };
        for tenure in &entity.tenures {
            let office = gazetteer.entity(tenure.office);
            if office.kind != EntityType::Office {
                let message = format!("{}: tenure names {}, which is no office", entity.id, office.id);
                say(Code::NotAnOffice, &office.id, "", message, "name the id of an office");
            }
            if let (Some(from), Some(to)) = (tenure.from, tenure.to)
                && from.first_day() > to.last_day()
            {
                let message = format!("{}: tenure of {} ends ({to}) before it begins ({from})", entity.id, office.id);
                say(Code::InvertedTenure, &office.id, &from.to_string(), message, "correct the dates");
            }
        }
    }
}

/// Holders of an office that one person holds at a time.
fn single(findings: &mut Findings<'_>, office: EntityId) {
    let gazetteer = findings.gazetteer;
    let Some(holders) = gazetteer.holders.get(&office) else { return };
    let id = &gazetteer.entity(office).id;
    let held: Vec<(EntityId, &Tenure)> = holders.iter().map(|&(person, k)| (person, &gazetteer.entity(person).tenures[k])).collect();
    for pair in held.windows(2) {
        let ((a, first), (b, second)) = (pair[0], pair[1]);
        let (Some(end), Some(start)) = (first.to, second.from) else { continue };
        // Both held it for certain on one day, whatever the dates known to the month or year mean.
        let begin = first.from.map_or(start.last_day(), |from| from.last_day().max(start.last_day()));
        let last = second.to.map_or(end.first_day(), |to| to.first_day().min(end.first_day()));
        if a != b && !first.acting && !second.acting && !first.elect && !second.elect && last > begin {
            let ids = [a, b].map(|id| gazetteer.entity(id).id.as_str());
            let message = format!("{} holds {id} until {end}, {} from {start}", ids[0], ids[1]);
            findings.say(Code::OverlappingTenures, b, id, message, "one of the dates is wrong, or the office is not single");
        }
    }
    // Day up to which somebody has held it; none before the first known end.
    let mut held_until: Option<(Date, EntityId)> = None;
    for (person, tenure) in held.iter().filter(|(_, t)| !t.elect) {
        if let (Some(from), Some((until, before))) = (tenure.from, held_until)
            && until.checked_add(HAND_OVER_DAYS.days()).is_ok_and(|last| last < from.first_day())
        {
            let ids = [before, *person].map(|id| gazetteer.entity(id).id.as_str());
            let message = format!("nobody holds {id} between {} (until {until}) and {} (from {from})", ids[0], ids[1]);
            findings.say(Code::TenureGap, *person, id, message, "add who held it in between");
        }
        let until = tenure.to.map_or(Date::MAX, |to| to.last_day());
        if held_until.is_none_or(|(known, _)| known < until) {
            held_until = Some((until, *person));
        }
    }
}
