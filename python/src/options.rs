//! Keyword arguments as options of the command line.

use crate::errors;
use guanxi::cli::Given;
use pyo3::{
    prelude::*,
    types::{PyBool, PyDict, PyString},
};

/// Options of a call, in their order; `None` stands for the default.
pub(crate) fn options(py: Python<'_>, given: Option<&Bound<'_, PyDict>>) -> PyResult<Vec<(String, Given)>> {
    let mut options = Vec::new();
    for (name, value) in given.into_iter().flatten() {
        let name: String = name.extract()?;
        if value.is_none() {
            continue;
        }
        let given = if let Ok(yes) = value.cast::<PyBool>() {
            Given::Switch(yes.is_true())
        } else if let Some(one) = text(&value)? {
            Given::Values(vec![one])
        } else {
            // Going through a dictionary would take its keys.
            let items = if value.is_instance_of::<PyDict>() { None } else { value.try_iter().ok() };
            let all = items.and_then(|all| all.map(|item| text(&item?)).collect::<PyResult<Option<Vec<_>>>>().ok().flatten());
            Given::Values(all.ok_or_else(|| {
                let kind = value.get_type();
                errors::of_value(py, &format!("{name}: {kind} is no option\n  remedy: give a text, a number, a date, a path, or a list of these"))
            })?)
        };
        options.push((name, given));
    }
    Ok(options)
}

/// A text, number, date or path as it is written on the command line; none for anything else.
fn text(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(text.to_cow()?.into_owned()));
    }
    if value.hasattr("__fspath__")? {
        return Ok(value.call_method0("__fspath__")?.extract().ok());
    }
    if value.extract::<f64>().is_ok() {
        return Ok(Some(value.str()?.to_cow()?.into_owned()));
    }
    day(value)
}

/// A date as text: of a time its day.
pub(crate) fn day(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if !value.hasattr("isoformat")? {
        return Ok(None);
    }
    let text: String = value.call_method0("isoformat")?.extract()?;
    Ok(text.get(..10).map(str::to_owned))
}
