//! Nodes by what people call them.

use super::Rows;
use crate::{error::Result, script::Folder};
use rustc_hash::FxHashMap;
use std::{cmp::Reverse, path::Path};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A row of nodes.csv, as far as a name leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Node id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its type.
    pub kind: String,
    /// Stories that name it.
    pub stories: u32,
    /// Documents that name it.
    pub documents: u32,
}

/// What a name means in an output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// One node.
    One(Named),
    /// Several nodes, most stories first.
    Several(Vec<Named>),
    /// None; names that come near, nearest first, with their nodes.
    None(Vec<(String, Named)>),
}

/// Names that are suggested for one that is unknown.
const SUGGESTIONS: usize = 5;

/// The names of nodes.csv.
#[derive(Debug)]
pub struct Names<'a> {
    folder: &'a Folder,
    nodes: Vec<Named>,
    by_id: FxHashMap<String, u32>,
    /// Folded labels and forms seen, with their nodes.
    by_name: FxHashMap<String, Vec<u32>>,
}

impl<'a> Names<'a> {
    /// Reads the nodes of an output folder.
    ///
    /// # Errors
    /// [`crate::Error::Io`] and [`crate::Error::Input`] where nodes.csv cannot be read.
    pub fn read(output: &Path, folder: &'a Folder) -> Result<Names<'a>> {
        let columns = ["id", "label", "type", "stories", "documents", "label_hant", "label_en", "aliases"];
        let mut rows = Rows::open(output, "nodes.csv", &columns)?;
        let mut names = Names { folder, nodes: Vec::new(), by_id: FxHashMap::default(), by_name: FxHashMap::default() };
        while rows.next()? {
            let node = names.nodes.len() as u32;
            names.nodes.push(Named {
                id: rows.cell(0).to_owned(),
                label: rows.cell(1).to_owned(),
                kind: rows.cell(2).to_owned(),
                stories: rows.number(3)?,
                documents: rows.number(4)?,
            });
            names.by_id.insert(rows.cell(0).to_owned(), node);
            let forms = [rows.cell(1), rows.cell(5), rows.cell(6)].into_iter().chain(rows.cell(7).split('|'));
            for form in forms.filter(|form| !form.is_empty()) {
                let nodes = names.by_name.entry(key(form, folder)).or_default();
                if !nodes.contains(&node) {
                    nodes.push(node);
                }
            }
        }
        Ok(names)
    }

    /// The node of this id.
    pub fn by_id(&self, id: &str) -> Option<&Named> {
        self.by_id.get(id).map(|&node| &self.nodes[node as usize])
    }

    /// What an id, a label or a form seen in the posts means; script, width, case and diacritics do not matter.
    pub fn find(&self, name: &str) -> Meaning {
        if let Some(node) = self.by_id(name) {
            return Meaning::One(node.clone());
        }
        match self.by_name.get(&key(name, self.folder)) {
            Some(nodes) => self.meaning(nodes.iter().copied()),
            None => Meaning::None(self.near(name)),
        }
    }

    /// What these ids mean together: those that are nodes here.
    pub fn of_ids<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Option<Meaning> {
        let nodes: Vec<u32> = ids.filter_map(|id| self.by_id.get(id).copied()).collect();
        (!nodes.is_empty()).then(|| self.meaning(nodes.into_iter()))
    }

    fn meaning(&self, nodes: impl Iterator<Item = u32>) -> Meaning {
        let mut nodes: Vec<Named> = nodes.map(|node| self.nodes[node as usize].clone()).collect();
        nodes.sort_by(|a, b| (Reverse(a.stories), &a.id).cmp(&(Reverse(b.stories), &b.id)));
        nodes.dedup();
        match nodes.as_slice() {
            [one] => Meaning::One(one.clone()),
            _ => Meaning::Several(nodes),
        }
    }

    /// Names that hold this one or differ from it by few characters.
    fn near(&self, name: &str) -> Vec<(String, Named)> {
        let wanted: Vec<char> = key(name, self.folder).chars().collect();
        let mut near: Vec<(usize, Reverse<u32>, &str, u32)> = Vec::new();
        for (known, nodes) in &self.by_name {
            let known_chars: Vec<char> = known.chars().collect();
            // A third of the characters may differ.
            let Some(distance) = distance(&wanted, &known_chars, (wanted.len().max(known_chars.len())).div_ceil(3)) else { continue };
            near.extend(nodes.iter().map(|&node| (distance, Reverse(self.nodes[node as usize].stories), known.as_str(), node)));
        }
        near.sort_unstable();
        let mut suggested: Vec<u32> = Vec::new();
        near.retain(|&(.., node)| {
            suggested.len() < SUGGESTIONS && !suggested.contains(&node) && {
                suggested.push(node);
                true
            }
        });
        near.into_iter().map(|(_, _, known, node)| (known.to_owned(), self.nodes[node as usize].clone())).collect()
    }
}

/// A name without script, width, case, diacritics and spaces.
fn key(name: &str, folder: &Folder) -> String {
    let plain = name.nfd().filter(|&c| !is_combining_mark(c));
    // Han characters decompose to themselves; others are composed again, so that a fold finds them.
    let composed: String = plain.nfc().collect();
    folder.fold_str(&composed).chars().filter(|c| !c.is_whitespace()).collect()
}

/// How far two names are apart: 0 where one holds the other, else the number of characters to change, if that is at most
/// `most` and something is left.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() >= 2 && long.windows(short.len()).any(|window| window == short) {
        return Some(0);
    }
    if long.len() - short.len() > most || short.is_empty() {
        return None;
    }
    let mut row: Vec<usize> = (0..=short.len()).collect();
    for (i, x) in long.iter().enumerate() {
        let mut above_left = row[0];
        row[0] = i + 1;
        for (j, y) in short.iter().enumerate() {
            let change = above_left + usize::from(x != y);
            above_left = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(above_left + 1);
        }
    }
    let distance = row[short.len()];
    (distance <= most && distance < long.len()).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_between_names() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 2);
        assert_eq!(of("特朗普", "唐纳德特朗普"), Some(0));
        assert_eq!(of("特郎普", "特朗普"), Some(1));
        assert_eq!(of("蔡英文", "林郑月娥"), None);
        assert_eq!(of("", "特朗普"), None);
    }

    #[test]
    fn keys_are_without_script_case_and_diacritics() {
        let folder = Folder::new([]);
        assert_eq!(key("Miloš Vystrčil", &folder), key("MILOS VYSTRCIL", &folder));
        assert_eq!(key("蔡 英文總統", &folder), "蔡英文总统");
    }
}
