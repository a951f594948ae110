//! Organizations by composition: what stands before an ending that makes a body of it.
//!
//! A body is read from its ending to the left, piece by piece: listed names, and words that may be part of a body's name by
//! the dictionary's part of speech (成都市|公安局, 立法院|经济|委员会, 某地|第四|职业|技能|教育|培训|中心). What kind of head it
//! must begin with depends on the ending; see [`Ending`].

use super::{
    Matcher, Mention, Reading,
    automaton::{Hit, Hits},
    foreign::Foreign,
};
use crate::{
    document::{BlockKind, Document, Span},
    knowledge::{Abbreviation, ClassTrait, Ending, EntityType, Gazetteer, SurfaceId, Trait},
    script::is_han,
};
use rustc_hash::FxHashMap;

/// Longest name of a body.
const MAX_BODY_CHARS: u32 = 24;
/// A company's own name without a listed head has at least this many characters before its ending.
const MIN_OWN_CHARS: u32 = 2;
/// And at most this many: longer runs of unknown characters are not one name.
const MAX_OWN_CHARS: u32 = 6;

/// A foreign name before an ending has this many characters.
const MIN_FOREIGN_CHARS: u32 = 3;
const MAX_FOREIGN_CHARS: u32 = 8;

/// Where bodies that no list holds end: (end, start).
pub(super) type Composed = FxHashMap<u32, u32>;

pub(super) fn find(document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, hits: &Hits, found: &mut Vec<Mention>) -> Composed {
    let mut composed = Composed::default();
    let chars = &document.folded.chars;
    for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let line = &chars[..block.span.end as usize];
        let reader = Reader { chars, gazetteer, matcher, hits, block: block.span };
        let mut at = block.span.start;
        while at < block.span.end {
            let Some((ending, len)) = gazetteer.grammar.endings.at(line, at as usize) else {
                at += 1;
                continue;
            };
            let end = at + len;
            let listed = hits.ending_at(end).iter().any(|hit| hit.span.start < at && matcher.may_be(hit.surface, EntityType::Organization));
            if !listed
                && matcher.lexicon.is_boundary(chars, end, block.span)
                && let Some(start) = reader.start(at, ending, &composed)
            {
                found.push(Mention::new(Span::new(start, end), Reading::Unlisted(EntityType::Organization)));
                composed.insert(end, start);
            }
            at = end;
        }
        reader.of_states(found, &mut composed);
    }
    composed
}

/// What a piece to the left of an ending is.
enum Piece {
    /// A listed place, of a level below the country or of a country.
    Place { start: u32, wide: bool, country: bool },
    /// A listed body, or one composed before.
    Body(u32),
    /// An ordinary word that bodies' names may hold.
    Word(u32),
    /// A character or name that the dictionary does not know as a word.
    Own(u32),
    /// 驻, or a letter that stands for a place.
    Joint(u32),
}

struct Reader<'a> {
    chars: &'a [char],
    gazetteer: &'a Gazetteer,
    matcher: &'a Matcher,
    hits: &'a Hits,
    block: Span,
}

