//! Options of `guanxi facts` and `guanxi merge`.

use super::{GazetteerArgs, ReadingArgs, ShowArgs, Switch};
use clap::Args as ClapArgs;
use guanxi::corpus::FieldNames;
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
    /// Model that decides what is a name, from `guanxi learn`; none leaves that to lists and rules. Default: the bundled one.
    #[arg(long, value_name = "FILE|none")]
    pub(crate) model: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Names of the fields of JSON and CSV documents where they are not the usual ones: title=标题,text=正文,date=日期,outlet=媒体,url=链接.
    #[arg(long, value_name = "NAMES", default_value = "", value_parser = FieldNames::parse, hide_default_value = true)]
    pub(crate) fields: FieldNames,
    /// Keep the way back to the bytes of the files too, which merge --text needs.
    #[arg(long)]
    pub(crate) text: bool,
    /// Of saved pages the article alone, or everything.
    #[arg(long, default_value = "on", value_name = "on|off")]
    pub(crate) article: Switch,
    /// Names that no gazetteer lists: found, or left out.
    #[arg(long, default_value = "on", value_name = "on|off")]
    pub(crate) discover: Switch,
    /// No progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
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
    /// Worker threads; 0 for one a core.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,
    /// The model that the facts were made with. Default: the bundled one.
    #[arg(long, value_name = "FILE|none")]
    pub(crate) model: Option<PathBuf>,
    /// Also texts.jsonl, from facts that were made with --text.
    #[arg(long, conflicts_with = "no_text")]
    pub(crate) text: bool,
    #[command(flatten)]
    pub(crate) show: ShowArgs,
    /// No progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
