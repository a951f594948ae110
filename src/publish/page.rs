//! The page of a run: what is drawn, as network.html needs it.

use super::{
    Facts, OutputFolder, PublishOptions,
    excerpts::{Shown, excerpts},
    network::Network,
    page_file::{PageAbout, PageData, PageEdge, PageEvent, PageNode, write_page},
    relations::RelationFiles,
    spool::SpoolReader,
};
use crate::{
    error::{Error, Result},
    id::NodeId,
    knowledge::{Gazetteer, PartialDate},
    network::DocFacts,
    script::Folder,
    table::NodeRow,
};
use jiff::{ToSpan, civil::Date};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::Write;

/// Surface forms of a node on the page at most; the commonest come first.
const MOST_ALIASES: usize = 30;
/// Events on the page at most, those of most stories; about 1 MB.
const MOST_EVENTS: usize = 20_000;
/// A smaller p-value is shown as this one: its negative decimal logarithm.
const LEAST_P: f64 = 320.0;

/// What the page is made from.
pub(super) struct Page<'a> {
    pub(super) merge: &'a Facts,
    pub(super) network: &'a Network,
    pub(super) facts: &'a [DocFacts],
    pub(super) typed: &'a FxHashMap<(NodeId, NodeId), String>,
    /// Stories that count.
    pub(super) counted: &'a FxHashSet<u32>,
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) options: &'a PublishOptions,
    pub(super) relations: &'a RelationFiles<'a>,
}

