//! Each proof of the reliability suite, small: that it runs, and that what is no question of time holds.

#![allow(clippy::unwrap_used)] // helpers of tests are no tests to clippy

#[path = "torture/abuse.rs"]
mod abuse;
#[path = "torture/endure.rs"]
mod endure;
#[path = "torture/faults.rs"]
mod faults;
#[path = "torture/files.rs"]
mod files;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

/// A folder with the bench, the server, the builder and an index of the curated data, where the bench looks for
/// them: beside itself. `None`, with a line that says what is skipped, where one has not been built.
fn folder() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<TempDir>> = OnceLock::new();
    let make = || {
        let bench = Path::new(env!("CARGO_BIN_EXE_incidex-bench"));
        let built = env::var_os("INCIDEX_TEST_BINARIES").map(PathBuf::from);
        let built = built.unwrap_or_else(|| bench.parent().unwrap().to_owned());
        let folder = TempDir::new().unwrap();
        let files = ["incidex", "xtask"].map(|name| built.join(format!("{name}{}", env::consts::EXE_SUFFIX)));
        for file in files.iter().map(PathBuf::as_path).chain([bench]) {
            if !file.is_file() {
                eprintln!("skipped: the proofs of reliability need {}", file.display());
                return None;
            }
            let beside = folder.path().join(file.file_name().unwrap());
            if fs::hard_link(file, &beside).is_err() {
                fs::copy(file, &beside).unwrap();
            }
        }
        let made = Command::new(folder.path().join("xtask"))
            .args(["build-index", "--out"])
            .arg(folder.path().join("curated.idx"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Some(folder)
    };
    FOLDER.get_or_init(make).as_ref().map(TempDir::path)
}

/// The rows of the table of a proof, run at `scale`; `None` where the binaries are not there.
fn prove(proof: &str, scale: &str) -> Option<Vec<String>> {
    let folder = folder()?;
    let run = Command::new(folder.join("incidex-bench"))
        .arg("torture")
        .arg(folder.join("curated.idx"))
        .args([proof, "--scale", scale])
        .env_remove("INCIDEX_REFERENCE_DIR")
        .output()
        .unwrap();
    let said = [run.stdout, run.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let begin = format!("| {proof} | ");
    let rows: Vec<String> = said.lines().filter(|line| line.starts_with(&begin)).map(str::to_owned).collect();
    assert!(!rows.is_empty(), "{said}");
    Some(rows)
}

/// Fails for each row that does not hold, unless it is one of those that speak of time.
#[track_caller]
fn check(rows: &[String], of_time: &[&str]) {
    for row in rows {
        let is_of_time = of_time.iter().any(|part| row.contains(part));
        assert!(is_of_time || row.ends_with("| yes |"), "{row}");
    }
}
