//! The relations that one sentence tells.

use super::{
    Name, Sentence,
    clause::{Missing, Reading, Topic},
    frame::Match,
    group,
    marks::Status,
    phrase,
    rules::{PredicateId, RelationRules, Role},
    token,
};
use crate::{
    document::Span,
    knowledge::{EntityType, Grammar},
    lexicon::Lexicon,
};

/// A relation of one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) predicate: PredicateId,
    pub(super) subject: Name,
    pub(super) object: Name,
    pub(super) status: Status,
    pub(super) trigger: Span,
    pub(super) evidence: Vec<Span>,
    pub(super) confidence: u8,
    /// Counts only where the same is told of the subject elsewhere.
    pub(super) backed: bool,
}

/// A trigger in the text and the rules that it sets off.
pub(super) type Hit<'r> = (Span, &'r [u32]);

// Estimates, in percent, from samples judged by hand.
const BESIDE: u8 = 95;
const IN_CLAUSE: u8 = 85;
const CARRIED: u8 = 70;
const FROM_SENTENCE_BEFORE: u8 = 60;
const SAID: u8 = 60;
/// Pieces of evidence that are so near to each other are shown as one.
const EVIDENCE_GAP: u32 = 8;

/// Farthest name, in characters, from a word of the rules that is one letter.
const NEAR: u32 = 3;

/// What sentences are read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) rules: &'a RelationRules,
    pub(super) grammar: &'a Grammar,
    pub(super) lexicon: &'a Lexicon,
}

/// The relations that one sentence tells. `before` are the sentences before it in the same paragraph.
pub(super) fn relations(sentence: &Sentence<'_>, hits: &[Hit<'_>], before: &[Sentence<'_>], ground: &Ground<'_>) -> Vec<Found> {
    let names = sentence.names;
    let Ground { rules, grammar, .. } = *ground;
    let open = |span: Span| !names.iter().any(|n| n.span.overlaps(span));
    // 的, 是, 访: letters are words of the rules only beside a name.
    let near = |span: Span| {
        names
            .iter()
            .any(|n| n.span.end <= span.start && span.start - n.span.end <= NEAR || n.span.start >= span.end && n.span.start - span.end <= NEAR)
    };
    let free: Vec<Hit<'_>> = hits.iter().filter(|&&(span, _)| open(span) && (span.len() > 1 || near(span))).copied().collect();
    let beside = |n: &[Name]| n[1].kind == EntityType::Person && n[0].kind == EntityType::Organization && n[0].span.end == n[1].span.start;
    let apposed = || names.windows(2).any(|n| beside(n) || n[0].kind != n[1].kind && n.iter().any(|n| n.kind == EntityType::Office));
    if names.len() < 2 && (names.is_empty() || free.is_empty() || before.is_empty()) || free.is_empty() && !apposed() {
        return Vec::new();
    }
    let phrases = phrase::build(sentence, rules, grammar);
    let mut out = Vec::new();
    if let Some(predicate) = rules.apposition.predicate {
        for held in &phrases.held {
            let (subject, object) = (names[held.person], names[held.office]);
            let (evidence, trigger) = (evidence([subject.span, object.span].into_iter()), object.span);
            push(&mut out, rules, Found { predicate, subject, object, status: held.status, trigger, evidence, confidence: BESIDE, backed: false });
        }
    }
    if let Some(predicate) = rules.apposition.bodies {
        for member in &phrases.members {
            let (subject, object) = (names[member.person], names[member.body]);
            let (evidence, trigger) = (evidence([subject.span, object.span].into_iter()), object.span);
            push(
                &mut out,
                rules,
                Found { predicate, subject, object, status: Status::Asserted, trigger, evidence, confidence: IN_CLAUSE, backed: false },
            );
        }
    }
    if free.is_empty() {
        return out;
    }
    let tokens = token::cut(sentence, &phrases, &free, ground);
    let groups = group::build(sentence, &phrases, &tokens);
    let reading = Reading { sentence, phrases: &phrases, tokens: &tokens, groups: &groups, rules };
    let mut topic: Option<Option<(Name, bool)>> = None;
    for &(trigger, of) in free.iter().filter(|(span, _)| tokens.iter().any(|t| t.trigger && t.span == *span)) {
        let frame = reading.frame(trigger);
        let mut done: Vec<PredicateId> = Vec::new();
        for rule in of.iter().map(|&i| &rules.rules[i as usize]) {
            let text = sentence.rest(sentence.span.start);
            let is_about = |words: &crate::knowledge::Words| (0..text.len()).any(|at| words.at(text, at).is_some());
            if done.contains(&rule.predicate)
                || rule.headlines && !sentence.headline
                || !rule.with.as_ref().is_none_or(is_about)
                || rule.without.as_ref().is_some_and(is_about)
            {
                continue;
            }
            let predicate = rules.predicate(rule.predicate);
            let mut matches: Vec<Match> = rule.patterns.iter().filter_map(|pattern| reading.match_pattern(pattern, predicate, &frame)).collect();
            // The sentence before is asked last.
            matches.sort_by_key(|m| m.left_out.is_some());
            let Some(found) = matches.into_iter().next() else { continue };
            // What needs another rule to back it keeps none from doing so.
            if !rule.backed {
                done.push(rule.predicate);
            }
            let Some(status) = reading.status(&found, predicate, &frame, rule.status) else { continue };
            let left_out = match found.left_out {
                None => None,
                Some((_, missing)) => match *topic.get_or_insert_with(|| topic_before(before, ground)) {
                    // What begins with a verb goes on with what someone says.
                    Some((name, speaks)) if missing.may_be(name.kind) && (missing != Missing::Dropped || speaks && predicate.attitude) => Some(name),
                    _ => continue,
                },
            };
            let confidence = match (left_out, found.said, found.carried) {
                (Some(_), ..) => FROM_SENTENCE_BEFORE,
                (_, true, _) => SAID,
                (.., true) => CARRIED,
                _ => IN_CLAUSE,
            };
            let confidence = rule.confidence.map_or(confidence, |own| (u32::from(own) * u32::from(confidence) / u32::from(IN_CLAUSE)) as u8);
            pairs(&reading, &found, left_out, predicate.symmetric, |subject, object| {
                // 微软的|工程师|甲: the post says it better.
                let has_post = || phrases.held.iter().any(|h| names[h.person] == subject);
                if !rule.subject.is_empty() && subject.as_one_of(&rule.subject, predicate.holders).is_none()
                    || rules.apposition.bodies == Some(rule.predicate) && !rule.nouns && trigger.len() == 1 && has_post()
                {
                    return;
                }
                let evidence = evidence(found.words.iter().copied().chain([subject.span, object.span]));
                push(
                    &mut out,
                    rules,
                    Found { predicate: rule.predicate, subject, object, status, trigger, evidence, confidence, backed: rule.backed },
                );
            });
        }
    }
    out
}

