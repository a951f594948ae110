//! From the scores of the model to decisions.

use super::{
    FirstLook,
    chain::{Emissions, Lattice, Steps, Transitions},
    evidence::Evidence,
    label::{self, LABELS, OUT},
    model::{Model, Support},
    score::Scores,
    second::{Likely, favour, missing, sure},
};
use crate::{
    document::{BlockKind, Span},
    knowledge::EntityType,
    mention::Decided,
    resolve::{Link, LinkedMention, Method},
};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Characters of a line that are decoded together: memory stays flat however long a line is.
const LONGEST: usize = 4096;
/// What follows may change the labels of so many characters before it.
const UNSURE: usize = 64;

/// Shorter forms are also words, or parts of them, however few other meanings a list knows.
const MIN_CERTAIN_CHARS: u32 = 3;

/// The mentions of a document, first to last.
pub(super) fn decide(model: &Model, first: &FirstLook<'_>) -> Vec<(Span, Decided)> {
    let supported = Supported::of(first);
    let decided = likely(model, first).into_iter().map(|(span, kind, probability)| {
        let confidence = (model.reliability.of(kind, supported.by(span, kind), probability) * 100.0) as u8;
        (span, Decided { kind, confidence })
    });
    settle(decided.collect(), first)
}

/// What lists, composition, shape and context found, to be asked about mentions of the model.
pub(super) struct Supported<'a> {
    first: &'a FirstLook<'a>,
    found: FxHashSet<(Span, EntityType)>,
}

impl<'a> Supported<'a> {
    pub(super) fn of(first: &'a FirstLook<'a>) -> Self {
        Supported { first, found: first.linked.iter().filter(|m| !m.nested).map(|m| (m.span, m.kind)).collect() }
    }

    pub(super) fn by(&self, span: Span, kind: EntityType) -> Support {
        if self.first.found.hits.forms(span).next().is_some() {
            Support::Listed
        } else if self.found.contains(&(span, kind)) {
            Support::Found
        } else {
            Support::None
        }
    }
}

/// The mentions that the model finds, each with its probability.
pub(super) fn likely(model: &Model, first: &FirstLook<'_>) -> Vec<Likely> {
    let (document, evidence) = (first.document, Evidence::new(first, &model.clusters));
    let searched = || document.blocks.iter().filter(|block| block.kind != BlockKind::Boilerplate && !block.span.is_empty());
    let (mut scores, mut chain) = (Scores::default(), Chain::of(model));
    // The scores of all lines, one behind the other.
    let mut emissions = Vec::new();
    let mut lines: Vec<Vec<Likely>> = Vec::new();
    for &block in searched() {
        model.score(&evidence.line(block), &mut scores);
        emissions.extend_from_slice(&scores.emissions);
        lines.push(chain.mentions(&scores.emissions, block.span.start));
    }
    let names = sure(document, lines.iter().flatten());
    let mut rest = &mut emissions[..];
    for (block, line) in searched().zip(&mut lines) {
        let emissions;
        (emissions, rest) = rest.split_at_mut(block.span.len() as usize * LABELS);
        let absent = missing(&names, document.folded.slice(block.span.start, block.span.end), block.span.start, line);
        if !absent.is_empty() {
            favour(emissions, block.span.start, &absent);
            *line = chain.mentions(emissions, block.span.start);
        }
    }
    lines.into_iter().flatten().collect()
}

/// Decoding, with its working memory.
struct Chain {
    steps: Steps,
    lattice: Lattice,
    labels: Vec<u8>,
    /// Characters that are decoded together.
    longest: usize,
}

impl Chain {
    fn of(model: &Model) -> Chain {
        Chain::with(&model.transitions, LONGEST)
    }

    fn with(transitions: &Transitions, longest: usize) -> Chain {
        Chain { steps: Steps::of(transitions), lattice: Lattice::default(), labels: Vec::new(), longest }
    }

    /// The mentions of a line that begins at `start`. A longer line than are decoded together is read in stretches, each up to the last
    /// character that is surely outside all mentions.
    fn mentions(&mut self, emissions: &Emissions, start: u32) -> Vec<Likely> {
        let Chain { steps, lattice, labels, longest } = self;
        let mut likely = Vec::new();
        let (mut at, all) = (0, emissions.len() / LABELS);
        while at < all {
            let stretch = (*longest).min(all - at);
            lattice.best(&emissions[at * LABELS..(at + stretch) * LABELS], steps, labels);
            let sure = labels[..stretch.saturating_sub(UNSURE)].iter().rposition(|&label| usize::from(label) == OUT);
            let read = sure.filter(|&last| at + stretch < all && last > 0).unwrap_or(stretch);
            labels.truncate(read);
            let mentions = label::mentions(labels);
            if !mentions.is_empty() {
                lattice.sum(&emissions[at * LABELS..(at + read) * LABELS], steps);
            }
            likely.extend(mentions.into_iter().map(|mention| {
                let from = start + at as u32;
                let span = Span::new(from + mention.start as u32, from + mention.end as u32);
                (span, mention.kind, lattice.probability(mention, steps) as f32)
            }));
            at += read;
        }
        likely
    }
}

