//! The European side: rows of the CosIng inventory, the newer names and the curated table, grouped into
//! entries. Rows that share a reference number are one entry, as are rows that `data/doubles.csv` joins, and
//! rows of one name that do not contradict each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use incidex_core::identifier::{CasNumber, EcNumber};
use incidex_core::ingredient::FIRST_COSING_CODE;
use incidex_core::regulation::AnnexReference;
use incidex_core::text::key;

use super::{Inputs, Journal};
use crate::curated::FunctionTable;
use crate::import::Action;

/// One CosIng entry, or one newer name that the inventory does not hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// CosIng reference numbers.
    pub(super) refs: BTreeSet<u32>,
    /// Its names, each once, in order of first appearance.
    pub(super) names: Vec<String>,
    /// Keys of those names.
    pub(super) keys: BTreeSet<String>,
    pub(super) cas: Vec<CasNumber>,
    pub(super) ec: Vec<EcNumber>,
    pub(super) annexes: BTreeSet<AnnexReference>,
    /// Codes of functions.
    pub(super) functions: BTreeSet<String>,
    /// Whether the functions are those of the newer names, which replace the inventory's.
    has_newer_functions: bool,
    /// Dates of the sources.
    pub(super) dates: BTreeSet<String>,
    /// Korean code that the curated tables give the entry to.
    pub(super) given_to: Option<u32>,
    /// What joined its rows: row, rule and evidence.
    pub(super) joins: Vec<(String, &'static str, String)>,
}

impl Entry {
    /// The key under which the ledger knows the entry. The first key in order, so that the order of rows
    /// does not matter.
    pub(super) fn ledger_key(&self) -> String {
        format!("inci:{}", self.keys.first().map(String::as_str).unwrap_or_default())
    }

    fn add_name(&mut self, name: &str) {
        if self.keys.insert(key(name)) {
            self.names.push(name.to_owned());
        }
    }

    fn absorb(&mut self, other: Self) {
        self.refs.extend(other.refs);
        for name in &other.names {
            self.add_name(name);
        }
        extend_unique(&mut self.cas, other.cas);
        extend_unique(&mut self.ec, other.ec);
        self.annexes.extend(other.annexes);
        self.functions.extend(other.functions);
        self.dates.extend(other.dates);
        self.given_to = self.given_to.or(other.given_to);
        self.joins.extend(other.joins);
    }

    /// Whether nothing speaks against the two being one: a number in common, or one without numbers.
    fn may_equal(&self, other: &Self) -> bool {
        self.cas.is_empty() || other.cas.is_empty() || self.cas.iter().any(|cas| other.cas.contains(cas))
    }
}

/// Appends what is not there yet.
pub(super) fn extend_unique<T: PartialEq>(to: &mut Vec<T>, from: impl IntoIterator<Item = T>) {
    for value in from {
        if !to.contains(&value) {
            to.push(value);
        }
    }
}

/// Entries under construction, with the ways to find them.
#[derive(Default)]
struct Collection {
    /// Entries that were absorbed are `None`.
    entries: Vec<Option<Entry>>,
    by_ref: BTreeMap<u32, usize>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Collection {
    fn insert(&mut self, entry: Entry) -> usize {
        let at = self.entries.len();
        self.entries.push(Some(entry));
        self.register(at);
        at
    }

    fn get(&mut self, at: usize) -> Option<&mut Entry> {
        self.entries.get_mut(at).and_then(Option::as_mut)
    }

    /// Makes the entry known under all of its reference numbers and keys.
    fn register(&mut self, at: usize) {
        let Some(Some(entry)) = self.entries.get(at) else { return };
        for reference in &entry.refs {
            self.by_ref.insert(*reference, at);
        }
        for key in &entry.keys {
            let known = self.by_key.entry(key.clone()).or_default();
            if !known.contains(&at) {
                known.push(at);
            }
        }
    }

    /// Makes two entries one, under the position of the first.
    fn unite(&mut self, at: usize, other: usize) {
        if at == other {
            return;
        }
        let Some(absorbed) = self.entries.get_mut(other).and_then(Option::take) else { return };
        for key in &absorbed.keys {
            if let Some(known) = self.by_key.get_mut(key) {
                known.retain(|position| *position != other);
            }
        }
        if let Some(entry) = self.get(at) {
            entry.absorb(absorbed);
        }
        self.register(at);
    }
}

/// All entries of all sources.
pub(super) fn collect(inputs: &Inputs, functions: &FunctionTable, journal: &mut Journal) -> Vec<Entry> {
    let mut collection = Collection::default();
    add_inventory(&mut collection, inputs, functions, journal);
    add_curated(&mut collection, inputs);
    unite_same_names(&mut collection, journal);
    add_newer_names(&mut collection, inputs, functions, journal);
    let mut entries: Vec<Entry> = collection.entries.into_iter().flatten().collect();
    entries.sort_by(|a, b| (a.refs.first(), a.keys.first()).cmp(&(b.refs.first(), b.keys.first())));
    entries
}

fn known_functions<'a>(
    labels: &'a [String],
    functions: &'a FunctionTable,
    mut unknown: impl FnMut(&str),
) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for label in labels {
        match functions.by_label(label) {
            Some(function) => {
                codes.insert(function.code.clone());
            }
            None => unknown(label),
        }
    }
    codes
}

