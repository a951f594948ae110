//! Short forms of names that stand in full elsewhere in the document, and repeated unlisted names.

use super::{Matcher, Mention, Reading};
use crate::{
    document::{BlockKind, Document, Names, Span},
    knowledge::{EntityType, Gazetteer},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Shortest last part of a dotted name that stands for the person: one character (雷) is too often a word.
const MIN_SHORT_CHARS: usize = 2;

pub(super) fn find(document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, flat: &[Mention], found: &mut Vec<Mention>) {
    let chars = &document.folded.chars;
    let mut forms: Names<'_, Span> = Names::default();
    let mut given: FxHashMap<Vec<char>, Span> = FxHashMap::default();
    // Surnames of one person of the document; none where several have it.
    let mut surnames: FxHashMap<char, Option<(&[char], Span)>> = FxHashMap::default();
    for mention in flat.iter().filter(|m| !m.nested) {
        let name = &chars[mention.span.start as usize..mention.span.end as usize];
        let unlisted = match mention.reading {
            Reading::Listed(surface) if matcher.may_be(surface, EntityType::Person) => false,
            Reading::Unlisted(EntityType::Person) => true,
            // Names of Han characters that are no foreign ones may be words elsewhere (《财经》杂志).
            Reading::Unlisted(_) | Reading::LatinOf(_) if name.len() > MIN_SHORT_CHARS && !is_plain(name, gazetteer) => {
                forms.of(name, || mention.span);
                continue;
            }
            Reading::Latin(_) => {
                if let Some(last) = name.rsplit(|c| *c == ' ').next().filter(|w| w.len() > MIN_SHORT_CHARS) {
                    forms.of(last, || mention.span);
                }
                continue;
            }
            _ => continue,
        };
        if let Some(dot) = name.iter().rposition(|&c| c == '·') {
            let last = &name[dot + 1..];
            if last.len() >= MIN_SHORT_CHARS {
                forms.of(last, || mention.span);
            }
        } else if (2..=3).contains(&name.len()) && name.iter().all(|&c| crate::script::is_han(c)) && gazetteer.grammar.surnames.contains(&name[0]) {
            let entry = surnames.entry(name[0]).or_insert(Some((name, mention.span)));
            if entry.is_some_and(|(known, _)| known != name) {
                *entry = None;
            }
            if name.len() == 3 {
                given.entry(name[1..].to_vec()).or_insert(mention.span);
            }
        }
        if unlisted {
            forms.of(name, || mention.span);
        }
    }
    for mention in flat.iter().filter(|m| !m.nested) {
        if let Some(short) = told_form(document, gazetteer, mention.span) {
            forms.of(&chars[short.start as usize..short.end as usize], || mention.span);
        }
    }
    bare_surnames(document, gazetteer, matcher, &surnames, found);
    if forms.is_empty() && given.is_empty() {
        return;
    }
    let mut shorts: Vec<(Span, Span)> = Vec::new();
    for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let line = &chars[..block.span.end as usize];
        for at in block.span.start..block.span.end {
            let Some((len, &full)) = forms.longest_at(line, at as usize) else { continue };
            let span = Span::new(at, at + len as u32);
            if !full.contains(span) && is_whole(chars, span, block.span, matcher) {
                shorts.push((span, full));
            }
        }
    }
    // 海伦·克拉克 … 克拉克: what the document says beats a list of all who share the name.
    let told: FxHashSet<Span> = shorts.iter().map(|&(span, _)| span).collect();
    found.retain(|m| !(told.contains(&m.span) && is_vague(&m.reading, gazetteer)));
    found.extend(shorts.into_iter().map(|(span, full)| Mention::new(span, Reading::Short(full))));
    dropped_surnames(document, gazetteer, &given, found);
}

/// Han characters other than those that write foreign names.
fn is_plain(name: &[char], gazetteer: &Gazetteer) -> bool {
    name.iter().any(|&c| crate::script::is_han(c) && !gazetteer.grammar.transliteration.contains(&c))
}

/// X（简称Y）: the form that the text itself gives.
fn told_form(document: &Document, gazetteer: &Gazetteer, name: Span) -> Option<Span> {
    let chars = &document.folded.chars;
    if chars.get(name.end as usize) != Some(&'(') {
        return None;
    }
    let quote = |c: &char| matches!(c, '“' | '”' | '"' | '「' | '」' | '『' | '』');
    let room = &chars[name.end as usize + 1..chars.len().min(name.end as usize + 1 + MAX_TOLD_CHARS)];
    let word = gazetteer.grammar.short_form_words.at(room, 0)?.len();
    let close = room.iter().position(|c| matches!(c, ')' | ',' | ';' | '。'))?;
    let form = room.get(word..close)?;
    let from = form.iter().position(|c| !quote(c) && *c != ' ' && *c != ':')?;
    let to = form.iter().rposition(|c| !quote(c))? + 1;
    let start = name.end + 1 + (word + from) as u32;
    let span = Span::new(start, start + (to - from) as u32);
    (span.len() as usize >= MIN_SHORT_CHARS && form[from..to].iter().all(|c| c.is_alphanumeric())).then_some(span)
}

