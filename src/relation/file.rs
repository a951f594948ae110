//! `relations.yaml` as it is written.

use super::{marks::Status, rules::Holders};
use crate::knowledge::EntityType;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationFile {
    #[serde(default)]
    pub(super) words: WordLists,
    /// Words that patterns name together: `$goods`.
    #[serde(default)]
    pub(super) classes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) apposition: Option<AppositionEntry>,
    #[serde(default)]
    pub(super) predicates: Vec<PredicateEntry>,
    #[serde(default)]
    pub(super) actors: ActorCodes,
}

/// Codes that PLOVER gives to actors.
#[derive(Deserialize, Debug, Clone, Default)]
#[serde(deny_unknown_fields, default)]
pub struct ActorCodes {
    /// By country, as entries name it: CN is CHN.
    pub countries: BTreeMap<String, String>,
    /// Of what belongs to no country, by class.
    pub international: BTreeMap<String, String>,
    /// Of organizations and places, by class.
    pub sectors: BTreeMap<String, String>,
    /// Of people, by the class of the office that they hold on the day.
    pub offices: BTreeMap<String, String>,
    /// Of several offices of one person the first of these counts.
    pub first: Vec<String>,
    /// Of those who held one before.
    pub former: String,
}

/// Words beside verbs and names; see gazetteers/README.md.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WordLists {
    pub(super) fillers: Vec<String>,
    pub(super) reports: Vec<String>,
    pub(super) pronouns: Pronouns,
    pub(super) prepositions: Vec<String>,
    pub(super) planned: Vec<String>,
    pub(super) denied: Vec<String>,
    pub(super) cancelled: Vec<String>,
    pub(super) hypothetical: Vec<String>,
    pub(super) joints: Vec<String>,
    pub(super) governments: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) verbs: Vec<String>,
    pub(super) locatives: Vec<String>,
    pub(super) passives: Vec<String>,
    pub(super) disposals: Vec<String>,
    pub(super) ands: Vec<String>,
    pub(super) frames: Vec<String>,
    pub(super) requests: Vec<String>,
    pub(super) times: Vec<String>,
    pub(super) carriers: Vec<String>,
    pub(super) doings: Vec<String>,
    pub(super) support_verbs: Vec<String>,
    pub(super) reactions: Vec<String>,
    pub(super) causes: Vec<String>,
    pub(super) conditions: Vec<String>,
    pub(super) tellings: Vec<String>,
    pub(super) with: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) about: Vec<String>,
    pub(super) pivots: Vec<String>,
    pub(super) agents: Vec<String>,
    pub(super) professions: Vec<String>,
    pub(super) possessives: Vec<String>,
    pub(super) aspects: Vec<String>,
    pub(super) planned_behind: Vec<String>,
    pub(super) cancelled_behind: Vec<String>,
    pub(super) denied_behind: Vec<String>,
    pub(super) no_triggers: Vec<String>,
}

/// Words that stand for someone named before, by whom they may mean.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Pronouns {
    pub(super) person: Vec<String>,
    pub(super) organization: Vec<String>,
    pub(super) place: Vec<String>,
    /// 我.
    pub(super) speaker: Vec<String>,
}

/// Offices beside their holders.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppositionEntry {
    pub(super) predicate: String,
    #[serde(default)]
    pub(super) bodies: Option<String>,
    pub(super) candidates: Vec<String>,
    #[serde(default)]
    pub(super) aides: Vec<String>,
    pub(super) chains: Vec<String>,
    pub(super) inside: Vec<String>,
    pub(super) shared: Vec<String>,
    #[serde(default)]
    pub(super) descriptions: Vec<String>,
    #[serde(default)]
    pub(super) examples: Vec<String>,
    #[serde(default)]
    pub(super) counterexamples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PredicateEntry {
    pub(super) predicate: String,
    pub(super) subject: Vec<Kind>,
    pub(super) object: Vec<Kind>,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) symmetric: bool,
    #[serde(default)]
    pub(super) possessor: bool,
    #[serde(default)]
    pub(super) clausal: bool,
    #[serde(default)]
    pub(super) standing: bool,
    #[serde(default)]
    pub(super) attitude: bool,
    #[serde(default)]
    pub(super) bylines: bool,
    #[serde(default)]
    pub(super) holders: Holders,
    #[serde(default)]
    pub(super) unless: Option<String>,
    #[serde(default)]
    pub(super) confidence: Option<u8>,
    #[serde(default)]
    pub(super) plover: Option<PloverEntry>,
    #[serde(default)]
    pub(super) rules: Vec<RuleEntry>,
}

/// A type of entities, by its name in tables.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Person,
    Office,
    Organization,
    Place,
}

impl Kind {
    pub(super) fn entity_type(self) -> EntityType {
        match self {
            Kind::Person => EntityType::Person,
            Kind::Office => EntityType::Office,
            Kind::Organization => EntityType::Organization,
            Kind::Place => EntityType::Place,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PloverEntry {
    pub(super) event: String,
    #[serde(default)]
    pub(super) mode: String,
    pub(super) quad: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) triggers: Vec<String>,
    pub(super) patterns: Vec<String>,
    #[serde(default)]
    pub(super) status: Option<Status>,
    #[serde(default)]
    pub(super) headlines: bool,
    #[serde(default)]
    pub(super) nouns: bool,
    #[serde(default)]
    pub(super) with: Vec<String>,
    #[serde(default)]
    pub(super) without: Vec<String>,
    #[serde(default)]
    pub(super) subject: Vec<Kind>,
    #[serde(default)]
    pub(super) backed: bool,
    #[serde(default)]
    pub(super) confidence: Option<u8>,
    #[serde(default)]
    pub(super) examples: Vec<String>,
    #[serde(default)]
    pub(super) counterexamples: Vec<String>,
}
