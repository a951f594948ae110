//! YAML files to a [`Gazetteer`], with every fault named by file and line.

use super::{
    Classes, Curation, EntityType, Gazetteer, Layer, SourceFile, classes,
    compiled::Compiled,
    curation::{self, Line, Tables},
    entries::{self, Placed, check_entry, placed},
    fault, forms, layers,
    lines::Step::{Item, Key},
    rule_files,
    source::{IN_NO_FILE, parse_or_note, yaml_fault},
    tables,
    tool_files::{self, ADDITIONS, Addition},
};
use crate::{document::CleaningRules, error::GazetteerFault, lexicon::Lexicon, relation::RelationRules, script::Folder};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::{collections::BTreeMap, sync::OnceLock};

pub(crate) fn load(layers: &[Layer], faults: &mut Vec<GazetteerFault>) -> Option<Gazetteer> {
    let sources: Vec<&SourceFile> = layers.iter().flat_map(|layer| &layer.files).collect();
    let files: Vec<(String, String)> = sources.iter().map(|s| (s.shown.clone(), blake3::hash(s.text.as_bytes()).to_hex()[..16].to_owned())).collect();
    let layer_of: Vec<usize> = layers.iter().enumerate().flat_map(|(l, layer)| vec![l; layer.files.len()]).collect();
    let lines = curation::read(&sources, faults);
    let (mut placed, overridden) = placed(&sources, &layer_of, faults);
    for source in sources.iter().filter(|s| s.name == ADDITIONS) {
        add_names(source, &mut placed, faults);
    }
    place_curated(&lines, &sources, &mut placed, faults);

    let last = |name: &str| sources.iter().rev().find(|s| s.name == name);
    let folder = Folder::new(rule_files::variants(last("variants.yaml"), faults));
    let cleaning = cleaning(last("cleaning.yaml"), &folder, faults);

    let own_classes = bundled_classes();
    let classes = Classes::read(Some(last(classes::FILE).copied().unwrap_or(&own_classes)), faults);
    tool_files::check(&sources, &classes, faults);
    let (mut entities, names) = entries::settle(placed, &sources, &classes, faults);
    let frequencies = rule_files::frequencies(last("frequencies.yaml"), &folder, faults);
    let mut surfaces = forms::surfaces(&entities, &names, &folder, &classes, &frequencies);
    drop(names);
    let grammar = tables::grammar(&|name| last(name).copied(), &folder, &entities, faults);
    let url_rules = parse_or_note(last("stories.yaml").copied(), faults);
    // The program's own examples are run by its tests.
    let bundled = layers::bundled(&sources);
    let rules = sources.iter().zip(&bundled).rev().find(|(s, _)| s.name == "relations.yaml");
    let lexicon = rules.filter(|(_, bundled)| !**bundled).map(|_| Lexicon::new(grammar.word_endings.clone()));
    let relations = relations(rules.map(|(source, _)| source), lexicon.as_ref(), &folder, &grammar, faults);

    let tables = Tables { entities: &entities, surfaces: &surfaces, folder: &folder, files: &files };
    let curation = curation::plan(&lines, &tables, faults);
    let successors = curation.apply(&mut entities, &mut surfaces);
    let holders = curation::holders(entities.iter());
    Some(Gazetteer {
        entities,
        surfaces,
        folder,
        cleaning,
        classes,
        grammar,
        relations,
        holders,
        files,
        overridden,
        curation,
        successors,
        of_user: bundled.into_iter().map(|bundled| !bundled).collect(),
        compiled: None,
        lookup: OnceLock::new(),
        url_rules,
    })
}

/// What the build compiled.
static BUNDLED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteers.bin"));

/// The bundled gazetteers, ready for use.
pub(crate) fn compiled() -> Gazetteer {
    let Compiled { files, rules, entities, surfaces, matched } = Compiled::read(BUNDLED).expect("the build wrote it");
    let rules: Vec<SourceFile> = rules.into_iter().map(|(name, text)| SourceFile { shown: format!("gazetteers/{name}"), name, text }).collect();
    let file = |name: &str| rules.iter().find(|s| s.name == name);
    // A test finds none.
    let faults = &mut Vec::new();
    let folder = Folder::new(rule_files::variants(file("variants.yaml").as_ref(), faults));
    let grammar = tables::grammar(&file, &folder, &entities, faults);
    Gazetteer {
        cleaning: file("cleaning.yaml").map(|source| CleaningRules::tested(&source.text, &folder)).transpose().ok().flatten().unwrap_or_default(),
        relations: relations(file("relations.yaml").as_ref(), None, &folder, &grammar, faults),
        classes: Classes::read(file(classes::FILE), faults),
        url_rules: parse_or_note(file("stories.yaml"), faults),
        holders: curation::holders(entities.iter()),
        entities,
        surfaces,
        folder,
        grammar,
        files,
        overridden: Vec::new(),
        curation: Curation::default(),
        successors: FxHashMap::default(),
        of_user: Vec::new(),
        compiled: Some(matched),
        lookup: OnceLock::new(),
    }
}

