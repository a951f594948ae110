//! Word boundaries: is a short Han form a word of its own where it stands, or a piece of other words?
//!
//! The test segments the characters around the form by a unigram word lattice (jieba's dictionary and path search) and
//! rejects the form where a word of the best path crosses one of its ends: 外国军舰 → 外国|军舰, so 国军 is none.

use crate::{document::Span, script::is_han};
use jieba_rs::Jieba;
use rustc_hash::FxHashSet;

/// Words of the list that are rarer than this may be pieces of names (建国, 志明).
pub(crate) const RARE_WORD: usize = 30;

/// A word list with frequencies.
#[derive(Debug)]
pub struct Lexicon {
    jieba: Jieba,
    /// Names of the gazetteer that are in the list beside its words.
    names: FxHashSet<String>,
    /// One-character endings that leave a name a name.
    endings: FxHashSet<char>,
}

/// Characters of context on each side. Longer contexts change the path near the form in less than one case of a thousand.
const CONTEXT_CHARS: usize = 6;

/// Forms that are words this frequent in the dictionary (中国, 美国, 北京) win against any crossing word.
const VERY_COMMON: usize = 10_000;

/// What a name of the gazetteer weighs in the lattice: as much as an ordinary word of the list, so that it wins against two
/// unlikely words (韩|正在|会上) and loses against two likely ones (高|福利).
const NAME_FREQUENCY: usize = 100;

impl Lexicon {
    /// The word list, with the one-character endings that leave a name a name.
    pub fn new(endings: FxHashSet<char>) -> Lexicon {
        Lexicon { jieba: Jieba::new(), names: FxHashSet::default(), endings }
    }

    /// Takes names into the list, so that 朱立伦|敦促 is not cut into 伦敦. Names that are words stay as they are.
    pub(crate) fn add_names<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for name in names {
            if !self.jieba.has_word(name) {
                self.jieba.add_word(name, Some(NAME_FREQUENCY), Some("nr"));
                self.names.insert(name.to_owned());
            } else if self.jieba.suggest_freq(name) < NAME_FREQUENCY {
                self.jieba.add_word(name, Some(NAME_FREQUENCY), None);
            }
        }
    }

    /// A word of two or more characters of the best path is no rare one.
    pub(crate) fn holds_common_word(&self, chars: &[char]) -> bool {
        let mut holds = false;
        self.each_word(chars, |start, end, word, _| holds |= end - start > 1 && self.frequency(word) > RARE_WORD);
        holds
    }

    /// True for a dictionary word of high frequency.
    pub fn is_very_common(&self, word: &str) -> bool {
        self.is_word(word) && self.jieba.suggest_freq(word) >= VERY_COMMON
    }

    /// True for a dictionary word.
    pub fn is_word(&self, word: &str) -> bool {
        self.jieba.has_word(word) && !self.names.contains(word)
    }

    /// Frequency of a dictionary word; 0 for others.
    pub fn frequency(&self, word: &str) -> usize {
        if self.is_word(word) { self.jieba.suggest_freq(word) } else { 0 }
    }

    /// Class of a dictionary word (`n`, `v`, `nr` for persons, `ns` for places, …); none for what is no word, or what the
    /// list rather reads as several words.
    pub fn class(&self, word: &str) -> Option<String> {
        match &self.jieba.tag(word, false)[..] {
            [one] if self.jieba.has_word(word) => Some(one.tag.to_owned()),
            _ => None,
        }
    }

    /// The words of the best path.
    pub fn words<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.jieba.cut(text, false).into_iter().map(|token| token.word).collect()
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
        let text: String = line[at..].iter().take(CONTEXT_CHARS).take_while(|c| is_han(**c)).collect();
        self.jieba.tag(&text, false).first().is_some_and(|first| {
            let one = first.word.chars().nth(1).is_none();
            !one || !(first.tag.starts_with('n') || matches!(first.tag, "x" | "g" | "zg" | "a" | "j"))
        })
    }

    fn is_place(&self, chars: &[char]) -> bool {
        chars.len() > 1 && self.class(&chars.iter().collect::<String>()).is_some_and(|class| class == "ns")
    }

    /// The same for names of persons, which begin no other words: 方方 in 方方面面.
    pub(crate) fn is_bounded_name(&self, chars: &[char], span: Span, block: Span) -> bool {
        let end = span.end as usize;
        self.crossing(chars, span, block).is_none_or(|(from, to)| from == span.start as usize && to - end == 1 && self.is_head(chars, end, to))
    }

    /// True where the characters on both sides make words with those of the form: 今[日本]地.
    pub(crate) fn is_overlapped(&self, chars: &[char], span: Span, block: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        let word = |from: usize, to: usize| -> bool {
            let text: String = chars[from..to].iter().collect();
            self.is_word(&text)
        };
        start > block.start as usize && end < block.end as usize && word(start - 1, start + 1) && word(end - 1, end + 1)
    }

    /// True where the last character of the form makes a word with the next one.
    pub(crate) fn runs_on(&self, chars: &[char], span: Span, block: Span) -> bool {
        let end = span.end as usize;
        end < block.end as usize && self.is_word(&chars[end - 1..=end].iter().collect::<String>())
    }

    /// True where the form is the end of a longer dictionary word: 顾问 in 法律顾问.
    pub(crate) fn is_tail(&self, chars: &[char], span: Span, block: Span) -> bool {
        self.crossing(chars, span, block).is_some_and(|(from, to)| {
            let start = span.start as usize;
            let rest: String = chars[from.min(start)..start].iter().collect();
            from < start && to == span.end as usize && self.jieba.has_word(&rest)
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
        let window: String = chars[from..to].iter().collect();
        let mut at = from;
        for token in self.jieba.cut(&window, false) {
            let token_start = at;
            at += token.word.chars().count();
            if token_start < start && start < at || token_start < end && end < at {
                return Some((token_start, at));
            }
        }
        None
    }

    /// True where no word of the best path around it crosses this place.
    pub fn is_boundary(&self, chars: &[char], at: u32, block: Span) -> bool {
        let at = at as usize;
        let from = (block.start as usize..at).rev().take(CONTEXT_CHARS).take_while(|&i| is_han(chars[i])).last().unwrap_or(at);
        let to = (at..block.end as usize).take(CONTEXT_CHARS).take_while(|&i| is_han(chars[i])).last().map_or(at, |i| i + 1);
        if from == at || to == at {
            return true;
        }
        let window: String = chars[from..to].iter().collect();
        let mut end = from;
        self.jieba.cut(&window, false).iter().any(|token| {
            end += token.word.chars().count();
            end == at
        })
    }

    /// Calls `each` with start, end, text and part-of-speech tag of every word of the best path.
    pub fn each_word(&self, chars: &[char], mut each: impl FnMut(u32, u32, &str, &str)) {
        let text: String = chars.iter().collect();
        for tag in self.jieba.tag(&text, false) {
            each(tag.start as u32, tag.end as u32, tag.word, tag.tag);
        }
    }

    fn is_head(&self, chars: &[char], end: usize, word_end: usize) -> bool {
        if word_end - end == 1 {
            return self.endings.contains(&chars[end]);
        }
        let rest: String = chars[end..word_end].iter().collect();
        self.jieba.has_word(&rest)
    }
}
