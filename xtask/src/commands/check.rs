//! `cargo xtask check`: everything that must hold before a change lands, in the order of cost.

use std::process::Command;
use std::time::Instant;

use super::serve::target_directory;
use super::{check_data, eval, tidy};
use crate::paths;

/// What `check` is asked to do.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Runs everything but the tests.
    #[arg(long)]
    no_tests: bool,
}

/// Runs all checks; the first that fails ends the run.
///
/// # Errors
/// The check that failed.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let start = Instant::now();
    cargo("format", &["fmt", "--all", "--check"], &[])?;
    step("tidy");
    tidy::run()?;
    step("data");
    check_data::run()?;
    let all = ["--workspace", "--all-targets", "--all-features", "--locked"];
    cargo("clippy", &[&["clippy"][..], &all, &["--", "--deny", "warnings"]].concat(), &[])?;
    let docs = ["doc", "--workspace", "--no-deps", "--all-features", "--locked", "--document-private-items"];
    cargo("docs", &docs, &[("RUSTDOCFLAGS", "--deny warnings".to_owned())])?;
    step("eval");
    eval::run(&eval::Arguments::brief())?;
    if !arguments.no_tests {
        // The black-box tests drive the very binaries that are shipped, and the scanner looks at them.
        let packages = ["--package", "incidex", "--package", "xtask", "--package", "incidex-bench"];
        cargo("release binaries", &[&["build", "--release", "--locked"][..], &packages].concat(), &[])?;
        let binaries = target_directory()?.join("release");
        let environment = [("INCIDEX_TEST_BINARIES", binaries.display().to_string())];
        cargo("tests", &["test", "--workspace", "--all-features", "--locked"], &environment)?;
    }
    println!("\nall checks passed in {} s", start.elapsed().as_secs());
    Ok(())
}

fn step(what: &str) {
    println!("\n== {what}");
}

fn cargo(what: &str, arguments: &[&str], environment: &[(&str, String)]) -> Result<(), String> {
    step(what);
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .current_dir(paths::root())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: cargo {} failed", arguments.join(" "))) }
}
