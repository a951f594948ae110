//! The rule files of a gazetteer folder as they are written: variants.yaml, abbreviations.yaml, grammar.yaml, outlets.yaml.

use super::Trigger;
use rustc_hash::FxHashSet;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VariantEntry {
    pub(super) into: char,
    pub(super) from: Vec<char>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AbbreviationFile {
    pub(super) letters: Vec<LetterEntry>,
    pub(super) runs: Vec<String>,
    pub(super) run_places: Vec<RunEntry>,
    pub(super) sides: Vec<String>,
    pub(super) not_before: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunEntry {
    pub(super) run: String,
    pub(super) places: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LetterEntry {
    pub(super) letter: char,
    pub(super) place: String,
    #[serde(default)]
    pub(super) before: Vec<String>,
    #[serde(default)]
    pub(super) after: Vec<String>,
    /// Words with the letter in square brackets: 反送[中].
    #[serde(default)]
    pub(super) within: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GrammarFile {
    pub(super) titles: TitleLists,
    pub(super) modifiers: Vec<String>,
    pub(super) formers: Vec<FormerEntry>,
    pub(super) groups_before: Vec<String>,
    pub(super) groups_after: Vec<String>,
    pub(super) other_holder_before: Vec<String>,
    pub(super) other_holder_after: Vec<String>,
    pub(super) ordinals_of_holders: Vec<String>,
    pub(super) tenures_known_until: String,
    pub(super) measures_for_people: Vec<String>,
    pub(super) numerals: String,
    pub(super) ones: String,
    pub(super) surnames: String,
    pub(super) double_surnames: Vec<String>,
    pub(super) not_in_names: String,
    pub(super) after_names: Vec<String>,
    pub(super) before_names: Vec<String>,
    pub(super) endings: EndingLists,
    pub(super) place_endings: Vec<String>,
    pub(super) foreign_place_endings: Vec<String>,
    pub(super) facility_endings: Vec<String>,
    pub(super) not_body_words: Vec<String>,
    pub(super) between_country_and_body: Vec<String>,
    pub(super) media_before: Vec<String>,
    pub(super) media_after: Vec<String>,
    pub(super) not_media_endings: Vec<String>,
    pub(super) quoted_endings: Vec<String>,
    pub(super) latin_heads: Vec<String>,
    pub(super) latin_endings: Vec<String>,
    pub(super) not_latin_bodies: FxHashSet<String>,
    pub(super) short_form_words: Vec<String>,
    pub(super) legal_forms: Vec<String>,
    pub(super) words_for_holding: Vec<String>,
    pub(super) list_marks: String,
    pub(super) place_words_before: Vec<String>,
    pub(super) place_words_after: Vec<String>,
    pub(super) many_in_a_place: Vec<String>,
    pub(super) represent_places: Vec<String>,
    pub(super) units: Vec<String>,
    pub(super) joints: String,
    pub(super) not_in_bodies: String,
    pub(super) transliteration: String,
    pub(super) latin_not_person: Vec<String>,
    pub(super) latin_particles: Vec<String>,
    pub(super) latin_organizations: Vec<String>,
    pub(super) latin_places: Vec<String>,
    pub(super) place_suffixes: Vec<String>,
    pub(super) credit_words: Vec<String>,
    pub(super) word_endings: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TitleLists {
    pub(super) alone: Vec<String>,
    pub(super) name: Vec<String>,
    pub(super) body: Vec<String>,
    /// Of the above, those that follow surnames.
    pub(super) surname: Vec<String>,
    /// Forms of address that are no offices.
    pub(super) address: Vec<String>,
    /// Of the above, those that many people of one body have.
    pub(super) many: Vec<String>,
    /// Of the above, those that are no office without a name, whatever their body.
    pub(super) beside: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct EndingLists {
    pub(super) body: Vec<String>,
    pub(super) local: Vec<String>,
    pub(super) division: Vec<String>,
    pub(super) mission: Vec<String>,
    pub(super) company: Vec<String>,
    pub(super) registered: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormerEntry {
    pub(super) word: String,
    pub(super) means: Trigger,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutletEntry {
    pub(super) outlet: String,
    pub(super) country: String,
}
