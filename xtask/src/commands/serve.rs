//! `cargo xtask serve`: from a fresh clone to a running lookup in one command.

use std::path::Path;
use std::process::Command;

use incidex_storage::{Bundle, OpenError};

use super::build_index::{self, data_digest};
use super::exports::Exports;
use crate::paths;

/// What `serve` is asked to do.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    bind: String,
}

/// What has to happen before an index can be served.
enum State {
    Fresh,
    Stale(String),
    /// Official exports are in it, so that `data/` alone must not replace it.
    StaleWithExports,
}

/// Builds what is missing and serves until stopped.
///
/// # Errors
/// When the index or the binary cannot be built, or the server ends with a fault.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let index = paths::default_index();
    match state_of(&index)? {
        State::Fresh => println!("the index is up to date: {}", index.display()),
        State::Stale(why) => {
            println!("building the index: {why}");
            build_index::build(&index, true, &Exports::default())?;
        }
        State::StaleWithExports => println!(
            "the curated tables have changed since {} was built with official exports; build it again with the \
             same `cargo xtask build-index` command to take the change in",
            index.display()
        ),
    }
    println!("building the server (release)");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--package", "incidex"])
        .current_dir(paths::root())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !built.success() {
        return Err("the server could not be built: see above".to_owned());
    }
    let address = &arguments.bind;
    println!("\nTry:");
    println!("  curl 'http://{address}/v1/ingredient/inci?q=niacinamide'");
    println!("  curl -G 'http://{address}/v1/ingredient/kr' --data-urlencode 'q=나이아신아마이드'");
    println!("  curl 'http://{address}/v1/ingredient/cas?q=98-92-0'\n");
    let binary = target_directory()?.join("release").join(format!("incidex{}", std::env::consts::EXE_SUFFIX));
    // The server takes Ctrl-C itself and drains; this process only waits for it.
    let status = Command::new(&binary)
        .args(["serve", "--env", "dev", "--bind", address, "--index"])
        .arg(&index)
        .status()
        .map_err(|error| format!("cannot run {}: {error}", binary.display()))?;
    if status.success() { Ok(()) } else { Err(format!("the server ended with {status}")) }
}

/// Where cargo puts what it builds.
pub fn target_directory() -> Result<std::path::PathBuf, String> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .current_dir(paths::root())
        .no_deps()
        .exec()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    Ok(metadata.target_directory.into_std_path_buf())
}

fn state_of(index: &Path) -> Result<State, String> {
    match Bundle::open(index) {
        Ok(bundle) => {
            let sources = &bundle.catalog().manifest().sources;
            let digest = data_digest()?;
            if sources.iter().any(|source| source.id == "data" && source.sha256 == digest) {
                return Ok(State::Fresh);
            }
            Ok(if build_index::is_from_data_alone(sources) {
                State::Stale("the curated tables have changed".to_owned())
            } else {
                State::StaleWithExports
            })
        }
        Err(OpenError::Missing { .. }) => Ok(State::Stale("there is none yet".to_owned())),
        Err(error) => Ok(State::Stale(error.to_string())),
    }
}
