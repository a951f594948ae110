//! Where a word stands in its clause: what governs a noun, which clauses are relative, who is the topic.

use super::{
    Name, Sentence,
    group::{self, Group, Groups, Head},
    marks::Mark,
    phrase::Phrases,
    rules::RelationRules,
    token::{Class, Token},
};
use crate::knowledge::EntityType;

/// A sentence, read: words, noun groups and clauses, made once and shared by all rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) sentence: &'a Sentence<'a>,
    pub(super) phrases: &'a Phrases,
    pub(super) tokens: &'a [Token],
    pub(super) groups: &'a Groups,
    pub(super) rules: &'a RelationRules,
}

/// Names that fill a place of an act, by phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filler {
    pub(super) phrases: Vec<usize>,
    /// Not the name itself but something of it: 习近平的讲话.
    pub(super) of: bool,
    /// From an earlier clause.
    pub(super) carried: bool,
}

/// A subject that its clause does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// 他, 该党, 该国: something of this type, named before.
    Named(EntityType),
    /// 我: who speaks.
    Speaker,
    /// The sentence begins with the verb.
    Dropped,
}

impl Missing {
    /// True where something of this type may be meant.
    pub(super) fn may_be(self, kind: EntityType) -> bool {
        match self {
            Missing::Named(named) => named == kind,
            Missing::Speaker | Missing::Dropped => kind == EntityType::Person,
        }
    }
}

/// Where a search for a subject ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Search {
    Found(Filler),
    /// The topic of a sentence before may be meant.
    LeftOut(Missing),
    /// An unnamed subject stands there.
    Blocked,
}

/// Whom a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Is {
        phrase: usize,
        /// Words of saying follow: what comes next may be said by the same.
        speaks: bool,
    },
    /// Nobody else than the sentence before.
    GoesOn,
    /// What no name tells.
    Other,
}

/// How a noun group stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The word before it and the relative clause that describes it; `None` at the start.
    pub(super) governor: Option<usize>,
    /// The first word of the noun without that clause.
    pub(super) from: usize,
}

/// Clauses before its own in which a verb's subject is sought.
const CLAUSES: usize = 3;

