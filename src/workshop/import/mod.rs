//! Foreign data sets to gazetteer folders: one reader for each format, one record for all of them, one writer.
//!
//! Everything streams. What stays in memory, beside one batch of lines, is eight bytes for each entry written (against
//! ids that come twice), the ids of the offices written, and what a join needs: the tenures of FollowTheMoney and Popolo,
//! which stand apart from their people; the names by id of spaCy patterns; the Chinese, preferred English and Wikidata
//! alternate names of GeoNames. People with tenures wait in an unnamed file until all offices are known; SQLite sorts
//! CBDB on disk.

#[cfg(feature = "cbdb")]
mod cbdb;
mod cedict;
mod entity;
mod fill;
mod ftm;
mod geonames;
mod guess;
mod input;
mod names;
mod popolo;
mod rules;
mod sink;
mod spacy;
mod table;
mod wikidata;
mod yaml;

pub use entity::{ImportedEntity, ImportedTenure};
pub use names::Names;
pub use rules::{ImportRules, Meaning};

use crate::{
    error::{Error, Result},
    knowledge::{EntityType, Gazetteer},
    script::Folder,
};
use entity::Read;
use input::Input;
use names::NameRules;
use rayon::prelude::*;
use sink::Sink;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    str::FromStr,
};

/// A format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Wikidata's JSON dump, one entity a line, with or without the brackets and commas of an array.
    Wikidata,
    /// The result of a SPARQL query as CSV, columns by name.
    WikidataCsv,
    /// FollowTheMoney entities, one a line.
    Ftm,
    /// One Popolo JSON document.
    Popolo,
    /// The main table of GeoNames.
    Geonames,
    /// CC-CEDICT.
    Cedict,
    /// The China Biographical Database, SQLite.
    Cbdb,
    /// Patterns of spaCy's EntityRuler, one a line.
    Spacy,
    /// CSV with columns named like our fields.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 9] = [
        Format::Wikidata,
        Format::WikidataCsv,
        Format::Ftm,
        Format::Popolo,
        Format::Geonames,
        Format::Cedict,
        Format::Cbdb,
        Format::Spacy,
        Format::Csv,
    ];

    /// As the user writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Wikidata => "wikidata",
            Format::WikidataCsv => "wikidata-csv",
            Format::Ftm => "ftm",
            Format::Popolo => "popolo",
            Format::Geonames => "geonames",
            Format::Cedict => "cedict",
            Format::Cbdb => "cbdb",
            Format::Spacy => "spacy",
            Format::Csv => "csv",
        }
    }

    /// True where tenures stand apart from people, who therefore all wait for the end.
    fn people_wait(self) -> bool {
        matches!(self, Format::Ftm | Format::Popolo)
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Format, String> {
        Format::ALL.into_iter().find(|format| format.as_str() == text).ok_or_else(|| {
            let all: Vec<&str> = Format::ALL.iter().map(|f| f.as_str()).collect();
            format!("none of {}", all.join(", "))
        })
    }
}

/// What to import, and where to.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The file; `-` for standard input.
    pub source: PathBuf,
    /// Its format; `None` to tell by its content.
    pub format: Option<Format>,
    /// The alternate names of GeoNames (alternateNamesV2).
    pub alternates: Option<PathBuf>,
    /// Folder to write into.
    pub output: PathBuf,
    /// Stem of the files written: `people/NAME.yaml`.
    pub name: String,
    /// Types to write; all where empty.
    pub types: Vec<EntityType>,
    /// Stop after this many entities.
    pub limit: Option<u64>,
    /// Leave out GeoNames places with fewer inhabitants.
    pub min_population: u64,
    /// What to do where a file of this name stands in the folder.
    pub existing: Existing,
}

/// What to do with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and write nothing.
    Keep,
    /// Replace it once the import is done.
    Replace,
}

/// What happens while an import runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// So far.
    Progress {
        /// Bytes of the file as it is stored.
        position: u64,
        /// Its size, where known.
        total: Option<u64>,
        /// Entities found.
        entities: u64,
    },
    /// A record that could not be read.
    Bad {
        /// File as the user knows it.
        file: &'a str,
        /// Line, from 1; of CBDB the number of the row.
        line: u64,
        /// What is wrong.
        message: &'a str,
    },
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportSummary {
    /// Records read: lines, rows, elements.
    pub read: u64,
    /// Records that could not be read.
    pub bad: u64,
    /// Entries written, by type.
    pub written: BTreeMap<EntityType, u64>,
    /// Entries of the gazetteers whose empty fields are filled.
    pub filled: u64,
    /// Tenures written.
    pub tenures: u64,
    /// Records, surfaces and tenures left out, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Bytes read, decompressed.
    pub bytes: u64,
    /// Files written.
    pub files: Vec<PathBuf>,
}

