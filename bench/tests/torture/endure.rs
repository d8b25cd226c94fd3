//! Many requests, and dear ones.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder with this bench, the builder and the server, where the bench looks for them: beside itself. `None`,
/// with a line that says what is skipped, where one has not been built.
fn binaries(test: &str) -> Option<TempDir> {
    let bench = Path::new(env!("CARGO_BIN_EXE_incidex-bench"));
    let built = env::var_os("INCIDEX_TEST_BINARIES").map(PathBuf::from);
    let built = built.unwrap_or_else(|| bench.parent().unwrap().to_owned());
    let folder = TempDir::new().unwrap();
    let files = ["incidex", "xtask"].map(|name| built.join(format!("{name}{}", env::consts::EXE_SUFFIX)));
    for file in files.iter().map(PathBuf::as_path).chain([bench]) {
        if !file.is_file() {
            eprintln!("skipped: {test} needs {}", file.display());
            return None;
        }
        let beside = folder.path().join(file.file_name().unwrap());
        if fs::hard_link(file, &beside).is_err() {
            fs::copy(file, &beside).unwrap();
        }
    }
    Some(folder)
}

/// Runs a proof small over an index of the curated tables; everything that it says.
fn said(proof: &str, scale: &str) -> Option<String> {
    let folder = binaries(proof)?;
    let place = TempDir::new().unwrap();
    let index = place.path().join("x.idx");
    let built = Command::new(folder.path().join("xtask"))
        .args(["build-index", "--out"])
        .arg(&index)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let output = Command::new(folder.path().join("incidex-bench"))
        .arg("torture")
        .arg(&index)
        .args([proof, "--scale", scale])
        .output()
        .unwrap();
    Some(String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[track_caller]
fn check_holds(said: &str, claim: &str) {
    let line = said.lines().find(|line| line.starts_with('|') && line.contains(claim));
    assert!(line.is_some_and(|line| line.ends_with("| yes |")), "{claim}: {said}");
}

#[test]
fn requests_of_every_kind_are_answered_and_leave_nothing_open() {
    let Some(said) = said("endurance", "0.001") else { return };
    check_holds(&said, "file descriptors are as many");
    check_holds(&said, "every request has the answer of its kind");
    assert!(said.contains("memory after 20000 requests"), "{said}");
}

#[test]
fn dear_questions_are_bred_and_asked() {
    let Some(said) = said("dearest", "0.001") else { return };
    check_holds(&said, "no question is answered with a 5xx");
    assert!(said.contains("in process, thread time: ") && said.contains("over HTTP, gzip"), "{said}");
}
