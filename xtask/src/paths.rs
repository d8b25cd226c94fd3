//! Where things stand in the source tree, and where the official exports of the developers stand.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the source tree.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// The curated tables.
pub fn data() -> PathBuf {
    root().join("data")
}

/// Where the default index stands.
pub fn default_index() -> PathBuf {
    data().join("dist").join("incidex.idx")
}

/// The folder of official exports that developers compare the curated tables with, if there is one.
pub fn reference() -> Option<PathBuf> {
    let folder = env::var_os("INCIDEX_REFERENCE_DIR").filter(|value| !value.is_empty()).map(PathBuf::from)?;
    // Relative paths are relative to the source tree, wherever the command was typed.
    let folder = if folder.is_absolute() { folder } else { root().join(folder) };
    folder.is_dir().then_some(folder)
}
