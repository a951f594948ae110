//! What stands behind a verb: its object, or the name that the verb describes.

use super::{
    clause::{Filler, Reading},
    group::{self, Group, Head},
    token::Class,
};
use crate::knowledge::EntityType;

/// Farthest word of an object from its verb.
const REACH: usize = 12;

/// The noun behind a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// Its groups; the first may begin within a group.
    pub(super) groups: Vec<usize>,
    /// First word of the noun without a relative clause.
    pub(super) from: usize,
}

impl Reading<'_> {
    /// The noun behind the word before `at`.
    pub(super) fn object(&self, at: usize) -> Option<Object> {
        let mut passed_verb = false;
        let mut k = at;
        while self.tokens.get(k).is_some_and(|t| t.class == Class::SameAsName) {
            k += 1;
        }
        while k < self.tokens.len() && k - at <= REACH {
            if let Some(g) = self.groups.of(k) {
                let group = self.groups.list[g];
                // 来|华|出席会议的|甲
                let letter = group.first == group.last && self.tokens[k].span.len() == 1;
                if letter && k > at && self.tokens.get(k + 1).is_some_and(|t| t.class == Class::Verb) && self.has_de(k) {
                    passed_verb = true;
                    k += 1;
                    continue;
                }
                let from = if passed_verb {
                    match group::behind_de(self.tokens, group) {
                        Some(from) => from,
                        // 来访|的|甲 begins behind 的; 打压|乙 is another clause.
                        None if k > 0 && self.class(k - 1) == Class::De => k,
                        None => {
                            k = group.last + 1;
                            continue;
                        }
                    }
                } else {
                    k
                };
                return Some(Object { groups: self.list_beginning(g), from });
            }
            match self.class(k) {
                Class::Aspect | Class::Light | Class::Number | Class::Adjective | Class::Determiner | Class::Joint => k += 1,
                Class::De if passed_verb || k == at => k += 1,
                Class::Verb | Class::Preposition | Class::Mark(_) | Class::Locative | Class::Pronoun(_) if self.has_de(k) => {
                    passed_verb = true;
                    k += 1;
                }
                Class::Open => k += 1,
                _ => return None,
            }
        }
        None
    }

    /// A 的 ends what begins here, within the clause.
    fn has_de(&self, from: usize) -> bool {
        let clause = self.tokens.iter().skip(from).take(REACH).take_while(|t| !matches!(t.class, Class::Comma | Class::Stop | Class::Close));
        clause.into_iter().any(|t| t.class == Class::De)
    }

    /// The names of an object. `of` tells that they only possess it. `attitude`: that of a body's people is to the body.
    pub(super) fn object_filler(&self, object: &Object, attitude: bool) -> Option<Filler> {
        let head = |(i, &g): (usize, &usize)| {
            let group: Group = self.groups.list[g];
            group::head(self.tokens, if i == 0 { object.from } else { group.first }, group.last)
        };
        let mut heads: Vec<Head> = object.groups.iter().enumerate().map(head).collect();
        if let (Some(counted), Some(last), true) = (object.groups.last().and_then(|&g| self.counted(g)), heads.last_mut(), object.groups.len() > 1) {
            *last = Head::Name(counted);
        }
        let of = match heads.last()? {
            // 反对|美国|的|制裁
            Head::Name(_) => object.groups.last().is_some_and(|&g| self.is_followed_by_noun(self.groups.list[g].last)),
            Head::Of(_) => !object.groups.last().is_some_and(|&g| self.is_told(self.groups.list[g].last)),
            // 感谢|蔡总统|及|政府团队: the named one counts.
            Head::Described(_) | Head::Unnamed if heads.iter().any(|h| matches!(h, Head::Name(p) if self.kind(*p) == EntityType::Person)) => false,
            // 感谢|甲公司|与|各界|伙伴, 曾任|甲会理事|、|乙会|会员
            Head::Unnamed | Head::Described(_)
                if heads.iter().any(|h| matches!(h, Head::Name(p) if matches!(self.kind(*p), EntityType::Organization | EntityType::Office))) =>
            {
                false
            }
            // 谴责|特朗普|领导无方
            Head::Described(p)
                if heads.len() == 1
                    && (self.kind(*p) == EntityType::Person && !self.is_people(*p) || attitude && self.kind(*p) == EntityType::Organization) =>
            {
                return Some(Filler { phrases: vec![*p], of: true, carried: false });
            }
            _ => return None,
        };
        let phrases = heads.iter().filter_map(|h| if let Head::Name(p) | Head::Of(p) = h { Some(*p) } else { None }).collect();
        Some(Filler { phrases, of, carried: false })
    }

    /// A noun of what is told: 甲会见乙的|传闻.
    fn is_told(&self, noun: usize) -> bool {
        noun > 0 && self.class(noun - 1) == Class::De && self.rules.words.is_telling(self.text(noun))
    }

    /// Of the last member of a list that a number sums up: 甲、乙和**丙**|三款|应用.
    fn counted(&self, group: usize) -> Option<usize> {
        let Group { first, last } = self.groups.list[group];
        match self.class(first) {
            Class::Name(phrase) if first + 1 < last && self.class(first + 1) == Class::Number => Some(phrase),
            _ => None,
        }
    }

    /// 特朗普|支持者: others are meant.
    fn is_people(&self, phrase: usize) -> bool {
        self.rules.words.begins_group(self.sentence.rest(self.phrases.list[phrase].span.end))
    }

    /// 的 and a verb used as a noun stand behind.
    fn is_followed_by_noun(&self, last: usize) -> bool {
        self.tokens.get(last + 1).is_some_and(|t| t.class == Class::De)
    }

    /// The name that a verb with 的 behind it, or behind its object, describes: 被美国制裁|的|**甲**, 支持乙|的|**甲**.
    pub(super) fn described(&self, verb: usize) -> Option<Filler> {
        let next = self.tokens.get(verb + 1)?;
        let filler = |phrase| Filler { phrases: vec![phrase], of: false, carried: false };
        if next.class == Class::De {
            let g = self.groups.of(verb + 2)?;
            return match group::head(self.tokens, verb + 2, self.groups.list[g].last) {
                Head::Name(phrase) => Some(filler(phrase)),
                _ => None,
            };
        }
        let object = self.object(verb + 1)?;
        let group = self.groups.list[*object.groups.first()?];
        let from = group::behind_de(self.tokens, group)?;
        if !self.is_relative(verb, group) {
            return None;
        }
        match group::head(self.tokens, from, group.last) {
            Head::Name(phrase) => Some(filler(phrase)),
            _ => None,
        }
    }

    /// The object of a verb whose clause describes something: 支持|**乙**|的甲.
    pub(super) fn relative_object(&self, verb: usize) -> Option<Filler> {
        let object = self.object(verb + 1)?;
        let group = self.groups.list[*object.groups.first()?];
        let from = group::behind_de(self.tokens, group)?;
        match group::head(self.tokens, object.from, from.checked_sub(2)?) {
            Head::Name(phrase) => Some(Filler { phrases: vec![phrase], of: false, carried: false }),
            _ => None,
        }
    }

    /// 逮捕了|抗议甲被拘押的|学生: the verb and its object stand in a clause before the object of the verb before it.
    fn is_within_object(&self, verb: usize, object: &Object) -> bool {
        let before = (0..verb).rev().find(|&t| self.class(t) != Class::Aspect);
        let takes_it = before.is_some_and(|t| self.class(t) == Class::Verb && self.tokens[t].trigger && self.rules.is_transitive(self.text(t)));
        let last = object.groups.last().map_or(verb, |&g| self.groups.list[g].last);
        let mut clause = (last + 1..self.tokens.len()).take_while(|&t| !matches!(self.class(t), Class::Comma | Class::Stop));
        takes_it && clause.any(|t| self.class(t) == Class::De && self.groups.of(t + 1).is_some())
    }

    /// True where the clause of the verb describes what follows its object.
    pub(super) fn is_relative_clause(&self, verb: usize) -> bool {
        self.object(verb + 1).is_some_and(|object| self.is_relative(verb, self.groups.list[object.groups[0]]) || self.is_within_object(verb, &object))
    }
}
