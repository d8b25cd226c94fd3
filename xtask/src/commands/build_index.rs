//! `cargo xtask build-index`: data/ and official exports in, one verified file out.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use incidex_core::index::Fields;
use incidex_core::manifest::SourceInfo;
use incidex_core::regulation::{EntryKey, Market};
use incidex_core::store::RecordStore;
use incidex_core::text::key;
use incidex_storage::{Bundle, BundleContent, BundleWriter, replace_file};
use sha2::{Digest, Sha256};

use super::exports::{Exports, hexadecimal};
use crate::curated::{Curated, Fault, FunctionTable, Ledger};
use crate::import::Finding;
use crate::merge::{Inputs, Merged, merge};
use crate::progress::Progress;
use crate::{paths, report};

/// What `build-index` is asked to do.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Where to write the index.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leaves the curated tables under data/ out.
    #[arg(long)]
    no_data: bool,
    #[command(flatten)]
    exports: Exports,
}

/// Builds the index and prints a summary.
///
/// # Errors
/// When a source cannot be read, the sources contradict themselves, the outcome does not hold what went in,
/// or the file cannot be written. The file that stood under the target's name is then untouched.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let out = arguments.out.clone().unwrap_or_else(paths::default_index);
    if arguments.no_data && !arguments.exports.any() {
        return Err(
            "--no-data leaves nothing to build from: add --cosing, --kcia, --names or --annex".to_owned()
        );
    }
    build(&out, !arguments.no_data, &arguments.exports)
}

/// Builds an index at `out`.
pub fn build(out: &Path, with_data: bool, exports: &Exports) -> Result<(), String> {
    let progress = Progress::new(6 + exports.annex.len() as u64);
    let ledger_path = report::beside(out, ".codes.csv");
    let ledger = if ledger_path.exists() { read_ledger(&ledger_path)? } else { Ledger::default() };
    let Gathered { merged, sources, findings, expected } = gather(with_data, exports, &ledger, &progress)?;
    progress.step("indexing");
    let writer = BundleWriter::new(content(&merged, sources)).map_err(|error| error.to_string())?;
    progress.step("counting");
    let bundle = Bundle::from_bytes(writer.bytes().to_vec()).map_err(|defect| defect.to_string())?;
    let lines = expected.check(&bundle)?;

    progress.step("writing");
    // Codes are on the disk before the index that uses them is published.
    write_beside(out, ".report.csv", &report::findings(&findings))?;
    write_beside(out, ".merges.csv", &report::traces(&merged.traces))?;
    if merged.ledger != ledger {
        write_beside(out, ".codes.csv", &merged.ledger.write())?;
    }
    let written = writer.publish(out).map_err(|error| error.to_string())?;
    progress.finish();
    print_summary(out, &merged, &findings, &lines, written.size, &written.manifest.dataset_version);
    Ok(())
}

/// A bundle in memory of `data/` and of `exports`; nothing is written.
///
/// # Errors
/// As for a build.
pub fn in_memory(exports: &Exports) -> Result<Bundle, String> {
    let progress = Progress::new(2 + exports.annex.len() as u64);
    let Gathered { merged, sources, .. } = gather(true, exports, &Ledger::default(), &progress)?;
    progress.step("indexing");
    let writer = BundleWriter::new(content(&merged, sources)).map_err(|error| error.to_string())?;
    let bundle = Bundle::from_bytes(writer.bytes().to_vec()).map_err(|defect| defect.to_string())?;
    progress.finish();
    Ok(bundle)
}

/// What was read and merged.
struct Gathered {
    merged: Merged,
    sources: Vec<SourceInfo>,
    findings: Vec<Finding>,
    expected: Expected,
}

