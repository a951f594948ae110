//! The command line.

mod gazetteer;
mod output;
mod reading;
mod run;
mod shards;
mod text;

pub(crate) use gazetteer::*;
pub(crate) use output::*;
pub(crate) use reading::*;
pub(crate) use run::*;
pub(crate) use shards::*;
pub(crate) use text::*;

use clap::{Args as ClapArgs, Parser, Subcommand};
use std::path::PathBuf;

/// Turn a folder of Chinese-language news pages into a network of the people, offices, organizations and places in them.
#[derive(Debug, Parser)]
#[command(name = "guanxi", version, arg_required_else_help = true, after_help = USAGE)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The input where none is named.
pub(crate) const EXAMPLES: &str = "examples/posts";

const USAGE: &str = "Examples:
  guanxi run                                the bundled example posts, into output/
  guanxi run posts -o network               a folder of posts, into network/
  guanxi run posts.tar.zst --since 2020-09-01 --outlet BBC
  echo '總統蔡英文接見訪賓' | guanxi tag        the mentions of one text
  guanxi gazetteer check my-gazetteer       is every line of a gazetteer right?
  guanxi explain output 川普 習近平           the sentences in which two names meet
  guanxi diff before after                  what a change of the gazetteer did
  guanxi suggest posts -o queue.yaml        which names do the gazetteers lack?
  guanxi gazetteer accept queue.yaml --into my-gazetteer

Exit codes: 0 all inputs processed; 1 finished, but some inputs could not be read (documents.csv names them);
2 nothing could be done.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Posts in, tables and graph out: the main job.
    Run(RunArgs),
    /// The first half of a run, over a part of a corpus: what each document says for itself.
    Facts(FactsArgs),
    /// The second half: all that is made of facts together, as one run makes it.
    Merge(MergeArgs),
    /// The mentions of one text.
    Tag(TagArgs),
    /// The sentences behind a node or an edge of an output folder, newest first.
    Explain(ExplainArgs),
    /// What changed between two output folders, and why where that is known.
    Diff(DiffArgs),
    /// Compute counts and measures of an output folder anew from its tables, and compare.
    Verify(VerifyArgs),
    /// The review queue: names that the gazetteers lack, ranked, with evidence.
    Suggest(SuggestArgs),
    /// Convert documents between scripts and report every entity that differs.
    CheckInvariance(InvarianceArgs),
    /// Train the tagger on annotated documents and measure it by cross-validation.
    Learn(LearnArgs),
    /// Look after gazetteers.
    Gazetteer {
        #[command(subcommand)]
        command: GazetteerCommand,
    },
    /// Print the manual page, or write those of all commands into a folder.
    Man {
        /// Folder for guanxi.1, guanxi-run.1 and so on.
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct GazetteerArgs {
    /// Gazetteer folder beside the bundled ones; later ones add to and override earlier ones. `none` leaves the bundled
    /// ones out, but for how documents are read.
    #[arg(short = 'g', long = "gazetteers", value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
}
