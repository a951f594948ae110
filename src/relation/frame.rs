//! Matches the argument patterns of a rule around its trigger.

use super::{
    marks::{closes_quote, ends_clause, opens_quote},
    rules::{Element, Pattern, Predicate, Role, What},
    subject::{Search, Subject, Walk},
};
use crate::{document::Span, knowledge::EntityType};
use std::ops::Range;

/// The places that a pattern found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Phrases, by index; empty where the subject is that of the sentence before.
    pub(super) subjects: Range<usize>,
    pub(super) objects: Range<usize>,
    /// Where the words begin that tell the status.
    pub(super) zone: u32,
    /// The subject comes from an earlier clause.
    pub(super) carried: bool,
    /// The role that was left out, if one was.
    pub(super) left_out: Option<Role>,
    /// The literal words of the pattern, trigger included.
    pub(super) words: Vec<Span>,
}

/// Longest way between two parts of a pattern, in characters.
const GAP: u32 = 18;
/// Longest way from a verb to its object.
const OBJECT_GAP: u32 = 7;
/// The same for people, of whom more is said before their names.
const PERSON_GAP: u32 = 10;
/// Longest way from one part of a pattern behind the trigger to a word of it.
const WORD_GAP: u32 = 14;

/// Places that are being filled.
#[derive(Debug, Clone, Default)]
struct Filled {
    subjects: Option<Range<usize>>,
    objects: Option<Range<usize>>,
    zone: Option<u32>,
    carried: bool,
    left_out: Option<Role>,
    words: Vec<Span>,
    /// The trigger is used as a noun.
    nominal: bool,
}

impl Filled {
    fn put(&mut self, role: Role, phrases: Range<usize>) {
        match role {
            Role::Subject => self.subjects = Some(phrases),
            Role::Object => self.objects = Some(phrases),
        }
    }
}

