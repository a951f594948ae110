//! Who does it: the subject of a verb, in its clause, in the clauses before it, or in the sentence before.

use super::{
    Sentence,
    marks::{Mark, closes_quote, ends_clause, opens_quote},
    phrase::{Phrase, Phrases},
    rules::RelationRules,
};
use crate::knowledge::{EntityType, Grammar};

/// A subject that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subject {
    /// The phrase, by index.
    pub(super) phrase: usize,
    /// Where the words begin that tell of the verb's status.
    pub(super) zone: u32,
    /// From an earlier clause.
    pub(super) carried: bool,
}

/// Where a search for a subject ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    Found(Subject),
    /// The sentence leaves its subject out: that of the sentence before may be meant.
    LeftOut,
    /// An unnamed subject stands there.
    Blocked,
}

/// How a phrase can serve as a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fitness {
    Fit,
    /// An object or adverbial: look further.
    Skip,
    /// A part of an unnamed subject.
    Block,
}

/// A walk through a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) sentence: &'a Sentence<'a>,
    pub(super) phrases: &'a Phrases,
    pub(super) rules: &'a RelationRules,
    pub(super) grammar: &'a Grammar,
}

/// Clauses before its own in which a verb's subject is sought.
const CLAUSES: usize = 3;
/// Characters behind a name in an adverbial (在北京|机场) that need no reading.
const ADVERBIAL_TAIL: u32 = 4;
/// Longest way from a subject to its verb within a clause, in characters without brackets and quotations.
const REACH: u32 = 36;

