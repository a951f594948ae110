//! What the model weighed where it found a mention, by families of features.

use super::{
    FirstLook,
    decide::likely,
    evidence::{Evidence, Line},
    features::{FAMILIES, Feature, Unit, visit},
    label::{LABELS, OUT, first, further},
    model::{Model, short},
    score::{inside, word_units},
};
use crate::{
    document::{BlockKind, Span},
    knowledge::EntityType,
};

/// A mention that the model found, and what speaks for and against it.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Its characters.
    pub span: Span,
    /// Its type.
    pub kind: EntityType,
    /// The probability of exactly this mention under the model, 0 to 1.
    pub probability: f32,
    /// For each family of features, the sum over its characters of the weights of the mention's labels less those of no
    /// mention, in natural logarithms of odds; the largest first. What follows what is not in them.
    pub terms: Vec<(&'static str, f32)>,
}

pub(super) fn terms(model: &Model, first: &FirstLook<'_>) -> Vec<Terms> {
    let (document, evidence) = (first.document, Evidence::new(first, &model.clusters));
    let mentions = likely(model, first);
    let mut out = Vec::with_capacity(mentions.len());
    for &block in document.blocks.iter().filter(|block| block.kind != BlockKind::Boilerplate && !block.span.is_empty()) {
        let line = evidence.line(block);
        for &(span, kind, probability) in mentions.iter().filter(|(span, ..)| block.span.contains(*span)) {
            let inside = Span::new(span.start - block.span.start, span.end - block.span.start);
            out.push(Terms { span, kind, probability, terms: sums(model, &line, inside, kind) });
        }
    }
    out
}

/// The sums of the families for a mention of a line.
fn sums(model: &Model, line: &Line<'_>, span: Span, kind: EntityType) -> Vec<(&'static str, f32)> {
    let label = |at: u32| if at == span.start { first(kind) } else { further(kind) };
    // Each character of the mention with the unit of its word.
    let mut units = vec![0; line.text.len()];
    word_units(line).for_each(|(at, unit)| units[at] = unit);
    let mut sums = vec![0.0; FAMILIES.len()];
    visit(line, |Feature { family, key, at }| {
        let of = &FAMILIES[family];
        let Some(row) = model.row(short(key), of.width()) else { return };
        let count = if of.unit == Unit::Word { 2 * line.words.len() } else { line.text.len() };
        let (begin, skipped, places) = inside(at, of.first, of.places, of.unit, count);
        for character in span.start..span.end {
            let unit = if of.unit == Unit::Word { units[character as usize] } else { character as usize };
            let Some(place) = unit.checked_sub(begin).filter(|&place| place < places) else { continue };
            let weights = &row[(skipped + place) * LABELS..(skipped + place + 1) * LABELS];
            sums[family] += f32::from(i16::from(weights[label(character)]) - i16::from(weights[OUT])) * model.step;
        }
    });
    let mut terms: Vec<(&'static str, f32)> = FAMILIES.iter().map(|family| family.name).zip(sums).filter(|(_, sum)| *sum != 0.0).collect();
    terms.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    terms
}

#[cfg(test)]
mod tests {
    use super::super::{Tagger, score::Scores};
    use super::*;
    use crate::{
        corpus::{Record, Source},
        knowledge::Gazetteer,
        lexicon::Words,
        mention::Matcher,
        run::{Analyzer, RunOptions},
    };

    #[test]
    fn the_terms_of_a_mention_add_up_to_what_its_labels_score_above_none() {
        let gazetteer = Gazetteer::bundled().unwrap();
        let matcher = Matcher::new(&gazetteer).unwrap();
        let tagger = Tagger::bundled().unwrap();
        let options = RunOptions { tagger: Some(tagger.clone()), ..RunOptions::default() };
        let analyzer = Analyzer::single(&gazetteer, &matcher, &options);
        let text = "居民陆小禾在北京会见外交部长王毅，随后飞往多伦多。";
        let record = Record { doc: "a".into(), path: "a".into(), kind: None, source: Source::Bytes(text.as_bytes().to_vec()) };
        let tagged = analyzer.tag(&record, None).unwrap();
        let document = &tagged.document;
        let all = analyzer.terms(&tagged);
        let found: Vec<(&str, EntityType)> = all.iter().map(|terms| (document.slice(terms.span), terms.kind)).collect();
        let (person, place) = (EntityType::Person, EntityType::Place);
        assert_eq!(found, [("陆小禾", person), ("北京", place), ("外交部长", EntityType::Office), ("王毅", person), ("多伦多", place)]);

        let model = &tagger.model;
        let mut scores = Scores::default();
        let block = document.blocks[0];
        analyzer.look_first(tagged.post.date, &tagged.post.outlet, document, &Words::of(document, &matcher.lexicon), |first, _| {
            model.score(&Evidence::new(&first, &model.clusters).line(block), &mut scores);
        });
        for Terms { span, kind, terms, .. } in all {
            let emission = |at: u32, label: usize| scores.emissions[(at - block.span.start) as usize * LABELS + label];
            let label = |at: u32| if at == span.start { first(kind) } else { further(kind) };
            let want: f32 = (span.start..span.end).map(|at| emission(at, label(at)) - emission(at, OUT)).sum();
            let sum: f32 = terms.iter().map(|(_, sum)| sum).sum();
            assert!((sum - want).abs() < 1e-3, "{}: {sum}, not {want}", document.slice(span));
        }
    }
}
