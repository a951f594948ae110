//! Matches what a pattern has behind its trigger: objects, words, a name with a word right behind it.

use super::{
    clause::Reading,
    frame::{Filled, Frame},
    marks::{ends_clause, opens_quote},
    object::Object,
    phrase::Phrase,
    rules::{Element, Predicate, Role, What},
    token::Class,
};
use crate::{
    document::Span,
    knowledge::{EntityType, Words},
};

/// Longest way from one part of a pattern behind the trigger to a word of it.
const WORD_GAP: u32 = 14;

impl Reading<'_> {
    /// Matches what a pattern has behind its trigger.
    pub(super) fn match_right(&self, elements: &[Element], predicate: &Predicate, frame: &Frame, filled: &mut Filled) -> Option<()> {
        let mut pos = frame.trigger.end;
        let mut k = 0;
        while let Some(element) = elements.get(k) {
            k += 1;
            match &element.what {
                What::Says | What::Both => return None,
                What::Words(words) => {
                    let found = self.word_behind(words, pos, if element.tight { 0 } else { WORD_GAP })?;
                    filled.words.push(found);
                    pos = found.end;
                }
                What::Phrase(role) => {
                    let tight_word = match elements.get(k) {
                        Some(Element { what: What::Words(words), tight: true }) => Some(words),
                        _ => None,
                    };
                    if let Some(words) = tight_word {
                        let (phrase, word) = self.phrase_before_word(words, pos, element.tight)?;
                        pos = word.end;
                        filled.words.push(word);
                        self.put(predicate, *role, vec![phrase], filled)?;
                        k += 1;
                        continue;
                    }
                    let phrases = match () {
                        () if element.tight => {
                            let i = self.phrases.list.partition_point(|p| p.span.start < pos);
                            // 记者 王小明, 创办《新报》
                            let near = |p: Span| p.start == pos || p.start == pos + 1 && (self.opens_quote(pos) || self.is_space_of_byline(pos, p));
                            let phrase = self.phrases.list.get(i).filter(|p| near(p.span))?;
                            // 批|北京|学者: others are meant.
                            if predicate.possessor && self.rules.words.begins_group(self.sentence.rest(phrase.span.end)) {
                                return None;
                            }
                            // 甲和夫人|乙|、丙: only 乙 is of the family.
                            if predicate.symmetric { vec![i] } else { self.tight_list(i) }
                        }
                        () => self.match_object(predicate, *role, pos, frame)?,
                    };
                    pos = phrases.iter().map(|&p| self.phrases.list[p].span.end).max()?;
                    self.put(predicate, *role, phrases, filled)?;
                }
            }
        }
        Some(())
    }

    fn opens_quote(&self, at: u32) -> bool {
        opens_quote(self.sentence.chars[at as usize])
    }

    /// 记者 王小明), but not 驱逐记者 王小明谴责, where the space parts two clauses.
    fn is_space_of_byline(&self, at: u32, name: Span) -> bool {
        let is_latin = self.sentence.chars[name.start as usize].is_ascii_alphanumeric();
        self.sentence.chars[at as usize] == ' ' && (is_latin || self.sentence.rest(name.end).first().is_none_or(|c| !c.is_alphanumeric()))
    }

    /// A phrase and those that follow it in a list, up to somebody with a post of his own: 当选院长的|甲|、|副院长|乙.
    fn tight_list(&self, first: usize) -> Vec<usize> {
        let has_post = |p: &Phrase| p.span.start < self.sentence.names[p.head].span.start && self.phrases.held.iter().any(|h| h.person == p.head);
        let mut last = first;
        while self.phrases.list.get(last + 1).is_some_and(|p| p.joined && !has_post(p)) {
            last += 1;
        }
        (first..=last).collect()
    }

    fn match_object(&self, predicate: &Predicate, role: Role, pos: u32, frame: &Frame) -> Option<Vec<usize>> {
        let at = self.token_at(pos);
        if at == frame.verb + 1 && frame.relative {
            return self.relative_object(frame.verb).map(|f| f.phrases);
        }
        let object = self.without_partner(self.object(at)?);
        let filler = self.object_filler(&object, predicate.attitude)?;
        // 会晤|西藏|流亡|领袖: the name only begins what the verb is about.
        let end = object.groups.last().map_or(at, |&g| self.groups.list[g].last);
        let kind = self.kind(*filler.phrases.last()?);
        let runs_on = kind != EntityType::Person
            && self.tokens.get(end + 1).is_some_and(|t| t.class == Class::Verb && !t.trigger)
            && self.groups.of(end + 2).is_some()
            && !self.rules.is_clausal(self.text(frame.verb));
        if runs_on {
            return None;
        }
        let possessor = predicate.possessor && role == Role::Object;
        (!filler.of || possessor).then_some(filler.phrases)
    }

    /// 支持|甲|同|乙|合作: what 甲 does with 乙 is no list.
    fn without_partner(&self, mut object: Object) -> Object {
        let last = self.groups.list[object.groups[object.groups.len() - 1]].last;
        let does_something = self.tokens.get(last + 1).is_some_and(|t| matches!(t.class, Class::Verb | Class::Light | Class::Mark(_)));
        let with = |&i: &usize| {
            let first = self.groups.list[object.groups[i]].first;
            self.rules.words.is_with(self.text(first - 1)) && self.class(first - 1) == Class::Joint
        };
        if does_something && let Some(cut) = (1..object.groups.len()).find(with) {
            object.groups.truncate(cut);
        }
        object
    }

    /// Where a pattern has a word right behind the name: 制裁|伊朗|**官员**. Gives both.
    fn phrase_before_word(&self, words: &Words, pos: u32, tight: bool) -> Option<(usize, Span)> {
        let at = self.token_at(pos);
        let object = self.object(at)?;
        let group = self.groups.list[object.groups[0]];
        let chars = &self.sentence.chars[..self.sentence.span.end as usize];
        let word_at = |start: u32| words.at(chars, start as usize).map(|w| Span::new(start, start + w.len() as u32));
        let behind = |t: usize, p: usize| {
            let same = self.tokens.get(t + 1).filter(|n| n.class == Class::SameAsName);
            let near = word_at(self.tokens[t].span.end).or_else(|| same.and_then(|n| word_at(n.span.end)));
            // 封杀|中国|177个|手机|应用
            let between = |&k: &usize| matches!(self.class(k), Class::Number | Class::Adjective | Class::Determiner | Class::Noun);
            // 判处|甲|助手|有期徒刑: it is not done to 甲.
            let is_person = self.kind(p) == EntityType::Person;
            near.or_else(|| (t + 1..if is_person { t + 1 } else { group.last }).take_while(between).find_map(|k| word_at(self.tokens[k].span.end)))
        };
        let mut names = (object.from..=group.last).filter_map(|t| match self.class(t) {
            Class::Name(p) => Some((t, p)),
            _ => None,
        });
        let (phrase, word) = names.find_map(|(t, p)| behind(t, p).map(|word| (p, word)))?;
        (!tight || self.phrases.list[phrase].span.start == pos).then_some((phrase, word))
    }

    fn word_behind(&self, words: &Words, pos: u32, reach: u32) -> Option<Span> {
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
}
