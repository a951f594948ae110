//! Word boundaries: is a short Han form a word of its own where it stands, or a piece of other words?
//!
//! The test segments the characters around the form by a unigram word lattice (jieba's dictionary and path search) and
//! rejects the form where a word of the best path crosses one of its ends: 外国军舰 → 外国|军舰, so 国军 is none.

mod cut;
pub(crate) mod trie;
pub(crate) mod words;

pub(crate) use cut::CutWord;
pub use cut::Words;

use crate::{document::Span, script::is_han};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::sync::LazyLock;
use words::{CompiledNames, CompiledWords, Doublings, WordList};

/// The words of jieba's dictionary, as the build compiles them.
static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));

/// Words of the list that are rarer than this may be pieces of names (建国, 志明).
pub(crate) const RARE_WORD: usize = 30;

/// A word list with frequencies.
#[derive(Debug)]
pub struct Lexicon {
    list: WordList,
    /// One-character endings that leave a name a name.
    endings: FxHashSet<char>,
}

/// The bare list, without names.
static LIST: LazyLock<WordList> = LazyLock::new(|| WordList::new(postcard::from_bytes(WORDS).expect("the build wrote it")));

/// True for a word of the list, in folded characters.
pub(crate) fn is_listed(word: &[char]) -> bool {
    LIST.get(word).is_some()
}

/// Characters of context on each side. Longer contexts change the path near the form in less than one case of a thousand.
const CONTEXT_CHARS: usize = 6;

/// The characters of a word.
fn chars_of(word: &str) -> SmallVec<[char; 16]> {
    word.chars().collect()
}

impl Lexicon {
    /// The word list, with the one-character endings that leave a name a name.
    pub fn new(endings: FxHashSet<char>) -> Lexicon {
        let compiled: CompiledWords<'static> = postcard::from_bytes(WORDS).expect("the build wrote it");
        Lexicon { list: WordList::new(compiled), endings }
    }

    /// The word list with the names that the build compiled.
    pub(crate) fn with_names(endings: FxHashSet<char>, names: &CompiledNames<'static>) -> Lexicon {
        let lexicon = Lexicon::new(endings);
        Lexicon { list: lexicon.list.with_names(names), ..lexicon }
    }

    /// The list itself.
    pub(crate) fn list(&self) -> &WordList {
        &self.list
    }

    /// Takes names into the list, so that 朱立伦|敦促 is not cut into 伦敦. Names that are words stay as they are.
    pub(crate) fn add_names(&mut self, names: &[(&str, Doublings)]) {
        self.list.add_names(names);
    }

    /// A word of two or more characters of the best path is no rare one.
    pub(crate) fn holds_common_word(&self, chars: &[char]) -> bool {
        let mut holds = false;
        self.list.each_token(chars, |start, end| holds |= end - start > 1 && self.frequency_of(&chars[start..end]) > RARE_WORD);
        holds
    }

    /// True for a dictionary word of high frequency.
    pub fn is_very_common(&self, word: &str) -> bool {
        self.list.is_very_common(&chars_of(word))
    }

    /// True for a dictionary word.
    pub fn is_word(&self, word: &str) -> bool {
        self.is_word_of(&chars_of(word))
    }

    fn is_word_of(&self, chars: &[char]) -> bool {
        self.list.get(chars).is_some_and(|word| !word.is_name)
    }

    /// Frequency of a dictionary word; 0 for others.
    pub fn frequency(&self, word: &str) -> usize {
        self.frequency_of(&chars_of(word))
    }

    fn frequency_of(&self, chars: &[char]) -> usize {
        if self.is_word_of(chars) { self.list.suggested_frequency(chars) } else { 0 }
    }