impl Reader<'_> {
    /// Where the body begins whose ending begins at `at`, if there is one.
    fn start(&self, at: u32, ending: Ending, composed: &Composed) -> Option<u32> {
        let limit = at.saturating_sub(MAX_BODY_CHARS).max(self.block.start);
        let words = self.words(limit, at);
        let mut pos = at;
        let mut best = None;
        let mut own = None;
        let mut words_seen = 0;
        while pos > limit {
            let Some(piece) = self.piece(pos, ending, &words, composed) else { break };
            // Behind a company's own name only a place belongs to it: 代理商|某某娱乐.
            match piece {
                Piece::Place { start, wide, country } => {
                    let generic = match ending {
                        Ending::Local => wide && pos == at,
                        Ending::Division => best.is_none(),
                        // 中国|某某集团, but 中国某某有限公司.
                        Ending::Company => country || pos == at,
                        Ending::Registered => pos == at,
                        Ending::Mission => false,
                        Ending::Body => country && words_seen < 2 && best.is_none() && own.is_none(),
                    };
                    if !generic {
                        best = Some(start);
                    }
                    pos = start;
                }
                Piece::Body(start) => {
                    if own.is_some() || ending == Ending::Mission {
                        break;
                    }
                    best = Some(start);
                    pos = start;
                }
                Piece::Word(start) => {
                    if own.is_some() || best.is_some() {
                        break;
                    }
                    words_seen += pos - start;
                    pos = start;
                }
                Piece::Own(start) => {
                    if best.is_some() {
                        break;
                    }
                    own = Some(start);
                    pos = start;
                    if words_seen == 0 && at - pos > MAX_OWN_CHARS {
                        return None;
                    }
                }
                Piece::Joint(start) => {
                    if start + 1 < pos || self.chars[start as usize] != '驻' {
                        best = Some(start);
                    }
                    pos = start;
                }
            }
        }
        let named = own.filter(|&start| matches!(ending, Ending::Company | Ending::Registered) && at - start >= MIN_OWN_CHARS && self.is_cut(start));
        best.or(named).or_else(|| self.foreign_head(at, ending))
    }

    /// The piece that ends at `pos`.
    fn piece(&self, pos: u32, ending: Ending, words: &[(u32, u32, bool, bool)], composed: &Composed) -> Option<Piece> {
        if let Some(&start) = composed.get(&pos) {
            return Some(Piece::Body(start));
        }
        let hit = self
            .hits
            .ending_at(pos)
            .iter()
            .find(|hit| self.matcher.may_be(hit.surface, EntityType::Place) || self.matcher.may_be(hit.surface, EntityType::Organization));
        if let Some(hit) = hit {
            return Some(if self.matcher.may_be(hit.surface, EntityType::Place) {
                Piece::Place {
                    start: hit.span.start,
                    wide: self.matcher.is(hit.surface, Trait::WidePlace),
                    country: self.matcher.is(hit.surface, Trait::Country),
                }
            } else {
                Piece::Body(hit.span.start)
            });
        }
        let c = self.chars[pos as usize - 1];
        if ending == Ending::Mission && (c == '驻' || self.gazetteer.grammar.abbreviations.get(&c).is_some_and(Abbreviation::counts_in_words)) {
            return Some(Piece::Joint(pos - 1));
        }
        if !is_han(c) || self.gazetteer.grammar.not_in_bodies.contains(&c) {
            return None;
        }
        match words.iter().find(|w| w.0 < pos && pos <= w.1) {
            Some(&(start, end, allowed, known)) if end == pos => match (known, allowed) {
                (true, true) => Some(Piece::Word(start)),
                (true, false) => None,
                (false, _) => Some(Piece::Own(start)),
            },
            // A listed name cuts the word.
            Some(&(start, ..)) => Some(Piece::Own(start)),
            None => None,
        }
    }

    /// Words of the dictionary's best path: (start, end, may be part of a body's name, known as a word).
    fn words(&self, from: u32, to: u32) -> Vec<(u32, u32, bool, bool)> {
        let from = (from..to).rev().take_while(|&i| is_han(self.chars[i as usize])).last().unwrap_or(to);
        let mut out = Vec::new();
        self.matcher.lexicon.each_word(&self.chars[from as usize..to as usize], |start, end, word, tag| {
            let generic = self.gazetteer.grammar.not_body_words.contains(word);
            let known = end - start > 1 || !matches!(tag, "x" | "n" | "nr" | "nrt" | "nz" | "ns" | "zg" | "g" | "ng");
            let noun = tag.starts_with('n') || matches!(tag, "vn" | "an" | "b" | "j" | "x" | "f" | "m" | "l" | "i" | "vi");
            out.push((from + start, from + end, noun && !generic, known));
        });
        out
    }

    /// No word is cut here.
    fn is_cut(&self, at: u32) -> bool {
        at == self.block.start || !is_han(self.chars[at as usize - 1]) || self.matcher.lexicon.is_boundary(self.chars, at, self.block)
    }

    /// 哈萨克斯坦|卫生部, 中共|政治局: a body of a state right behind its country or party is one name with it.
    fn of_states(&self, found: &mut Vec<Mention>, composed: &mut Composed) {
        for hit in self.hits.within(self.block).iter().filter(|hit| self.matcher.is(hit.surface, Trait::StateBody)) {
            let mut bare = hit.span.start;
            let head = &self.chars[self.block.start as usize..bare as usize];
            if let Some(between) = self.gazetteer.grammar.between_country_and_body.before(head) {
                bare -= between.len() as u32;
            }
            // 参议院|共和党 are two.
            let is_party = self.is_party(hit.surface);
            let owner = |h: &&Hit<SurfaceId>| {
                let whole = [Trait::Country, Trait::Party, Trait::StateBody].into_iter().any(|what| self.matcher.is(h.surface, what));
                let whole = if is_party { self.matcher.is(h.surface, Trait::Country) } else { whole };
                h.span.len() > 1 && whole
            };
            let composed_before = composed.get(&bare).copied().filter(|_| !is_party);
            let country = self.hits.ending_at(bare).iter().find(owner).map(|hit| hit.span.start).or(composed_before);
            let start = country.or_else(|| self.letter_before(bare));
            if let Some(start) = start {
                let span = Span::new(start, hit.span.end);
                found.push(Mention::new(span, Reading::OfState { bare: hit.span.start }));
                composed.insert(span.end, span.start);
            }
        }
    }

    fn is_party(&self, surface: SurfaceId) -> bool {
        self.gazetteer.surfaces[surface.0 as usize].senses.iter().any(|s| self.gazetteer.is(self.gazetteer.entity(s.entity), ClassTrait::Party))
    }

    /// 塔拉斯科|医院: a foreign name before an ending.
    fn foreign_head(&self, at: u32, ending: Ending) -> Option<u32> {
        let &Reader { chars, gazetteer, matcher, hits, block } = self;
        let foreign = Foreign { chars, gazetteer, matcher, hits, block };
        let start = foreign.start(at, MAX_FOREIGN_CHARS, |_| false);
        let of_names = matches!(ending, Ending::Body | Ending::Local | Ending::Company);
        (of_names && at - start >= MIN_FOREIGN_CHARS && foreign.is_cut(start) && foreign.is_name(start, at)).then_some(start)
    }

    /// 台|驻纽约办事处, 美|国务院: a letter for a country in a context in which it counts.
    fn letter_before(&self, at: u32) -> Option<u32> {
        let start = at.checked_sub(1).filter(|&s| s >= self.block.start)?;
        let letter = self.gazetteer.grammar.abbreviations.get(&self.chars[start as usize])?;
        let counts = self.chars[at as usize] == '驻' || letter.after.at(&self.chars[..self.block.end as usize], at as usize).is_some();
        (counts && self.hits.ending_at(at).is_empty() && self.is_cut(start)).then_some(start)
    }
}
