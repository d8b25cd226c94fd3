//! What independent witnesses say of the curated ingredients: CosIng, the Korean dictionary, the annexes.
//!
//! Witnesses disagree where both speak of a fact and do not say the same. Annex entries cover groups, so an
//! annex disagrees on a number only if it has none in common with the other witness.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Display;

use incidex_core::ingredient::{FIRST_COSING_CODE, NameKind};
use incidex_core::regulation::AnnexReference;
use incidex_core::text::key;

use crate::curated::{Choice, Curated, DisagreementRow, IngredientRow, OWN_SOURCE, table};
use crate::import::annex::AnnexRow;
use crate::import::cosing::CosingRow;
use crate::import::kcia::KciaRow;
use crate::merge::{Inputs, known_names, without_common_name};

/// The file that lists curated facts no witness holds.
pub const UNWITNESSED_FILE: &str = "unwitnessed.csv";
const UNWITNESSED_HEADER: [&str; 3] = ["code", "field", "value"];

/// The witnesses, by what identifies their rows.
pub struct Witnesses<'a> {
    cosing: HashMap<u32, Vec<&'a CosingRow>>,
    /// Inventory rows by key of the name.
    by_name: HashMap<String, Vec<&'a CosingRow>>,
    functions: HashMap<String, &'a [String]>,
    kcia: HashMap<u32, &'a KciaRow>,
    annexes: BTreeMap<&'a AnnexReference, Vec<&'a AnnexRow>>,
    /// References of the entries that state a name, by the name's key.
    stated: HashMap<String, BTreeSet<&'a AnnexReference>>,
}

fn texts<T: Display>(values: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}

impl<'a> Witnesses<'a> {
    /// The witnesses among the imported sources.
    pub fn new(inputs: &'a Inputs) -> Self {
        let mut witnesses = Self {
            cosing: HashMap::new(),
            by_name: HashMap::new(),
            functions: HashMap::new(),
            kcia: HashMap::new(),
            annexes: BTreeMap::new(),
            stated: HashMap::new(),
        };
        let mut names: BTreeSet<String> = BTreeSet::new();
        for row in inputs.cosing.iter().flat_map(|source| &source.rows) {
            if let Some(reference) = row.reference {
                witnesses.cosing.entry(reference).or_default().push(row);
            }
            witnesses.by_name.entry(key(&row.name)).or_default().push(row);
            names.insert(key(&row.name));
        }
        for row in inputs.names.iter().flat_map(|source| &source.rows) {
            witnesses.functions.insert(key(&row.name), &row.functions);
        }
        for row in inputs.kcia.iter().flat_map(|source| &source.rows) {
            witnesses.kcia.insert(row.code, row);
            names.extend(row.english.as_deref().map(key));
        }
        for row in inputs.annexes.values().flat_map(|source| &source.rows) {
            witnesses.annexes.entry(&row.reference).or_default().push(row);
            if row.is_withdrawn {
                continue;
            }
            for cell in [&row.glossary_name, &row.identified, &row.colour_index] {
                for name in known_names(cell, |name_key| names.contains(name_key)) {
                    witnesses.stated.entry(key(&name)).or_default().insert(&row.reference);
                }
            }
        }
        witnesses
    }

