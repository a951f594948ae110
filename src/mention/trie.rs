//! Finds every listed form in a text, wherever it begins.
//!
//! A trie of characters is walked from each character of the text. Names share few beginnings with running text, so that
//! most walks end at the second character, and without failure links the trie takes a quarter of an automaton's memory
//! and a tenth of its time to build.

use crate::error::{Error, Result};
use crawdad::{END_MARKER, Trie};
use std::fmt;

/// Forms by their texts.
pub(super) struct Forms {
    /// None where there are no forms.
    trie: Option<Trie>,
}

impl fmt::Debug for Forms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Forms({} bytes)", self.trie.as_ref().map_or(0, Trie::heap_bytes))
    }
}

impl Forms {
    /// From texts with their numbers, sorted by text, each text once.
    ///
    /// # Errors
    /// [`Error::Option`] when they are too many (billions of characters).
    pub(super) fn new(records: &[(&str, u32)]) -> Result<Forms> {
        if records.is_empty() {
            return Ok(Forms { trie: None });
        }
        let trie = Trie::from_records(records.iter().copied()).map_err(|e| Error::Option { option: "--gazetteers", reason: e.to_string() })?;
        Ok(Forms { trie: Some(trie) })
    }

    /// True for one of the forms.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.trie.as_ref().is_some_and(|trie| trie.exact_match(text.chars()).is_some())
    }

    /// Calls `each` with number, first character and length of every form, by where it begins, then by length.
    pub(super) fn find(&self, chars: &[char], mut each: impl FnMut(u32, u32, u32)) {
        let Some(trie) = &self.trie else { return };
        for start in 0..chars.len() {
            // The trie marks ends of forms with a character that no text should hold.
            let rest = chars[start..].iter().copied().take_while(|&c| c != END_MARKER);
            for (form, length) in trie.common_prefix_search(rest) {
                each(form, start as u32, length as u32);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    fn found(forms: &[&str], text: &str) -> Vec<(u32, u32, u32)> {
        let records: Vec<(&str, u32)> = forms.iter().enumerate().map(|(i, form)| (*form, i as u32)).collect();
        let chars: Vec<char> = text.chars().collect();
        let mut out = Vec::new();
        Forms::new(&records).unwrap().find(&chars, |form, start, length| out.push((form, start, length)));
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
        fn it_finds_what_an_automaton_finds(forms in prop::collection::btree_set("[ab甲乙𠮷]{1,4}", 0..12), text in "[ab甲乙丙𠮷\u{ffff}]{0,40}") {
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
