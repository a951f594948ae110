//! mentions.csv, sentences.csv and evidence.csv, document by document: what stands where, and which names meet.

use super::{
    Check, Manifest, candidates, node_of,
    nodes::{Claims, Seen},
};
use crate::{error::Result, network::MAX_NODES_PER_WINDOW, results::Rows, results::ledger::Ledger};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

const MENTIONS: &str = "mentions.csv";
const SENTENCES: &str = "sentences.csv";
const EVIDENCE: &str = "evidence.csv";

/// A sentence that holds a mention.
struct Sentence {
    start: u32,
    end: u32,
    text: String,
}

/// A mention.
struct Mention {
    line: u64,
    sentence: u32,
    start: u32,
    end: u32,
    surface: String,
    kind: String,
    entity: String,
    label: String,
    nested: bool,
    /// Empty where it does more than report.
    role: String,
    /// Who holds the office: id and name; empty where it names none.
    holder: [String; 2],
    /// What candidates.csv calls it, where it is linked to no listed entity.
    open: Option<&'static str>,
}

/// A row of evidence.csv.
struct Meeting {
    line: u64,
    source: String,
    target: String,
    sentence: u32,
}

/// A table that has the documents in the order of documents.csv.
struct ByDocument {
    file: &'static str,
    rows: Rows,
    /// Document of the row that is read and not yet given out.
    waiting: Option<u32>,
    is_at_end: bool,
}

impl ByDocument {
    /// `columns`: `doc` first.
    fn open(check: &Check<'_>, file: &'static str, columns: &[&str]) -> Result<ByDocument> {
        Ok(ByDocument { file, rows: check.open(file, columns)?, waiting: None, is_at_end: false })
    }

    /// The next row of this document, if there is one. Rows of unknown documents and rows out of order are reported and
    /// passed over.
    fn next(&mut self, doc: u32, check: &mut Check<'_>, ledger: &Ledger) -> Result<bool> {
        loop {
            if self.waiting.is_none() && !self.is_at_end {
                self.is_at_end = !self.rows.next()?;
                if !self.is_at_end {
                    self.waiting = self.document(doc, check, ledger);
                    continue;
                }
            }
            let found = self.waiting == Some(doc);
            if found {
                self.waiting = None;
            }
            return Ok(found);
        }
    }

    fn document(&self, doc: u32, check: &mut Check<'_>, ledger: &Ledger) -> Option<u32> {
        let (line, name) = (self.rows.line(), self.rows.cell(0));
        let Some(found) = ledger.docs.number(name) else {
            check.wrong(self.file, Some(line), format!("doc {name:?} is none of documents.csv"));
            return None;
        };
        let entry = &ledger.entries[found as usize];
        if !entry.counts() {
            check.wrong(self.file, Some(line), format!("doc {name:?} has the status {}", entry.status));
            return None;
        }
        if found < doc {
            check.wrong(self.file, Some(line), format!("doc {name:?} stands after later documents"));
            return None;
        }
        Some(found)
    }
}

/// The types of nodes that the run was asked for; all where the manifest does not tell.
struct Types(Vec<String>);

impl Types {
    fn of(manifest: &Manifest) -> Types {
        Types(manifest.parameter("types").into_iter().flat_map(|types| types.split('|')).map(str::to_owned).collect())
    }

    fn has(&self, kind: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|of| of == kind)
    }
}

/// What the evidence of a run rests on.
enum Window {
    /// Names of one sentence; those that only report where their roles are among these.
    Sentence { roles: Vec<String> },
    /// Another one, or none is known: two names of a document may have met.
    Other,
}

