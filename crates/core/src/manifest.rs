//! What a data set says of itself: versions, sources, counts, digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::regulation::Market;

/// The description that travels with a data set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the file's layout.
    pub format_version: u32,
    /// Version of the normaliser that made the keys.
    pub normalizer_version: u32,
    /// Version of the data set: the date of its newest source and the first twelve digits of
    /// [`digest`](Self::digest), such as `2026-07-01-0f3a5c7e9b1d`.
    pub dataset_version: String,
    /// SHA-256 over the content (every table, key and value), in lower-case hexadecimal digits.
    pub digest: String,
    /// How much of what is inside, by name.
    pub counts: BTreeMap<String, u64>,
    /// Markets whose sources are loaded, in order. For the others nothing is known.
    pub markets: Vec<Market>,
    /// Where the content comes from, in the order in which it was merged.
    pub sources: Vec<SourceInfo>,
}

/// One source of a data set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// Short identifier, such as `cosing-inventory`.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Its date, `YYYY-MM-DD`, or empty where none is known.
    pub date: String,
    /// Terms under which it may be used, in words.
    pub terms: String,
    /// SHA-256 of the bytes that were read, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Number of rows read; 0 for a source that was not read itself, because the curated set holds facts
    /// taken from it.
    pub rows: u64,
}