impl Page<'_> {
    /// Writes network.html.
    pub(super) fn write(&self, passages: &mut SpoolReader, output: &OutputFolder) -> Result<()> {
        let data = self.data(passages)?;
        let path = output.partial("network.html");
        let mut file = output.file("network.html")?;
        write_page(&data, &mut file).and_then(|()| file.flush()).map_err(Error::io("cannot write", path))
    }

    fn data(&self, passages: &mut SpoolReader) -> Result<PageData> {
        let (network, drawing) = (self.network, &self.network.drawing);
        let dates = self.story_dates();
        let (first, last) = (dates.values().min().copied(), dates.values().max().copied());
        let spells = bulk(dates.values().copied().collect()).map_or_else(Vec::new, |(first, last)| spells(first, last));
        // What is older than the bulk stands in the first spell, what is newer in the last.
        let spell_of = |date: Option<&Date>| date.map_or(-1, |date| (spells.partition_point(|start| start <= date) as i64 - 1).max(0));
        let mut histogram = vec![0; spells.len()];
        for date in dates.values() {
            histogram[spell_of(Some(date)) as usize] += 1;
        }
        let excerpts = excerpts(self.merge, network, self.facts, self.gazetteer.entities.len() as u32, passages, Shown::drawn(&drawing.drawn))?;
        let mut cited: FxHashMap<NodeId, u64> = FxHashMap::default();
        self.merge.sources.iter().for_each(|(node, _)| *cited.entry(*node).or_default() += 1);
        let nodes = drawing.drawn.nodes.iter().enumerate();
        let nodes: Vec<PageNode> = nodes.map(|(i, &row)| self.node(row as usize, i, cited.get(&network.node_of(row as usize)))).collect();
        let fold = fold_pairs(&nodes, &self.gazetteer.folder);
        let mut edges = Vec::with_capacity(drawing.drawn.edges.len());
        for (&e, sentences) in drawing.drawn.edges.iter().zip(excerpts.of_edge) {
            let (edge, measure) = (&network.edges[e as usize], &network.measures[e as usize]);
            let mut stories: Vec<u32> = network.met.documents_of(edge).iter().map(|doc| self.facts[doc.0 as usize].story).collect();
            stories.sort_unstable();
            stories.dedup();
            let mut in_spells: Vec<i64> = stories.iter().map(|story| spell_of(dates.get(story))).collect();
            in_spells.sort_unstable();
            let place = |node: NodeId| drawing.drawn.nodes.binary_search(&(network.row_of[&node] as u32)).unwrap_or_default() as u32;
            let skeleton = drawing.drawn.skeleton.binary_search(&e).is_ok();
            edges.push(PageEdge {
                ends: [place(edge.a), place(edge.b)],
                counts: [edge.tally.stories.into(), edge.windows.into()],
                measures: [rounded(measure.expected, 10.0), rounded(measure.npmi, 1000.0), rounded((-measure.p.log10()).clamp(0.0, LEAST_P), 100.0)],
                rank: if skeleton { 2 } else { u8::from(network.backbone[e as usize]) },
                spells: in_spells.chunk_by(|x, y| x == y).flat_map(|same| [same[0], same.len() as i64]).collect(),
                relations: self.typed.get(&(edge.a, edge.b)).cloned().unwrap_or_default(),
                sentences,
            });
        }
        let events = self.events();
        Ok(PageData {
            about: PageAbout {
                stories: network.stories,
                nodes: network.nodes.len() as u64,
                edges: network.edges.len() as u64,
                window: self.merge.parameters.get("window").cloned().unwrap_or_default(),
                text: !self.options.no_text,
                spells,
                first,
                last,
                histogram,
            },
            nodes,
            edges,
            sentences: excerpts.sentences,
            documents: excerpts.documents,
            events,
            predicates: self.gazetteer.relations.predicates.iter().map(|predicate| predicate.name.clone()).collect(),
            fold,
        })
    }

    /// First date of each story that counts.
    fn story_dates(&self) -> FxHashMap<u32, Date> {
        let mut dates: FxHashMap<u32, Date> = FxHashMap::default();
        for fact in self.facts.iter().filter(|f| self.counted.contains(&f.story)) {
            if let Some(date) = fact.date {
                dates.entry(fact.story).and_modify(|first| *first = date.min(*first)).or_insert(date);
            }
        }
        dates
    }

    /// What relations say of nodes that are drawn.
    fn events(&self) -> Vec<PageEvent> {
        let drawn = &self.network.drawing.drawn.nodes;
        let place = |node: NodeId| drawn.binary_search(&(*self.network.row_of.get(&node)? as u32)).ok().map(|place| place as u32);
        let told = self.relations.told().into_iter().filter_map(|told| {
            Some(PageEvent {
                ends: [place(told.subject)?, place(told.object)?],
                predicate: u32::from(told.predicate.0),
                status: told.status.as_str(),
                dates: [told.tally.first, told.tally.last],
                stories: told.tally.stories.into(),
            })
        });
        let mut events: Vec<PageEvent> = told.collect();
        events.sort_by_key(|event| std::cmp::Reverse(event.stories));
        events.truncate(MOST_EVENTS);
        events
    }

    fn node(&self, row: usize, place: usize, cited: Option<&u64>) -> PageNode {
        let (node, drawing): (&NodeRow, _) = (&self.network.nodes[row], &self.network.drawing);
        let at = drawing.points[place];
        PageNode {
            id: node.id.clone(),
            names: [node.label.clone(), node.label_hant.clone(), node.label_en.clone()],
            kind: node.kind,
            place: [at.x, at.y, rounded(drawing.radii[place], 10.0)],
            counts: [node.stories, node.mentions, node.outlets, node.degree],
            dates: [node.first_date, node.last_date],
            community: node.community,
            discovered: node.discovered,
            aliases: node.aliases.iter().take(MOST_ALIASES).cloned().collect(),
            listed: [node.wikidata.clone(), node.country.clone(), node.class.clone()],
            offices: self.offices(row),
            cited: cited.copied().unwrap_or_default(),
        }
    }

    /// Offices of a person, the latest first.
    fn offices(&self, row: usize) -> Vec<[String; 5]> {
        let Some(entity) = self.gazetteer.entities.get(self.network.node_of(row).index()) else { return Vec::new() };
        let mut tenures: Vec<_> = entity.tenures.iter().collect();
        tenures.sort_by_key(|t| std::cmp::Reverse(t.from));
        let day = |date: Option<PartialDate>| date.map_or_else(String::new, |d| d.to_string());
        let offices = tenures.iter().filter_map(|t| Some((self.gazetteer.entities.get(t.office.index())?, *t)));
        offices.map(|(office, t)| [office.name.to_string(), office.hant.to_string(), office.en.to_string(), day(t.from), day(t.to)]).collect()
    }
}

