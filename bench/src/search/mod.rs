//! `incidex-bench search`: the index beside SQLite, tantivy and a plain map, in one process, over the curated
//! set, over all reference names and over a million names derived from them.
//!
//! - `names`: the sets of names.
//! - `queries`: what is asked, drawn from many names by a fixed seed.
//! - `engines`: what is asked it.
//! - `measure`: how long each takes, and the tables.

pub mod engines;
pub mod measure;
pub mod names;
pub mod queries;

use std::path::PathBuf;

use names::NameSet;

use crate::process;

/// What is measured.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The curated index.
    #[arg(default_value = "data/dist/incidex.idx")]
    index: PathBuf,
    /// An index of all reference names; by default one is built from the official exports in the folder that
    /// `INCIDEX_REFERENCE_DIR` names, if there is one.
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
    /// How many names are derived from the largest set; 0 for none.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    derived: usize,
    /// How many queries of each kind.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    queries: u32,
}

/// Measures; Markdown tables.
///
/// # Errors
/// When an index cannot be read or built, or a peer refuses.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let mut sets = vec![NameSet::of_index("curated", &arguments.index)?];
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let reference = match &arguments.reference {
        Some(path) => Some(path.clone()),
        None => names::build_reference(folder.path())?,
    };
    match reference {
        Some(path) => sets.push(NameSet::of_index("reference", &path)?),
        None => eprintln!("no official exports (INCIDEX_REFERENCE_DIR): the reference names are left out"),
    }
    if let Some(largest) = sets.last().filter(|_| arguments.derived > 0) {
        sets.push(largest.derived(arguments.derived));
    }
    let mut sizes = Vec::new();
    let mut tables = String::new();
    for set in &sets {
        eprintln!("{}: {} names", set.label, set.names().len());
        let (table, size) = measure::table(set, arguments.queries as usize)?;
        tables += &table;
        sizes.push(size);
    }
    let peak = process::own_peak().map_or_else(
        || "is not known on this system".to_owned(),
        |kib| format!("was {} MiB, engines, names and queries of all sets together", kib / 1024),
    );
    Ok(format!("{tables}{}\nPeak memory of the run {peak}.\n", measure::size_table(&sizes)))
}
