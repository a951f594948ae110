//! Options of every command that works on many documents: which of them, how they are read, how many threads, what is told.

use super::Switch;
use clap::Args as ClapArgs;
use guanxi::{corpus::FieldNames, knowledge::PartialDate, run::MAX_THREADS};
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(crate) struct ReadingArgs {
    /// Only documents of this day or later: 2021-01-15; 2021-01 and 2021 begin with their first day.
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    pub(crate) since: Option<Date>,
    /// Only documents of this day or earlier: 2021-01-15; 2021-01 and 2021 end with their last day.
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub(crate) until: Option<Date>,
    /// Only documents whose outlet contains this, in any script.
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
}

/// How documents are read, and what is found in them.
#[derive(Debug, ClapArgs)]
pub(crate) struct HowArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Names of the fields of JSON and CSV documents where they are not the usual ones: title=标题,text=正文,date=日期,outlet=媒体,url=链接.
    #[arg(long, value_name = "NAMES", default_value = "", value_parser = FieldNames::parse, hide_default_value = true)]
    pub(crate) fields: FieldNames,
    /// Of saved pages the article alone, or everything.
    #[arg(long, default_value = "on", value_name = "on|off")]
    pub(crate) article: Switch,
    #[command(flatten)]
    pub(crate) discover: DiscoverArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ModelArgs {
    /// Model that decides what is a name, from `guanxi learn`; none leaves that to lists and rules. Default: the bundled one.
    #[arg(id = "model", long = "model", value_name = "FILE|none")]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DiscoverArgs {
    /// Names that no gazetteer lists: found, or left out.
    #[arg(long, default_value = "on", value_name = "on|off")]
    discover: Switch,
}

impl DiscoverArgs {
    pub(crate) fn is_on(&self) -> bool {
        self.discover == Switch::On
    }
}

/// What is told beside the results.
#[derive(Debug, ClapArgs)]
pub(crate) struct TellingArgs {
    /// No progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Name the documents that could not be read, and why.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ThreadsArgs {
    /// Worker threads; 0 for one a core.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N")]
    threads: usize,
}

impl ThreadsArgs {
    /// The worker threads to start; says so where they are fewer than asked for.
    pub(crate) fn count(&self) -> usize {
        if self.threads > MAX_THREADS {
            say!("guanxi: --threads {}: more than {MAX_THREADS} only cost time; {MAX_THREADS} are started", self.threads);
        }
        self.threads.min(MAX_THREADS)
    }
}

/// A day, a month or a year.
fn period(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text.trim()).ok_or_else(|| "write a day, a month or a year: 2021-01-15, 2021-01, 2021".to_owned())
}

fn first_day(text: &str) -> Result<Date, String> {
    period(text).map(PartialDate::first_day)
}

fn last_day(text: &str) -> Result<Date, String> {
    period(text).map(PartialDate::last_day)
}

/// A day. Of a month or a year nobody can say who held an office in it.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let date = PartialDate::parse(text.trim()).ok_or_else(|| "write a day: 2021-01-15".to_owned())?;
    if date.first_day() == date.last_day() {
        return Ok(date.first_day());
    }
    Err(format!("a text is of one day, on which offices have their holders: write it whole, like {}", date.first_day()))
}
