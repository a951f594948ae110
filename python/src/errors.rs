//! Faults of the library as exceptions of `guanxi._errors`, with their remedies.

use guanxi::{Error, cli::CallError};
use pyo3::prelude::*;

/// How a remedy begins in a message.
const REMEDY: &str = "remedy: ";

/// An exception of this class with a message and the remedies in it.
fn raise(py: Python<'_>, class: &str, message: &str) -> PyErr {
    let remedies: Vec<&str> = message.lines().filter_map(|line| line.trim_start().strip_prefix(REMEDY)).collect();
    let remedy = (!remedies.is_empty()).then(|| remedies.join("\n"));
    let make = || py.import("guanxi._errors")?.getattr(class)?.call1((message, remedy));
    // What keeps an exception from being made is one itself.
    make().map_or_else(|fault| fault, PyErr::from_value)
}

/// The exception of a fault of the library.
pub(crate) fn of_library(py: Python<'_>, error: &Error) -> PyErr {
    let class = if matches!(error, Error::Io { .. }) { "FileError" } else { "InputError" };
    let raised = raise(py, class, &error.to_string());
    if let Error::Io { path, source, .. } = error {
        let value = raised.value(py);
        // The message says it all: what cannot be set is only missing there.
        let _ = value.setattr("errno", source.raw_os_error());
        let _ = value.setattr("filename", path.as_os_str());
    }
    raised
}

/// The exception of a call that did nothing.
pub(crate) fn of_call(py: Python<'_>, error: &CallError) -> PyErr {
    match error {
        CallError::Unknown { .. } => raise(py, "OptionError", &error.to_string()),
        CallError::Value(_) => raise(py, "InputError", &error.to_string()),
        CallError::Failed(error) => of_library(py, error),
    }
}

/// The exception of a value of Python that cannot be used.
pub(crate) fn of_value(py: Python<'_>, message: &str) -> PyErr {
    raise(py, "InputError", message)
}

/// The exception of a panic.
pub(crate) fn of_panic(py: Python<'_>, message: &str) -> PyErr {
    let told = format!("a fault of guanxi itself: {message}\n  {REMEDY}please report it with the input that shows it");
    raise(py, "InternalError", &told)
}
