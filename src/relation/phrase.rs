//! Noun phrases: a name with the bodies, offices and brackets that belong to it, and lists of such.

use super::{Sentence, marks::Status, rules::RelationRules};
use crate::{
    document::Span,
    knowledge::{EntityType, Grammar, Trigger},
};

/// A name with what belongs to it: 美国|国务卿|**蓬佩奥**, **费特**（David Feith）.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    /// All of it.
    pub(super) span: Span,
    /// The name it is about, by index.
    pub(super) head: usize,
    /// Follows the phrase before it in a list: 、, 和.
    pub(super) joined: bool,
}

/// An office that stands beside its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) person: usize,
    pub(super) office: usize,
    pub(super) status: Status,
}

/// What a sentence is made of.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    pub(super) list: Vec<Phrase>,
    pub(super) held: Vec<Held>,
    /// People with the body right before them: 公民党|杨岳桥.
    pub(super) members: Vec<Member>,
}

/// A person with the body right before him.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) person: usize,
    pub(super) body: usize,
}

/// Longest text in brackets behind a name that still belongs to it.
const BRACKET_CHARS: usize = 40;

struct Builder<'a> {
    sentence: &'a Sentence<'a>,
    rules: &'a RelationRules,
    grammar: &'a Grammar,
    out: Phrases,
}

pub(super) fn build(sentence: &Sentence<'_>, rules: &RelationRules, grammar: &Grammar) -> Phrases {
    let mut builder = Builder { sentence, rules, grammar, out: Phrases::default() };
    let mut i = 0;
    while i < sentence.names.len() {
        i = builder.phrase(i);
    }
    builder.share();
    builder.out
}

