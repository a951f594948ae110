//! Lines against the loaded tables: what they change, and what is wrong with them.

use super::{
    Curation, CurationKind, CurationLine,
    read::{DiscoveredName, Line, Member, OrMap, Says, WrittenScope},
    rulings::{Outcome, Rule, Scope, Target},
    state::{Edit, State},
};
use crate::{
    error::GazetteerFault,
    id::{EntityId, discovered_id, discovered_key, parse_discovered_id},
    knowledge::{Entity, EntityType, IN_NO_FILE, Surface, entity, fault, forms},
    script::Folder,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// The tables that lines are checked against.
pub(crate) struct Tables<'a> {
    /// In the order of their ids.
    pub(crate) entities: &'a [Entity],
    pub(crate) surfaces: &'a [Surface],
    pub(crate) folder: &'a Folder,
    /// Files as the user knows them.
    pub(crate) files: &'a [(String, String)],
}

/// Checks the lines in their order and plans what they change.
pub(crate) fn plan(lines: &[Line], tables: &Tables<'_>, faults: &mut Vec<GazetteerFault>) -> Curation {
    if lines.is_empty() {
        return Curation::default();
    }
    let state = tables.touched(lines);
    let mut planner = Planner {
        tables,
        faults,
        at: (0, 0),
        curation: Curation { loaded: state.clone(), ..Curation::default() },
        state,
        absorbed: FxHashMap::default(),
        taken: FxHashMap::default(),
    };
    for (i, line) in lines.iter().enumerate() {
        planner.at = (line.file, line.line);
        let (kind, subject) = planner.line(i as u32, &line.says);
        planner.curation.lines.push(CurationLine { file: line.file, line: line.line, kind, subject, reason: line.reason.clone() });
    }
    // Preferences see the tables as all lines leave them.
    for (i, line) in lines.iter().enumerate() {
        planner.at = (line.file, line.line);
        match &line.says {
            Says::Block { surface, scope } => planner.rule(i as u32, surface, scope, Outcome::Block),
            Says::Prefer { surface, entity, scope } => {
                if let Some(entity) = planner.preferred(surface, entity) {
                    planner.rule(i as u32, surface, scope, Outcome::Prefer(entity));
                }
            }
            Says::Merge(_) | Says::Split { .. } => {}
        }
    }
    planner.contradictions(lines);
    let mut curation = planner.curation;
    for rules in curation.rules.values_mut() {
        rules.sort_by_key(|rule| (rule.scope.is_everywhere(), rule.line));
    }
    curation
}

impl Tables<'_> {
    fn by_id(&self, id: &str) -> Option<EntityId> {
        entity::by_id(self.entities, id)
    }

    /// The surface form with this folded text.
    fn form(&self, folded: &str) -> Option<usize> {
        forms::find(self.surfaces, folded).map(|id| id.0 as usize)
    }

    /// The surface forms that a name stands for: itself and, of a dotted name, the same without dots.
    fn forms(&self, surface: &str) -> Vec<usize> {
        let folded = self.folder.fold_str(surface.trim());
        let undotted = folded.contains('·').then(|| folded.replace('·', ""));
        [Some(folded), undotted].into_iter().flatten().filter_map(|form| self.form(&form)).collect()
    }

    /// All rows that a merge or split may touch, as they were loaded.
    fn touched(&self, lines: &[Line]) -> State {
        let mut members: FxHashSet<EntityId> = FxHashSet::default();
        let mut surfaces: BTreeSet<usize> = BTreeSet::new();
        for line in lines {
            match &line.says {
                Says::Merge(list) => members.extend(list.iter().filter_map(|m| if let OrMap::Text(id) = m { self.by_id(id) } else { None })),
                Says::Split { surface, .. } => {
                    surfaces.extend(self.forms(surface));
                    members.extend(line.entry().and_then(|(entry, _)| self.by_id(&entry.id)));
                }
                Says::Block { .. } | Says::Prefer { .. } => {}
            }
        }
        if !members.is_empty() {
            let means = |s: &Surface| s.senses.iter().any(|sense| members.contains(&sense.entity));
            surfaces.extend(self.surfaces.iter().enumerate().filter(|(_, s)| means(s)).map(|(i, _)| i));
        }
        let names = |e: &Entity| e.of.is_some_and(|of| members.contains(&of)) || e.tenures.iter().any(|t| members.contains(&t.office));
        let entities = self.entities.iter().enumerate();
        let entities = entities.filter(|&(i, e)| members.contains(&EntityId(i as u32)) || !members.is_empty() && names(e));
        State {
            senses: surfaces.into_iter().map(|i| (i, self.surfaces[i].senses.clone())).collect(),
            entities: entities.map(|(i, e)| (i, e.clone())).collect(),
            ..State::default()
        }
    }
}

