//! The proofs of the reliability suite, each so small that it takes seconds. What it says of times is left to
//! runs on a machine that does nothing else.

#![allow(clippy::unwrap_used)] // helpers of tests are no tests to clippy

#[path = "torture/faults.rs"]
mod faults;
#[path = "torture/files.rs"]
mod files;
//! Each proof of the reliability suite, small: that it runs, and that what is no question of time holds.

#![allow(clippy::unwrap_used)] // helpers of tests are no tests to clippy

#[path = "torture/abuse.rs"]
mod abuse;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The rows of the table of a proof, run at `scale` with an index of the curated data; `None`, with a line that
/// says so, where the binaries are not there.
fn prove(proof: &str, scale: &str) -> Option<Vec<String>> {
    let own = Path::new(env!("CARGO_BIN_EXE_incidex-bench"));
    let folder = std::env::var_os("INCIDEX_TEST_BINARIES")
        .map_or_else(|| own.parent().unwrap().to_owned(), PathBuf::from);
    let binary = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    for name in ["incidex", "xtask", "incidex-bench"] {
        if !binary(name).is_file() {
            eprintln!("skipped: {proof} needs {}", binary(name).display());
            return None;
        }
    }
    let index = tempfile::TempDir::new().unwrap();
    let path = index.path().join("torture.idx");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let built = Command::new(binary("xtask"))
        .args(["build-index", "--out"])
        .arg(&path)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let run = Command::new(binary("incidex-bench"))
        .arg("torture")
        .arg(&path)
        .args([proof, "--scale", scale])
        .output()
        .unwrap();
    let text = [run.stdout, run.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let begin = format!("| {proof} | ");
    let rows: Vec<String> = text.lines().filter(|line| line.starts_with(&begin)).map(str::to_owned).collect();
    assert!(!rows.is_empty(), "{text}");
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
