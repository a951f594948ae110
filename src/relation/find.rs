//! The relations of a document: sentence by sentence, then each told once.

use super::{
    Name, Sentence, StandIn,
    frame::Match,
    marks::Status,
    phrase::{self, Phrases},
    rules::{PredicateId, RelationRules, Role},
    subject::Walk,
};
use crate::{
    document::{BlockKind, Document, Span},
    id::EntityId,
    knowledge::{EntityType, Gazetteer, Grammar, Words},
    resolve::{Link, LinkedMention},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// A relation between two mentions of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// What kind it is.
    pub predicate: PredicateId,
    /// Index of the mention it goes from.
    pub subject: usize,
    /// Index of the mention it goes to.
    pub object: usize,
    /// Whether it holds.
    pub status: Status,
    /// Index of the sentence.
    pub sentence: u32,
    /// The word that tells it; of offices beside their holders, the office.
    pub trigger: Span,
    /// The shortest pieces of the text that show it, in order.
    pub evidence: Vec<Span>,
    /// Estimated chance that it is right, in percent.
    pub confidence: u8,
}

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
}

/// A trigger in the text and the rules that it sets off.
pub(super) type Hit<'r> = (Span, &'r [u32]);

// Estimates, in percent, from samples judged by hand.
const BESIDE: u8 = 95;
const IN_CLAUSE: u8 = 85;
const CARRIED: u8 = 70;
const FROM_SENTENCE_BEFORE: u8 = 60;
/// Pieces of evidence that are so near to each other are shown as one.
const EVIDENCE_GAP: u32 = 8;

/// Finds the relations of a document. `mentions` are those that [`crate::resolve::link`] gave for it.
pub fn find(document: &Document, mentions: &[LinkedMention], gazetteer: &Gazetteer) -> Vec<Relation> {
    let rules = &gazetteer.relations;
    let names = names(mentions);
    let mut hits: Vec<Hit<'_>> = Vec::new();
    rules.each_trigger(&document.folded, |span, of| hits.push((span, of)));
    let mut out = Vec::new();
    let (mut name, mut hit) = (0, 0);
    let mut before = Sentence { chars: &document.folded.chars, span: Span::new(0, 0), names: &[], headline: false };
    let mut block = u32::MAX;
    for (i, sentence) in document.sentences.iter().enumerate() {
        let own_names = within(&names, &mut name, sentence.span, |n| n.span);
        let own_hits = within(&hits, &mut hit, sentence.span, |h| h.0);
        let headline = document.blocks.get(sentence.block as usize).is_some_and(|b| b.kind == BlockKind::Title);
        let this = Sentence { chars: &document.folded.chars, span: sentence.span, names: &names[own_names], headline };
        let earlier = (block == sentence.block).then_some(before);
        for found in relations(&this, &hits[own_hits], earlier.as_ref(), rules, &gazetteer.grammar) {
            let Found { predicate, subject, object, status, trigger, evidence, confidence } = found;
            out.push(Relation {
                predicate,
                subject: subject.mention,
                object: object.mention,
                status,
                sentence: i as u32,
                trigger,
                evidence,
                confidence,
            });
        }
        (before, block) = (this, sentence.block);
    }
    let node_of: FxHashMap<usize, u32> = names.iter().filter_map(|n| Some((n.mention, n.node?))).collect();
    drop_told_otherwise(&mut out, mentions, &node_of, gazetteer);
    once(out, &node_of, rules)
}

/// The items that begin in `span`, of a list in order; `at` moves on.
fn within<T>(items: &[T], at: &mut usize, span: Span, of: impl Fn(&T) -> Span) -> Range<usize> {
    while items.get(*at).is_some_and(|item| of(item).start < span.start) {
        *at += 1;
    }
    let first = *at;
    while items.get(*at).is_some_and(|item| of(item).end <= span.end) {
        *at += 1;
    }
    first..*at
}

