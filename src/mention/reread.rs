//! What the tagger decided becomes mentions: each span with the reading that fits its type.

use super::{Decided, Found, Matcher, Mention, Reading, drop_broken_nested, mark_bylines, overlap::rank, select, short};
use crate::{
    document::{Document, Span},
    knowledge::{EntityType, Gazetteer, Rulings},
};
use rustc_hash::FxHashMap;

/// The mentions that the tagger decided on, and those nested in them, but for what `rulings` block.
pub(crate) fn reread(
    document: &Document,
    gazetteer: &Gazetteer,
    matcher: &Matcher,
    rulings: &Rulings<'_>,
    found: &Found,
    decisions: &[(Span, Decided)],
) -> Vec<Mention> {
    let mut by_span: FxHashMap<Span, Vec<&Reading>> = FxHashMap::default();
    for candidate in &found.candidates {
        by_span.entry(candidate.span).or_default().push(&candidate.reading);
    }
    let reader = Reader { document, gazetteer, matcher, found };
    let mut flat: Vec<Mention> = decisions
        .iter()
        .filter(|(span, _)| !rulings.blocks(document, *span))
        .map(|&(span, decided)| {
            let known = by_span.get(&span).into_iter().flatten();
            let fitting = known.filter(|reading| reader.may_be(reading, decided.kind)).min_by_key(|reading| rank(reading));
            let reading = fitting.map_or_else(|| reader.reading(span, decided.kind), |&reading| reading.clone());
            Mention { decided: Some(decided), ..Mention::new(span, reading) }
        })
        .collect();
    // 海伦·克拉克 … 克拉克: a name that nothing else explains is a short form of one that holds it.
    let mut shorts = Vec::new();
    short::find(document, gazetteer, matcher, &flat, &mut shorts);
    let shorts: FxHashMap<Span, Reading> = shorts.into_iter().map(|mention| (mention.span, mention.reading)).collect();
    for mention in &mut flat {
        if let (Reading::Unlisted(_), Some(short)) = (&mention.reading, shorts.get(&mention.span)) {
            mention.reading = short.clone();
        }
    }
    let inner = found.candidates.iter().filter(|m| matches!(m.reading, Reading::Listed(_)));
    let inner = inner.filter(|m| {
        let around = flat.partition_point(|outer| outer.span.start <= m.span.start);
        around > 0 && flat[around - 1].span.contains(m.span) && flat[around - 1].span != m.span
    });
    let mut mentions = select(inner.cloned().chain(flat.iter().cloned()).collect());
    drop_broken_nested(document, gazetteer, matcher, &mut mentions);
    mark_bylines(document, &mut mentions);
    mentions
}

struct Reader<'a> {
    document: &'a Document,
    gazetteer: &'a Gazetteer,
    matcher: &'a Matcher,
    found: &'a Found,
}

impl Reader<'_> {
    fn may_be(&self, reading: &Reading, kind: EntityType) -> bool {
        match *reading {
            Reading::Listed(surface) => self.matcher.may_be(surface, kind),
            Reading::Letter(place) => self.gazetteer.entity(self.gazetteer.successor(place)).kind == kind,
            Reading::Office { .. } => kind == EntityType::Office,
            Reading::OfState { .. } => kind == EntityType::Organization,
            Reading::SurnameTitle(_) => kind == EntityType::Person,
            Reading::Unlisted(other) => kind == other,
            Reading::Short(_) | Reading::LatinOf(_) | Reading::Latin(_) => true,
        }
    }

    /// What a span reads as that nobody thought of before.
    fn reading(&self, span: Span, kind: EntityType) -> Reading {
        let text = self.document.folded_slice(span);
        if let Some(surface) = self.gazetteer.form(text).filter(|&surface| self.matcher.may_be(surface, kind)) {
            return Reading::Listed(surface);
        }
        let titles = || self.found.hits.titles_ending_at(span.end).filter(|hit| span.start <= hit.span.start);
        match kind {
            EntityType::Place if span.len() == 1 => {
                let letter = self.gazetteer.grammar.abbreviations.get(&self.document.folded.chars[span.start as usize]);
                letter.map_or(Reading::Unlisted(kind), |letter| Reading::Letter(letter.place))
            }
            EntityType::Office => titles().map(|hit| hit.span.start).min().map_or(Reading::Unlisted(kind), |title| Reading::Office { title }),
            EntityType::Person => {
                let surname = titles().map(|hit| hit.span.start - span.start).max().filter(|len| (1..=2).contains(len));
                surname.map_or(Reading::Unlisted(kind), Reading::SurnameTitle)
            }
            _ => Reading::Unlisted(kind),
        }
    }
}
