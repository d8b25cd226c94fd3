//! `cargo xtask eval`: how good search and labels are, and that no figure falls below the baseline.

use std::fs;
use std::path::{Path, PathBuf};

use super::build_index::write_whole;
use crate::eval::baseline::Baseline;
use crate::eval::indexes;
use crate::eval::labels::measure::{Listed, labels, real_labels};
use crate::eval::measure::{Measurements, Shown, searches};
use crate::paths;

/// What `eval` is asked to do.
#[derive(clap::Args, Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Arguments {
    /// Measures search alone.
    #[arg(long, conflicts_with = "labels")]
    search: bool,
    /// Measures labels alone.
    #[arg(long)]
    labels: bool,
    /// Prints less: the totals of each table.
    #[arg(long)]
    brief: bool,
    /// Takes higher figures into the baseline, and those of changed truth files anew.
    #[arg(long)]
    update: bool,
    /// With --update: takes lower figures, too.
    #[arg(long, requires = "update")]
    lower: bool,
    /// Prints what went wrong, row by row, in development files; held-out rows are never shown.
    #[arg(long)]
    misses: bool,
    /// Prints the mentions of real labels that are left unresolved most often; needs `INCIDEX_REFERENCE_DIR`.
    #[arg(long)]
    unresolved: bool,
    /// Prints resolutions in real labels that are not exact, drawn by SEED; needs `INCIDEX_REFERENCE_DIR`.
    #[arg(long, value_name = "SEED", num_args = 0..=1, default_missing_value = "1")]
    sample: Option<u64>,
    /// Another folder of truth files.
    #[arg(long, value_name = "FOLDER")]
    truth: Option<PathBuf>,
}

impl Arguments {
    /// What a check of everything asks for.
    pub fn brief() -> Self {
        Self { brief: true, ..Self::default() }
    }
}

/// Measures, prints tables, and holds them against the baseline.
///
/// # Errors
/// When a truth file has a fault, an index cannot be built, or a figure has fallen.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let folder = arguments.truth.clone().unwrap_or_else(|| paths::data().join("eval"));
    let reference = paths::reference();
    let indexes = indexes::build(reference.as_deref())?;
    let shown = Shown { is_brief: arguments.brief, has_misses: arguments.misses };
    let mut measured = Measurements::default();
    if !arguments.labels {
        searches(&folder, &indexes, shown, &mut measured)?;
    }
    if !arguments.search {
        labels(&folder, &indexes, shown, &mut measured)?;
    }
    if let Some(reference) = reference.as_deref().filter(|_| !arguments.search) {
        let listed = Listed { has_unresolved: arguments.unresolved, seed: arguments.sample };
        real_labels(reference, &indexes, listed, shown, &mut measured)?;
    }
    if measured.tables.is_empty() {
        return Err(format!("there is nothing to measure by under {}", folder.display()));
    }
    if reference.is_none() {
        println!(
            "\nover the curated tables alone; INCIDEX_REFERENCE_DIR names no folder of official exports"
        );
    }
    settle(&folder.join("baseline.toml"), &measured, arguments)
}

/// Holds what was measured against the baseline, or takes it in.
fn settle(path: &Path, measured: &Measurements, arguments: &Arguments) -> Result<(), String> {
    let text = if path.exists() {
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?
    } else {
        String::new()
    };
    let mut baseline = Baseline::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    if arguments.update {
        baseline.update(&measured.tables, &measured.digests, arguments.lower);
        write_whole(path, &baseline.print()?)?;
        println!("\nbaseline: {}", path.display());
    }
    let outcome = baseline.check(&measured.tables, &measured.digests);
    for note in &outcome.notes {
        println!("{note}");
    }
    println!("\n{} figures compared with the baseline, {} above it", outcome.compared, outcome.risen);
    if outcome.faults.is_empty() {
        return Ok(());
    }
    Err(format!("{} figures do not hold:\n{}", outcome.faults.len(), outcome.faults.join("\n")))
}