/// What is certain stays. Forms that the user's curation links are mentions; those that it takes all meanings from are none,
/// unless they are still titles. Names of the user's own gazetteers are mentions, unless the model sees a longer one; other
/// listed forms that have a meaning without reserve, short ones aside, are where the model sees nothing.
fn settle(decided: Vec<(Span, Decided)>, first: &FirstLook<'_>) -> Vec<(Span, Decided)> {
    let &FirstLook { gazetteer, found, linked, .. } = first;
    let taken: FxHashSet<Span> = found.hits.taken.iter().map(|hit| hit.span).collect();
    let is_taken = |span: Span| taken.contains(&span) && linked.iter().all(|m| m.span != span);
    let flat: Vec<&LinkedMention> = linked.iter().filter(|m| !m.nested).collect();
    let decided: Vec<(Span, Decided)> = decided.into_iter().filter(|&(span, _)| !is_taken(span)).flat_map(|one| in_parts(one, &flat)).collect();
    let mut yields = vec![false; decided.len()];
    let mut certain = Vec::new();
    for mention in flat {
        let over = within(&decided, |(span, _)| span.end <= mention.span.start, |(span, _)| span.start < mention.span.end);
        let is_linked = matches!(mention.link, Link::Entity(_));
        let strong = || found.hits.forms(mention.span).flat_map(|form| &gazetteer.surfaces[form.0 as usize].senses).filter(|sense| !sense.weak);
        let is_certain = match mention.method {
            Method::Curation => is_linked,
            Method::Alias => {
                let no_longer = || decided[over.clone()].iter().all(|&(span, _)| span == mention.span || !span.contains(mention.span));
                let is_of_user = || strong().any(|sense| gazetteer.is_of_user(sense.entity));
                let is_alone = over.is_empty() && is_linked && mention.span.len() >= MIN_CERTAIN_CHARS && strong().next().is_some();
                is_alone || no_longer() && is_of_user()
            }
            _ => false,
        };
        if is_certain {
            yields[over].fill(true);
            certain.push((mention.span, Decided { kind: mention.kind, confidence: mention.confidence }));
        }
    }
    let stay = decided.into_iter().zip(yields).filter(|(_, yields)| !yields).map(|(one, _)| one);
    let mut settled: Vec<(Span, Decided)> = stay.chain(certain).collect();
    settled.sort_by_key(|(span, _)| *span);
    settled
}

/// The part of an ordered list that begins where `before` ends, as long as `meets` holds.
fn within<T>(list: &[T], before: impl Fn(&T) -> bool, meets: impl Fn(&T) -> bool) -> Range<usize> {
    let from = list.partition_point(before);
    from..from + list[from..].partition_point(meets)
}

/// 湖南长沙市: one place behind the other, all listed, not one that no list holds.
fn in_parts((span, decision): (Span, Decided), flat: &[&LinkedMention]) -> Vec<(Span, Decided)> {
    let inside = within(flat, |m| m.span.start < span.start, |m| m.span.end <= span.end);
    let parts = &flat[inside];
    let is_listed = |m: &&LinkedMention| m.kind == EntityType::Place && m.method == Method::Alias && matches!(m.link, Link::Entity(_));
    let tiled = parts.iter().try_fold(span.start, |at, part| (part.span.start == at).then_some(part.span.end)) == Some(span.end);
    if decision.kind != EntityType::Place || parts.len() < 2 || !tiled || !parts.iter().all(is_listed) {
        return vec![(span, decision)];
    }
    parts.iter().map(|part| (part.span, Decided { kind: part.kind, confidence: part.confidence })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_long_line_has_the_mentions_of_a_whole_one(
            scores in prop::collection::vec(-40i8..40, 0..LABELS * 300),
            longest in UNSURE + 11..4 * UNSURE,
        ) {
            let mut emissions: Vec<f32> = scores.chunks_exact(LABELS).flatten().map(|&score| f32::from(score) / 8.0).collect();
            // Outside all mentions every tenth character at least, as marks are.
            emissions.chunks_exact_mut(LABELS).step_by(10).for_each(|row| row[OUT] = 20.0);
            let spans = |longest| -> Vec<(Span, EntityType)> {
                let found = Chain::with(&Transitions::default(), longest).mentions(&emissions, 7);
                found.into_iter().map(|(span, kind, _)| (span, kind)).collect()
            };
            prop_assert_eq!(spans(longest), spans(usize::MAX));
        }
    }
}
