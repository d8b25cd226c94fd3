//! Damaged files, and builders that do not come to their end.

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

/// Runs a proof small over an index of the curated tables; the lines of its figures but for those of times.
fn figures(proof: &str) -> Option<Vec<String>> {
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
        .args([proof, "--scale", "0.0001"])
        .env_remove("INCIDEX_REFERENCE_DIR")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let lines = said.lines().filter(|line| line.starts_with(&format!("| {proof} |")));
    let figures: Vec<String> =
        lines.filter(|line| !line.contains("processor time")).map(str::to_owned).collect();
    assert!(!figures.is_empty(), "{said}");
    for figure in &figures {
        assert!(figure.ends_with("| yes |"), "{figure}");
    }
    Some(figures)
}

#[test]
fn damaged_files_are_refused_or_answer_as_whole_ones() {
    let Some(figures) = figures("corruption") else { return };
    assert!(
        figures.iter().any(|figure| figure.contains("digest ") && figure.contains("length ")),
        "{figures:?}"
    );
    assert!(figures.iter().any(|figure| figure.contains("content ")), "{figures:?}");
}

#[test]
fn killed_builders_leave_the_old_index_or_the_new_one() {
    let Some(figures) = figures("killed") else { return };
    assert!(figures.iter().any(|figure| figure.contains("| 6 killed at work")), "{figures:?}");
}