struct Planner<'a> {
    tables: &'a Tables<'a>,
    faults: &'a mut Vec<GazetteerFault>,
    /// File and line of the line at hand.
    at: (usize, usize),
    curation: Curation,
    /// The tables after the lines so far.
    state: State,
    /// Entities and discovered names, by key, that a line has merged away, and where.
    absorbed: FxHashMap<u64, (usize, usize)>,
    /// Surface forms that a line has taken from an entity, and where.
    taken: FxHashMap<(usize, EntityId), (usize, usize)>,
}

/// A member of a merge.
enum Known {
    Entity(EntityId),
    Discovered(u64, Option<(EntityType, String)>),
}

impl Planner<'_> {
    fn say(&mut self, message: String, remedy: &str) {
        self.faults.push(fault(&self.tables.files[self.at.0].0, self.at.1, message, remedy));
    }

    fn place(&self, (file, line): (usize, usize)) -> String {
        format!("{}:{line}", self.tables.files[file].0)
    }

    fn id(&self, entity: EntityId) -> &str {
        &self.tables.entities[entity.index()].id
    }

    fn line(&mut self, line: u32, says: &Says) -> (CurationKind, Vec<String>) {
        match says {
            Says::Merge(members) => (CurationKind::Merge, self.merge(line, members)),
            Says::Split { surface, from, to } => {
                self.split(line, surface, from, to.as_ref());
                let to = to.as_ref().map(|to| match to {
                    OrMap::Text(id) => id.clone(),
                    OrMap::Map(entry) => entry.id.clone(),
                });
                (CurationKind::Split, [surface.clone(), from.clone()].into_iter().chain(to).collect())
            }
            Says::Block { surface, .. } => (CurationKind::Block, vec![surface.clone()]),
            Says::Prefer { surface, entity, .. } => (CurationKind::Prefer, vec![surface.clone(), entity.clone()]),
        }
    }

    /// An entity that is in a file and not merged into another.
    fn entity(&mut self, field: &str, id: &str) -> Option<EntityId> {
        let Some(entity) = self.tables.by_id(id) else {
            self.say(format!("{field} names {id}, which is in no file"), IN_NO_FILE);
            return None;
        };
        if let Some(&place) = self.absorbed.get(&u64::from(entity.0)) {
            let into = self.id(self.state.successor(entity)).to_owned();
            let message = format!("{field} names {id}, which {} merges into {into}", self.place(place));
            self.say(message, &format!("name {into}, or take one of the two lines out"));
            return None;
        }
        Some(entity)
    }

    fn member(&mut self, member: &Member) -> Option<Known> {
        match member {
            OrMap::Text(id) if id.starts_with("x-") => {
                let key = parse_discovered_id(id);
                if key.is_none() {
                    self.say(format!("merge names {id}, which is no id of nodes.csv"), "copy the id from nodes.csv: x- and 16 digits 0-9 a-f");
                }
                key.map(|key| Known::Discovered(key, None))
            }
            OrMap::Text(id) => self.entity("merge", id).map(Known::Entity),
            OrMap::Map(name) => {
                let DiscoveredName { name, kind } = &**name;
                let Some(kind) = EntityType::parse(kind) else {
                    self.say(format!("type {kind:?} is none"), "write person, office, organization or place");
                    return None;
                };
                if name.trim().is_empty() {
                    self.say("merge holds an empty name".to_owned(), "write the label of nodes.csv");
                    return None;
                }
                let label = self.tables.folder.fold_str(name.trim());
                Some(Known::Discovered(discovered_key(kind.as_str(), &label), Some((kind, name.trim().to_owned()))))
            }
        }
    }

    fn merge(&mut self, line: u32, members: &[Member]) -> Vec<String> {
        let known: Vec<Option<Known>> = members.iter().map(|member| self.member(member)).collect();
        let shown = |known: &Known| match known {
            Known::Entity(id) => self.id(*id).to_owned(),
            Known::Discovered(key, _) => discovered_id(*key),
        };
        let ids: Vec<String> = known.iter().flatten().map(shown).collect();
        if members.len() < 2 {
            self.say("merge of less than two".to_owned(), "write it like merge: [p-stays, p-goes]");
            return ids;
        }
        if known.iter().any(Option::is_none) {
            return ids;
        }
        if let Some(twice) = ids.iter().enumerate().find(|(i, id)| ids[..*i].contains(id)).map(|(_, id)| id.clone()) {
            self.say(format!("merge names {twice} twice"), "name each once");
            return ids;
        }
        let mut known = known.into_iter().flatten();
        let Some(first) = known.next() else { return ids };
        let target = match first {
            Known::Entity(into) => Target::Entity(into),
            Known::Discovered(key, Some((kind, label))) => {
                if let Some(&place) = self.absorbed.get(&key) {
                    let message = format!("merge keeps {label}, which {} merges into another", self.place(place));
                    self.say(message, "name the one that it becomes there");
                    return ids;
                }
                Target::Name(kind, label)
            }
            Known::Discovered(..) => {
                let message = format!("merge begins with {}, of which no file tells the name", ids[0]);
                self.say(message, "begin with the id of an entry, or with {name: …, type: …}");
                return ids;
            }
        };
        let mut from = Vec::new();
        for member in known {
            match (member, &target) {
                (Known::Entity(id), Target::Entity(into)) => {
                    let [a, b] = [*into, id].map(|id| &self.tables.entities[id.index()]);
                    if a.kind == b.kind {
                        from.push(id);
                    } else {
                        let message = format!("merge makes {}, {}, one with {}, {}", b.id, b.kind, a.id, a.kind);
                        self.say(message, "merge entries of one type; move single surfaces with split");
                    }
                }
                (Known::Entity(id), Target::Name(..)) => {
                    let message = format!("merge makes the entry {} part of a name that no file lists", self.id(id));
                    self.say(message, "name the id of the entry first");
                }
                (Known::Discovered(key, _), target) => match self.absorbed.get(&key) {
                    Some(&place) => {
                        let message = format!("merge names {}, which {} merges already", discovered_id(key), self.place(place));
                        self.say(message, "take one of the two lines out");
                    }
                    None => {
                        self.absorbed.insert(key, self.at);
                        self.curation.discovered.insert(key, (line, target.clone()));
                    }
                },
            }
        }
        if let (Target::Entity(into), false) = (target, from.is_empty()) {
            for id in &from {
                self.absorbed.insert(u64::from(id.0), self.at);
            }
            self.edit(line, Edit::Merge { into, from });
        }
        ids
    }

    fn edit(&mut self, line: u32, edit: Edit) {
        let decided = |at: usize, to: Option<EntityId>| (at, (line, to));
        let forms: Vec<_> = match &edit {
            Edit::Merge { into, from } => {
                self.curation.merged.extend(from.iter().map(|&from| (from, line)));
                let moved = self.state.senses.iter().filter(|(_, senses)| senses.iter().any(|s| from.contains(&s.entity)));
                moved.map(|(&at, _)| decided(at, Some(*into))).collect()
            }
            Edit::Split { surfaces, to, .. } => surfaces.iter().map(|&at| decided(at, *to)).collect(),
        };
        for (at, decision) in forms {
            self.curation.decided.entry(at).or_default().push(decision);
        }
        self.state.apply(&edit);
        self.curation.edits.push((line, edit));
    }

    fn split(&mut self, line: u32, surface: &str, from: &str, to: Option<&OrMap<crate::knowledge::Entry>>) {
        let Some(from) = self.entity("from", from) else { return };
        let (to, new) = match to {
            None => (None, None),
            Some(OrMap::Text(id)) => match self.entity("to", id) {
                Some(to) if to != from => (Some(to), None),
                Some(_) => return self.say(format!("split gives {surface} to {id}, from which it takes it"), "name two entities"),
                None => return,
            },
            // An entry that did not load has been reported.
            Some(OrMap::Map(entry)) => match self.tables.by_id(&entry.id) {
                Some(new) => (Some(new), Some(new)),
                None => return,
            },
        };
        let folded = self.tables.folder.fold_str(surface);
        let exact = self.tables.form(&folded);
        if exact.is_none_or(|at| self.state.sense(at, from).is_none()) {
            let message = match exact.and_then(|at| self.taken.get(&(at, from))) {
                Some(&place) => format!("{surface} is no name of {}: {} takes it away", self.id(from), self.place(place)),
                None => format!("{surface} is no name of {}", self.id(from)),
            };
            return self.say(message, "write a name, alias or weak form of the entry");
        }
        let surfaces = self.tables.forms(surface);
        for &at in &surfaces {
            self.taken.insert((at, from), self.at);
        }
        self.curation.written.extend(new);
        self.edit(line, Edit::Split { surfaces, from, to });
    }

    fn preferred(&mut self, surface: &str, id: &str) -> Option<EntityId> {
        let entity = self.entity("entity", id)?;
        let Some(at) = self.tables.form(&self.tables.folder.fold_str(surface)) else {
            self.say(format!("{surface} is in no entry"), "correct the surface, or add it as alias or weak to an entry, or in additions.yaml");
            return None;
        };
        let senses = self.state.senses.get(&at).unwrap_or(&self.tables.surfaces[at].senses);
        if senses.iter().any(|s| s.entity == entity) {
            return Some(entity);
        }
        let meanings: Vec<&str> = senses.iter().map(|s| self.id(s.entity)).collect();
        let message = match self.taken.get(&(at, entity)) {
            Some(&place) => format!("{surface} is no name of {id}: {} takes it away", self.place(place)),
            None => format!("{surface} is no name of {id}; it means {}", meanings.join(", ")),
        };
        self.say(message, "name one of its entities, or add it as weak to the entry, or in additions.yaml");
        None
    }

    fn rule(&mut self, line: u32, surface: &str, scope: &WrittenScope, outcome: Outcome) {
        let folder = self.tables.folder;
        let chars = |texts: &[String]| texts.iter().map(|text| text.trim().chars().map(|c| folder.fold(c)).collect()).collect();
        let scope = Scope {
            before: chars(&scope.before),
            after: chars(&scope.after),
            outlets: scope.outlets.iter().map(|outlet| folder.fold_str(outlet.trim())).collect(),
            since: scope.since.map(|date| date.first_day()),
            until: scope.until.map(|date| date.last_day()),
        };
        self.curation.rules.entry(folder.fold_str(surface)).or_default().push(Rule { line, scope, outcome });
    }

    /// Lines that say two things of one mention, or one thing twice.
    fn contradictions(&mut self, lines: &[Line]) {
        let mut found: Vec<(u32, u32, bool)> = Vec::new();
        for rules in self.curation.rules.values() {
            for (i, rule) in rules.iter().enumerate() {
                for earlier in &rules[..i] {
                    // A line with conditions is an exception from one without.
                    let is_exception = rule.scope.is_everywhere() != earlier.scope.is_everywhere();
                    if is_exception || !rule.scope.meets(&earlier.scope) {
                        continue;
                    }
                    if rule.outcome != earlier.outcome || rule.scope == earlier.scope {
                        found.push((rule.line, earlier.line, rule.outcome != earlier.outcome));
                    }
                }
            }
        }
        found.sort_unstable();
        for (line, earlier, is_other) in found {
            let [line, earlier] = [line, earlier].map(|i| &lines[i as usize]);
            self.at = (line.file, line.line);
            let surface = line.says.surface();
            let place = self.place((earlier.file, earlier.line));
            if is_other {
                let message = format!("{surface} is something else by {place}");
                self.say(message, "take one of the two lines out, or give them conditions (before, after, outlets, since, until) that never meet");
            } else {
                self.say(format!("{place} says this of {surface} already"), "take one of the two lines out");
            }
        }
        for line in lines {
            let Says::Split { surface, to: Some(_), .. } = &line.says else { continue };
            let rules = self.curation.rules.get(&self.tables.folder.fold_str(surface)).into_iter().flatten();
            let block = rules.filter(|r| r.outcome == Outcome::Block && r.scope.is_everywhere()).map(|r| r.line).min();
            if let Some(block) = block.map(|i| &lines[i as usize]) {
                self.at = (line.file, line.line);
                let message = format!("split gives {surface} away, but {} blocks it", self.place((block.file, block.line)));
                self.say(message, "take one of the two lines out");
            }
        }
    }
}

impl Says {
    fn surface(&self) -> &str {
        match self {
            Says::Merge(_) => "",
            Says::Split { surface, .. } | Says::Block { surface, .. } | Says::Prefer { surface, .. } => surface,
        }
    }
}
