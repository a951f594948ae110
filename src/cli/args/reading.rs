//! Options of every command that reads many documents: which of them, and with how many threads.

use clap::Args as ClapArgs;
use guanxi::{knowledge::PartialDate, run::MAX_THREADS};
use jiff::civil::Date;

#[derive(Debug, ClapArgs)]
pub(crate) struct ReadingArgs {
    /// Worker threads; 0 for one a core.
    #[arg(short = 'j', long, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,
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

impl ReadingArgs {
    /// The worker threads to start; says so where they are fewer than asked for.
    pub(crate) fn threads(&self) -> usize {
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