impl Reading<'_> {
    pub(super) fn class(&self, token: usize) -> Class {
        self.tokens[token].class
    }

    pub(super) fn text(&self, token: usize) -> &[char] {
        let span = self.tokens[token].span;
        self.sentence.text(span.start, span.end)
    }

    pub(super) fn kind(&self, phrase: usize) -> EntityType {
        self.name(phrase).kind
    }

    /// The name that a phrase is about.
    fn name(&self, phrase: usize) -> Name {
        self.sentence.names[self.phrases.list[phrase].head]
    }

    /// The word with this first character.
    pub(super) fn token_at(&self, start: u32) -> usize {
        self.tokens.partition_point(|t| t.span.end <= start)
    }

    /// The bracket or quotation mark that goes with the one at `close`.
    pub(super) fn opening(&self, close: usize) -> Option<usize> {
        let mut depth = 0;
        for i in (0..=close).rev() {
            match self.class(i) {
                Class::Close => depth += 1,
                Class::Open if depth == 1 => return Some(i),
                Class::Open => depth -= 1,
                _ => {}
            }
        }
        None
    }

    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0;
        for i in open..self.tokens.len() {
            match self.class(i) {
                Class::Open => depth += 1,
                Class::Close if depth == 1 => return Some(i),
                Class::Close => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The word before `at`, adverbs, times and brackets left out.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        let mut i = at;
        while i > 0 {
            i -= 1;
            match self.class(i) {
                Class::Light | Class::Aspect | Class::Number | Class::Determiner | Class::Mark(Mark::Planned) => {}
                Class::Close => i = self.opening(i)?,
                _ => return Some(i),
            }
        }
        None
    }

    /// True for a verb whose object describes what follows: [支持|特朗普|的]朱利安尼 批评拜登.
    pub(super) fn is_relative(&self, verb: usize, object: Group) -> bool {
        let Some(behind) = group::behind_de(self.tokens, object) else { return false };
        let left = self.before(verb);
        // 举行|支持特朗普的|游行
        let carrier = (0..verb).rev().find(|&t| self.class(t) != Class::Aspect);
        if carrier.is_some_and(|t| self.rules.words.is_carrier(self.text(t))) {
            return true;
        }
        let head = group::head(self.tokens, behind, object.last);
        let goes_on = self.tokens.get(object.last + 1).is_some_and(|t| !matches!(t.class, Class::Comma | Class::Stop | Class::Close));
        match left.map(|t| self.class(t)) {
            // At the start of a clause only if the one described does something.
            None | Some(Class::Comma | Class::Stop | Class::Open) => {
                // 将|支持甲的乙…, but 即将|出任大使的乙|批评
                let acts = self.tokens.get(object.last + 1).is_some_and(|t| t.class == Class::Verb);
                let planned = !acts && verb > 0 && matches!(self.class(verb - 1), Class::Mark(Mark::Planned));
                goes_on && !planned && matches!(head, Head::Name(_)) && !self.is_post_of_place(object, behind)
            }
            Some(Class::Verb | Class::Preposition | Class::De | Class::Joint) => true,
            _ => false,
        }
    }

    /// 赦免|亚利桑那州|的|警长|甲: the place has an officer.
    fn is_post_of_place(&self, object: Group, behind: usize) -> bool {
        let is_place = |t: usize| matches!(self.class(t), Class::Name(p) if self.kind(p) == EntityType::Place);
        let first_is_office = |t: usize| match self.class(t) {
            Class::Name(p) => {
                let start = self.phrases.list[p].span.start;
                self.sentence.names.iter().any(|n| n.span.start == start && n.kind == EntityType::Office)
            }
            _ => false,
        };
        behind >= 2 && object.first + 2 == behind && is_place(object.first) && first_is_office(behind)
    }

    /// How the group stands in its clause.
    pub(super) fn place(&self, index: usize) -> Place {
        let group = self.groups.list[index];
        let Some(mut before) = group.first.checked_sub(1) else { return Place { governor: None, from: group.first } };
        while self.class(before) == Class::Aspect && before > 0 {
            before -= 1;
        }
        // [到访|的]|甲
        if self.class(before) == Class::De {
            return Place { governor: self.before_relative(before), from: group.first };
        }
        // 在|[举行|大选|的]|印度
        if let Some(from) = group::behind_de(self.tokens, group).filter(|_| self.rules.words.is_carrier(self.text(before))) {
            return Place { governor: self.before(before), from };
        }
        // [支持|乙|的|甲]
        if self.class(before) == Class::Verb
            && let Some(from) = group::behind_de(self.tokens, group)
            && self.is_relative(before, group)
        {
            return Place { governor: self.before_relative(before + 1), from };
        }
        Place { governor: Some(before), from: group.first }
    }

    /// The word before the relative clause whose verb stands somewhere before `end`.
    pub(super) fn before_relative(&self, end: usize) -> Option<usize> {
        // [在|内|的]|官员
        if let Some(locative) = end.checked_sub(1).filter(|&t| self.class(t) == Class::Locative)
            && let Some(frame) = self.frame_start(locative)
        {
            return frame.checked_sub(1);
        }
        let mut i = end;
        // [十分|罕见|的]|口吻
        if end.checked_sub(1).is_some_and(|t| self.class(t) == Class::Adjective) {
            return self.before(end - 1);
        }
        while i > 0 && self.class(i - 1) != Class::Verb {
            if matches!(self.class(i - 1), Class::Comma | Class::Stop | Class::Open | Class::Close) {
                return Some(i - 1);
            }
            i -= 1;
        }
        let verb = i.checked_sub(1)?;
        let mut left = self.before(verb)?;
        // [没|现身|的]|甲, [取消|加税|的]|甲
        while matches!(self.class(left), Class::Mark(Mark::Denied | Mark::Cancelled)) {
            left = self.before(left)?;
        }
        if let Some(g) = self.groups.of(left) {
            // 美国制裁的…, 被|美国|制裁的….
            let first = self.groups.list[g].first;
            left = first.checked_sub(1)?;
            if self.class(left) == Class::Preposition {
                return left.checked_sub(1);
            }
            // 同|[来|华|访问|的]|甲
            if self.class(left) == Class::Verb {
                return self.before(left);
            }
        }
        Some(left)
    }

    /// The names of the list that ends with group `last`, first to last, and the group it begins with.
    pub(super) fn list_ending(&self, last: usize) -> (Vec<usize>, usize) {
        let mut groups = vec![last];
        let mut first = last;
        while let Some(joint) = self.place(first).governor.filter(|&t| self.class(t) == Class::Joint) {
            let Some(before) = self.groups.ending_at(joint) else { break };
            groups.push(before);
            first = before;
        }
        groups.reverse();
        (groups, first)
    }

    /// The groups of the list that begins with group `first`.
    pub(super) fn list_beginning(&self, first: usize) -> Vec<usize> {
        let mut groups = vec![first];
        let mut last = first;
        loop {
            let joint = self.groups.list[last].last + 1;
            let next = self.tokens.get(joint).filter(|t| t.class == Class::Joint).and_then(|_| self.groups.of(joint + 1));
            match next.filter(|&g| self.groups.list[g].first == joint + 1) {
                Some(next) => {
                    groups.push(next);
                    last = next;
                }
                None => return groups,
            }
        }
    }

    /// What the groups of a list are about, as one filler; `None` where one that counts is unnamed.
    pub(super) fn filler(&self, groups: &[usize], carried: bool) -> Search {
        let heads: Vec<Head> = groups.iter().map(|&g| group::head(self.tokens, self.place(g).from, self.groups.list[g].last)).collect();
        match heads.last() {
            Some(Head::Name(_)) => {
                let named = heads.iter().filter_map(|h| if let Head::Name(p) = h { Some(*p) } else { None });
                let phrases = named.flat_map(|p| self.letters_ending(p)).collect();
                Search::Found(Filler { phrases, of: false, carried })
            }
            Some(Head::Of(_)) => {
                let phrases = heads.iter().filter_map(|h| if let Head::Name(p) | Head::Of(p) = h { Some(*p) } else { None }).collect();
                Search::Found(Filler { phrases, of: true, carried })
            }
            Some(Head::Pronoun(missing)) => Search::LeftOut(*missing),
            // 甲|与|朋友|创办…: the named one does it, too.
            Some(Head::Unnamed) if heads.iter().any(|h| matches!(h, Head::Name(p) if self.kind(*p) == EntityType::Person)) => {
                let phrases = heads.iter().filter_map(|h| if let Head::Name(p) = h { Some(*p) } else { None }).collect();
                Search::Found(Filler { phrases, of: false, carried })
            }
            _ => Search::Blocked,
        }
    }

    /// A phrase with the letters before it: 英|法.
    fn letters_ending(&self, phrase: usize) -> std::ops::RangeInclusive<usize> {
        let list = &self.phrases.list;
        let mut first = phrase;
        while first > 0 && list[first].joined && list[first - 1].span.end == list[first].span.start {
            first -= 1;
        }
        first..=phrase
    }

    /// A comma, or what parts two acts of one: ;
    pub(super) fn is_pause(&self, t: usize) -> bool {
        self.class(t) == Class::Comma || self.class(t) == Class::Stop && self.text(t) == [';']
    }

    /// The topic of the clauses before the comma.
    pub(super) fn carried(&self, comma: usize) -> Search {
        let mut end = comma;
        let mut pronoun = None;
        let mut at_start = false;
        for _ in 0..CLAUSES {
            let start = self.clause_start(end);
            match self.topic(start, end) {
                Some(Search::Found(filler)) => return Search::Found(filler),
                Some(Search::LeftOut(missing)) => pronoun = Some(missing),
                Some(Search::Blocked) => return Search::Blocked,
                None => {}
            }
            match start.checked_sub(1).map(|t| (t, self.class(t))) {
                Some((t, _)) if self.is_pause(t) => end = t,
                Some(_) => return Search::Blocked,
                None => {
                    at_start = true;
                    break;
                }
            }
        }
        match pronoun {
            Some(missing) => Search::LeftOut(missing),
            None if at_start => Search::LeftOut(Missing::Dropped),
            None => Search::Blocked,
        }
    }

    /// The first word of the clause that ends before `end`.
    pub(super) fn clause_start(&self, end: usize) -> usize {
        let mut i = end;
        while i > 0 {
            match self.class(i - 1) {
                Class::Comma | Class::Stop | Class::Open => return i,
                Class::Close => match self.opening(i - 1) {
                    Some(open) => i = open,
                    None => return i,
                },
                _ => i -= 1,
            }
        }
        0
    }

    /// Whom the clause `start..end` is about: the first noun in it that hangs on nothing. `None` where it has no subject.
    pub(super) fn topic(&self, start: usize, end: usize) -> Option<Search> {
        let mut i = start;
        while i < end {
            if let Some(g) = self.groups.of(i) {
                let group = self.groups.list[g];
                let next = group.last + 1;
                let adverbial = next < end && self.class(next) == Class::Locative;
                let letter = group.first == group.last && self.tokens[i].span.len() == 1;
                if adverbial || letter {
                    i = next + usize::from(adverbial);
                    continue;
                }
                // [台湾|访问|的]|甲: whom the clause describes.
                let described = next + 1 < end && self.class(next) == Class::Verb && self.class(next + 1) == Class::De;
                if described && self.groups.of(next + 2).is_some_and(|g| self.groups.list[g].last < end) {
                    i = next + 2;
                    continue;
                }
                // 甲|与|乙|会谈，…: only 甲 goes on.
                let mut list = self.list_beginning(g);
                let with = |&i: &usize| self.place(list[i]).governor.is_some_and(|t| self.rules.words.is_with(self.text(t)));
                let alone = list.last().is_some_and(|&g| self.groups.list[g].last + 1 == end);
                if let Some(cut) = (1..list.len()).find(with).filter(|_| !alone) {
                    list.truncate(cut);
                }
                let found = self.filler(&list, true);
                // 会议结束后，…
                let ends_as_time = end > start && self.class(end - 1) == Class::Locative;
                return match found {
                    Search::Found(filler) if filler.of => Some(Search::Blocked),
                    Search::Blocked if ends_as_time => None,
                    found => Some(found),
                };
            }
            match self.class(i) {
                Class::Mark(Mark::Hypothetical) if i == start => return Some(Search::Blocked),
                Class::Preposition | Class::Joint if self.rules.words.is_preposition(self.text(i)) => {
                    // 向|胜选的|乙: what hangs may begin with a clause of its own.
                    let hangs = (i + 1..end).find_map(|k| self.groups.of(k));
                    i = hangs.and_then(|g| self.list_beginning(g).last().copied()).map_or(i + 1, |g| self.groups.list[g].last + 1);
                    continue;
                }
                Class::Verb => {
                    // [长期|担任|校长|的]|甲
                    let described = (i..end).find_map(|k| self.groups.of(k + 1).filter(|_| self.class(k) == Class::De).map(|g| (k, g)));
                    // 今天是…的日子: a noun at the end is what the verb is about.
                    return described.filter(|&(_, g)| self.groups.list[g].last + 1 < end).map(|(de, g)| {
                        match group::head(self.tokens, de + 1, self.groups.list[g].last) {
                            Head::Name(p) => Search::Found(Filler { phrases: vec![p], of: false, carried: true }),
                            _ => Search::Blocked,
                        }
                    });
                }
                Class::Open => match self.closing(i) {
                    Some(close) => i = close + 1,
                    None => i += 1,
                },
                _ => i += 1,
            }
        }
        None
    }

    /// The topic of the whole sentence; where it has none of its own, that of the sentence before goes on.
    pub(super) fn sentence_topic(&self) -> Topic {
        let mut start = 0;
        while start < self.tokens.len() {
            let end = (start..self.tokens.len()).find(|&i| matches!(self.class(i), Class::Comma | Class::Stop)).unwrap_or(self.tokens.len());
            match self.topic(start, end) {
                Some(Search::Found(filler)) => {
                    let Some(&first) = filler.phrases.first() else { return Topic::Other };
                    // 有报道说,: who reports is no topic of what is reported.
                    let reports = end > start && self.class(end - 1) == Class::Mark(Mark::Report) && self.name(first).as_person().is_none();
                    if !reports {
                        let said = self.tokens[start..].iter().any(|t| t.class == Class::Mark(Mark::Report));
                        return Topic::Is { phrase: first, speaks: said };
                    }
                }
                Some(Search::Blocked) if end > start && self.class(end - 1) == Class::Mark(Mark::Report) => {}
                Some(Search::LeftOut(_)) => return Topic::GoesOn,
                Some(_) => return Topic::Other,
                None => {}
            }
            start = end + 1;
        }
        Topic::GoesOn
    }
}
