//! Relation rules, read from `relations.yaml` of a gazetteer folder.

use super::{
    example,
    file::{ActorCodes, PredicateEntry, RelationFile, RuleEntry},
    marks::Status,
    tell::Ground,
    words::{Apposition, ContextWords, apposition, context},
};
use crate::{
    document::Span,
    knowledge::{EntityType, Grammar, Words, source::parse_text},
    lexicon::Lexicon,
    script::{Folded, Folder},
};
use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Index of a predicate, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PredicateId(pub u8);

/// Code of an event in PLOVER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plover {
    /// Event type: CONSULT.
    pub event: String,
    /// Mode: visit; empty where there is none.
    pub mode: String,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
}

/// What an office means where a person is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holders {
    /// Its holder: 总统批评….
    #[default]
    StandIn,
    /// Nobody: who 接任 an office is no successor of the one who has it now.
    Nobody,
}

/// A kind of relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// The value of the `predicate` columns.
    pub name: String,
    /// Types that the subject may have.
    pub subject: Vec<EntityType>,
    /// Types that the object may have.
    pub object: Vec<EntityType>,
    /// Looked for only where it is asked for.
    pub optional: bool,
    /// Holds in both directions.
    pub symmetric: bool,
    /// 批评中国的…: the possessor counts as the object.
    pub possessor: bool,
    /// A state, not an event.
    pub standing: bool,
    /// A stance, which is taken by announcing it: 将支持 is no plan.
    pub attitude: bool,
    /// What an office means where a person is wanted.
    pub holders: Holders,
    /// Also between names of credit lines.
    pub bylines: bool,
    /// Does not count where the other predicate tells the same of the subject: `affiliated_with` beside an office of the body.
    pub unless: Option<PredicateId>,
    /// Its PLOVER code, if there is one.
    pub plover: Option<Plover>,
}

/// A faulty rule: its line in the file, from 1, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationFault {
    /// Line.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Subject,
    Object,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Phrase(Role),
    Words(Words),
    /// `S&O`: both, the members of one list: 甲、乙举行会谈.
    Both,
    /// `says`: a word of saying or a colon, between who speaks and what is said.
    Says,
}

/// A part of a pattern beside the trigger.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) what: What,
    /// Nothing stands between it and its neighbour on the side of the trigger.
    pub(super) tight: bool,
}

/// An argument pattern: the parts on either side of the trigger, nearest first.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) left: Vec<Element>,
    pub(super) right: Vec<Element>,
}

#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) predicate: PredicateId,
    pub(super) patterns: Vec<Pattern>,
    pub(super) status: Option<Status>,
    /// Only in titles, which are terse.
    pub(super) headlines: bool,
    /// Only in sentences with one of these words, if there are any.
    pub(super) with: Option<Words>,
    /// Only in sentences without any of these words.
    pub(super) without: Option<Words>,
    /// Types that its subject may have, if they are fewer than those of the predicate.
    pub(super) subject: Vec<EntityType>,
    /// Estimated chance, in percent, that what it tells in its own clause is right.
    pub(super) confidence: Option<u8>,
    /// Its triggers are nouns.
    pub(super) nouns: bool,
    /// Counts only where the document tells the same of its subject by another rule.
    pub(super) backed: bool,
}

/// Compiled relation rules, read-only and shared by all workers.
#[derive(Debug, Clone, Default)]
pub struct RelationRules {
    /// Kinds of relations, in the order of the file.
    pub predicates: Vec<Predicate>,
    pub(super) rules: Vec<Rule>,
    pub(super) words: ContextWords,
    pub(super) apposition: Apposition,
    /// How PLOVER names actors.
    pub actors: ActorCodes,
    triggers: Option<AhoCorasick>,
    /// For each pattern of the automaton the rules it sets off.
    rules_of: Vec<Vec<u32>>,
    /// Of them, those that are nouns.
    nouns: FxHashSet<Vec<char>>,
    /// Of them, those that take a whole clause: 指责[中国打压…].
    clausal: FxHashSet<Vec<char>>,
    /// Of them, those behind which whom they are done to may stand.
    transitive: FxHashSet<Vec<char>>,
}

