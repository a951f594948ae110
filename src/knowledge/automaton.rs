//! Finds every listed form and every title in a text, wherever it begins: an Aho–Corasick automaton over characters.

use super::{
    Surface, Title,
    packed::{Packed, Place},
};
use crate::{
    error::{Error, Result},
    lexicon::words::WordList,
    script::is_han,
};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, fmt};

/// What a form or title asks of its surroundings, whatever it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape(u8);

impl Shape {
    const LATIN_START: u8 = 1;
    const LATIN_END: u8 = 2;
    const RISKY: u8 = 4;
    const COMMON: u8 = 8;
    const HAN: u8 = 16;
    const TITLE: u8 = 32;

    fn of(text: &str, words: &WordList) -> Shape {
        let chars: Vec<char> = text.chars().collect();
        let han = chars.iter().all(|&c| is_han(c));
        let bits = [
            (Shape::LATIN_START, chars.first().copied().is_some_and(continues_word)),
            (Shape::LATIN_END, chars.last().copied().is_some_and(continues_word)),
            (Shape::RISKY, han && chars.len() <= RISKY_CHARS),
            (Shape::COMMON, words.is_very_common(&chars)),
            (Shape::HAN, han),
        ];
        Shape(bits.into_iter().filter(|(_, holds)| *holds).map(|(bit, _)| bit).sum())
    }

    /// It begins with a Latin letter or digit: a word boundary is needed there.
    pub(crate) fn latin_start(self) -> bool {
        self.0 & Shape::LATIN_START != 0
    }

    /// The same at its end.
    pub(crate) fn latin_end(self) -> bool {
        self.0 & Shape::LATIN_END != 0
    }

    /// A short Han form: checked against the word list.
    pub(crate) fn risky(self) -> bool {
        self.0 & Shape::RISKY != 0
    }

    /// A word so common that only two words on its two sides together may cut it.
    pub(crate) fn common(self) -> bool {
        self.0 & Shape::COMMON != 0
    }

    /// Han characters from end to end.
    pub(crate) fn han(self) -> bool {
        self.0 & Shape::HAN != 0
    }
}

/// Longer Han forms are hardly ever parts of other words.
pub(crate) const RISKY_CHARS: usize = 3;

/// A character that continues a Latin word.
pub(crate) fn continues_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphabetic() && (c as u32) < 0x250)
}

/// Surface forms, by their ids, and behind them the titles that are none.
pub(crate) struct Forms {
    /// None where there are no forms.
    automaton: Option<Packed>,
    /// For each form its [`Shape`] and its number of characters.
    shapes: Cow<'static, [u8]>,
    /// Titles among them, by index into the grammar.
    titles: FxHashMap<u32, u32>,
}

/// Bytes of a form in [`Forms::shapes`]: the shape, and the number of characters, little endian.
const SHAPE_BYTES: usize = 3;

/// [`Forms`] as the build writes them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CompiledForms<'a> {
    automaton: &'a [u8],
    shapes: &'a [u8],
    titles: Vec<(u32, u32)>,
}

impl Forms {
    /// From surface forms, sorted by text, each text once, and titles.
    ///
    /// # Errors
    /// [`Error::TooLarge`] when they are too many (tens of millions of characters).
    pub(crate) fn new(surfaces: &[Surface], titles: &[Title], words: &WordList) -> Result<Forms> {
        let mut texts: Vec<&str> = surfaces.iter().map(|s| &*s.text).collect();
        let mut further: BTreeMap<&str, u32> = BTreeMap::new();
        let mut title_of: FxHashMap<u32, u32> = FxHashMap::default();
        for (i, title) in titles.iter().enumerate() {
            let next = (surfaces.len() + further.len()) as u32;
            let listed = texts.binary_search(&title.text.as_str()).map(|at| at as u32);
            let form = listed.unwrap_or_else(|_| *further.entry(&title.text).or_insert(next));
            title_of.entry(form).or_insert(i as u32);
        }
        let mut further: Vec<(&str, u32)> = further.into_iter().collect();
        further.sort_by_key(|(_, number)| *number);
        texts.extend(further.into_iter().map(|(text, _)| text));
        let mut shapes = Vec::with_capacity(SHAPE_BYTES * texts.len());
        for (number, text) in texts.iter().enumerate() {
            let title = if title_of.contains_key(&(number as u32)) { Shape::TITLE } else { 0 };
            shapes.push(Shape::of(text, words).0 | title);
            shapes.extend((text.chars().count() as u16).to_le_bytes());
        }
        let automaton = if texts.is_empty() {
            None
        } else {
            let numbered = texts.iter().zip(0_u32..).filter(|(text, _)| text.len() <= u16::MAX.into());
            // Its filter is for texts in which little is found.
            let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().use_prefilter(false);
            let too_large = |reason: String| Error::TooLarge { what: "gazetteer", reason };
            let automaton: CharwiseDoubleArrayAhoCorasick<u32> = builder.build_with_values(numbered).map_err(|e| too_large(e.to_string()))?;
            Some(Packed::pack(&automaton.serialize()).ok_or_else(|| too_large("more than 16 million states".to_owned()))?)
        };
        Ok(Forms { automaton, shapes: shapes.into(), titles: title_of })
    }

