//! The bundled gazetteers: their text, for the commands that check and rewrite it, and what is known by it.

use crate::{
    knowledge::{
        Classes, SourceFile,
        automaton::Forms,
        compiled::{Compiled, CompiledMatching},
        entries::{kind_of, placed, settle},
        fault,
        forms::{strong_han_names, surfaces},
        rule_files::{GrammarFile, frequencies, variants},
        source::{parse_or_note, yaml_fault},
        titles::titles,
        traits::traits,
    },
    lexicon::words::WordList,
    script::Folder,
};
use flate2::{Compression, write::DeflateEncoder};
use std::{error::Error, fs, io::Write, path::Path};

/// The YAML files of a folder, by name.
pub(crate) fn read(folder: &Path) -> Result<Vec<SourceFile>, Box<dyn Error>> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else if name.ends_with(".yaml") {
            let text = fs::read_to_string(entry.path()).map_err(|e| format!("gazetteers/{name}: {e}"))?;
            files.push(SourceFile { shown: format!("gazetteers/{name}"), name, text });
        }
    }
    Ok(())
}

/// Names and texts of the files, deflated.
pub(crate) fn compress(sources: &[SourceFile]) -> Result<Vec<u8>, Box<dyn Error>> {
    let files: Vec<(&str, &str)> = sources.iter().map(|s| (s.name.as_str(), s.text.as_str())).collect();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&postcard::to_allocvec(&files)?)?;
    Ok(encoder.finish()?)
}

/// What the program reads, or what is wrong with the files. Rule files are checked as far as the tables of names need
/// them; `guanxi gazetteer check` and the tests check the rest.
pub(crate) fn compile(sources: Vec<SourceFile>, words: Vec<u8>) -> Result<Vec<u8>, Vec<String>> {
    let faults = &mut Vec::new();
    let all: Vec<&SourceFile> = sources.iter().collect();
    let file = |name: &str| sources.iter().find(|s| s.name == name);
    for name in ["curation.yaml", "additions.yaml"] {
        if let Some(source) = file(name) {
            faults.push(fault(&source.shown, 1, "corrections of the bundled entries", "correct the entries themselves"));
        }
    }
    let mut rules: Vec<(String, String)> = Vec::new();
    for source in sources.iter().filter(|s| kind_of(s).is_none()) {
        match serde_yaml::from_str::<serde_json::Value>(&source.text) {
            Ok(value) => rules.push((source.name.clone(), value.to_string())),
            Err(e) => faults.push(yaml_fault(&source.shown, &source.text, &e)),
        }
    }
    let (placed, _) = placed(&all, &vec![0; all.len()], faults);
    let classes = Classes::read(file("classes.yaml"), faults);
    let (entities, names) = settle(placed, &all, &classes, faults);
    let folder = Folder::new(variants(file("variants.yaml").as_ref(), faults));
    let frequencies = frequencies(file("frequencies.yaml").as_ref(), &folder, faults);
    let grammar: GrammarFile = parse_or_note(file("grammar.yaml"), faults);
    if !faults.is_empty() {
        faults.sort();
        return Err(faults.iter().map(ToString::to_string).collect());
    }
    let surfaces = surfaces(&entities, &names, &folder, &classes, &frequencies);
    // The list reads its words where they lie, for as long as the program runs.
    let write = || -> Result<Vec<u8>, Box<dyn Error>> {
        let mut words = WordList::new(postcard::from_bytes(words.leak())?);
        words.add_names(&strong_han_names(&surfaces, &entities, |at| surfaces[at].senses.clone()));
        let forms = Forms::new(&surfaces, &titles(&grammar.titles, &folder), &words)?;
        let hash = |text: &str| blake3::hash(text.as_bytes()).to_hex()[..16].to_owned();
        let files = sources.iter().map(|s| (s.shown.clone(), hash(&s.text))).collect();
        let traits: Vec<u8> = surfaces.iter().map(|s| traits(&s.senses, &entities, &classes)).collect();
        let matched = CompiledMatching { traits: &traits, forms: forms.to_compiled(), names: words.names() };
        Ok(Compiled { files, rules, entities: entities.clone(), surfaces: surfaces.clone(), matched }.write()?)
    };
    write().map_err(|e| vec![e.to_string()])
}
