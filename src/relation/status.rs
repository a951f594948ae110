//! What the words around a relation say of it: planned, denied, called off, or only wished for.

use super::{
    frame::Match,
    marks::{Mark, Status, ends_clause},
    rules::Predicate,
    subject::Walk,
};
use crate::document::Span;
use std::ops::Range;

/// How near to the verb a negation stands.
const NEGATION_REACH: u32 = 7;

impl Walk<'_> {
    /// True where the clause of the subject itself tells no fact: 甲应该…，限制乙.
    fn is_hypothetical(&self, subjects: Range<usize>) -> bool {
        let Some(last) = subjects.last() else { return false };
        let mut at = self.phrases.list[last].span.end;
        let chars = &self.sentence.chars[..self.sentence.span.end as usize];
        while chars.get(at as usize).is_some_and(|&c| !ends_clause(c)) {
            match self.rules.words.marks.at(chars, at as usize) {
                Some((Mark::Hypothetical, len)) if len > 1 => return true,
                Some((_, len)) => at += len as u32,
                None => at += 1,
            }
        }
        false
    }

    /// The status that the words around a match give it; `None` where nothing is said to be so.
    pub(super) fn status(&self, found: &Match, predicate: &Predicate, trigger: Span, rule: Option<Status>) -> Option<Status> {
        let chars = &self.sentence.chars[..trigger.start as usize];
        if found.carried && self.is_hypothetical(found.subjects.clone()) {
            return None;
        }
        let mut status = rule.unwrap_or(Status::Asserted);
        let mut at = found.zone;
        while at < trigger.start {
            let i = self.phrases.list.partition_point(|p| p.span.end <= at);
            if let Some(phrase) = self.phrases.list.get(i).filter(|p| p.span.start <= at) {
                at = phrase.span.end;
                continue;
            }
            if let Some(word) = found.words.iter().find(|w| w.start <= at && at < w.end) {
                at = word.end;
                continue;
            }
            // 甲批评有人支持乙: the verb belongs to a clause within that of the subject, unless both have it (批评并谴责乙).
            let clausal = self.rules.clausal_len(chars, at as usize);
            if clausal > 0 {
                let between = self.sentence.text(at + clausal as u32, trigger.start);
                if !self.rules.words.is_joint(between) && self.rules.words.marks.at(between, 0).is_none_or(|(_, len)| len != between.len()) {
                    return None;
                }
                at += clausal as u32;
                continue;
            }
            let Some((mark, len)) = self.rules.words.marks.at(chars, at as usize) else {
                at += 1;
                continue;
            };
            at += len as u32;
            match mark {
                Mark::Hypothetical => return None,
                Mark::Planned if status == Status::Asserted && !predicate.attitude => status = Status::Planned,
                Mark::Denied if trigger.start - at <= NEGATION_REACH => status = Status::Denied,
                Mark::Cancelled => status = Status::Cancelled,
                _ => {}
            }
        }
        let end = [&found.subjects, &found.objects].iter().filter(|r| !r.is_empty()).map(|r| self.phrases.list[r.end - 1].span.end).max();
        let rest = self.sentence.rest(end.unwrap_or(trigger.end).max(trigger.end));
        Some(self.rules.words.status_behind(rest).unwrap_or(status))
    }
}
