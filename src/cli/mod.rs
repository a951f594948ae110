//! Arguments, progress, messages, exit code: the only room that prints.
//!
//! [`main`] is the program. [`run`], [`facts`] and [`merge`] are its commands for other programs: they take the same options by
//! the same names, print nothing and give their results.

/// Writes a line to standard error, which may be closed.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($text)*);
    }};
}

mod accept;
mod args;
mod call;
mod check;
mod config;
mod diff;
mod explain;
mod fmt;
mod import;
mod interrupt;
mod invariance;
mod learn;
mod man;
mod options;
mod run;
mod shards;
mod stats;
mod suggest;
mod tag;
mod verify;

pub use call::{CallError, facts, facts_of, merge, run, tagger};
pub use options::Given;

use crate::named::{Named, named};
use args::{Command, GazetteerCommand};
use clap::{CommandFactory, Parser};
use guanxi::{
    Error,
    knowledge::{Gazetteer, Layer, bundled_layer, folder_layer, reading_layer},
};
use std::{
    ffi::OsString,
    io::{self, Write},
};

/// All inputs were processed.
const DONE: u8 = 0;
/// Finished, but some inputs could not be read.
const SOME_UNREADABLE: u8 = 1;
/// Nothing could be done.
const NOTHING_DONE: u8 = 2;

/// The program: does what the arguments say, of which the first is its own name, and gives the exit code.
pub fn main(args: Vec<OsString>) -> u8 {
    let given = match config::with_file(args, &args::Args::command()) {
        Ok(given) => given,
        Err(e) => {
            say!("guanxi: {e}");
            return NOTHING_DONE;
        }
    };
    let args = match args::Args::try_parse_from(given) {
        Ok(args) => args,
        Err(e) => {
            // Help and version are no faults; they go to standard output.
            let code = if e.use_stderr() { NOTHING_DONE } else { DONE };
            let _ = e.print();
            return code;
        }
    };
    interrupt::expect();
    let result = match &args.command {
        Command::Run(run) => run::run(run),
        Command::Facts(facts) => shards::facts(facts),
        Command::Merge(merge) => shards::merge(merge),
        Command::Tag(tag) => tag::tag(tag),
        Command::CheckInvariance(args) => invariance::check(args),
        Command::Explain(args) => explain::explain(args),
        Command::Diff(args) => diff::diff(args),
        Command::Verify(args) => verify::verify(args),
        Command::Learn(args) => learn::command(args),
        Command::Suggest(suggest) => suggest::suggest(suggest),
        Command::Gazetteer { command: GazetteerCommand::Check(check) } => check::check(check),
        Command::Gazetteer { command: GazetteerCommand::Import(import) } => import::import(import),
        Command::Gazetteer { command: GazetteerCommand::Stats(stats) } => stats::stats(stats),
        Command::Gazetteer { command: GazetteerCommand::Fmt(fmt) } => fmt::fmt(fmt),
        Command::Gazetteer { command: GazetteerCommand::Accept(accept) } => accept::accept(accept),
        Command::Man { output } => man::man(output.as_deref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut args::Args::command(), "guanxi", &mut script);
            written(io::stdout().write_all(&script)).map(|()| DONE)
        }
    };
    interrupt::wait_if_pending();
    match result {
        Ok(code) => code,
        Err(e) => {
            // The library knows settings, the command line flags.
            let is_flag = |e: &Error| matches!(e, Error::Option { option, .. } if option.starts_with(|c: char| c.is_ascii_lowercase()));
            let dashes = if is_flag(&e) { "--" } else { "" };
            say!("guanxi: {dashes}{e}");
            NOTHING_DONE
        }
    }
}

/// A fault where not all of an answer could be written to standard output, unless its reader wanted no more of it.
fn written(result: io::Result<()>) -> guanxi::Result<()> {
    match result {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Error::io("cannot write to", "standard output")(e)),
        _ => Ok(()),
    }
}

/// Reads the layers that `--gazetteers` names: the bundled ones first; of these only how documents are read where one of the
/// names is `none`.
fn layers(folders: &[std::path::PathBuf]) -> guanxi::Result<Vec<Layer>> {
    let none = folders.iter().any(|f| f.as_os_str() == "none");
    let mut layers = vec![if none { reading_layer() } else { bundled_layer() }];
    for folder in folders.iter().filter(|f| f.as_os_str() != "none") {
        layers.push(folder_layer(folder)?);
    }
    Ok(layers)
}

/// Reads these folders alone, or the bundled gazetteers where there are none.
fn alone(folders: &[std::path::PathBuf]) -> guanxi::Result<Vec<Layer>> {
    if folders.is_empty() { Ok(vec![bundled_layer()]) } else { folders.iter().map(|folder| folder_layer(folder)).collect() }
}

/// The model that `--model` names: the bundled one where it names none.
fn model(model: Option<&std::path::Path>) -> guanxi::Result<Option<std::sync::Arc<guanxi::tagger::Tagger>>> {
    use guanxi::tagger::Tagger;
    match model {
        None => Ok(Tagger::bundled()),
        Some(path) if path.as_os_str() == "none" => Ok(None),
        Some(path) => {
            let remedy = "name a model that guanxi learn has written, or none";
            if named(path, remedy)? == Named::Folder {
                return Err(Error::Input { path: path.display().to_string(), reason: "a folder, not a model".into(), remedy });
            }
            Ok(Some(Tagger::read(path)?.into()))
        }
    }
}

/// What is known by the layers that `--gazetteers` names.
fn load(folders: &[std::path::PathBuf]) -> guanxi::Result<Gazetteer> {
    if folders.is_empty() { Gazetteer::bundled() } else { sound(&layers(folders)?) }
}

/// What is known by these layers; a fault too where tenures of the user's own contradict themselves.
fn sound(layers: &[Layer]) -> guanxi::Result<Gazetteer> {
    let gazetteer = Gazetteer::load(layers)?;
    let faults = guanxi::audit::faults(&gazetteer, layers);
    if faults.is_empty() { Ok(gazetteer) } else { Err(Error::Gazetteer(faults)) }
}
