//! The commands for other programs: options by the names of the command line, no word printed.

use super::{
    args::{Args, Command as Commands},
    config, load, model,
    options::{Given, Wrong, arguments},
    run::done,
    shards::{gathered, merged, written},
};
use clap::{CommandFactory, Parser};
use guanxi::{
    Error, Knowledge, Tagger,
    corpus::Records,
    run::{FactTables, FactsSummary, Summary},
};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It has no option of this name.
    #[error("{command} has no option {option}\n  remedy: the options are {}", known.join(", "))]
    Unknown {
        /// The command.
        command: &'static str,
        /// The name.
        option: String,
        /// The names that it has, written with `_`.
        known: Vec<String>,
    },
    /// An option cannot have this value, or not together with another one.
    #[error("{0}")]
    Value(String),
    /// It could not be done.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// What calls give for options, in any order.
type Options = [(String, Given)];
/// Is called with the numbers of documents done and found.
type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// Options that a call has in other ways.
const OTHERWISE: [&str; 5] = ["help", "output", "base", "quiet", "verbose"];

/// `guanxi run`: the network of these inputs, written into a folder.
///
/// # Errors
/// [`CallError`], as it says.
pub fn run(inputs: &[PathBuf], output: &Path, options: &Options, progress: Progress<'_>) -> Result<Summary, CallError> {
    match parsed("run", options, output, inputs)? {
        Commands::Run(args) => Ok(done(&args, progress)?),
        _ => Err(CallError::Value("run: no such command".to_owned())),
    }
}

/// `guanxi facts`: what each of these records says for itself, written into a folder.
///
/// # Errors
/// [`CallError`], as it says.
pub fn facts(records: Records, output: &Path, options: &Options, progress: Progress<'_>) -> Result<FactsSummary, CallError> {
    match parsed("facts", options, output, &[PathBuf::from("-")])? {
        Commands::Facts(args) => Ok(written(&args, Some(records), progress)?),
        _ => Err(CallError::Value("facts: no such command".to_owned())),
    }
}

/// The same as tables in memory.
///
/// # Errors
/// [`CallError`], as it says.
pub fn facts_of(records: Records, options: &Options, progress: Progress<'_>) -> Result<FactTables, CallError> {
    match parsed("facts", options, Path::new("-"), &[PathBuf::from("-")])? {
        Commands::Facts(args) => Ok(gathered(&args, records, progress)?),
        _ => Err(CallError::Value("facts: no such command".to_owned())),
    }
}

/// `guanxi merge`: the network of facts in these folders, written into another one.
///
/// # Errors
/// [`CallError`], as it says.
pub fn merge(folders: &[PathBuf], output: &Path, options: &Options, progress: Progress<'_>) -> Result<Summary, CallError> {
    match parsed("merge", options, output, folders)? {
        Commands::Merge(args) => Ok(merged(&args, progress)?),
        _ => Err(CallError::Value("merge: no such command".to_owned())),
    }
}

/// A tagger with what the options `gazetteers` and `model` name.
///
/// # Errors
/// Those of [`Knowledge::with_folders`] and [`Knowledge::with_model`].
pub fn tagger(gazetteers: &[PathBuf], of_model: Option<&Path>) -> Result<Tagger, Error> {
    Tagger::new(Knowledge { gazetteer: load(gazetteers)?, model: model(of_model)? })
}

/// The arguments of a command.
fn parsed(name: &'static str, options: &Options, output: &Path, inputs: &[PathBuf]) -> Result<Commands, CallError> {
    let program = Args::command();
    let Some(command) = program.find_subcommand(name) else { return Err(CallError::Value(format!("{name}: no such command"))) };
    let mut args: Vec<OsString> = vec!["guanxi".into(), name.into(), "--quiet".into()];
    for (option, given) in options {
        let unknown = || {
            let shown = command.get_arguments().filter(|arg| !arg.is_hide_set()).filter_map(|arg| arg.get_long());
            let known = shown.filter(|long| !OTHERWISE.contains(long)).map(|long| long.replace('-', "_")).collect();
            CallError::Unknown { command: name, option: option.clone(), known }
        };
        if OTHERWISE.contains(&option.as_str()) {
            return Err(unknown());
        }
        args.extend(arguments(command, option, given).map_err(|wrong| match wrong {
            Wrong::Unknown => unknown(),
            Wrong::Switch(value) => CallError::Value(format!("{option}: {value:?} is neither true nor false")),
        })?);
    }
    let mut folder = OsString::from("--output=");
    folder.push(output);
    args.push(folder);
    // Names of files may begin with a dash.
    args.push("--".into());
    args.extend(inputs.iter().map(|input| input.clone().into_os_string()));
    let args = config::with_file(args, &program)?;
    let parsed = Args::try_parse_from(args).map_err(|e| CallError::Value(told(&e)))?;
    Ok(parsed.command)
}

/// What is wrong, of all that clap says: the rest speaks of the command line.
pub(super) fn told(e: &clap::Error) -> String {
    let text = e.render().to_string();
    let first = text.split("\n\n").next().unwrap_or_default().trim();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    match first.split_once("[possible values: ") {
        Some((fault, values)) => format!("{}\n  remedy: give some of {}", fault.trim_end(), values.trim_end_matches(']')),
        None => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(options: &[(&str, &str)]) -> Result<Commands, String> {
        let options: Vec<(String, Given)> =
            options.iter().map(|(name, value)| ((*name).to_owned(), Given::Values(vec![(*value).to_owned()]))).collect();
        parsed("run", &options, Path::new("o"), &["-x".into()]).map_err(|e| e.to_string())
    }

    #[test]
    fn options_reach_the_command_and_wrong_ones_name_what_would_be_right() {
        let Ok(Commands::Run(args)) = parse(&[("window", "paragraph"), ("min_weight", "2"), ("since", "2020-09")]) else { panic!() };
        assert_eq!((args.show.window.to_string().as_str(), args.show.min_weight), ("paragraph", 2));
        assert_eq!((args.how.reading.since.unwrap().to_string().as_str(), args.output.as_path()), ("2020-09-01", Path::new("o")));
        assert_eq!(args.input, [Path::new("-x")]);
        let unknown = parse(&[("windows", "3")]).unwrap_err();
        assert!(unknown.starts_with("run has no option windows\n  remedy: the options are gazetteers, model, since"), "{unknown}");
        assert!(!unknown.contains("quiet") && parse(&[("quiet", "true")]).is_err());
        let value = parse(&[("types", "people")]).unwrap_err();
        assert!(value.contains("people") && value.contains("person, office, organization, place"), "{value}");
    }
}
