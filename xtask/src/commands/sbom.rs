//! `cargo xtask sbom`: the software bill of materials of the binary `incidex`.

use std::fs;
use std::io::{ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};
use incidex_storage::Bundle;
use sha2::{Digest, Sha256};

use super::build_index::write_whole;
use super::exports::hexadecimal;
use crate::paths;
use crate::sbom::{DataSetFile, crates_of, document};

/// What `sbom` is asked to do.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Where to write it; by default it is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The target triple that the binary is for; what only others need is left out.
    #[arg(long, value_name = "TRIPLE", default_value = "x86_64-unknown-linux-gnu")]
    target: String,
    /// An index file that goes with the binary, to be named with its digest.
    #[arg(long, value_name = "FILE")]
    index: Option<PathBuf>,
}

/// Makes the bill and writes it.
///
/// # Errors
/// When cargo cannot resolve the tree as it is locked, or a file cannot be read or written.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let lock = paths::root().join("Cargo.lock");
    let lock =
        fs::read_to_string(&lock).map_err(|error| format!("cannot read {}: {error}", lock.display()))?;
    let crates = crates_of(&metadata(&arguments.target)?, &lock, "incidex")?;
    let data = arguments.index.as_deref().map(data_set).transpose()?;
    let document = document(&crates, data.as_ref());
    let text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())? + "\n";
    match &arguments.out {
        Some(path) => {
            write_whole(path, &text)?;
            println!("{}: {} crates", path.display(), crates.len());
            Ok(())
        }
        None => match stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome.map_err(|error| format!("cannot write the bill: {error}")),
        },
    }
}

/// What cargo resolves for a target, as it is locked.
pub fn metadata(target: &str) -> Result<Metadata, String> {
    let options = ["--locked", "--filter-platform", target].map(str::to_owned);
    let mut command = MetadataCommand::new();
    command.current_dir(paths::root()).other_options(options);
    command.exec().map_err(|error| format!("cargo metadata: {error}"))
}

fn data_set(path: &Path) -> Result<DataSetFile, String> {
    let bytes = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let sha256 = hexadecimal(&Sha256::digest(&bytes));
    let bundle = Bundle::from_bytes(bytes).map_err(|defect| format!("{}: {defect}", path.display()))?;
    Ok(DataSetFile { version: bundle.catalog().manifest().dataset_version.clone(), sha256 })
}
