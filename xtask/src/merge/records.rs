//! From entries to records: codes, names, facts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use incidex_core::identifier::{CasNumber, EcNumber};
use incidex_core::ingredient::{Ingredient, IngredientCode, Language, Name, NameKind};
use incidex_core::regulation::{
    AnnexReference, EntryKey, RegulationEntry, RegulationStatus, maximum_concentrations,
};
use incidex_core::text::key;

use super::entries::{Entry, extend_unique};
use super::korean::{Bearers, KoreanEntry};
use super::{Journal, Trace};
use crate::curated::{AliasRow, Curated, FunctionTable, IngredientRow, Ledger};
use crate::import::Action;

/// A record in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) inci_name: String,
    pub(super) korean_name: String,
    pub(super) names: Vec<Name>,
    pub(super) cas: Vec<CasNumber>,
    pub(super) ec: Vec<EcNumber>,
    pub(super) functions: BTreeSet<String>,
    /// References that sources cite for it.
    pub(super) cited: BTreeSet<AnnexReference>,
    pub(super) regulations: BTreeSet<EntryKey>,
    pub(super) label_frequency: u16,
    pub(super) variety_of: Option<u32>,
    pub(super) refs: BTreeSet<u32>,
    pub(super) kcia_codes: BTreeSet<u32>,
    pub(super) dates: BTreeSet<String>,
}

impl Draft {
    fn add_name(&mut self, kind: NameKind, language: Language, text: &str) {
        if !text.is_empty() {
            self.names.push(Name::new(kind, language, text));
        }
    }

    fn add_alias(&mut self, alias: &AliasRow) {
        let name = Name::new(alias.kind, alias.language, alias.alias.as_str());
        self.names.push(if alias.is_ambiguous { name.ambiguous() } else { name });
    }
}

/// Records by code.
pub(super) type Drafts = BTreeMap<u32, Draft>;

/// One draft per Korean entry and one per European entry that none meets.
pub(super) fn draft(
    entries: &[Entry],
    korean: &BTreeMap<u32, KoreanEntry>,
    bearers: &Bearers,
    ledgers: &[&Ledger],
    journal: &mut Journal,
) -> Drafts {
    let mut drafts = Drafts::new();
    for entry in korean.values() {
        let mut draft = Draft {
            inci_name: entry.english.clone(),
            korean_name: entry.korean.clone(),
            cas: entry.cas.clone(),
            kcia_codes: BTreeSet::from([entry.code]),
            dates: entry.dates.clone(),
            ..Draft::default()
        };
        draft.add_name(NameKind::Korean, Language::Ko, &entry.korean);
        for name in &entry.former {
            draft.add_name(NameKind::FormerKorean, Language::Ko, name);
        }
        drafts.insert(entry.code, draft);
    }
    for (at, (entry, list)) in entries.iter().zip(&bearers.of_entry).enumerate() {
        let code = match list.split_first() {
            Some((principal, varieties)) => {
                for code in list {
                    let (rule, evidence) = bearers.rule.get(&(*code, at)).cloned().unwrap_or_default();
                    let joined = format!("kcia {code} with {}", entry.label());
                    journal.traces.push(Trace { code: *code, joined, rule, evidence });
                }
                for code in varieties {
                    if let Some(draft) = drafts.get_mut(code) {
                        draft.variety_of = draft.variety_of.or(Some(*principal));
                    }
                }
                *principal
            }
            None => {
                let reference = entry.refs.iter().find_map(|r| IngredientCode::from_cosing_reference(*r));
                let ledger_key = entry.ledger_key();
                let given = || ledgers.iter().find_map(|ledger| ledger.code(&ledger_key));
                let Some(code) = reference.map(IngredientCode::get).or_else(given) else {
                    let reason = "no code could be given".to_owned();
                    journal.finding("merge", 0, "code", Action::RowRefused, &ledger_key, reason);
                    continue;
                };
                code
            }
        };
        for (joined, rule, evidence) in &entry.joins {
            let (joined, evidence) = (joined.clone(), evidence.clone());
            journal.traces.push(Trace { code, joined, rule, evidence });
        }
        let draft = drafts.entry(code).or_default();
        for name in &entry.names {
            draft.add_name(NameKind::Inci, Language::Inci, name);
        }
        if draft.inci_name.is_empty() {
            draft.inci_name = entry.names.first().cloned().unwrap_or_default();
        }
        // What both sides state is the most telling and stands first.
        let shared: Vec<CasNumber> =
            entry.cas.iter().copied().filter(|cas| draft.cas.contains(cas)).collect();
        let korean_only = std::mem::replace(&mut draft.cas, shared);
        extend_unique(&mut draft.cas, entry.cas.iter().copied());
        extend_unique(&mut draft.cas, korean_only);
        extend_unique(&mut draft.ec, entry.ec.iter().copied());
        draft.functions.extend(entry.functions.iter().cloned());
        draft.cited.extend(entry.annexes.iter().cloned());
        draft.refs.extend(&entry.refs);
        draft.dates.extend(entry.dates.iter().cloned());
    }
    // A principal of one entry is nobody's variety.
    let principals: BTreeSet<u32> =
        bearers.of_entry.iter().filter_map(|list| list.first().copied()).collect();
    for code in principals {
        if let Some(draft) = drafts.get_mut(&code) {
            draft.variety_of = None;
        }
    }
    same_english_name(&mut drafts, journal);
    drafts
}

