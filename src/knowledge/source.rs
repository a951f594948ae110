//! Files of a gazetteer folder as they are read, and what is said of their faults.

use super::lines::{Step, line_of, line_of_second};
use crate::error::GazetteerFault;
use serde::de::DeserializeOwned;

/// One YAML file of a layer.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path within the layer, `/` between parts: `people/taiwan.yaml`.
    pub name: String,
    /// Path as the user knows it, for messages.
    pub shown: String,
    /// Content.
    pub text: String,
}

impl SourceFile {
    /// A fault of the value that these steps lead to.
    pub(crate) fn fault(&self, path: &[Step<'_>], message: impl Into<String>, remedy: impl Into<String>) -> GazetteerFault {
        fault(&self.shown, line_of(&self.text, path), message, remedy)
    }
}

/// A gazetteer folder, read.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Its YAML files, by name.
    pub files: Vec<SourceFile>,
}

pub(crate) fn fault(file: &str, line: usize, message: impl Into<String>, remedy: impl Into<String>) -> GazetteerFault {
    GazetteerFault { file: file.to_owned(), line, message: message.into(), remedy: remedy.into() }
}

/// What to do about an id that no file has: the folder may be one of several.
pub(crate) const IN_NO_FILE: &str = "correct the id; where its entry stands in another folder, check them together: guanxi gazetteer check -g FOLDER";

/// The key of which a YAML error says that it stands twice.
fn doubled(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("duplicate field `").or_else(|| message.split_once("duplicate entry with key \""))?;
    rest.split(['`', '"']).next()
}

/// A YAML error with file, line and what to do.
pub(crate) fn yaml_fault(shown: &str, text: &str, e: &serde_yaml::Error) -> GazetteerFault {
    let message = e.to_string();
    let line = e.location().map_or(1, |at| at.line());
    if let Some(line) = doubled(&message).and_then(|key| line_of_second(text, key)) {
        // The parser names the place of the map.
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        return fault(shown, line, message, "write the field once: the values of both in one list, or the right one of them");
    }
    let remedy = if text.lines().nth(line.saturating_sub(1)).is_some_and(|l| l.starts_with('\t') || l.contains('\t')) {
        "YAML allows no tabs for indentation: use spaces"
    } else if message.contains("unknown field") {
        "the fields are described in gazetteers/README.md"
    } else if message.contains("invalid value") {
        "correct the value"
    } else if message.starts_with("invalid type") && message.contains("expected a sequence") {
        "correct the YAML: the file is a list of entries, each behind a hyphen"
    } else if message.contains("invalid type") && message.contains("expected a sequence") {
        "write a list: [甲, 乙], or one item a line, each behind a hyphen"
    } else if message.contains("invalid type") {
        "write a value of the kind that is expected there; gazetteers/README.md describes the fields"
    } else if message.contains("unknown variant") {
        "write one of the words that are expected there"
    } else if message.contains("missing field") && text.lines().any(|l| l.trim_start_matches(['-', ' ']).starts_with("id:")) {
        "every entry needs id and name"
    } else if message.contains("missing field") {
        "add the field; gazetteers/README.md describes it"
    } else {
        "correct the YAML; quote values that hold : # [ ] { } or begin with * & ! %"
    };
    fault(shown, line, message.replace('\n', " "), remedy)
}

/// What a rule file says. One that begins like JSON is read as that, which is a hundred times faster, before it is taken for
/// YAML: the build writes the bundled ones so.
///
/// # Errors
/// The YAML parser's, with file and line.
pub(crate) fn parse<T: DeserializeOwned + Default>(source: &SourceFile) -> Result<T, GazetteerFault> {
    parse_text(&source.text).map(Option::unwrap_or_default).map_err(|e| yaml_fault(&source.shown, &source.text, &e))
}

/// The same of a text; `None` for an empty one.
///
/// # Errors
/// The YAML parser's.
pub(crate) fn parse_text<T: DeserializeOwned>(text: &str) -> Result<Option<T>, serde_yaml::Error> {
    if text.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(Some(value));
    }
    serde_yaml::from_str(text)
}

/// The same of a file that may not be there; a fault is noted, and nothing read.
pub(crate) fn parse_or_note<T: DeserializeOwned + Default>(source: Option<&SourceFile>, faults: &mut Vec<GazetteerFault>) -> T {
    source.map(parse).transpose().map(Option::unwrap_or_default).unwrap_or_else(|fault| {
        faults.push(fault);
        T::default()
    })
}
