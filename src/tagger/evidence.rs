//! What is known of each character and word of a document before the model decides: what lists, composition and shape
//! found there, how it was linked, which words the line has, and which names stand elsewhere in the document.
//!
//! Everything rests on the folded text, so that it is the same in every script.

use super::{
    FirstLook,
    clusters::{Cluster, Clusters, word_key},
};
use crate::{
    document::{Block, BlockKind, Document, Names, Span},
    knowledge::{EntityType, Gazetteer, SurfaceId},
    lexicon::{CutWord, Words},
    mention::{Hits, Matcher},
    resolve::{Link, LinkedMention},
    script::is_han,
};

/// Where a character stands in a stretch of them.
const BEGIN: u8 = 1;
const INSIDE: u8 = 2;
const END: u8 = 3;
const WHOLE: u8 = 4;

/// Names are looked for elsewhere from this length on.
const MIN_REPEATED_CHARS: usize = 2;
/// Names longer than this are alike for the model.
const LONG: usize = 4;

/// Evidence of a document.
pub(super) struct Evidence<'a> {
    pub(super) document: &'a Document,
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) matcher: &'a Matcher,
    clusters: &'a Clusters,
    words: &'a Words,
    chars: Vec<Character>,
    /// Mentions by how they read, with the first of their types: what is looked for in the rest of the document.
    names: Names<'a, EntityType>,
}

/// What is known of a character; 0 stands for nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Character {
    /// Type of the flat mention found there, and where in it.
    pub found: u8,
    /// How it was found and what came of the linking.
    pub how: u8,
    /// The same of the outermost mention nested in it.
    pub nested: u8,
    /// The longest listed form around it, and where in it.
    pub cover: u16,
    /// The longest listed form that begins there.
    pub begins: u16,
    /// The longest listed form that ends there.
    pub ends: u16,
    /// A title, and where in it.
    pub title: u8,
}

/// A word of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// First character, from the beginning of the line.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Its text.
    pub key: u64,
    /// Its class in the word list.
    pub tag: u16,
    /// What it is like.
    pub cluster: Cluster,
}

/// A name of the document that stands at a place: its type, where in it, and its length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Repeated(pub u8);

/// What is known of a line.
pub(super) struct Line<'e> {
    /// Its folded characters.
    pub text: &'e [char],
    pub(super) chars: &'e [Character],
    pub(super) words: Vec<Word>,
    /// Names of the document.
    pub(super) repeated: Vec<Repeated>,
    /// A headline.
    pub(super) is_title: bool,
    /// Capital letters.
    pub(super) capitals: Vec<bool>,
    /// Characters that write foreign names.
    pub(super) foreign: Vec<bool>,
    /// How much two and three characters from here look like a Chinese name, in steps; none where no surname begins.
    pub(super) names: Vec<Option<[u8; 2]>>,
}

/// Place of a character in a stretch.
fn place(at: u32, span: Span) -> u8 {
    match (at == span.start, at + 1 == span.end) {
        (true, true) => WHOLE,
        (true, false) => BEGIN,
        (false, true) => END,
        (false, false) => INSIDE,
    }
}

fn how(mention: &LinkedMention) -> u8 {
    let outcome = match mention.link {
        Link::Entity(_) => 0,
        Link::New(_) => 1,
        Link::Ambiguous(_) => 2,
        Link::Nil => 3,
    };
    1 + mention.method as u8 * 4 + outcome
}

