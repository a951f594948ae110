//! Names by language to the name fields of an entry.

use crate::{
    audit::KEPT,
    knowledge::EntityType,
    lexicon::Lexicon,
    script::{Folder, is_han},
};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// The language of a name, as far as it matters here. The order is the order of preference for `name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    Hans,
    Cn,
    Sg,
    My,
    /// Chinese in either script.
    Zh,
    Hant,
    Tw,
    Hk,
    Mo,
    En,
}

impl Language {
    /// By a language tag; `_` counts as `-`, case does not.
    pub(super) fn of(tag: &str) -> Option<Language> {
        // Wikidata has hundreds of tags an entity: most are told apart by their first letters.
        if !matches!(tag.as_bytes().first(), Some(b'z' | b'Z' | b'e' | b'E')) {
            return None;
        }
        Some(match tag.to_ascii_lowercase().replace('_', "-").as_str() {
            "zh-hans" | "zh-hans-cn" => Language::Hans,
            "zh-cn" => Language::Cn,
            "zh-sg" => Language::Sg,
            "zh-my" => Language::My,
            "zh" | "zho" => Language::Zh,
            "zh-hant" => Language::Hant,
            "zh-tw" | "zh-hant-tw" => Language::Tw,
            "zh-hk" | "zh-hant-hk" => Language::Hk,
            "zh-mo" | "zh-hant-mo" => Language::Mo,
            "en" | "en-us" | "en-gb" | "eng" => Language::En,
            _ => return None,
        })
    }

    /// Of a name whose source states no language: Han characters make it Chinese, plain Latin ones English.
    pub(super) fn guess(name: &str) -> Option<Language> {
        if name.chars().any(is_han) {
            // Kana beside Han characters is Japanese.
            return (!name.chars().any(|c| matches!(c as u32, 0x3041..=0x30FA | 0xAC00..=0xD7A3))).then_some(Language::Zh);
        }
        let latin = name.chars().all(|c| !c.is_alphabetic() || (c as u32) < 0x250);
        (latin && name.chars().any(|c| c.is_ascii_alphabetic())).then_some(Language::En)
    }

    fn is_traditional(self) -> bool {
        matches!(self, Language::Hant | Language::Tw | Language::Hk | Language::Mo)
    }
}

/// The names of a record as its source has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RawNames {
    /// Main names.
    pub(super) labels: Vec<(Language, String)>,
    /// Other names.
    pub(super) aliases: Vec<(Language, String)>,
    /// Names that need support in the document.
    pub(super) weak: Vec<String>,
}

impl RawNames {
    /// Adds a name without a language: the first of a language is its label.
    pub(super) fn add(&mut self, name: &str) {
        if let Some(language) = Language::guess(name) {
            let list = if self.labels.iter().any(|(l, _)| *l == language) { &mut self.aliases } else { &mut self.labels };
            list.push((language, name.to_owned()));
        }
    }

    /// Adds an alias without a language.
    pub(super) fn add_alias(&mut self, name: &str) {
        if let Some(language) = Language::guess(name) {
            self.aliases.push((language, name.to_owned()));
        }
    }
}

/// The name fields of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Simplified.
    pub name: String,
    /// Traditional, where written differently.
    pub hant: Option<String>,
    /// English.
    pub en: Option<String>,
    /// Other forms.
    pub aliases: Vec<String>,
    /// Forms that need support.
    pub weak: Vec<String>,
    /// Surfaces of one character that were dropped.
    #[serde(skip)]
    pub dropped: u64,
}

/// Folds and words by which names are sorted out; one for an import.
#[derive(Debug)]
pub(super) struct NameRules<'a> {
    /// The fold of all matching.
    folder: &'a Folder,
    /// Scripts, width and case alone: what `gazetteer check` holds a `name` against.
    plain: Folder,
    words: Lexicon,
}

impl<'a> NameRules<'a> {
    pub(super) fn new(folder: &'a Folder) -> NameRules<'a> {
        NameRules { folder, plain: Folder::new([]), words: Lexicon::new(FxHashSet::default()) }
    }

    /// Sorts out the names of a record.
    ///
    /// # Errors
    /// The reason for which the record is left out.
    pub(super) fn settle(&self, kind: EntityType, raw: &RawNames) -> Result<Names, &'static str> {
        let mut labels: Vec<(Language, String)> = raw.labels.iter().map(|(l, text)| (*l, self.clean(text))).collect();
        labels.sort_by_key(|(language, _)| *language);
        let chinese = |(language, text): &&(Language, String)| *language != Language::En && text.chars().any(is_han);
        let Some((_, label)) = labels.iter().find(chinese) else { return Err("no Chinese name") };
        let mut names = Names { name: self.simplified(label), ..Names::default() };
        if names.name.chars().count() < 2 {
            return Err("name of one character");
        }
        let aliases: Vec<(Language, String)> = raw.aliases.iter().map(|(l, text)| (*l, self.clean(text))).collect();
        let as_label = labels.iter().find(|l| l.0.is_traditional() && chinese(l));
        let as_written = || labels.iter().chain(&aliases).find(|l| chinese(l) && l.1 != names.name && self.simplified(&l.1) == names.name);
        names.hant = as_label.or_else(as_written).map(|(_, text)| text.clone()).filter(|text| *text != names.name && text.chars().count() > 1);
        names.en = labels.iter().find(|(l, text)| *l == Language::En && Language::guess(text) == Some(Language::En)).map(|(_, text)| text.clone());

        let mut seen: FxHashSet<String> =
            [Some(&names.name), names.hant.as_ref(), names.en.as_ref()].into_iter().flatten().map(|n| self.key(n)).collect();
        let mut weak: Vec<String> = Vec::new();
        for text in &raw.weak {
            let text = self.simplified(&self.clean(text));
            if text.chars().count() > 1 && seen.insert(self.key(&text)) {
                weak.push(text);
            } else if text == names.name || names.hant.as_ref() == Some(&text) || names.en.as_ref() == Some(&text) {
                weak.push(text); // listed as weak, a canonical name is weak
            } else if text.chars().count() == 1 {
                names.dropped += 1;
            }
        }
        for (language, text) in labels.iter().chain(&aliases) {
            let text = if *language == Language::En { text.clone() } else { self.simplified(text) };
            match text.chars().count() {
                0 => {}
                1 => names.dropped += 1,
                _ if !seen.insert(self.key(&text)) => {}
                _ if self.needs_support(kind, &names.name, &text) => weak.push(text),
                _ => names.aliases.push(text),
            }
        }
        if self.is_word(&names.name) && !weak.contains(&names.name) {
            // Each spelling by which the loader would take the same form as strong.
            weak.extend(names.hant.iter().filter(|hant| self.key(hant) == self.key(&names.name)).cloned());
            weak.push(names.name.clone());
        }
        names.weak = weak;
        Ok(names)
    }