impl Walk<'_> {
    /// Matches a pattern at a trigger.
    pub(super) fn match_pattern(&self, pattern: &Pattern, predicate: &Predicate, trigger: Span) -> Option<Match> {
        let words = &self.rules.words;
        let rest = self.sentence.rest(trigger.end);
        // 访问[日本]的…, 被批评的[甲]: a clause inside another, with its subject behind it.
        let is_relative = pattern.right.is_empty() && words.is_possessive(rest);
        let is_passive = !matches!(pattern.left.first(), Some(Element { tight: true, .. })) && words.is_passive(self.sentence.head(trigger.start));
        if is_relative || is_passive {
            return None;
        }
        let mut filled = Filled { words: vec![trigger], ..Filled::default() };
        self.match_right(&pattern.right, predicate, trigger.end, &mut filled)?;
        self.match_left(&pattern.left, predicate, trigger.start, &mut filled)?;
        if self.is_relative_object(&filled) {
            return None;
        }
        let zone = filled.zone.unwrap_or_else(|| trigger.start.saturating_sub(GAP).max(self.clause_start(trigger.start)));
        let (carried, left_out, words) = (filled.carried, filled.left_out, filled.words);
        let subjects = filled.subjects.unwrap_or(0..0);
        Some(Match { subjects, objects: filled.objects.unwrap_or(0..0), zone, carried, left_out, words })
    }

    /// 甲, 支持[乙]的丙…; 甲和支持[乙]的丙: a clause that describes someone else.
    fn is_relative_object(&self, filled: &Filled) -> bool {
        let (Some(subjects), Some(objects)) = (&filled.subjects, &filled.objects) else { return false };
        let behind = |phrases: &Range<usize>| phrases.clone().last().map(|i| self.sentence.rest(self.phrases.list[i].span.end));
        let words = &self.rules.words;
        let describes = behind(objects).is_some_and(|rest| words.is_possessive(rest)) && objects.start > subjects.start;
        describes && (filled.carried || behind(subjects).is_some_and(|rest| words.joint_len(rest) > 0))
    }

    fn match_left(&self, elements: &[Element], predicate: &Predicate, from: u32, filled: &mut Filled) -> Option<()> {
        let mut pos = from;
        let mut k = 0;
        while let Some(element) = elements.get(k) {
            match &element.what {
                What::Words(words) => {
                    let found = self.word_before(words, pos, if element.tight { 0 } else { GAP })?;
                    pos = found.start;
                    filled.words.push(found);
                    k += 1;
                }
                What::Phrase(role) => {
                    let literal = elements.get(k + 1).and_then(|next| match &next.what {
                        What::Words(words) => Some(words),
                        What::Phrase(_) => None,
                    });
                    if let Some(words) = literal {
                        let (phrases, literal) = self.phrase_behind_word(words, pos, if element.tight { 0 } else { GAP })?;
                        if !self.fits(predicate, *role, &phrases) || !self.is_whole(predicate, phrases.end - 1, pos) {
                            return None;
                        }
                        // 对…的批评 is a noun: it needs its subject right before it (中国对…的批评).
                        let last = self.phrases.list[phrases.end - 1].span.end;
                        let gap = self.sentence.text(last, from);
                        filled.nominal = literal.len() == 1 && (self.rules.words.is_possessive(gap) || self.rules.words.ends_possessive(gap));
                        filled.put(*role, phrases);
                        filled.words.push(literal);
                        pos = literal.start;
                        k += 2;
                    } else if element.tight {
                        let mut last = self.phrases.list.iter().position(|p| p.span.end == pos)?;
                        if last > 0 && self.is_where(last) {
                            last -= 1;
                        }
                        // 甲、乙之子: that of the last alone.
                        let phrases = last..last + 1;
                        if !self.fits(predicate, *role, &phrases) {
                            return None;
                        }
                        filled.zone = Some(pos);
                        pos = self.phrases.list[phrases.start].span.start;
                        filled.put(*role, phrases);
                        k += 1;
                    } else {
                        self.match_walk(*role, predicate, pos, filled)?;
                        k += 1;
                    }
                }
            }
        }
        Some(())
    }

    /// The leftmost place, by the rules for subjects.
    fn match_walk(&self, role: Role, predicate: &Predicate, pos: u32, filled: &mut Filled) -> Option<()> {
        match self.subject(pos) {
            Search::Found(Subject { phrase, zone, carried }) => {
                let phrases = self.list_from(phrase, pos);
                if !self.fits(predicate, role, &phrases) || filled.nominal && zone != pos {
                    return None;
                }
                filled.put(role, phrases);
                filled.zone = Some(zone);
                filled.carried = carried;
            }
            Search::LeftOut => {
                filled.left_out = Some(role);
                filled.zone = Some(self.sentence.span.start);
            }
            Search::Blocked => return None,
        }
        Some(())
    }

    fn match_right(&self, elements: &[Element], predicate: &Predicate, from: u32, filled: &mut Filled) -> Option<()> {
        let mut pos = from;
        for (k, element) in elements.iter().enumerate() {
            match &element.what {
                What::Words(words) => {
                    let found = self.word_behind(words, pos, if element.tight { 0 } else { WORD_GAP })?;
                    filled.words.push(found);
                    pos = found.end;
                }
                What::Phrase(role) => {
                    let phrases = self.object(pos, element.tight)?;
                    let is_last = k + 1 == elements.len();
                    if !self.fits(predicate, *role, &phrases) || is_last && self.is_possessor(predicate, phrases.end - 1) {
                        return None;
                    }
                    pos = self.phrases.list[phrases.end - 1].span.end;
                    filled.put(*role, phrases);
                }
            }
        }
        Some(())
    }

    /// The list of phrases that begins soon behind `pos`.
    fn object(&self, pos: u32, tight: bool) -> Option<Range<usize>> {
        let i = self.phrases.list.partition_point(|p| p.span.start < pos);
        let phrase = self.phrases.list.get(i)?;
        let gap = self.sentence.text(pos, phrase.span.start);
        let words = &self.rules.words;
        let kind = self.sentence.names[phrase.head].kind;
        let reach = match kind {
            _ if tight => 0,
            EntityType::Person => PERSON_GAP,
            _ => OBJECT_GAP,
        };
        let open = gap.len() as u32 <= reach && !gap.iter().any(|&c| ends_clause(c) || c == ')') && words.may_precede_object(gap, kind);
        // 《巴黎协议》: the quotation is of something else.
        let quoted = gap.last().is_some_and(|&c| opens_quote(c)) && !self.sentence.rest(phrase.span.end).first().is_some_and(|&c| closes_quote(c));
        let open = open && !(quoted && kind == EntityType::Place);
        // 美台往来: letters in a row are rarely objects of one verb.
        let letters = |at: usize| self.phrases.list.get(at).is_some_and(|p| p.joined && p.span.start == self.phrases.list[at - 1].span.end);
        (open && !letters(i + 1)).then(|| self.list_from(i, self.sentence.span.end))
    }

    /// True where the last phrase only describes what follows: 中国|学者, and for some predicates 中国的….
    fn is_possessor(&self, predicate: &Predicate, last: usize) -> bool {
        let phrase = self.phrases.list[last];
        let words = &self.rules.words;
        let kind = self.sentence.names[phrase.head].kind;
        let rest = words.after_transparent(self.sentence.rest(phrase.span.end), kind);
        if !predicate.possessor && words.is_possessive(rest) {
            return true;
        }
        let describes_next = kind != EntityType::Person && self.phrases.list.get(last + 1).is_some_and(|next| next.span.start == phrase.span.end);
        // 限制香港|普选: where anything may be the object, a place is one only if nothing hangs on it.
        let hangs = !predicate.possessor && kind == EntityType::Place && predicate.object.contains(&EntityType::Person);
        words.begins_group(rest) || describes_next || hangs && !self.ends_noun(rest)
    }

    /// True where what follows a name is no noun that it describes.
    fn ends_noun(&self, rest: &[char]) -> bool {
        let words = &self.rules.words;
        let Some(&c) = rest.first() else { return true };
        // 灌南县|三分之二的…: a number begins a noun that the name describes.
        if self.grammar.numerals.contains(&c) {
            return false;
        }
        let open = ends_clause(c) || opens_quote(c) || closes_quote(c) || c.is_ascii_digit();
        open || words.joint_len(rest) > 0 || words.marks.at(rest, 0).is_some() || self.rules.begins_with_trigger(rest)
    }

    /// True where the last phrase, with the trigger or a word of the pattern somewhere behind it, is all of the noun that it begins: not 中国|证券机构.
    fn is_whole(&self, predicate: &Predicate, last: usize, trigger: u32) -> bool {
        let phrase = self.phrases.list[last];
        let words = &self.rules.words;
        let kind = self.sentence.names[phrase.head].kind;
        let rest = words.after_transparent(self.sentence.rest(phrase.span.end), kind);
        let at = self.sentence.span.end - rest.len() as u32;
        match rest.first() {
            None => true,
            Some(_) if at == trigger => true,
            Some(_) if words.is_possessive(rest) => predicate.possessor || at + 1 == trigger,
            Some(_) if kind == EntityType::Person => !words.begins_group(rest),
            Some(_) => !words.begins_group(rest) && self.ends_noun(rest),
        }
    }

    /// True where the phrases have the types that the role allows.
    fn fits(&self, predicate: &Predicate, role: Role, phrases: &Range<usize>) -> bool {
        let allowed = match role {
            Role::Subject => &predicate.subject,
            Role::Object => &predicate.object,
        };
        phrases.clone().any(|i| self.sentence.names[self.phrases.list[i].head].as_one_of(allowed, predicate.holders).is_some())
    }

    fn word_before(&self, words: &crate::knowledge::Words, pos: u32, reach: u32) -> Option<Span> {
        let mut at = pos;
        loop {
            if let Some(word) = words.before(self.sentence.head(at)) {
                return Some(Span::new(at - word.len() as u32, at));
            }
            let c = *self.sentence.head(at).last()?;
            if pos - at >= reach || ends_clause(c) {
                return None;
            }
            at -= 1;
        }
    }

    fn word_behind(&self, words: &crate::knowledge::Words, pos: u32, reach: u32) -> Option<Span> {
        let mut at = pos;
        loop {
            let chars = &self.sentence.chars[..self.sentence.span.end as usize];
            if let Some(word) = words.at(chars, at as usize) {
                return Some(Span::new(at, at + word.len() as u32));
            }
            let c = *chars.get(at as usize)?;
            if at - pos >= reach || ends_clause(c) {
                return None;
            }
            at += 1;
        }
    }

    /// The nearest list of phrases before `pos` with one of the words right before it.
    fn phrase_behind_word(&self, words: &crate::knowledge::Words, pos: u32, reach: u32) -> Option<(Range<usize>, Span)> {
        let mut i = self.phrases.list.partition_point(|p| p.span.end <= pos);
        while i > 0 {
            let last = i - 1;
            let end = self.phrases.list[last].span.end;
            let gap = self.sentence.text(end, pos);
            if gap.len() as u32 > reach || gap.iter().any(|&c| ends_clause(c)) {
                return None;
            }
            // 甲与乙: the list is cut at a connective that is the word sought.
            let mut first = last;
            loop {
                let start = self.phrases.list[first].span.start;
                if let Some(word) = words.before(self.sentence.head(start)) {
                    // 与甲和乙: 和 joins the members of one list.
                    let all = self.first_of_list(first);
                    let head = self.sentence.head(self.phrases.list[all].span.start);
                    if let Some(word) = words.before(head).filter(|_| all < first) {
                        let start = head.len() as u32 + self.sentence.span.start;
                        return Some((all..last + 1, Span::new(start - word.len() as u32, start)));
                    }
                    return Some((first..last + 1, Span::new(start - word.len() as u32, start)));
                }
                if !self.phrases.list[first].joined {
                    break;
                }
                first -= 1;
            }
            if let Some(word) = self.word_before_possessor(words, first) {
                return Some((first..last + 1, word));
            }
            i = first;
        }
        None
    }

    /// 与|甲代表处的负责人|乙: the word before what describes a person.
    fn word_before_possessor(&self, words: &crate::knowledge::Words, phrase: usize) -> Option<Span> {
        let is_person = |i: usize| self.sentence.names[self.phrases.list[i].head].kind == EntityType::Person;
        let start = self.phrases.list[phrase].span.start;
        if !is_person(phrase) || !self.rules.words.ends_possessive(self.sentence.head(start)) {
            return None;
        }
        let floor = (0..phrase).rev().find(|&i| is_person(i)).map_or(self.sentence.span.start, |i| self.phrases.list[i].span.end);
        let floor = floor.max(start.saturating_sub(GAP));
        let mut at = start;
        while at > floor && !self.sentence.head(at).last().is_some_and(|&c| ends_clause(c)) {
            if let Some(word) = words.before(self.sentence.text(floor, at)) {
                return Some(Span::new(at - word.len() as u32, at));
            }
            at -= 1;
        }
        None
    }
}
