//! `cargo xtask audit`: builds the bench and starts its scanner. What it takes and how it exits is the
//! scanner's own: `cargo xtask audit --help`.

use std::process::{self, Command};

use super::serve::target_directory;
use crate::paths;

/// What is passed on as it is.
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// Arguments of the scanner.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    passed: Vec<String>,
}

/// Builds and scans. When the scanner says something by its exit code (1 for findings, 2 for a wrong use),
/// this process ends with the same.
///
/// # Errors
/// When the bench cannot be built or started.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    start(&["incidex-bench"], &[&["audit".to_owned()], arguments.passed.as_slice()].concat())
}

/// Builds `packages` for release and starts the bench, from where the command was typed.
pub fn start(packages: &[&str], arguments: &[String]) -> Result<(), String> {
    let packages = packages.iter().flat_map(|package| ["--package", package]);
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet"])
        .args(packages)
        .current_dir(paths::root())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !built.success() {
        return Err("the bench could not be built: see above".to_owned());
    }
    let name = format!("incidex-bench{}", std::env::consts::EXE_SUFFIX);
    let binary = target_directory()?.join("release").join(name);
    let status = Command::new(&binary)
        .args(arguments)
        .status()
        .map_err(|error| format!("cannot run {}: {error}", binary.display()))?;
    match status.code() {
        Some(0) => Ok(()),
        Some(code) => process::exit(code),
        None => Err(format!("the bench ended with {status}")),
    }
}
