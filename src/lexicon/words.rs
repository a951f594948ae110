//! A list of words with frequencies and classes, and the best path through the words of a text: unigram segmentation as
//! jieba does it without its model for unlisted words, number for number, on slices of characters.

use super::trie::Trie;
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};
use std::sync::LazyLock;

/// The word list as the build writes it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CompiledWords<'a> {
    /// [`Trie`] of the words, each with the number of its [`Word`] as [`pack`] writes it.
    pub(crate) trie: &'a [u8],
    /// The different frequencies.
    pub(crate) frequencies: Vec<u32>,
    /// The different classes.
    pub(crate) classes: Vec<&'a str>,
    /// Sum of the frequencies of all words.
    pub(crate) total: u64,
}

/// Names beside the words as the build writes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CompiledNames<'a> {
    /// [`Trie`] of the names, each with its number as [`pack_name`] writes it.
    trie: &'a [u8],
    /// Logarithm of the sum of all frequencies.
    total: f64,
}

/// How many bits of a number in the trie hold the class; above them stands the frequency.
const CLASS_BITS: u32 = 7;

/// The number of a word in the trie, never 0: indices into the frequencies and the classes.
#[allow(dead_code, reason = "the build calls it")]
pub(crate) fn pack(frequency: usize, class: usize) -> u32 {
    ((frequency as u32) << CLASS_BITS | class as u32) + 1
}

/// What the list says of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Word {
    pub(crate) frequency: u32,
    log_frequency: f64,
    class: usize,
    /// It is a name that was added to the list.
    pub(crate) is_name: bool,
}

/// Words that are read where they lie, and names beside them.
#[derive(Debug)]
pub(crate) struct WordList {
    words: Trie,
    /// Frequencies with their logarithms.
    frequencies: Vec<(u32, f64)>,
    classes: Vec<&'static str>,
    /// Names and words that weigh as much as a name, with numbers as [`pack_name`] writes them.
    names: Trie,
    name_class: usize,
    log_total: f64,
    total: u64,
}

/// What a name weighs in the lattice of which no more is known: as much as an ordinary word of the list, so that it wins against
/// two unlikely words (韩|正在|会上) and loses against two likely ones (高|福利).
pub(crate) const NAME_FREQUENCY: u32 = 100;
/// A name that is met often weighs more: so many times twice as much.
pub(crate) type Doublings = u8;
/// More than any name is met.
const MOST_DOUBLINGS: Doublings = 20;

/// What a name weighs that is met so many times in as many words as the frequencies of the list are counted in: half way, on a
/// scale of doublings, to its own frequency. All of it would cut longer words that the list counted in other texts (印度|教).
pub(crate) fn doublings(mentions: u32) -> Doublings {
    ((mentions / NAME_FREQUENCY).max(1).ilog2() / 2).min(MOST_DOUBLINGS.into()) as Doublings
}

fn name_frequency(doublings: Doublings) -> u32 {
    NAME_FREQUENCY << doublings
}
/// Forms that are words this frequent in the dictionary (中国, 美国, 北京) win against any crossing word.
const VERY_COMMON: usize = 10_000;
/// The class of names that are no words.
const NAME_CLASS: &str = "nr";

/// The number of a name in the trie, never 0: what it weighs, and whether it is a word that the name makes weigh more.
fn pack_name(doublings: Doublings, is_word: bool) -> u32 {
    (u32::from(doublings) << 1 | u32::from(is_word)) + 1
}

fn unpack_name(number: u32) -> (Doublings, bool) {
    (((number - 1) >> 1) as Doublings, (number - 1) & 1 == 1)
}

impl WordList {
    pub(crate) fn new(compiled: CompiledWords<'static>) -> WordList {
        let log = |&frequency: &u32| (frequency, f64::from(frequency).ln());
        let mut classes = compiled.classes;
        let name_class = classes.iter().position(|&class| class == NAME_CLASS).unwrap_or_else(|| {
            classes.push(NAME_CLASS);
            classes.len() - 1
        });
        WordList {
            words: Trie::from_bytes(compiled.trie),
            frequencies: compiled.frequencies.iter().map(log).collect(),
            classes,
            names: Trie::build::<&str>(&[]),
            name_class,
            log_total: (compiled.total as f64).ln(),
            total: compiled.total,
        }
    }

