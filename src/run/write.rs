//! The end of a run: stories, network, tables, graph, manifest.

use super::{
    RunOptions,
    formats::write_formats,
    graphs::{CoGraphOf, GraphFiles},
    merge::{Merge, Summary},
    network::{Network, number_nodes},
    page::Page,
    periods::by_period_and_outlet,
    picture::write_picture,
    relations::{Relations, counts_by_pair},
    stories::stories,
};
use crate::{
    error::{Error, Result},
    export::{CurationRow, DocumentRow, EdgeRow, GazetteerFile, Manifest, NodeRow, OutputFolder, OverriddenEntry, Row, Rows},
    id::{DocId, NodeId},
    knowledge::Gazetteer,
    network::EdgeCounts,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{collections::BTreeMap, io::Write};

/// How many nodes and edges the summary names.
const TOP: usize = 10;

pub(super) fn finish(mut merge: Merge<'_>, gazetteer: &Gazetteer, options: &RunOptions, output: &mut OutputFolder) -> Result<Summary> {
    merge.close_files()?;
    let facts = stories(&mut merge);
    let open = std::mem::take(&mut merge.open);
    open.write(gazetteer, &facts, &|doc| merge.rows[doc.0 as usize].doc.as_str(), options, output)?;
    let counted: FxHashSet<u32> = merge.rows.iter().zip(&facts).filter(|(row, _)| row.status == "ok").map(|(_, f)| f.story).collect();
    table::<DocumentRow>(output, "documents.csv", options, |push| merge.rows.iter().try_for_each(push))?;
    // The network takes most memory of all; what is written and not named again makes room for it.
    let named: FxHashSet<DocId> = merge.relations.iter().map(|r| r.doc).collect();
    let documents = std::mem::take(&mut merge.rows).into_iter().enumerate().map(|(i, row)| (DocId(i as u32), row));
    let documents: FxHashMap<DocId, DocumentRow> = documents.filter(|(doc, _)| named.contains(doc)).collect();
    let labels = number_nodes(&mut merge, gazetteer);
    let network = Network::new(&mut merge, &labels, &facts, counted.len() as u64, gazetteer, options);
    merge.surfaces = FxHashMap::default();
    let typed = counts_by_pair(&merge.relations, &facts, &gazetteer.relations.predicates);

    table::<NodeRow>(output, "nodes.csv", options, |push| network.nodes.iter().try_for_each(push))?;
    table::<EdgeRow<'_>>(output, "edges.csv", options, |push| (0..network.edges.len()).try_for_each(|i| push(&network.edge_row(i, &typed))))?;
    let files = GraphFiles::open(options, output)?;
    let graph = CoGraphOf { merge: &merge, network: &network, facts: &facts, typed: &typed };
    let (tables, graphs) = rayon::join(|| by_period_and_outlet(&merge, &network, &facts, options, output), || files.write(&graph));
    tables.and(graphs)?;
    let mut boxes = false;
    if options.page {
        boxes = write_picture(&network, options, output)?;
        let page = Page { merge: &merge, network: &network, facts: &facts, typed: &typed, counted: &counted, gazetteer, options };
        page.write(output)?;
    } else {
        output.leave_out("network.svg");
        output.leave_out("network.html");
        output.leave_out("network.png");
    }
    let decided = curation_rows(&merge, gazetteer);
    if decided.is_empty() {
        output.leave_out("curation.csv");
    } else {
        table::<CurationRow>(output, "curation.csv", options, |push| decided.iter().try_for_each(push))?;
    }
    if let Some(spool) = merge.relation_texts.take() {
        let relations = Relations { records: &merge.relations, documents: &documents, facts: &facts, network: &network, gazetteer };
        relations.write(spool, options, output)?;
    }

    write_formats(options, output)?;

    let mut summary = std::mem::take(&mut merge.summary);
    summary.curation = decided;
    summary.boxes = boxes;
    summary.nodes = network.nodes.len() as u64;
    summary.discovered = network.nodes.iter().filter(|n| n.discovered).count() as u64;
    summary.edges = network.edges.len() as u64;
    summary.stories = network.stories;
    for record in &merge.relations {
        *summary.relations.entry(gazetteer.relations.predicate(record.predicate).name.clone()).or_default() += 1;
    }
    let mut top: Vec<&NodeRow> = network.nodes.iter().collect();
    top.sort_by(|a, b| b.stories.cmp(&a.stories).then(a.id.cmp(&b.id)));
    summary.top_nodes = top.iter().take(TOP).map(|n| (n.label.clone(), n.stories)).collect();
    let mut heavy: Vec<&EdgeCounts> = network.edges.iter().collect();
    heavy.sort_by(|a, b| b.tally.stories.cmp(&a.tally.stories).then((a.a, a.b).cmp(&(b.a, b.b))));
    let label = |node: NodeId| network.nodes[network.row_of[&node]].label.clone();
    summary.top_edges = heavy.iter().take(TOP).map(|e| (label(e.a), label(e.b), e.tally.stories)).collect();

    manifest(&merge, &summary, &network, gazetteer, options, output)?;
    Ok(summary)
}

/// What each line of the curation decided, in the order of the lines.
fn curation_rows(merge: &Merge<'_>, gazetteer: &Gazetteer) -> Vec<CurationRow> {
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

/// Rows that are formatted before they are written.
const CHUNK: usize = 4096;

pub(super) fn table<R: Row>(
    output: &mut OutputFolder,
    name: &str,
    options: &RunOptions,
    fill: impl FnOnce(&mut dyn FnMut(&R) -> Result<()>) -> Result<()>,
) -> Result<()> {
    let path = output.partial(name);
    let mut file = output.file(name)?;
    let mut write = |bytes: &[u8]| file.write_all(bytes).map_err(Error::io("cannot write", &path));
    if options.bom {
        write(b"\xEF\xBB\xBF")?;
    }
    write(&Rows::header::<R>())?;
    let mut rows = Rows::default();
    let mut waiting = 0;
    fill(&mut |row| {
        rows.push(row);
        waiting += 1;
        if waiting == CHUNK {
            waiting = 0;
            write(&std::mem::take(&mut rows).into_bytes())?;
        }
        Ok(())
    })?;
    write(&rows.into_bytes())?;
    file.flush().map_err(Error::io("cannot write", &path))
}

fn manifest(
    merge: &Merge<'_>,
    summary: &Summary,
    network: &Network,
    gazetteer: &Gazetteer,
    options: &RunOptions,
    output: &mut OutputFolder,
) -> Result<()> {
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
    let day = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |d| d.to_string());
    let betweenness = match network.pivots {
        (pivots, linked) if pivots == linked => "exact, unweighted, on the backbone".to_owned(),
        (pivots, linked) => format!("estimated from {pivots} of {linked} nodes, unweighted, on the backbone"),
    };
    let manifest = Manifest {
        program: concat!("guanxi ", env!("CARGO_PKG_VERSION")).to_owned(),
        inputs_hash: merge.inputs_hash.finalize().to_hex()[..32].to_owned(),
        gazetteer_hash: all.finalize().to_hex()[..32].to_owned(),
        gazetteer_files: (gazetteer.files.iter().zip(entries))
            .map(|((file, hash), (used, overridden))| GazetteerFile { file: file.clone(), hash: hash.clone(), used, overridden })
            .collect(),
        overridden: (gazetteer.overridden.iter())
            .map(|o| OverriddenEntry { id: o.id.clone(), file: file_name(o.file), by_file: file_name(o.by_file) })
            .collect(),
        parameters: BTreeMap::from([
            ("window", options.window.to_string()),
            ("min_weight", options.min_weight.to_string()),
            ("since", day(options.since)),
            ("until", day(options.until)),
            ("outlet", options.outlet.clone().unwrap_or_default()),
            ("no_text", options.no_text.to_string()),
            ("discover", options.discover.to_string()),
            ("bylines", options.bylines.to_string()),
            ("betweenness", betweenness),
        ]),
        counts: BTreeMap::from([
            ("filtered", summary.filtered),
            ("stories", summary.stories),
            ("near_duplicates", merge.near_duplicates),
            ("nodes", summary.nodes),
            ("discovered", summary.discovered),
            ("edges", summary.edges),
            ("relations", merge.relations.len() as u64),
            ("pair_records", network.pair_records),
            ("pairs_tested", network.pairs_tested),
            ("windows_not_paired", merge.skipped_windows),
            ("gazetteer_entities", gazetteer.entities.len() as u64),
            ("gazetteer_surfaces", gazetteer.surfaces.len() as u64),
        ]),
        documents: summary.documents.clone(),
        mentions: summary.mentions.iter().map(|(&(kind, outcome), &n)| (format!("{kind}_{outcome}"), n)).collect(),
    };
    let path = output.partial("manifest.json");
    let mut file = output.file("manifest.json")?;
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    writeln!(file, "{text}").and_then(|()| file.flush()).map_err(Error::io("cannot write", path))
}
