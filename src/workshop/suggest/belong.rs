//! Which known entity a name may belong to, and why.

use super::appositive::is_abbreviation;
use crate::{
    id::EntityId,
    knowledge::{ClassTrait, EntityType, Gazetteer},
    lexicon::Lexicon,
    script::is_han,
};
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Why a name may belong to a known entity, most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The same Latin name, but for diacritics, hyphens, middle initials and the order of its words.
    SameLatin,
    /// The same name but for dots.
    SameWithoutDots,
    /// The same last part, beside an office that the person held.
    SamePartAndOffice,
    /// One character differs, beside an office that the person held.
    OneCharacterAndOffice,
    /// A known body behind the country it is in.
    PlaceBefore,
    /// The same Latin abbreviation.
    SameAbbreviation,
    /// One of several Latin names that stand behind it.
    OneLatinOfSeveral,
    /// The same Latin name, but both have Chinese names, and these differ.
    SameLatinOtherName,
    /// The same first and last Latin word.
    SameLatinEnds,
    /// Sounds the same.
    SameSound,
    /// One character differs.
    OneCharacter,
}

impl Why {
    /// The words of the queue.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::SameLatin => "same Latin name",
            Why::SameWithoutDots => "same name without dots",
            Why::PlaceBefore => "a known name behind its country",
            Why::SameAbbreviation => "same abbreviation",
            Why::OneLatinOfSeveral => "one of several Latin names behind it",
            Why::SameLatinOtherName => "same Latin name, another Chinese name",
            Why::SameLatinEnds => "same first and last Latin word",
            Why::SamePartAndOffice => "same last part, beside an office of the person",
            Why::OneCharacterAndOffice => "differs by one character, beside an office of the person",
            Why::SameSound => "sounds the same",
            Why::OneCharacter => "differs by one character",
        }
    }

    /// Telling enough to propose that both are one.
    pub fn is_telling(self) -> bool {
        self <= Why::PlaceBefore
    }
}

/// Words of a Latin name that tell names apart: lower case, no diacritics, no initials, sorted.
pub(super) fn latin_key(name: &str) -> String {
    let mut words = latin_words(name);
    if words.iter().filter(|w| w.len() > 1).count() > 1 {
        words.retain(|w| w.len() > 1);
    }
    words.sort();
    words.join(" ")
}

fn latin_words(name: &str) -> Vec<String> {
    let plain: String = name.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Toneless readings of the characters, joined; `None` where one has none.
pub(super) fn sound(name: &[char]) -> Option<String> {
    use pinyin::ToPinyin;
    name.iter().map(|c| c.to_pinyin().map(|p| p.plain().to_owned())).collect::<Option<Vec<_>>>().map(|syllables| syllables.join(" "))
}

/// First letters of Latin words that the initial of a syllable stands for in transliterations. Set on the names of the
/// gazetteers that have both forms.
const INITIALS: &[(&str, &str)] = &[
    ("zh", "jzcgtdsx"),
    ("ch", "cqtszj"),
    ("sh", "scxhzj"),
    ("b", "bpvw"),
    ("p", "pb"),
    ("m", "m"),
    ("f", "fpvhw"),
    ("d", "dtj"),
    ("t", "tdz"),
    ("n", "nkl"),
    ("l", "lrw"),
    ("g", "gckqhw"),
    ("k", "kcqghx"),
    ("h", "hgkjcwx"),
    ("j", "jgkcqxzyd"),
    ("q", "cqktjgx"),
    ("x", "hscxzjg"),
    ("r", "rjyzle"),
    ("z", "zjscxd"),
    ("c", "cztsx"),
    ("s", "sczxt"),
    ("y", "yijeuaghio"),
    ("w", "wvuobmhg"),
    ("a", "aehoui"),
    ("e", "eaohui"),
    ("o", "oauehw"),
];

/// True where a transliteration may begin with this character: one word of the Latin name has a fitting first letter.
pub(super) fn may_begin(first: char, latin: &str) -> bool {
    let Some(sound) = sound(&[first]) else { return false };
    let letters = INITIALS.iter().find(|(initial, _)| sound.starts_with(initial)).map_or("", |(_, letters)| letters);
    latin_words(latin).iter().any(|word| word.starts_with(|c| letters.contains(c)))
}

/// 王毅 and Wang Yi: the Latin letters are those of the readings, in any order of words.
pub(super) fn is_romanization(name: &[char], latin: &str) -> bool {
    let Some(sound) = sound(name) else { return false };
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        letters.sort_unstable();
        letters
    };
    sorted(&sound) == sorted(latin)
}

/// Tables of all known names.
#[derive(Debug)]
pub(super) struct Known<'a> {
    gazetteer: &'a Gazetteer,
    latin: FxHashMap<String, Vec<EntityId>>,
    latin_ends: FxHashMap<String, Vec<EntityId>>,
    undotted: FxHashMap<String, Vec<EntityId>>,
    last_parts: FxHashMap<String, Vec<EntityId>>,
    /// Names with one character left out (`?` in its place).
    gapped: FxHashMap<Vec<char>, Vec<(EntityId, char)>>,
    /// Characters of foreign names: those of the grammar and of the dotted names of the gazetteer.
    foreign: FxHashSet<char>,
    /// In the names of how many listed bodies a word stands.
    body_words: FxHashMap<String, u32>,
    /// Listed people by surname.
    surnames: FxHashMap<char, u32>,
}

