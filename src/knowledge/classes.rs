//! `classes.yaml`: what the classes of entries are.

use super::{
    EntityType, SourceFile,
    lines::Step::{Item, Key},
    source::parse_or_note,
};
use crate::error::GazetteerFault;
use serde::{Deserialize, Serialize};

/// Name of the file in a gazetteer folder.
pub(crate) const FILE: &str = "classes.yaml";

/// Index of a class, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClassId(u8);

/// What has to be known of a class when texts are read. The file says what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ClassTrait {
    StateBody,
    Country,
    Sovereign,
    Region,
    Wide,
    Party,
    Company,
    Titled,
    LikeAWord,
    LikeAPhrase,
    Reports,
    Channel,
}

impl ClassTrait {
    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A class of one type of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Class {
    name: String,
    kind: EntityType,
    /// Bits of [`ClassTrait`].
    traits: u16,
    ftm: Option<String>,
}

/// All classes that entries may have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classes {
    list: Vec<Class>,
    ftm: Schemata,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ClassFile {
    ftm: Schemata,
    classes: Vec<ClassEntry>,
}

/// FollowTheMoney schemata by type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schemata {
    person: String,
    office: String,
    organization: String,
    place: String,
}

impl Default for Schemata {
    fn default() -> Schemata {
        let thing = || "Thing".to_owned();
        Schemata { person: thing(), office: thing(), organization: thing(), place: thing() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassEntry {
    class: String,
    #[serde(rename = "type")]
    kind: EntityType,
    #[serde(default)]
    is: Vec<ClassTrait>,
    ftm: Option<String>,
}

impl Classes {
    /// Reads the file.
    pub(crate) fn read(source: Option<&SourceFile>, faults: &mut Vec<GazetteerFault>) -> Classes {
        let file: ClassFile = parse_or_note(source, faults);
        let mut classes = Classes { list: Vec::with_capacity(file.classes.len()), ftm: file.ftm };
        for (i, entry) in file.classes.into_iter().enumerate() {
            let stands = classes.find(entry.kind, &entry.class).is_some();
            if let Some(source) = source.filter(|_| stands || i > u8::MAX.into()) {
                let message = if stands { "stands twice" } else { "is one class too many" };
                let message = format!("class {} of type {} {message}", entry.class, entry.kind);
                faults.push(source.fault(&[Key("classes"), Item(i), Key("class")], message, "write each class of a type once, 256 at most"));
                continue;
            }
            let traits = entry.is.iter().fold(0, |bits, class_trait| bits | class_trait.bit());
            classes.list.push(Class { name: entry.class, kind: entry.kind, traits, ftm: entry.ftm });
        }
        classes
    }

    /// The class of this name.
    pub fn find(&self, kind: EntityType, name: &str) -> Option<ClassId> {
        self.list.iter().position(|class| class.kind == kind && class.name == name).map(|i| ClassId(i as u8))
    }

    /// The name of a class.
    pub fn name(&self, id: ClassId) -> &str {
        &self.list[usize::from(id.0)].name
    }

    /// The names of all classes of a type.
    pub fn names(&self, kind: EntityType) -> impl Iterator<Item = &str> {
        self.list.iter().filter(move |class| class.kind == kind).map(|class| class.name.as_str())
    }

    /// True for a class with this trait.
    pub(crate) fn is(&self, id: Option<ClassId>, class_trait: ClassTrait) -> bool {
        id.is_some_and(|id| self.list[usize::from(id.0)].traits & class_trait.bit() != 0)
    }

    /// FollowTheMoney schema of what has this type and class.
    pub(crate) fn ftm(&self, kind: EntityType, class: Option<ClassId>) -> &str {
        let own = class.and_then(|id| self.list[usize::from(id.0)].ftm.as_deref());
        own.unwrap_or(match kind {
            EntityType::Person => &self.ftm.person,
            EntityType::Office => &self.ftm.office,
            EntityType::Organization => &self.ftm.organization,
            EntityType::Place => &self.ftm.place,
        })
    }

    /// A class that is none, and what to do; for messages.
    pub(crate) fn unknown(&self, kind: EntityType, name: &str) -> (String, String) {
        let known: Vec<&str> = self.names(kind).collect();
        let remedy = if known.is_empty() {
            format!("entries of type {kind} have no class; what a person is known for is the role")
        } else {
            format!("the classes of type {kind} are {}; more are added in {FILE}", known.join(", "))
        };
        (format!("class {name:?} is none of type {kind}"), remedy)
    }
}
