//! `cargo xtask check-data`: the curated tables by their own rules, and against the official exports where
//! `INCIDEX_REFERENCE_DIR` points at them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::exports::Exports;
use super::refresh_data::merge_exports;
use crate::curated::{Curated, DisagreementRow, Fault, FunctionTable, rules};
use crate::paths;
use crate::witness::{UNWITNESSED_FILE, Witnesses};

/// Checks the tables and prints what was checked.
///
/// # Errors
/// All faults, each with its file and line.
pub fn run() -> Result<(), String> {
    let folder = paths::data();
    let mut faults = Vec::new();
    match Curated::read(&folder) {
        Err(found) => faults = found,
        Ok(curated) => {
            let functions = FunctionTable::load()?;
            faults.extend(rules::check(&folder, &curated, &functions));
            println!(
                "data: {} ingredients, {} aliases, {} disagreements by their own rules",
                curated.ingredients.len(),
                curated.aliases.len(),
                curated.disagreements.len()
            );
            match paths::reference() {
                None => {
                    println!("data: not compared with official exports: INCIDEX_REFERENCE_DIR is not set");
                }
                Some(reference) => faults.extend(compare(&folder, &reference, &curated)?),
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = faults.iter().take(40).map(ToString::to_string).collect();
    Err(format!("{} faults in the curated tables:\n{}", faults.len(), lines.join("\n")))
}

/// Every disagreement of the witnesses has its row, every row its disagreement, and the list of facts that
/// no witness holds is what it should be.
fn compare(folder: &Path, reference: &Path, curated: &Curated) -> Result<Vec<Fault>, String> {
    let (inputs, _) = merge_exports(&Exports::in_reference(reference), curated)?;
    let witnesses = Witnesses::new(&inputs);
    let found = witnesses.disagreements(curated);
    println!("data: {} disagreements between official exports", found.len());
    let path = folder.join("disagreements.csv");
    let fault = |line: u64, what: String| Fault { path: path.clone(), line, what };
    let mut faults = Vec::new();
    let mut listed: BTreeMap<_, (u64, &DisagreementRow)> =
        curated.disagreements.iter().map(|(line, row)| (row.key(), (*line, row))).collect();
    for row in &found {
        match listed.remove(&row.key()) {
            None => faults.push(fault(
                0,
                format!(
                    "missing: {} {} {} against {}: run `cargo xtask refresh-data`",
                    row.code, row.field, row.witness_a, row.witness_b
                ),
            )),
            Some((line, known)) if (&known.values_a, &known.values_b) != (&row.values_a, &row.values_b) => {
                faults.push(fault(line, "the witnesses say something else now".to_owned()));
            }
            Some(_) => {}
        }
    }
    faults.extend(listed.into_values().map(|(line, _)| fault(line, "the witnesses agree by now".to_owned())));
    let path = folder.join(UNWITNESSED_FILE);
    let listed =
        fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let found = witnesses.unwitnessed(curated);
    if listed != found {
        let what = "is not the list of curated facts that no witness holds: run `cargo xtask refresh-data`";
        faults.push(Fault { path, line: 0, what: what.to_owned() });
    }
    Ok(faults)
}
