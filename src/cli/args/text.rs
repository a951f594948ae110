//! Options of the other commands that read documents.

use super::{DiscoverArgs, EXAMPLES, GazetteerArgs, ModelArgs, ReadingArgs, ThreadsArgs, day};
use clap::{Args as ClapArgs, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(crate) struct TagArgs {
    /// Files; standard input where none is given.
    pub(crate) file: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    /// How to show them.
    #[arg(long, default_value = "text")]
    pub(crate) format: TagFormat,
    #[command(flatten)]
    pub(crate) discover: DiscoverArgs,
    /// Day of the text, where it states none: 2021-01-15; offices resolve to their holders on it.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) date: Option<Date>,
    /// Also what the tagger weighed for each mention (families of features, in natural logarithms of odds), and how each sentence
    /// was read for relations: words, noun groups, subjects and objects.
    #[arg(long)]
    pub(crate) why: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TagFormat {
    /// The text with its mentions in colours or brackets.
    Text,
    /// One JSON object a document.
    Json,
    /// A page.
    Html,
    /// The columns of mentions.csv.
    Csv,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SuggestArgs {
    /// Folders (walked recursively), posts, .jsonl or .tar files, as for run.
    #[arg(required = true)]
    pub(crate) input: Vec<PathBuf>,
    /// File for the queue; standard output where none is given.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Also, or instead of standard output, the queue as a page: one HTML file in which names are decided on by keyboard.
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    /// Most proposals; 0 for all.
    #[arg(long, default_value_t = 2000, value_name = "N")]
    pub(crate) limit: usize,
    /// Leave out names in fewer stories.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) min_stories: u64,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) threads: ThreadsArgs,
    /// No sentence text: examples name document and outlet only.
    #[arg(long)]
    pub(crate) no_text: bool,
    /// No progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct LearnArgs {
    /// Folder of annotated documents (posts/ID.md, annotations/ID.json, text/ID.txt), or file of sentences with each mention
    /// as [surface|type], which are learned from and measure nothing.
    #[arg(long, required = true, num_args = 1.., value_name = "DIR")]
    pub(crate) annotated: Vec<PathBuf>,
    /// Unlabelled documents from which the likeness of words is learned; without them it is that of the model learned on.
    #[arg(long, num_args = 1.., value_name = "INPUT")]
    pub(crate) text: Vec<PathBuf>,
    /// Model to learn on from; none begins with nothing. Default: the bundled one, unless there is --text.
    #[arg(long, value_name = "FILE|none")]
    pub(crate) from: Option<PathBuf>,
    /// Take the likeness of words alone from that model, no weights.
    #[arg(long)]
    pub(crate) afresh: bool,
    /// Where the model goes.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct InvarianceArgs {
    /// Folders, posts or archives, as for run.
    #[arg(default_value = EXAMPLES)]
    pub(crate) input: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
}
