//! Features: what of the evidence the weights are for.
//!
//! A feature is a key at a place (a character of the line, or a word) and has one row of weights: for each of some places
//! around it, one weight per label. So 长 has weights for the character before it, itself, and those behind it, in one row that
//! is looked up once.

use super::{
    evidence::{Line, Word},
    label::LABELS,
};
use crate::script::is_han;

/// What the places of a feature are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Characters of the line.
    Character,
    /// Two of each word: its first character, and all others.
    Word,
}

/// A kind of features.
#[derive(Debug, Clone, Copy)]
pub(super) struct Family {
    /// What it is, for those who ask why.
    pub name: &'static str,
    pub unit: Unit,
    /// The first place that a row has weights for, from the place of the feature.
    pub first: i32,
    /// The number of places.
    pub places: usize,
}

impl Family {
    /// Weights of a row.
    pub(super) fn width(&self) -> usize {
        self.places * LABELS
    }
}

macro_rules! families {
    ($($id:ident $name:literal $unit:ident $first:literal $places:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Id { $($id,)* }
        /// All families, by their numbers.
        pub(super) const FAMILIES: &[Family] = &[$(Family { name: $name, unit: Unit::$unit, first: $first, places: $places },)*];
    };
}

families! {
    Character "character" Character -3 7;
    Pair "two characters" Character -1 4;
    Triple "three characters" Character 0 3;
    Script "kinds of characters" Character 0 1;
    Found "what was found" Character -2 5;
    FoundTriple "what was found around" Character 0 1;
    Nested "what is inside what was found" Character 0 1;
    FoundPart "what was found, part of the word" Character 0 1;
    FoundHere "what was found, character" Character 0 1;
    FoundBefore "what was found, character before" Character 0 1;
    FoundBehind "what was found, character behind" Character 0 1;
    Cover "listed form around" Character -1 3;
    Begins "listed form begins" Character -1 3;
    Ends "listed form ends" Character 0 2;
    BeginsFound "listed form begins, what was found" Character 0 1;
    EndsFound "listed form ends, what was found" Character 0 2;
    Title "title" Character -1 3;
    Name "likely name" Character -1 5;
    Foreign "characters of foreign names" Character -1 3;
    Repeated "name of the document" Character 0 1;
    RepeatedFound "name of the document, what was found" Character 0 1;
    Block "kind of line" Character 0 1;
    Part "part and class of the word" Character -1 3;
    Parts "parts and classes of the words around" Character 0 1;
    Fine "fine cluster" Word -4 10;
    Coarse "coarse cluster" Word -4 10;
    CoarsePair "two coarse clusters" Word 0 4;
    Text "word" Word -2 6;
    Shape "cluster and length of the word" Word 0 2;
    Tag "class of the word" Word -4 10;
    TagPair "classes of two words" Word 0 4;
    FoundWord "what was found at the word" Word -2 6;
    FoundThenCluster "what was found, then a cluster" Word 0 4;
    ClusterThenFound "a cluster, then what was found" Word 0 4;
    FoundThenWord "what was found, then a word" Word 0 4;
    WordThenFound "a word, then what was found" Word 0 4;
}

/// Longer runs of characters of foreign names are alike.
const LONG_RUN: usize = 6;

fn mix(hash: u64, value: u64) -> u64 {
    let hash = (hash ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash ^ hash >> 29
}

fn key(id: Id, parts: &[u64]) -> u64 {
    parts.iter().fold(mix(0x5851_F42D_4C95_7F2D, id as u64 + 1), |hash, &part| mix(hash, part.wrapping_add(1)))
}

/// What kind of character it is; of letters, whether they are capitals, which the fold does not tell.
fn script(c: Option<&char>, is_capital: bool) -> u64 {
    match c {
        None => 0,
        Some(_) if is_capital => 13,
        Some(c) if is_han(*c) => 1,
        Some(c) if c.is_ascii_digit() => 2,
        Some(c) if c.is_alphabetic() => 3,
        Some('·') => 4,
        Some('、') => 5,
        Some('(') => 6,
        Some(')') => 7,
        Some('《' | '「' | '『' | '“' | '"' | '‘') => 8,
        Some('》' | '」' | '』' | '”' | '’') => 9,
        Some(' ' | '\t') => 10,
        Some(',' | '。' | ';' | ':' | '!' | '?') => 11,
        Some(_) => 12,
    }
}

/// A feature: its family, its key, and the place where it is.
pub(super) struct Feature {
    pub family: usize,
    pub key: u64,
    pub at: usize,
}

/// Calls `each` with every feature of a line.
pub(super) fn visit(line: &Line<'_>, mut each: impl FnMut(Feature)) {
    for (at, word) in line.words.iter().enumerate() {
        visit_word(word, at, &mut each);
        let (start, end) = (word.start as usize, word.end as usize);
        visit_inside(&line.text[start..end], word.tag, start, &mut each);
    }
    for at in 0..line.text.len() {
        for one in Few::of(line, at) {
            each(Feature { family: one.id() as usize, key: one.key(), at });
        }
    }
    visit_around(line, &mut each);
    visit_places_of_words(line, &mut each);
}

fn code(c: Option<&char>) -> u64 {
    c.map_or(1, |&c| u64::from(c) + 2)
}

/// Where a character stands in a word.
fn part(at: usize, start: usize, end: usize) -> u64 {
    match (at == start, at + 1 == end) {
        (true, true) => 3,
        (true, false) => 0,
        (false, true) => 2,
        (false, false) => 1,
    }
}

/// Those of the characters of a word, wherever it stands: `start` is the place of the first.
pub(super) fn visit_inside(word: &[char], tag: u16, start: usize, each: &mut impl FnMut(Feature)) {
    for at in 0..word.len() {
        let mut give = |id: Id, parts: &[u64]| each(Feature { family: id as usize, key: key(id, parts), at: start + at });
        let code = |at: usize| code(word.get(at));
        give(Id::Character, &[code(at)]);
        if at + 1 < word.len() {
            give(Id::Pair, &[code(at), code(at + 1)]);
        }
        if at + 2 < word.len() {
            give(Id::Triple, &[code(at), code(at + 1), code(at + 2)]);
        }
        give(Id::Part, &[part(at, 0, word.len()), u64::from(tag)]);
    }
}

/// A feature of a family that has few, by its number among all of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Few(pub(super) u16);

/// Kinds of characters, and what may be found at one: a type and a place, or nothing.
const SCRIPTS: u64 = 14;
const FOUND: u64 = 4 * 4 + 1;
const SCRIPT_TRIPLES: u64 = SCRIPTS * SCRIPTS * SCRIPTS;
const FOUND_TRIPLES: u64 = FOUND * FOUND * FOUND;

impl Few {
    /// As many as there are.
    pub(super) const NUMBER: u16 = (SCRIPT_TRIPLES + FOUND_TRIPLES + 2) as u16;

    /// Those of a place in a line.
    #[inline]
    pub(super) fn of(line: &Line<'_>, at: usize) -> [Few; 3] {
        let (text, chars) = (line.text, line.chars);
        let before = at.checked_sub(1);
        let kind = |at: usize| script(text.get(at), line.capitals.get(at).copied().unwrap_or(false));
        let scripts = [before.map_or(0, kind), kind(at), kind(at + 1)];
        let found = |at: Option<usize>| at.and_then(|at| chars.get(at)).map_or(0, |c| u64::from(c.found));
        let found = [found(before), found(Some(at)), found(Some(at + 1))];
        let number = |base: u64, parts: [u64; 3]| (parts[0] * base + parts[1]) * base + parts[2];
        let numbers = [number(SCRIPTS, scripts), SCRIPT_TRIPLES + number(FOUND, found), SCRIPT_TRIPLES + FOUND_TRIPLES + u64::from(line.is_title)];
        numbers.map(|number| Few(number as u16))
    }

    pub(super) fn id(self) -> Id {
        match u64::from(self.0) {
            0..SCRIPT_TRIPLES => Id::Script,
            n if n - SCRIPT_TRIPLES < FOUND_TRIPLES => Id::FoundTriple,
            _ => Id::Block,
        }
    }

    pub(super) fn key(self) -> u64 {
        let n = u64::from(self.0);
        let parts = |n: u64, base: u64| [n / (base * base), n / base % base, n % base];
        match self.id() {
            Id::Script => key(Id::Script, &parts(n, SCRIPTS)),
            Id::FoundTriple => key(Id::FoundTriple, &parts(n - SCRIPT_TRIPLES, FOUND)),
            _ => key(Id::Block, &[n - SCRIPT_TRIPLES - FOUND_TRIPLES]),
        }
    }
}

/// Those of the characters where they stand: what was found there, and what comes next.
pub(super) fn visit_around(line: &Line<'_>, each: &mut impl FnMut(Feature)) {
    let (text, chars) = (line.text, line.chars);
    let n = text.len();
    let runs = foreign_runs(&line.foreign);
    let code = |at: usize| code(text.get(at));
    for (i, word) in line.words.iter().enumerate() {
        let (start, end, tag) = (word.start as usize, word.end as usize, u64::from(word.tag));
        let tag_of = |i: Option<usize>| i.and_then(|i| line.words.get(i)).map_or(0, |word| u64::from(word.tag));
        for at in start..end {
            let mut give = |id: Id, parts: &[u64]| each(Feature { family: id as usize, key: key(id, parts), at });
            let here = &chars[at];
            let part = part(at, start, end);
            if at + 1 == end {
                give(Id::Pair, &[code(at), code(at + 1)]);
            }
            if at + 2 >= end && at + 2 < n {
                give(Id::Triple, &[code(at), code(at + 1), code(at + 2)]);
            }
            let (is, how) = (u64::from(here.found), u64::from(here.how));
            if is != 0 {
                give(Id::Found, &[is, how]);
                give(Id::FoundPart, &[is, how, part]);
                give(Id::FoundHere, &[is, code(at)]);
                give(Id::FoundBefore, &[is, if at == 0 { 0 } else { code(at - 1) }]);
                give(Id::FoundBehind, &[is, code(at + 1)]);
            }
            if here.nested != 0 {
                give(Id::Nested, &[is, u64::from(here.nested)]);
            }
            if here.cover != 0 {
                give(Id::Cover, &[u64::from(here.cover)]);
            }
            if here.begins != 0 {
                give(Id::Begins, &[u64::from(here.begins)]);
                give(Id::BeginsFound, &[u64::from(here.begins), is, how]);
            }
            if here.ends != 0 {
                give(Id::Ends, &[u64::from(here.ends)]);
                give(Id::EndsFound, &[u64::from(here.ends), is, how]);
            }
            if here.title != 0 {
                give(Id::Title, &[u64::from(here.title), is]);
            }
            if let Some([two, three]) = line.names[at] {
                give(Id::Name, &[u64::from(two), u64::from(three)]);
            }
            let (place, run) = runs[at];
            if run > 1 {
                give(Id::Foreign, &[place, run]);
            }
            if line.repeated[at].0 != 0 {
                let name = u64::from(line.repeated[at].0);
                give(Id::Repeated, &[name]);
                give(Id::RepeatedFound, &[name, is]);
            }
            let before = if at == start { tag_of(i.checked_sub(1)) } else { tag };
            let behind = if at + 1 == end { tag_of(Some(i + 1)) } else { tag };
            give(Id::Parts, &[before, part, tag, behind]);
        }
    }
}

/// Those of a word, wherever it stands.
pub(super) fn visit_word(word: &Word, at: usize, each: &mut impl FnMut(Feature)) {
    let mut give = |id: Id, parts: &[u64]| each(Feature { family: id as usize, key: key(id, parts), at });
    let (fine, coarse, tag) = (u64::from(word.cluster.fine), u64::from(word.cluster.coarse), u64::from(word.tag));
    give(Id::Fine, &[fine]);
    give(Id::Coarse, &[coarse]);
    give(Id::Text, &[word.key]);
    give(Id::Shape, &[coarse, length_of(word), tag]);
    give(Id::Tag, &[tag]);
}

/// Longer words are alike.
pub(super) fn length_of(word: &Word) -> u64 {
    u64::from((word.end - word.start).min(5))
}

/// Those of the words where they stand: what was found there, and what comes next.
pub(super) fn visit_places_of_words(line: &Line<'_>, each: &mut impl FnMut(Feature)) {
    let words = &line.words;
    // What was found at the first and at the last character.
    let found = |at: usize| {
        words.get(at).map_or(0, |word| {
            let (first, last) = (line.chars[word.start as usize].found, line.chars[word.end as usize - 1].found);
            u64::from(first) << 8 | u64::from(last)
        })
    };
    for (at, word) in words.iter().enumerate() {
        let mut give = |id: Id, parts: &[u64]| each(Feature { family: id as usize, key: key(id, parts), at });
        let (coarse, tag) = (u64::from(word.cluster.coarse), u64::from(word.tag));
        let here = found(at);
        if here != 0 {
            give(Id::FoundWord, &[here, length_of(word)]);
        }
        if let Some(next) = words.get(at + 1) {
            let then = u64::from(next.cluster.coarse);
            give(Id::CoarsePair, &[coarse, then]);
            give(Id::TagPair, &[tag, u64::from(next.tag)]);
            if here != 0 {
                give(Id::FoundThenCluster, &[here, then]);
                give(Id::FoundThenWord, &[here & 0xFF, next.key]);
            }
            let behind = found(at + 1);
            if behind != 0 {
                give(Id::ClusterThenFound, &[coarse, behind]);
                give(Id::WordThenFound, &[word.key, behind >> 8]);
            }
        }
    }
}

/// Of each character, where it stands in a run of characters that write foreign names, and how long that is.
fn foreign_runs(foreign: &[bool]) -> Vec<(u64, u64)> {
    let mut runs = vec![(0, 0); foreign.len()];
    let mut at = 0;
    while at < foreign.len() {
        let run = foreign[at..].iter().take_while(|is| **is).count();
        for i in 0..run {
            let place = if i == 0 {
                0
            } else if i + 1 == run {
                2
            } else {
                1
            };
            runs[at + i] = (place, run.min(LONG_RUN) as u64);
        }
        at += run.max(1);
    }
    runs
}
