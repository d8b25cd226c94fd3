//! Reloads, alerts and logs.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The bench in a folder with the server and an index, as `cargo xtask torture` finds them; `None`, with a line
/// that says what is skipped, where they have not been built.
fn torture(proof: &str) -> Option<String> {
    let bench = Path::new(env!("CARGO_BIN_EXE_incidex-bench"));
    let built = env::var_os("INCIDEX_TEST_BINARIES").map(PathBuf::from);
    let built = built.unwrap_or_else(|| bench.parent().unwrap().to_owned());
    let folder = tempfile::tempdir().unwrap();
    for name in ["incidex", "xtask"] {
        let name = format!("{name}{}", env::consts::EXE_SUFFIX);
        if !built.join(&name).is_file() {
            eprintln!("skipped: {proof} needs {}", built.join(name).display());
            return None;
        }
        place(&built.join(&name), &folder.path().join(&name));
    }
    let own = folder.path().join("incidex-bench");
    place(bench, &own);
    let index = folder.path().join("small.idx");
    let made = Command::new(folder.path().join("xtask")).args(["build-index", "--out"]).arg(&index).output();
    assert!(made.unwrap().status.success());
    let output =
        Command::new(own).arg("torture").arg(index).args([proof, "--scale", "0.01"]).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&said).into_owned())
}

/// Puts a binary where the bench looks for it, which is beside itself.
fn place(binary: &Path, target: &Path) {
    if std::fs::hard_link(binary, target).is_err() {
        std::fs::copy(binary, target).unwrap();
    }
}

/// Checks that there are so many claims, and that all of them hold but those of times.
#[track_caller]
fn check(proof: &str, claims: usize) {
    let Some(said) = torture(proof) else { return };
    let rows: Vec<&str> = said.lines().filter(|line| line.starts_with(&format!("| {proof} |"))).collect();
    assert_eq!(rows.len(), claims, "{said}");
    for row in rows.into_iter().filter(|row| !row.contains("p99")) {
        assert!(row.ends_with("| yes |"), "{row}");
    }
}

#[test]
fn reload() {
    check("reload", 5);
}

#[test]
fn alerts() {
    check("alerts", 6);
}

#[test]
fn logs() {
    check("logs", 10);
}