/// The classes of the program, for layers that bring none.
fn bundled_classes() -> SourceFile {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/gazetteers/classes.yaml"));
    SourceFile { name: classes::FILE.into(), shown: format!("gazetteers/{}", classes::FILE), text: text.into() }
}

/// Adds the entries that lines of the curation write.
fn place_curated(lines: &[Line], sources: &[&SourceFile], placed: &mut Vec<Placed>, faults: &mut Vec<GazetteerFault>) {
    let mut written: BTreeMap<&str, Placed> = BTreeMap::new();
    for line in lines {
        let Some((entry, kind)) = line.entry() else { continue };
        let shown = &sources[line.file].shown;
        // The prefix of a wrong id is reported as that of a wrong person.
        let kind = kind.unwrap_or(EntityType::Person);
        check_entry(entry, kind, sources[line.file], line.line, faults);
        let known = placed.binary_search_by(|p| p.entry.id.cmp(&entry.id)).ok().map(|at| &placed[at]);
        if let Some(old) = known.or_else(|| written.get(entry.id.as_str())) {
            let message = format!("id {} stands already in {}:{}", entry.id, sources[old.file].shown, old.line);
            faults.push(fault(shown, line.line, message, format!("write to: {}, or give the new entry another id", entry.id)));
            continue;
        }
        written.insert(&entry.id, Placed { entry: entry.clone(), kind, file: line.file, line: line.line });
    }
    if !written.is_empty() {
        placed.extend(written.into_values());
        placed.par_sort_by(|a, b| a.entry.id.cmp(&b.entry.id));
    }
}

/// Adds what an additions file says to the entries it names.
fn add_names(source: &SourceFile, placed: &mut [Placed], faults: &mut Vec<GazetteerFault>) {
    let additions: Vec<Addition> = parse_or_note(Some(source), faults);
    for (i, addition) in additions.into_iter().enumerate() {
        let Ok(at) = placed.binary_search_by(|p| p.entry.id.cmp(&addition.id)) else {
            let message = format!("additions name {}, which is in no file", addition.id);
            faults.push(source.fault(&[Item(i), Key("id")], message, IN_NO_FILE));
            continue;
        };
        for (field, list) in [("aliases", &addition.aliases), ("weak", &addition.weak)] {
            if let Some(short) = list.iter().find(|a| a.trim().chars().count() < 2) {
                let message = format!("{}: {short:?} has fewer than two characters", addition.id);
                faults.push(source.fault(&[Item(i), Key(field)], message, "write a longer form"));
            }
        }
        let entry = &mut placed[at].entry;
        entry.en = entry.en.take().or(addition.en);
        entry.wikidata = entry.wikidata.take().or(addition.wikidata);
        entry.born = entry.born.or(addition.born);
        entry.aliases.extend(addition.aliases);
        entry.weak.extend(addition.weak);
    }
}

/// With a word list, the examples of the rules are run.
fn relations(
    source: Option<&&SourceFile>,
    lexicon: Option<&Lexicon>,
    folder: &Folder,
    grammar: &tables::Grammar,
    faults: &mut Vec<GazetteerFault>,
) -> RelationRules {
    let Some(source) = source else { return RelationRules::default() };
    match RelationRules::from_yaml(&source.text, folder, grammar, lexicon) {
        Ok(Ok(rules)) => rules,
        Ok(Err(wrong)) => {
            faults.extend(wrong.into_iter().map(|w| fault(&source.shown, w.line, w.reason, "correct the rule, its words or the example")));
            RelationRules::default()
        }
        Err(e) => {
            faults.push(yaml_fault(&source.shown, &source.text, &e));
            RelationRules::default()
        }
    }
}

fn cleaning(source: Option<&&SourceFile>, folder: &Folder, faults: &mut Vec<GazetteerFault>) -> CleaningRules {
    let Some(source) = source else { return CleaningRules::default() };
    match CleaningRules::from_yaml(&source.text, folder) {
        Ok(Ok(rules)) => rules,
        Ok(Err(wrong)) => {
            faults.extend(wrong.into_iter().map(|w| source.fault(&[Item(w.rule)], w.reason, "correct the pattern or the example")));
            CleaningRules::default()
        }
        Err(e) => {
            faults.push(yaml_fault(&source.shown, &source.text, &e));
            CleaningRules::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{knowledge::bundled_layer, mention::Matcher};

    #[test]
    fn what_the_build_compiles_is_what_loading_the_same_files_gives() {
        let compiled = compiled();
        let loaded = Gazetteer::load(&[bundled_layer()]).unwrap();
        assert_eq!(compiled.entities, loaded.entities);
        assert_eq!(compiled.surfaces, loaded.surfaces);
        assert_eq!(compiled.files, loaded.files);
        assert_eq!(compiled.holders, loaded.holders);
        assert_eq!(compiled.url_rules.keep_query, loaded.url_rules.keep_query);
        assert_eq!(format!("{:?}", compiled.relations), format!("{:?}", loaded.relations));
        assert_eq!(format!("{:?}", compiled.cleaning), format!("{:?}", loaded.cleaning));
        let (ours, theirs) = (Matcher::new(&compiled).unwrap(), Matcher::new(&loaded).unwrap());
        ours.assert_same_tables(&theirs);
    }
}
