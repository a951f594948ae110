//! Folded words found at a place in a text.

use rustc_hash::FxHashMap;

/// Folded words of one purpose, found at a place in a text by their first or last character.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Longest first.
    words: Vec<Vec<char>>,
    by_first: FxHashMap<char, Vec<u32>>,
    by_last: FxHashMap<char, Vec<u32>>,
    firsts: Few,
    lasts: Few,
}

/// Characters, and some others by chance: most places of a text are told by it that no word begins there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Few([u64; 4]);

impl Few {
    fn place(c: char) -> (usize, u64) {
        let hash = (c as u32).wrapping_mul(0x9E37_79B1) >> 24;
        (hash as usize >> 6, 1 << (hash & 63))
    }

    fn insert(&mut self, c: char) {
        let (at, bit) = Few::place(c);
        self.0[at] |= bit;
    }

    #[inline]
    fn may_hold(&self, c: char) -> bool {
        let (at, bit) = Few::place(c);
        self.0[at] & bit != 0
    }
}

impl Words {
    /// Words already folded; empty ones are dropped.
    pub(crate) fn new(mut words: Vec<Vec<char>>) -> Words {
        words.retain(|w| !w.is_empty());
        words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        words.dedup();
        let mut out = Words::default();
        for (i, word) in words.iter().enumerate() {
            if let (Some(&first), Some(&last)) = (word.first(), word.last()) {
                out.firsts.insert(first);
                out.lasts.insert(last);
                out.by_first.entry(first).or_default().push(i as u32);
                out.by_last.entry(last).or_default().push(i as u32);
            }
        }
        out.words = words;
        out
    }

    /// True for an empty list.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The longest word that `chars[at..]` begins with.
    pub fn at(&self, chars: &[char], at: usize) -> Option<&[char]> {
        let rest = chars.get(at..)?;
        let list = self.by_first.get(rest.first().filter(|&&c| self.firsts.may_hold(c))?)?;
        list.iter().map(|&i| self.words[i as usize].as_slice()).find(|w| rest.starts_with(w))
    }

    /// The longest word that `head` ends with.
    pub fn before(&self, head: &[char]) -> Option<&[char]> {
        let list = self.by_last.get(head.last().filter(|&&c| self.lasts.may_hold(c))?)?;
        list.iter().map(|&i| self.words[i as usize].as_slice()).find(|w| head.ends_with(w))
    }
}

/// What an ending that makes an organization asks of the head of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A place or body, a country only with further words: 成都市|公安局, 中国|伊斯兰教|协会.
    Body,
    /// A district or town, or a larger place with further words: 海淀|医院, 徐州市|第一人民|医院.
    Local,
    /// A body: 立法院|经济|委员会.
    Division,
    /// A place, a letter for one, or two joined by 驻: 美国|驻|荷|大使馆.
    Mission,
    /// A place below the country, a body, or a name of its own: 某某|娱乐.
    Company,
    /// The same, and a country: 中国某某|有限公司.
    Registered,
}

/// Endings that make an organization of what stands before them.
#[derive(Debug, Default)]
pub struct Endings {
    words: Words,
    kinds: FxHashMap<Vec<char>, Ending>,
}

impl Endings {
    pub(crate) fn new(entries: impl Iterator<Item = (Vec<char>, Ending)>) -> Endings {
        let kinds: FxHashMap<Vec<char>, Ending> = entries.collect();
        Endings { words: Words::new(kinds.keys().cloned().collect()), kinds }
    }

    /// The longest ending that `chars[at..]` begins with, and its length in characters.
    pub fn at(&self, chars: &[char], at: usize) -> Option<(Ending, u32)> {
        let word = self.words.at(chars, at)?;
        self.kinds.get(word).map(|&kind| (kind, word.len() as u32))
    }

    /// The longest ending that `head` ends with.
    pub fn before(&self, head: &[char]) -> Option<&[char]> {
        self.words.before(head)
    }
}
