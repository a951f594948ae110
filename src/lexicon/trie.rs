//! A trie of characters that is read where it lies, without being unpacked: the compiled word list is a piece of the
//! program, and what no text asks for is never read from disk.
//!
//! Nodes stand in breadth-first order, so that the children of a node lie side by side, by character. A node is three
//! numbers of three bytes, little endian: the first of its children, its character, and what the word that ends there
//! means (0 where none ends). Children of the root, of which there are thousands, are found by a table.

use std::borrow::Cow;

/// Words with a number each, from 1.
#[derive(Clone)]
pub(crate) struct Trie {
    bytes: Cow<'static, [u8]>,
}

/// Bytes of the table of first characters: two for each of the basic plane.
const ROOT_BYTES: usize = 2 * 0x1_0000;
const NODE_BYTES: usize = 9;
/// A number of three bytes is read as one of four.
const PADDING: usize = 1;

#[derive(Debug, Clone, Copy)]
struct Node {
    first_child: u32,
    label: u32,
    value: u32,
}

impl Trie {
    /// Of words in the order of their characters, each once, none empty, none with the number 0.
    pub(crate) fn build<S: AsRef<str>>(words: &[(S, u32)]) -> Trie {
        let chars: Vec<Vec<char>> = words.iter().map(|(word, _)| word.as_ref().chars().collect()).collect();
        let mut nodes = vec![Node { first_child: 0, label: 0, value: 0 }];
        // For each node, the words below it and how many characters lead there.
        let mut below = vec![(0, words.len(), 0)];
        let mut at = 0;
        while let Some(&(from, to, depth)) = below.get(at) {
            nodes[at].first_child = nodes.len() as u32;
            let mut word = from;
            if word < to && chars[word].len() == depth {
                nodes[at].value = words[word].1;
                word += 1;
            }
            while word < to {
                let c = chars[word][depth];
                let end = word + chars[word..to].partition_point(|w| w[depth] == c);
                nodes.push(Node { first_child: 0, label: c as u32, value: 0 });
                below.push((word, end, depth + 1));
                word = end;
            }
            at += 1;
        }
        let mut bytes = vec![0; ROOT_BYTES];
        let children = nodes.get(1).map_or(1, |_| nodes[0].first_child)..nodes.get(1).map_or(1, |first| first.first_child);
        for i in children {
            let (label, short) = (nodes[i as usize].label as usize, u16::try_from(i));
            if let (Some(entry), Ok(short)) = (bytes.get_mut(2 * label..2 * label + 2).filter(|_| label < 0x1_0000), short) {
                entry.copy_from_slice(&short.to_le_bytes());
            }
        }
        // One more, whose first child ends the children of the last.
        nodes.push(Node { first_child: nodes.len() as u32, label: 0, value: 0 });
        // 16 million nodes: words of more characters than all gazetteers hold, twenty times over.
        assert!(nodes.len() < 1 << 24, "more words than a trie holds");
        for number in nodes.iter().flat_map(|n| [n.first_child, n.label, n.value]) {
            bytes.extend_from_slice(&number.to_le_bytes()[..3]);
        }
        bytes.extend([0; PADDING]);
        Trie { bytes: bytes.into() }
    }

    /// As [`Trie::as_bytes`] gave it.
    pub(crate) fn from_bytes(bytes: &'static [u8]) -> Trie {
        Trie { bytes: bytes.into() }
    }

    /// What [`Trie::from_bytes`] reads.
    #[allow(dead_code, reason = "the build asks for it")]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[inline]
    fn number(&self, at: usize) -> u32 {
        self.bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u32::from_le_bytes(*bytes) & 0xff_ffff)
    }

    #[inline]
    fn first_child(&self, node: u32) -> u32 {
        self.number(ROOT_BYTES + node as usize * NODE_BYTES)
    }

    #[inline]
    fn label(&self, node: u32) -> u32 {
        self.number(ROOT_BYTES + node as usize * NODE_BYTES + 3)
    }

    #[inline]
    fn value(&self, node: u32) -> u32 {
        self.number(ROOT_BYTES + node as usize * NODE_BYTES + 6)
    }

    #[inline]
    fn begin(&self, c: char) -> Option<u32> {
        match self.bytes.get(2 * c as usize..).filter(|_| (c as u32) < 0x1_0000).and_then(|rest| rest.first_chunk()) {
            Some(bytes) => Some(u32::from(u16::from_le_bytes(*bytes))).filter(|&node| node != 0),
            None => self.child(0, c),
        }
    }

    #[inline]
    fn child(&self, node: u32, c: char) -> Option<u32> {
        let (mut from, mut to) = (self.first_child(node), self.first_child(node + 1));
        while from < to {
            let middle = from + (to - from) / 2;
            match self.label(middle).cmp(&(c as u32)) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// The number of a word.
    pub(crate) fn get(&self, word: &[char]) -> Option<u32> {
        let (&first, rest) = word.split_first()?;
        let node = rest.iter().try_fold(self.begin(first)?, |node, &c| self.child(node, c))?;
        Some(self.value(node)).filter(|&value| value != 0)
    }

    /// Calls `each` with length and number of every word that `chars` begins with, shortest first.
    #[inline]
    pub(crate) fn each_prefix(&self, chars: &[char], mut each: impl FnMut(usize, u32)) {
        let Some((&first, rest)) = chars.split_first() else { return };
        let mut next = self.begin(first);
        let mut rest = rest.iter();
        let mut length = 1;
        while let Some(node) = next {
            let value = self.value(node);
            if value != 0 {
                each(length, value);
            }
            length += 1;
            next = rest.next().and_then(|&c| self.child(node, c));
        }
    }
}

impl std::fmt::Debug for Trie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Trie({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_finds_the_words_a_text_begins_with(words in prop::collection::btree_set("[ab甲乙𠮷]{1,4}", 0..12), text in "[ab甲乙丙𠮷𠮸]{0,8}") {
            let numbered: Vec<(&str, u32)> = words.iter().zip(1..).map(|(word, i)| (word.as_str(), i)).collect();
            let trie = Trie::build(&numbered);
            let chars: Vec<char> = text.chars().collect();
            let mut found = Vec::new();
            trie.each_prefix(&chars, |length, value| found.push((length, value)));
            let mut want: Vec<(usize, u32)> =
                numbered.iter().filter(|(word, _)| text.starts_with(word)).map(|(word, i)| (word.chars().count(), *i)).collect();
            want.sort_unstable();
            prop_assert_eq!(found, want);
            prop_assert_eq!(trie.get(&chars), numbered.iter().find(|(word, _)| *word == text).map(|(_, i)| *i));
        }
    }
}
