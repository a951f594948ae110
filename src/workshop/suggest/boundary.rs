//! Do these characters hang together, and end where we think? Neighbours of candidate strings over the whole corpus.
//!
//! *Accessor variety* (Feng, Chen, Deng, Zheng 2004) is the number of different characters that stand before (behind) a
//! string; *branching entropy* (Jin, Tanaka-Ishii 2006) is the entropy in bits of their distribution. Both are low on the
//! side on which a string is a piece of a longer one. *Pointwise mutual information* is
//! log2(n(xy) · N / (n(x) · n(y))) for the parts x and y of a string.

use crate::{
    document::{BlockKind, Document},
    error::{Error, Result},
    knowledge::Gazetteer,
    script::is_han,
};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

/// A pause: punctuation, a digit, the edge of a block.
const PAUSE: char = '\n';

/// One occurrence of a measured string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    string: u32,
    before: char,
    after: char,
}

/// Neighbours of one string.
#[derive(Debug, Clone, Default)]
pub(super) struct Neighbours {
    /// Occurrences.
    pub(super) times: u32,
    before: FxHashMap<char, u32>,
    after: FxHashMap<char, u32>,
}

/// One side of a string.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Side {
    /// Number of different neighbours; every pause counts as a new one.
    pub(super) variety: u32,
    /// Bits; pauses count as different characters.
    pub(super) entropy: f64,
    /// The commonest Han neighbour (or dot) and its share of all occurrences.
    pub(super) top: Option<(char, f64)>,
}

impl Neighbours {
    pub(super) fn before(&self) -> Side {
        side(&self.before, self.times)
    }

    pub(super) fn after(&self) -> Side {
        side(&self.after, self.times)
    }

    /// Share of the occurrences with such a character right before them.
    pub(super) fn share_before(&self, is: impl Fn(char) -> bool) -> f64 {
        share(&self.before, self.times, is)
    }

    /// Share of the occurrences with such a character right behind them.
    pub(super) fn share_after(&self, is: impl Fn(char) -> bool) -> f64 {
        share(&self.after, self.times, is)
    }
}

fn share(counts: &FxHashMap<char, u32>, times: u32, is: impl Fn(char) -> bool) -> f64 {
    let n: u32 = counts.iter().filter(|(c, _)| **c != PAUSE && is(**c)).map(|(_, n)| n).sum();
    f64::from(n) / f64::from(times.max(1))
}

fn side(counts: &FxHashMap<char, u32>, times: u32) -> Side {
    let total = f64::from(times.max(1));
    let mut sorted: Vec<(char, u32)> = counts.iter().map(|(&c, &n)| (c, n)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let pauses = counts.get(&PAUSE).copied().unwrap_or(0);
    let mut entropy = f64::from(pauses) / total * total.log2();
    for &(_, n) in sorted.iter().filter(|(c, _)| *c != PAUSE) {
        let share = f64::from(n) / total;
        entropy -= share * share.log2();
    }
    let top = sorted.iter().find(|(c, _)| *c != PAUSE).map(|&(c, n)| (c, f64::from(n) / total));
    Side { variety: sorted.iter().filter(|(c, _)| *c != PAUSE).count() as u32 + pauses, entropy, top }
}

/// Finds the strings to be measured in documents.
#[derive(Debug)]
pub struct Gauge {
    automaton: AhoCorasick,
    /// Characters of each string; those behind `measured` are listed forms that contain one.
    chars: Vec<u32>,
    measured: u32,
}

/// What a document says of the measured strings.
#[derive(Debug, Default)]
pub struct Measured {
    pub(super) occurrences: Vec<Occurrence>,
    chars: u64,
    letters: Vec<(char, u32)>,
}

impl Gauge {
    /// Takes folded strings, without repeats.
    ///
    /// # Errors
    /// [`Error::Option`] when there are too many for the automaton.
    pub(super) fn new(strings: &[String], gazetteer: &Gazetteer) -> Result<Gauge> {
        let build = |texts: &[&str]| {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(texts)
                .map_err(|e| Error::Option { option: "INPUT", reason: format!("too many candidate names: {e}") })
        };
        let mut texts: Vec<&str> = strings.iter().map(String::as_str).collect();
        let inner = build(&texts)?;
        // 上海市长 is no occurrence of 海市: listed forms cover the strings inside them.
        let covers = |text: &str| inner.find_overlapping_iter(text).any(|m| m.end() - m.start() < text.len());
        texts.extend(gazetteer.surfaces.iter().map(|s| s.text.as_str()).filter(|text| covers(text)));
        let chars = texts.iter().map(|t| t.chars().count() as u32).collect();
        Ok(Gauge { automaton: build(&texts)?, chars, measured: strings.len() as u32 })
    }

    /// Measures one document.
    pub fn measure(&self, document: &Document) -> Measured {
        let folded = &document.folded;
        let mut out = Measured::default();
        let mut letters: FxHashMap<char, u32> = FxHashMap::default();
        let mut hits: Vec<(u32, u32, u32)> = Vec::new();
        for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
            let range = folded.folded_range(block.span.start, block.span.end);
            let base = range.start;
            hits.clear();
            for found in self.automaton.find_overlapping_iter(&folded.text[range]) {
                let string = found.pattern().as_u32();
                let end = folded.char_of_byte(base + found.end());
                hits.push((end - self.chars[string as usize], end, string));
            }
            let mut covers: Vec<(u32, u32)> = hits.iter().filter(|h| h.2 >= self.measured).map(|h| (h.0, h.1)).collect();
            covers.sort_unstable();
            for &(start, end, string) in hits.iter().filter(|h| h.2 < self.measured) {
                let until = covers.partition_point(|c| c.0 <= start);
                // Listed forms are short: those that begin far before cannot reach here.
                let inside = covers[..until].iter().rev().take_while(|c| c.0 + 40 > start).any(|c| c.1 >= end && c.1 - c.0 > end - start);
                if inside {
                    continue;
                }
                let neighbour = |at: Option<u32>| {
                    let c = at.filter(|&at| at >= block.span.start && at < block.span.end).map_or(PAUSE, |at| folded.chars[at as usize]);
                    if is_han(c) || c == '·' { c } else { PAUSE }
                };
                out.occurrences.push(Occurrence { string, before: neighbour(start.checked_sub(1)), after: neighbour(Some(end)) });
            }
            for &c in folded.slice(block.span.start, block.span.end).iter().filter(|&&c| is_han(c)) {
                *letters.entry(c).or_default() += 1;
                out.chars += 1;
            }
        }
        out.letters = letters.into_iter().collect();
        out
    }
}

