//! What guanxi knows about the world: entities, their names, tenures, and the rules that are data. Loaded from YAML,
//! checked, and turned into the tables that the other rooms use.

pub(crate) mod curation;
mod date;
mod entity;
mod entry;
mod forms;
mod layers;
pub(crate) mod load;
mod plain;
mod rule_files;
pub(crate) mod tables;
mod words;

pub use curation::{Curation, CurationKind, CurationLine, Rulings};
pub use date::PartialDate;
pub use entity::{Country, Entity, EntityType, Tenure};
pub use entry::{Entry, TenureEntry};
pub use forms::{Sense, Surface, SurfaceId};
pub use layers::{Layer, SourceFile, bundled_layer, folder_layer};
pub use tables::{Abbreviation, Grammar, ReportWords, Standing, Title, Trigger};
pub use words::{Ending, Endings, Words};

use crate::{
    document::CleaningRules,
    error::{Error, GazetteerFault, Result},
    id::EntityId,
    relation::RelationRules,
    script::Folder,
};
use hashbrown::HashTable;
use rustc_hash::FxHashMap;

/// A loaded gazetteer, read-only and shared by all workers.
#[derive(Debug)]
pub struct Gazetteer {
    /// Entities in the order of their ids.
    pub entities: Vec<Entity>,
    /// Surface forms, folded, each with all entities it may mean; none where a line of the curation takes all away.
    pub surfaces: Vec<Surface>,
    /// The fold that `surfaces` went through.
    pub folder: Folder,
    /// Cleaning rules.
    pub cleaning: CleaningRules,
    /// Titles, surnames, abbreviations and context words.
    pub grammar: Grammar,
    /// Rules for typed relations.
    pub relations: RelationRules,
    /// For each office, who held it: person and index of the tenure, by start date.
    pub holders: curation::Holders,
    /// For each name of a file: its content hash, for the manifest.
    pub files: Vec<(String, String)>,
    /// Entries that a later layer replaced, by id, then in the order of the layers.
    pub overridden: Vec<Overridden>,
    /// Corrections on top of the entries.
    pub curation: Curation,
    /// For each merged entity the one that stands for it.
    successors: FxHashMap<EntityId, EntityId>,
    by_text: HashTable<SurfaceId>,
}

/// An entry that one of a later layer with the same id replaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overridden {
    /// The id of both.
    pub id: String,
    /// Index of the file of the entry that does not count.
    pub file: usize,
    /// Index of the file of the entry that replaced it.
    pub by_file: usize,
}

impl Gazetteer {
    /// Loads layers: later ones add to earlier ones and override them by id.
    ///
    /// # Errors
    /// [`Error::Gazetteer`] with every fault found: YAML that does not parse, unknown fields, duplicate ids, empty or
    /// one-character names, bad dates, unknown references, rules whose examples fail.
    pub fn load(layers: &[Layer]) -> Result<Gazetteer> {
        let mut faults = Vec::new();
        let gazetteer = load::load(layers, &mut faults);
        match gazetteer {
            Some(gazetteer) if faults.is_empty() => Ok(gazetteer),
            _ => {
                faults.sort();
                Err(Error::Gazetteer(faults))
            }
        }
    }

    /// The gazetteers compiled into the program.
    ///
    /// # Errors
    /// None that a released program can show: a test loads them.
    pub fn bundled() -> Result<Gazetteer> {
        Gazetteer::load(&[bundled_layer()])
    }

    /// The entity with this index.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.index()]
    }

    /// Finds a surface form by its folded text.
    pub fn surface(&self, folded: &str) -> Option<&Surface> {
        self.surface_id(folded).map(|id| &self.surfaces[id.0 as usize])
    }

    /// Index of a surface form, by its folded text.
    pub fn surface_id(&self, folded: &str) -> Option<SurfaceId> {
        self.form(folded).filter(|id| !self.surfaces[id.0 as usize].senses.is_empty())
    }

    /// The same, also of a form from which a line of the curation takes all meanings.
    pub(crate) fn form(&self, folded: &str) -> Option<SurfaceId> {
        forms::find(&self.by_text, &self.surfaces, folded)
    }

    /// The entity that stands for this one: itself, unless a line of the curation merges it into another.
    pub fn successor(&self, id: EntityId) -> EntityId {
        self.successors.get(&id).copied().unwrap_or(id)
    }

    /// Finds an entity by its stable id.
    pub fn by_id(&self, id: &str) -> Option<EntityId> {
        entity::by_id(&self.entities, id)
    }
}

/// The address rules of the last layer that has `stories.yaml`.
///
/// # Errors
/// [`Error::Gazetteer`] where it does not parse.
pub fn url_rules(layers: &[Layer]) -> Result<crate::story::UrlRules> {
    let Some(source) = layers.iter().rev().flat_map(|l| &l.files).find(|f| f.name == "stories.yaml") else {
        return Ok(crate::story::UrlRules::default());
    };
    serde_yaml::from_str(&source.text).map_err(|e| Error::Gazetteer(vec![load::yaml_fault(&source.shown, &source.text, &e)]))
}

pub(crate) fn fault(file: &str, line: usize, message: impl Into<String>, remedy: impl Into<String>) -> GazetteerFault {
    GazetteerFault { file: file.to_owned(), line, message: message.into(), remedy: remedy.into() }
}