/// Of a hundred stories so many may lie before and behind the time that the spells divide.
const STRAY_PERCENT: usize = 1;

/// First and last date of all but the strays: a single old story would leave the others a corner of the time line.
fn bulk(mut dates: Vec<Date>) -> Option<(Date, Date)> {
    dates.sort_unstable();
    let strays = dates.len() * STRAY_PERCENT / 100;
    let (first, last) = (*dates.first()?, *dates.last()?);
    let (low, high) = (dates[strays], dates[dates.len() - 1 - strays]);
    let span = |from: Date, to: Date| (to - from).get_days();
    // Strays near the others are none.
    if span(low, high) * 2 < span(first, last) { Some((low, high)) } else { Some((first, last)) }
}

/// Weeks of less than two years, months of less than fifty, years of longer times: first days, each from the first.
fn spells(first: Date, last: Date) -> Vec<Date> {
    let days = (last - first).get_days();
    let step = match days {
        ..=750 => 1.week(),
        751..=18_000 => 1.month(),
        _ => 1.year(),
    };
    let start = match days {
        ..=750 => first.saturating_sub((i64::from(first.weekday().to_monday_zero_offset())).days()),
        751..=18_000 => first.first_of_month(),
        _ => first.first_of_year(),
    };
    start.series(step).take_while(|day| *day <= last).collect()
}

fn rounded(value: f64, per_unit: f64) -> f64 {
    (value * per_unit).round() / per_unit + 0.0
}

/// Every character that folds to one in the names of these nodes, each followed by what it folds to.
fn fold_pairs(nodes: &[PageNode], folder: &Folder) -> String {
    let names = nodes.iter().flat_map(|n| n.names.iter().chain(&n.aliases));
    let present: FxHashSet<char> = names.flat_map(|name| name.chars()).map(|c| folder.fold(c)).collect();
    let pairs = ('\u{80}'..='\u{3FFFF}').map(|c| (c, folder.fold(c))).filter(|(c, to)| c != to && present.contains(to));
    pairs.flat_map(|(c, to)| [c, to]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_hold_all_dates() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let weeks = spells(day("2020-07-17"), day("2020-08-03"));
        assert_eq!(weeks, ["2020-07-13", "2020-07-20", "2020-07-27", "2020-08-03"].map(day));
        assert_eq!(spells(day("2018-01-31"), day("2020-03-01")).len(), 27);
        assert_eq!(spells(day("1900-05-05"), day("2020-01-01")).len(), 121);
        assert_eq!(spells(day("2020-01-01"), day("2020-01-01")), [day("2019-12-30")]);
    }

    #[test]
    fn one_old_story_does_not_squeeze_the_others() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let mut dates: Vec<Date> = (1..=28).flat_map(|d| vec![Date::new(2020, 8, d).unwrap(); 5]).collect();
        assert_eq!(bulk(dates.clone()), Some((day("2020-08-01"), day("2020-08-28"))));
        dates.push(day("1998-01-01"));
        assert_eq!(bulk(dates), Some((day("2020-08-01"), day("2020-08-28"))));
        assert_eq!(bulk(vec![day("1998-01-01"), day("2020-08-01")]), Some((day("1998-01-01"), day("2020-08-01"))));
        assert_eq!(bulk(Vec::new()), None);
    }

    #[test]
    fn what_folds_to_a_name_is_in_the_pairs() {
        let nodes = [PageNode { names: ["台湾".into(), String::new(), String::new()], ..PageNode::default() }];
        let pairs = fold_pairs(&nodes, &Folder::new([]));
        let chars: Vec<char> = pairs.chars().collect();
        assert!(chars.chunks(2).any(|p| p == ['臺', '台']) && chars.chunks(2).any(|p| p == ['灣', '湾']), "{pairs}");
        assert!(!pairs.contains('國'));
    }
}