fn add_inventory(
    collection: &mut Collection,
    inputs: &Inputs,
    functions: &FunctionTable,
    journal: &mut Journal,
) {
    let Some(source) = &inputs.cosing else { return };
    for row in &source.rows {
        let functions = known_functions(&row.functions, functions, |label| {
            let reason = "not in the closed list of functions (data/functions.csv)".to_owned();
            journal.finding(&source.id, row.line, "functions", Action::ValueRefused, label, reason);
        });
        let mut entry = Entry {
            refs: row.reference.into_iter().collect(),
            cas: row.cas.clone(),
            ec: row.ec.clone(),
            annexes: row.annexes.iter().cloned().collect(),
            functions,
            dates: BTreeSet::from([source.date.clone()]),
            ..Entry::default()
        };
        entry.add_name(&row.name);
        let known = row.reference.and_then(|reference| collection.by_ref.get(&reference).copied());
        let at = collection.insert(entry);
        if let (Some(known), Some(reference)) = (known, row.reference) {
            collection.unite(known, at);
            let join =
                (format!("cosing line {}", row.line), "same CosIng reference number", reference.to_string());
            if let Some(entry) = collection.get(known) {
                entry.joins.push(join);
            }
        }
    }
}

/// The curated rows name the reference numbers that belong to one record, and so do the doubles.
fn add_curated(collection: &mut Collection, inputs: &Inputs) {
    let Some(curated) = &inputs.curated else { return };
    for (_, row) in &curated.ingredients {
        let code_reference = row.code.checked_sub(FIRST_COSING_CODE);
        let is_korean = code_reference.is_none();
        let mut at = None;
        for reference in &row.cosing_refs {
            let found = collection.by_ref.get(reference).copied().unwrap_or_else(|| {
                collection.insert(Entry { refs: BTreeSet::from([*reference]), ..Entry::default() })
            });
            match at {
                None => at = Some(found),
                Some(first) => collection.unite(first, found),
            }
        }
        // A name that the inventory does not hold: no reference number, and a code of the ledger.
        if at.is_none() && !is_korean {
            let known = collection.by_key.get(&key(&row.inci_name)).and_then(|known| known.first()).copied();
            at = Some(known.unwrap_or_else(|| collection.insert(Entry::default())));
        }
        let Some(at) = at else { continue };
        if let Some(entry) = collection.get(at) {
            if row.eu_names.is_empty() {
                entry.add_name(&row.inci_name);
            }
            for name in &row.eu_names {
                entry.add_name(name);
            }
            if is_korean {
                entry.given_to = Some(row.code);
            }
        }
        collection.register(at);
    }
    for (_, double) in &curated.doubles {
        let Some(at) = collection.by_ref.get(&double.cosing_ref).copied() else { continue };
        let join = (format!("cosing {}", double.cosing_ref), "data/doubles.csv", double.reason.clone());
        match double.code.checked_sub(FIRST_COSING_CODE) {
            None => {
                if let Some(entry) = collection.get(at) {
                    entry.given_to = Some(double.code);
                    entry.joins.push(join);
                }
            }
            Some(reference) => {
                let Some(principal) = collection.by_ref.get(&reference).copied() else { continue };
                collection.unite(principal, at);
                if let Some(entry) = collection.get(principal) {
                    entry.joins.push(join);
                }
            }
        }
    }
}

/// Rows of one name are one entry unless their CAS numbers contradict each other.
fn unite_same_names(collection: &mut Collection, journal: &mut Journal) {
    let mut shared: Vec<(String, Vec<usize>)> = collection
        .by_key
        .iter()
        .filter(|(_, known)| known.len() > 1)
        .map(|(key, known)| (key.clone(), known.clone()))
        .collect();
    shared.sort();
    for (name_key, known) in shared {
        let mut alive: Vec<usize> = known;
        alive.retain(|at| matches!(collection.entries.get(*at), Some(Some(_))));
        alive.sort_by_key(|at| {
            collection.entries.get(*at).and_then(|e| e.as_ref()?.refs.first().copied()).unwrap_or(u32::MAX)
        });
        let Some((first, others)) = alive.split_first() else { continue };
        for other in others {
            let (Some(Some(a)), Some(Some(b))) =
                (collection.entries.get(*first), collection.entries.get(*other))
            else {
                continue;
            };
            let name = b.names.first().cloned().unwrap_or_default();
            let conflict = a.given_to.is_some() && b.given_to.is_some() && a.given_to != b.given_to;
            if a.may_equal(b) && !conflict {
                let join = (format!("cosing {:?}", b.refs), "same name, no contradicting CAS number", name);
                collection.unite(*first, *other);
                if let Some(entry) = collection.get(*first) {
                    entry.joins.push(join);
                }
            } else {
                let reason =
                    format!("two entries bear the key {name_key:?} with different CAS numbers: kept apart");
                journal.finding("merge", 0, "name", Action::Ignored, &name, reason);
            }
        }
    }
}

/// Newer names bring their functions to the entry of that name, or make an entry.
fn add_newer_names(
    collection: &mut Collection,
    inputs: &Inputs,
    functions: &FunctionTable,
    journal: &mut Journal,
) {
    let Some(source) = &inputs.names else { return };
    for row in &source.rows {
        let codes = known_functions(&row.functions, functions, |label| {
            let reason = "not in the closed list of functions (data/functions.csv)".to_owned();
            journal.finding(&source.id, row.line, "functions", Action::ValueRefused, label, reason);
        });
        let at = match collection.by_key.get(&key(&row.name)).and_then(|known| known.first()).copied() {
            Some(at) => at,
            None => {
                let mut entry = Entry::default();
                entry.add_name(&row.name);
                collection.insert(entry)
            }
        };
        let Some(entry) = collection.get(at) else { continue };
        if !entry.has_newer_functions && !codes.is_empty() {
            entry.functions.clear();
            entry.has_newer_functions = true;
        }
        entry.functions.extend(codes);
        entry.dates.insert(source.date.clone());
    }
}