impl Builder<'_> {
    /// Builds the phrase that begins with name `i`; gives the index of the next.
    fn phrase(&mut self, first: usize) -> usize {
        let names = self.sentence.names;
        let mut i = first;
        let mut offices = Vec::new();
        while let Some(gap) = self.gap(i) {
            let inside = self.past_bracket(i);
            if names[i].kind == EntityType::Person || inside.is_none() && !self.is_glued(i, gap) {
                break;
            }
            if names[i].kind == EntityType::Office {
                offices.push((i, self.status(i, gap)));
            }
            i = inside.unwrap_or(i) + 1;
        }
        let head = i;
        let mut end = names[head].span.end;
        (i, end) = if names[i].kind == EntityType::Office { (i, end) } else { self.brackets_behind(head, head, &mut offices) };
        if names[head].kind == EntityType::Person {
            if head > first && names[head - 1].kind == EntityType::Organization && offices.is_empty() {
                self.out.members.push(Member { person: head, body: head - 1 });
            }
            // 民主党|总统|候选人|拜登 is of the party.
            let is_candidate = offices.last().is_some_and(|&(_, status)| status == Status::Planned);
            if names[first].kind == EntityType::Organization && head > first + 1 && is_candidate {
                self.out.members.push(Member { person: head, body: first });
            }
            if let Some(office) = self.office_behind(i, end) {
                offices.push((office, self.status(office, &[])));
                // 卫福部|石崇良|部长: the post says it better.
                self.out.members.retain(|m| m.person != head);
                (i, end) = self.brackets_behind(office, head, &mut offices);
            }
            let held = offices.into_iter().map(|(office, status)| Held { person: head, office, status });
            self.out.held.extend(held);
        }
        let span = Span::new(names[first].span.start, end);
        let joined = self.out.list.last().is_some_and(|last| {
            let between = self.sentence.text(last.span.end, span.start);
            let letters = |s: Span| s.len() == 1;
            self.rules.words.is_joint(between) || between.is_empty() && letters(last.span) && letters(span)
        });
        self.out.list.push(Phrase { span, head, joined });
        i + 1
    }

    /// True where name `i` belongs to the phrase of the next one.
    fn is_glued(&self, i: usize, gap: &[char]) -> bool {
        let names = self.sentence.names;
        let (name, next) = (&names[i], &names[i + 1]);
        match (name.kind, next.kind) {
            (EntityType::Office, EntityType::Person) => {
                let apposition = &self.rules.apposition;
                gap.is_empty() || apposition.is_candidate(gap) || apposition.is_description(gap)
            }
            (EntityType::Office, EntityType::Office) => {
                self.rules.apposition.is_chain(gap) && self.gap(i + 1).is_some_and(|gap| self.is_glued(i + 1, gap))
            }
            // 副教授|、|中国|研究会理事|田飞龙
            (EntityType::Office, EntityType::Place | EntityType::Organization) => {
                let leads_on = |k: usize| self.gap(k).is_some_and(|gap| self.is_glued(k, gap));
                let office = names.get(i + 2).is_some_and(|n| n.kind == EntityType::Office);
                office && self.rules.apposition.is_chain(gap) && leads_on(i + 1) && leads_on(i + 2)
            }
            // 美国|现任|总统
            (EntityType::Place | EntityType::Organization, EntityType::Office) => {
                gap.is_empty() || self.grammar.formers.iter().any(|(word, _)| word.as_slice() == gap)
            }
            (EntityType::Place, EntityType::Place) => gap.is_empty() && !(name.span.len() == 1 && next.span.len() == 1),
            // 北京大学|南海|问题专家
            (EntityType::Organization, EntityType::Place) => false,
            _ => gap.is_empty(),
        }
    }

    /// What stands between name `i` and the next without a bracket that only repeats the name, or the space beside Latin
    /// letters: 美国在台协会(AIT)|主席, 项目经理 Craig.
    fn gap(&self, i: usize) -> Option<&[char]> {
        let names = self.sentence.names;
        let next = names.get(i + 1)?;
        let gap = self.sentence.text(names[i].span.end, next.span.start);
        let is_latin = |at: u32| self.sentence.text(at, at + 1).first().is_some_and(char::is_ascii_alphanumeric);
        match gap {
            [' '] if is_latin(next.span.start) || is_latin(names[i].span.end - 1) => Some(&[]),
            ['(', inside @ .., ')'] | ['(', inside @ .., ')', ' '] if names[i].kind != EntityType::Person && !inside.contains(&')') => Some(&[]),
            _ => Some(gap),
        }
    }

    /// The name behind the bracket behind name `i` that holds another form of it, and nothing else.
    fn past_bracket(&self, i: usize) -> Option<usize> {
        let names = self.sentence.names;
        let inside = names.get(i + 1)?;
        let opens = self.sentence.text(names[i].span.end, inside.span.start) == ['('] && names[i].kind == inside.kind;
        let next = names.get(i + 2)?;
        let closes = matches!(self.sentence.text(inside.span.end, next.span.start), [')'] | [')', ' ']);
        let leads_on = matches!(next.kind, EntityType::Office | EntityType::Person) && names[i].kind != EntityType::Person;
        (opens && closes && leads_on).then_some(i + 1)
    }

    /// How the text has it that the office is held: 前, 候任 before it, 候选人 behind it.
    fn status(&self, office: usize, behind: &[char]) -> Status {
        let span = self.sentence.names[office].span;
        if self.rules.apposition.is_candidate(behind) {
            return Status::Planned;
        }
        let of = |means: Trigger| match means {
            Trigger::Former => Some(Status::Former),
            Trigger::Elect => Some(Status::Planned),
            _ => None,
        };
        let head = self.sentence.head(span.start);
        let before = self.grammar.formers.iter().find(|(word, _)| head.ends_with(word)).and_then(|(_, means)| of(*means));
        let inside = self.sentence.text(span.start, span.end);
        let within = || {
            let found = self.grammar.formers.iter().find(|(word, means)| {
                of(*means).is_some() && inside.len() > word.len() + 1 && self.rules.apposition.is_former_inside(inside, word, self.grammar)
            });
            found.and_then(|(_, means)| of(*means))
        };
        before.or_else(within).unwrap_or(Status::Asserted)
    }

    /// Takes in the brackets behind name `at`: another form of the name `head`, or an office of the person.
    fn brackets_behind(&self, at: usize, head: usize, offices: &mut Vec<(usize, Status)>) -> (usize, u32) {
        let names = self.sentence.names;
        let end = names[at].span.end;
        let rest = self.sentence.rest(end);
        if rest.first() != Some(&'(') {
            return (at, end);
        }
        let Some(close) = rest.iter().take(BRACKET_CHARS).position(|&c| c == ')') else { return (at, end) };
        let close = end + close as u32;
        let mut i = at;
        while let Some(next) = names.get(i + 1).filter(|next| next.span.end <= close) {
            if next.kind == EntityType::Office && next.span.start == end + 1 {
                offices.push((i + 1, self.status(i + 1, &[])));
            } else if names[head].kind != EntityType::Person && next.node != names[head].node {
                return (at, end);
            }
            i += 1;
        }
        (i, close + 1)
    }

    /// The office right behind a person that is not that of the next person: 蔡英文|总统, 蔡英文|前|总统.
    fn office_behind(&self, i: usize, end: u32) -> Option<usize> {
        let names = self.sentence.names;
        // 蔡英文|当选|总统 is an act.
        let is_former = |word: &[char]| self.grammar.formers.iter().any(|(former, means)| former.as_slice() == word && *means != Trigger::Elect);
        let follows = |at: u32| at == end || at > end && is_former(self.sentence.text(end, at));
        let office = names.get(i + 1).filter(|n| n.kind == EntityType::Office && follows(n.span.start))?;
        let rest = self.sentence.rest(office.span.end);
        let is_of_next = names.get(i + 2).is_some_and(|n| n.kind == EntityType::Person && n.span.start == office.span.end);
        let is_aide = self.rules.apposition.is_aide(self.sentence.text(office.span.start, office.span.end));
        let free = !is_aide && !is_of_next && !self.rules.apposition.begins_candidate(rest) && !self.rules.words.begins_group(rest);
        free.then_some(i + 1)
    }

    /// 参议员甲、乙和丙: one title or body for a list of people.
    fn share(&mut self) {
        let names = self.sentence.names;
        for k in 1..self.out.list.len() {
            let (before, phrase) = (self.out.list[k - 1], self.out.list[k]);
            let people = names[before.head].kind == EntityType::Person && names[phrase.head].kind == EntityType::Person;
            if !phrase.joined
                || !people
                || phrase.span.start != names[phrase.head].span.start
                || self.out.held.iter().any(|h| h.person == phrase.head)
            {
                continue;
            }
            let body = self.out.members.iter().find(|m| m.person == before.head).map(|m| m.body);
            if let Some(body) = body {
                self.out.members.push(Member { person: phrase.head, body });
            }
            let shared: Vec<Held> = self.out.held.iter().filter(|h| h.person == before.head && h.office < h.person).copied().collect();
            for held in shared {
                let office = names[held.office].span;
                // 前国务卿甲、乙: of those who were, there may be several.
                if held.status == Status::Former || self.rules.apposition.is_shared(self.sentence.text(office.start, office.end)) {
                    self.out.held.push(Held { person: phrase.head, ..held });
                }
            }
        }
    }
}
