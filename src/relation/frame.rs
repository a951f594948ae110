//! Matches the argument patterns of a rule around its trigger.

use super::{
    clause::{Filler, Missing, Reading, Search},
    group::{self, Head},
    marks::{Mark, ends_clause},
    rules::{Element, Pattern, Predicate, Role, What},
    subject::{Hanging, Left},
    token::Class,
};
use crate::{
    document::Span,
    knowledge::{EntityType, Words},
};

/// A trigger with both sides of it, read once for all rules.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) trigger: Span,
    /// The trigger, by index of its word.
    pub(super) verb: usize,
    pub(super) left: Left,
    /// The clause of the trigger describes what follows.
    pub(super) relative: bool,
    /// 的 stands behind it.
    before_de: bool,
}

/// The places that a pattern found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Phrases, by index; empty where the subject is that of the sentence before.
    pub(super) subjects: Vec<usize>,
    pub(super) objects: Vec<usize>,
    /// The subject comes from an earlier clause.
    pub(super) carried: bool,
    /// The role that was left out, if one was.
    pub(super) left_out: Option<(Role, Missing)>,
    /// The speaker of a statement, not one who acts.
    pub(super) said: bool,
    /// Subjects and objects are one list.
    pub(super) both: bool,
    /// Words that tell whether it happened.
    pub(super) marks: Vec<Mark>,
    /// The literal words of the pattern, trigger included.
    pub(super) words: Vec<Span>,
}

/// Longest way between two parts of a pattern, in characters.
const GAP: u32 = 18;

/// Places that are being filled.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled {
    subjects: Option<Vec<usize>>,
    objects: Option<Vec<usize>>,
    carried: bool,
    left_out: Option<(Role, Missing)>,
    said: bool,
    both: bool,
    /// Before the 与 that hangs the other party: the subject.
    joined_to: Option<Vec<usize>>,
    /// Instead of those of the trigger.
    marks: Option<Vec<Mark>>,
    pub(super) words: Vec<Span>,
}

impl Filled {
    fn put(&mut self, role: Role, phrases: Vec<usize>) {
        match role {
            Role::Subject => self.subjects = Some(phrases),
            Role::Object => self.objects = Some(phrases),
        }
    }
}