fn names(mentions: &[LinkedMention]) -> Vec<Name> {
    let mut nodes: FxHashMap<(EntityType, Result<u32, &str>), u32> = FxHashMap::default();
    let mut node = |mention: &LinkedMention, key| {
        let next = nodes.len() as u32;
        (!mention.nested).then(|| *nodes.entry(key).or_insert(next))
    };
    let mut names: Vec<Name> = Vec::new();
    let mut people: FxHashMap<EntityId, StandIn> = FxHashMap::default();
    for (i, mention) in mentions.iter().enumerate().filter(|(_, m)| !m.nested) {
        let node = match &mention.link {
            Link::Entity(id) => node(mention, (mention.kind, Ok(id.0))),
            Link::New(name) => node(mention, (mention.kind, Err(name.as_str()))),
            Link::Ambiguous(_) | Link::Nil => None,
        };
        if let (Link::Entity(id), EntityType::Person, Some(node)) = (&mention.link, mention.kind, node) {
            people.entry(*id).or_insert(StandIn { node, mention: i });
        }
        let (span, kind, byline, confidence) = (mention.span, mention.kind, mention.byline, mention.confidence);
        names.push(Name { span, kind, node, mention: i, holder: None, byline, confidence });
    }
    for name in &mut names {
        name.holder = mentions[name.mention].holder.and_then(|holder| people.get(&holder).copied());
    }
    names.sort_by_key(|n| n.span.start);
    names
}