/// What all readers have at hand.
struct Context<'a> {
    rules: &'a ImportRules,
    names: NameRules<'a>,
    options: &'a ImportOptions,
}

/// Imports a file into a gazetteer folder.
///
/// `known` is what need not be imported again: entities with the same Wikidata id or, within a type and country, the
/// same name. What a record tells of such an entry beyond it, its Wikidata id, English name or year of birth, goes to the
/// folder's additions. Tenures may name its offices by Wikidata id. `folder` decides which names are one.
///
/// # Errors
/// [`Error::Input`] where the input cannot be opened, its format not be told, or nothing in it be imported;
/// [`Error::Option`] for a file that is there already; [`Error::Io`] where the output cannot be written. Bad records
/// are events, not errors.
pub fn import(
    options: &ImportOptions,
    rules: &ImportRules,
    known: &Gazetteer,
    folder: &Folder,
    observe: &mut dyn FnMut(Event<'_>),
) -> Result<ImportSummary> {
    let mut input = Input::open(&options.source)?;
    let format = match options.format {
        Some(format) => format,
        None => guess::guess(input.head()?).ok_or_else(|| Error::Input {
            path: input.shown.clone(),
            reason: "its format cannot be told from its beginning".into(),
            remedy: "say which one it is; gazetteers/README.md lists them",
        })?,
    };
    let context = Context { rules, names: NameRules::new(folder), options };
    let mut sink = Sink::new(options, format, known, folder, observe)?;
    match format {
        Format::Wikidata => each_line(&mut input, &mut sink, &|line| wikidata::read(line, &context))?,
        Format::Ftm => each_line(&mut input, &mut sink, &|line| ftm::read(line, &context))?,
        Format::Cedict => each_line(&mut input, &mut sink, &|line| cedict::read(line, &context))?,
        Format::Geonames => geonames::read(&mut input, &mut sink, &context)?,
        Format::Spacy => spacy::read(&mut input, &mut sink, &context)?,
        Format::Popolo => popolo::read(&mut input, &mut sink, &context)?,
        Format::Csv | Format::WikidataCsv => table::read(&mut input, &mut sink, &context, format)?,
        #[cfg(feature = "cbdb")]
        Format::Cbdb => cbdb::read(&options.source, &mut sink, &context)?,
        #[cfg(not(feature = "cbdb"))]
        Format::Cbdb => return Err(Error::NotCompiledIn { what: "the import of CBDB's SQLite file", feature: "cbdb" }),
    }
    if format == Format::Cbdb {
        input.bytes = input.total.unwrap_or(0);
    }
    sink.finish(input.bytes)
}

/// Gives each line to `parse`, many at a time, and the results to the sink in the order of the lines.
fn each_line(input: &mut Input, sink: &mut Sink<'_>, parse: &(dyn Fn(&[u8]) -> Vec<Read> + Sync)) -> Result<()> {
    while let Some(batch) = input.batch() {
        let lines = batch.lines();
        let results: Vec<Vec<Read>> = lines.par_iter().map(|(_, line)| line.map_or_else(too_long, parse)).collect();
        for ((line, _), reads) in lines.iter().zip(results) {
            for read in reads {
                sink.take(&input.shown, *line, read)?;
            }
            if sink.is_full() {
                return Ok(());
            }
        }
        if let Some((line, message)) = &batch.broken {
            return sink.take(&input.shown, *line, Read::Bad(message.clone()));
        }
        sink.progress(input);
    }
    Ok(())
}

fn too_long() -> Vec<Read> {
    vec![Read::Bad("the line is longer than 64 MiB".into())]
}

/// The message of a JSON error without the line, which is counted in the file and not in the record.
fn json_fault(e: &serde_json::Error) -> String {
    let message = e.to_string();
    let text = message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
    if e.column() > 0 { format!("{text} (column {})", e.column()) } else { text.to_owned() }
}

/// The stem of the output files by the name of the source: `cities` of `cities.tsv.gz`.
pub fn stem_of(source: &Path) -> String {
    let name = source.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let plain = !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) && stem != "-";
    if plain { stem.to_owned() } else { "imported".to_owned() }
}
