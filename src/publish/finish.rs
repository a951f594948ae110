//! The end of a run: stories, network, and then one file after the other.

use super::{
    Aside, Facts, Format, OutputFolder, PublishOptions, Summary,
    datapackage::package,
    ftm::FtmFile,
    graphs::{CoGraphOf, graph_tasks},
    ledger::LedgerReader,
    manifest::{GazetteerFile, Manifest, OverriddenEntry},
    network::{Network, number_nodes},
    page::Page,
    parts::Parts,
    picture::write_picture,
    relations::{RelationFiles, counts_by_pair},
    sources::SourceFiles,
    spool::Spool,
    standing::{StandingFile, write_standing},
    stories::stories,
    table_file::{TableFile, write_table},
    workbook::{Workbook, XLSX},
};
use crate::{
    error::{Error, Result},
    id::{DocId, NodeId},
    knowledge::Gazetteer,
    network::{DocFacts, EdgeCounts},
    program::{PROGRAM, SOURCES},
    table::{Boilerplate, BoilerplateRow, CurationRow, Curations, DocumentRow, Documents, Edges, NodeRow, Nodes, StandingRow},
};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::{collections::BTreeMap, io::Write};

/// How many nodes and edges the summary names.
const TOP: usize = 10;

const FTM: &str = "ftm.jsonl";
const PACKAGE: &str = "datapackage.json";
const SQLITE: &str = "guanxi.sqlite";

/// Files of the formats that leave out nothing themselves.
const LEFT_OUT: &[(Format, &[&str])] =
    &[(Format::Page, &["network.html", "network.svg", "network.png"]), (Format::Ftm, &[FTM]), (Format::Xlsx, &[XLSX])];

/// An output that needs nothing of the others.
pub(super) type Task<'t> = Box<dyn FnOnce() -> Result<()> + Send + 't>;

/// Writes all outputs of a run but the tables that were filled on the way.
///
/// # Errors
/// [`Error::Io`] when something cannot be written.
pub fn publish((mut merge, aside): (Facts, Aside), gazetteer: &Gazetteer, options: &PublishOptions, output: &OutputFolder) -> Result<Summary> {
    let stories = stories(&mut merge);
    let facts = stories.facts.as_slice();
    let counted: FxHashSet<u32> = merge.counted.iter().map(|doc| facts[doc.0 as usize].story).collect();
    let named: FxHashSet<DocId> = merge.relations.iter().map(|r| r.doc).filter(|_| options.writes(Format::Plover)).collect();
    let Aside { ledger, open, pairs, relation_texts, passages, sightings } = aside;
    let mut ledger = ledger.reader()?;
    // The network takes most memory of all; what is written and not named again makes room for it.
    let (candidates, documents) = rayon::join(
        || open.write(gazetteer, facts, &merge.keys, options, output),
        || -> Result<_> {
            let mut documents: FxHashMap<DocId, DocumentRow> = FxHashMap::default();
            let mut table = TableFile::<Documents>::begin(options, output)?;
            ledger.each(&merge, facts, |doc, row| {
                table.push(&row)?;
                documents.extend(named.contains(&doc).then_some((doc, row)));
                Ok(())
            })?;
            table.close().map(|()| documents)
        },
    );
    candidates?;
    let documents = documents?;
    let pairs = number_nodes(&mut merge, pairs, gazetteer, &options.types)?;
    let forms = std::mem::take(&mut merge.forms);
    let network = Network::new(&merge, (pairs, forms), facts, counted.len() as u64, gazetteer, options);
    let typed = counts_by_pair(&merge.relations, facts, &gazetteer.relations.predicates);
    let mut summary = std::mem::take(&mut merge.summary);
    summary.curation = curation_rows(&merge, gazetteer);
    let spools = Spools { ledger, passages, relation_texts, sightings };
    let ending = Ending { merge: &merge, facts, network: &network, typed: &typed, counted: &counted, gazetteer, options, output };
    summary.boxes = ending.write(spools, &documents, &summary.curation)?;
    summarise(&mut summary, &merge, &network, gazetteer);
    if options.writes(Format::Csv) {
        write_json(PACKAGE, &package(output.resources()), output)?;
    } else {
        output.leave_out(PACKAGE);
    }
    match output.database() {
        Some(database) => {
            drop(output.file(SQLITE)?);
            database.finish(&gazetteer.folder, &output.partial(SQLITE))?;
        }
        None => output.leave_out(SQLITE),
    }
    let manifest = manifest(&merge, &summary, &network, stories.near_duplicates, gazetteer, options);
    write_json("manifest.json", &manifest, output)?;
    Ok(summary)
}

fn write_json(name: &str, value: &impl Serialize, output: &OutputFolder) -> Result<()> {
    let mut file = output.file(name)?;
    // Texts, numbers and lists of them always have a JSON form.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    writeln!(file, "{text}").and_then(|()| file.flush()).map_err(Error::io("cannot write", output.partial(name)))
}

/// What of that which was laid aside is still to be read.
struct Spools {
    ledger: LedgerReader,
    passages: Option<Spool>,
    relation_texts: Spool,
    sightings: Option<Spool>,
}