/// The measured strings over the corpus.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    strings: Vec<Neighbours>,
    letters: FxHashMap<char, u64>,
    chars: u64,
}

impl Statistics {
    pub(super) fn new(strings: usize) -> Statistics {
        Statistics { strings: vec![Neighbours::default(); strings], ..Statistics::default() }
    }

    /// Takes one document; calls `each` for every string that stands there by itself, with its number of occurrences.
    pub(super) fn take(&mut self, measured: &Measured, mut each: impl FnMut(u32, u32)) {
        let mut times: FxHashMap<u32, u32> = FxHashMap::default();
        for o in &measured.occurrences {
            let neighbours = &mut self.strings[o.string as usize];
            neighbours.times += 1;
            *neighbours.before.entry(o.before).or_default() += 1;
            *neighbours.after.entry(o.after).or_default() += 1;
            // A part of a dotted name is not the name.
            if o.before != '·' && o.after != '·' {
                *times.entry(o.string).or_default() += 1;
            }
        }
        let mut times: Vec<(u32, u32)> = times.into_iter().collect();
        times.sort_unstable();
        for (string, n) in times {
            each(string, n);
        }
        self.chars += measured.chars;
        for &(c, n) in &measured.letters {
            *self.letters.entry(c).or_default() += u64::from(n);
        }
    }

    pub(super) fn of(&self, string: u32) -> &Neighbours {
        &self.strings[string as usize]
    }

    /// Occurrences of a character.
    pub(super) fn letter(&self, c: char) -> u64 {
        self.letters.get(&c).copied().unwrap_or(0)
    }

    /// Pointwise mutual information in bits of a character and the measured string behind it; `None` where one of them
    /// was never seen.
    pub(super) fn information(&self, whole: u32, first: char, rest: u32) -> Option<f64> {
        let n = |string: u32| f64::from(self.of(string).times);
        let first = *self.letters.get(&first)? as f64;
        let product = first * n(rest);
        (product > 0.0 && n(whole) > 0.0).then(|| (n(whole) * self.chars as f64 / product).log2())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_has_one_neighbour_on_the_side_of_the_rest() {
        let counts = |pairs: &[(char, u32)]| pairs.iter().copied().collect::<FxHashMap<char, u32>>();
        let piece = side(&counts(&[('克', 8)]), 8);
        assert_eq!(piece, Side { variety: 1, entropy: 0.0, top: Some(('克', 1.0)) });
        let whole = side(&counts(&[('说', 2), ('在', 2), (PAUSE, 4)]), 8);
        assert_eq!(whole, Side { variety: 6, entropy: 2.5, top: Some(('在', 0.25)) });
    }
}
