//! Dictionaries of Python as documents.

use crate::errors;
use guanxi::corpus::Records;
use pyo3::{
    prelude::*,
    types::{PyBool, PyDict, PyList, PyString, PyTuple},
};
use serde_json::{Map, Value};

/// The key of the path, relative to the folder of the whole corpus.
const PATH: &str = "path";
/// The key of the bytes of a whole file.
const CONTENT: &str = "content";
/// Lists and objects in records are no deeper.
const DEEPEST: usize = 8;

/// The documents of an iterable of dictionaries.
pub(crate) fn records(py: Python<'_>, given: &Bound<'_, PyAny>) -> PyResult<Records> {
    let mut records = Records::default();
    for (i, item) in given.try_iter()?.enumerate() {
        let item = item?;
        let fault = |what: &str| {
            errors::of_value(
                py,
                &format!(
                    "record {i}: {what}\n  remedy: give dictionaries with text or html, date, title, outlet, url and path, or with path and content, the bytes of a file"
                ),
            )
        };
        let item = item.cast::<PyDict>().map_err(|_| fault("not a dictionary"))?;
        let path = item.get_item(PATH)?.filter(|path| !path.is_none());
        let path = path.map(|path| path.str()?.extract::<String>()).transpose()?;
        if let Some(content) = item.get_item(CONTENT)?
            && let Some(bytes) = bytes(&content)
        {
            records.push_file(path.ok_or_else(|| fault("content without a path, whose ending tells how it is read"))?, bytes);
            continue;
        }
        let mut fields = Map::new();
        for (name, value) in item {
            let name: String = name.extract().map_err(|_| fault("a key is no text"))?;
            if name != PATH {
                let value = json(&value, 0)?.ok_or_else(|| fault(&format!("{name} holds no text, number, date or list of these")))?;
                fields.insert(name, value);
            }
        }
        records.push_fields(path, fields);
    }
    Ok(records)
}

/// The bytes of `bytes` and `bytearray`; none of anything else: a list of numbers is no file.
fn bytes(value: &Bound<'_, PyAny>) -> Option<Vec<u8>> {
    if value.is_instance_of::<PyList>() { None } else { value.extract::<Vec<u8>>().ok() }
}

/// A value as JSON; none where it is of a kind that JSON has not.
fn json(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Option<Value>> {
    if value.is_none() {
        return Ok(Some(Value::Null));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(Value::String(text.to_cow()?.into_owned())));
    }
    if let Ok(yes) = value.cast::<PyBool>() {
        return Ok(Some(Value::Bool(yes.is_true())));
    }
    if let Ok(number) = value.extract::<i64>() {
        return Ok(Some(number.into()));
    }
    if let Ok(number) = value.extract::<f64>() {
        // A missing value of pandas is not a number.
        return Ok(Some(serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)));
    }
    if value.hasattr("isoformat")? {
        return Ok(Some(Value::String(value.call_method0("isoformat")?.extract()?)));
    }
    if depth == DEEPEST {
        return Ok(None);
    }
    if let Ok(object) = value.cast::<PyDict>() {
        let mut fields = Map::new();
        for (name, value) in object {
            let Some(value) = json(&value, depth + 1)? else { return Ok(None) };
            fields.insert(name.str()?.extract()?, value);
        }
        return Ok(Some(Value::Object(fields)));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items = value.try_iter()?.map(|item| json(&item?, depth + 1)).collect::<PyResult<Option<Vec<_>>>>()?;
        return Ok(items.map(Value::Array));
    }
    Ok(None)
}
