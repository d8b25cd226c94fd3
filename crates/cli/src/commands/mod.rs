//! One file per subcommand.

mod config;
mod health;
mod info;
mod resolve;
mod search;
mod serve;
mod verify;

use std::io::Write;
use std::path::PathBuf;

use incidex_ops::config::{Flags, IndexSettings, Said, SettingError};

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;

/// Runs a subcommand, its answer going to `out`.
pub(crate) fn run(arguments: Arguments, out: &mut impl Write) -> Result<(), Failure> {
    match arguments.command {
        Command::Serve(arguments) => serve::run(arguments.into()),
        Command::Health { settings, ready } => health::run(settings.into(), ready, out),
        Command::Verify(file) => verify::run(&index_file(file.into_path())?, out),
        Command::Info { file, json } => info::run(&index_file(file.into_path())?, json, out),
        Command::Search(arguments) => search::run(arguments, out),
        Command::Resolve(arguments) => resolve::run(arguments, out),
        Command::Config { template: true, .. } => config::template(out),
        Command::Config { settings, policy: true, .. } => config::print_policy(settings.into(), out),
        Command::Config { settings, .. } => config::run(settings.into(), out),
    }
}

/// The index file: as named on the command line, else as the settings have it.
fn index_file(named: Option<PathBuf>) -> Result<PathBuf, SettingError> {
    if let Some(named) = named {
        return Ok(named);
    }
    let said = Said::with_process_environment(Flags::default())?;
    Ok(IndexSettings::resolve(&said).file.value)
}
