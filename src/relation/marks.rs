//! Words that say how a fact stands, and words that may stand around a verb without being its subject.

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
    /// Verbs of saying.
    Report,
    /// 将, 计划.
    Planned,
    /// 不, 没有, 否认.
    Denied,
    /// 取消.
    Cancelled,
    /// 如果, 呼吁: nothing is said to be so.
    Hypothetical,
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