/// The relations that one sentence tells.
pub(super) fn relations(
    sentence: &Sentence<'_>,
    hits: &[Hit<'_>],
    before: Option<&Sentence<'_>>,
    rules: &RelationRules,
    grammar: &Grammar,
) -> Vec<Found> {
    let names = sentence.names;
    let free: Vec<&Hit<'_>> = hits.iter().filter(|(span, _)| !names.iter().any(|n| n.span.overlaps(*span))).collect();
    let beside = |n: &[Name]| n[1].kind == EntityType::Person && n[0].kind == EntityType::Organization && n[0].span.end == n[1].span.start;
    let apposed = || names.windows(2).any(|n| beside(n) || n[0].kind != n[1].kind && n.iter().any(|n| n.kind == EntityType::Office));
    if names.len() < 2 && (names.is_empty() || free.is_empty() || before.is_none()) || free.is_empty() && !apposed() {
        return Vec::new();
    }
    let phrases = phrase::build(sentence, rules, grammar);
    let mut out = Vec::new();
    if let Some(predicate) = rules.apposition.predicate {
        for held in &phrases.held {
            let (person, office) = (names[held.person], names[held.office]);
            let (evidence, confidence) = (evidence([person.span, office.span].into_iter()), BESIDE);
            push(
                &mut out,
                rules,
                Found { predicate, subject: person, object: office, status: held.status, trigger: office.span, evidence, confidence },
            );
        }
    }
    if let Some(predicate) = rules.apposition.bodies {
        for member in &phrases.members {
            let (subject, object) = (names[member.person], names[member.body]);
            let (evidence, trigger) = (evidence([subject.span, object.span].into_iter()), object.span);
            push(&mut out, rules, Found { predicate, subject, object, status: Status::Asserted, trigger, evidence, confidence: IN_CLAUSE });
        }
    }
    let walk = Walk { sentence, phrases: &phrases, rules, grammar };
    let mut topic: Option<Option<Name>> = None;
    for &&(trigger, of) in &free {
        let mut done: Vec<PredicateId> = Vec::new();
        for rule in of.iter().map(|&i| &rules.rules[i as usize]) {
            let text = sentence.rest(sentence.span.start);
            let is_about = |words: &Words| (0..text.len()).any(|at| words.at(text, at).is_some());
            if done.contains(&rule.predicate) || rule.headlines && !sentence.headline || !rule.with.as_ref().is_none_or(is_about) {
                continue;
            }
            let predicate = rules.predicate(rule.predicate);
            let mut matches: Vec<Match> = rule.patterns.iter().filter_map(|pattern| walk.match_pattern(pattern, predicate, trigger)).collect();
            // The sentence before is asked last.
            matches.sort_by_key(|m| m.left_out.is_some());
            let Some(found) = matches.into_iter().next() else { continue };
            done.push(rule.predicate);
            let Some(status) = walk.status(&found, predicate, trigger, rule.status) else { continue };
            let left_out = match found.left_out {
                None => None,
                Some(_) => match *topic.get_or_insert_with(|| before.and_then(|before| topic_of(before, rules, grammar))) {
                    // 他, 她 are people.
                    Some(name) if name.kind == EntityType::Person => Some(name),
                    _ => continue,
                },
            };
            pairs(&walk, &found, left_out, |subject, object| {
                let confidence = if left_out.is_some() {
                    FROM_SENTENCE_BEFORE
                } else if found.carried {
                    CARRIED
                } else {
                    IN_CLAUSE
                };
                let evidence = evidence(found.words.iter().copied().chain([subject.span, object.span]));
                push(&mut out, rules, Found { predicate: rule.predicate, subject, object, status, trigger, evidence, confidence });
            });
        }
    }
    out
}

fn topic_of(sentence: &Sentence<'_>, rules: &RelationRules, grammar: &Grammar) -> Option<Name> {
    let phrases: Phrases = phrase::build(sentence, rules, grammar);
    let walk = Walk { sentence, phrases: &phrases, rules, grammar };
    walk.topic().map(|i| sentence.names[phrases.list[i].head])
}

fn pairs(walk: &Walk<'_>, found: &Match, left_out: Option<Name>, mut each: impl FnMut(Name, Name)) {
    let heads = |phrases: &Range<usize>, role: Role| -> Vec<Name> {
        match (found.left_out, left_out) {
            (Some(missing), Some(name)) if missing == role => vec![name],
            _ => phrases.clone().map(|i| walk.sentence.names[walk.phrases.list[i].head]).collect(),
        }
    };
    for &subject in &heads(&found.subjects, Role::Subject) {
        for &object in &heads(&found.objects, Role::Object) {
            each(subject, object);
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

/// Drops what the text says better: who holds an office of a body is not told to belong to it.
fn drop_told_otherwise(out: &mut Vec<Relation>, mentions: &[LinkedMention], node_of: &FxHashMap<usize, u32>, gazetteer: &Gazetteer) {
    let rules = &gazetteer.relations;
    let mut told: FxHashSet<(PredicateId, u32, u32)> = FxHashSet::default();
    let same = |a: &LinkedMention, b: &LinkedMention| a.kind == b.kind && a.link == b.link;
    for relation in out.iter().filter(|r| rules.predicates.iter().any(|p| p.unless == Some(r.predicate))) {
        let office = &mentions[relation.object];
        let body = match office.link {
            Link::Entity(id) => gazetteer.entity(id).of,
            _ => None,
        };
        for (i, mention) in mentions.iter().enumerate() {
            let inside = mention.nested && office.span.contains(mention.span);
            let is_body = matches!(mention.link, Link::Entity(id) if Some(id) == body);
            if !inside && !is_body {
                continue;
            }
            let flat = if inside { mentions.iter().position(|m| !m.nested && same(m, mention)) } else { Some(i) };
            if let (Some(person), Some(body)) = (node_of.get(&relation.subject), flat.and_then(|i| node_of.get(&i))) {
                told.insert((relation.predicate, *person, *body));
            }
        }
    }
    out.retain(|r| {
        let ends = node_of.get(&r.subject).zip(node_of.get(&r.object));
        let unless = rules.predicate(r.predicate).unless;
        !unless.zip(ends).is_some_and(|(predicate, (&a, &b))| told.contains(&(predicate, a, b)))
    });
}

/// Each relation once per status, from where it is surest; what is asserted is not planned too, what is called off neither.
fn once(found: Vec<Relation>, node_of: &FxHashMap<usize, u32>, rules: &RelationRules) -> Vec<Relation> {
    let key = |r: &Relation| {
        let (a, b) = (node_of.get(&r.subject).copied(), node_of.get(&r.object).copied());
        let (a, b) = if rules.predicate(r.predicate).symmetric { (a.min(b), a.max(b)) } else { (a, b) };
        (r.predicate, a, b)
    };
    let mut best: FxHashMap<(_, Status), usize> = FxHashMap::default();
    let mut times: FxHashMap<(_, Status), u32> = FxHashMap::default();
    for (i, relation) in found.iter().enumerate() {
        *times.entry((key(relation), relation.status)).or_default() += 1;
        let at = best.entry((key(relation), relation.status)).or_insert(i);
        if relation.confidence > found[*at].confidence {
            *at = i;
        }
    }
    let said = |key, status| times.get(&(key, status)).copied().unwrap_or(0);
    // Titles leave 将 out: what is told as planned at least half as often as told as done is planned.
    let is_plan = |key: &_| {
        let (planned, asserted) = (said(*key, Status::Planned), said(*key, Status::Asserted));
        planned > 0 && planned * 2 >= asserted
    };
    let is_off = |key: &_| said(*key, Status::Cancelled) > 0 && said(*key, Status::Cancelled) >= said(*key, Status::Asserted);
    let keep: FxHashSet<usize> = best
        .iter()
        .filter(|((key, status), _)| match status {
            Status::Asserted => !is_plan(key) && !is_off(key),
            Status::Planned => is_plan(key) && !is_off(key),
            Status::Former => said(*key, Status::Asserted) == 0,
            _ => true,
        })
        .map(|(_, &i)| i)
        .collect();
    found.into_iter().enumerate().filter(|(i, _)| keep.contains(i)).map(|(_, r)| r).collect()
}