pub(super) fn check(check: &mut Check<'_>, ledger: &Ledger, claims: &Claims, manifest: &Manifest) -> Result<Seen> {
    let window = match manifest.parameter("window") {
        Some("sentence") => {
            let roles = manifest.parameter("roles").unwrap_or_default();
            Window::Sentence { roles: roles.split('|').map(str::to_owned).collect() }
        }
        _ => Window::Other,
    };
    let types = Types::of(manifest);
    let mut sentences = ByDocument::open(check, SENTENCES, &["doc", "sentence", "start", "end", "text"])?;
    let columns = ["doc", "sentence", "start", "end", "surface", "type", "entity", "label", "nested", "role", "holder", "holder_label", "outcome"];
    let mut mentions = ByDocument::open(check, MENTIONS, &columns)?;
    let mut evidence = ByDocument::open(check, EVIDENCE, &["doc", "source", "target", "sentence"])?;
    let mut seen = Seen::default();
    let mut holders = FxHashMap::default();
    for doc in 0..ledger.docs.len() {
        let mut of_doc = BTreeMap::new();
        while sentences.next(doc, check, ledger)? {
            let row = &sentences.rows;
            let sentence = row.number(1)?;
            if sentence >= ledger.entries[doc as usize].sentences {
                check.wrong(
                    SENTENCES,
                    Some(row.line()),
                    format!("sentence is {sentence}, the document has {}", ledger.entries[doc as usize].sentences),
                );
            }
            let (start, end, text) = (row.number(2)?, row.number(3)?, row.cell(4).to_owned());
            let chars = text.chars().count();
            // Empty with --no-text.
            if chars > 0 && start.saturating_add(chars as u32) != end {
                check.wrong(SENTENCES, Some(row.line()), format!("text has {chars} characters, {start} to {end} are not as many"));
            }
            of_doc.insert(sentence, Sentence { start, end, text });
        }
        let mut found = Vec::new();
        while mentions.next(doc, check, ledger)? {
            let row = &mentions.rows;
            found.push(Mention {
                line: row.line(),
                sentence: row.number(1)?,
                start: row.number(2)?,
                end: row.number(3)?,
                surface: row.cell(4).to_owned(),
                kind: row.cell(5).to_owned(),
                entity: row.cell(6).to_owned(),
                label: row.cell(7).to_owned(),
                nested: row.cell(8) == "true",
                role: row.cell(9).to_owned(),
                holder: [10, 11].map(|column| row.cell(column).to_owned()),
                open: candidates::outcome(row.cell(12), row.cell(6)),
            });
        }
        let mut meetings = Vec::new();
        while evidence.next(doc, check, ledger)? {
            let row = &evidence.rows;
            meetings.push(Meeting { line: row.line(), source: row.cell(1).to_owned(), target: row.cell(2).to_owned(), sentence: row.number(3)? });
        }
        check.found.mentions += found.len() as u64;
        check.found.evidence += meetings.len() as u64;
        check_mentions(check, &found, &of_doc, claims, &types);
        check_holders(check, &found, claims, &mut holders);
        count(check, doc, &found, ledger, claims, &mut seen);
        match &window {
            Window::Sentence { roles } => check_meetings(check, doc, &found, &meetings, (roles, &types), ledger),
            Window::Other => check_presence(check, &found, &meetings),
        }
    }
    Ok(seen)
}

/// A holder is the person of a row of nodes.csv, or one whom no document names and who has one name in all rows.
fn check_holders(check: &mut Check<'_>, mentions: &[Mention], claims: &Claims, names: &mut FxHashMap<String, String>) {
    for mention in mentions.iter().filter(|m| m.holder.iter().any(|cell| !cell.is_empty())) {
        let [id, label] = &mention.holder;
        let at = Some(mention.line);
        if mention.kind != "office" {
            check.wrong(MENTIONS, at, format!("holder is {id:?}, but the type is {}", mention.kind));
        }
        if let Some(row) = claims.nodes.number(id).map(|node| &claims.rows[node as usize]) {
            check.cell(MENTIONS, mention.line, "holder_label", label, &row.label);
            if row.kind != "person" {
                check.wrong(MENTIONS, at, format!("holder {id:?} is of type {} in nodes.csv", row.kind));
            }
        } else if id.is_empty() || label.is_empty() {
            check.wrong(MENTIONS, at, format!("holder is {id:?}, holder_label {label:?}: both are needed"));
        } else {
            check.cell(MENTIONS, mention.line, "holder_label", label, names.entry(id.clone()).or_insert_with(|| label.clone()));
        }
    }
}

fn check_mentions(check: &mut Check<'_>, mentions: &[Mention], sentences: &BTreeMap<u32, Sentence>, claims: &Claims, types: &Types) {
    for mention in mentions {
        let line = mention.line;
        match sentences.get(&mention.sentence) {
            None => check.wrong(MENTIONS, Some(line), format!("sentence {} of the document is not in sentences.csv", mention.sentence)),
            Some(sentence) if mention.start < sentence.start || mention.start >= sentence.end => {
                let message = format!("start is {}, its sentence is {} to {}", mention.start, sentence.start, sentence.end);
                check.wrong(MENTIONS, Some(line), message);
            }
            // A name with a full stop in it may end beyond its sentence. Empty with --no-text.
            Some(sentence) if !sentence.text.is_empty() => {
                let (start, len) = (mention.start - sentence.start, mention.end.saturating_sub(mention.start));
                let slice: String = sentence.text.chars().skip(start as usize).take(len as usize).collect();
                let begins_so = mention.end > sentence.end && mention.surface.starts_with(&slice);
                if !begins_so {
                    check.cell(MENTIONS, line, "surface", &mention.surface, &slice);
                }
            }
            Some(_) => {}
        }
        if mention.surface.chars().count() as u64 + u64::from(mention.start) != u64::from(mention.end) {
            check.wrong(MENTIONS, Some(line), format!("surface {:?} is not as long as {} to {}", mention.surface, mention.start, mention.end));
        }
        if mention.entity.is_empty() {
            continue;
        }
        // The node of a nested mention need not have a flat one, people who only report are none, nor are names of types
        // that were not asked for.
        let node = if mention.nested || !mention.role.is_empty() && mention.kind == "person" || !types.has(&mention.kind) {
            claims.nodes.number(&mention.entity)
        } else {
            node_of(check, &claims.nodes, MENTIONS, line, "entity", &mention.entity)
        };
        if let Some(node) = node {
            let claim = &claims.rows[node as usize];
            check.cell(MENTIONS, line, "type", &mention.kind, &claim.kind);
            // Documents may write a name that no file lists in other cases.
            if mention.label.to_lowercase() != claim.label.to_lowercase() {
                check.cell(MENTIONS, line, "label", &mention.label, &claim.label);
            }
        }
    }
}

