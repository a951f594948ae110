//! The queue as YAML: written for a person to fill in, read back with the line of every decision.

use super::Proposal;
use crate::{
    error::{Error, GazetteerFault, Result},
    knowledge::EntityType,
};
use serde::{Deserialize, Serialize};

const HEAD: &str = "\
# Names that the gazetteers lack, most useful first (stories times outlets).
# Write behind `decision:` one of
#   accept            a new entry; correct name, hant, latin, aliases and type first where they are wrong
#   merge-into: ID    another name of a known entity; `propose` and `candidates` name likely ones
#   reject            no name: it is not proposed again; a `reason:` may be added
# and leave it empty to decide later. Then: guanxi gazetteer accept FILE --into DIR
";

/// A proposal as the queue and its page tell it.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    id: String,
    propose: String,
    r#type: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    hant: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    latin: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'a [String],
    mentions: u64,
    documents: u64,
    stories: u64,
    outlets: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_date: Option<String>,
    found_by: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<CandidateEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples: Vec<ExampleEntry<'a>>,
}

#[derive(Serialize)]
struct CandidateEntry<'a> {
    id: &'a str,
    label: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct ExampleEntry<'a> {
    doc: &'a str,
    outlet: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

/// What sentences of the posts go into the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sentences {
    /// The example sentences.
    Shown,
    /// Only where they stand.
    LeftOut,
}

/// The proposals as the queue tells them.
pub(super) fn entries(proposals: &[Proposal], sentences: Sentences) -> Vec<Entry<'_>> {
    let day = |date: Option<jiff::civil::Date>| date.map(|d| d.to_string());
    proposals
        .iter()
        .map(|proposal| Entry {
            id: proposal.id(),
            propose: proposal.merge_into().map_or_else(|| "accept".to_owned(), |c| format!("merge-into: {}", c.id)),
            r#type: proposal.kind.as_str(),
            name: &proposal.name,
            hant: &proposal.hant,
            latin: &proposal.latin,
            aliases: &proposal.aliases,
            mentions: proposal.mentions,
            documents: proposal.tally.documents.into(),
            stories: proposal.tally.stories.into(),
            outlets: proposal.tally.outlets.into(),
            first_date: day(proposal.tally.first),
            last_date: day(proposal.tally.last),
            found_by: proposal.patterns.iter().map(|p| p.as_str()).collect(),
            candidates: proposal.candidates.iter().map(|c| CandidateEntry { id: &c.id, label: &c.label, why: c.why.as_str() }).collect(),
            examples: proposal
                .examples
                .iter()
                .map(|e| ExampleEntry { doc: &e.doc, outlet: &e.outlet, text: if sentences == Sentences::Shown { &e.text } else { "" } })
                .collect(),
        })
        .collect()
}

/// Writes the queue.
pub fn write_queue(proposals: &[Proposal], sentences: Sentences) -> String {
    let mut out = String::from(HEAD);
    for entry in entries(proposals, sentences) {
        out.push_str("- decision:\n");
        // Strings, numbers and lists of them always have a YAML form.
        for line in serde_yaml::to_string(&entry).unwrap_or_default().lines() {
            out.push_str("  ");
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// What a person decided on a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A new entity.
    Accept,
    /// Another name of this entity.
    MergeInto(String),
    /// No name.
    Reject,
}

/// A proposal with a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Line of the decision in the file, from 1.
    pub line: usize,
    /// The decision.
    pub decision: Decision,
    /// Type, as the person left it.
    pub kind: EntityType,
    /// Simplified name.
    pub name: String,
    /// Traditional form; empty where none.
    pub hant: String,
    /// Latin form; empty where none.
    pub latin: String,
    /// Other Chinese forms.
    pub aliases: Vec<String>,
    /// Why it was rejected, where the person says so.
    pub reason: String,
}

/// A queue that a person filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Those with a decision, in the order of the file.
    pub decided: Vec<Decided>,
    /// Number of those without one.
    pub open: usize,
}

#[derive(Deserialize)]
struct ReadEntry {
    decision: Option<String>,
    r#type: String,
    name: String,
    #[serde(default)]
    hant: String,
    #[serde(default)]
    latin: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    reason: String,
}

impl Decisions {
    /// Reads a queue; `file` is its path for messages.
    ///
    /// # Errors
    /// [`Error::Gazetteer`] with every decision that is none of the three, by file and line; or YAML that does not parse.
    pub fn read(text: &str, file: &str) -> Result<Decisions> {
        let fault = |line: usize, message: String, remedy: &str| GazetteerFault { file: file.to_owned(), line, message, remedy: remedy.to_owned() };
        let mut quoted = String::with_capacity(text.len());
        let mut starts = Vec::new();
        let mut lines = Vec::new();
        for (i, line) in text.lines().enumerate() {
            if line.starts_with("- ") {
                starts.push(i + 1);
            }
            // `merge-into: ID` is no plain value in YAML; in quotes it is.
            match line.split_once("decision:").filter(|(head, _)| matches!(*head, "- " | "  ")) {
                Some((head, value)) => {
                    lines.push((starts.len(), i + 1));
                    let value = value.split(" #").next().unwrap_or_default().trim().trim_matches(['\'', '"']).replace('\'', "");
                    quoted.push_str(&format!("{head}decision: '{value}'\n"));
                }
                None => {
                    quoted.push_str(line);
                    quoted.push('\n');
                }
            }
        }
        let entries: Vec<ReadEntry> = serde_yaml::from_str::<Option<Vec<ReadEntry>>>(&quoted)
            .map_err(|e| {
                let line = e.location().map_or(1, |at| at.line());
                Error::Gazetteer(vec![fault(line, e.to_string().replace('\n', " "), "restore the line as guanxi suggest wrote it")])
            })?
            .unwrap_or_default();
        let mut out = Decisions::default();
        let mut faults = Vec::new();
        for (i, entry) in entries.into_iter().enumerate() {
            let line = lines.iter().find(|(entry, _)| *entry == i + 1).map_or(starts.get(i).copied().unwrap_or(1), |(_, line)| *line);
            let value = entry.decision.unwrap_or_default();
            let decision = match value.split_once(':').map(|(a, b)| (a.trim(), b.trim())) {
                None if value.is_empty() => {
                    out.open += 1;
                    continue;
                }
                None if value == "accept" => Decision::Accept,
                None if value == "reject" => Decision::Reject,
                Some(("merge-into", id)) if !id.is_empty() => Decision::MergeInto(id.to_owned()),
                _ => {
                    faults.push(fault(line, format!("decision {value:?} is none that is known"), "write accept, merge-into: ID, or reject"));
                    continue;
                }
            };
            let Some(kind) = EntityType::parse(&entry.r#type) else {
                faults.push(fault(line, format!("type {:?} is none that is known", entry.r#type), "write person, office, organization or place"));
                continue;
            };
            let name = entry.name.trim().to_owned();
            out.decided.push(Decided {
                line,
                decision,
                kind,
                name,
                hant: entry.hant,
                latin: entry.latin,
                aliases: entry.aliases,
                reason: entry.reason,
            });
        }
        if faults.is_empty() { Ok(out) } else { Err(Error::Gazetteer(faults)) }
    }
}
