//! The policy table as a file: reading it, with errors that point at the line, and printing it.
//!
//! What a table says and which rules it obeys is known in `incidex-core`; that it is TOML is known here alone.
//! A deployment's file replaces the built-in table as a whole. Both are read once, at the start.

mod error;
mod locate;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use incidex_core::tier::{PolicyTable, WrittenPolicy};

pub use error::PolicyError;

/// The built-in table, with what each of its lines means.
pub const DEFAULT_POLICY: &str = include_str!("default.toml");

/// The largest policy file that is read, in bytes.
const LARGEST_FILE: u64 = 1024 * 1024;

/// The table in `file`, or the built-in one where no file is named.
///
/// # Errors
/// [`PolicyError`], each saying what to do.
pub fn load(file: Option<&Path>) -> Result<PolicyTable, PolicyError> {
    let Some(path) = file else { return parse(DEFAULT_POLICY, None) };
    let io = |source| PolicyError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).map_err(io)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(PolicyError::TooLarge { path: path.to_owned() });
    }
    let text = String::from_utf8(bytes).map_err(|_| PolicyError::Encoding { path: path.to_owned() })?;
    parse(&text, Some(path))
}

/// The table that `text` writes, `path` being named in errors.
///
/// # Errors
/// [`PolicyError::Rule`] and [`PolicyError::Syntax`], with the line.
pub fn parse(text: &str, path: Option<&Path>) -> Result<PolicyTable, PolicyError> {
    let written: WrittenPolicy =
        toml::from_str(text).map_err(|error| PolicyError::syntax(text, path, &error))?;
    written.resolve().map_err(|fault| PolicyError::rule(text, path, fault))
}

/// The table as a file that [`parse`] reads back.
///
/// # Errors
/// [`PolicyError::Print`], which no table that was parsed gives.
pub fn print(table: &PolicyTable) -> Result<String, PolicyError> {
    toml::to_string_pretty(table).map_err(PolicyError::Print)
}
