//! The binaries under test: those that `INCIDEX_TEST_BINARIES` points at, else built on first use.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The root of the source tree.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in the source tree")
}

fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        if let Some(folder) = env::var_os("INCIDEX_TEST_BINARIES") {
            return PathBuf::from(folder);
        }
        build(&["incidex", "xtask"]);
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from).join("release")
    })
}

fn build(packages: &[&str]) {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet"])
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .current_dir(root())
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the binaries under test could not be built");
}

/// The server's binary, ready to take arguments, with none of the caller's settings.
pub fn incidex() -> Command {
    let mut command = Command::new(folder().join(format!("incidex{}", env::consts::EXE_SUFFIX)));
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("INCIDEX_") || name == "RAPIDAPI_PROXY_SECRET" {
            command.env_remove(name);
        }
    }
    command
}

/// The builder's binary, ready to take arguments.
pub fn xtask() -> Command {
    Command::new(folder().join(format!("xtask{}", env::consts::EXE_SUFFIX)))
}

/// The binary with the scanner, ready to take arguments; `None`, with a line that says what is skipped, where
/// `INCIDEX_TEST_BINARIES` points at a folder without it.
pub fn bench(test: &str) -> Option<Command> {
    if env::var_os("INCIDEX_TEST_BINARIES").is_none() {
        build(&["incidex-bench"]);
    }
    let path = folder().join(format!("incidex-bench{}", env::consts::EXE_SUFFIX));
    if !path.is_file() {
        eprintln!("skipped: {test} needs {}", path.display());
        return None;
    }
    Some(Command::new(path))
}
