//! The commands: run, facts, merge, and the program itself.

use crate::{errors, options::options, records::records, tables::Table, work};
use guanxi::{
    cli::{self, CallError},
    run::Summary,
    table::{Evidence, FactDocuments, FactMentions, FactRelations, ParquetRows, Table as Declared, column_types},
};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};
use std::{ffi::OsString, path::PathBuf};

/// The network of some inputs, written into a folder.
#[pyfunction]
#[pyo3(signature = (inputs, output, options = None, progress = None))]
pub(crate) fn run<'py>(
    py: Python<'py>,
    inputs: Vec<PathBuf>,
    output: PathBuf,
    options: Option<&Bound<'py, PyDict>>,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let options = self::options(py, options)?;
    let done = work::long(py, progress, |tell| cli::run(&inputs, &output, &options, tell))?;
    summary(py, &done.map_err(|e| errors::of_call(py, &e))?)
}

/// The network of facts in some folders, written into another one.
#[pyfunction]
#[pyo3(signature = (folders, output, options = None, progress = None))]
pub(crate) fn merge<'py>(
    py: Python<'py>,
    folders: Vec<PathBuf>,
    output: PathBuf,
    options: Option<&Bound<'py, PyDict>>,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let options = self::options(py, options)?;
    let done = work::long(py, progress, |tell| cli::merge(&folders, &output, &options, tell))?;
    summary(py, &done.map_err(|e| errors::of_call(py, &e))?)
}

/// What each record says for itself, as tables.
#[pyfunction]
#[pyo3(signature = (given, options = None, progress = None))]
pub(crate) fn facts<'py>(
    py: Python<'py>,
    given: &Bound<'py, PyAny>,
    options: Option<&Bound<'py, PyDict>>,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let options = self::options(py, options)?;
    let records = records(py, given)?;
    let done = work::long(py, progress, |tell| {
        let tables = cli::facts_of(records, &options, tell)?;
        let tables = [
            held::<FactDocuments>("documents", tables.documents),
            held::<FactMentions>("mentions", tables.mentions),
            held::<Evidence>("pairs", tables.pairs),
            held::<FactRelations>("relations", tables.relations),
        ];
        tables.into_iter().collect::<Result<Vec<(&str, Table)>, CallError>>()
    })?;
    let tables = PyDict::new(py);
    for (name, table) in done.map_err(|e| errors::of_call(py, &e))? {
        tables.set_item(name, table)?;
    }
    Ok(tables)
}

fn held<T: Declared>(name: &str, rows: ParquetRows<T>) -> Result<(&str, Table), CallError> {
    let table = Table::held(name, &column_types::<T>(), rows.into_group());
    table.map(|table| (name, table)).map_err(|e| CallError::Value(e.to_string()))
}

/// The same, written into a folder; numbers of documents by what became of them.
#[pyfunction]
#[pyo3(signature = (given, output, options = None, progress = None))]
pub(crate) fn write_facts<'py>(
    py: Python<'py>,
    given: &Bound<'py, PyAny>,
    output: PathBuf,
    options: Option<&Bound<'py, PyDict>>,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = self::options(py, options)?;
    let records = records(py, given)?;
    let done = work::long(py, progress, |tell| cli::facts(records, &output, &options, tell))?;
    Ok(done.map_err(|e| errors::of_call(py, &e))?.documents.into_pyobject(py)?.into_any())
}

/// The program; the first argument is its name. It ends the process where it is interrupted.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, args: Vec<OsString>) -> PyResult<u8> {
    if args.is_empty() {
        return Err(PyValueError::new_err("no arguments: the first is the name of the program"));
    }
    work::brief(py, || cli::main(args))
}

/// What the program prints at the end of a run.
fn summary<'py>(py: Python<'py>, summary: &Summary) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("documents", &summary.documents)?;
    dict.set_item("unreadable", &summary.unreadable)?;
    dict.set_item("stories", summary.stories)?;
    let mentions = PyDict::new(py);
    for ((kind, outcome), n) in &summary.mentions {
        let of_kind = mentions.get_item(kind.as_str())?.map_or_else(|| Ok(PyDict::new(py)), |known| known.cast_into::<PyDict>())?;
        of_kind.set_item(*outcome, n)?;
        mentions.set_item(kind.as_str(), of_kind)?;
    }
    dict.set_item("mentions", mentions)?;
    dict.set_item("nodes", summary.nodes)?;
    dict.set_item("discovered", summary.discovered)?;
    dict.set_item("edges", summary.edges)?;
    dict.set_item("graph_edges", summary.graph_edges)?;
    dict.set_item("relations", &summary.relations)?;
    dict.set_item("top_nodes", &summary.top_nodes)?;
    dict.set_item("top_edges", &summary.top_edges)?;
    Ok(dict)
}
