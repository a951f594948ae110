//! network.html: one file that draws the network, without a network. Style and script stand beside this file; what they show
//! is one block of JSON, which the script puts into the page as text only.

mod offline;

#[cfg(test)]
pub(crate) use offline::tests::check as check_hashes;
pub use offline::{Hashes, offline_page};

use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::io::{self, Write};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// In the order in which they are joined to one script.
const SCRIPTS: [&str; 10] = [
    include_str!("data.js"),
    include_str!("words.js"),
    include_str!("search.js"),
    include_str!("filter.js"),
    include_str!("map.js"),
    include_str!("pointer.js"),
    include_str!("timeline.js"),
    include_str!("panel.js"),
    include_str!("list.js"),
    include_str!("main.js"),
];

/// What the page names: see [`Hashes`].
const HASHES: Hashes = Hashes { script: "d1UuzXLLooLPzQ503AoDZaHLOJDgfbqM/VKqN+aHVc4=", style: "2A917Zpm/Kjbpkz86qT21WtnnjBdne94beWXYFinEWs=" };

/// What a page shows. Lists of one table have one length.
#[derive(Debug, Default, Serialize)]
pub struct PageData {
    /// What the network was made from.
    pub about: PageAbout,
    /// Nodes.
    pub nodes: Vec<PageNode>,
    /// Edges.
    pub edges: Vec<PageEdge>,
    /// Sentences.
    pub sentences: Vec<PageSentence>,
    /// Documents of the sentences.
    pub documents: Vec<PageDocument>,
    /// What relations say of two nodes here, most stories first.
    pub events: Vec<PageEvent>,
    /// The predicates that events name by their place.
    pub predicates: Vec<String>,
    /// Pairs of characters that fold to one another, first the one to fold: for search.
    pub fold: String,
}

/// What the network was made from, for the head of the page.
#[derive(Debug, Default, Serialize)]
pub struct PageAbout {
    /// Distinct stories.
    pub stories: u64,
    /// Nodes of the whole network.
    pub nodes: u64,
    /// Edges of the whole network.
    pub edges: u64,
    /// The window in which two names meet.
    pub window: String,
    /// True where the page holds sentences.
    pub text: bool,
    /// First days of the spells of time that dates are counted in.
    pub spells: Vec<Date>,
    /// First day.
    pub first: Option<Date>,
    /// Last day.
    pub last: Option<Date>,
    /// Distinct stories in each spell.
    pub histogram: Vec<u64>,
}

/// A node.
#[derive(Debug, Default)]
pub struct PageNode {
    /// Stable id.
    pub id: String,
    /// Name in Simplified and Traditional characters, and in English.
    pub names: [String; 3],
    /// Type.
    pub kind: &'static str,
    /// Position and radius.
    pub place: [f64; 3],
    /// Stories, mentions, outlets, neighbours in the whole network.
    pub counts: [u64; 4],
    /// First and last date.
    pub dates: [Option<Date>; 2],
    /// Community.
    pub community: Option<u32>,
    /// In no gazetteer.
    pub discovered: bool,
    /// Surface forms seen.
    pub aliases: Vec<String>,
    /// Wikidata id, country, class.
    pub listed: [String; 3],
    /// Offices held, as the gazetteer lists them: three names of the office, first and last date as known.
    pub offices: Vec<[String; 5]>,
    /// Documents that cite it.
    pub cited: u64,
}

impl Serialize for PageNode {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        // Rows without keys take half the space.
        (
            &self.id,
            &self.names,
            self.kind,
            self.place,
            self.counts,
            self.dates,
            self.community,
            u8::from(self.discovered),
            &self.aliases,
            &self.listed,
            &self.offices,
            self.cited,
        )
            .serialize(out)
    }
}

/// An edge.
#[derive(Debug, Default)]
pub struct PageEdge {
    /// Places of its ends among the nodes.
    pub ends: [u32; 2],
    /// Stories and sentences.
    pub counts: [u64; 2],
    /// Expected stories, NPMI, and the negative decimal logarithm of the adjusted p-value.
    pub measures: [f64; 3],
    /// 2 where a first view shows it, else 1 where it is backbone, else 0.
    pub rank: u8,
    /// Spell and stories in it, one after the other; stories without a date have spell −1.
    pub spells: Vec<i64>,
    /// Typed relations between the two, `predicate:stories` joined with `|`.
    pub relations: String,
    /// Places of its sentences, newest first.
    pub sentences: Vec<u32>,
}

impl Serialize for PageEdge {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        (self.ends, self.counts, self.measures, self.rank, &self.spells, &self.relations, &self.sentences).serialize(out)
    }
}

/// A relation, counted once.
#[derive(Debug)]
pub struct PageEvent {
    /// Places of subject and object among the nodes.
    pub ends: [u32; 2],
    /// Place of the predicate among those of the page.
    pub predicate: u32,
    /// Whether it is so.
    pub status: &'static str,
    /// First and last date.
    pub dates: [Option<Date>; 2],
    /// Stories.
    pub stories: u64,
}

impl Serialize for PageEvent {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        (self.ends[0], self.predicate, self.ends[1], self.status, self.dates, self.stories).serialize(out)
    }
}

/// A sentence.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PageSentence {
    /// Place of its document.
    pub document: u32,
    /// Its text; empty with `--no-text`.
    pub text: String,
    /// Names in it: place of the node, first UTF-16 unit, one past the last.
    pub marks: Vec<(u32, u32, u32)>,
}

impl Serialize for PageSentence {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let marks: Vec<u32> = self.marks.iter().flat_map(|m| [m.0, m.1, m.2]).collect();
        (self.document, &self.text, marks).serialize(out)
    }
}

/// A document.
#[derive(Debug, Default)]
pub struct PageDocument {
    /// Title.
    pub title: String,
    /// Date.
    pub date: Option<Date>,
    /// Outlet.
    pub outlet: String,
    /// Address; the script makes only `http:` and `https:` ones links.
    pub url: String,
}

impl Serialize for PageDocument {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        (&self.title, self.date, &self.outlet, &self.url).serialize(out)
    }
}

/// Writes the page.
///
/// # Errors
/// What `out` fails with.
pub fn write_page(data: &PageData, out: impl Write) -> io::Result<()> {
    offline_page(TEMPLATE, STYLE, &SCRIPTS, HASHES, data, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_those_of_script_and_style() {
        check_hashes(STYLE, &SCRIPTS, HASHES);
    }
}
