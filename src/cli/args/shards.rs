//! Options of `guanxi facts` and `guanxi merge`.

use super::{GazetteerArgs, HowArgs, ShowArgs, TellingArgs, ThreadsArgs};
use clap::Args as ClapArgs;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub(crate) struct FactsArgs {
    /// Part of a corpus: folders, posts, archives, as for run.
    #[arg(required = true)]
    pub(crate) input: Vec<PathBuf>,
    /// Folder for the facts, one for each shard.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// The folder of the whole corpus, of which the inputs are a part: paths of documents are relative to it. Default: as for
    /// run, which of a part is another folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) base: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    #[command(flatten)]
    pub(crate) how: HowArgs,
    #[command(flatten)]
    pub(crate) threads: ThreadsArgs,
    /// Keep the way back to the bytes of the files too, which merge --text needs.
    #[arg(long)]
    pub(crate) text: bool,
    #[command(flatten)]
    pub(crate) telling: TellingArgs,
}

#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub(crate) struct MergeArgs {
    /// Folders that guanxi facts has written, in any order.
    #[arg(required = true, value_name = "FACTS")]
    pub(crate) input: Vec<PathBuf>,
    /// Folder for the results.
    #[arg(short, long, default_value = "output", value_name = "DIR")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    #[command(flatten)]
    pub(crate) threads: ThreadsArgs,
    /// The model that the facts were made with. Default: the bundled one.
    #[arg(long, value_name = "FILE|none")]
    pub(crate) model: Option<PathBuf>,
    /// Also texts.jsonl, from facts that were made with --text.
    #[arg(long, conflicts_with = "no_text")]
    pub(crate) text: bool,
    #[command(flatten)]
    pub(crate) show: ShowArgs,
    #[command(flatten)]
    pub(crate) telling: TellingArgs,
}
