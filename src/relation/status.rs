//! What the words around a relation say of it: planned, denied, called off, or only wished for.

use super::{
    clause::Reading,
    frame::{Frame, Match},
    marks::{Mark, Status},
    rules::Predicate,
    token::Class,
};

/// What a word that tells whether something happened makes of a status; `None` where nothing is said to be so.
fn marked(status: Status, mark: Mark, predicate: &Predicate) -> Option<Status> {
    match mark {
        Mark::Hypothetical => None,
        Mark::Planned if status == Status::Asserted && !predicate.attitude => Some(Status::Planned),
        Mark::Denied => Some(Status::Denied),
        Mark::Cancelled => Some(Status::Cancelled),
        _ => Some(status),
    }
}

impl Reading<'_> {
    /// The status that the words around a match give it; `None` where nothing is said to be so.
    pub(super) fn status(&self, found: &Match, predicate: &Predicate, frame: &Frame, rule: Option<Status>) -> Option<Status> {
        let mut status = rule.unwrap_or(Status::Asserted);
        for &mark in &found.marks {
            status = marked(status, mark, predicate)?;
        }
        // Who says that another does no wrong does not blame him.
        if found.said && status != Status::Asserted {
            return None;
        }
        if found.carried
            && let Some(topic) = self.topic_status(found)
        {
            status = marked(status, topic, predicate)?;
        }
        if !predicate.standing && self.is_conditional(frame.verb) {
            return None;
        }
        // 会支持甲吗?
        if !predicate.standing && self.is_asked(frame.verb) {
            return None;
        }
        let ends = found.subjects.iter().chain(&found.objects).map(|&p| self.phrases.list[p].span.end);
        let end = ends.max().unwrap_or(0).max(frame.trigger.end);
        if let Some(later) = self.told_later(end, frame) {
            status = marked(status, later, predicate)?;
        }
        // 否认甲访问乙的|计划
        match self.rules.words.status_behind(self.sentence.rest(end)) {
            Some(Status::Planned) if status == Status::Denied => Some(status),
            behind => Some(behind.unwrap_or(status)),
        }
    }

    /// What a clause says of an act that is its subject: 甲与乙的会谈|被|取消, 甲访台|遭|推迟.
    fn told_later(&self, end: u32, frame: &Frame) -> Option<Mark> {
        let is_noun = frame.left.nominal && end == frame.trigger.end;
        let mut passive = false;
        for t in self.token_at(end)..self.tokens.len() {
            match self.class(t) {
                Class::Preposition if self.rules.words.is_passive(self.text(t)) => passive = true,
                Class::Light if is_noun => {}
                Class::Mark(Mark::Cancelled) if is_noun || passive => return Some(Mark::Cancelled),
                Class::Mark(mark @ (Mark::Hypothetical | Mark::Planned | Mark::Denied)) if is_noun => return Some(mark),
                _ => return None,
            }
        }
        None
    }

    /// 一旦甲访台，[乙将制裁丙]: true where a condition stands before the clause.
    fn is_conditional(&self, verb: usize) -> bool {
        let mut start = self.clause_start(verb);
        while let Some(comma) = start.checked_sub(1).filter(|&t| self.class(t) == Class::Comma) {
            start = self.clause_start(comma);
            let first = (start..comma).find(|&t| self.class(t) != Class::Light);
            if first.is_some_and(|t| self.rules.words.is_condition(self.text(t))) {
                return true;
            }
        }
        false
    }

    /// True where the sentence that holds the word is a question.
    fn is_asked(&self, verb: usize) -> bool {
        let end = (verb..self.tokens.len()).find(|&t| self.class(t) == Class::Stop && !self.is_pause(t));
        end.is_some_and(|t| self.text(t) == ['?'])
    }

    /// What the clause of a carried subject itself says of its verb: 甲应该…，限制乙; 甲将…，会见乙.
    fn topic_status(&self, found: &Match) -> Option<Mark> {
        let last = *found.subjects.last()?;
        let from = self.token_at(self.phrases.list[last].span.start) + 1;
        let clause = self.tokens.iter().skip(from).take_while(|t| !matches!(t.class, Class::Comma | Class::Stop));
        let mut planned = None;
        for token in clause {
            match token.class {
                Class::Mark(Mark::Report) => return None,
                Class::Mark(Mark::Hypothetical) => return Some(Mark::Hypothetical),
                Class::Mark(Mark::Planned) => planned = Some(Mark::Planned),
                // Its own verb: what stands behind it belongs to that.
                Class::Verb => break,
                _ => {}
            }
        }
        planned
    }
}
