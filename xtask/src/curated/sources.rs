//! `data/sources.toml`: where facts come from, with date, terms and the digest of the very file.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::Fault;

pub(super) const FILE: &str = "sources.toml";

/// One source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short identifier, such as `cosing`.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its date, `YYYY-MM-DD`, or empty.
    pub date: String,
    /// Terms under which it may be used.
    pub terms: String,
    /// SHA-256 of the export that the facts were taken from, or empty. An imported file with this digest
    /// is known to have this date.
    #[serde(default)]
    pub sha256: String,
}

/// All sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// In the order of the file.
    #[serde(default, rename = "source")]
    pub all: Vec<Source>,
}

impl Sources {
    pub(super) fn read(path: &Path, faults: &mut Vec<Fault>) -> Self {
        let mut fault = |what: String| faults.push(Fault { path: path.to_owned(), line: 0, what });
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                fault(format!("cannot be read: {error}"));
                return Self::default();
            }
        };
        match toml::from_str::<Self>(&text) {
            Ok(sources) => sources,
            Err(error) => {
                fault(error.to_string());
                Self::default()
            }
        }
    }

    /// The source with this identifier.
    pub fn get(&self, id: &str) -> Option<&Source> {
        self.all.iter().find(|source| source.id == id)
    }
}