/// Longest bracket in which a text gives a further form of a name.
const MAX_TOLD_CHARS: usize = 24;

/// A listed form that needs support, or that several share.
fn is_vague(reading: &Reading, gazetteer: &Gazetteer) -> bool {
    match reading {
        Reading::Listed(surface) => {
            let senses = &gazetteer.surfaces[surface.0 as usize].senses;
            senses.len() > 1 || senses.iter().all(|s| s.weak)
        }
        _ => false,
    }
}

fn is_whole(chars: &[char], span: Span, block: Span, matcher: &Matcher) -> bool {
    let latin = |at: u32| chars[at as usize].is_ascii_alphanumeric();
    if latin(span.start) {
        return (span.start == block.start || !latin(span.start - 1)) && (span.end == block.end || !latin(span.end));
    }
    span.len() > 2 || matcher.lexicon.is_bounded(chars, span, block)
}

/// 總統英文 for 总统蔡英文: a given name right behind a title, of a person whose full name stands elsewhere in the
/// document.
fn dropped_surnames(document: &Document, gazetteer: &Gazetteer, given: &FxHashMap<Vec<char>, Span>, found: &mut Vec<Mention>) {
    if given.is_empty() {
        return;
    }
    let chars = &document.folded.chars;
    let offices: Vec<u32> = found
        .iter()
        .filter_map(|m| match m.reading {
            Reading::Office { .. } => Some(m.span.end),
            Reading::Listed(surface) => {
                let senses = &gazetteer.surfaces[surface.0 as usize].senses;
                senses.iter().any(|s| gazetteer.entity(s.entity).kind == EntityType::Office).then_some(m.span.end)
            }
            _ => None,
        })
        .collect();
    for end in offices {
        for n in [2_u32] {
            let Some(name) = chars.get(end as usize..(end + n) as usize) else { continue };
            if let Some(&full) = given.get(name) {
                found.push(Mention::new(Span::new(end, end + n), Reading::Short(full)));
            }
        }
    }
}

/// A surname that is rarer than this as a word of its own is read as a name wherever no word takes it in (习, 邓, 蔡).
const RARE_ALONE: usize = 1500;

/// 习: the bare surname of the one person of the document who has it.
fn bare_surnames(
    document: &Document,
    gazetteer: &Gazetteer,
    matcher: &Matcher,
    surnames: &FxHashMap<char, Option<(&[char], Span)>>,
    found: &mut Vec<Mention>,
) {
    if surnames.is_empty() {
        return;
    }
    let chars = &document.folded.chars;
    let is_han = |c: char| crate::script::is_han(c);
    for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let line = &chars[..block.span.end as usize];
        for at in block.span.start..block.span.end {
            let i = at as usize;
            let Some(&Some((_, full))) = surnames.get(&chars[i]) else { continue };
            let before = (at > block.span.start).then(|| chars[i - 1]);
            let after = line.get(i + 1).copied();
            let free_left = before.is_none_or(|c| !is_han(c) && !c.is_alphanumeric());
            let free_right = after.is_none_or(|c| !is_han(c) && !c.is_alphanumeric() && c != '·');
            let says = gazetteer.grammar.after_names.at(line, i + 1).is_some();
            let rare = matcher.lexicon.frequency(&chars[i].to_string()) < RARE_ALONE;
            let listed = before == Some('、') && (says || free_right || after == Some('、')) || after == Some('、') && free_left;
            let alone = rare && before != Some('·') && after != Some('·') && after.is_none_or(|c| is_han(c) || !c.is_alphanumeric());
            // 邓|术梅: what follows is a word or a sign, no given name.
            let follows = after.is_none_or(|c| !is_han(c)) || says || matcher.lexicon.begins_with_word(line, i + 1);
            let alone = alone && follows;
            if !(listed || alone || free_left && says) || full.contains(Span::new(at, at + 1)) {
                continue;
            }
            let apart = |at| matcher.lexicon.is_boundary(chars, at, block.span);
            if apart(at) && apart(at + 1) {
                found.push(Mention::new(Span::new(at, at + 1), Reading::Short(full)));
            }
        }
    }
}