impl RelationRules {
    /// Compiles rules from YAML and, given a word list, runs their examples.
    ///
    /// # Errors
    /// The YAML error, or the faults of single rules: unknown words in patterns, examples that fail.
    pub fn from_yaml(
        yaml: &str,
        folder: &Folder,
        grammar: &Grammar,
        lexicon: Option<&Lexicon>,
    ) -> Result<Result<RelationRules, Vec<RelationFault>>, serde_yaml::Error> {
        let file: RelationFile = parse_text::<RelationFile>(yaml)?.unwrap_or_default();
        let mut faults = Vec::new();
        let rules = RelationRules::compile(&file, folder, &mut |text, reason| {
            let line = yaml.lines().position(|line| line.contains(text)).map_or(1, |i| i + 1);
            faults.push(RelationFault { line, reason });
        });
        if let Some(lexicon) = lexicon.filter(|_| faults.is_empty()) {
            example::run(&file, &Ground { rules: &rules, grammar, lexicon }, folder, &mut |text, reason| {
                let line = yaml.lines().position(|line| line.contains(text)).map_or(1, |i| i + 1);
                faults.push(RelationFault { line, reason });
            });
        }
        Ok(if faults.is_empty() { Ok(rules) } else { Err(faults) })
    }

    /// The predicate with this index.
    pub fn predicate(&self, id: PredicateId) -> &Predicate {
        &self.predicates[usize::from(id.0)]
    }

    /// The predicate with this name.
    pub fn by_name(&self, name: &str) -> Option<PredicateId> {
        self.predicates.iter().position(|p| p.name == name).map(|i| PredicateId(i as u8))
    }

    /// The predicate of offices beside their holders.
    pub fn offices(&self) -> Option<PredicateId> {
        self.apposition.predicate
    }

    /// Calls `each` with the triggers of a folded text, first to last, and the rules they set off.
    pub(super) fn each_trigger<'r>(&'r self, folded: &Folded, mut each: impl FnMut(Span, &'r [u32])) {
        let Some(triggers) = &self.triggers else { return };
        for found in triggers.find_iter(&folded.text) {
            let rules = &self.rules_of[found.pattern().as_usize()];
            if !rules.is_empty() {
                each(Span::new(folded.char_of_byte(found.start()), folded.char_of_byte(found.end())), rules);
            }
        }
    }

    /// True for a word of the rules that is a noun: 记者, 妻子.
    pub(super) fn is_noun(&self, word: &[char]) -> bool {
        self.nouns.contains(word)
    }

    /// True for a verb that takes a whole clause: 指责[中国打压…].
    pub(super) fn is_clausal(&self, word: &[char]) -> bool {
        self.clausal.contains(word)
    }

    /// True for a verb whose object may stand right behind it: 会见|甲, not 会谈.
    pub(super) fn is_transitive(&self, word: &[char]) -> bool {
        self.transitive.contains(word)
    }

    fn compile(file: &RelationFile, folder: &Folder, say: &mut dyn FnMut(&str, String)) -> RelationRules {
        let fold = |word: &String| -> Vec<char> { word.chars().map(|c| folder.fold(c)).collect() };
        let mut rules = RelationRules { words: context(&file.words, folder), actors: file.actors.clone(), ..RelationRules::default() };
        let id_of = |name: &str| file.predicates.iter().position(|p| p.predicate == name).map(|i| PredicateId(i as u8));
        for entry in &file.predicates {
            rules.predicates.push(predicate(entry, &id_of, say));
        }
        if let Some(entry) = &file.apposition {
            rules.apposition = apposition(entry, id_of(&entry.predicate), entry.bodies.as_deref().and_then(&id_of), folder);
            for (name, found) in [(Some(&entry.predicate), rules.apposition.predicate), (entry.bodies.as_ref(), rules.apposition.bodies)] {
                if let (Some(name), None) = (name, found) {
                    say(name, format!("apposition: {name} is no predicate of the file"));
                }
            }
        }
        let mut by_trigger: FxHashMap<Vec<char>, Vec<u32>> = file.words.no_triggers.iter().map(|w| (fold(w), Vec::new())).collect();
        for (i, entry) in file.predicates.iter().enumerate() {
            for rule in &entry.rules {
                let patterns = rule.patterns.iter().filter_map(|text| pattern(text, rule, &file.classes, folder, say)).collect();
                let index = rules.rules.len() as u32;
                let words = |list: &[String]| (!list.is_empty()).then(|| Words::new(list.iter().map(fold).collect()));
                let (with, without) = (words(&rule.with), words(&rule.without));
                rules.rules.push(Rule {
                    predicate: PredicateId(i as u8),
                    patterns,
                    status: rule.status,
                    headlines: rule.headlines,
                    with,
                    without,
                    subject: rule.subject.iter().map(|k| k.entity_type()).collect(),
                    confidence: rule.confidence.or(entry.confidence),
                    nouns: rule.nouns,
                    backed: rule.backed,
                });
                if rule.nouns {
                    rules.nouns.extend(rule.triggers.iter().map(fold));
                }
                for trigger in &rule.triggers {
                    by_trigger.entry(fold(trigger)).or_default().push(index);
                }
            }
        }
        let mut triggers: Vec<(Vec<char>, Vec<u32>)> = by_trigger.into_iter().collect();
        triggers.sort();
        let texts: Vec<String> = triggers.iter().map(|(word, _)| word.iter().collect()).collect();
        let clausal = |of: &[u32]| of.iter().any(|&i| file.predicates[usize::from(rules.rules[i as usize].predicate.0)].clausal);
        let verbs = |(word, of): &&(Vec<char>, Vec<u32>)| word.len() > 1 && clausal(of);
        rules.clausal = triggers.iter().filter(verbs).map(|(word, _)| word.clone()).collect();
        let takes = |pattern: &Pattern| matches!(pattern.right.first().map(|e| &e.what), Some(What::Phrase(_)));
        let with_object = |(_, of): &&(Vec<char>, Vec<u32>)| of.iter().any(|&i| rules.rules[i as usize].patterns.iter().any(takes));
        rules.transitive = triggers.iter().filter(with_object).map(|(word, _)| word.clone()).collect();
        rules.rules_of = triggers.into_iter().map(|(_, rules)| rules).collect();
        match AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts) {
            Ok(automaton) if !texts.is_empty() => rules.triggers = Some(automaton),
            Ok(_) => {}
            Err(e) => say("predicates", format!("triggers: {e}")),
        }
        rules
    }
}

