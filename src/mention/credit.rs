//! Names in credit lines: what is left of a credit when places, bodies and the words of the trade are taken away.

use super::{Mention, Reading, automaton::Hits};
use crate::{
    document::{Document, Span},
    knowledge::{EntityType, Gazetteer},
    script::is_han,
};

/// Chinese names in credits have two to four characters.
const NAME_CHARS: std::ops::RangeInclusive<u32> = 2..=4;

pub(super) fn find(document: &Document, gazetteer: &Gazetteer, hits: &Hits, found: &mut Vec<Mention>) {
    let chars = &document.folded.chars;
    for &credit in &document.credits {
        let mut at = credit.start;
        let mut run = credit.start;
        while at <= credit.end {
            let skip = if at == credit.end {
                1
            } else {
                gazetteer
                    .grammar
                    .credit_words
                    .at(&chars[..credit.end as usize], at as usize)
                    .map(|w| w.len() as u32)
                    .or_else(|| listed_at(hits, at, run, credit))
                    .unwrap_or(u32::from(!is_han(chars[at as usize])))
            };
            if skip == 0 {
                at += 1;
                continue;
            }
            push_names(gazetteer, chars, Span::new(run, at), found);
            at += skip;
            run = at;
        }
        latin_names(document, gazetteer, credit, found);
    }
}

/// Length of a listed form that begins here. A form right behind one character of a run would cut a name in two.
fn listed_at(hits: &Hits, at: u32, run: u32, credit: Span) -> Option<u32> {
    if at == run + 1 {
        return None;
    }
    hits.starting_at(at).filter(|hit| hit.span.end <= credit.end).map(|hit| hit.span.len()).max()
}

fn push_names(gazetteer: &Gazetteer, chars: &[char], run: Span, found: &mut Vec<Mention>) {
    let grammar = &gazetteer.grammar;
    let surname = |at: u32| grammar.surnames.contains(&chars[at as usize]);
    if NAME_CHARS.contains(&run.len()) && (run.len() < 4 || !surname(run.start) || run.len() == 4) {
        let end = if run.len() == 4 && surname(run.start) && !is_double(gazetteer, chars, run.start) { run.start + 3 } else { run.end };
        found.push(Mention::new(Span::new(run.start, end), Reading::Unlisted(EntityType::Person)));
    } else if run.len() > 4 && surname(run.start) {
        found.push(Mention::new(Span::new(run.start, run.start + 3), Reading::Unlisted(EntityType::Person)));
    }
}

fn is_double(gazetteer: &Gazetteer, chars: &[char], at: u32) -> bool {
    gazetteer.grammar.double_surnames.contains(&(chars[at as usize], chars[at as usize + 1]))
}

fn latin_names(document: &Document, gazetteer: &Gazetteer, credit: Span, found: &mut Vec<Mention>) {
    super::people::each_latin_name(document, gazetteer, credit, |span| {
        found.push(Mention::new(span, Reading::Unlisted(EntityType::Person)));
    });
}
