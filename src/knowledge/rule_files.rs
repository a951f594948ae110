//! The rule files of a gazetteer folder as they are written: variants.yaml, abbreviations.yaml, grammar.yaml, outlets.yaml.

use super::{
    Country, PartialDate, SourceFile,
    forms::Frequencies,
    source::parse_or_note,
    titles::{Standing, Trigger},
    written::Read,
};
use crate::{error::GazetteerFault, lexicon::words::doublings, script::Folder};
use rustc_hash::FxHashSet;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VariantEntry {
    pub(crate) into: char,
    pub(crate) from: Vec<char>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AbbreviationFile {
    pub(crate) letters: Vec<LetterEntry>,
    pub(crate) runs: Vec<String>,
    pub(crate) run_places: Vec<RunEntry>,
    pub(crate) sides: Vec<String>,
    pub(crate) not_before: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunEntry {
    pub(crate) run: String,
    pub(crate) places: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LetterEntry {
    pub(crate) letter: char,
    pub(crate) place: String,
    #[serde(default)]
    pub(crate) before: Vec<String>,
    #[serde(default)]
    pub(crate) after: Vec<String>,
    /// Words with the letter in square brackets: 反送[中].
    #[serde(default)]
    pub(crate) within: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GrammarFile {
    pub(crate) titles: Vec<TitleEntry>,
    pub(crate) modifiers: Vec<String>,
    pub(crate) formers: Vec<FormerEntry>,
    pub(crate) groups_before: Vec<String>,
    pub(crate) groups_after: Vec<String>,
    pub(crate) other_holder_before: Vec<String>,
    pub(crate) other_holder_after: Vec<String>,
    pub(crate) ordinals_of_holders: Vec<String>,
    pub(crate) tenures_known_until: Option<Read<PartialDate>>,
    pub(crate) open_tenures_count_for_years: Option<i16>,
    pub(crate) measures_for_people: Vec<String>,
    pub(crate) numerals: String,
    pub(crate) ones: String,
    pub(crate) surnames: String,
    pub(crate) kept_in_names: String,
    pub(crate) double_surnames: Vec<Read<(char, char)>>,
    pub(crate) not_in_names: String,
    pub(crate) after_names: Vec<String>,
    pub(crate) before_names: Vec<String>,
    pub(crate) callings: Vec<CallingEntry>,
    pub(crate) roles_of_bylines: Vec<String>,
    pub(crate) borrowed_names: Vec<String>,
    pub(crate) endings: EndingLists,
    pub(crate) place_endings: Vec<String>,
    pub(crate) foreign_place_endings: Vec<String>,
    pub(crate) facility_endings: Vec<String>,
    pub(crate) not_body_words: Vec<String>,
    pub(crate) between_country_and_body: Vec<String>,
    pub(crate) media_before: Vec<String>,
    pub(crate) media_after: Vec<String>,
    pub(crate) not_media_endings: Vec<String>,
    pub(crate) quoted_endings: Vec<String>,
    pub(crate) latin_heads: Vec<String>,
    pub(crate) latin_endings: Vec<String>,
    pub(crate) not_latin_bodies: FxHashSet<String>,
    pub(crate) short_form_words: Vec<String>,
    pub(crate) legal_forms: Vec<String>,
    pub(crate) words_for_holding: Vec<String>,
    pub(crate) eras: Vec<String>,
    pub(crate) list_marks: String,
    pub(crate) place_words_before: Vec<String>,
    pub(crate) place_words_after: Vec<String>,
    pub(crate) many_in_a_place: Vec<String>,
    pub(crate) represent_places: Vec<String>,
    pub(crate) units: Vec<String>,
    pub(crate) local_units: Vec<String>,
    pub(crate) governments: Vec<String>,
    pub(crate) ranks: Vec<String>,
    pub(crate) familiar_titles: String,
    pub(crate) familiar_prefixes: String,
    pub(crate) founders: Vec<String>,
    pub(crate) memberships: Vec<String>,
    pub(crate) joints: String,
    pub(crate) not_in_bodies: String,
    pub(crate) transliteration: String,
    pub(crate) latin_not_person: Vec<String>,
    pub(crate) latin_particles: Vec<String>,
    pub(crate) latin_organizations: Vec<String>,
    pub(crate) latin_places: Vec<String>,
    pub(crate) place_suffixes: Vec<String>,
    pub(crate) credit_words: Vec<String>,
    pub(crate) reports: ReportLists,
    pub(crate) word_endings: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ReportLists {
    pub(crate) source_before: Vec<String>,
    pub(crate) source_after: Vec<String>,
    pub(crate) not_source_after: Vec<String>,
    pub(crate) time: String,
    pub(crate) joints: String,
    pub(crate) dateline_ends: Vec<String>,
    pub(crate) channel_before: Vec<String>,
    pub(crate) channel_after: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TitleEntry {
    pub(crate) title: String,
    /// When it is an office.
    pub(crate) office: Option<Standing>,
    /// A form of address behind a surname, no office.
    #[serde(default)]
    pub(crate) address: bool,
    /// It follows a surname.
    #[serde(default)]
    pub(crate) surname: bool,
    /// Many people of one body have it.
    #[serde(default)]
    pub(crate) many: bool,
    /// No office without a name, whatever its body.
    #[serde(default)]
    pub(crate) beside: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct EndingLists {
    pub(crate) body: Vec<String>,
    pub(crate) local: Vec<String>,
    pub(crate) division: Vec<String>,
    pub(crate) mission: Vec<String>,
    pub(crate) company: Vec<String>,
    pub(crate) registered: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormerEntry {
    pub(crate) word: String,
    pub(crate) means: Trigger,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutletEntry {
    pub(crate) outlet: String,
    pub(crate) country: Read<Country>,
}

/// Pairs of characters that fold to one, from `variants.yaml`.
pub(crate) fn variants(source: Option<&&SourceFile>, faults: &mut Vec<GazetteerFault>) -> Vec<(char, char)> {
    let entries: Vec<VariantEntry> = parse_or_note(source.copied(), faults);
    entries.into_iter().flat_map(|e| e.from.into_iter().map(move |from| (from, e.into))).collect()
}

/// Names that are met at least so many times in as many words of news as the word list was counted in (60 million).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrequencyEntry {
    pub(crate) mentions: u32,
    pub(crate) forms: Vec<String>,
}

/// What names weigh among words, from `frequencies.yaml`.
pub(crate) fn frequencies(source: Option<&&SourceFile>, folder: &Folder, faults: &mut Vec<GazetteerFault>) -> Frequencies {
    let entries: Vec<FrequencyEntry> = parse_or_note(source.copied(), faults);
    let weighed = |e: FrequencyEntry| e.forms.into_iter().map(move |form| (folder.fold_str(&form), doublings(e.mentions)));
    entries.into_iter().flat_map(weighed).collect()
}

/// Words that tell what a person is, and what the roles of listed people say of such a one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallingEntry {
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) roles: Vec<String>,
    /// The calling tells apart people of one name.
    #[serde(default)]
    pub(crate) telling: bool,
}
