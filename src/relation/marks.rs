//! Words that say how a fact stands, and words that may stand around a verb without being its subject.

use crate::knowledge::Words;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Whether a relation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Said to be so.
    Asserted,
    /// Said to be going to be so.
    Planned,
    /// Planned once, and called off.
    Cancelled,
    /// Said not to be so.
    Denied,
    /// Said to have been so.
    Former,
}

impl Status {
    /// All values.
    pub const ALL: [Status; 5] = [Status::Asserted, Status::Planned, Status::Cancelled, Status::Denied, Status::Former];

    /// The value of the `status` columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Asserted => "asserted",
            Status::Planned => "planned",
            Status::Cancelled => "cancelled",
            Status::Denied => "denied",
            Status::Former => "former",
        }
    }
}

/// What a word beside a verb does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Adverbs, times, auxiliaries: nothing.
    Filler,
    /// Verbs of saying.
    Report,
    /// 他, 她: the subject said before.
    Pronoun,
    /// 在, 对: what follows is no subject.
    Preposition,
    /// Other words that follow a subject.
    Follower,
    /// 将, 计划.
    Planned,
    /// 不, 没有, 否认.
    Denied,
    /// 取消.
    Cancelled,
    /// 如果, 呼吁: nothing is said to be so.
    Hypothetical,
}

/// Words with their marks; of several at one place the longest counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    words: Words,
    marks: FxHashMap<Vec<char>, Mark>,
}

impl Marks {
    /// A word that stands in several lists has the mark of the first.
    pub(super) fn new(lists: Vec<(Vec<Vec<char>>, Mark)>) -> Marks {
        let mut marks = FxHashMap::default();
        for (list, mark) in lists {
            for word in list {
                marks.entry(word).or_insert(mark);
            }
        }
        Marks { words: Words::new(marks.keys().cloned().collect()), marks }
    }

    /// The longest word that `chars[at..]` begins with.
    pub(super) fn at(&self, chars: &[char], at: usize) -> Option<(Mark, usize)> {
        let word = self.words.at(chars, at)?;
        self.marks.get(word).map(|&mark| (mark, word.len()))
    }

    /// The longest word that `head` ends with.
    pub(super) fn before(&self, head: &[char]) -> Option<(Mark, usize)> {
        let word = self.words.before(head)?;
        self.marks.get(word).map(|&mark| (mark, word.len()))
    }
}

/// Ends a clause.
pub(super) fn ends_clause(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '。' | '!' | '?' | '\n' | ' ' | '…' | '—' | '─' | '/' | '|' | '"' | '►' | '●')
}

pub(super) fn opens_quote(c: char) -> bool {
    matches!(c, '“' | '「' | '『' | '‘' | '《' | '〈' | '(' | '【' | '[')
}

pub(super) fn closes_quote(c: char) -> bool {
    matches!(c, '”' | '」' | '』' | '’' | '》' | '〉' | ')' | '】' | ']')
}
