//! The tables of a folder by their names, with types: those of a run, in CSV or Parquet, or facts.

use super::rows::open;
use crate::{
    error::{Error, Result},
    publish::settle,
    table::{
        Boilerplate, Candidates, ColumnType, CsvGroups, Curations, Documents, Edges, EdgesByOutlet, EdgesByPeriod, Events, Evidence, FactDocuments,
        FactMentions, FactRelations, Group, Mentions, Nodes, NodesByOutlet, NodesByPeriod, ParquetGroups, Relations, Sentences, Sources, Standing,
        Table, column_types,
    },
};
use std::{fs, fs::File, path::Path};

/// A table, open for reading from its first row on.
pub struct OpenTable {
    /// Names and types of its columns.
    pub columns: Vec<(&'static str, ColumnType)>,
    /// Its rows, some at a time; behind a fault come no more.
    pub groups: Box<dyn Iterator<Item = Result<Group>> + Send>,
}

impl std::fmt::Debug for OpenTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} columns", self.columns.len())
    }
}

type Opener = fn(&Path, &str) -> Result<OpenTable>;

/// The tables of a run.
const OF_RUN: [(&str, Opener); 17] = [
    of::<Nodes>(),
    of::<Edges>(),
    of::<EdgesByPeriod>(),
    of::<EdgesByOutlet>(),
    of::<NodesByPeriod>(),
    of::<NodesByOutlet>(),
    of::<Mentions>(),
    of::<Sentences>(),
    of::<Evidence>(),
    of::<Relations>(),
    of::<Events>(),
    of::<Standing>(),
    of::<Sources>(),
    of::<Candidates>(),
    of::<Boilerplate>(),
    of::<Curations>(),
    of::<Documents>(),
];

/// The tables of facts.
const OF_FACTS: [(&str, Opener); 3] = [of::<FactDocuments>(), of::<FactMentions>(), of::<FactRelations>()];

const fn of<T: Table>() -> (&'static str, Opener) {
    (T::NAME, open_table::<T>)
}

/// Names of the tables in a folder that `guanxi run`, `merge` or `facts` wrote.
///
/// # Errors
/// [`Error::Input`] where it has none.
pub fn tables(folder: &Path) -> Result<Vec<&'static str>> {
    settle(folder)?;
    let names: Vec<&str> = kinds(folder).iter().map(|(name, _)| *name).filter(|name| file(folder, name).is_some()).collect();
    if names.is_empty() {
        let (path, reason) = (folder.display().to_string(), "no table of guanxi is in it".to_owned());
        return Err(Error::Input {
            path,
            reason,
            remedy: "name a folder that guanxi run, merge or facts has written, with csv or parquet among its formats",
        });
    }
    Ok(names)
}

/// Opens a table of a folder by its name: Parquet where there is both.
///
/// # Errors
/// [`Error::Input`] where there is no such table, [`Error::Io`] where it cannot be read.
pub fn table(folder: &Path, name: &str) -> Result<OpenTable> {
    settle(folder)?;
    let known = kinds(folder);
    match known.iter().find(|(known, _)| *known == name) {
        Some((_, open)) => open(folder, name),
        None => {
            Err(Error::Input { path: folder.display().to_string(), reason: format!("has no table {name}"), remedy: "name one of those that it has" })
        }
    }
}

/// The tables that a folder may hold.
fn kinds(folder: &Path) -> &'static [(&'static str, Opener)] {
    if is_facts(folder) { &OF_FACTS } else { &OF_RUN }
}

/// True for a folder of facts: their manifest says their layout, that of a run its parameters.
pub(super) fn is_facts(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("manifest.json")).ok();
    let manifest = manifest.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    manifest.is_some_and(|manifest| manifest.get("facts").is_some())
}

/// The file of a table.
fn file(folder: &Path, name: &str) -> Option<String> {
    ["parquet", "csv", "csv.gz"].iter().map(|ending| format!("{name}.{ending}")).find(|file| folder.join(file).is_file())
}

fn open_table<T: Table>(folder: &Path, name: &str) -> Result<OpenTable> {
    let columns = column_types::<T>();
    let path = folder.join(format!("{name}.parquet"));
    if path.is_file() {
        let groups = File::open(&path).and_then(ParquetGroups::<T>::open).map_err(Error::io("cannot read", &path))?;
        let numbers = 0..groups.len();
        let read = move |group| groups.read(group, |_| true).map_err(Error::io("cannot read", &path));
        return Ok(OpenTable { columns, groups: Box::new(numbers.map(read)) });
    }
    let (path, file) = open(folder, &format!("{name}.csv"))?;
    let mut groups = Some(CsvGroups::<T, _>::open(file).map_err(Error::io("cannot read", &path))?);
    let read = move || {
        let read = groups.as_mut()?.read().map_err(Error::io("cannot read", &path));
        if read.is_err() {
            groups = None;
        }
        read.transpose()
    };
    Ok(OpenTable { columns, groups: Box::new(std::iter::from_fn(read)) })
}
