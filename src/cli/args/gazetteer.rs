//! Options of `guanxi gazetteer …`.

use super::{GazetteerArgs, ReportFormat};
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use guanxi::{audit::Code, knowledge::EntityType, workshop::import};
use std::path::PathBuf;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TypeArg {
    Person,
    Office,
    Organization,
    Place,
}

impl TypeArg {
    /// As the library knows it.
    pub(crate) fn kind(self) -> EntityType {
        match self {
            TypeArg::Person => EntityType::Person,
            TypeArg::Office => EntityType::Office,
            TypeArg::Organization => EntityType::Organization,
            TypeArg::Place => EntityType::Place,
        }
    }
}