/// A word that stands in the names of this many listed bodies tells none of them apart.
const GENERIC_BODIES: u32 = 5;
/// So does a dictionary word of this frequency that is no listed name.
const COMMON_WORD: usize = 200;
/// Shorter names differ from too many others by one character.
const MIN_GAPPED_CHARS: usize = 3;

impl<'a> Known<'a> {
    pub(super) fn new(gazetteer: &'a Gazetteer, lexicon: &Lexicon) -> Known<'a> {
        let mut known = Known {
            gazetteer,
            latin: FxHashMap::default(),
            latin_ends: FxHashMap::default(),
            undotted: FxHashMap::default(),
            last_parts: FxHashMap::default(),
            gapped: FxHashMap::default(),
            foreign: gazetteer.grammar.transliteration.clone(),
            body_words: FxHashMap::default(),
            surnames: FxHashMap::default(),
        };
        for entity in gazetteer.entities.iter().filter(|e| e.kind == EntityType::Organization) {
            let mut words: Vec<&str> = lexicon.words(&entity.name);
            words.sort_unstable();
            words.dedup();
            for word in words {
                *known.body_words.entry(word.to_owned()).or_default() += 1;
            }
        }
        for entity in gazetteer.entities.iter().filter(|e| e.kind == EntityType::Person) {
            let chars: Vec<char> = entity.name.chars().map(|c| gazetteer.folder.fold(c)).collect();
            if chars.contains(&'·') {
                known.foreign.extend(chars.iter().filter(|c| is_han(**c)));
            } else if (2..=4).contains(&chars.len()) {
                *known.surnames.entry(chars[0]).or_default() += 1;
            }
        }
        for surface in &gazetteer.surfaces {
            let chars: Vec<char> = surface.text.chars().collect();
            let han = chars.iter().all(|&c| is_han(c) || c == '·');
            for sense in &surface.senses {
                let person = gazetteer.entity(sense.entity).kind == EntityType::Person;
                if chars.first().is_some_and(|&c| c.is_alphabetic() && !is_han(c)) && !chars.iter().any(|&c| is_han(c)) {
                    let words = latin_words(&surface.text);
                    if !person || words.len() > 1 {
                        push(&mut known.latin, latin_key(&surface.text), sense.entity);
                    }
                    if let (true, [first, .., last]) = (person, &words[..]) {
                        push(&mut known.latin_ends, format!("{first} {last}"), sense.entity);
                    }
                } else if han {
                    push(&mut known.undotted, surface.text.replace('·', ""), sense.entity);
                    if person {
                        if let Some((_, last)) = surface.text.rsplit_once('·') {
                            push(&mut known.last_parts, last.to_owned(), sense.entity);
                        } else if sense.weak {
                            push(&mut known.last_parts, surface.text.to_string(), sense.entity);
                        }
                        if chars.len() >= MIN_GAPPED_CHARS && !sense.weak {
                            for i in 0..chars.len() {
                                let entry = known.gapped.entry(gap(&chars, i)).or_default();
                                if !entry.contains(&(sense.entity, chars[i])) {
                                    entry.push((sense.entity, chars[i]));
                                }
                            }
                        }
                    }
                }
            }
        }
        known
    }

    /// True for the characters with which foreign names are written.
    pub(super) fn is_foreign(&self, c: char) -> bool {
        self.foreign.contains(&c)
    }

    /// Listed people whose name begins with this character.
    pub(super) fn people_of(&self, surname: char) -> u32 {
        self.surnames.get(&surname).copied().unwrap_or(0)
    }

    /// Entities of this Latin name.
    pub(super) fn by_latin(&self, latin: &str) -> &[EntityId] {
        self.latin.get(&latin_key(latin)).map_or(&[], Vec::as_slice)
    }

    fn has_surname(&self, name: &str) -> bool {
        name.chars().next().is_some_and(|c| self.gazetteer.grammar.surnames.contains(&c))
    }

    /// 香港苹果日报: the one body that the rest of the name means for certain, where it is of the country before it.
    fn behind_place(&self, name: &str) -> Option<EntityId> {
        let entity = |id: EntityId| self.gazetteer.entity(id);
        name.char_indices().skip(2).find_map(|(at, _)| {
            let places = &self.gazetteer.surface(&name[..at])?.senses;
            let [sense] = self.gazetteer.surface(&name[at..])?.senses[..] else { return None };
            let body = entity(sense.entity);
            let home = |id: EntityId| self.gazetteer.is(entity(id), ClassTrait::Country) && entity(id).country == body.country;
            let fits = body.kind == EntityType::Organization && body.country.is_some() && !sense.weak && places.iter().any(|p| home(p.entity));
            fits.then_some(sense.entity)
        })
    }

    /// True for a name of words that many bodies share: 经济研究中心.
    pub(super) fn is_generic(&self, name: &str, lexicon: &Lexicon) -> bool {
        lexicon.words(name).into_iter().all(|word| {
            if self.body_words.get(word).is_some_and(|&n| n >= GENERIC_BODIES) {
                return true;
            }
            // 资源 is a county, too, but the county needs support.
            let listed = self.gazetteer.surface(word).is_some_and(|s| s.senses.iter().any(|sense| !sense.weak));
            let chars: Vec<char> = word.chars().collect();
            let kind_of_body = chars.len() > 3 || self.gazetteer.grammar.units.before(&chars).is_some();
            !listed && (lexicon.frequency(word) >= COMMON_WORD || kind_of_body && lexicon.is_word(word))
        })
    }

    /// Known entities that a folded name may belong to, the most likely first.
    pub(super) fn candidates(&self, kind: EntityType, name: &str, latins: &[&String], offices: &[EntityId]) -> Vec<(EntityId, Why)> {
        let mut found: Vec<(Why, EntityId)> = Vec::new();
        let of_kind = |id: &&EntityId| self.gazetteer.entity(**id).kind == kind;
        let several = latins.iter().any(|latin| latin_key(latin) != latin_key(latins[0]));
        for latin in latins {
            let why = match () {
                () if several => Why::OneLatinOfSeveral,
                () if is_abbreviation(latin) => Why::SameAbbreviation,
                () => Why::SameLatin,
            };
            let chinese = |name: &str| kind == EntityType::Person && name.chars().count() <= 3 && name.chars().all(is_han) && self.has_surname(name);
            found.extend(self.by_latin(latin).iter().filter(of_kind).map(|&id| {
                let other = chinese(name) && chinese(&self.gazetteer.folder.fold_str(&self.gazetteer.entity(id).name));
                (if other && why == Why::SameLatin { Why::SameLatinOtherName } else { why }, id)
            }));
            if let (EntityType::Person, [first, .., last]) = (kind, &latin_words(latin)[..]) {
                let ends = self.latin_ends.get(&format!("{first} {last}"));
                found.extend(ends.into_iter().flatten().filter(of_kind).map(|&id| (Why::SameLatinEnds, id)));
            }
        }
        let undotted = self.undotted.get(&name.replace('·', ""));
        found.extend(undotted.into_iter().flatten().filter(of_kind).map(|&id| (Why::SameWithoutDots, id)));
        if kind == EntityType::Organization {
            found.extend(self.behind_place(name).into_iter().map(|id| (Why::PlaceBefore, id)));
        }
        if kind == EntityType::Person {
            let held = |id: EntityId| self.gazetteer.entity(id).tenures.iter().any(|t| offices.contains(&t.office));
            let last = name.rsplit_once('·').map_or(name, |(_, last)| last);
            found.extend(self.last_parts.get(last).into_iter().flatten().filter(|&&id| held(id)).map(|&id| (Why::SamePartAndOffice, id)));
            let chars: Vec<char> = name.chars().collect();
            if chars.len() >= MIN_GAPPED_CHARS {
                for i in 0..chars.len() {
                    for &(id, other) in self.gapped.get(&gap(&chars, i)).into_iter().flatten().filter(|(_, other)| *other != chars[i]) {
                        // Given names that differ by a character are those of different people, unless they sound alike.
                        let same_sound = sound(&chars[i..=i]).is_some_and(|a| sound(&[other]) == Some(a));
                        let foreign = chars.contains(&'·') || chars.len() > 3;
                        match (held(id), same_sound) {
                            (true, _) if foreign || same_sound => found.push((Why::OneCharacterAndOffice, id)),
                            (_, true) => found.push((Why::SameSound, id)),
                            (held, _) if foreign || held => found.push((Why::OneCharacter, id)),
                            _ => {}
                        }
                    }
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| self.gazetteer.entity(a.1).id.cmp(&self.gazetteer.entity(b.1).id)));
        let mut out: Vec<(EntityId, Why)> = Vec::new();
        for (why, id) in found {
            if !out.iter().any(|(known, _)| *known == id) {
                out.push((id, why));
            }
        }
        out
    }
}

fn push(map: &mut FxHashMap<String, Vec<EntityId>>, key: String, id: EntityId) {
    let list = map.entry(key).or_default();
    if !list.contains(&id) {
        list.push(id);
    }
}

fn gap(chars: &[char], at: usize) -> Vec<char> {
    let mut gapped = chars.to_vec();
    gapped[at] = '?';
    gapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_names_compare_without_diacritics_initials_and_order() {
        for (a, b) in [("Miloš Vystrčil", "Milos Vystrcil"), ("Mike R. Pompeo", "Mike Pompeo"), ("Tsai Ing-wen", "Ing-wen Tsai")] {
            assert_eq!(latin_key(a), latin_key(b));
        }
        assert_ne!(latin_key("Mike Pence"), latin_key("Mike Pompeo"));
        assert_eq!(latin_key("X"), "x");
    }
}
