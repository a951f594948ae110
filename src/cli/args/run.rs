//! Options of `guanxi run`.

use super::{EXAMPLES, GazetteerArgs, HowArgs, TellingArgs, ThreadsArgs, TypeArg};
use clap::{
    Args as ClapArgs, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use guanxi::{
    knowledge::EntityType,
    network::Window,
    resolve::Role,
    run::{Format, PublishOptions},
};
use std::{collections::BTreeSet, path::PathBuf};

#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub(crate) struct RunArgs {
    /// Folder (walked recursively), post (.md, .html, .txt, .json), .jsonl[.gz|.zst], .csv, .tsv, .tar[.gz|.zst], with the
    /// feature formats also .zip, .docx, .epub, .warc[.gz] and feeds; or - for standard input.
    #[arg(default_value = EXAMPLES)]
    pub(crate) input: Vec<PathBuf>,
    /// Folder for the results.
    #[arg(short, long, default_value = "output", value_name = "DIR")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) gazetteers: GazetteerArgs,
    #[command(flatten)]
    pub(crate) how: HowArgs,
    #[command(flatten)]
    pub(crate) threads: ThreadsArgs,
    /// Also texts.jsonl: the cleaned text of each document, and the bytes of its file that each stretch of it was read from.
    #[arg(long, conflicts_with = "no_text")]
    pub(crate) text: bool,
    #[command(flatten)]
    pub(crate) show: ShowArgs,
    /// Go on from what an interrupted run into the same folder has done; without it that is removed.
    #[arg(long)]
    pub(crate) resume: bool,
    /// YAML file with these options (window: paragraph); those of the command line override them.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) telling: TellingArgs,
}

/// What is made of the documents of a run, or of facts.
#[derive(Debug, ClapArgs)]
pub(crate) struct ShowArgs {
    /// Where two names must stand to have met: sentence, paragraph, document, or a number of characters.
    #[arg(long, default_value = "sentence", value_name = "WINDOW")]
    pub(crate) window: Window,
    /// Leave out edges with fewer stories.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) min_weight: u64,
    /// Only names of these types are nodes, comma-separated; mentions.csv stays whole. Default: all.
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    pub(crate) types: Vec<TypeArg>,
    /// Let mentions that only report make edges: credit, dateline, source, channel, comma-separated; all, or none (the default).
    #[arg(long, value_name = "ROLES", value_delimiter = ',', value_parser = roles())]
    pub(crate) roles: Vec<Roles>,
    /// The same as --roles credit.
    #[arg(long, hide = true)]
    pub(crate) bylines: bool,
    /// Leave out relations that are less sure than this, from 0 to 1; 0.8 keeps what a clause says in so many words.
    #[arg(long, default_value = "0", value_name = "SHARE", value_parser = share)]
    pub(crate) min_confidence: u8,
    /// Kinds of relations to look for, comma-separated, by their names in relations.yaml; all for those too that are marked optional there.
    #[arg(long, value_name = "NAMES|all", value_delimiter = ',')]
    pub(crate) predicates: Vec<String>,
    /// No sentence text in any output.
    #[arg(long)]
    pub(crate) no_text: bool,
    /// What to write, comma-separated: exactly these, and manifest.json.
    #[arg(long, default_value = "csv,graphml,gexf,core,page", value_name = "FORMATS", value_delimiter = ',', value_parser = formats())]
    pub(crate) format: Vec<Format>,
    /// Compress the tables in CSV (mentions.csv.gz and so on) but nodes.csv, edges.csv and documents.csv.
    #[arg(long)]
    pub(crate) gzip: bool,
    /// Begin CSV files with a byte order mark, for Excel.
    #[arg(long)]
    pub(crate) bom: bool,
    /// Edges of graph.graphml and graph.gexf: the 100,000 strongest, or all.
    #[arg(long, default_value = "strongest", value_name = "strongest|all")]
    pub(crate) graph: GraphEdges,
    /// No network.html and no network.svg: page taken from --format.
    #[arg(long, conflicts_with = "png")]
    pub(crate) no_page: bool,
    /// Also network.png, the picture for programs that take no SVG.
    #[arg(long)]
    pub(crate) png: bool,
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

/// What a word of `--roles` stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roles {
    word: String,
    roles: Vec<Role>,
}

/// The words of `--roles`.
fn roles() -> impl TypedValueParser<Value = Roles> {
    let words = Role::ALL.iter().map(|role| role.as_str()).chain(["all", "none"]);
    PossibleValuesParser::new(words).map(|word| {
        let roles = Role::ALL.into_iter().filter(|role| word == "all" || role.as_str() == word).collect();
        Roles { word, roles }
    })
}

/// The words of `--format`.
fn formats() -> impl TypedValueParser<Value = Format> {
    let words = Format::ALL.map(|format| PossibleValue::new(format.as_str()).help(format.files()));
    PossibleValuesParser::new(words).try_map(|word| word.parse::<Format>())
}

impl ShowArgs {
    /// An option whose values contradict each other or another option, with what is wrong and what to do.
    pub(crate) fn contradiction(&self) -> Option<(&'static str, String)> {
        let roles = self.roles.iter().map(|roles| roles.word.as_str());
        let alone = |words: Vec<&str>, whole: &[&str]| {
            let whole = words.iter().find(|word| whole.contains(word))?;
            let other = words.iter().find(|word| word != &whole)?;
            Some(format!("{whole} stands beside {other}\n  remedy: write {whole} alone, or leave it out"))
        };
        if let Some(reason) = alone(roles.collect(), &["all", "none"]) {
            return Some(("roles", reason));
        }
        if let Some(reason) = alone(self.predicates.iter().map(String::as_str).collect(), &["all"]) {
            return Some(("predicates", reason));
        }
        let nothing = "page is all that is asked for, and --no-page leaves it out\n  remedy: leave one of the two out";
        self.formats().is_empty().then(|| ("format", nothing.to_owned()))
    }

    /// The roles that make edges.
    pub(crate) fn roles(&self) -> BTreeSet<Role> {
        let named = self.roles.iter().flat_map(|roles| roles.roles.iter().copied());
        named.chain(self.bylines.then_some(Role::Credit)).collect()
    }

    /// The types that are nodes.
    pub(crate) fn types(&self) -> BTreeSet<EntityType> {
        if self.types.is_empty() { EntityType::ALL.into() } else { self.types.iter().map(|of| of.kind()).collect() }
    }

    /// What is written, with the texts where they are asked for.
    pub(crate) fn publish(&self, text: bool) -> PublishOptions {
        PublishOptions {
            min_weight: self.min_weight,
            all_edges: self.graph == GraphEdges::All,
            no_text: self.no_text,
            text,
            bom: self.bom,
            png: self.png,
            gzip: self.gzip,
            types: self.types(),
            formats: self.formats(),
        }
    }

    /// What is written.
    pub(crate) fn formats(&self) -> BTreeSet<Format> {
        self.format.iter().copied().filter(|&format| format != Format::Page || !self.no_page).collect()
    }
}

/// A share from 0 to 1, in percent.
fn share(text: &str) -> Result<u8, String> {
    let share: f64 = text.parse().map_err(|_| format!("{text} is no number"))?;
    if (0.0..=1.0).contains(&share) { Ok((share * 100.0).round() as u8) } else { Err(format!("{text} does not lie between 0 and 1")) }
}
