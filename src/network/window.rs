//! Co-occurrence windows: which nodes meet where in a document.

use std::collections::{BTreeMap, BTreeSet};

/// The stretch of text in which two nodes must stand to have met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// One sentence.
    #[default]
    Sentence,
    /// One paragraph (block of the page).
    Paragraph,
    /// The document.
    Document,
    /// Mentions that begin at most this many characters apart.
    Chars(u32),
}

impl std::str::FromStr for Window {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "sentence" => Ok(Window::Sentence),
            "paragraph" => Ok(Window::Paragraph),
            "document" => Ok(Window::Document),
            number => match number.parse() {
                Ok(n) if n > 0 => Ok(Window::Chars(n)),
                _ => Err(format!("{number:?} is none of sentence, paragraph, document, or a number of characters")),
            },
        }
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Window::Sentence => f.write_str("sentence"),
            Window::Paragraph => f.write_str("paragraph"),
            Window::Document => f.write_str("document"),
            Window::Chars(n) => write!(f, "{n}"),
        }
    }
}

/// A mention as counting sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// Key of the node.
    pub node: u64,
    /// First character.
    pub start: u32,
    /// Index of the sentence.
    pub sentence: u32,
    /// Index of the paragraph.
    pub paragraph: u32,
}

/// A window with more distinct nodes than this is a list (of prisoners, of signatories), not a meeting: it is counted,
/// reported, and not paired. The longest prose sentences of real posts name about thirty.
pub const MAX_NODES_PER_WINDOW: usize = 60;

/// The pairs of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meetings {
    /// For each pair (smaller key first) the sentences in which it is complete, in order.
    pub pairs: BTreeMap<(u64, u64), BTreeSet<u32>>,
    /// Windows that were too large to pair.
    pub skipped: u32,
}

/// Pairs the nodes of a document. `occurrences` in the order of the text.
pub fn meetings(occurrences: &[Occurrence], window: Window) -> Meetings {
    let mut meetings = Meetings::default();
    match window {
        Window::Sentence => occurrences.chunk_by(|x, y| x.sentence == y.sentence).for_each(|group| meetings.pair(group)),
        Window::Paragraph => occurrences.chunk_by(|x, y| x.paragraph == y.paragraph).for_each(|group| meetings.pair(group)),
        Window::Document => meetings.pair(occurrences),
        Window::Chars(n) => {
            let mut from = 0;
            for (i, later) in occurrences.iter().enumerate() {
                while occurrences[from].start + n < later.start {
                    from += 1;
                }
                if i - from > MAX_NODES_PER_WINDOW {
                    meetings.skipped += 1;
                    continue;
                }
                for earlier in &occurrences[from..i] {
                    meetings.add(earlier, later);
                }
            }
        }
    }
    meetings
}

impl Meetings {
    fn pair(&mut self, group: &[Occurrence]) {
        if group.len() < 2 {
            return;
        }
        let distinct: BTreeSet<u64> = group.iter().map(|o| o.node).collect();
        if distinct.len() > MAX_NODES_PER_WINDOW {
            self.skipped += 1;
            return;
        }
        // Only the first occurrence of a node in a window counts.
        let mut firsts: Vec<&Occurrence> = Vec::with_capacity(distinct.len());
        for occurrence in group {
            if firsts.iter().all(|f| f.node != occurrence.node) {
                firsts.push(occurrence);
            }
        }
        for (i, later) in firsts.iter().enumerate() {
            for earlier in &firsts[..i] {
                self.add(earlier, later);
            }
        }
    }

    fn add(&mut self, earlier: &Occurrence, later: &Occurrence) {
        if earlier.node != later.node {
            let key = (earlier.node.min(later.node), earlier.node.max(later.node));
            self.pairs.entry(key).or_default().insert(later.sentence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(node: u64, start: u32, sentence: u32, paragraph: u32) -> Occurrence {
        Occurrence { node, start, sentence, paragraph }
    }

    #[test]
    fn each_window_pairs_what_stands_in_it() {
        let text = [at(1, 0, 0, 0), at(2, 5, 0, 0), at(1, 9, 0, 0), at(3, 20, 1, 0), at(4, 40, 2, 1)];
        let pairs = |window: &str| {
            let found = meetings(&text, window.parse().unwrap());
            found.pairs.into_iter().map(|(pair, sentences)| (pair, sentences.into_iter().collect::<Vec<_>>())).collect::<Vec<_>>()
        };
        assert_eq!(pairs("sentence"), [((1, 2), vec![0])]);
        assert_eq!(pairs("paragraph"), [((1, 2), vec![0]), ((1, 3), vec![1]), ((2, 3), vec![1])]);
        assert_eq!(pairs("document").len(), 6);
        assert_eq!(pairs("11"), [((1, 2), vec![0]), ((1, 3), vec![1])]);
        assert!("0".parse::<Window>().is_err() && "satz".parse::<Window>().is_err());
    }

    #[test]
    fn a_list_is_not_a_meeting() {
        let list: Vec<Occurrence> = (0..=MAX_NODES_PER_WINDOW as u64).map(|i| at(i, i as u32, 0, 0)).collect();
        let found = meetings(&list, Window::Sentence);
        assert_eq!((found.pairs.len(), found.skipped), (0, 1));
    }
}