    /// From what the build compiled.
    pub(crate) fn compiled(compiled: &CompiledForms<'static>) -> Forms {
        Forms { automaton: Packed::new(compiled.automaton.into()), shapes: compiled.shapes.into(), titles: compiled.titles.iter().copied().collect() }
    }

    /// What [`Forms::compiled`] reads.
    #[allow(dead_code, reason = "the build asks for it")]
    pub(crate) fn to_compiled(&self) -> CompiledForms<'_> {
        let mut titles: Vec<(u32, u32)> = self.titles.iter().map(|(form, title)| (*form, *title)).collect();
        titles.sort_unstable();
        CompiledForms { automaton: self.automaton.as_ref().map_or(&[], Packed::bytes), shapes: &self.shapes, titles }
    }

    /// The shape of a form.
    #[inline]
    pub(crate) fn shape(&self, form: u32) -> Shape {
        Shape(self.shapes[form as usize * SHAPE_BYTES])
    }

    /// The title that a form is, by index into the grammar.
    #[inline]
    pub(crate) fn title(&self, form: u32) -> Option<u32> {
        if self.shape(form).0 & Shape::TITLE == 0 { None } else { self.titles.get(&form).copied() }
    }

    /// Forms that are titles, each with its index into the grammar.
    pub(crate) fn titles(&self) -> impl Iterator<Item = (u32, u32)> {
        self.titles.iter().map(|(form, title)| (*form, *title))
    }

    /// True for one of the forms.
    pub(crate) fn contains(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let mut is_listed = false;
        self.find(&chars, |_, start, length| is_listed |= start == 0 && length as usize == chars.len());
        is_listed
    }

    /// Calls `each` with number, first character and length of every form, by where it ends, longest first.
    pub(crate) fn find(&self, chars: &[char], mut each: impl FnMut(u32, u32, u32)) {
        let Some(automaton) = &self.automaton else { return };
        let mut place = Place::default();
        for (end, &c) in (1_u32..).zip(chars) {
            place = automaton.next(place, c);
            automaton.each(place, |form| {
                let at = form as usize * SHAPE_BYTES + 1;
                let length = u32::from(u16::from_le_bytes([self.shapes[at], self.shapes[at + 1]]));
                each(form, end - length, length);
            });
        }
    }
}

impl fmt::Debug for CompiledForms<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompiledForms({} bytes)", self.automaton.len())
    }
}

impl fmt::Debug for Forms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Forms({} bytes)", self.automaton.as_ref().map_or(0, |automaton| automaton.bytes().len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::words::CompiledWords;
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;
    use smallvec::SmallVec;

    fn found(forms: &[&str], text: &str) -> Vec<(u32, u32, u32)> {
        let surfaces: Vec<Surface> = forms.iter().map(|form| Surface { text: (*form).into(), senses: SmallVec::default(), weight: 0 }).collect();
        let chars: Vec<char> = text.chars().collect();
        let mut out = Vec::new();
        let words = WordList::new(CompiledWords::default());
        Forms::new(&surfaces, &[], &words).unwrap().find(&chars, |form, start, length| out.push((form, start, length)));
        out.sort_unstable_by_key(|&(_, start, length)| (start, length));
        out
    }

    #[test]
    fn forms_that_overlap_and_nest_are_all_found() {
        assert_eq!(found(&["中国", "中国人", "人民", "国人"], "中国人民"), [(0, 0, 2), (1, 0, 3), (3, 1, 2), (2, 2, 2)]);
        assert_eq!(found(&[], "中国人民"), []);
        assert_eq!(found(&["中国"], "中国\u{ffff}中\u{ffff}国"), [(0, 0, 2)]);
    }

    proptest! {
        #[test]
        fn it_finds_what_looking_at_every_place_finds(forms in prop::collection::btree_set("[ab甲乙𠮷]{1,4}", 0..12), text in "[ab甲乙丙𠮷\u{ffff}]{0,40}") {
            let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
            let char_at = |byte: usize| text[..byte].chars().count() as u32;
            let mut want: Vec<(u32, u32, u32)> = AhoCorasick::new(&forms)
                .unwrap()
                .find_overlapping_iter(&text)
                .map(|m| (m.pattern().as_u32(), char_at(m.start()), char_at(m.end()) - char_at(m.start())))
                .collect();
            want.sort_unstable_by_key(|&(_, start, length)| (start, length));
            prop_assert_eq!(found(&forms, &text), want);
        }
    }
}
