//! Words around verbs, names and offices.

use super::{
    file::{AppositionEntry, WordLists},
    marks::{Mark, Marks, Status},
    rules::PredicateId,
};
use crate::{
    knowledge::{EntityType, Words},
    script::Folder,
};

/// Words around verbs and names.
#[derive(Debug, Clone, Default)]
pub(super) struct ContextWords {
    pub(super) marks: Marks,
    joints: Words,
    governments: Words,
    groups: Words,
    locatives: Words,
    before_objects: Words,
    not_before_objects: Words,
    describe_objects: Words,
    passives: Words,
    possessives: Words,
    aspects: Words,
    places_behind: Words,
    behind: Marks,
}

impl ContextWords {
    /// True for what joins the members of a list.
    pub(super) fn is_joint(&self, between: &[char]) -> bool {
        !between.is_empty() && self.joint_len(between) == between.len()
    }

    pub(super) fn joint_len(&self, rest: &[char]) -> usize {
        self.joints.at(rest, 0).map_or(0, <[char]>::len)
    }

    /// 官员, 媒体: the name before it only describes an unnamed group.
    pub(super) fn begins_group(&self, rest: &[char]) -> bool {
        self.group_len(rest) > 0
    }

    pub(super) fn group_len(&self, rest: &[char]) -> usize {
        self.groups.at(rest, 0).map_or(0, <[char]>::len)
    }

    pub(super) fn locative_len(&self, rest: &[char]) -> usize {
        self.locatives.at(rest, 0).map_or(0, <[char]>::len)
    }

    pub(super) fn is_object_before(&self, head: &[char]) -> bool {
        self.before_objects.before(head).is_some()
    }

    /// What follows a name without 政府, 当局, which mean the same.
    pub(super) fn after_transparent<'a>(&self, rest: &'a [char], kind: EntityType) -> &'a [char] {
        if kind == EntityType::Office {
            return rest;
        }
        let len = self.governments.at(rest, 0).map_or(0, <[char]>::len);
        &rest[len..]
    }

    /// True where what stands between a verb and a name leaves it the object. What describes people is open; what stands
    /// before a place or body is mostly a noun that it in turn describes.
    pub(super) fn may_precede_object(&self, gap: &[char], kind: EntityType) -> bool {
        let mut at = 0;
        while at < gap.len() {
            if gap[at].is_ascii_digit() {
                at += 1;
                continue;
            }
            // 到访的 describes, though 到 shows that what follows is no object.
            at += match self.describe_objects.at(gap, at) {
                Some(word) => word.len(),
                None if kind == EntityType::Person && self.not_before_objects.at(gap, at).is_none() => 1,
                None => return false,
            };
        }
        true
    }

    /// A text without 了 at its end.
    pub(super) fn without_aspect<'a>(&self, head: &'a [char]) -> &'a [char] {
        &head[..head.len() - self.aspects.before(head).map_or(0, <[char]>::len)]
    }

    /// 的 behind a name: it describes what follows.
    pub(super) fn is_possessive(&self, rest: &[char]) -> bool {
        self.possessives.at(rest, 0).is_some()
    }

    pub(super) fn ends_possessive(&self, head: &[char]) -> bool {
        self.possessives.before(head).is_some()
    }

    /// 在, 赴: what follows is a place, not the subject of a clause.
    pub(super) fn tells_where(&self, head: &[char]) -> bool {
        self.places_behind.before(head).is_some()
    }

    /// 被, 遭 right before a verb: its subject is its object.
    pub(super) fn is_passive(&self, head: &[char]) -> bool {
        self.passives.before(head).is_some()
    }

    pub(super) fn status_behind(&self, rest: &[char]) -> Option<Status> {
        match self.behind.at(rest, 0)?.0 {
            Mark::Cancelled => Some(Status::Cancelled),
            _ => Some(Status::Planned),
        }
    }
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

    pub(super) fn is_chain(&self, gap: &[char]) -> bool {
        self.chains.at(gap, 0).is_some_and(|w| w.len() == gap.len())
    }

    /// 教授|、病毒学家|金冬雁: what else is said of the holder.
    pub(super) fn is_description(&self, gap: &[char]) -> bool {
        let Some(chain) = self.chains.at(gap, 0) else { return false };
        let rest = &gap[chain.len()..];
        rest.len() <= DESCRIPTION_CHARS && self.descriptions.before(rest).is_some()
    }

    pub(super) fn is_former_inside(&self, office: &[char], word: &[char]) -> bool {
        self.inside.at(word, 0).is_some_and(|w| w.len() == word.len()) && office.windows(word.len()).any(|w| w == word)
    }

    pub(super) fn is_shared(&self, office: &[char]) -> bool {
        self.shared.before(office).is_some()
    }
}

pub(super) fn context(lists: &WordLists, folder: &Folder) -> ContextWords {
    let fold = |list: &[String]| -> Vec<Vec<char>> { list.iter().map(|w| w.chars().map(|c| folder.fold(c)).collect()).collect() };
    let words = |list: &[String]| Words::new(fold(list));
    let marks = Marks::new(vec![
        (fold(&lists.hypothetical), Mark::Hypothetical),
        (fold(&lists.cancelled), Mark::Cancelled),
        (fold(&lists.denied), Mark::Denied),
        (fold(&lists.planned), Mark::Planned),
        (fold(&lists.reports), Mark::Report),
        (fold(&lists.pronouns), Mark::Pronoun),
        (fold(&lists.prepositions), Mark::Preposition),
        (fold(&lists.fillers), Mark::Filler),
        (fold(&lists.followers), Mark::Follower),
    ]);
    ContextWords {
        marks,
        joints: words(&lists.joints),
        governments: words(&lists.governments),
        groups: words(&lists.groups),
        locatives: words(&lists.locatives),
        before_objects: words(&lists.before_objects),
        not_before_objects: words(&lists.not_before_objects),
        describe_objects: words(&lists.describe_objects),
        passives: words(&lists.passives),
        possessives: words(&lists.possessives),
        aspects: words(&lists.aspects),
        places_behind: words(&lists.places_behind),
        behind: Marks::new(vec![(fold(&lists.cancelled_behind), Mark::Cancelled), (fold(&lists.planned_behind), Mark::Planned)]),
    }
}

pub(super) fn apposition(entry: &AppositionEntry, predicate: Option<PredicateId>, bodies: Option<PredicateId>, folder: &Folder) -> Apposition {
    let words = |list: &[String]| Words::new(list.iter().map(|w| w.chars().map(|c| folder.fold(c)).collect()).collect());
    Apposition {
        predicate,
        bodies,
        candidates: words(&entry.candidates),
        chains: words(&entry.chains),
        inside: words(&entry.inside),
        shared: words(&entry.shared),
        descriptions: words(&entry.descriptions),
    }
}
