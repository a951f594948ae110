//! Titles, and what the words before them say of their holders.

use super::rule_files::TitleLists;
use crate::script::Folder;
use rustc_hash::FxHashSet;
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

/// The titles of the lists, in their order.
pub(crate) fn titles(lists: &TitleLists, folder: &Folder) -> Vec<Title> {
    let mut titles = Vec::new();
    let follows: FxHashSet<&String> = lists.surname.iter().chain(&lists.address).collect();
    let standings = [
        (&lists.alone, Standing::Alone, false),
        (&lists.name, Standing::Name, false),
        (&lists.body, Standing::Body, false),
        (&lists.address, Standing::Body, true),
    ];
    for (list, standing, address) in standings {
        for title in list {
            titles.push(Title { text: folder.fold_str(title), standing, follows_surname: follows.contains(title), address });
        }
    }
    titles
}
