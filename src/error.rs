//! One public error type. Every message says whose fault it is, where, and what to do.

use std::{io, path::PathBuf};

/// Why nothing, or not all, could be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An input path that does not exist or cannot be read at all.
    #[error("input {path}: {reason}\n  remedy: {remedy}")]
    Input {
        /// The path as given.
        path: String,
        /// What is wrong with it.
        reason: String,
        /// What the user can do.
        remedy: &'static str,
    },
    /// One or more faults in gazetteer or rule files.
    #[error("{}", list(.0))]
    Gazetteer(Vec<GazetteerFault>),
    /// Reading or writing failed.
    #[error("{action} {path}: {source}")]
    Io {
        /// What was tried, as a verb phrase: "cannot write".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// Something that few need and this program was compiled without.
    #[error("{what} is not compiled into this program\n  remedy: cargo install --path . --features {feature} (or full, for everything)")]
    NotCompiledIn {
        /// What was asked for.
        what: &'static str,
        /// The cargo feature that brings it.
        feature: &'static str,
    },
    /// More names than an automaton can hold.
    #[error("{what}: too many names: {reason}")]
    TooLarge {
        /// What they are names of.
        what: &'static str,
        /// What the automaton says.
        reason: String,
    },
    /// A setting that cannot be used.
    #[error("{option}: {reason}")]
    Option {
        /// Its name: `threads`.
        option: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
}

/// One fault in a gazetteer or rule file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {message}\n  remedy: {remedy}")]
pub struct GazetteerFault {
    /// File as the user knows it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, with field and value.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// Short for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// How many faults one message lists; `guanxi gazetteer check` lists all.
const LISTED_FAULTS: usize = 20;

fn list(faults: &[GazetteerFault]) -> String {
    let mut lines: Vec<String> = faults.iter().take(LISTED_FAULTS).map(ToString::to_string).collect();
    if faults.len() > LISTED_FAULTS {
        lines.push(format!("and {} more: guanxi gazetteer check lists them", faults.len() - LISTED_FAULTS));
    }
    lines.join("\n")
}

impl Error {
    /// An [`Error::Io`] from its parts, for `map_err`.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { action, path, source }
    }
}
