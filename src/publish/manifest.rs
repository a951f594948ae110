//! manifest.json: what went in, with which gazetteer and parameters, and what came out. Nothing in it differs between two
//! equal runs.

use serde::Serialize;
use std::collections::BTreeMap;

/// One gazetteer file.
#[derive(Debug, Clone, Serialize)]
pub struct GazetteerFile {
    /// Path as the user knows it.
    pub file: String,
    /// First 16 hexadecimal digits of the BLAKE3 hash of its content.
    pub hash: String,
    /// Entries of the file that are in use; 0 for files of rules.
    pub used: u64,
    /// Entries of the file that a later layer replaces.
    pub overridden: u64,
}

/// An entry that a later layer replaces.
#[derive(Debug, Clone, Serialize)]
pub struct OverriddenEntry {
    /// Its id.
    pub id: String,
    /// The file it stands in.
    pub file: String,
    /// The file of the entry that replaces it.
    pub by_file: String,
}

/// The manifest of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    /// Name and version of the program.
    pub program: &'static str,
    /// Hash over its sources.
    pub program_hash: &'static str,
    /// Hash over ids and contents of all inputs, in order.
    pub inputs_hash: String,
    /// Hash over all gazetteer files.
    pub gazetteer_hash: String,
    /// Gazetteer files, in the order of loading.
    pub gazetteer_files: Vec<GazetteerFile>,
    /// Entries that a later layer replaces, by id, then in the order of the layers.
    pub overridden: Vec<OverriddenEntry>,
    /// All parameters.
    pub parameters: BTreeMap<&'static str, String>,
    /// Counts per stage.
    pub counts: BTreeMap<&'static str, u64>,
    /// Documents by status.
    pub documents: BTreeMap<&'static str, u64>,
    /// Mentions by type and outcome.
    pub mentions: BTreeMap<String, u64>,
}