fn gather(
    with_data: bool,
    exports: &Exports,
    ledger: &Ledger,
    progress: &Progress,
) -> Result<Gathered, String> {
    let functions = FunctionTable::load()?;
    let curated =
        if with_data { Some(Curated::read(&paths::data()).map_err(|f| all_faults(&f))?) } else { None };
    let known = curated.as_ref().map(|c| c.sources.clone()).unwrap_or_default();
    let mut inputs = Inputs { ledger: ledger.clone(), ..Inputs::default() };
    let read = exports.read(&mut inputs, &known, progress).map_err(|error| error.to_string())?;
    let sources = source_infos(curated.as_ref(), read.infos)?;
    inputs.curated = curated;

    progress.step("merging");
    let expected = Expected::of(&inputs);
    let merged = merge(&inputs, &functions).map_err(|error| error.to_string())?;
    let findings = read.findings.into_iter().chain(merged.findings.iter().cloned()).collect();
    Ok(Gathered { merged, sources, findings, expected })
}

fn content(merged: &Merged, sources: Vec<SourceInfo>) -> BundleContent {
    BundleContent {
        ingredients: merged.ingredients.clone(),
        regulations: merged.regulations.clone(),
        functions: merged.functions.clone(),
        markets: merged.markets.clone(),
        sources,
    }
}

fn print_summary(
    out: &Path,
    merged: &Merged,
    findings: &[Finding],
    lines: &[String],
    size: u64,
    version: &str,
) {
    let mut summary = lines.to_vec();
    for ((source, action), count) in report::counts(findings) {
        summary.push(format!("{source}: {count} {}", action.label().replace('_', " ")));
    }
    summary.push(format!(
        "{}: data set {version}, {} ingredients, {} regulation entries, {size} bytes",
        out.display(),
        merged.ingredients.len(),
        merged.regulations.len(),
    ));
    summary.push(format!("what was refused or repaired: {}", report::beside(out, ".report.csv").display()));
    summary.push(format!("why rows were merged: {}", report::beside(out, ".merges.csv").display()));
    // The index stands, and that nobody takes the summary is no fault of it.
    if let Err(error) = writeln!(io::stdout(), "{}", summary.join("\n")) {
        let _ = writeln!(
            io::stderr(),
            "warning: {} is built, its summary cannot be printed: {error}",
            out.display()
        );
    }
}

fn all_faults(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().take(20).map(ToString::to_string).collect();
    format!("{} faults in the curated tables:\n{}", faults.len(), lines.join("\n"))
}

fn read_ledger(path: &Path) -> Result<Ledger, String> {
    let mut faults = Vec::new();
    let ledger = Ledger::read(path, &mut faults);
    if faults.is_empty() { Ok(ledger) } else { Err(all_faults(&faults)) }
}

/// Writes a file whole or not at all.
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    replace_file(path, text.as_bytes()).map_err(|error| error.to_string())
}

fn write_beside(out: &Path, suffix: &str, text: &str) -> Result<(), String> {
    write_whole(&report::beside(out, suffix), text)
}

