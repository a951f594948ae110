//! Words around verbs, names and offices.

use super::{
    clause::Missing,
    file::{AppositionEntry, WordLists},
    marks::{Mark, Status},
    rules::PredicateId,
    token::Class,
};
use crate::{
    knowledge::{EntityType, Grammar, Words},
    script::Folder,
};
use rustc_hash::FxHashMap;

/// Words around verbs and names.
#[derive(Debug, Clone, Default)]
pub(super) struct ContextWords {
    /// Words with what they do in a sentence; of several lists the first counts.
    classes: FxHashMap<Vec<char>, Class>,
    words: Words,
    joints: Words,
    groups: Words,
    governments: Words,
    passives: Words,
    prepositions: Words,
    disposals: Words,
    ands: Words,
    frames: Words,
    requests: Words,
    times: Words,
    carriers: Words,
    doings: Words,
    support_verbs: Words,
    reactions: Words,
    causes: Words,
    conditions: Words,
    tellings: Words,
    locatives: Words,
    with: Words,
    topics: Words,
    about: Words,
    pivots: Words,
    agents: Words,
    professions: Words,
    behind: FxHashMap<Vec<char>, Status>,
    behind_words: Words,
}

impl ContextWords {
    /// The longest word of the lists that `chars[at..]` begins with: what it does, and its length.
    pub(super) fn class_at(&self, chars: &[char], at: usize) -> Option<(Class, usize)> {
        let word = self.words.at(chars, at)?;
        self.classes.get(word).map(|&class| (class, word.len()))
    }

    /// Length of what means the same as the name before it: 政府, 等人.
    pub(super) fn same_as_name(&self, chars: &[char], at: usize) -> usize {
        self.governments.at(chars, at).map_or(0, <[char]>::len)
    }

    /// Length of what someone does, behind his name: 律师.
    pub(super) fn profession(&self, chars: &[char], at: usize) -> usize {
        self.professions.at(chars, at).map_or(0, <[char]>::len)
    }

    /// 由: who does it.
    pub(super) fn is_agent(&self, word: &[char]) -> bool {
        is_all(&self.agents, word)
    }

    /// True for what joins the members of a list.
    pub(super) fn is_joint(&self, between: &[char]) -> bool {
        is_all(&self.joints, between)
    }

    /// 官员, 媒体: the name before it only describes an unnamed group.
    pub(super) fn begins_group(&self, rest: &[char]) -> bool {
        self.groups.at(rest, 0).is_some()
    }

    /// 被, 遭: the subject of what follows is its object.
    pub(super) fn is_passive(&self, word: &[char]) -> bool {
        is_all(&self.passives, word)
    }

    pub(super) fn is_preposition(&self, word: &[char]) -> bool {
        is_all(&self.prepositions, word)
    }

    /// 将, 把 before the object.
    pub(super) fn is_disposal(&self, word: &[char]) -> bool {
        is_all(&self.disposals, word)
    }

    /// 并: two verbs of one subject.
    pub(super) fn is_and(&self, word: &[char]) -> bool {
        is_all(&self.ands, word)
    }

    /// 在: an adverbial begins that a word like 上, 中, 后 ends.
    pub(super) fn is_frame(&self, word: &[char]) -> bool {
        is_all(&self.frames, word)
    }

    /// 对于: what follows may be a whole clause.
    pub(super) fn is_topic(&self, word: &[char]) -> bool {
        is_all(&self.topics, word)
    }

    /// 对: what follows may be a clause that describes a noun.
    pub(super) fn is_about(&self, word: &[char]) -> bool {
        is_all(&self.about, word)
    }

    /// 欢迎: whom it is done to does what follows.
    pub(super) fn is_pivot(&self, word: &[char]) -> bool {
        is_all(&self.pivots, word)
    }

    /// 与: joins two parties of one act, not two who act.
    pub(super) fn is_with(&self, word: &[char]) -> bool {
        is_all(&self.with, word)
    }

    pub(super) fn is_locative(&self, word: &[char]) -> bool {
        is_all(&self.locatives, word)
    }

