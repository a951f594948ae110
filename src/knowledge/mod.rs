//! What guanxi knows about the world: entities, their names, tenures, and the rules that are data. Loaded from YAML,
//! checked, and turned into the tables that the other rooms use.

pub(crate) mod automaton;
mod classes;
mod compiled;
pub(crate) mod curation;
mod date;
mod entity;
pub(crate) mod entries;
mod entry;
pub(crate) mod forms;
mod layers;
pub(crate) mod lines;
pub(crate) mod load;
mod lookup;
pub(crate) mod packed;
mod plain;
pub(crate) mod rule_files;
pub(crate) mod source;
mod tables;
mod text;
mod titles;
pub(crate) mod tool_files;
pub(crate) mod traits;
mod words;
mod written;

pub(crate) use classes::ClassTrait;
pub use classes::{ClassId, Classes};
pub use curation::{Curation, CurationKind, CurationLine, Rulings};
pub use date::PartialDate;
pub use entity::{Country, Entity, EntityType, Tenure};
pub use entries::Overridden;
pub use entry::{Entry, TenureEntry};
pub use forms::{Sense, Surface, SurfaceId};
pub use layers::{bundled_layer, folder_layer, reading_layer};
pub(crate) use source::{IN_NO_FILE, fault, yaml_fault};
pub use source::{Layer, SourceFile};
pub use tables::{Abbreviation, Grammar, ReportWords};
pub use text::Text;
pub use titles::{Standing, Title, Trigger};
pub(crate) use traits::{Trait, bit};
pub use words::{Ending, Endings, Words};

use crate::{
    document::{Cleaner, CleaningRules, Known},
    error::{Error, Result},
    id::EntityId,
    lexicon,
    relation::RelationRules,
    script::Folder,
    story::UrlRules,
};
use compiled::CompiledMatching;
use lookup::Lookup;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::OnceLock;

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
    /// What the classes of entries are.
    pub classes: Classes,
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
    /// For each file, whether the user brought it; none for the program's own.
    of_user: Vec<bool>,
    /// When two addresses are one page.
    pub url_rules: UrlRules,
    /// What the build compiled of it.
    pub(crate) compiled: Option<CompiledMatching<'static>>,
    lookup: OnceLock<Option<Lookup>>,
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
        Ok(load::compiled())
    }

    /// What cleaning a document needs of it.
    pub fn cleaner(&self) -> Cleaner<'_> {
        Cleaner { rules: &self.cleaning, folder: &self.folder, known: self }
    }

    /// The entity with this index.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.index()]
    }

    /// True where the class of an entity has this trait.
    pub(crate) fn is(&self, entity: &Entity, class_trait: ClassTrait) -> bool {
        self.classes.is(entity.class, class_trait)
    }

    /// What an entity is, in a word: its class, or the role of a person; empty where neither is known.
    pub fn class_or_role(&self, id: EntityId) -> &str {
        let entity = self.entity(id);
        entity.class.map_or(&*entity.role, |class| self.classes.name(class))
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
        match self.lookup.get() {
            Some(Some(lookup)) => lookup.find(&self.surfaces, folded),
            _ => forms::find(&self.surfaces, folded),
        }
    }

    /// Makes ready for many texts.
    pub(crate) fn prepare(&self) {
        self.lookup.get_or_init(|| Lookup::new(&self.surfaces));
    }

    /// The entity that stands for this one: itself, unless a line of the curation merges it into another.
    pub fn successor(&self, id: EntityId) -> EntityId {
        self.successors.get(&id).copied().unwrap_or(id)
    }

    /// True for a file, as the user knows it, that is not one of the program's own.
    pub(crate) fn is_file_of_user(&self, shown: &str) -> bool {
        self.files.iter().zip(&self.of_user).any(|((file, _), of_user)| *of_user && file == shown)
    }

    /// True for an entry of the user's own files.
    pub(crate) fn is_of_user(&self, id: EntityId) -> bool {
        self.of_user.get(self.entity(id).file).copied().unwrap_or(false)
    }

    /// Finds an entity by its stable id.
    pub fn by_id(&self, id: &str) -> Option<EntityId> {
        entity::by_id(&self.entities, id)
    }
}

impl Known for Gazetteer {
    fn is_word(&self, word: &[char]) -> bool {
        lexicon::is_listed(word)
    }

    fn is_name(&self, name: &[char]) -> bool {
        let mut text = SmallVec::<[u8; 64]>::new();
        name.iter().for_each(|c| text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
        str::from_utf8(&text).is_ok_and(|text| self.form(text).is_some())
    }

    fn is_surname(&self, c: char) -> bool {
        self.grammar.surnames.contains(&c)
    }

    fn may_be_given(&self, c: char) -> bool {
        !self.grammar.not_in_names.contains(&c)
    }
}