impl Reading<'_> {
    /// Reads both sides of a trigger.
    pub(super) fn frame(&self, trigger: Span) -> Frame {
        let verb = self.token_at(trigger.start);
        let before_de = self.tokens.get(verb + 1).is_some_and(|t| t.class == Class::De);
        Frame { trigger, verb, left: self.left(verb), relative: self.is_relative_clause(verb), before_de }
    }

    /// Matches a pattern at a trigger.
    pub(super) fn match_pattern(&self, pattern: &Pattern, predicate: &Predicate, frame: &Frame) -> Option<Match> {
        let tight = matches!(pattern.left.first(), Some(Element { tight: true, .. }));
        let by_words = pattern.left.iter().any(|e| matches!(e.what, What::Words(_) | What::Says));
        if frame.left.passive && !tight || frame.left.nominal && !tight && !by_words {
            return None;
        }
        // 退出这一谈判, 与乙对话的大门: the word is a noun.
        let describes_other = frame.before_de && !frame.left.nominal && !frame.relative && self.described(frame.verb).is_none();
        if !tight && (frame.left.counted || describes_other) && self.class(frame.verb) != Class::Noun {
            return None;
        }
        let mut filled = Filled { words: vec![frame.trigger], ..Filled::default() };
        self.match_right(&pattern.right, predicate, frame, &mut filled)?;
        self.match_left(&pattern.left, predicate, frame, &mut filled)?;
        Some(Match {
            subjects: filled.subjects.unwrap_or_default(),
            objects: filled.objects.unwrap_or_default(),
            carried: filled.carried,
            left_out: filled.left_out,
            said: filled.said,
            both: filled.both,
            marks: filled.marks.unwrap_or_else(|| frame.left.marks.clone()),
            words: filled.words,
        })
    }

    fn match_left(&self, elements: &[Element], predicate: &Predicate, frame: &Frame, filled: &mut Filled) -> Option<()> {
        let mut pos = frame.trigger.start;
        let mut k = 0;
        while let Some(element) = elements.get(k) {
            let next = elements.get(k + 1).map(|e| &e.what);
            match (&element.what, next) {
                (What::Says, _) => return None,
                (What::Both, _) => {
                    let Search::Found(filler) = &frame.left.subject else { return None };
                    let with = |h: &Hanging| h.joined_to.is_none() && self.class(h.word) == Class::Joint;
                    let open = !frame.left.hanging.iter().any(with) && !frame.relative && !frame.left.embedded && !frame.left.serial;
                    // 甲和乙|互相|指责对方: to each other by the word.
                    let by_word = elements.iter().any(|e| matches!(e.what, What::Words(_)));
                    let has_object = !by_word && self.groups.of(frame.verb + 1).is_some_and(|g| self.groups.list[g].first == frame.verb + 1);
                    if filler.of || filler.phrases.len() < 2 || !open || has_object {
                        return None;
                    }
                    (filled.carried, filled.both) = (filler.carried, true);
                    self.put(predicate, Role::Subject, filler.phrases.clone(), filled)?;
                    self.put(predicate, Role::Object, filler.phrases.clone(), filled)?;
                    k += 1;
                }
                (What::Words(words), _) => {
                    let found = self.word_before(words, pos, if element.tight { 0 } else { GAP })?;
                    pos = found.start;
                    filled.words.push(found);
                    k += 1;
                }
                (What::Phrase(role), Some(What::Words(words))) => {
                    let Some(hanging) = self.hanging(frame, words, pos, element.tight) else {
                        if !element.tight {
                            return None;
                        }
                        let phrase = self.phrase_ending(pos)?;
                        self.put(predicate, *role, vec![phrase], filled)?;
                        pos = self.phrases.list[phrase].span.start;
                        k += 1;
                        continue;
                    };
                    self.put_hanging(*role, predicate, hanging, frame, filled)?;
                    let end = self.tokens[hanging.word].span.end;
                    let word = Span::new(end - words.before(self.sentence.head(end))?.len() as u32, end);
                    filled.joined_to.clone_from(&hanging.joined_to);
                    filled.words.push(word);
                    pos = word.start;
                    k += 2;
                }
                (What::Phrase(role), Some(What::Says)) => {
                    let speaker = match elements.get(k + 2).map(|e| &e.what) {
                        Some(What::Phrase(speaker)) => *speaker,
                        _ => return None,
                    };
                    self.match_said(*role, speaker, predicate, frame, filled)?;
                    k += 3;
                }
                (What::Phrase(role), _) if element.tight => {
                    let phrase = self.phrase_ending(pos)?;
                    self.put(predicate, *role, vec![phrase], filled)?;
                    pos = self.phrases.list[phrase].span.start;
                    k += 1;
                }
                (What::Phrase(role), _) => {
                    self.match_subject(*role, predicate, frame, pos, filled)?;
                    k += 1;
                }
            }
        }
        Some(())
    }

    /// The phrase that ends at a character; a place that tells where is passed over.
    fn phrase_ending(&self, end: u32) -> Option<usize> {
        // 《时报》|记者, WordPress |创始人
        let is_latin = |p: Span| self.sentence.chars[p.end as usize - 1].is_ascii_alphanumeric();
        let parts = |p: Span| self.sentence.text(p.end, end).iter().all(|&c| super::marks::closes_quote(c) || c == ' ' && is_latin(p));
        let at = |p: Span| p.end == end || p.end + 1 == end && parts(p);
        let last = self.phrases.list.iter().position(|p| at(p.span))?;
        let is_where = last > 0
            && self.kind(last) == EntityType::Place
            && self.kind(last - 1) == EntityType::Person
            && self.phrases.list[last - 1].span.end == self.phrases.list[last].span.start;
        Some(if is_where { last - 1 } else { last })
    }

    /// The leftmost place of a pattern: the subject of the verb, or whom it describes.
    fn match_subject(&self, role: Role, predicate: &Predicate, frame: &Frame, pos: u32, filled: &mut Filled) -> Option<()> {
        let left = &frame.left;
        if self.class(frame.verb) == Class::Noun && filled.words.len() == 1 {
            let phrase = self.name_before(frame.verb, predicate, role)?;
            filled.marks = Some(Vec::new());
            return self.put(predicate, role, vec![phrase], filled);
        }
        // 甲|宣布|由|乙|接替丙: 乙 does.
        let by_other = |h: &Hanging| self.rules.words.is_agent(self.text(h.word));
        if filled.words.len() == 1 && !left.serial && left.hanging.iter().any(by_other) {
            return None;
        }
        if let Some(before) = filled.joined_to.take() {
            let found = self.filler(&before, false);
            return self.put_search(role, predicate, found, left, filled);
        }
        // 被美国制裁的|甲, 支持乙的|甲
        // 美国制裁的|甲: that place is filled.
        let taken = frame.before_de && (filled.subjects.is_some() || filled.objects.is_some()) && filled.words.len() == 1;
        let open = (frame.relative || matches!(left.subject, Search::Blocked | Search::LeftOut(_))) && !taken;
        if let Some(described) = self.described(frame.verb).filter(|_| open) {
            return self.put(predicate, role, described.phrases, filled);
        }
        if frame.relative {
            return None;
        }
        // 甲|呼吁|释放乙: the subject is that of the word of the pattern.
        let word = self.token_at(pos);
        // 甲|同|来|日|访问并讲话的乙: with whom the clause begins is not the one who does it.
        if word < frame.verb && word.checked_sub(1).is_some_and(|t| self.class(t) == Class::Joint) {
            return None;
        }
        if word < frame.verb && matches!(self.class(word), Class::Verb | Class::Mark(_)) && filled.words.len() > 1 {
            let left = self.left(word);
            filled.marks = Some(left.marks.clone());
            return self.put_search(role, predicate, left.subject.clone(), &left, filled);
        }
        let found = left.subject.clone();
        if (left.nominal || taken) && matches!(&found, Search::Found(filler) if filler.carried) {
            return None;
        }
        self.put_search(role, predicate, found, left, filled)
    }

    /// The name that a noun of the rules belongs to: **甲公司**|的|资深|分析师.
    fn name_before(&self, noun: usize, predicate: &Predicate, role: Role) -> Option<usize> {
        let group = self.groups.list[self.groups.of(noun)?];
        let names = (group.first..noun).rev().filter_map(|t| match self.class(t) {
            Class::Name(p) => Some(p),
            _ => None,
        });
        let allowed = if role == Role::Subject { &predicate.subject } else { &predicate.object };
        names.into_iter().find(|&p| allowed.contains(&self.kind(p)))
    }

    fn put_search(&self, role: Role, predicate: &Predicate, found: Search, left: &Left, filled: &mut Filled) -> Option<()> {
        match found {
            Search::Found(Filler { phrases, of, carried }) => {
                if of && !(role == Role::Object && predicate.possessor) || left.embedded {
                    return None;
                }
                filled.carried = carried;
                self.put(predicate, role, phrases, filled)
            }
            Search::LeftOut(missing) if !left.embedded => {
                filled.left_out = Some((role, missing));
                Some(())
            }
            _ => None,
        }
    }

    /// 甲说，[乙]@: who is spoken of, and who speaks.
    fn match_said(&self, role: Role, speaker: Role, predicate: &Predicate, frame: &Frame, filled: &mut Filled) -> Option<()> {
        let plain = matches!(&frame.left.subject, Search::Found(filler) if !filler.carried);
        // 法轮功被中共打压: he is not blamed to whom it was done.
        let passive = frame.left.passive || frame.left.hanging.iter().any(|h| self.rules.words.is_passive(self.text(h.word)));
        // 惩治|危害…: what is done to it is not its own act.
        let object_of_verb = frame.verb.checked_sub(1).is_some_and(|t| self.class(t) == Class::Verb);
        if frame.relative || frame.before_de || frame.left.nominal || frame.left.serial || passive || !plain || object_of_verb {
            return None;
        }
        self.put_search(role, predicate, frame.left.subject.clone(), &frame.left, filled)?;
        filled.carried = false;
        let report = self.report_before(frame.left.first)?;
        let found = if self.class(report) == Class::Stop {
            let start = self.clause_start(report);
            self.topic(start, report)?
        } else {
            self.left(report).subject
        };
        let Search::Found(filler) = found else { return None };
        if filler.of || !filler.phrases.iter().all(|p| *p < self.first_phrase(frame)) {
            return None;
        }
        filled.said = true;
        filled.words.push(self.tokens[report].span);
        self.put(predicate, speaker, filler.phrases, filled)
    }

    fn first_phrase(&self, frame: &Frame) -> usize {
        self.phrases.list.partition_point(|p| p.span.end <= frame.trigger.start)
    }

    /// The word of saying, or the colon, before a clause.
    fn report_before(&self, before: usize) -> Option<usize> {
        (0..before).rev().find(|&k| match self.class(k) {
            Class::Mark(Mark::Report) => true,
            Class::Stop => self.text(k) == [':'],
            // 甲警告，乙…
            Class::Verb => {
                let next = self.tokens.get(k + 1).is_some_and(|t| matches!(t.class, Class::Comma | Class::Stop));
                next && self.tokens[k].trigger && self.rules.is_clausal(self.text(k))
            }
            _ => false,
        })
    }

    /// Nouns that hang on one of these words, before `pos`.
    fn hanging<'l>(&self, frame: &'l Frame, words: &Words, pos: u32, tight: bool) -> Option<&'l Hanging> {
        let fits = |h: &&Hanging| {
            let end = h.groups.last().map_or(0, |&g| self.tokens[self.groups.list[g].last].span.end);
            let word = self.tokens[h.word].span;
            // 对 in 针对 is another word.
            let matched = words.before(self.sentence.head(word.end)).is_some_and(|found| found.len() as u32 >= word.len());
            end <= pos && (!tight || end == pos) && matched
        };
        let list = &frame.left.hanging;
        // 甲|与|乙|和|丙|会谈: 与 parts them, 和 does not.
        let parts = |h: &&Hanging| self.rules.words.is_with(self.text(h.word));
        let nearest = || list.iter().find(|h| fits(h) && parts(h)).or_else(|| list.iter().find(fits));
        list.iter().rfind(|h| h.joined_to.is_none() && fits(h)).or_else(nearest)
    }

    fn put_hanging(&self, role: Role, predicate: &Predicate, hanging: &Hanging, frame: &Frame, filled: &mut Filled) -> Option<()> {
        let last = *hanging.groups.last()?;
        let at = self.groups.list[last];
        // 甲和乙会见|客人: they did not meet each other.
        if hanging.joined_to.is_some() && self.has_object(frame.verb) {
            return None;
        }
        // 对乙|政策|的批评: what is done to the noun is not done to its owner, unless the predicate says so.
        let heads: Vec<Head> = hanging.groups.iter().map(|&g| group::head(self.tokens, self.place(g).from, self.groups.list[g].last)).collect();
        let modifies = |t: usize| matches!(self.class(t), Class::De | Class::Light | Class::Adjective);
        let is_nominal = frame.left.nominal && at.last + 1 < frame.verb && (at.last + 1..frame.verb).all(modifies);
        let named = |h: &Head| match h {
            // 与乙|的|河内|会谈: where, not with whom.
            Head::Name(p) if predicate.symmetric && self.kind(*p) == EntityType::Place && at.last + 1 == frame.verb => Some(self.owner(at, *p)),
            Head::Name(p) => Some(*p),
            Head::Of(p) if predicate.possessor && role == Role::Object => Some(*p),
            _ => None,
        };
        named(heads.last()?)?;
        let followed_by_de = self.tokens.get(at.last + 1).is_some_and(|t| t.class == Class::De);
        if followed_by_de && !is_nominal && !predicate.possessor {
            return None;
        }
        self.put(predicate, role, heads.iter().filter_map(named).collect(), filled)
    }

    /// The name before 的 and the place that ends the group; the place where there is none.
    fn owner(&self, group: group::Group, place: usize) -> usize {
        let de = (group.first + 1..group.last).rfind(|&t| self.class(t) == Class::De);
        match de.map(|t| self.class(t - 1)) {
            Some(Class::Name(owner)) => owner,
            _ => place,
        }
    }

    /// A noun stands right behind the verb, or behind a verb that describes it: 会见|客人, 会见|来访|学生.
    fn has_object(&self, verb: usize) -> bool {
        let begins = |t: usize| self.groups.of(t).is_some_and(|g| self.groups.list[g].first == t);
        let next = (verb + 1..self.tokens.len()).find(|&t| self.class(t) != Class::Light);
        let described = next.filter(|&t| self.class(t) == Class::Verb && self.rules.is_transitive(self.text(verb)));
        begins(verb + 1) || described.is_some_and(|t| begins(t + 1))
    }

    pub(super) fn put(&self, predicate: &Predicate, role: Role, phrases: Vec<usize>, filled: &mut Filled) -> Option<()> {
        let allowed = match role {
            Role::Subject => &predicate.subject,
            Role::Object => &predicate.object,
        };
        let fits = |&p: &usize| self.sentence.names[self.phrases.list[p].head].as_one_of(allowed, predicate.holders).is_some();
        if !phrases.iter().any(fits) {
            return None;
        }
        filled.put(role, phrases);
        Some(())
    }

    fn word_before(&self, words: &Words, pos: u32, reach: u32) -> Option<Span> {
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
}