impl Walk<'_> {
    /// The subject of what begins at `pos`.
    pub(super) fn subject(&self, pos: u32) -> Search {
        let start = self.clause_start(pos);
        let mut i = self.phrases.list.partition_point(|p| p.span.end <= pos);
        while i > 0 && self.phrases.list[i - 1].span.start >= start {
            i -= 1;
            let phrase = self.phrases.list[i];
            match self.fitness(phrase) {
                Fitness::Fit if pos - phrase.span.end > REACH => return Search::Blocked,
                Fitness::Fit => return Search::Found(Subject { phrase: self.first_of_list(i), zone: phrase.span.end, carried: false }),
                Fitness::Skip if self.is_noun_before(phrase, pos) => return Search::Blocked,
                Fitness::Skip => i = self.first_of_list(i),
                Fitness::Block => return Search::Blocked,
            }
        }
        if !self.is_light(start, pos) {
            return Search::Blocked;
        }
        match self.carried(start) {
            Search::LeftOut if !self.has_pronoun(start, pos) && !self.begins_with_pronoun() => Search::Blocked,
            found => found,
        }
    }

    /// 对|甲国|官员|访问乙国…: a noun that the phrase describes stands right before the verb, and is its subject.
    fn is_noun_before(&self, phrase: Phrase, pos: u32) -> bool {
        let words = &self.rules.words;
        let rest = words.after_transparent(self.sentence.text(phrase.span.end, pos), self.sentence.names[phrase.head].kind);
        words.is_possessive(rest) && rest.len() == 1 || !rest.is_empty() && words.group_len(rest) == rest.len()
    }

    /// The first phrase that can be the topic of the whole sentence.
    pub(super) fn topic(&self) -> Option<usize> {
        let start = self.behind_report();
        for (i, phrase) in self.phrases.list.iter().enumerate().filter(|(_, p)| p.span.start >= start) {
            match self.fitness(*phrase) {
                Fitness::Fit => {
                    return Some(i).filter(|_| self.is_light(start, phrase.span.start) || self.is_described(start, *phrase));
                }
                Fitness::Skip => {}
                Fitness::Block => return None,
            }
        }
        None
    }

    /// 此前他…: the sentence goes on about the topic of the one before.
    fn begins_with_pronoun(&self) -> bool {
        let chars = &self.sentence.chars[..self.sentence.span.end as usize];
        let mut at = self.sentence.span.start as usize;
        loop {
            match self.rules.words.marks.at(chars, at) {
                Some((Mark::Pronoun, _)) => return true,
                Some((Mark::Filler, len)) => at += len,
                _ => return false,
            }
        }
    }

    /// Where the sentence begins behind an opening like 据某报报道,: the start of its second clause, if the first names
    /// no person and ends in a word of saying.
    fn behind_report(&self) -> u32 {
        let start = self.sentence.span.start;
        let Some(len) = self.sentence.rest(start).iter().position(|&c| ends_clause(c)) else { return start };
        let end = start + len as u32;
        let mut first = self.phrases.list.iter().take_while(|p| p.span.start < end);
        let names = first.any(|p| !matches!(self.sentence.names[p.head].kind, EntityType::Organization | EntityType::Place));
        let says = matches!(self.rules.words.marks.before(self.sentence.text(start, end)), Some((Mark::Report, _)));
        if says && !names { end + 1 } else { start }
    }

    /// 现年63岁的|甲: a person of whom something is said first.
    fn is_described(&self, from: u32, phrase: Phrase) -> bool {
        let before = self.sentence.text(from, phrase.span.start);
        let person = self.sentence.names[phrase.head].kind == EntityType::Person;
        person && self.rules.words.ends_possessive(before) && !before.iter().any(|&c| ends_clause(c))
    }

    /// The topic of the clauses before `start`: the first fit phrase of the nearest that has one.
    fn carried(&self, start: u32) -> Search {
        let zone = start;
        let mut end = start;
        for _ in 0..CLAUSES {
            let Some(before) = end.checked_sub(1).filter(|&b| b >= self.sentence.span.start) else { return Search::LeftOut };
            // A colon or a quotation mark hands the word to someone else.
            let c = self.sentence.chars[before as usize];
            if opens_quote(c) || matches!(c, ':' | ';' | '"' | '。' | '!' | '?' | '\n') {
                return Search::Blocked;
            }
            let from = self.clause_start(before);
            let first = self.phrases.list.partition_point(|p| p.span.start < from);
            for i in first..self.phrases.list.len() {
                let phrase = self.phrases.list[i];
                if phrase.span.end > before {
                    break;
                }
                // 访[台]期间: a letter is no topic, nor is who stands in brackets.
                if phrase.span.len() == 1 || self.is_bracketed(phrase) {
                    continue;
                }
                match self.fitness(phrase) {
                    // Who was only mentioned on the way is no topic.
                    Fitness::Fit if !self.is_light(from, phrase.span.start) && !self.is_described(from, phrase) => break,
                    Fitness::Fit => return Search::Found(Subject { phrase: i, zone, carried: true }),
                    Fitness::Skip => {}
                    Fitness::Block => return Search::Blocked,
                }
            }
            end = from;
        }
        Search::Blocked
    }

    /// Where the clause of `pos` begins: behind a comma, or where the quotation begins that it is part of.
    pub(super) fn clause_start(&self, pos: u32) -> u32 {
        let mut at = pos;
        while at > self.sentence.span.start {
            let c = self.sentence.chars[at as usize - 1];
            if closes_quote(c) {
                // A whole quotation or bracket is passed over.
                match self.opening(at - 1) {
                    Some(open) => at = open,
                    None => return at,
                }
                continue;
            }
            // What is quoted has its own subject.
            if opens_quote(c) || ends_clause(c) && !self.is_inside_phrase(at - 1) {
                return at;
            }
            at -= 1;
        }
        at
    }

    fn is_bracketed(&self, phrase: Phrase) -> bool {
        let next = self.sentence.rest(phrase.span.end).iter().find(|c| matches!(c, '(' | ')' | '。' | '\n'));
        next == Some(&')')
    }

    fn opening(&self, close: u32) -> Option<u32> {
        let mut depth = 0;
        let mut at = close + 1;
        while at > self.sentence.span.start {
            at -= 1;
            let c = self.sentence.chars[at as usize];
            if closes_quote(c) {
                depth += 1;
            } else if opens_quote(c) {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        None
    }

    fn is_inside_phrase(&self, at: u32) -> bool {
        let i = self.phrases.list.partition_point(|p| p.span.end <= at);
        self.phrases.list.get(i).is_some_and(|p| p.span.start <= at)
    }

    /// The first phrase of the list that phrase `i` ends.
    pub(super) fn first_of_list(&self, mut i: usize) -> usize {
        while i > 0 && self.phrases.list[i].joined {
            i -= 1;
        }
        i
    }

    /// The phrases of the list that begins with `i`, up to what ends before `end`.
    pub(super) fn list_from(&self, i: usize, end: u32) -> std::ops::Range<usize> {
        let mut last = i + 1;
        while self.phrases.list.get(last).is_some_and(|p| p.joined && p.span.end <= end) {
            last += 1;
        }
        i..last
    }

    fn fitness(&self, phrase: Phrase) -> Fitness {
        let words = &self.rules.words;
        let name = self.sentence.names[phrase.head];
        if name.byline {
            return Fitness::Skip;
        }
        let list_start = self.phrases.list.iter().position(|p| *p == phrase).map_or(phrase, |i| self.phrases.list[self.first_of_list(i)]);
        let head = self.sentence.head(list_start.span.start);
        if self.phrases.list.iter().position(|p| *p == phrase).is_some_and(|i| i > 0 && self.is_where(i)) {
            return Fitness::Skip;
        }
        if matches!(words.marks.before(head), Some((Mark::Hypothetical, _))) || self.rules.ends_with_clausal(head) {
            return Fitness::Block;
        }
        if words.is_object_before(head) || self.rules.ends_with_trigger(head) {
            return Fitness::Skip;
        }
        let rest = words.after_transparent(self.sentence.rest(phrase.span.end), name.kind);
        // 就甲批评乙…: a clause inside another.
        if words.marks.before(head).is_some_and(|(mark, _)| mark == Mark::Preposition)
            && !words.tells_where(head)
            && self.rules.begins_with_trigger(rest)
        {
            return Fitness::Block;
        }
        if matches!(words.marks.before(head), Some((Mark::Preposition, _))) {
            return Fitness::Skip;
        }
        let Some(&next) = rest.first() else { return Fitness::Fit };
        // 美国|两名…, but 美国|多次….
        let counts = self.grammar.numerals.contains(&next) && words.marks.at(rest, 0).is_none_or(|(_, len)| len < 2);
        if name.kind != EntityType::Person && counts {
            return Fitness::Block;
        }
        if ends_clause(next) || opens_quote(next) || closes_quote(next) || next.is_ascii_digit() || next == '、' || next == '"' {
            return Fitness::Fit;
        }
        let mark = words.marks.at(rest, 0);
        if words.locative_len(rest) > mark.map_or(0, |(_, len)| len) {
            return Fitness::Skip;
        }
        if words.begins_group(rest) {
            return Fitness::Block;
        }
        let follows = mark.is_some() || self.rules.begins_with_trigger(rest);
        let joins_next = self.phrases.list.iter().any(|p| p.joined && p.span.start > phrase.span.end && words.joint_len(rest) > 0);
        // A person may be followed by any verb; a place or body by a noun that it only describes.
        if follows || joins_next || name.kind == EntityType::Person && !words.is_possessive(rest) { Fitness::Fit } else { Fitness::Block }
    }

    /// 甲|北京|会见: a place right behind a person tells where.
    pub(super) fn is_where(&self, i: usize) -> bool {
        let (before, phrase) = (self.phrases.list[i - 1], self.phrases.list[i]);
        let kind = |p: Phrase| self.sentence.names[p.head].kind;
        kind(phrase) == EntityType::Place && kind(before) == EntityType::Person && before.span.end == phrase.span.start
    }

    fn has_pronoun(&self, start: u32, end: u32) -> bool {
        let chars = &self.sentence.chars[..end as usize];
        (start..end).any(|at| matches!(self.rules.words.marks.at(chars, at as usize), Some((Mark::Pronoun, _))))
    }

    /// True where `start..end` holds adverbs, times and adverbials alone: a subject that stood before still counts.
    fn is_light(&self, start: u32, end: u32) -> bool {
        let chars = &self.sentence.chars[..end as usize];
        let mut at = start;
        let mut tail = 0;
        while at < end {
            let i = self.phrases.list.partition_point(|p| p.span.end <= at);
            if let Some(phrase) = self.phrases.list.get(i).filter(|p| p.span.start <= at) {
                at = phrase.span.end;
                tail = ADVERBIAL_TAIL;
                continue;
            }
            if let Some((_, len)) = self.rules.words.marks.at(chars, at as usize) {
                at += len as u32;
            } else if chars[at as usize].is_ascii_alphanumeric() || closes_quote(chars[at as usize]) {
                at += 1;
            } else if opens_quote(chars[at as usize]) {
                let close = chars[at as usize..].iter().position(|&c| closes_quote(c));
                at += close.map_or(1, |n| n as u32 + 1);
            } else if tail > 0 {
                tail -= 1;
                at += 1;
            } else {
                return false;
            }
        }
        true
    }
}
