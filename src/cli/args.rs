//! The command line.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use guanxi::{audit::Code, corpus::FieldNames, network::Window, resolve::Role, run::Format, workshop::import};
use jiff::civil::Date;
use std::{collections::BTreeSet, path::PathBuf};

/// Turn a folder of Chinese-language news pages into a network of the people, offices, organizations and places in them.
#[derive(Debug, Parser)]
#[command(name = "guanxi", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "Examples:
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
    /// The mentions of one text.
    Tag(TagArgs),
    /// The sentences behind a node or an edge of an output folder, newest first.
    Explain(ExplainArgs),
    /// What changed between two output folders, and why where that is known.
    Diff(DiffArgs),
    /// Recompute the numbers of an output folder from its tables.
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

#[derive(Debug, Subcommand)]
pub(crate) enum GazetteerCommand {
    /// Check every line; findings name file, line and remedy.
    Check(CheckArgs),
    /// Write a foreign data set (Wikidata, FollowTheMoney, GeoNames …) as a gazetteer folder.
    Import(ImportArgs),
    /// How much a gazetteer holds, and what it covers of a corpus.
    Stats(StatsArgs),
    /// Rewrite the entry files in canonical order and layout; comments stay.
    Fmt(FmtArgs),
    /// Apply the decisions of a review queue to a gazetteer folder.
    Accept(AcceptArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct LearnArgs {
    /// Folder of annotated documents: posts/ID.md, annotations/ID.json, text/ID.txt.
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
#[command(args_override_self = true)]
pub(crate) struct RunArgs {
    /// Folder (walked recursively), post (.md, .html, .txt, .json), .jsonl[.gz|.zst], .csv, .tsv, .tar[.gz|.zst], with the
    /// feature formats also .zip, .docx, .epub, .warc[.gz] and feeds; or - for standard input.
    #[arg(default_value = "examples/posts")]
    pub(crate) input: Vec<PathBuf>,
    /// Folder for the results.
    #[arg(short, long, default_value = "output", value_name = "DIR")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    /// Worker threads; 0 for one a core.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,
    /// Model that decides what is a name, from `guanxi learn`; none leaves that to lists and rules. Default: the bundled one.
    #[arg(long, value_name = "FILE|none")]
    pub(crate) model: Option<PathBuf>,
    /// Where two names must stand to have met: sentence, paragraph, document, or a number of characters.
    #[arg(long, default_value = "sentence", value_name = "WINDOW")]
    pub(crate) window: Window,
    /// Leave out edges with fewer stories.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) min_weight: u64,
    /// Only documents of this day or later.
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Date>,
    /// Only documents of this day or earlier.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// Only documents whose outlet contains this, in any script.
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Names of the fields of JSON and CSV documents where they are not the usual ones: title=标题,text=正文,date=日期,outlet=媒体,url=链接.
    #[arg(long, value_name = "NAMES", default_value = "", value_parser = FieldNames::parse, hide_default_value = true)]
    pub(crate) fields: FieldNames,
    /// No sentence text in any output.
    #[arg(long)]
    pub(crate) no_text: bool,
    /// Begin CSV files with a byte order mark, for Excel.
    #[arg(long)]
    pub(crate) bom: bool,
    /// What to write, comma-separated. Tables in CSV and graphs in GraphML and GEXF are always written.
    #[arg(long, default_value = "csv", value_name = "FORMATS", value_delimiter = ',')]
    pub(crate) format: Vec<RunFormat>,
    /// Of saved pages the article alone, or everything.
    #[arg(long, default_value = "on", value_name = "on|off")]
    pub(crate) article: Switch,
    /// Names that no gazetteer lists: found, or left out.
    #[arg(long, default_value = "on", value_name = "on|off")]
    pub(crate) discover: Switch,
    /// Let mentions that only report make edges: credit, dateline, source, channel, comma-separated.
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    pub(crate) roles: Vec<ReportingRole>,
    /// The same as --roles credit.
    #[arg(long, hide = true)]
    pub(crate) bylines: bool,
    /// Edges of graph.graphml and graph.gexf: the 100,000 strongest, or all.
    #[arg(long, default_value = "strongest", value_name = "strongest|all")]
    pub(crate) graph: GraphEdges,
    /// YAML file with these options (window: paragraph); those of the command line override them.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// No network.html and no network.svg.
    #[arg(long, conflicts_with = "png")]
    pub(crate) no_page: bool,
    /// Also network.png, the picture for programs that take no SVG.
    #[arg(long)]
    pub(crate) png: bool,
    /// No progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Say more: the documents that could not be read, and why.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SuggestArgs {
    /// Folders (walked recursively), posts, .jsonl or .tar files, as for run.
    #[arg(required = true)]
    pub(crate) input: Vec<PathBuf>,
    /// File for the queue; standard output where none is given.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    /// Worker threads; 0 for one a core.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,
    /// Most proposals; 0 for all.
    #[arg(long, default_value_t = 2000, value_name = "N")]
    pub(crate) limit: usize,
    /// Leave out names in fewer stories.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) min_stories: u64,
    /// Only documents of this day or later.
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Date>,
    /// Only documents of this day or earlier.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// Only documents whose outlet contains this, in any script.
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// No sentence text: examples name document and outlet only.
    #[arg(long)]
    pub(crate) no_text: bool,
    /// No progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AcceptArgs {
    /// A queue of guanxi suggest with decisions filled in.
    pub(crate) file: PathBuf,
    /// Gazetteer folder that takes the new entries, added names and rejections; made where there is none.
    #[arg(long, value_name = "DIR")]
    pub(crate) into: PathBuf,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct TagArgs {
    /// Files; standard input where none is given.
    pub(crate) file: Vec<PathBuf>,
    /// Model that decides what is a name, from `guanxi learn`; none leaves that to lists and rules. Default: the bundled one.
    #[arg(long, value_name = "FILE|none")]
    pub(crate) model: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    /// How to show them.
    #[arg(long, default_value = "text")]
    pub(crate) format: TagFormat,
    /// Names that no gazetteer lists: found, or left out.
    #[arg(long, default_value = "on", value_name = "on|off")]
    pub(crate) discover: Switch,
    /// Date of the text, where it states none; offices resolve to their holders on it.
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<Date>,
    /// Also how each sentence was read for relations: words, noun groups, subjects and objects.
    #[arg(long)]
    pub(crate) why: bool,
}

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
#[command(after_help = "Ends with 0 where every number follows from the tables, with 2 where one does not.")]
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

#[derive(Debug, ClapArgs)]
pub(crate) struct InvarianceArgs {
    /// Folders, posts or archives, as for run.
    #[arg(default_value = "examples/posts")]
    pub(crate) input: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CheckArgs {
    /// Gazetteer folders, without the bundled one; the bundled one where none is given.
    #[arg(conflicts_with = "folders")]
    pub(crate) folder: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    /// How to show the findings.
    #[arg(long, default_value = "text")]
    pub(crate) format: ReportFormat,
    /// Only errors.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Only findings of this code (the word in square brackets); may be given several times.
    #[arg(long, value_name = "CODE")]
    pub(crate) only: Vec<Code>,
    /// Also the findings that a large gazetteer is full of: shared-alias, tenure-gap, tenure-without-start, part-of-name.
    #[arg(long)]
    pub(crate) all: bool,
    /// Instead, compare names that stand beside titles in an output folder of `guanxi run` with the tenures.
    #[arg(long, value_name = "OUTPUT", conflicts_with_all = ["only", "all"])]
    pub(crate) against: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct StatsArgs {
    /// Gazetteer folders, without the bundled one; the bundled one where none is given.
    #[arg(conflicts_with = "folders")]
    pub(crate) folder: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    /// Output folder of `guanxi run`: also tell what the gazetteer covers of it.
    #[arg(long, value_name = "OUTPUT")]
    pub(crate) corpus: Option<PathBuf>,
    /// Write the forms that stand in no mention of the corpus to this CSV file.
    #[arg(long, value_name = "FILE", requires = "corpus")]
    pub(crate) never_seen: Option<PathBuf>,
    /// How many countries, classes and unlisted names to show.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) top: usize,
    /// How to show the figures.
    #[arg(long, default_value = "text")]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct FmtArgs {
    /// Gazetteer folders.
    #[arg(default_value = "gazetteers")]
    pub(crate) folder: Vec<PathBuf>,
    /// Write nothing; name the files that would change, and end with 2 if there are any.
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ImportArgs {
    /// File to import, also as .gz, .zst or .bz2; - for standard input.
    pub(crate) file: PathBuf,
    /// wikidata, wikidata-csv, ftm, popolo, geonames, cedict, cbdb, spacy or csv; told from the file where certain.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<import::Format>,
    /// Gazetteer folder to write into.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Stem of the files written, people/NAME.yaml; by the name of the source where not given.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Replace files of this name.
    #[arg(long)]
    pub(crate) force: bool,
    /// Only these types, comma-separated: person, office, organization, place.
    #[arg(long = "type", value_name = "TYPES", value_delimiter = ',')]
    pub(crate) types: Vec<TypeArg>,
    /// Stop after N entities.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// GeoNames: the file of alternate names (alternateNamesV2), which holds the Chinese ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) alternates: Option<PathBuf>,
    /// GeoNames: leave out places with fewer inhabitants.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) min_population: u64,
    /// What is known is not imported again: the bundled gazetteers and these folders; `none` to import everything.
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    /// No progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TypeArg {
    Person,
    Office,
    Organization,
    Place,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct GazetteerArgs {
    /// Gazetteer folder beside the bundled ones; later ones add to and override earlier ones. `none` leaves the bundled
    /// ones out.
    #[arg(short = 'g', long = "gazetteers", value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphEdges {
    /// The backbone first, then by log-likelihood ratio.
    Strongest,
    /// However many there are.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportingRole {
    /// Reporters and editors of credit lines.
    Credit,
    /// Agencies and places of datelines.
    Dateline,
    /// Who is cited.
    Source,
    /// Where something was said.
    Channel,
}

impl RunArgs {
    /// The roles that make edges.
    pub(crate) fn roles(&self) -> BTreeSet<Role> {
        let named = self.roles.iter().map(|role| match role {
            ReportingRole::Credit => Role::Credit,
            ReportingRole::Dateline => Role::Dateline,
            ReportingRole::Source => Role::Source,
            ReportingRole::Channel => Role::Channel,
        });
        named.chain(self.bylines.then_some(Role::Credit)).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RunFormat {
    /// Tables, graph.graphml, graph.gexf, relations.graphml: always.
    Csv,
    /// The tables once more, with types: nodes.parquet and so on.
    Parquet,
    /// graph.json: the network as nodes and edges, for networkx and d3.
    Json,
    /// ftm.jsonl: FollowTheMoney entities.
    Ftm,
    /// relations.plover.jsonl: relations as PLOVER events.
    Plover,
}

impl RunFormat {
    /// None where it is written anyway.
    pub(crate) fn on_demand(self) -> Option<Format> {
        match self {
            RunFormat::Csv => None,
            RunFormat::Parquet => Some(Format::Parquet),
            RunFormat::Json => Some(Format::Json),
            RunFormat::Ftm => Some(Format::Ftm),
            RunFormat::Plover => Some(Format::Plover),
        }
    }
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For reading.
    Text,
    /// For programs.
    Json,
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
