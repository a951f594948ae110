//! Compiles what the program knows into forms that it reads where they lie: the word list, and the gazetteers with all
//! that finding their names in texts needs. The modules that load a user's gazetteers do it.

mod gazetteers;
mod sources;
mod words;

#[allow(dead_code, reason = "the program needs more of it")]
#[path = "../src/error.rs"]
mod error;
#[allow(dead_code, reason = "the program needs more of it")]
#[path = "../src/id.rs"]
mod id;
#[allow(dead_code, unused_imports, reason = "the program needs more of it")]
#[path = "../src/knowledge"]
mod knowledge {
    pub(crate) mod automaton;
    pub(crate) mod classes;
    pub(crate) mod compiled;
    mod date;
    mod entity;
    pub(crate) mod entries;
    mod entry;
    pub(crate) mod forms;
    mod lines;
    pub(crate) mod packed;
    mod plain;
    pub(crate) mod rule_files;
    pub(crate) mod source;
    mod text;
    pub(crate) mod titles;
    pub(crate) mod traits;
    mod written;

    pub(crate) use classes::{ClassId, ClassTrait, Classes};
    pub(crate) use date::PartialDate;
    pub(crate) use entity::{Country, Entity, EntityType, Tenure};
    pub(crate) use entries::Overridden;
    pub(crate) use entry::{Entry, TenureEntry};
    pub(crate) use forms::{Sense, Surface, SurfaceId};
    pub(crate) use source::{Layer, SourceFile, fault};
    pub(crate) use text::Text;
    pub(crate) use titles::{Standing, Title, Trigger};
}
#[allow(dead_code, reason = "the program needs more of it")]
#[path = "../src/lexicon"]
mod lexicon {
    pub(crate) mod trie;
    pub(crate) mod words;
}
#[allow(dead_code, unused_imports, reason = "the program needs more of it")]
#[path = "../src/script"]
mod script {
    mod detect;
    mod fold;

    pub(crate) use detect::is_han;
    pub(crate) use fold::{Folded, Folder};
}

use std::{env, error::Error, fs, path::PathBuf};

/// All that decides what the program does, beside the gazetteers and the model, which are told apart from it.
const PROGRAM: &[&str] = &["src", "Cargo.lock"];
/// What the files that are compiled here depend on.
const COMPILED: &[&str] = &["build", "gazetteers", "src/error.rs", "src/id.rs", "src/knowledge", "src/lexicon", "src/script", "Cargo.lock"];

fn main() -> Result<(), Box<dyn Error>> {
    for path in PROGRAM.iter().chain(COMPILED) {
        println!("cargo:rerun-if-changed={path}");
    }
    println!("cargo:rustc-env=GUANXI_SOURCES={}", sources::hash(PROGRAM)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let dictionary = words::dictionary()?;
    // For the test that compares.
    let sound = out.join("dictionary.txt");
    println!("cargo:rustc-env=JIEBA_DICTIONARY={}", sound.display());
    // Most changes of the program leave what is compiled here as it is.
    let (made_of, note) = (format!("{} {}", sources::hash(COMPILED)?, dictionary.display()), out.join("made-of"));
    if fs::read_to_string(&note).is_ok_and(|before| before == made_of) {
        return Ok(());
    }
    // What is half made is made of nothing.
    fs::write(&note, "")?;
    let dictionary = words::sound(&dictionary)?;
    fs::write(sound, &dictionary)?;
    let words = words::compile(&dictionary)?;
    fs::write(out.join("words.bin"), &words)?;
    let sources = gazetteers::read("gazetteers".as_ref())?;
    fs::write(out.join("sources.bin"), gazetteers::compress(&sources)?)?;
    match gazetteers::compile(sources, words) {
        Ok(compiled) => fs::write(out.join("gazetteers.bin"), compiled)?,
        Err(faults) => {
            for fault in &faults {
                println!("cargo:error={}", fault.replace('\n', " "));
            }
            return Err("the gazetteers do not load".into());
        }
    }
    fs::write(note, made_of)?;
    Ok(())
}
