//! `cargo xtask refresh-data`: takes the facts of the curated ingredients anew from official exports. What
//! people decided (aliases of the field, doubles, choices between witnesses, label frequencies) stays.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use incidex_core::ingredient::{FIRST_COSING_CODE, Ingredient, IngredientCode, NameKind};
use incidex_core::regulation::{AnnexReference, RegulationEntry};
use incidex_core::text::key;

use super::build_index::write_whole;
use super::exports::Exports;
use crate::curated::{
    AliasRow, AnnexEntryRow, Curated, DisagreementRow, FunctionTable, IngredientRow, KCIA_SOURCE,
};
use crate::merge::{Inputs, Merged, merge};
use crate::paths;
use crate::progress::Progress;
use crate::witness::{UNWITNESSED_FILE, Witnesses};

/// What `refresh-data` is asked to do.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Label frequencies (CSV with the columns `code` and `label_frequency`, 0 to 10,000): replaces the choice
    /// of ingredients by those that are listed there.
    #[arg(long, value_name = "FILE")]
    frequency: Option<PathBuf>,
    #[command(flatten)]
    exports: Exports,
}

/// Rewrites the tables that hold facts, and tells what is left to decide.
///
/// # Errors
/// When a table or an export cannot be read, or a chosen code has no record.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let exports = if arguments.exports.any() {
        arguments.exports.clone()
    } else {
        let folder = paths::reference()
            .ok_or("give the exports (--cosing, --kcia, --names, --annex), or set INCIDEX_REFERENCE_DIR")?;
        Exports::in_reference(&folder)
    };
    let mut curated = Curated::read(&paths::data())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let chosen = match &arguments.frequency {
        Some(path) => read_frequencies(path)?,
        None => curated.ingredients.iter().map(|(_, row)| (row.code, row.label_frequency)).collect(),
    };
    let (inputs, merged) = merge_exports(&exports, &curated)?;
    let chosen = with_principals(chosen, &merged.ingredients)?;
    let aliases = std::mem::take(&mut curated.aliases);
    let records: Vec<&Ingredient> =
        merged.ingredients.iter().filter(|record| chosen.contains_key(&record.code.get())).collect();
    let newer: HashSet<String> =
        inputs.names.iter().flat_map(|source| &source.rows).map(|row| key(&row.name)).collect();
    curated.ingredients = records.iter().map(|record| (0, ingredient_row(record, &newer, &chosen))).collect();
    curated.aliases = alias_rows(&records, aliases, &chosen);
    curated.annex_entries = annex_rows(&records, &merged.regulations);
    let witnesses = Witnesses::new(&inputs);
    curated.disagreements = keep_choices(witnesses.disagreements(&curated), &curated.disagreements);
    for (name, text) in curated.refreshed_files() {
        write_whole(&paths::data().join(name), &text)?;
    }
    write_whole(&paths::data().join(UNWITNESSED_FILE), &witnesses.unwitnessed(&curated))?;
    let open = curated.disagreements.iter().filter(|(_, row)| row.reason.is_empty()).count();
    println!(
        "{} ingredients, {} aliases, {} annex entries, {} disagreements ({open} still to be decided)",
        curated.ingredients.len(),
        curated.aliases.len(),
        curated.annex_entries.len(),
        curated.disagreements.len()
    );
    Ok(())
}

/// The exports, merged by the curated decisions alone.
///
/// # Errors
/// When an export cannot be read.
pub fn merge_exports(exports: &Exports, curated: &Curated) -> Result<(Inputs, Merged), String> {
    let progress = Progress::new(9);
    let mut inputs = Inputs::default();
    exports.read(&mut inputs, &curated.sources, &progress).map_err(|error| error.to_string())?;
    let decisions = Curated {
        sources: curated.sources.clone(),
        doubles: curated.doubles.clone(),
        disagreements: curated.disagreements.clone(),
        ledger: curated.ledger.clone(),
        ..Curated::default()
    };
    inputs.curated = Some(decisions);
    progress.step("merging");
    let functions = FunctionTable::load()?;
    let merged = merge(&inputs, &functions).map_err(|error| error.to_string())?;
    progress.finish();
    Ok((inputs, merged))
}