fn predicate(entry: &PredicateEntry, id_of: &dyn Fn(&str) -> Option<PredicateId>, say: &mut dyn FnMut(&str, String)) -> Predicate {
    if entry.subject.is_empty() || entry.object.is_empty() {
        say(&entry.predicate, format!("{}: no types for subject or object", entry.predicate));
    }
    let unless = entry.unless.as_deref().and_then(|name| {
        let found = id_of(name);
        if found.is_none() {
            say(name, format!("{}: {name} is no predicate of the file", entry.predicate));
        }
        found
    });
    Predicate {
        name: entry.predicate.clone(),
        subject: entry.subject.iter().map(|k| k.entity_type()).collect(),
        object: entry.object.iter().map(|k| k.entity_type()).collect(),
        optional: entry.optional,
        symmetric: entry.symmetric,
        possessor: entry.possessor,
        standing: entry.standing,
        attitude: entry.attitude,
        holders: entry.holders,
        bylines: entry.bylines,
        unless,
        plover: entry.plover.as_ref().map(|p| Plover { event: p.event.clone(), mode: p.mode.clone(), quad: p.quad }),
    }
}

/// Parses `S 对|向 O @`: places S and O, the trigger @, literal words or the name of a list of them (`$goods`); `+` between
/// two parts where nothing may stand.
fn pattern(
    text: &str,
    rule: &RuleEntry,
    classes: &BTreeMap<String, Vec<String>>,
    folder: &Folder,
    say: &mut dyn FnMut(&str, String),
) -> Option<Pattern> {
    let mut parts: Vec<(What, bool)> = Vec::new();
    let mut trigger = None;
    let mut tight = false;
    for part in text.split_whitespace() {
        let what = match part {
            "+" => {
                tight = true;
                continue;
            }
            "@" => {
                trigger = Some((parts.len(), tight));
                tight = false;
                continue;
            }
            "S" => What::Phrase(Role::Subject),
            "O" => What::Phrase(Role::Object),
            "says" => What::Says,
            "S&O" => What::Both,
            words => {
                let mut list: Vec<&str> = Vec::new();
                for word in words.split('|') {
                    match word.strip_prefix('$').map(|name| (name, classes.get(name))) {
                        None => list.push(word),
                        Some((_, Some(class))) => list.extend(class.iter().map(String::as_str)),
                        Some((name, None)) => say(text, format!("pattern {text:?}: {name} is no list of `classes`")),
                    }
                }
                What::Words(Words::new(list.into_iter().map(|w| w.chars().map(|c| folder.fold(c)).collect()).collect()))
            }
        };
        parts.push((what, tight));
        tight = false;
    }
    let count = |role: Role| parts.iter().filter(|(what, _)| matches!(what, What::Both) || matches!(what, What::Phrase(r) if *r == role)).count();
    let Some((at, trigger_tight)) = trigger.filter(|_| count(Role::Subject) == 1 && count(Role::Object) == 1 && !rule.triggers.is_empty()) else {
        say(text, format!("pattern {text:?}: each of S, O and @ stands in it once"));
        return None;
    };
    let right_parts = parts.split_off(at);
    let right = right_parts.into_iter().map(|(what, tight)| Element { what, tight }).collect();
    // On the left a part is tight where its right neighbour, the trigger included, has the `+` before it.
    let mut left: Vec<Element> = Vec::new();
    let mut next = trigger_tight;
    for (what, tight) in parts.into_iter().rev() {
        left.push(Element { what, tight: next });
        next = tight;
    }
    Some(Pattern { left, right })
}
