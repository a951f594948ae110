//! `--config FILE`: the options of `guanxi run` as YAML, `window: paragraph`, `no-text: true`, `gazetteers: [mine, yours]`.
//!
//! They are put before the arguments of the command line, which then override them; lists are added to. The key `input`
//! holds the inputs, which those of the command line replace.

use super::{
    call::told,
    options::{Given, Wrong, arguments},
};
use crate::{knowledge::yaml_fault, named::text_of};
use clap::Command;
use guanxi::error::{Error, GazetteerFault, Result};
use serde_yaml::Value;
use std::{ffi::OsString, path::Path};

/// The option that names the file.
const OPTION: &str = "config";
/// The key of the inputs.
const INPUT: &str = "input";

/// The arguments of a command line with those of the file that `--config` names, if one does.
///
/// # Errors
/// [`Error::Io`] when the file cannot be read, [`Error::Gazetteer`] with its lines when it is no YAML mapping of options.
pub(super) fn with_file(mut args: Vec<OsString>, command: &Command) -> Result<Vec<OsString>> {
    let Some(run) = command.find_subcommand("run").filter(|_| args.get(1).is_some_and(|a| a == "run")) else { return Ok(args) };
    let Some(file) = named(&args) else { return Ok(args) };
    let (options, inputs) = read(Path::new(&file), run)?;
    let has_inputs = run
        .clone()
        .ignore_errors(true)
        .try_get_matches_from(&args[1..])
        .is_ok_and(|matches| matches.value_source(INPUT).is_some_and(|source| source == clap::parser::ValueSource::CommandLine));
    args.splice(2..2, options);
    if !has_inputs {
        args.extend(inputs);
    }
    Ok(args)
}

/// The file of `--config FILE` or `--config=FILE`.
fn named(args: &[OsString]) -> Option<OsString> {
    args.iter().enumerate().find_map(|(i, arg)| {
        let text = arg.to_str()?;
        match text.strip_prefix("--")?.strip_prefix(OPTION)? {
            "" => args.get(i + 1).cloned(),
            rest => rest.strip_prefix('=').map(OsString::from),
        }
    })
}

/// The options of a file as arguments, and its inputs.
fn read(path: &Path, run: &Command) -> Result<(Vec<OsString>, Vec<OsString>)> {
    let text = text_of(path, "name a YAML file of options, one a line, like window: paragraph")?;
    let fault = |line: usize, message: String, remedy: String| {
        Error::Gazetteer(vec![GazetteerFault { file: path.display().to_string(), line, message, remedy }])
    };
    let values: Option<serde_yaml::Mapping> = serde_yaml::from_str(&text).map_err(|e| {
        let GazetteerFault { line, message, remedy, .. } = yaml_fault(&path.display().to_string(), &text, &e);
        let remedy = if message.contains("duplicate") { remedy } else { "write one option a line, like window: paragraph".into() };
        fault(line, message, remedy)
    })?;
    let (mut options, mut inputs) = (Vec::new(), Vec::new());
    for (key, value) in values.into_iter().flatten() {
        let name = key.as_str().unwrap_or_default().replace('_', "-");
        let line = 1 + text.lines().position(|l| l.starts_with(key.as_str().unwrap_or("\0"))).unwrap_or(0);
        let list = match value {
            Value::Sequence(list) => list,
            Value::Null => continue,
            one => vec![one],
        };
        let list = list.iter().map(scalar).collect::<Option<Vec<String>>>();
        let list = list.ok_or_else(|| fault(line, format!("{name} holds a mapping"), "write a value, or a list of values".into()))?;
        if name == INPUT {
            inputs.extend(list.into_iter().map(OsString::from));
            continue;
        }
        // A file that names another one is told that it cannot.
        let given = if name == OPTION { Err(Wrong::Unknown) } else { arguments(run, &name, &Given::Values(list)) };
        let given = given.map_err(|wrong| match wrong {
            Wrong::Unknown => {
                let known: Vec<&str> = run.get_arguments().filter(|arg| !arg.is_hide_set()).filter_map(|arg| arg.get_long()).collect();
                let known: Vec<&str> = known.into_iter().filter(|name| !matches!(*name, OPTION | "help")).collect();
                fault(line, format!("{name} is no option of guanxi run"), format!("the options are {INPUT}, {}", known.join(", ")))
            }
            Wrong::Switch(value) => fault(line, format!("{name} is {value:?}"), "write true or false".into()),
        })?;
        // What the command line would refuse is refused here, where its line is known.
        let alone = std::iter::once("run".into()).chain(given.iter().cloned());
        if let Err(e) = run.clone().try_get_matches_from(alone).map_err(|e| told(&e)) {
            let (message, remedy) = e.split_once("\n  remedy: ").unwrap_or((&e, "correct the value; guanxi run --help says what it may be"));
            return Err(fault(line, message.to_owned(), remedy.to_owned()));
        }
        options.extend(given);
    }
    Ok((options, inputs))
}

/// A value as it is written on a command line; switches of YAML, `on` and `off`, are texts.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