impl Entry {
    fn label(&self) -> String {
        match self.refs.first() {
            Some(reference) => format!("cosing {reference}"),
            None => self.ledger_key(),
        }
    }
}

/// Korean entries of one English name that met no European entry: varieties of the record of that name that has
/// one, else of the lowest code.
fn same_english_name(drafts: &mut Drafts, journal: &mut Journal) {
    let has_entry = |draft: &Draft| !draft.refs.is_empty() && draft.variety_of.is_none();
    let with_entry = drafts.iter().filter(|(_, draft)| has_entry(draft) && !draft.kcia_codes.is_empty());
    // Where several have one, the lowest code stays.
    let mut by_key: HashMap<String, u32> =
        with_entry.rev().map(|(code, draft)| (key(&draft.inci_name), *code)).collect();
    for (code, draft) in drafts.iter_mut() {
        let name_key = key(&draft.inci_name);
        if name_key.is_empty() || !draft.refs.is_empty() || draft.variety_of.is_some() {
            continue;
        }
        if draft.kcia_codes.is_empty() {
            continue;
        }
        match by_key.get(&name_key) {
            Some(principal) => {
                draft.variety_of = Some(*principal);
                let (joined, evidence) =
                    (format!("kcia {code} as variety of {principal}"), draft.inci_name.clone());
                journal.traces.push(Trace { code: *code, joined, rule: "same English name", evidence });
            }
            None => {
                by_key.insert(name_key, *code);
            }
        }
    }
}

/// Adds what the curated tables say: facts, aliases, label frequencies.
pub(super) fn add_curated(
    drafts: &mut Drafts,
    curated: &Curated,
    functions: &FunctionTable,
    journal: &mut Journal,
) {
    for (line, row) in &curated.ingredients {
        let Some(code) = resting_place(drafts, row) else {
            let reason = "its reference numbers belong to no record".to_owned();
            journal.finding(
                "data/ingredients.csv",
                *line,
                "code",
                Action::RowRefused,
                &row.inci_name,
                reason,
            );
            continue;
        };
        let Some(draft) = drafts.get_mut(&code) else { continue };
        if draft.inci_name.is_empty() || draft.kcia_codes.is_empty() {
            draft.inci_name.clone_from(&row.inci_name);
        }
        // Curated numbers were reviewed: they stand first.
        let imported = (std::mem::take(&mut draft.cas), std::mem::take(&mut draft.ec));
        extend_unique(&mut draft.cas, row.cas.iter().copied().chain(imported.0));
        extend_unique(&mut draft.ec, row.ec.iter().copied().chain(imported.1));
        draft.functions.extend(row.functions.iter().filter(|f| functions.by_code(f).is_some()).cloned());
        draft.cited.extend(row.eu_annexes.iter().cloned());
        draft.label_frequency = row.label_frequency;
        draft.refs.extend(&row.cosing_refs);
        for id in &row.sources {
            if let Some(source) = curated.sources.get(id) {
                draft.dates.insert(source.date.clone());
            }
        }
    }
    for (line, alias) in &curated.aliases {
        match drafts.get_mut(&alias.code) {
            Some(draft) => draft.add_alias(alias),
            None => {
                let reason = format!("there is no record with the code {}", alias.code);
                journal.finding("data/aliases.csv", *line, "code", Action::RowRefused, &alias.alias, reason);
            }
        }
    }
}