    fn cosing_rows(&self, row: &IngredientRow) -> Vec<&'a CosingRow> {
        let mut rows: Vec<&CosingRow> = row
            .cosing_refs
            .iter()
            .flat_map(|reference| self.cosing.get(reference).into_iter().flatten())
            .copied()
            .collect();
        if rows.is_empty() && row.code >= FIRST_COSING_CODE {
            rows.extend(self.by_name.get(&key(&row.inci_name)).into_iter().flatten());
        }
        rows
    }

    /// All disagreements on the curated ingredients, undecided, sorted.
    pub fn disagreements(&self, curated: &Curated) -> Vec<DisagreementRow> {
        let mut found: Vec<DisagreementRow> =
            curated.ingredients.iter().flat_map(|(_, row)| self.disagreements_on(row)).collect();
        found.sort();
        found
    }

    fn disagreements_on(&self, row: &IngredientRow) -> Vec<DisagreementRow> {
        let mut found = Vec::new();
        let mut disagree = |field: &str, a: (&str, &BTreeSet<String>), b: (&str, &BTreeSet<String>)| {
            found.push(DisagreementRow {
                code: row.code,
                name: if row.inci_name.is_empty() { row.korean_name.clone() } else { row.inci_name.clone() },
                field: field.to_owned(),
                witness_a: a.0.to_owned(),
                values_a: a.1.iter().cloned().collect(),
                witness_b: b.0.to_owned(),
                values_b: b.1.iter().cloned().collect(),
                choice: Choice::Open,
                reason: String::new(),
            });
        };
        let inventory = self.cosing_rows(row);
        let cosing_cas = texts(inventory.iter().flat_map(|r| &r.cas));
        let cosing_ec = texts(inventory.iter().flat_map(|r| &r.ec));
        let dictionary = self.kcia.get(&row.code).copied();
        let kcia_cas = texts(dictionary.iter().flat_map(|r| &r.cas));
        if !cosing_cas.is_empty() && !kcia_cas.is_empty() && cosing_cas != kcia_cas {
            disagree("cas", ("cosing", &cosing_cas), ("kcia", &kcia_cas));
        }
        if let Some(english) = dictionary.and_then(|r| r.english.as_deref()).filter(|_| !inventory.is_empty())
        {
            let shortened = key(&without_common_name(english));
            let same = |name: &str| key(name) == key(english) || key(&without_common_name(name)) == shortened;
            if !inventory.iter().any(|r| same(&r.name)) {
                let names = texts(inventory.iter().map(|r| &r.name));
                disagree("name", ("cosing", &names), ("kcia", &texts([english])));
            }
        }
        let cited: BTreeSet<&AnnexReference> = inventory.iter().flat_map(|r| &r.annexes).collect();
        for reference in &row.eu_annexes {
            for entry in self.annexes.get(reference).into_iter().flatten().filter(|entry| !entry.is_withdrawn)
            {
                let witness = format!("annex {}#{}", entry.reference, entry.occurrence);
                let (cas, ec) = (texts(&entry.cas), texts(&entry.ec));
                for (field, name, ours, theirs) in [
                    ("cas", "cosing", &cosing_cas, &cas),
                    ("cas", "kcia", &kcia_cas, &cas),
                    ("ec", "cosing", &cosing_ec, &ec),
                ] {
                    if !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(theirs) {
                        disagree(field, (name, ours), (&witness, theirs));
                    }
                }
            }
        }
        let stated = self.stated_for(row, &inventory);
        // An entry that states no name at all contradicts no citation.
        let silent = cited.iter().copied().filter(|reference| self.is_silent(reference));
        let annexes: BTreeSet<&AnnexReference> = stated.iter().copied().chain(silent).collect();
        if cited != annexes && !inventory.is_empty() && !self.annexes.is_empty() {
            disagree("annex", ("cosing", &texts(cited)), ("annexes", &texts(annexes)));
        }
        found
    }

    /// References of the entries that state one of the ingredient's INCI names.
    fn stated_for(&self, row: &IngredientRow, inventory: &[&CosingRow]) -> BTreeSet<&'a AnnexReference> {
        let dictionary = self.kcia.get(&row.code).and_then(|r| r.english.as_deref());
        let names = inventory.iter().map(|r| r.name.as_str()).chain(dictionary);
        names.flat_map(|name| self.stated.get(&key(name)).into_iter().flatten()).copied().collect()
    }

    fn is_silent(&self, reference: &AnnexReference) -> bool {
        self.annexes.get(reference).is_some_and(|entries| {
            entries.iter().all(|entry| {
                let cells = [&entry.glossary_name, &entry.identified, &entry.colour_index];
                !entry.is_withdrawn && cells.iter().all(|cell| key(cell).is_empty())
            })
        })
    }

    /// The curated facts that no witness holds, as the text of their list.
    pub fn unwitnessed(&self, curated: &Curated) -> String {
        let mut facts: BTreeSet<(u32, &str, String)> = BTreeSet::new();
        for (_, row) in &curated.ingredients {
            for (field, value) in self.unwitnessed_of(row) {
                facts.insert((row.code, field, value));
            }
        }
        for (_, alias) in &curated.aliases {
            let is_former = alias.kind == NameKind::FormerKorean
                && self.kcia.get(&alias.code).is_some_and(|r| r.former.contains(&alias.alias));
            if !is_former || alias.source == OWN_SOURCE {
                facts.insert((alias.code, "alias", alias.alias.clone()));
            }
        }
        table::write(
            &UNWITNESSED_HEADER,
            facts.into_iter().map(|(code, field, value)| vec![code.to_string(), field.to_owned(), value]),
        )
    }

    fn unwitnessed_of(&self, row: &IngredientRow) -> Vec<(&'static str, String)> {
        let inventory = self.cosing_rows(row);
        let dictionary = self.kcia.get(&row.code).copied();
        let entries: Vec<&AnnexRow> =
            row.eu_annexes.iter().flat_map(|r| self.annexes.get(r).into_iter().flatten()).copied().collect();
        let mut facts = Vec::new();
        let cas = texts(inventory.iter().flat_map(|r| &r.cas));
        let cas = &cas | &texts(dictionary.iter().flat_map(|r| &r.cas));
        let cas = &cas | &texts(entries.iter().flat_map(|r| &r.cas));
        let ec = texts(inventory.iter().flat_map(|r| &r.ec));
        let ec = &ec | &texts(entries.iter().flat_map(|r| &r.ec));
        facts.extend(texts(&row.cas).difference(&cas).map(|value| ("cas", value.clone())));
        facts.extend(texts(&row.ec).difference(&ec).map(|value| ("ec", value.clone())));
        let english = dictionary.and_then(|r| r.english.as_deref());
        let names: BTreeSet<String> =
            inventory.iter().map(|r| r.name.as_str()).chain(english).map(key).collect();
        let is_known = |name: &str| {
            let name_key = key(name);
            name_key.is_empty() || names.contains(&name_key) || self.functions.contains_key(&name_key)
        };
        // The name of a variety without an English name of its own is that of its principal.
        let is_own = dictionary.is_none() || english.is_some();
        if is_own && !is_known(&row.inci_name) {
            facts.push(("inci_name", row.inci_name.clone()));
        }
        facts.extend(row.eu_names.iter().filter(|name| !is_known(name)).map(|n| ("eu_names", n.clone())));
        if !row.korean_name.is_empty() && dictionary.is_none_or(|r| r.korean != row.korean_name) {
            facts.push(("korean_name", row.korean_name.clone()));
        }
        let cited: BTreeSet<&AnnexReference> = inventory.iter().flat_map(|r| &r.annexes).collect();
        let stated = self.stated_for(row, &inventory);
        let unknown = row.eu_annexes.iter().filter(|r| !cited.contains(r) && !stated.contains(r));
        facts.extend(unknown.map(|reference| ("eu_annexes", reference.to_string())));
        facts
    }
}