    /// Takes names into the list: those that are no words, and those that as words weigh less than a name.
    pub(crate) fn add_names(&mut self, names: &[(&str, Doublings)]) {
        let chars = |name: &str| -> Vec<char> { name.chars().collect() };
        let is_word = |name: &str| self.words.get(&chars(name)).is_some();
        let mut new: Vec<(&str, u32)> =
            names.iter().filter(|(name, _)| !is_word(name)).map(|&(name, weight)| (name, pack_name(weight, false))).collect();
        self.set_names(&mut new);
        // Judged with all names in the list, so that their order is of no weight.
        let is_light = |&&(name, weight): &&(&str, Doublings)| {
            self.words.get(&chars(name)).is_some() && self.suggested_frequency(&chars(name)) < name_frequency(weight) as usize
        };
        new.extend(names.iter().filter(is_light).map(|&(name, weight)| (name, pack_name(weight, true))));
        self.set_names(&mut new);
    }

    /// What [`WordList::with_names`] reads.
    #[allow(dead_code, reason = "the build asks for it")]
    pub(crate) fn names(&self) -> CompiledNames<'_> {
        CompiledNames { trie: self.names.as_bytes(), total: self.log_total }
    }

    /// Takes names into a list that has none.
    pub(crate) fn with_names(self, names: &CompiledNames<'static>) -> WordList {
        WordList { names: Trie::from_bytes(names.trie), log_total: names.total, ..self }
    }

    fn set_names(&mut self, names: &mut Vec<(&str, u32)>) {
        names.sort_unstable();
        names.dedup();
        let before: u64 = names
            .iter()
            .filter_map(|(name, _)| self.words.get(&name.chars().collect::<Vec<char>>()))
            .map(|n| u64::from(self.word(n).frequency))
            .sum();
        let weight: u64 = names.iter().map(|&(_, number)| u64::from(name_frequency(unpack_name(number).0))).sum();
        self.names = Trie::build(names);
        self.log_total = ((self.total + weight - before) as f64).ln();
    }

    #[inline]
    fn word(&self, number: u32) -> Word {
        let (frequency, log_frequency) = self.frequencies[((number - 1) >> CLASS_BITS) as usize];
        Word { frequency, log_frequency, class: ((number - 1) & ((1 << CLASS_BITS) - 1)) as usize, is_name: false }
    }

    fn name(&self, number: u32, word: Option<u32>) -> Word {
        let class = word.map_or(self.name_class, |number| self.word(number).class);
        let (doublings, is_word) = unpack_name(number);
        Word { frequency: name_frequency(doublings), log_frequency: log_of_name(doublings), class, is_name: !is_word }
    }

    /// The word or name that is all of `chars`.
    pub(crate) fn get(&self, chars: &[char]) -> Option<Word> {
        let word = self.words.get(chars);
        self.names.get(chars).map(|number| self.name(number, word)).or_else(|| word.map(|number| self.word(number)))
    }

    /// The class of a word.
    pub(crate) fn class(&self, word: Word) -> &'static str {
        self.classes[word.class]
    }

    /// What is taken for the class of a character or of Latin letters that are no word.
    pub(crate) fn class_of_unlisted(chars: &[char]) -> &'static str {
        let letters = || chars.iter().filter(|c| c.is_ascii_alphanumeric());
        match letters().next() {
            None => "x",
            Some(_) if letters().all(char::is_ascii_digit) => "m",
            Some(_) => "eng",
        }
    }

    /// Frequency of a word, or as much as makes the parts of the best path through it one word.
    pub(crate) fn suggested_frequency(&self, chars: &[char]) -> usize {
        let mut log = 0.0;
        self.each_token(chars, |start, end| {
            log = log + self.get(&chars[start..end]).map_or(0.0, |word| word.log_frequency) - self.log_total;
        });
        let own = self.get(chars).map_or(1, |word| word.frequency as usize);
        own.max((log + self.log_total).exp() as usize + 1)
    }

    /// True for a word of the list, no name, of high frequency.
    pub(crate) fn is_very_common(&self, chars: &[char]) -> bool {
        self.get(chars).is_some_and(|word| !word.is_name) && self.suggested_frequency(chars) >= VERY_COMMON
    }

    /// Calls `each` with first character and end of the words of the best path: of all ways to cut the text the one with
    /// the largest product of the words' shares of the list. Between runs of letters and Han characters each character
    /// stands alone.
    pub(crate) fn each_token(&self, chars: &[char], mut each: impl FnMut(usize, usize)) {
        self.each_step(chars, |start, end, _| each(start, end));
    }

    /// The same, with the class of each word; of what is no word the one it is taken for.
    pub(crate) fn each_classed(&self, chars: &[char], mut each: impl FnMut(usize, usize, &'static str)) {
        self.each_step(chars, |start, end, class| {
            let token = &chars[start..end];
            let known = class.map(|class| self.classes[class as usize]);
            let looked_up = || self.get(token).map_or_else(|| WordList::class_of_unlisted(token), |word| self.class(word));
            each(start, end, known.unwrap_or_else(looked_up));
        });
    }

    /// The words of the best path, with the number of their class where the path knows it.
    fn each_step(&self, chars: &[char], mut each: impl FnMut(usize, usize, Option<u16>)) {
        let mut start = 0;
        while start < chars.len() {
            let end = chars[start..].iter().position(|&c| !is_in_words(c)).map_or(chars.len(), |n| start + n);
            if start < end {
                self.each_step_of_run(&chars[start..end], |from, to, class| each(start + from, start + to, class));
            } else {
                each(start, start + 1, None);
            }
            start = end.max(start + 1);
        }
    }

    fn each_step_of_run(&self, chars: &[char], mut each: impl FnMut(usize, usize, Option<u16>)) {
        // For each place the best way from there on.
        let mut best: SmallVec<[Step; 32]> = smallvec![Step { log: 0.0, end: 0, class: None }; chars.len() + 1];
        for at in (0..chars.len()).rev() {
            let mut here: Option<Step> = None;
            let take = |here: &mut Option<Step>, length: usize, log_frequency: f64, class: usize| {
                let end = at + length;
                let log = log_frequency - self.log_total + best[end].log;
                if here.as_ref().is_none_or(|most| log > most.log || log == most.log && end > most.end) {
                    *here = Some(Step { log, end, class: Some(class as u16) });
                }
            };
            // Lengths of the names, as bits.
            let mut names = 0_u64;
            self.names.each_prefix(&chars[at..], |length, number| {
                take(&mut here, length, log_of_name(unpack_name(number).0), self.name_class);
                names |= 1_u64.checked_shl(length as u32).unwrap_or(0);
            });
            self.words.each_prefix(&chars[at..], |length, number| {
                let is_name = if length < 64 { names >> length & 1 != 0 } else { self.names.get(&chars[at..at + length]).is_some() };
                if !is_name {
                    let word = self.word(number);
                    take(&mut here, length, word.log_frequency, word.class);
                } else if let Some(step) = here.as_mut().filter(|step| step.end == at + length) {
                    // A word that weighs as much as a name keeps its class.
                    step.class = Some(self.word(number).class as u16);
                }
            });
            // A character that is no word weighs as much as one that occurs once.
            best[at] = here.unwrap_or(Step { log: 0.0 - self.log_total + best[at + 1].log, end: at + 1, class: None });
        }
        let mut at = 0;
        while at < chars.len() {
            let is_letter = |at: usize| at < chars.len() && best[at].end == at + 1 && chars[at].is_ascii_alphanumeric();
            // Letters and digits that are no word stay together: bts, 2020.
            let end = if is_letter(at) { (at..).find(|&i| !is_letter(i)).unwrap_or(at + 1) } else { best[at].end };
            each(at, end, best[at].class.filter(|_| end == best[at].end));
            at = end;
        }
    }
}

