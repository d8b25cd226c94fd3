//! `cargo xtask tidy`: the shape of the house. Edges between crates, who may name which library, licences,
//! the size of files and their headers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::paths;

/// Which crates of the workspace a crate may build on, tests aside.
const EDGES: [(&str, &[&str]); 8] = [
    ("incidex-core", &[]),
    ("incidex-storage", &["incidex-core"]),
    ("incidex-ops", &["incidex-storage", "incidex-core"]),
    ("incidex-server", &["incidex-ops", "incidex-storage", "incidex-core"]),
    ("incidex", &["incidex-server", "incidex-ops", "incidex-storage", "incidex-core"]),
    ("xtask", &["incidex-ops", "incidex-storage", "incidex-core"]),
    ("incidex-bench", &["incidex", "incidex-server", "incidex-ops", "incidex-storage", "incidex-core"]),
    ("incidex-tests", &[]),
];

/// Crates that links actix-governor, which is GPL-3.0-or-later, and so are under it themselves.
const GPL: [&str; 3] = ["incidex-server", "incidex", "incidex-bench"];
const GPL_LICENCE: &str = "GPL-3.0-or-later";
const LICENCE: &str = "MIT OR Apache-2.0";

/// Libraries that only some crates may name, tests aside.
const CONFINED: [(&str, &[&str]); 10] = [
    ("actix-web", &["incidex-server", "incidex-bench"]),
    ("actix-http", &["incidex-server", "incidex-bench"]),
    ("actix-rt", &["incidex-server", "incidex-bench"]),
    ("actix-governor", &["incidex-server", "incidex-bench"]),
    ("redb", &["incidex-storage", "incidex-bench"]),
    ("ureq", &["incidex-ops", "incidex-bench"]),
    ("reqwest", &["incidex-ops", "incidex-bench"]),
    ("tokio", &["incidex-server", "incidex-bench"]),
    ("rusqlite", &["incidex-bench"]),
    ("tantivy", &["incidex-bench"]),
];

/// Longest source file in lines, and longest median.
const LONGEST_FILE: usize = 700;
const LONGEST_MEDIAN: usize = 150;

/// Runs all of it.
///
/// # Errors
/// Every fault found, with its place and the remedy.
pub fn run() -> Result<(), String> {
    let metadata = MetadataCommand::new()
        .current_dir(paths::root())
        .no_deps()
        .exec()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let mut faults = crates(&metadata);
    let files = sources()?;
    faults.extend(shape(&files));
    println!("tidy: {} crates, {} source files", metadata.packages.len(), files.len());
    if faults.is_empty() { Ok(()) } else { Err(format!("{} faults:\n{}", faults.len(), faults.join("\n"))) }
}

fn crates(metadata: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    let names: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some((_, allowed)) = EDGES.iter().find(|(known, _)| *known == name) else {
            faults.push(format!("{name} has no place in the house: give it one in {}", file!()));
            continue;
        };
        for dependency in shipped(package) {
            if names.contains(&dependency) && !allowed.contains(&dependency) {
                faults.push(format!("{name} must not build on {dependency}: the edge runs back up"));
            }
            let confined = CONFINED.iter().find(|(library, _)| *library == dependency);
            if let Some((library, homes)) = confined.filter(|(_, homes)| !homes.contains(&name)) {
                faults.push(format!("{name} must not name {library}: only {} may", homes.join(", ")));
            }
        }
        let licence = if GPL.contains(&name) { GPL_LICENCE } else { LICENCE };
        if package.license.as_deref() != Some(licence) {
            faults.push(format!("{name} must be under {licence} and says {:?}", package.license));
        }
    }
    faults
}

/// What a package builds on when it is shipped.
fn shipped(package: &Package) -> impl Iterator<Item = &str> {
    let shipped =
        package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    shipped.map(|dependency| dependency.name.as_str())
}

/// Source files that git knows or would know, with their text.
fn sources() -> Result<BTreeMap<String, String>, String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.rs"])
        .current_dir(paths::root())
        .output();
    let names: Vec<String> = match listed {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
        }
        // Without git, as in an unpacked archive, the folders are walked.
        _ => walk(&paths::root(), "").map_err(|error| format!("cannot list the sources: {error}"))?,
    };
    let mut files = BTreeMap::new();
    for name in names {
        if let Ok(text) = fs::read_to_string(paths::root().join(&name)) {
            files.insert(name, text);
        }
    }
    Ok(files)
}

fn walk(folder: &Path, prefix: &str) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if !name.starts_with('.') && name != "target" {
                names.extend(walk(&entry.path(), &format!("{path}/"))?);
            }
        } else if Path::new(&path).extension().is_some_and(|extension| extension == "rs") {
            names.push(path);
        }
    }
    Ok(names)
}

fn shape(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut lengths: Vec<usize> = Vec::new();
    for (name, text) in files {
        let lines = text.lines().count();
        lengths.push(lines);
        if lines > LONGEST_FILE {
            faults.push(format!(
                "{name} has {lines} lines: a file of more than {LONGEST_FILE} has several reasons to change"
            ));
        }
        let head = text.lines().find(|line| !line.starts_with("#![") && !line.trim().is_empty());
        if !head.is_some_and(|line| line.starts_with("//!")) {
            faults.push(format!("{name} does not begin with a header (`//!`) that says what lives there"));
        }
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    if median > LONGEST_MEDIAN {
        faults.push(format!("the median source file has {median} lines: {LONGEST_MEDIAN} is the limit"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        run().unwrap();
    }

    #[test]
    fn long_and_headless_files_are_seen() {
        let files = BTreeMap::from([
            ("a.rs".to_owned(), "//! Fine.\n".to_owned()),
            ("b.rs".to_owned(), "fn main() {}\n".to_owned()),
            ("c.rs".to_owned(), format!("//! Long.\n{}", "\n".repeat(LONGEST_FILE))),
        ]);
        let faults = shape(&files);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].starts_with("b.rs does not begin") && faults[1].starts_with("c.rs has 701 lines"));
    }
}
