//! Annex entries, and which records they cover: those that cite them, and those whose INCI name they state.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use incidex_core::regulation::{AnnexReference, EntryKey, Market, RegulationEntry};
use incidex_core::text::key;

use super::records::Drafts;
use super::{Inputs, Journal, Trace};
use crate::import::Action;

/// Pieces of a comma-joined cell that are tried together: names hold commas themselves, the longest real
/// one of them six.
const LONGEST_NAME_IN_PIECES: usize = 8;

/// All entries: of the official exports; for annexes that were not imported, of the curated table; and
/// bare ones for references into annexes that were not imported and that no table explains.
pub(super) fn entries(inputs: &Inputs, drafts: &Drafts, journal: &mut Journal) -> Vec<RegulationEntry> {
    let mut entries: BTreeMap<EntryKey, RegulationEntry> = BTreeMap::new();
    for (annex, source) in &inputs.annexes {
        for row in &source.rows {
            let entry = RegulationEntry {
                key: eu_key(&row.reference, row.occurrence),
                source_type: annex.source_type(),
                substance: row.substance.clone(),
                cas: row.cas.clone(),
                ec: row.ec.clone(),
                product_type: row.product_type.clone(),
                maximum_concentration: row.maximum_concentration.clone(),
                conditions: row.conditions.clone(),
                label_wording: row.label_wording.clone(),
                source: source.id.clone(),
                source_date: row.update_date.clone().unwrap_or_else(|| source.date.clone()),
                is_withdrawn: row.is_withdrawn,
            };
            entries.insert(entry.key.clone(), entry);
        }
    }
    let is_imported = |reference: &AnnexReference| inputs.annexes.contains_key(&reference.annex());
    for (_, row) in inputs.curated.iter().flat_map(|curated| &curated.annex_entries) {
        if !is_imported(&row.reference) {
            let mut entry = bare_entry(&row.reference, row.occurrence, "data");
            entry.substance.clone_from(&row.substance);
            entry.maximum_concentration.clone_from(&row.maximum_concentration);
            entries.insert(entry.key.clone(), entry);
        }
    }
    let cited: BTreeSet<&AnnexReference> = drafts.values().flat_map(|draft| &draft.cited).collect();
    for reference in cited {
        let first = eu_key(reference, 1);
        if entries.contains_key(&first) {
            continue;
        }
        if is_imported(reference) {
            let reason = "cited by the inventory and not in the imported annex: it does not bind".to_owned();
            journal.finding("merge", 0, "annexes", Action::Ignored, &reference.to_string(), reason);
        } else {
            entries.insert(first, bare_entry(reference, 1, "cosing"));
        }
    }
    entries.into_values().collect()
}

fn eu_key(reference: &AnnexReference, occurrence: u16) -> EntryKey {
    EntryKey { market: Market::Eu, reference: reference.to_string(), occurrence }
}

fn bare_entry(reference: &AnnexReference, occurrence: u16, source: &str) -> RegulationEntry {
    RegulationEntry {
        key: eu_key(reference, occurrence),
        source_type: reference.annex().source_type(),
        substance: String::new(),
        cas: Vec::new(),
        ec: Vec::new(),
        product_type: String::new(),
        maximum_concentration: String::new(),
        conditions: String::new(),
        label_wording: String::new(),
        source: source.to_owned(),
        source_date: String::new(),
        is_withdrawn: false,
    }
}

/// Attaches entries to the records they cover. A withdrawn entry binds nobody.
pub(super) fn attach(drafts: &mut Drafts, regulations: &[RegulationEntry], journal: &mut Journal) {
    let mut by_reference: HashMap<&str, Vec<&RegulationEntry>> = HashMap::new();
    for entry in regulations {
        by_reference.entry(&entry.key.reference).or_default().push(entry);
    }
    for (code, draft) in drafts.iter_mut() {
        for reference in &draft.cited {
            for entry in by_reference.get(reference.to_string().as_str()).into_iter().flatten() {
                if entry.is_withdrawn {
                    let reason =
                        format!("cited for {code}; the entry was moved or deleted, so it does not bind");
                    journal.finding("merge", 0, "annexes", Action::Ignored, &entry.key.to_string(), reason);
                } else {
                    draft.regulations.insert(entry.key.clone());
                }
            }
        }
    }
}

/// Attaches entries to the records whose INCI names the entries state.
pub(super) fn attach_by_name(inputs: &Inputs, drafts: &mut Drafts, journal: &mut Journal) {
    let mut by_key: HashMap<String, Vec<u32>> = HashMap::new();
    for (code, draft) in drafts.iter() {
        if draft.variety_of.is_none() {
            for name in &draft.names {
                if matches!(name.language, incidex_core::ingredient::Language::Inci) {
                    by_key.entry(key(&name.text)).or_default().push(*code);
                }
            }
            by_key.entry(key(&draft.inci_name)).or_default().push(*code);
        }
    }
    by_key.remove("");
    for source in inputs.annexes.values() {
        for row in source.rows.iter().filter(|row| !row.is_withdrawn) {
            let entry = eu_key(&row.reference, row.occurrence);
            for cell in [&row.glossary_name, &row.identified, &row.colour_index] {
                for name in known_names(cell, |name_key| by_key.contains_key(name_key)) {
                    for code in by_key.get(&key(&name)).into_iter().flatten() {
                        let Some(draft) = drafts.get_mut(code) else { continue };
                        if draft.cited.contains(&row.reference) || !draft.regulations.insert(entry.clone()) {
                            continue;
                        }
                        journal.traces.push(Trace {
                            code: *code,
                            joined: entry.to_string(),
                            rule: "the entry states the INCI name",
                            evidence: name.clone(),
                        });
                    }
                }
            }
        }
    }
}

/// The names in a cell that joins them by commas, slashes or semicolons although names hold those
/// themselves: at each place the longest run of pieces that is a known name.
pub fn known_names(cell: &str, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for (at, separator) in cell.char_indices().filter(|(_, c)| matches!(c, ',' | ';' | '/')) {
        pieces.push((start, at));
        start = at + separator.len_utf8();
    }
    pieces.push((start, cell.len()));
    let mut names = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let longest = (at..pieces.len().min(at + LONGEST_NAME_IN_PIECES)).rev().find_map(|last| {
            let text = cell.get(pieces.get(at)?.0..pieces.get(last)?.1)?.trim();
            is_known(&key(text)).then(|| (last, text.to_owned()))
        });
        match longest {
            Some((last, name)) => {
                names.push(name);
                at = last + 1;
            }
            None => at += 1,
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_commas_are_found_whole() {
        let known = ["12hexanediol", "mineralwater", "mineral", "glycerin"];
        let names = known_names("1,2-HEXANEDIOL,SOMETHING,GLYCERIN", |key| known.contains(&key));
        assert_eq!(names, ["1,2-HEXANEDIOL", "GLYCERIN"]);
        assert_eq!(known_names(",,", |key| known.contains(&key)), Vec::<String>::new());
    }
}
