//! Index files for tests, built by the real builder.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::binaries::{root, xtask};

/// An index built from the curated tables, once per test program.
pub fn curated_index() -> &'static Path {
    static INDEX: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = INDEX.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("incidex.idx");
        let built = xtask().args(["build-index", "--out"]).arg(&path).output().expect("the builder runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        (folder, path)
    });
    path
}

/// The folder of official exports, or `None` with a line that says what is skipped.
pub fn reference(test: &str) -> Option<PathBuf> {
    let folder = env::var_os("INCIDEX_REFERENCE_DIR").filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = folder.map(|folder| if folder.is_absolute() { folder } else { root().join(folder) });
    let folder = folder.filter(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("skipped: {test} needs the official exports; set INCIDEX_REFERENCE_DIR");
    }
    folder
}

/// The arguments that give the builder every export of the folder.
pub fn reference_arguments(folder: &Path) -> Vec<String> {
    let file = |sub: &str, prefix: &str| {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join(sub))
            .expect("the folder can be listed")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)))
            .collect();
        files.sort();
        files.pop().unwrap_or_else(|| panic!("no {prefix} in {sub}")).display().to_string()
    };
    let mut arguments = vec!["--cosing".to_owned(), file("cosing", "inventory-")];
    arguments.extend(["--names".to_owned(), file("cosing", "names-functions-")]);
    arguments.extend(["--kcia".to_owned(), file("kcia", "dictionary-")]);
    for annex in ["II", "III", "IV", "V", "VI"] {
        arguments.extend([
            "--annex".to_owned(),
            format!("{annex}={}", file("annexes", &format!("annex-{annex}-"))),
        ]);
    }
    arguments
}