    /// 举行: what follows may describe its object.
    pub(super) fn is_carrier(&self, word: &[char]) -> bool {
        is_all(&self.carriers, word)
    }

    /// 举行, 实施: with the noun of an act as its object.
    pub(super) fn is_support_verb(&self, word: &[char]) -> bool {
        is_all(&self.support_verbs, word)
    }

    /// 结束: says that the act behind it, told as a noun, is done.
    pub(super) fn is_doing(&self, word: &[char]) -> bool {
        is_all(&self.doings, word)
    }

    /// 传闻: what it tells stands before it as a clause.
    pub(super) fn is_telling(&self, word: &[char]) -> bool {
        is_all(&self.tellings, word)
    }

    /// 一旦: the next clause is a mere possibility.
    pub(super) fn is_condition(&self, word: &[char]) -> bool {
        is_all(&self.conditions, word)
    }

    /// 表示: what stands before it in its clause is what it is about.
    pub(super) fn is_reaction(&self, word: &[char]) -> bool {
        is_all(&self.reactions, word)
    }

    /// 引发: whose act it is that follows is not told.
    pub(super) fn is_cause(&self, word: &[char]) -> bool {
        is_all(&self.causes, word)
    }

    /// 时: ends what happens at a time.
    pub(super) fn is_time(&self, word: &[char]) -> bool {
        is_all(&self.times, word)
    }

    /// 邀请: also a noun, 应乙邀请.
    pub(super) fn is_request(&self, word: &[char]) -> bool {
        is_all(&self.requests, word)
    }

    pub(super) fn status_behind(&self, rest: &[char]) -> Option<Status> {
        self.behind.get(self.behind_words.at(rest, 0)?).copied()
    }
}

fn is_all(words: &Words, text: &[char]) -> bool {
    words.at(text, 0).is_some_and(|word| word.len() == text.len())
}

/// Longest description between an office and its holder.
const DESCRIPTION_CHARS: usize = 7;

/// How offices stand beside their holders.
#[derive(Debug, Clone, Default)]
pub(super) struct Apposition {
    /// Of an office beside its holder.
    pub(super) predicate: Option<PredicateId>,
    /// Of a body right before a person.
    pub(super) bodies: Option<PredicateId>,
    candidates: Words,
    aides: Words,
    chains: Words,
    inside: Words,
    shared: Words,
    descriptions: Words,
}

impl Apposition {
    pub(super) fn is_candidate(&self, gap: &[char]) -> bool {
        self.candidates.at(gap, 0).is_some_and(|w| w.len() == gap.len())
    }

    pub(super) fn begins_candidate(&self, rest: &[char]) -> bool {
        self.candidates.at(rest, 0).is_some()
    }

    /// 甲|发言人: who has this post behind a person's name is somebody else.
    pub(super) fn is_aide(&self, office: &[char]) -> bool {
        is_all(&self.aides, office)
    }

    pub(super) fn is_chain(&self, gap: &[char]) -> bool {
        self.chains.at(gap, 0).is_some_and(|w| w.len() == gap.len())
    }

    /// 教授|、病毒学家|金冬雁: what else is said of the holder.
    pub(super) fn is_description(&self, gap: &[char]) -> bool {
        let Some(chain) = self.chains.at(gap, 0) else { return false };
        let rest = &gap[chain.len()..];
        rest.len() <= DESCRIPTION_CHARS && self.descriptions.before(rest).is_some()
    }

    /// True where a word within an office says that it is held no more, or not yet: 公安部|原|副部长, but not 太原市市长. What
    /// joins body and title (前) may stand before a body too: 台湾|前|外交部长.
    pub(super) fn is_former_inside(&self, office: &[char], word: &[char], grammar: &Grammar) -> bool {
        let joins = matches!(word, [joint] if grammar.joints.contains(joint));
        let title_behind = |at: usize| {
            let mut rest = &office[at + word.len()..];
            loop {
                if grammar.title_words.at(rest, 0).is_some_and(|title| title.len() == rest.len()) {
                    return true;
                }
                let Some(modifier) = grammar.modifiers.at(rest, 0) else { return false };
                rest = &rest[modifier.len()..];
            }
        };
        let mut places = (0..office.len()).filter(|&at| office[at..].starts_with(word));
        self.inside.at(word, 0).is_some_and(|w| w.len() == word.len()) && places.any(|at| joins || title_behind(at))
    }