fn read_frequencies(path: &Path) -> Result<BTreeMap<u32, u16>, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut chosen = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
        let (code, frequency): (u32, u16) = row.map_err(|error| format!("{}: {error}", path.display()))?;
        if frequency > 10_000 {
            return Err(format!("{}: {code} has a label frequency above 10,000", path.display()));
        }
        chosen.insert(code, frequency);
    }
    Ok(chosen)
}

/// The chosen codes, and those of the records that chosen varieties share their name with. A code whose
/// CosIng entry belongs to another record by now means that record.
fn with_principals(chosen: BTreeMap<u32, u16>, records: &[Ingredient]) -> Result<BTreeMap<u32, u16>, String> {
    let known: BTreeMap<u32, Option<u32>> =
        records.iter().map(|r| (r.code.get(), r.variety_of.map(IngredientCode::get))).collect();
    let by_reference: BTreeMap<u32, u32> = records
        .iter()
        .flat_map(|r| r.cosing_references.iter().map(|reference| (*reference, r.code.get())))
        .collect();
    let mut all: BTreeMap<u32, u16> = BTreeMap::new();
    for (code, frequency) in chosen {
        let moved = || by_reference.get(&code.checked_sub(FIRST_COSING_CODE)?).copied();
        let code = if known.contains_key(&code) { Some(code) } else { moved() }
            .ok_or_else(|| format!("no record of the exports has the code {code}"))?;
        let total = all.entry(code).or_default();
        *total = total.saturating_add(frequency).min(10_000);
        if let Some(Some(principal)) = known.get(&code) {
            all.entry(*principal).or_default();
        }
    }
    Ok(all)
}

fn references(record: &Ingredient) -> BTreeSet<AnnexReference> {
    record.regulations.iter().filter_map(|entry| entry.reference.parse().ok()).collect()
}

/// The row of a record. `newer` holds the keys of the newer CosIng names.
fn ingredient_row(
    record: &Ingredient,
    newer: &HashSet<String>,
    chosen: &BTreeMap<u32, u16>,
) -> IngredientRow {
    let inci_key = key(&record.inci_name);
    let has_newer_name = record.names_of(NameKind::Inci).any(|name| newer.contains(&key(name)));
    let annexes = references(record);
    // What a variety shares with its principal stands there once.
    let is_variety = record.variety_of.is_some();
    let mut sources = Vec::new();
    sources.extend((!record.kcia_codes.is_empty()).then_some(KCIA_SOURCE.to_owned()));
    sources.extend((!record.cosing_references.is_empty()).then_some("cosing".to_owned()));
    sources.extend(has_newer_name.then_some("cosing-functions".to_owned()));
    if !is_variety {
        let numerals: BTreeSet<_> = annexes.iter().map(AnnexReference::annex).collect();
        sources.extend(numerals.iter().map(|annex| format!("annex-{}", annex.numeral().to_lowercase())));
    }
    sources.sort();
    IngredientRow {
        code: record.code.get(),
        inci_name: record.inci_name.clone(),
        eu_names: record.names_of(NameKind::Inci).filter(|n| key(n) != inci_key).map(str::to_owned).collect(),
        korean_name: record.korean_name.clone(),
        cas: record.cas.clone(),
        ec: record.ec.clone(),
        functions: if is_variety {
            Vec::new()
        } else {
            record.functions.iter().map(|f| f.code.clone()).collect()
        },
        eu_annexes: if is_variety { Vec::new() } else { annexes.into_iter().collect() },
        cosing_refs: record.cosing_references.clone(),
        label_frequency: chosen.get(&record.code.get()).copied().unwrap_or_default(),
        sources,
    }
}

/// Former Korean names of the dictionary, and the aliases that people wrote down; a name that means several
/// ingredients is marked.
fn alias_rows(
    records: &[&Ingredient],
    aliases: Vec<(u64, AliasRow)>,
    chosen: &BTreeMap<u32, u16>,
) -> Vec<(u64, AliasRow)> {
    let mut rows: Vec<AliasRow> = aliases
        .into_iter()
        .map(|(_, alias)| alias)
        .filter(|alias| alias.source != KCIA_SOURCE && chosen.contains_key(&alias.code))
        .collect();
    for record in records {
        for name in record.names.iter().filter(|name| name.kind == NameKind::FormerKorean) {
            rows.push(AliasRow {
                code: record.code.get(),
                kind: name.kind,
                alias: name.text.clone(),
                language: name.language,
                is_ambiguous: false,
                source: KCIA_SOURCE.to_owned(),
            });
        }
    }
    let mut bearers: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for record in records {
        for name in &record.names {
            bearers.entry(key(&name.text)).or_default().insert(record.code.get());
        }
    }
    for row in &rows {
        bearers.entry(key(&row.alias)).or_default().insert(row.code);
    }
    for row in &mut rows {
        row.is_ambiguous |= bearers.get(&key(&row.alias)).is_some_and(|codes| codes.len() > 1);
    }
    rows.sort();
    rows.dedup_by(|a, b| a.code == b.code && key(&a.alias) == key(&b.alias));
    rows.into_iter().map(|row| (0, row)).collect()
}