/// The digest of the curated tables, in which neither paths nor times take part.
///
/// # Errors
/// When a table cannot be read.
pub fn data_digest() -> Result<String, String> {
    let mut hasher = Sha256::new();
    for name in [
        "aliases.csv",
        "annex_entries.csv",
        "codes.csv",
        "disagreements.csv",
        "doubles.csv",
        "functions.csv",
        "ingredients.csv",
        "sources.toml",
    ] {
        let path = paths::data().join(name);
        let bytes = fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        for part in [name.as_bytes(), &bytes] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    Ok(hexadecimal(&hasher.finalize()))
}

/// What the manifest says of all sources: the curated set, the sources its facts come from, the exports. An
/// export that was imported speaks for itself.
fn source_infos(curated: Option<&Curated>, imported: Vec<SourceInfo>) -> Result<Vec<SourceInfo>, String> {
    let mut infos = Vec::new();
    if let Some(curated) = curated {
        infos.push(SourceInfo {
            id: "data".to_owned(),
            title: "Incidex curated ingredients".to_owned(),
            date: curated.sources.all.iter().map(|s| s.date.clone()).max().unwrap_or_default(),
            terms: "facts, see data/NOTICE.md".to_owned(),
            sha256: data_digest()?,
            rows: curated.ingredients.len() as u64,
        });
        for source in &curated.sources.all {
            if imported.iter().all(|info| info.id != source.id) {
                infos.push(SourceInfo {
                    id: source.id.clone(),
                    title: source.title.clone(),
                    date: source.date.clone(),
                    terms: source.terms.clone(),
                    sha256: source.sha256.clone(),
                    rows: 0,
                });
            }
        }
    }
    infos.extend(imported);
    Ok(infos)
}

/// Whether no export was read for an index with these sources.
pub fn is_from_data_alone(sources: &[SourceInfo]) -> bool {
    sources.iter().all(|source| source.id == "data" || source.rows == 0)
}

/// What went in and must be found in the outcome.
struct Expected {
    inventory: Vec<String>,
    newer: Vec<String>,
    korean: Vec<(u32, String)>,
    entries: Vec<EntryKey>,
}

impl Expected {
    fn of(inputs: &Inputs) -> Self {
        let names = |rows: Vec<&String>| rows.into_iter().cloned().collect();
        Self {
            inventory: names(inputs.cosing.iter().flat_map(|s| &s.rows).map(|row| &row.name).collect()),
            newer: names(inputs.names.iter().flat_map(|s| &s.rows).map(|row| &row.name).collect()),
            korean: inputs
                .kcia
                .iter()
                .flat_map(|source| &source.rows)
                .map(|row| (row.code, row.korean.clone()))
                .collect(),
            entries: inputs
                .annexes
                .values()
                .flat_map(|source| &source.rows)
                .map(|row| EntryKey {
                    market: Market::Eu,
                    reference: row.reference.to_string(),
                    occurrence: row.occurrence,
                })
                .collect(),
        }
    }

    /// Looks everything up in the built index; the lines of the summary.
    fn check(&self, bundle: &Bundle) -> Result<Vec<String>, String> {
        let catalog = bundle.catalog();
        let index = catalog.index();
        let bears = |name: &str, fields: Fields, code: Option<u32>| {
            let key = key(name);
            let mut found = index.exact(&key).filter_map(|number| index.name(number));
            found.any(|found| fields.hold(found.kind) && code.is_none_or(|code| found.code().get() == code))
        };
        let has_name = |name: &String| bears(name, Fields::INCI, None);
        let has_korean = |(code, name): &(u32, String)| bears(name, Fields::KOREAN, Some(*code));
        let has_entry = |entry: &EntryKey| matches!(catalog.store().regulation(entry), Ok(Some(_)));
        let mut lines = Vec::new();
        let mut count = |what: &str, total: usize, missing: Vec<String>| {
            if !missing.is_empty() {
                let examples: Vec<&str> = missing.iter().take(5).map(String::as_str).collect();
                return Err(format!(
                    "{} of {total} {what} are not in the index: {}",
                    missing.len(),
                    examples.join("; ")
                ));
            }
            if total > 0 {
                lines.push(format!("{what}: {total} of {total} found in the index"));
            }
            Ok(())
        };
        let missing = |names: &[String]| names.iter().filter(|n| !has_name(n)).cloned().collect();
        count("rows of the CosIng inventory", self.inventory.len(), missing(&self.inventory))?;
        count("newer CosIng names", self.newer.len(), missing(&self.newer))?;
        let korean =
            self.korean.iter().filter(|row| !has_korean(row)).map(|(code, name)| format!("{code} {name}"));
        count("entries of the Korean dictionary", self.korean.len(), korean.collect())?;
        let entries = self.entries.iter().filter(|entry| !has_entry(entry)).map(ToString::to_string);
        count("annex entries", self.entries.len(), entries.collect())?;
        Ok(lines)
    }
}
