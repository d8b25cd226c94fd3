//! `cargo xtask diff OLD NEW`: what two index files differ in.

use std::io::{ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use incidex_storage::Bundle;

use crate::difference::{DataSet, Difference, render};

/// What `diff` is asked to do.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The older index file.
    old: PathBuf,
    /// The newer index file.
    new: PathBuf,
    /// How to show the differences.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// How differences are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Aligned columns for a terminal.
    Table,
    /// For programs.
    Json,
    /// For notes that go with a release.
    Markdown,
}

/// Compares the two files and prints what differs. That something differs is no failure.
///
/// # Errors
/// When one of the files cannot be opened or read.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let difference = Difference::between(&read(&arguments.old)?, &read(&arguments.new)?);
    let text = match arguments.format {
        Format::Table => render::table(&difference),
        Format::Json => render::json(&difference).map_err(|error| error.to_string())?,
        Format::Markdown => render::markdown(&difference),
    };
    match stdout().lock().write_all(text.as_bytes()) {
        // `… | head` has what it wanted.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.map_err(|error| format!("cannot write the differences: {error}")),
    }
}

fn read(path: &Path) -> Result<DataSet, String> {
    let bundle = Bundle::open(path).map_err(|error| error.to_string())?;
    let catalog = bundle.catalog();
    let fault = |error| format!("{}: {error}. Run `incidex verify` on it", path.display());
    let mut set = DataSet { manifest: catalog.manifest().clone(), ..DataSet::default() };
    for ingredient in catalog.store().ingredients().map_err(fault)? {
        let ingredient = ingredient.map_err(fault)?;
        set.ingredients.insert(ingredient.code, ingredient);
    }
    for entry in catalog.store().regulations().map_err(fault)? {
        let entry = entry.map_err(fault)?;
        set.regulations.insert(entry.key.clone(), entry);
    }
    Ok(set)
}
