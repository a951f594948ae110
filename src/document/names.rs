//! Names of a document, looked for in its lines.

use rustc_hash::FxHashMap;

/// Longest name that is looked for: what is longer is none, and every place of a line would be compared with all of it.
const LONGEST: usize = 100;

/// Folded names, each with what is known of it.
pub(crate) struct Names<'a, V> {
    known: FxHashMap<&'a [char], V>,
    /// Lengths of names by their first character, the longest first.
    lengths: FxHashMap<char, Vec<usize>>,
}

impl<V> Default for Names<'_, V> {
    fn default() -> Self {
        Names { known: FxHashMap::default(), lengths: FxHashMap::default() }
    }
}

impl<'a, V> Names<'a, V> {
    /// What is known of a name, which has at least one character; `new` where nothing is.
    pub(crate) fn of(&mut self, name: &'a [char], new: impl FnOnce() -> V) -> &mut V {
        let lengths = self.lengths.entry(name[0]).or_default();
        if name.len() <= LONGEST
            && let Err(place) = lengths.binary_search_by(|len| name.len().cmp(len))
        {
            lengths.insert(place, name.len());
        }
        self.known.entry(name).or_insert_with(new)
    }

    /// The longest name that stands at a place of a line: its length, and what is known.
    pub(crate) fn longest_at<'l>(&'l self, line: &[char], at: usize) -> Option<(usize, &'l V)> {
        let lengths = self.lengths.get(line.get(at)?)?;
        lengths.iter().find_map(|&len| Some((len, self.known.get(line.get(at..at + len)?)?)))
    }

    /// Where names stand in a line, leftmost and longest: first character, length, and what is known.
    pub(crate) fn within<'l>(&'l self, line: &'l [char]) -> impl Iterator<Item = (usize, usize, &'l V)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < line.len() {
                let start = at;
                let longest = self.longest_at(line, start);
                at += longest.map_or(1, |(len, _)| len);
                if let Some((len, known)) = longest {
                    return Some((start, len, known));
                }
            }
            None
        })
    }

    /// True where there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_counts_and_none_overlaps() {
        let texts: Vec<Vec<char>> = ["甲乙", "甲乙丙", "丙丁", "乙"].iter().map(|name| name.chars().collect()).collect();
        let mut names = Names::default();
        for (number, text) in texts.iter().enumerate() {
            names.of(text, || number);
        }
        *names.of(&texts[0], || 7) += 10;
        let line: Vec<char> = "甲乙丙丁甲乙，乙丙丁甲".chars().collect();
        let found: Vec<_> = names.within(&line).map(|(at, len, &known)| (at, len, known)).collect();
        assert_eq!(found, [(0, 3, 1), (4, 2, 10), (7, 1, 3), (8, 2, 2)]);
    }

    #[test]
    fn what_is_no_name_for_its_length_is_not_looked_for() {
        for (len, found) in [(LONGEST, true), (LONGEST + 1, false)] {
            let text = vec!['甲'; len];
            let mut names = Names::default();
            names.of(&text, || ());
            assert_eq!(names.longest_at(&text, 0).is_some(), found);
        }
    }
}
