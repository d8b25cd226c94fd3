//! What the curated tables must fulfil beyond the types of their cells.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use incidex_core::ingredient::{FIRST_COSING_CODE, FIRST_LEDGER_CODE, IngredientCode};
use incidex_core::text::key;

use super::{Choice, Curated, Fault, FunctionTable, IngredientRow, OWN_SOURCE};

/// Collects faults of one table.
struct Table<'a> {
    folder: &'a Path,
    file: &'static str,
    faults: Vec<Fault>,
}

impl<'a> Table<'a> {
    fn new(folder: &'a Path, file: &'static str) -> Self {
        Self { folder, file, faults: Vec::new() }
    }

    fn fault(&mut self, line: u64, what: impl Into<String>) {
        self.faults.push(Fault { path: self.folder.join(self.file), line, what: what.into() });
    }
}

/// All faults of all tables.
pub fn check(folder: &Path, curated: &Curated, functions: &FunctionTable) -> Vec<Fault> {
    let mut faults = ingredients(folder, curated, functions);
    faults.extend(aliases(folder, curated));
    faults.extend(decisions(folder, curated));
    for (name, text) in curated.refreshed_files() {
        if fs::read_to_string(folder.join(name)).ok().as_deref() != Some(text.as_str()) {
            let what = "is not sorted or not written as `refresh-data` writes it".to_owned();
            faults.push(Fault { path: folder.join(name), line: 0, what });
        }
    }
    faults
}

fn ingredients(folder: &Path, curated: &Curated, functions: &FunctionTable) -> Vec<Fault> {
    let mut table = Table::new(folder, super::ingredients::FILE);
    let mut codes = BTreeSet::new();
    let mut references = BTreeMap::new();
    let entries: BTreeSet<_> = curated.annex_entries.iter().map(|(_, row)| &row.reference).collect();
    for (line, row) in &curated.ingredients {
        if !codes.insert(row.code) {
            table.fault(*line, format!("the code {} stands twice", row.code));
        }
        if !has_right_code(row, curated) {
            table.fault(*line, format!("the code {} is not the one that the record rule gives", row.code));
        }
        if row.inci_name.is_empty() && row.korean_name.is_empty() {
            table.fault(*line, "the ingredient has no name");
        }
        if row.label_frequency > 10_000 {
            table.fault(*line, "the label frequency is above 10,000");
        }
        for reference in &row.cosing_refs {
            if let Some(other) = references.insert(*reference, row.code) {
                table.fault(*line, format!("the CosIng reference {reference} belongs to {other} already"));
            }
        }
        for function in row.functions.iter().filter(|code| functions.by_code(code).is_none()) {
            table.fault(*line, format!("{function} is not in the closed list of functions"));
        }
        for reference in row.eu_annexes.iter().filter(|reference| !entries.contains(reference)) {
            table.fault(*line, format!("{reference} is not in annex_entries.csv"));
        }
        if row.sources.is_empty() {
            table.fault(*line, "no source is named");
        }
        for source in row.sources.iter().filter(|id| curated.sources.get(id).is_none()) {
            table.fault(*line, format!("{source} is not in sources.toml"));
        }
        for list in [&row.functions, &row.sources] {
            if !list.is_sorted_by(|a, b| a < b) {
                table.fault(*line, "functions and sources must be sorted and stand once each");
            }
        }
    }
    table.faults
}

/// Whether the code is the Korean dictionary's, the CosIng reference's or the ledger's.
fn has_right_code(row: &IngredientRow, curated: &Curated) -> bool {
    if row.code < FIRST_COSING_CODE {
        return row.code > 0;
    }
    if row.code < FIRST_LEDGER_CODE {
        let first = row.cosing_refs.iter().min().and_then(|r| IngredientCode::from_cosing_reference(*r));
        return first == Some(IngredientCode::new(row.code));
    }
    curated.ledger.code(&format!("inci:{}", key(&row.inci_name))) == Some(row.code)
}

/// Every alias is unambiguous or marked, and none repeats a name that its ingredient has anyway.
fn aliases(folder: &Path, curated: &Curated) -> Vec<Fault> {
    let mut table = Table::new(folder, super::aliases::FILE);
    let codes: BTreeSet<u32> = curated.ingredients.iter().map(|(_, row)| row.code).collect();
    let mut official: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (_, row) in &curated.ingredients {
        for name in row.eu_names.iter().chain([&row.inci_name, &row.korean_name]) {
            official.entry(key(name)).or_default().insert(row.code);
        }
    }
    let mut bearers = official.clone();
    for (_, alias) in &curated.aliases {
        bearers.entry(key(&alias.alias)).or_default().insert(alias.code);
    }
    let mut seen = BTreeSet::new();
    for (line, alias) in &curated.aliases {
        let alias_key = key(&alias.alias);
        if alias_key.is_empty() {
            table.fault(*line, format!("{:?} holds neither a letter nor a digit", alias.alias));
        }
        if !codes.contains(&alias.code) {
            table.fault(*line, format!("there is no ingredient with the code {}", alias.code));
        }
        if official.get(&alias_key).is_some_and(|codes| codes.contains(&alias.code)) {
            table.fault(*line, format!("{:?} is a name of {} anyway", alias.alias, alias.code));
        }
        if !seen.insert((alias.code, alias_key.clone())) {
            table.fault(*line, format!("{:?} stands twice for {}", alias.alias, alias.code));
        }
        let others = bearers.get(&alias_key).map_or(0, BTreeSet::len);
        if others > 1 && !alias.is_ambiguous {
            table.fault(
                *line,
                format!("{:?} means {others} ingredients and is not marked ambiguous", alias.alias),
            );
        }
        if alias.source != OWN_SOURCE && curated.sources.get(&alias.source).is_none() {
            table.fault(*line, format!("{} is neither `{OWN_SOURCE}` nor in sources.toml", alias.source));
        }
    }
    table.faults
}

/// Doubles stand once each; every disagreement is decided, with a reason.
fn decisions(folder: &Path, curated: &Curated) -> Vec<Fault> {
    let mut table = Table::new(folder, super::doubles::FILE);
    if !curated.doubles.is_sorted_by(|(_, a), (_, b)| a.cosing_ref < b.cosing_ref) {
        table.fault(0, "rows must be sorted by cosing_ref, each once");
    }
    let mut faults = table.faults;
    let mut table = Table::new(folder, super::disagreements::FILE);
    for (line, row) in &curated.disagreements {
        if row.choice == Choice::Open || row.reason.is_empty() {
            table.fault(*line, "no choice is made, or it has no reason");
        }
    }
    faults.extend(table.faults);
    faults
}
