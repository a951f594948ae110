//! From the scores of the model to decisions.

use super::{
    chain::{Lattice, Steps},
    evidence::Evidence,
    label,
    model::Model,
    score::Scores,
};
use crate::{
    document::{BlockKind, Document, Span},
    knowledge::Gazetteer,
    mention::{Decided, Found, Matcher},
    resolve::{Link, LinkedMention, Method},
};

/// Working memory of a document.
#[derive(Default)]
struct Memory {
    scores: Scores,
    lattice: Lattice,
    labels: Vec<u8>,
}

/// The mentions of a document, first to last.
pub(super) fn decide(
    model: &Model,
    document: &Document,
    gazetteer: &Gazetteer,
    matcher: &Matcher,
    found: &Found,
    linked: &[LinkedMention],
) -> Vec<(Span, Decided)> {
    let likely = likely(model, document, gazetteer, matcher, found, linked);
    let decided = likely.into_iter().map(|(span, kind, probability)| {
        let confidence = (model.reliability.of(probability) * 100.0) as u8;
        (span, Decided { kind, confidence })
    });
    settle(decided.collect(), found, linked)
}

/// The mentions that the model finds, each with its probability.
pub(super) fn likely(
    model: &Model,
    document: &Document,
    gazetteer: &Gazetteer,
    matcher: &Matcher,
    found: &Found,
    linked: &[LinkedMention],
) -> Vec<(Span, crate::knowledge::EntityType, f32)> {
    let evidence = Evidence::new(document, gazetteer, matcher, &model.clusters, &found.hits, linked);
    let mut memory = Memory::default();
    let steps = Steps::of(&model.transitions);
    let mut likely = Vec::new();
    for &block in document.blocks.iter().filter(|block| block.kind != BlockKind::Boilerplate && !block.span.is_empty()) {
        let line = evidence.line(block);
        let Memory { scores, lattice, labels } = &mut memory;
        model.score(&line, scores);
        lattice.best(&scores.emissions, &steps, labels);
        let mentions = label::mentions(labels);
        if mentions.is_empty() {
            continue;
        }
        lattice.sum(&scores.emissions, &steps);
        likely.extend(mentions.into_iter().map(|mention| {
            let span = Span::new(block.span.start + mention.start as u32, block.span.start + mention.end as u32);
            (span, mention.kind, lattice.probability(mention, &steps) as f32)
        }));
    }
    likely
}

/// What is certain stays: forms that the user's curation links are mentions; those that it takes all meanings from are none,
/// unless they are still titles.
fn settle(mut decided: Vec<(Span, Decided)>, found: &Found, linked: &[LinkedMention]) -> Vec<(Span, Decided)> {
    let is_taken = |span: Span| found.hits.taken.iter().any(|hit| hit.span == span) && linked.iter().all(|m| m.span != span);
    decided.retain(|&(span, _)| !is_taken(span));
    let certain = |m: &&LinkedMention| !m.nested && m.method == Method::Curation && matches!(m.link, Link::Entity(_));
    for mention in linked.iter().filter(certain) {
        decided.retain(|(span, _)| !span.overlaps(mention.span));
        decided.push((mention.span, Decided { kind: mention.kind, confidence: mention.confidence }));
    }
    decided.sort_by_key(|(span, _)| *span);
    decided
}
