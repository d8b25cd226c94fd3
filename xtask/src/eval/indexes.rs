//! The indexes that are measured, built in memory from what stands in the source tree now.

use std::path::Path;

use incidex_storage::Bundle;

use super::baseline::FOREIGN;
use super::truth::digest;
use crate::commands::build_index::in_memory;
use crate::commands::exports::Exports;

/// An index, and what a baseline calls it.
pub struct Measured {
    /// `curated` or `full`.
    pub name: &'static str,
    /// Whether it holds all sources.
    pub has_all: bool,
    /// The index.
    pub bundle: Bundle,
    /// What it rests on beside the curated tables, by name, with a digest.
    pub basis: Option<(String, String)>,
}

/// The index of the curated tables, and that of all sources where `reference` is a folder of exports.
///
/// # Errors
/// When one cannot be built.
pub fn build(reference: Option<&Path>) -> Result<Vec<Measured>, String> {
    let curated = in_memory(&Exports::default())?;
    let mut indexes = vec![Measured { name: "curated", has_all: false, bundle: curated, basis: None }];
    if let Some(folder) = reference {
        let bundle = in_memory(&Exports::in_reference(folder))?;
        let manifest = bundle.catalog().manifest();
        let exports = manifest.sources.iter().filter(|source| source.id != "data" && source.rows > 0);
        let digest = digest(exports.map(|source| source.sha256.as_bytes()));
        let basis = Some((format!("{FOREIGN}exports"), digest));
        indexes.push(Measured { name: "full", has_all: true, bundle, basis });
    }
    Ok(indexes)
}