    /// Class of a dictionary word (`n`, `v`, `nr` for persons, `ns` for places, …); none for what is no word, or what the
    /// list rather reads as several words.
    pub fn class(&self, word: &str) -> Option<&'static str> {
        self.class_of(&chars_of(word))
    }

    fn class_of(&self, chars: &[char]) -> Option<&'static str> {
        let word = self.list.get(chars)?;
        let mut whole = false;
        self.list.each_token(chars, |start, end| whole |= start == 0 && end == chars.len());
        whole.then(|| self.list.class(word))
    }

    /// The words of the best path.
    pub fn words<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let chars: Vec<char> = text.chars().collect();
        let mut words = Vec::new();
        let mut rest = text;
        self.list.each_token(&chars, |start, end| {
            let (word, after) = rest.split_at(chars[start..end].iter().map(|c| c.len_utf8()).sum());
            words.push(word);
            rest = after;
        });
        words
    }

    /// True where no word of the best path crosses an end of the span, or swallows it as a meaningless part.
    pub fn is_bounded(&self, chars: &[char], span: Span, block: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        self.crossing(chars, span, block).is_none_or(|(from, to)| {
            // The form begins the word: 国会议员 is about the 国会, 方方面面 is not about 方方.
            // 湖南长沙市: the list knows a place with the one that holds it.
            from == start && self.is_head(chars, end, to) || to == end && from < start && self.is_place(&chars[from..start])
        })
    }

    /// True where the best path of what begins at `at` begins with a word of two or more characters, or one that names nothing.
    pub(crate) fn begins_with_word(&self, line: &[char], at: usize) -> bool {
        let length = line[at..].iter().take(CONTEXT_CHARS).take_while(|c| is_han(**c)).count();
        let chars = &line[at..at + length];
        let mut first = None;
        self.list.each_token(chars, |_, end| first = first.or(Some(end)));
        first.is_some_and(|end| {
            let class = self.class_in_text(&chars[..end]);
            end > 1 || !(class.starts_with('n') || matches!(class, "x" | "g" | "zg" | "a" | "j"))
        })
    }

    /// The class of a token of the best path.
    fn class_in_text(&self, token: &[char]) -> &'static str {
        self.list.get(token).map_or_else(|| WordList::class_of_unlisted(token), |word| self.list.class(word))
    }

    fn is_place(&self, chars: &[char]) -> bool {
        chars.len() > 1 && self.class_of(chars) == Some("ns")
    }

    /// The same for names of persons, which begin no other words: 方方 in 方方面面.
    pub(crate) fn is_bounded_name(&self, chars: &[char], span: Span, block: Span) -> bool {
        let end = span.end as usize;
        self.crossing(chars, span, block).is_none_or(|(from, to)| from == span.start as usize && to - end == 1 && self.is_head(chars, end, to))
    }

    /// True where the characters on both sides make words with those of the form: 今[日本]地.
    pub(crate) fn is_overlapped(&self, chars: &[char], span: Span, block: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        let word = |from: usize, to: usize| self.is_word_of(&chars[from..to]);
        start > block.start as usize && end < block.end as usize && word(start - 1, start + 1) && word(end - 1, end + 1)
    }

    /// True where the last character of the form makes a word with the next one.
    pub(crate) fn runs_on(&self, chars: &[char], span: Span, block: Span) -> bool {
        let end = span.end as usize;
        end < block.end as usize && self.is_word_of(&chars[end - 1..=end])
    }

    /// True where the form is the end of a longer dictionary word: 顾问 in 法律顾问.
    pub(crate) fn is_tail(&self, chars: &[char], span: Span, block: Span) -> bool {
        self.crossing(chars, span, block).is_some_and(|(from, to)| {
            let start = span.start as usize;
            from < start && to == span.end as usize && self.list.get(&chars[from..start]).is_some()
        })
    }

    /// The first word of the best path that crosses an end of the span: its first character and its end.
    fn crossing(&self, chars: &[char], span: Span, block: Span) -> Option<(usize, usize)> {
        let (start, end) = (span.start as usize, span.end as usize);
        let from = (block.start as usize..start).rev().take(CONTEXT_CHARS).take_while(|&i| is_han(chars[i])).last().unwrap_or(start);
        let to = (end..block.end as usize).take(CONTEXT_CHARS).take_while(|&i| is_han(chars[i])).last().map_or(end, |i| i + 1);
        if from == start && to == end {
            return None;
        }
        let mut crossing = None;
        self.list.each_token(&chars[from..to], |token_start, token_end| {
            let (token_start, token_end) = (from + token_start, from + token_end);
            if token_start < start && start < token_end || token_start < end && end < token_end {
                crossing = crossing.or(Some((token_start, token_end)));
            }
        });
        crossing
    }

    /// True where no word of the best path around it crosses this place.
    pub fn is_boundary(&self, chars: &[char], at: u32, block: Span) -> bool {
        let at = at as usize;
        let from = (block.start as usize..at).rev().take(CONTEXT_CHARS).take_while(|&i| is_han(chars[i])).last().unwrap_or(at);
        let to = (at..block.end as usize).take(CONTEXT_CHARS).take_while(|&i| is_han(chars[i])).last().map_or(at, |i| i + 1);
        if from == at || to == at {
            return true;
        }
        let mut is_end = false;
        self.list.each_token(&chars[from..to], |_, end| is_end |= from + end == at);
        is_end
    }

    /// Calls `each` with start, end, text and part-of-speech tag of every word of the best path.
    pub fn each_word(&self, chars: &[char], mut each: impl FnMut(u32, u32, &str, &str)) {
        let mut text = String::new();
        self.each_class(chars, |start, end, class| {
            text.clear();
            text.extend(&chars[start as usize..end as usize]);
            each(start, end, &text, class);
        });
    }

    /// The same without the texts.
    pub(crate) fn each_class(&self, chars: &[char], mut each: impl FnMut(u32, u32, &'static str)) {
        self.list.each_classed(chars, |start, end, class| each(start as u32, end as u32, class));
    }

    fn is_head(&self, chars: &[char], end: usize, word_end: usize) -> bool {
        if word_end - end == 1 {
            return self.endings.contains(&chars[end]);
        }
        self.list.get(&chars[end..word_end]).is_some()
    }
}
