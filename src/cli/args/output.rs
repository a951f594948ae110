//! Options of the commands that read an output folder.

use super::GazetteerArgs;
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(crate) struct ExplainArgs {
    /// Output folder of `guanxi run`.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// A node: its id, or any of its names in any script.
    pub(crate) a: String,
    /// Another one: the sentences in which both stand, and those that relate them.
    pub(crate) b: Option<String>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    /// All sentences; one of each story otherwise.
    #[arg(long)]
    pub(crate) all: bool,
    /// Most sentences; 0 for no limit.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
    /// How to show them.
    #[arg(long, default_value = "text")]
    pub(crate) format: ListFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Says nothing of equal folders. Ends with 0 whether or not they differ, with 2 where one cannot be read.")]
pub(crate) struct DiffArgs {
    /// Output folder of `guanxi run`.
    pub(crate) old: PathBuf,
    /// Another one.
    pub(crate) new: PathBuf,
    /// Most lines of each kind in the text; 0 for no limit.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
    /// How to show the changes.
    #[arg(long, default_value = "text")]
    pub(crate) format: ListFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Computes anew what follows from mentions.csv, evidence.csv, relations.csv and documents.csv, and names what it does not. \
                        Ends with 0 where all of that is as written, with 2 where a number differs or a table is missing.")]
pub(crate) struct VerifyArgs {
    /// Output folder of `guanxi run`.
    #[arg(value_name = "OUTPUT")]
    pub(crate) folder: PathBuf,
    /// How to show the differences.
    #[arg(long, default_value = "text")]
    pub(crate) format: ReportFormat,
    /// Only the differences.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For reading.
    Text,
    /// For programs.
    Json,
    /// A table.
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For reading.
    Text,
    /// For programs.
    Json,
}