/// Logarithms of the frequencies of names.
static LOGS_OF_NAMES: LazyLock<[f64; MOST_DOUBLINGS as usize + 1]> =
    LazyLock::new(|| std::array::from_fn(|doublings| f64::from(name_frequency(doublings as Doublings)).ln()));

fn log_of_name(doublings: Doublings) -> f64 {
    LOGS_OF_NAMES[usize::from(doublings)]
}

/// The first word of the best way from a place on.
#[derive(Clone, Copy)]
struct Step {
    /// Logarithm of all of the way.
    log: f64,
    end: usize,
    /// None where it is no word.
    class: Option<u16>,
}

/// Characters of which words consist.
fn is_in_words(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' => true,
        _ if c.is_ascii() => c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '&' | '.' | '_' | '%' | '-'),
        '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2EBEF}' | '\u{2F800}'..='\u{2FA1F}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jieba_rs::Jieba;
    use proptest::prelude::*;
    use std::{fs::File, io::BufReader};

    /// Names beside the dictionary with what they weigh: new ones, one that is a rare word there, a frequent word, and one that is
    /// met more often than the dictionary knows.
    const NAMES: [(&str, Doublings); 6] = [("朱立伦", 0), ("蔡其昌", 4), ("韩正", 2), ("平凉", 0), ("中国", 3), ("推特", 7)];

    static BOTH: LazyLock<(WordList, Jieba)> = LazyLock::new(|| {
        let mut ours = WordList::new(postcard::from_bytes(super::super::WORDS).unwrap());
        ours.add_names(&NAMES);
        let mut theirs = Jieba::with_dict(&mut BufReader::new(File::open(env!("JIEBA_DICTIONARY")).unwrap())).unwrap();
        for (name, doublings) in NAMES {
            let frequency = name_frequency(doublings) as usize;
            if !theirs.has_word(name) {
                theirs.add_word(name, Some(frequency), Some(NAME_CLASS));
            } else if theirs.suggest_freq(name) < frequency {
                theirs.add_word(name, Some(frequency), None);
            }
        }
        (ours, theirs)
    });

    fn assert_same(text: &str) -> Result<(), TestCaseError> {
        let (ours, theirs) = &*BOTH;
        let chars: Vec<char> = text.chars().collect();
        let mut words = Vec::new();
        ours.each_classed(&chars, |start, end, class| {
            let token = &chars[start..end];
            words.push((token.iter().collect::<String>(), class, ours.suggested_frequency(token)));
        });
        let want: Vec<(String, &str, usize)> =
            theirs.tag(text, false).into_iter().map(|tag| (tag.word.to_owned(), tag.tag, theirs.suggest_freq(tag.word))).collect();
        prop_assert_eq!(words, want);
        prop_assert_eq!(ours.suggested_frequency(&chars), theirs.suggest_freq(text));
        Ok(())
    }

    #[test]
    fn texts_are_cut_as_jieba_cuts_them() {
        for text in [
            "国民党主席朱立伦敦促各国军舰停止航行",
            "湖南长沙市和平凉的4s店在2020年关门，bts与a股3.5%",
            "韩正在会上说，蔡其昌不在中国 (usa) c++ 𩸽鱼",
            "研究生命起源",
            "微软推特等公司",
            "",
        ] {
            assert_same(text).unwrap();
        }
    }

    proptest! {
        #[test]
        fn any_text_is_cut_as_jieba_cuts_it(text in "[国民党主席朱立伦敦促各军舰正在会上说研究生命起源平凉推特等中人大学生活动a4s3+.，（𩸽]{1,30}") {
            assert_same(&text)?;
        }
    }
}