    /// True for aliases that need support: single Latin words, parts of a dotted name, ordinary words.
    fn needs_support(&self, kind: EntityType, name: &str, alias: &str) -> bool {
        if alias.chars().any(is_han) {
            let is_part = kind == EntityType::Person && name.contains('·') && name.split('·').any(|part| part == alias);
            return is_part || self.is_word(alias);
        }
        !alias.contains([' ', '-', '·'])
    }

    /// True for a form of two characters that the dictionary has as a word other than a name.
    fn is_word(&self, text: &str) -> bool {
        if text.chars().count() != 2 || !text.chars().all(is_han) {
            return false;
        }
        let named = |class: &str| matches!(class, "nr" | "ns" | "nt" | "nz" | "nrt" | "nrfg" | "x");
        self.words.class(text).is_some_and(|class| !named(class))
    }

    /// The form that decides whether two forms are one: folded, without name dots.
    pub(super) fn key(&self, text: &str) -> String {
        self.folder.fold_str(text).replace('·', "")
    }

    /// One line without control characters, with the one name dot.
    fn clean(&self, text: &str) -> String {
        let han = text.chars().any(is_han);
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_whitespace()
                || c.is_control()
                || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
            {
                if !out.is_empty() && !out.ends_with(' ') && c.is_whitespace() {
                    out.push(' ');
                }
            } else if han && self.folder.fold(c) == '·' {
                out.push('·');
            } else {
                out.push(c);
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// The Simplified writing, character by character.
    fn simplified(&self, text: &str) -> String {
        text.chars().map(|c| if is_han(c) && !KEPT.contains(c) { self.plain.fold(c) } else { c }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(kind: EntityType, labels: &[(&str, &str)], aliases: &[(&str, &str)]) -> Result<Names, &'static str> {
        let folder = Folder::new([('‧', '·'), ('・', '·')]);
        let tagged = |list: &[(&str, &str)]| list.iter().map(|(tag, text)| (Language::of(tag).unwrap(), (*text).to_owned())).collect();
        NameRules::new(&folder).settle(kind, &RawNames { labels: tagged(labels), aliases: tagged(aliases), weak: Vec::new() })
    }

    #[test]
    fn simplified_labels_win_and_scripts_are_not_repeated() {
        let names = settle(
            EntityType::Person,
            &[("en", "Joe Biden"), ("zh-tw", "喬·拜登"), ("zh", "乔‧拜登"), ("zh-hk", "喬‧拜登"), ("zh_hans", "乔·拜登")],
            &[("zh", "拜登"), ("zh", "喬拜登"), ("zh", "约瑟夫·罗比内特·拜登"), ("en", "Joseph Biden"), ("en", "Biden"), ("zh", "拜")],
        );
        let want = Names {
            name: "乔·拜登".into(),
            hant: Some("喬·拜登".into()),
            en: Some("Joe Biden".into()),
            aliases: vec!["约瑟夫·罗比内特·拜登".into(), "Joseph Biden".into()],
            weak: vec!["拜登".into(), "Biden".into()],
            dropped: 1,
        };
        assert_eq!(names, Ok(want));
    }

    #[test]
    fn a_traditional_label_is_converted_and_kept() {
        let names = settle(EntityType::Place, &[("zh", "臺東縣")], &[]).unwrap();
        assert_eq!((names.name.as_str(), names.hant.as_deref()), ("台东县", Some("臺東縣")));
        let names = settle(EntityType::Place, &[("zh-hant", "台北")], &[("zh", "臺北")]).unwrap();
        assert_eq!((names.name.as_str(), names.hant, names.aliases.len()), ("台北", None, 0), "the usual Traditional name is written alike");
    }

    #[test]
    fn records_without_a_usable_name_say_why() {
        assert_eq!(settle(EntityType::Place, &[("en", "Taipei"), ("zh", "Taipei")], &[]), Err("no Chinese name"));
        assert_eq!(settle(EntityType::Place, &[("zh", "泰")], &[]), Err("name of one character"));
    }

    #[test]
    fn a_name_that_is_a_word_is_weak() {
        let names = settle(EntityType::Place, &[("zh", "团结")], &[]).unwrap();
        assert_eq!(names.weak, ["团结"]);
    }
}
