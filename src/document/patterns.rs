//! Patterns of which a line matches few or none: which of them may match is told by the letters that they cannot do
//! without, found in one pass; only these are tried.

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};
use std::sync::OnceLock;

/// A pattern that is compiled when a text first asks for it: most texts never meet most of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) fn new(text: String) -> Pattern {
        Pattern { text, compiled: OnceLock::new() }
    }

    /// None of a pattern that does not compile, which loading has refused.
    pub(super) fn get(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.text).ok()).as_ref()
    }
}

/// A list of patterns.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns {
    list: Vec<Pattern>,
    needs: OnceLock<Needs>,
}

/// What the patterns of a list cannot do without.
#[derive(Debug, Clone, Default)]
struct Needs {
    /// None where no pattern needs any letters.
    letters: Option<AhoCorasick>,
    /// For each of the letters, the pattern that needs them, or others in their place.
    of: Vec<usize>,
    /// Patterns that may match whatever a line holds.
    always: Vec<usize>,
}

/// Letters in the place of each other, at most; a pattern with more of them is always tried.
const MOST_LETTERS: usize = 64;
/// Characters of a class that count as letters in the place of each other.
const MOST_OF_CLASS: usize = 4;

impl Patterns {
    pub(super) fn new(texts: impl IntoIterator<Item = String>) -> Patterns {
        Patterns { list: texts.into_iter().map(Pattern::new).collect(), needs: OnceLock::new() }
    }

    /// The numbers and expressions of the patterns that may match in a line, in their order: all that do, and some that do not.
    pub(super) fn likely(&self, line: &str) -> impl Iterator<Item = (usize, &Regex)> {
        let needs = self.needs.get_or_init(|| Needs::of(&self.list));
        let mut likely = needs.always.clone();
        if let Some(letters) = &needs.letters {
            likely.extend(letters.find_overlapping_iter(line).map(|found| needs.of[found.pattern().as_usize()]));
            likely.sort_unstable();
            likely.dedup();
        }
        likely.into_iter().filter_map(|i| Some((i, self.list[i].get()?)))
    }
}

impl Needs {
    fn of(patterns: &[Pattern]) -> Needs {
        let (mut all, mut of, mut always) = (Vec::new(), Vec::new(), Vec::new());
        for (i, pattern) in patterns.iter().enumerate() {
            match regex_syntax::parse(&pattern.text).ok().and_then(|hir| needed(&hir)) {
                Some(letters) => {
                    of.extend(letters.iter().map(|_| i));
                    all.extend(letters);
                }
                None => always.push(i),
            }
        }
        match AhoCorasick::builder().match_kind(MatchKind::Standard).build(&all) {
            Ok(letters) => Needs { letters: (!all.is_empty()).then_some(letters), of, always },
            Err(_) => Needs { letters: None, of: Vec::new(), always: (0..patterns.len()).collect() },
        }
    }
}

/// Letters of which at least one stands in everything that matches; none where nothing of the kind is known.
fn needed(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![literal.0.to_vec()]),
        HirKind::Class(Class::Unicode(class)) => {
            let chars: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).take(MOST_OF_CLASS + 1).collect();
            (chars.len() <= MOST_OF_CLASS).then(|| chars.into_iter().map(|c| c.to_string().into_bytes()).collect())
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Capture(capture) => needed(&capture.sub),
        // The longest are the rarest.
        HirKind::Concat(parts) => {
            let shortest = |letters: &Vec<Vec<u8>>| letters.iter().map(Vec::len).min().unwrap_or(0);
            parts.iter().filter_map(needed).max_by_key(|letters| (shortest(letters), std::cmp::Reverse(letters.len())))
        }
        HirKind::Alternation(parts) => {
            let all = parts.iter().map(needed).collect::<Option<Vec<_>>>()?.concat();
            (all.len() <= MOST_LETTERS).then_some(all)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::RegexSet;

    const PATTERNS: [&str; 9] = [
        r"^\d{1,2}/\d{1,2}$",
        r"(?P<names>\p{han}{2,4}(甲社|乙社)?(拍?摄|制图|绘图))\)?$",
        r"^(甲|乙丙|丁+戊?)a*$",
        r"^[\d.,]+$",
        r"[甲乙]{2}己?[^庚]",
        r"(庚|)辛?",
        r"丁{0,2}(戊|己辛)",
        r"(^|。)\(?丙(甲社|1|/)",
        r"a|b|[0-9a-z]c",
    ];

    proptest! {
        #[test]
        fn no_pattern_that_matches_is_left_out(line in "[甲乙丙丁戊己庚辛社拍摄制绘图。ab01./()]{0,12}") {
            let patterns = Patterns::new(PATTERNS.map(str::to_owned));
            let got: Vec<usize> = patterns.likely(&line).filter(|(_, regex)| regex.is_match(&line)).map(|(i, _)| i).collect();
            let want: Vec<usize> = RegexSet::new(PATTERNS).unwrap().matches(&line).iter().collect();
            prop_assert_eq!(got, want);
        }
    }

    #[test]
    fn patterns_without_their_letters_are_not_tried() {
        let patterns = Patterns::new(PATTERNS.map(str::to_owned));
        let tried = |line: &str| -> Vec<usize> { patterns.likely(line).map(|(i, _)| i).collect() };
        assert_eq!(tried("子丑寅卯"), [3, 5]);
        assert_eq!(tried("子丑摄"), [1, 3, 5]);
    }
}