/// The record of a curated row: its code, or the record that its reference numbers have moved to.
fn resting_place(drafts: &Drafts, row: &IngredientRow) -> Option<u32> {
    if drafts.contains_key(&row.code) {
        return Some(row.code);
    }
    let moved = drafts.iter().find(|(_, draft)| row.cosing_refs.iter().any(|r| draft.refs.contains(r)));
    moved.map(|(code, _)| *code)
}

/// Leaves out the numbers that a choice between witnesses has rejected.
pub(super) fn reject(drafts: &mut Drafts, curated: &Curated, journal: &mut Journal) {
    for (line, row) in &curated.disagreements {
        let Some(draft) = drafts.get_mut(&row.code) else { continue };
        for rejected in row.rejected() {
            let before = (draft.cas.len(), draft.ec.len(), draft.regulations.len());
            match row.field.as_str() {
                "cas" => draft.cas.retain(|cas| cas.to_string() != rejected),
                "ec" => draft.ec.retain(|ec| ec.to_string() != rejected),
                "annex" => draft.regulations.retain(|entry| entry.reference != rejected),
                _ => {}
            }
            if before != (draft.cas.len(), draft.ec.len(), draft.regulations.len()) {
                let reason = format!("left out of {}: {}", row.code, row.reason);
                journal.finding(
                    "data/disagreements.csv",
                    *line,
                    "choice",
                    Action::ValueRefused,
                    rejected,
                    reason,
                );
            }
        }
    }
}

/// A variety shares the INCI name of its principal, and with it what the law and the inventory say of that
/// name. Numbers it keeps to itself.
pub(super) fn inherit(drafts: &mut Drafts) {
    let principals: BTreeSet<u32> = drafts.values().filter_map(|draft| draft.variety_of).collect();
    let facts: HashMap<u32, Draft> = principals
        .into_iter()
        .filter_map(|code| drafts.get(&code).map(|draft| (code, draft.clone())))
        .collect();
    for draft in drafts.values_mut() {
        if let Some(principal) = draft.variety_of.and_then(|code| facts.get(&code)) {
            draft.functions.extend(principal.functions.iter().cloned());
            draft.regulations.extend(principal.regulations.iter().cloned());
            if draft.inci_name.is_empty() {
                draft.inci_name.clone_from(&principal.inci_name);
            }
        }
    }
}

/// The records of the drafts.
pub(super) fn finish(
    drafts: Drafts,
    regulations: &[RegulationEntry],
    functions: &FunctionTable,
    any_market: bool,
) -> Vec<Ingredient> {
    let by_key: HashMap<&EntryKey, &RegulationEntry> = regulations.iter().map(|r| (&r.key, r)).collect();
    drafts
        .into_iter()
        .map(|(code, draft)| {
            let entries: Vec<&RegulationEntry> =
                draft.regulations.iter().filter_map(|key| by_key.get(key).copied()).collect();
            let mut dates = draft.dates.iter().filter(|date| !date.is_empty());
            let oldest_source = dates.next().cloned().unwrap_or_default();
            let newest_source = dates.next_back().cloned().unwrap_or_else(|| oldest_source.clone());
            Ingredient {
                code: IngredientCode::new(code),
                names: names(&draft),
                inci_name: draft.inci_name,
                korean_name: draft.korean_name,
                cas: draft.cas,
                ec: draft.ec,
                functions: draft
                    .functions
                    .iter()
                    .filter_map(|code| functions.by_code(code))
                    .cloned()
                    .collect(),
                status: RegulationStatus::of(entries.iter().map(|e| e.source_type.restriction()), any_market),
                regulations: draft.regulations.into_iter().collect(),
                limit_value: maximum_concentrations(entries),
                label_frequency: draft.label_frequency,
                variety_of: draft.variety_of.map(IngredientCode::new),
                cosing_references: draft.refs.into_iter().collect(),
                kcia_codes: draft.kcia_codes.into_iter().collect(),
                oldest_source,
                newest_source,
            }
        })
        .collect()
}

