//! What facts were made with. Those that were made with other things are not those that a run would make.

use crate::{
    corpus::FieldNames,
    error::{Error, Result},
    knowledge::Gazetteer,
    run::RunOptions,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

/// The file of a folder of facts that tells; it is written last.
pub(super) const ABOUT: &str = "manifest.json";
/// Goes up with every change of the tables or of their meaning.
const LAYOUT: u32 = 1;

/// What facts were made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Number of the layout of the tables.
    facts: u32,
    program: String,
    /// Hash over all gazetteer files.
    gazetteers: String,
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
        let mut all = blake3::Hasher::new();
        for (_, hash) in &gazetteer.files {
            all.update(hash.as_bytes());
        }
        let short = |hash: blake3::Hash| hash.to_hex()[..16].to_owned();
        About {
            facts: LAYOUT,
            program: concat!("guanxi ", env!("CARGO_PKG_VERSION")).to_owned(),
            gazetteers: short(all.finalize()),
            gazetteer_files: gazetteer.files.clone(),
            model: options.tagger.as_ref().map_or_else(|| "none".to_owned(), |tagger| short(blake3::hash(&tagger.to_bytes()))),
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

    /// The first thing that is not the same, with what each has of it. Paths of gazetteers do not count, their contents do.
    pub(super) fn difference(&self, other: &About) -> Option<(&'static str, String, String)> {
        let files = |about: &About| about.gazetteer_files.iter().map(|(_, hash)| hash.clone()).collect::<Vec<_>>();
        let gazetteers = |about: &About, other: &About| {
            let theirs = files(other);
            let own: Vec<&str> =
                about.gazetteer_files.iter().filter(|(_, hash)| !theirs.contains(hash)).map(|(file, _)| file.as_str()).take(3).collect();
            if own.is_empty() { about.gazetteers.clone() } else { format!("{} (with {} of its own)", about.gazetteers, own.join(", ")) }
        };
        if files(self) != files(other) {
            return Some(("gazetteers", gazetteers(self, other), gazetteers(other, self)));
        }
        let day = |date: Option<Date>| date.map_or_else(|| "any".to_owned(), |date| date.to_string());
        let shown = |about: &About| {
            [
                ("layout", about.facts.to_string()),
                ("program", about.program.clone()),
                ("model", about.model.clone()),
                ("since", day(about.since)),
                ("until", day(about.until)),
                ("outlet", about.outlet.clone().unwrap_or_else(|| "any".to_owned())),
                ("article", about.article.to_string()),
                ("discover", about.discover.to_string()),
                ("fields", about.fields.clone()),
                ("text", about.text.to_string()),
            ]
        };
        shown(self).into_iter().zip(shown(other)).find(|(a, b)| a != b).map(|((what, a), (_, b))| (what, a, b))
    }
}

/// True for a folder of facts, also of those that another version of guanxi wrote.
fn is_facts(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join(ABOUT)).unwrap_or_default();
    serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|manifest| manifest.get("facts").is_some())
}
