//! Titles, and what the words before them say of their holders.

use super::rule_files::TitleEntry;
use crate::script::Folder;
use serde::Deserialize;

/// When a title counts as an office where no body stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Wherever it stands: 总统, 外长.
    Alone,
    /// Next to a person's name: 议员, 法官.
    Name,
    /// Only with its body: 教授, 经理.
    Body,
}

/// A title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Folded text.
    pub text: String,
    /// When it counts.
    pub standing: Standing,
    /// It follows surnames: 蔡总统, 李医生.
    pub follows_surname: bool,
    /// Only a form of address, never an office: 先生, 医生.
    pub address: bool,
}

/// What a word before an office says of its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trigger {
    /// 前, 前任, 原: a former holder.
    Former,
    /// 时任: the holder at the time told of.
    Then,
    /// 现任: the holder now.
    Now,
    /// 候任, 当选: chosen, not yet in office.
    Elect,
    /// 代理, 署理: acting.
    Acting,
}

/// The titles of the records, in their order; some only tell what a longer one is.
pub(crate) fn titles(entries: &[TitleEntry], folder: &Folder) -> Vec<Title> {
    let title = |entry: &TitleEntry| {
        let standing = entry.office.or(entry.address.then_some(Standing::Body))?;
        let follows_surname = entry.surname || entry.address;
        Some(Title { text: folder.fold_str(&entry.title), standing, follows_surname, address: entry.address })
    };
    entries.iter().filter_map(title).collect()
}