/// Every name once. A name whose key the record already has is another spelling of the same name; of two
/// such the dictionary's mixed-case form is kept. A name that one of its sources marks as ambiguous is, unless it
/// is a name of a nomenclature.
fn names(draft: &Draft) -> Vec<Name> {
    let is_eu = |name: &Name| name.kind == NameKind::Inci && key(&name.text) == key(&draft.inci_name);
    let kind = if draft.names.iter().any(is_eu) { NameKind::Inci } else { NameKind::UsInci };
    let kind = if draft.kcia_codes.is_empty() { NameKind::Inci } else { kind };
    let mut names = Vec::with_capacity(draft.names.len() + 1);
    if !draft.inci_name.is_empty() {
        names.push(Name::new(kind, Language::Inci, draft.inci_name.as_str()));
    }
    let mut rest = draft.names.clone();
    rest.sort_by_key(|name| (name.kind, name.language));
    names.extend(rest);
    let marked: BTreeSet<String> =
        names.iter().filter(|name| name.is_ambiguous).map(|name| key(&name.text)).collect();
    let mut seen = BTreeSet::new();
    names.retain_mut(|name| {
        let key = key(&name.text);
        name.is_ambiguous = !name.kind.is_of_a_nomenclature() && marked.contains(&key);
        seen.insert(key)
    });
    names.sort_by_key(|name| name.kind);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias(kind: NameKind, alias: &str, is_ambiguous: bool) -> AliasRow {
        let (alias, source) = (alias.to_owned(), "field".to_owned());
        AliasRow { code: 1, kind, alias, language: Language::En, is_ambiguous, source }
    }

    #[test]
    fn the_mark_of_an_alias_reaches_the_name_and_no_name_of_a_nomenclature() {
        let mut draft = Draft { inci_name: "Panthenol".to_owned(), ..Draft::default() };
        draft.add_name(NameKind::FormerKorean, Language::Ko, "판테롤");
        for (kind, text, is_ambiguous) in [
            (NameKind::CommonName, "Provitamin B5", true),
            (NameKind::TrivialName, "Pantothenol", false),
            (NameKind::SpellingVariant, "PANTHENOL", true),
            (NameKind::SpellingVariant, "판테롤", true),
        ] {
            draft.add_alias(&alias(kind, text, is_ambiguous));
        }
        let names = names(&draft);
        let marks: Vec<(&str, bool)> =
            names.iter().map(|name| (name.text.as_str(), name.is_ambiguous)).collect();
        let expected =
            [("Panthenol", false), ("판테롤", true), ("Provitamin B5", true), ("Pantothenol", false)];
        assert_eq!(marks, expected);
    }

    #[test]
    fn korean_entries_of_one_name_are_varieties_of_the_record_that_has_the_european_entry() {
        let draft = |name: &str, refs: &[u32]| Draft {
            inci_name: name.to_owned(),
            refs: refs.iter().copied().collect(),
            kcia_codes: BTreeSet::from([1]),
            ..Draft::default()
        };
        let mut drafts = Drafts::from([
            (10, draft("Water", &[])),
            (20, draft("WATER", &[31_959])),
            (30, draft("Water", &[])),
            (40, draft("Ice", &[])),
            (50, draft("Ice", &[])),
        ]);
        same_english_name(&mut drafts, &mut Journal::default());
        let varieties: Vec<Option<u32>> = drafts.values().map(|draft| draft.variety_of).collect();
        assert_eq!(varieties, [Some(20), None, Some(20), None, Some(40)]);
    }
}
