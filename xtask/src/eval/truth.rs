//! Truth files: where they stand, how they are read, and the digests by which a baseline knows them.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::commands::exports::hexadecimal;

/// Which part of a truth a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// To be worked on.
    Development,
    /// For measuring alone.
    HeldOut,
}

impl Part {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Development, Self::HeldOut];

    /// Its name, which is that of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::HeldOut => "held_out",
        }
    }
}

/// Which index a row of a truth file can be asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Any: the curated tables hold its answers.
    Curated,
    /// One of all sources.
    Full,
}

impl Needs {
    /// What the column `set` means.
    ///
    /// # Errors
    /// The values that it may have, for any other.
    pub fn parse(set: &str) -> Result<Self, String> {
        match set {
            "curated" => Ok(Self::Curated),
            "full" => Ok(Self::Full),
            other => Err(format!("the set is {other:?} and must be curated or full")),
        }
    }
}

/// A truth file, read whole.
pub struct File {
    /// Its name under the folder of truth, with slashes: what a baseline calls it.
    pub name: String,
    /// Where it stands.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

impl File {
    /// The file `name` under `folder`; `None` if there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn read(folder: &Path, name: &str) -> Result<Option<Self>, String> {
        let path = name.split('/').fold(folder.to_owned(), |path, step| path.join(step));
        if !path.is_file() {
            return Ok(None);
        }
        let text =
            fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        Ok(Some(Self { name: name.to_owned(), path, text }))
    }

    /// SHA-256 of its content, in hexadecimal digits.
    pub fn digest(&self) -> String {
        digest([self.text.as_bytes()])
    }

    /// A fault in one of its lines.
    pub fn fault(&self, line: usize, what: impl std::fmt::Display) -> String {
        format!("{}:{line}: {what}", self.path.display())
    }
}

/// SHA-256 over parts, each with its length, in hexadecimal digits.
pub fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hexadecimal(&hasher.finalize())
}
