//! The mentions of one text.

use crate::{errors, options::day, work};
use guanxi::cli;
use jiff::civil::Date;
use pyo3::{
    prelude::*,
    types::{PyDict, PyString},
};
use std::path::PathBuf;

/// Finds the mentions of texts and what they mean.
#[pyclass(frozen, module = "guanxi._guanxi")]
pub(crate) struct Tagger {
    tagger: guanxi::Tagger,
}

#[pymethods]
impl Tagger {
    #[new]
    fn new(py: Python<'_>, gazetteers: Vec<PathBuf>, model: Option<PathBuf>) -> PyResult<Tagger> {
        let tagger = work::brief(py, || cli::tagger(&gazetteers, model.as_deref()))?;
        Ok(Tagger { tagger: tagger.map_err(|e| errors::of_library(py, &e))? })
    }

    /// The mentions of a text, each a dictionary.
    fn tag<'py>(&self, py: Python<'py>, text: &str, date: &Bound<'py, PyAny>, title: &str) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let date = self::date(py, date)?;
        let tagged = work::brief(py, || self.tagger.tag_titled(title, text, date))?;
        let mention = |mention: guanxi::Mention<'_>| {
            let dict = PyDict::new(py);
            let (start, end) = mention.given.map_or((None, None), |given| (Some(given.start), Some(given.end)));
            dict.set_item("start", start)?;
            dict.set_item("end", end)?;
            dict.set_item("surface", mention.surface)?;
            dict.set_item("type", mention.kind.as_str())?;
            dict.set_item("id", known(&mention.entity))?;
            dict.set_item("label", known(mention.label))?;
            // Of a hundred, so that 0.87 does not become 0.8700000047683716.
            dict.set_item("confidence", f64::from((mention.confidence * 100.0).round()) / 100.0)?;
            dict.set_item("outcome", mention.outcome)?;
            dict.set_item("candidates", mention.candidates)?;
            dict.set_item("method", mention.method.as_str())?;
            dict.set_item("holder", known(mention.holder))?;
            dict.set_item("role", mention.role.map(guanxi::resolve::Role::as_str))?;
            dict.set_item("nested", mention.nested)?;
            dict.set_item("in_title", mention.in_title)?;
            Ok(dict)
        };
        tagged.mentions().map(mention).collect()
    }
}

fn known(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A date from a text or an object that has one.
fn date(py: Python<'_>, given: &Bound<'_, PyAny>) -> PyResult<Option<Date>> {
    if given.is_none() {
        return Ok(None);
    }
    let text = match given.cast::<PyString>() {
        Ok(text) => Some(text.to_cow()?.into_owned()),
        Err(_) => day(given)?,
    };
    let date = text.as_deref().and_then(|text| text.trim().parse().ok());
    let fault = || errors::of_value(py, &format!("date: {given} is no day\n  remedy: give a datetime.date, or a text such as 2020-09-01"));
    date.map(Some).ok_or_else(fault)
}