/// Takes the flat mentions of a document into account.
fn count(check: &mut Check<'_>, doc: u32, mentions: &[Mention], ledger: &Ledger, claims: &Claims, seen: &mut Seen) {
    let mut nodes: FxHashMap<u32, u32> = FxHashMap::default();
    let mut flat = 0;
    for mention in mentions.iter().filter(|m| !m.nested) {
        flat += 1;
        if let Some(open) = mention.open {
            *seen.open.entry((open, mention.kind.clone())).or_default() += 1;
        }
        let Some(node) = claims.nodes.number(&mention.entity) else { continue };
        *nodes.entry(node).or_default() += 1;
        if mention.role == "source" {
            seen.sources.push((node, doc));
        }
        *seen.surfaces.entry(node).or_default().entry(mention.surface.clone()).or_default() += 1;
    }
    // The order is settled when all are in.
    seen.documents.extend(nodes.into_iter().map(|(node, mentions)| (node, doc, mentions)));
    let entry = &ledger.entries[doc as usize];
    // Duplicates and older versions are counted and not written, or not read at all.
    if entry.counts() && entry.mentions != flat {
        check.wrong("documents.csv", Some(entry.line), format!("mentions is {}, should be {flat}", entry.mentions));
    }
}

/// Compares the evidence of a document with the names of its sentences.
fn check_meetings(check: &mut Check<'_>, doc: u32, mentions: &[Mention], meetings: &[Meeting], (roles, types): (&[String], &Types), ledger: &Ledger) {
    let mut names: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    let meets = |m: &&Mention| !m.nested && !m.entity.is_empty() && types.has(&m.kind) && (m.role.is_empty() || roles.contains(&m.role));
    for mention in mentions.iter().filter(meets) {
        names.entry(mention.sentence).or_default().insert(&mention.entity);
    }
    names.retain(|_, names| names.len() <= MAX_NODES_PER_WINDOW);
    let mut written: BTreeSet<(u32, &str, &str)> = BTreeSet::new();
    for meeting in meetings {
        let (line, source, target) = (meeting.line, meeting.source.as_str(), meeting.target.as_str());
        if !written.insert((meeting.sentence, source, target)) {
            check.wrong(EVIDENCE, Some(line), "the row stands twice".to_owned());
        }
        if source >= target {
            check.wrong(EVIDENCE, Some(line), format!("source {source:?} does not sort before target {target:?}"));
        }
        let here = names.get(&meeting.sentence);
        for (column, id) in [("source", source), ("target", target)] {
            if here.is_none_or(|names| !names.contains(id)) {
                check.wrong(EVIDENCE, Some(line), format!("{column} {id:?} is not mentioned in sentence {}", meeting.sentence));
            }
        }
    }
    for (sentence, names) in &names {
        let names: Vec<&str> = names.iter().copied().collect();
        for (i, source) in names.iter().enumerate() {
            for target in &names[i + 1..] {
                if !written.contains(&(*sentence, source, target)) {
                    let doc = ledger.docs.name(doc);
                    check.wrong(EVIDENCE, None, format!("no row for {source}, {target} in sentence {sentence} of {doc}"));
                }
            }
        }
    }
}

/// Checks that both names of each row stand in the document.
fn check_presence(check: &mut Check<'_>, mentions: &[Mention], meetings: &[Meeting]) {
    let names: BTreeSet<&str> = mentions.iter().filter(|m| !m.nested).map(|m| m.entity.as_str()).collect();
    for meeting in meetings {
        if meeting.source >= meeting.target {
            check.wrong(EVIDENCE, Some(meeting.line), format!("source {:?} does not sort before target {:?}", meeting.source, meeting.target));
        }
        for (column, id) in [("source", &meeting.source), ("target", &meeting.target)] {
            if !names.contains(id.as_str()) {
                check.wrong(EVIDENCE, Some(meeting.line), format!("{column} {id:?} is not mentioned in the document"));
            }
        }
    }
}