/// Sentences that are asked for the topic of those before a sentence that names none.
const SENTENCES: usize = 3;

/// Whom the sentences before are about, and whether he speaks.
fn topic_before(before: &[Sentence<'_>], ground: &Ground<'_>) -> Option<(Name, bool)> {
    for sentence in before.iter().rev().take(SENTENCES) {
        let phrases = phrase::build(sentence, ground.rules, ground.grammar);
        let tokens = token::cut(sentence, &phrases, &[], ground);
        let groups = group::build(sentence, &phrases, &tokens);
        let reading = Reading { sentence, phrases: &phrases, tokens: &tokens, groups: &groups, rules: ground.rules };
        match reading.sentence_topic() {
            Topic::Is { phrase, speaks } => {
                let name = sentence.names[phrases.list[phrase].head];
                return Some((name.as_person().unwrap_or(name), speaks));
            }
            Topic::GoesOn => {}
            Topic::Other => return None,
        }
    }
    None
}

/// Of a list whose members do it to each other every pair: once where the predicate holds in both directions, else both ways.
fn pairs(reading: &Reading<'_>, found: &Match, left_out: Option<Name>, symmetric: bool, mut each: impl FnMut(Name, Name)) {
    let heads = |phrases: &[usize], role: Role| -> Vec<Name> {
        match (found.left_out, left_out) {
            (Some((missing, _)), Some(name)) if missing == role => vec![name],
            _ => phrases.iter().map(|&i| reading.sentence.names[reading.phrases.list[i].head]).collect(),
        }
    };
    for (i, &subject) in heads(&found.subjects, Role::Subject).iter().enumerate() {
        for (k, &object) in heads(&found.objects, Role::Object).iter().enumerate() {
            if !found.both || k > i || k < i && !symmetric {
                each(subject, object);
            }
        }
    }
}

/// Keeps what has two known ends of the right types.
fn push(out: &mut Vec<Found>, rules: &RelationRules, mut found: Found) {
    let predicate = rules.predicate(found.predicate);
    let (Some(subject), Some(object)) =
        (found.subject.as_one_of(&predicate.subject, predicate.holders), found.object.as_one_of(&predicate.object, predicate.holders))
    else {
        return;
    };
    (found.subject, found.object) = (subject, object);
    let known = subject.node.is_some() && object.node.is_some() && subject.node != object.node;
    if known && (predicate.bylines || !subject.byline && !object.byline) {
        let names = u32::from(subject.confidence.min(object.confidence));
        found.confidence = (u32::from(found.confidence) * names / 100) as u8;
        out.push(found);
    }
}

/// Joins spans that are near to each other.
fn evidence(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.collect();
    spans.sort();
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end + EVIDENCE_GAP => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}
