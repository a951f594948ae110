//! Options by their names, from wherever they come: as arguments of the command line.

use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;

/// What is given for an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Yes or no.
    Switch(bool),
    /// One value, or several.
    Values(Vec<String>),
}

/// Why there are no such arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The command has no option of this name.
    Unknown,
    /// It is a switch, and this is neither true nor false.
    Switch(String),
}

/// The arguments that give the option of this name, written with `-` or `_`, what is given for it.
pub(super) fn arguments(command: &Command, name: &str, given: &Given) -> Result<Vec<OsString>, Wrong> {
    let name = name.replace('_', "-");
    let option = command.get_arguments().find(|arg| arg.get_long() == Some(&name)).ok_or(Wrong::Unknown)?;
    let values = match given {
        Given::Switch(yes) if is_on_off(option) => vec![if *yes { "on" } else { "off" }.to_owned()],
        Given::Switch(yes) => vec![yes.to_string()],
        Given::Values(values) => values.clone(),
    };
    let is_switch = matches!(option.get_action(), ArgAction::SetTrue);
    let argument = |value: String| match value.as_str() {
        "true" if is_switch => Ok(Some(format!("--{name}").into())),
        "false" if is_switch => Ok(None),
        _ if is_switch => Err(Wrong::Switch(value)),
        _ => Ok(Some(format!("--{name}={value}").into())),
    };
    values.into_iter().filter_map(|value| argument(value).transpose()).collect()
}

fn is_on_off(option: &Arg) -> bool {
    let values = option.get_possible_values();
    values.len() == 2 && values.iter().all(|value| matches!(value.get_name(), "on" | "off"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Args;
    use clap::CommandFactory;

    #[test]
    fn options_are_written_as_on_the_command_line() {
        let command = Args::command();
        let run = command.find_subcommand("run").unwrap();
        let written = |name: &str, given: Given| {
            arguments(run, name, &given).map(|all| all.iter().map(|a| a.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" "))
        };
        let values = |values: &[&str]| Given::Values(values.iter().map(|value| (*value).to_owned()).collect());
        for (name, given, want) in [
            ("window", values(&["paragraph"]), "--window=paragraph"),
            ("min_weight", values(&["3"]), "--min-weight=3"),
            ("types", values(&["person", "place"]), "--types=person --types=place"),
            ("no_text", Given::Switch(true), "--no-text"),
            ("no-text", Given::Switch(false), ""),
            ("discover", Given::Switch(false), "--discover=off"),
            ("discover", values(&["on"]), "--discover=on"),
        ] {
            assert_eq!(written(name, given).unwrap(), want);
        }
        assert_eq!(written("windows", values(&["3"])), Err(Wrong::Unknown));
        assert_eq!(written("no_text", values(&["perhaps"])), Err(Wrong::Switch("perhaps".into())));
    }
}