    pub(super) fn is_shared(&self, office: &[char]) -> bool {
        self.shared.before(office).is_some()
    }
}

pub(super) fn context(lists: &WordLists, folder: &Folder) -> ContextWords {
    let fold = |list: &[String]| -> Vec<Vec<char>> { list.iter().map(|w| w.chars().map(|c| folder.fold(c)).collect()).collect() };
    let words = |list: &[String]| Words::new(fold(list));
    let by_class: [(&[String], Class); 17] = [
        (&lists.hypothetical, Class::Mark(Mark::Hypothetical)),
        (&lists.cancelled, Class::Mark(Mark::Cancelled)),
        (&lists.denied, Class::Mark(Mark::Denied)),
        (&lists.planned, Class::Mark(Mark::Planned)),
        (&lists.reports, Class::Mark(Mark::Report)),
        (&lists.pronouns.person, Class::Pronoun(Missing::Named(EntityType::Person))),
        (&lists.pronouns.organization, Class::Pronoun(Missing::Named(EntityType::Organization))),
        (&lists.pronouns.place, Class::Pronoun(Missing::Named(EntityType::Place))),
        (&lists.pronouns.speaker, Class::Pronoun(Missing::Speaker)),
        (&lists.possessives, Class::De),
        (&lists.aspects, Class::Aspect),
        (&lists.joints, Class::Joint),
        (&lists.prepositions, Class::Preposition),
        (&lists.fillers, Class::Light),
        (&lists.locatives, Class::Locative),
        (&lists.groups, Class::Noun),
        (&lists.verbs, Class::Verb),
    ];
    let mut classes = FxHashMap::default();
    for (list, class) in by_class {
        for word in fold(list) {
            classes.entry(word).or_insert(class);
        }
    }
    for word in fold(&lists.passives) {
        classes.entry(word).or_insert(Class::Preposition);
    }
    let behind: FxHashMap<Vec<char>, Status> =
        [(&lists.cancelled_behind, Status::Cancelled), (&lists.planned_behind, Status::Planned), (&lists.denied_behind, Status::Denied)]
            .into_iter()
            .flat_map(|(list, status)| fold(list).into_iter().map(move |word| (word, status)))
            .collect();
    ContextWords {
        words: Words::new(classes.keys().cloned().collect()),
        classes,
        joints: words(&lists.joints),
        groups: words(&lists.groups),
        governments: words(&lists.governments),
        passives: words(&lists.passives),
        prepositions: words(&lists.prepositions),
        disposals: words(&lists.disposals),
        ands: words(&lists.ands),
        frames: words(&lists.frames),
        requests: words(&lists.requests),
        times: words(&lists.times),
        carriers: words(&lists.carriers),
        doings: words(&lists.doings),
        support_verbs: words(&lists.support_verbs),
        reactions: words(&lists.reactions),
        causes: words(&lists.causes),
        conditions: words(&lists.conditions),
        tellings: words(&lists.tellings),
        locatives: words(&lists.locatives),
        with: words(&lists.with),
        topics: words(&lists.topics),
        about: words(&lists.about),
        pivots: words(&lists.pivots),
        agents: words(&lists.agents),
        professions: words(&lists.professions),
        behind_words: Words::new(behind.keys().cloned().collect()),
        behind,
    }
}

pub(super) fn apposition(entry: &AppositionEntry, predicate: Option<PredicateId>, bodies: Option<PredicateId>, folder: &Folder) -> Apposition {
    let words = |list: &[String]| Words::new(list.iter().map(|w| w.chars().map(|c| folder.fold(c)).collect()).collect());
    Apposition {
        predicate,
        bodies,
        candidates: words(&entry.candidates),
        aides: words(&entry.aides),
        chains: words(&entry.chains),
        inside: words(&entry.inside),
        shared: words(&entry.shared),
        descriptions: words(&entry.descriptions),
    }
}