/// The entries that chosen records are covered by, as far as they are facts.
fn annex_rows(records: &[&Ingredient], regulations: &[RegulationEntry]) -> Vec<(u64, AnnexEntryRow)> {
    let cited: BTreeSet<AnnexReference> = records.iter().flat_map(|record| references(record)).collect();
    regulations
        .iter()
        .filter_map(|entry| Some((entry.key.reference.parse::<AnnexReference>().ok()?, entry)))
        .filter(|(reference, entry)| cited.contains(reference) && !entry.is_withdrawn)
        .map(|(reference, entry)| {
            let row = AnnexEntryRow {
                reference,
                occurrence: entry.key.occurrence,
                substance: plain_name(&entry.substance).unwrap_or_default(),
                maximum_concentration: plain_figure(&entry.maximum_concentration).unwrap_or_default(),
            };
            (0, row)
        })
        .collect()
}

/// The name of a substance; what goes on to say under which conditions is the law's wording.
fn plain_name(text: &str) -> Option<String> {
    let is_wording = text.chars().count() > 120
        || [". ", " shall ", " except ", " defined ", " listed "].iter().any(|mark| text.contains(mark));
    (!is_wording).then(|| text.to_owned())
}

/// A concentration that is a figure and a unit, such as `0,5 %` or `2% (acid)`, written one way; anything
/// that says more is the law's wording and stays where it is.
fn plain_figure(text: &str) -> Option<String> {
    let (figure, rest) = text.trim().split_once('%')?;
    let figure = figure.trim().replace(',', ".");
    let is_number = figure.parse::<f64>().is_ok() && figure.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let rest = rest.trim().trim_end_matches('.');
    match rest.trim_matches(['(', ')']).trim() {
        "" if is_number => Some(format!("{figure} %")),
        basis
            if is_number
                && basis.len() <= 20
                && basis.starts_with("as ") | basis.chars().all(char::is_alphabetic) =>
        {
            Some(format!("{figure} % ({})", basis.trim_start_matches("as ")))
        }
        _ => None,
    }
}

/// The disagreements that the witnesses have now, with the choices that were made for the same values.
fn keep_choices(
    found: Vec<DisagreementRow>,
    decided: &[(u64, DisagreementRow)],
) -> Vec<(u64, DisagreementRow)> {
    let decided: BTreeMap<_, &DisagreementRow> = decided.iter().map(|(_, row)| (row.key(), row)).collect();
    let keep = |mut row: DisagreementRow| {
        let old = decided.get(&row.key()).copied();
        if let Some(old) = old.filter(|old| old.values_a == row.values_a && old.values_b == row.values_b) {
            row.choice = old.choice;
            row.reason.clone_from(&old.reason);
        }
        (0, row)
    };
    found.into_iter().map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::{plain_figure, plain_name};

    #[test]
    fn names_are_facts_and_conditions_are_not() {
        assert_eq!(plain_name("Salicylic acid").as_deref(), Some("Salicylic acid"));
        assert_eq!(plain_name("Coumarins except for normal content in essences used"), None);
    }

    #[test]
    fn figures_are_facts_and_sentences_are_not() {
        assert_eq!(plain_figure("0,5 %").as_deref(), Some("0.5 %"));
        assert_eq!(plain_figure("2% (acid)").as_deref(), Some("2 % (acid)"));
        assert_eq!(plain_figure("8%(as acid)").as_deref(), Some("8 % (acid)"));
        assert_eq!(plain_figure("a) 6% b) 2,2%"), None);
        assert_eq!(plain_figure("0.5 % in rinse-off products only"), None);
        assert_eq!(plain_figure(""), None);
    }
}