impl<'a> Evidence<'a> {
    /// What is known of a document after the first look.
    pub(super) fn new(first: &FirstLook<'a>, clusters: &'a Clusters) -> Evidence<'a> {
        let &FirstLook { document, gazetteer, matcher, words, found, linked } = first;
        let mut chars = vec![Character::default(); document.folded.len() as usize];
        let mut names = Names::default();
        for mention in linked {
            let kind = mention.kind as u8 * 4;
            for at in mention.span.start..mention.span.end {
                let value = kind + place(at, mention.span);
                let c = &mut chars[at as usize];
                if !mention.nested {
                    (c.found, c.how) = (value, how(mention));
                } else if c.nested == 0 {
                    c.nested = value;
                }
            }
            let text = document.folded.slice(mention.span.start, mention.span.end);
            if !mention.nested && text.len() >= MIN_REPEATED_CHARS {
                let kind = names.of(text, || mention.kind);
                *kind = mention.kind.min(*kind);
            }
        }
        let mut evidence = Evidence { document, gazetteer, matcher, clusters, words, chars, names };
        evidence.take_forms(&found.hits);
        evidence
    }

    /// Listed forms and titles, also those that the word list speaks against.
    fn take_forms(&mut self, hits: &Hits) {
        let mut covered: Vec<u8> = vec![0; self.chars.len()];
        let sound = hits.surfaces.iter().map(|hit| (hit, 0));
        for (hit, doubt) in sound.chain(hits.doubtful.iter().map(|hit| (hit, 1))) {
            let (span, len) = (hit.span, hit.span.len().min(LONG as u32) as u16);
            let standing = self.standing(hit.surface);
            let form = 1 + (u16::from(standing) << 3 | doubt << 2 | (len - 1));
            let longer = |old: u16| old == 0 || (old - 1) & 3 < len - 1 || (old - 1) >> 2 & 1 > doubt;
            let (first, last) = (span.start as usize, span.end as usize - 1);
            if longer(self.chars[first].begins) {
                self.chars[first].begins = form;
            }
            if longer(self.chars[last].ends) {
                self.chars[last].ends = form;
            }
            let size = span.len().min(250) as u8 * 2 + u8::from(doubt == 0);
            for at in span.start..span.end {
                if covered[at as usize] < size {
                    covered[at as usize] = size;
                    self.chars[at as usize].cover = form << 3 | u16::from(place(at, span));
                }
            }
        }
        for hit in &hits.titles {
            for at in hit.span.start..hit.span.end {
                let title = &mut self.chars[at as usize].title;
                let value = place(at, hit.span) + 4 * (hit.span.len().min(LONG as u32) as u8);
                *title = value.max(*title);
            }
        }
    }

    /// What a surface form may be: a bit for each type, and one where it is a name without reserve.
    fn standing(&self, surface: SurfaceId) -> u8 {
        let kinds = EntityType::ALL.into_iter().filter(|&kind| self.matcher.may_be(surface, kind)).fold(0, |bits, kind| bits | 1 << kind as u8);
        let strong = self.gazetteer.surfaces[surface.0 as usize].senses.iter().any(|sense| !sense.weak);
        kinds | u8::from(strong) << 4
    }

    /// What is known of a block.
    pub(super) fn line(&self, block: Block) -> Line<'_> {
        let (start, end) = (block.span.start as usize, block.span.end as usize);
        let text = &self.document.folded.chars[start..end];
        let word = |word: &CutWord| {
            let (from, to) = (word.start - block.span.start, word.end - block.span.start);
            let key = word_key(&text[from as usize..to as usize]);
            Word { start: from, end: to, key, tag: tag_key(word.class), cluster: self.clusters.of(key) }
        };
        let words = self.words.within(block.span.start, block.span.end).unwrap_or_default().iter().map(word).collect();
        let repeated = self.repeated(text);
        let is_foreign = |c: &char| self.gazetteer.grammar.transliteration.contains(c) || *c == '·';
        let foreign = text.iter().map(is_foreign).collect();
        let capitals = self.document.slice(block.span).chars().map(char::is_uppercase).collect();
        let names = (0..text.len()).map(|at| self.likely_name(text, at)).collect();
        Line { text, chars: &self.chars[start..end], words, repeated, is_title: block.kind == BlockKind::Title, capitals, foreign, names }
    }

    fn likely_name(&self, text: &[char], at: usize) -> Option<[u8; 2]> {
        let score = |end: usize| match text.get(at + 1..end) {
            Some(given) if given.iter().all(|&c| is_han(c)) => {
                self.matcher.name_score(text[at], given).map(|score| (score.clamp(-6.0, 9.0) + 7.0) as u8)
            }
            _ => Some(0),
        };
        Some([score(at + 2)?, score(at + 3)?])
    }

    /// Names of the document in a line, leftmost and longest.
    fn repeated(&self, text: &[char]) -> Vec<Repeated> {
        let mut repeated = vec![Repeated::default(); text.len()];
        for (at, len, &kind) in self.names.within(text) {
            let span = Span::new(at as u32, (at + len) as u32);
            for i in span.start..span.end {
                repeated[i as usize] = Repeated(1 + (kind as u8 * 4 + len.min(LONG) as u8 - 1) * 4 + place(i, span) - 1);
            }
        }
        repeated
    }
}

/// The first two letters of a word class.
fn tag_key(tag: &str) -> u16 {
    let mut bytes = tag.bytes();
    u16::from(bytes.next().unwrap_or(0)) << 8 | u16::from(bytes.next().unwrap_or(0))
}