/// What the outputs are made from.
struct Ending<'a> {
    merge: &'a Facts,
    facts: &'a [DocFacts],
    network: &'a Network,
    typed: &'a FxHashMap<(NodeId, NodeId), String>,
    counted: &'a FxHashSet<u32>,
    gazetteer: &'a Gazetteer,
    options: &'a PublishOptions,
    output: &'a OutputFolder,
}

impl Ending<'_> {
    /// Writes all files side by side, those that take longest first. True where names in the picture are empty boxes.
    fn write(&self, spools: Spools, documents: &FxHashMap<DocId, DocumentRow>, decided: &[CurationRow]) -> Result<bool> {
        let Spools { ledger, passages, relation_texts, sightings } = spools;
        let Ending { merge, facts, network, typed, counted, gazetteer, options, output } = *self;
        let standing = StandingFile { merge, facts, network, gazetteer };
        let standing = standing.rows();
        let graph = CoGraphOf { merge, network, facts, typed };
        let parts = Parts { merge, network, facts };
        let relations = RelationFiles { merge, documents, facts, network, gazetteer };
        let page = Page { merge, network, facts, typed, counted, gazetteer, options, relations: &relations };
        let workbook = Workbook { merge, network, facts, typed, relations: &relations, standing: &standing };
        let mut boxes = false;
        let mut tasks: Vec<Task<'_>> = Vec::new();
        tasks.push(Box::new(|| parts.write(options, output)));
        tasks.extend(passages.map(|passages| -> Task<'_> {
            Box::new(|| {
                let mut passages = passages.reader()?;
                if options.writes(Format::Page) {
                    page.write(&mut passages, output)?;
                }
                if options.writes(Format::Xlsx) { workbook.write(&mut passages, output) } else { Ok(()) }
            })
        }));
        tasks.push(Box::new(|| write_table::<Edges>(options, output, (0..network.edges.len()).map(|i| network.edge_row(i, typed)))));
        tasks.extend(graph_tasks(&graph, options, output));
        tasks.push(Box::new(|| relations.write(relation_texts, options, output)));
        tasks.extend(sightings.map(|sightings| -> Task<'_> { Box::new(|| self.write_ftm(sightings, ledger, &standing)) }));
        if options.writes(Format::Page) {
            tasks.push(Box::new(|| write_picture(network, options, output).map(|without_font| boxes = without_font)));
        }
        tasks.push(Box::new(|| write_nodes(network, options, output)));
        tasks.push(Box::new(|| SourceFiles { merge, network, facts }.write(options, output)));
        tasks.push(Box::new(|| write_standing(&standing, options, output)));
        tasks.push(Box::new(|| self.write_boilerplate()));
        tasks.push(Box::new(|| {
            if decided.is_empty() {
                TableFile::<Curations>::leave_out(output);
                return Ok(());
            }
            write_table::<Curations>(options, output, decided.iter().cloned())
        }));
        for (format, names) in LEFT_OUT {
            names.iter().filter(|_| !options.writes(*format)).for_each(|name| output.leave_out(name));
        }
        tasks.into_par_iter().with_max_len(1).map(|task| task()).collect::<Vec<_>>().into_iter().collect::<Result<()>>()?;
        Ok(boxes)
    }

    fn write_boilerplate(&self) -> Result<()> {
        let rows = self.merge.boilerplate.iter().map(|(line, times)| BoilerplateRow {
            source: &line.source,
            line: if self.options.no_text { "" } else { &line.line },
            times: *times,
        });
        write_table::<Boilerplate>(self.options, self.output, rows)
    }

    fn write_ftm(&self, sightings: Spool, mut ledger: LedgerReader, standing: &[StandingRow<'_>]) -> Result<()> {
        let Ending { merge, facts, network, gazetteer, output, typed, .. } = *self;
        let path = output.partial(FTM);
        let mut file = FtmFile::new(output.file(FTM)?, &path, &gazetteer.classes);
        file.nodes(&network.nodes)?;
        ledger.each(merge, facts, |_, row| file.article(&row))?;
        file.mentions(sightings, &merge.keys, |node| network.row_of.get(&node_of(node, merge, gazetteer)?).map(|&row| &network.nodes[row]))?;
        file.occupancies(standing)?;
        (0..network.edges.len()).filter(|&i| network.backbone[i]).try_for_each(|i| file.link(&network.edge_row(i, typed)))?;
        file.close()
    }
}

fn write_nodes(network: &Network, options: &PublishOptions, output: &OutputFolder) -> Result<()> {
    let mut table = TableFile::<Nodes>::begin(options, output)?;
    network.nodes.iter().try_for_each(|node| table.push(node))?;
    table.close()
}

/// The node of a key that workers use.
fn node_of(key: u64, merge: &Facts, gazetteer: &Gazetteer) -> Option<NodeId> {
    let known = gazetteer.entities.len();
    if key < known as u64 {
        return Some(NodeId(key as u32));
    }
    merge.new_names.binary_search_by_key(&key, |name| name.key).ok().map(|i| NodeId((known + i) as u32))
}

/// What each line of the curation decided, in the order of the lines.
fn curation_rows(merge: &Facts, gazetteer: &Gazetteer) -> Vec<CurationRow> {
    let lines = gazetteer.curation.lines.iter().zip(0_u32..);
    lines
        .map(|(line, i)| {
            let (mentions, documents) = merge.curation.get(&i).copied().unwrap_or_default();
            CurationRow {
                file: gazetteer.files[line.file].0.clone(),
                line: line.line as u64,
                kind: line.kind.as_str(),
                subject: line.subject.clone(),
                mentions,
                documents,
                reason: line.reason.clone(),
            }
        })
        .collect()
}

fn summarise(summary: &mut Summary, merge: &Facts, network: &Network, gazetteer: &Gazetteer) {
    summary.nodes = network.nodes.len() as u64;
    summary.discovered = network.nodes.iter().filter(|n| n.discovered).count() as u64;
    summary.edges = network.edges.len() as u64;
    summary.graph_edges = network.in_graphs.len() as u64;
    summary.stories = network.stories;
    let is_there = |node: NodeId| network.row_of.contains_key(&node);
    for record in merge.relations.iter().filter(|r| is_there(r.subject) && is_there(r.object)) {
        *summary.relations.entry(gazetteer.relations.predicate(record.predicate).name.clone()).or_default() += 1;
    }
    let mut top: Vec<&NodeRow> = network.nodes.iter().collect();
    top.sort_by(|a, b| b.stories.cmp(&a.stories).then(a.id.cmp(&b.id)));
    summary.top_nodes = top.iter().take(TOP).map(|n| (n.label.clone(), n.stories)).collect();
    let mut heavy: Vec<&EdgeCounts> = network.edges.iter().collect();
    heavy.sort_by(|a, b| b.tally.stories.cmp(&a.tally.stories).then((a.a, a.b).cmp(&(b.a, b.b))));
    let label = |node: NodeId| network.nodes[network.row_of[&node]].label.clone();
    summary.top_edges = heavy.iter().take(TOP).map(|e| (label(e.a), label(e.b), e.tally.stories.into())).collect();
}

fn manifest(merge: &Facts, summary: &Summary, network: &Network, near_duplicates: u64, gazetteer: &Gazetteer, options: &PublishOptions) -> Manifest {
    let mut all = blake3::Hasher::new();
    let mut entries = vec![(0, 0); gazetteer.files.len()];
    for entity in &gazetteer.entities {
        entries[entity.file].0 += 1;
    }
    for overridden in &gazetteer.overridden {
        entries[overridden.file].1 += 1;
    }
    let file_name = |file: usize| gazetteer.files[file].0.clone();
    for (file, hash) in &gazetteer.files {
        all.update(file.as_bytes());
        all.update(hash.as_bytes());
    }
    let betweenness = match network.pivots {
        (pivots, linked) if pivots == linked => "exact, unweighted, on the backbone".to_owned(),
        (pivots, linked) => format!("estimated from {pivots} of {linked} nodes, unweighted, on the backbone"),
    };
    let graph = match (summary.graph_edges, summary.edges) {
        (shown, all) if shown == all => "all edges".to_owned(),
        (shown, _) => format!("the {shown} strongest edges and their nodes"),
    };
    let mut parameters = merge.parameters.clone();
    parameters.extend([
        ("min_weight", options.min_weight.to_string()),
        ("no_text", options.no_text.to_string()),
        ("text", options.text.to_string()),
        ("betweenness", betweenness),
        ("graph", graph),
    ]);
    Manifest {
        program: PROGRAM,
        program_hash: SOURCES,
        inputs_hash: merge.inputs_hash.clone(),
        gazetteer_hash: all.finalize().to_hex()[..32].to_owned(),
        gazetteer_files: (gazetteer.files.iter().zip(entries))
            .map(|((file, hash), (used, overridden))| GazetteerFile { file: file.clone(), hash: hash.clone(), used, overridden })
            .collect(),
        overridden: (gazetteer.overridden.iter())
            .map(|o| OverriddenEntry { id: o.id.clone(), file: file_name(o.file), by_file: file_name(o.by_file) })
            .collect(),
        parameters,
        counts: BTreeMap::from([
            ("stories", summary.stories),
            ("near_duplicates", near_duplicates),
            ("nodes", summary.nodes),
            ("discovered", summary.discovered),
            ("edges", summary.edges),
            ("relations", summary.relations.values().sum()),
            ("pair_records", network.pair_records),
            ("pairs_tested", network.pairs_tested),
            ("windows_not_paired", merge.skipped_windows),
            ("gazetteer_entities", gazetteer.entities.len() as u64),
            ("gazetteer_surfaces", gazetteer.surfaces.len() as u64),
        ]),
        documents: summary.documents.clone(),
        mentions: summary.mentions.iter().map(|(&(kind, outcome), &n)| (format!("{kind}_{outcome}"), n)).collect(),
    }
}
