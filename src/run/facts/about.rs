//! What facts were made with. Those that were made with other things are not those that a run would make.

use crate::{
    corpus::FieldNames,
    error::{Error, Result},
    knowledge::Gazetteer,
    program::{PROGRAM, SOURCES},
    run::RunOptions,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

/// The file of a folder of facts that tells; it is written last.
pub(super) const ABOUT: &str = "manifest.json";
/// Goes up with every change of the tables.
const LAYOUT: u32 = 2;

/// What facts were made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Number of the layout of the tables.
    facts: u32,
    program: String,
    /// Hash over the sources of the program.
    program_hash: String,
    /// Paths and hashes.
    gazetteer_files: Vec<(String, String)>,
    /// Hash of the model that decides what is a name, or `none`.
    model: String,
    /// Only documents of this day or later.
    pub since: Option<Date>,
    /// Only documents of this day or earlier.
    pub until: Option<Date>,
    /// Only documents whose outlet contains this.
    pub outlet: Option<String>,
    /// Of saved pages only the article counts.
    pub article: bool,
    /// Names that no gazetteer lists are found.
    pub discover: bool,
    /// Names of fields that the user gave.
    fields: String,
    /// The way back to what was read is kept.
    pub text: bool,
}

impl About {
    /// What a run with these options makes facts with.
    pub(in crate::run) fn of(gazetteer: &Gazetteer, options: &RunOptions, names: &FieldNames) -> About {
        About {
            facts: LAYOUT,
            program: PROGRAM.to_owned(),
            program_hash: SOURCES.to_owned(),
            gazetteer_files: gazetteer.files.clone(),
            model: options.tagger.as_ref().map_or_else(|| "none".to_owned(), |tagger| tagger.hash()),
            since: options.since,
            until: options.until,
            outlet: options.outlet.clone(),
            article: options.article,
            discover: options.discover,
            fields: names.own(),
            text: options.publish.text,
        }
    }

    /// Reads what a folder of facts says.
    ///
    /// # Errors
    /// [`Error::Input`] where it holds no facts.
    pub fn read(folder: &Path) -> Result<About> {
        let none = |reason: String| Error::Input {
            path: folder.display().to_string(),
            reason,
            remedy: "name folders that guanxi facts has written to its end; make those again that it has not",
        };
        let text = fs::read_to_string(folder.join(ABOUT)).map_err(|e| none(format!("no facts: {ABOUT}: {e}")))?;
        serde_json::from_str(&text).map_err(|_| none(format!("no facts: {ABOUT} speaks of something else, or is of another version of guanxi")))
    }

    /// A fault where a folder holds facts: their tables are called as those of results are, which would take their place.
    ///
    /// # Errors
    /// [`Error::Input`] that says so.
    pub(in crate::run) fn refuse_facts(folder: &Path) -> Result<()> {
        if !is_facts(folder) {
            return Ok(());
        }
        Err(Error::Input {
            path: folder.display().to_string(),
            reason: "holds facts, of which tables have the names of results".into(),
            remedy: "name another folder for the results",
        })
    }

    /// A fault where a folder holds the results of a run.
    ///
    /// # Errors
    /// [`Error::Input`] that says so.
    pub(in crate::run) fn refuse_results(folder: &Path) -> Result<()> {
        if is_facts(folder) || !folder.join(ABOUT).exists() {
            return Ok(());
        }
        Err(Error::Input {
            path: folder.display().to_string(),
            reason: "holds the results of a run, of which tables have the names of facts".into(),
            remedy: "name another folder for the facts",
        })
    }

    /// The options of a run that reads documents as these facts were made.
    pub(in crate::run) fn apply(&self, options: &RunOptions) -> RunOptions {
        RunOptions {
            since: self.since,
            until: self.until,
            outlet: self.outlet.clone(),
            article: self.article,
            discover: self.discover,
            ..options.clone()
        }
    }

    /// The same, where fields are called and texts are kept as other facts say: nobody else can tell.
    pub(in crate::run) fn with_reading_of(self, other: &About) -> About {
        About { fields: other.fields.clone(), text: other.text, ..self }
    }

    /// What the manifest of results tells of it: the model, and the names of fields.
    pub(in crate::run) fn parameters(&self) -> [(&'static str, String); 2] {
        [("model", self.model.clone()), ("fields", self.fields.clone())]
    }

    /// The first thing that is not the same, with what each has of it. Paths of gazetteers do not count, their contents do.
    pub(super) fn difference(&self, other: &About) -> Option<(&'static str, String, String)> {
        let hashes = |about: &About| about.gazetteer_files.iter().map(|(_, hash)| hash.clone()).collect::<Vec<_>>();
        if hashes(self) != hashes(other) {
            return Some(("gazetteers", self.gazetteers_beside(other), other.gazetteers_beside(self)));
        }
        self.shown().into_iter().zip(other.shown()).find(|(a, b)| a != b).map(|((what, a), (_, b))| (what, a, b))
    }

    /// The gazetteers, with the files that another lacks.
    fn gazetteers_beside(&self, other: &About) -> String {
        let lacks = |hash: &String| !other.gazetteer_files.iter().any(|(_, theirs)| theirs == hash);
        let own: Vec<&str> = self.gazetteer_files.iter().filter(|(_, hash)| lacks(hash)).map(|(file, _)| file.as_str()).take(3).collect();
        let files = self.gazetteer_files.len();
        if own.is_empty() { format!("of {files} files") } else { format!("of {files} files, with {} of its own", own.join(", ")) }
    }

    /// All but the gazetteers, in the words of messages.
    fn shown(&self) -> Vec<(&'static str, String)> {
        // Whoever adds a field decides here how it is told: one that is not told is not compared.
        let About { facts, program, program_hash, gazetteer_files: _, model, since, until, outlet, article, discover, fields, text } = self;
        let day = |date: &Option<Date>| date.map_or_else(|| "any".to_owned(), |date| date.to_string());
        vec![
            ("layout", facts.to_string()),
            ("program", format!("{program} ({program_hash})")),
            ("model", model.clone()),
            ("since", day(since)),
            ("until", day(until)),
            ("outlet", outlet.clone().unwrap_or_else(|| "any".to_owned())),
            ("article", article.to_string()),
            ("discover", discover.to_string()),
            ("fields", fields.clone()),
            ("text", text.to_string()),
        ]
    }
}

/// True for a folder of facts, also of those that another version of guanxi wrote.
fn is_facts(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join(ABOUT)).unwrap_or_default();
    serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|manifest| manifest.get("facts").is_some())
}
