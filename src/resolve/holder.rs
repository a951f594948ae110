//! Who held an office on the document's date.

use super::{Link, LinkedMention, Resolver};
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{EntityType, Gazetteer, Trigger},
};
use jiff::civil::Date;

/// How the holder of an office is known: the `holder_basis` column.
pub fn holder_basis(gazetteer: &Gazetteer, office: EntityId, holder: EntityId, date: Date) -> &'static str {
    let known_until = gazetteer.grammar.tenures_known_until.map(|until| until.last_day());
    let tenures = &gazetteer.entity(holder).tenures;
    let is_open = tenures.iter().any(|t| t.office == office && t.to.is_none() && t.may_cover(date));
    if is_open && known_until.is_some_and(|until| date > until) { "open" } else { "dated" }
}

/// Characters before an office that are looked at for words of time (目前, 周五前).
const WORDS_BEFORE_CHARS: usize = 8;

impl Resolver<'_> {
    /// The one person who held an office on the document's date. Nobody where the text speaks of a former, later, acting
    /// or any holder, where another person stands beside the office, and where the tenures leave a doubt.
    pub(super) fn holder(&self, office: EntityId, span: Span) -> Option<EntityId> {
        let date = self.about.date?;
        let grammar = &self.gazetteer.grammar;
        if !self.gazetteer.entity(office).single {
            return None;
        }
        let chars = &self.document.folded.chars;
        let block = self.document.blocks[self.document.block_at(span.start)?].span;
        let head = &chars[block.start as usize..span.start as usize];
        let tail = &chars[..block.end as usize];
        let other = grammar.other_holder_before.before(head).is_some() || grammar.other_holder_after.at(tail, span.end as usize).is_some();
        // 新加坡|首任|总理 as one mention.
        let inside = self.document.folded.slice(span.start, span.end);
        let other = other
            || (1..inside.len())
                .any(|at| grammar.other_holder_before.before(&inside[..at]).is_some() && self.is_office(Span::new(span.start + at as u32, span.end)));
        if other || self.is_numbered(head) || self.speaks_of_another_time(head, span) {
            return None;
        }
        let holders = self.gazetteer.holders.get(&office)?;
        let tenure = |&(person, k): &(EntityId, usize)| (person, &self.gazetteer.entity(person).tenures[k]);
        let may: Vec<_> = holders.iter().map(tenure).filter(|(_, t)| !t.elect && grammar.may_cover(t, date)).collect();
        let holder = match may[..] {
            [(person, t)] if t.certainly_covers(date) => person,
            _ => return None,
        };
        self.beside(span).is_none_or(|person| person == Link::Entity(holder)).then_some(holder)
    }

    /// 前, 时任, 候任 before the office as words of their own, or inside it.
    fn speaks_of_another_time(&self, head: &[char], span: Span) -> bool {
        let formers = &self.gazetteer.grammar.formers;
        let other_time = |means: Trigger| means != Trigger::Now;
        if let Some((word, means)) = formers.iter().find(|(word, _)| head.ends_with(word))
            && other_time(*means)
            && self.is_word_of_holders(&head[head.len().saturating_sub(WORDS_BEFORE_CHARS)..], word)
        {
            return true;
        }
        // 英国|前|首相, not 国际|原子能机构: an office follows the word.
        let chars = self.document.folded.slice(span.start, span.end);
        (1..chars.len()).any(|at| {
            let former = formers.iter().find(|(word, means)| other_time(*means) && chars[at..].starts_with(word));
            former.is_some_and(|(word, _)| self.is_office(Span::new(span.start + (at + word.len()) as u32, span.end)))
        })
    }

    /// A listed office or a title.
    fn is_office(&self, span: Span) -> bool {
        let text = self.document.folded_slice(span);
        let listed =
            self.gazetteer.surface(text).is_some_and(|s| s.senses.iter().any(|s| self.gazetteer.entity(s.entity).kind == EntityType::Office));
        listed || self.gazetteer.grammar.titles.iter().any(|title| title.text == text)
    }

    /// False where the word is the tail of another (目前) or follows a time (周五前).
    fn is_word_of_holders(&self, head: &[char], former: &[char]) -> bool {
        let mut words: Vec<(u32, bool)> = Vec::new();
        self.lexicon.each_class(head, |start, _, tag| words.push((start, tag == "t")));
        let at = (head.len() - former.len()) as u32;
        let Some(i) = words.iter().position(|&(start, _)| start == at) else { return false };
        i == 0 || !words[i - 1].1
    }

    /// 第16任, 三任.
    fn is_numbered(&self, head: &[char]) -> bool {
        let grammar = &self.gazetteer.grammar;
        let Some(word) = grammar.ordinals_of_holders.before(head) else { return false };
        head[..head.len() - word.len()].last().is_some_and(|c| c.is_ascii_digit() || grammar.numerals.contains(c))
    }

    /// The one of several people by a name who holds or held the office that is read beside it.
    pub(super) fn holder_beside(&self, open: &LinkedMention) -> Option<EntityId> {
        let Link::Ambiguous(people) = &open.link else { return None };
        let office = |start: &u32| match self.done.get(start) {
            Some((EntityType::Office, Link::Entity(office))) => Some(*office),
            _ => None,
        };
        let office = self.done_ends.get(&open.span.start).and_then(office).or_else(|| office(&open.span.end))?;
        let mut holders = people.iter().filter(|&&person| self.holds(person, office));
        let one = *holders.next()?;
        holders.next().is_none().then_some(one)
    }

    /// What the person beside the office is linked to.
    pub(super) fn beside(&self, span: Span) -> Option<Link> {
        let person = |start: &u32| match self.done.get(start) {
            Some((EntityType::Person, link)) => Some(link.clone()),
            _ => None,
        };
        person(&span.end).or_else(|| self.done_ends.get(&span.start).and_then(person))
    }
}
