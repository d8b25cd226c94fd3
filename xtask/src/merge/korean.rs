//! The Korean side, and which Korean entries bear the name of which European entry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use incidex_core::identifier::CasNumber;
use incidex_core::ingredient::FIRST_COSING_CODE;
use incidex_core::text::key;

use super::entries::{Entry, extend_unique};
use super::{Inputs, Journal};
use crate::import::Action;

/// One entry of the Korean dictionary.
#[derive(Clone, Debug, Default)]
pub(super) struct KoreanEntry {
    pub(super) code: u32,
    /// The Korean standard name.
    pub(super) korean: String,
    /// The English name, or empty.
    pub(super) english: String,
    pub(super) cas: Vec<CasNumber>,
    /// Former Korean names.
    pub(super) former: Vec<String>,
    pub(super) dates: BTreeSet<String>,
    line: u64,
}

/// Who bears whose name.
pub(super) struct Bearers {
    /// For each European entry the codes of the Korean entries that bear its name, the principal first.
    pub(super) of_entry: Vec<Vec<u32>>,
    /// For each Korean code the rule and the evidence of its meeting.
    pub(super) rule: BTreeMap<(u32, usize), (&'static str, String)>,
}

/// The Korean entries by code, dictionary before curated table.
pub(super) fn collect(inputs: &Inputs, journal: &mut Journal) -> BTreeMap<u32, KoreanEntry> {
    let mut korean: BTreeMap<u32, KoreanEntry> = BTreeMap::new();
    if let Some(source) = &inputs.kcia {
        for row in &source.rows {
            if row.code >= FIRST_COSING_CODE {
                let reason = format!("codes of the Korean dictionary end below {FIRST_COSING_CODE}");
                journal.finding(
                    &source.id,
                    row.line,
                    "code",
                    Action::RowRefused,
                    &row.code.to_string(),
                    reason,
                );
                continue;
            }
            korean.insert(
                row.code,
                KoreanEntry {
                    code: row.code,
                    korean: row.korean.clone(),
                    english: row.english.clone().unwrap_or_default(),
                    cas: row.cas.clone(),
                    former: row.former.clone(),
                    dates: BTreeSet::from([source.date.clone()]),
                    line: row.line,
                },
            );
        }
    }
    for (line, row) in inputs.curated.iter().flat_map(|curated| &curated.ingredients) {
        if row.code < FIRST_COSING_CODE {
            let entry = korean.entry(row.code).or_insert_with(|| KoreanEntry {
                code: row.code,
                korean: row.korean_name.clone(),
                english: row.inci_name.clone(),
                line: *line,
                ..KoreanEntry::default()
            });
            extend_unique(&mut entry.cas, row.cas.iter().copied());
        }
    }
    korean
}

/// A name without what stands in round brackets, which is where dictionaries put common names.
pub fn without_common_name(name: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            other if depth == 0 => out.push(other),
            _ => {}
        }
    }
    out
}

/// The keys under which European entries can be met.
struct Keys {
    exact: HashMap<String, Vec<usize>>,
    shortened: HashMap<String, Vec<usize>>,
}

impl Keys {
    fn new(entries: &[Entry]) -> Self {
        let mut keys = Self { exact: HashMap::new(), shortened: HashMap::new() };
        for (at, entry) in entries.iter().enumerate() {
            for name_key in &entry.keys {
                keys.exact.entry(name_key.clone()).or_default().push(at);
            }
            let shortened: BTreeSet<String> =
                entry.names.iter().map(|name| key(&without_common_name(name))).collect();
            for name_key in shortened.into_iter().filter(|key| !key.is_empty()) {
                keys.shortened.entry(name_key).or_default().push(at);
            }
        }
        keys
    }
}

fn shares_cas(entry: &Entry, korean: &KoreanEntry) -> Option<CasNumber> {
    korean.cas.iter().copied().find(|cas| entry.cas.contains(cas))
}

/// The one entry of `candidates` that a Korean entry means: the only one, else the only one with a CAS
/// number in common.
fn choose(candidates: &[usize], entries: &[Entry], korean: &KoreanEntry) -> Option<usize> {
    if let [only] = candidates {
        return Some(*only);
    }
    let sharing: Vec<usize> = candidates
        .iter()
        .copied()
        .filter(|at| entries.get(*at).is_some_and(|entry| shares_cas(entry, korean).is_some()))
        .collect();
    if let [only] = sharing.as_slice() { Some(*only) } else { None }
}

/// Finds for every European entry the Korean entries that bear its name.
pub(super) fn meet(
    inputs: &Inputs,
    entries: &[Entry],
    korean: &BTreeMap<u32, KoreanEntry>,
    journal: &mut Journal,
) -> Bearers {
    let keys = Keys::new(entries);
    let mut bearers = Bearers { of_entry: vec![Vec::new(); entries.len()], rule: BTreeMap::new() };
    for (at, entry) in entries.iter().enumerate() {
        if let Some(code) = entry.given_to.filter(|code| korean.contains_key(code)) {
            bearers.rule.insert((code, at), ("given by data/", String::new()));
        }
    }
    let source = inputs.kcia.as_ref().map_or("data", |source| source.id.as_str());
    for entry in korean.values() {
        let name_key = key(&entry.english);
        if name_key.is_empty() {
            continue;
        }
        let shortened = key(&without_common_name(&entry.english));
        let exact = keys.exact.get(&name_key);
        let candidates = exact.or_else(|| keys.shortened.get(&shortened).filter(|_| !shortened.is_empty()));
        let Some(candidates) = candidates else { continue };
        let Some(at) = choose(candidates, entries, entry) else {
            let reason = format!(
                "{} European entries could be meant and no CAS number tells them apart: not joined",
                candidates.len()
            );
            journal.finding(source, entry.line, "english", Action::Ignored, &entry.english, reason);
            continue;
        };
        let rule = if exact.is_some() { "same name" } else { "same name without common name" };
        bearers.rule.entry((entry.code, at)).or_insert((rule, entry.english.clone()));
    }
    let met: Vec<(u32, usize)> = bearers.rule.keys().copied().collect();
    for (code, at) in met {
        if let Some(list) = bearers.of_entry.get_mut(at) {
            list.push(code);
        }
    }
    for (entry, list) in entries.iter().zip(&mut bearers.of_entry) {
        // The principal: what data/ says, then a shared CAS number, then the lowest code.
        list.sort_by_key(|code| {
            let is_given = entry.given_to == Some(*code);
            let shares = korean.get(code).is_some_and(|korean| shares_cas(entry, korean).is_some());
            (!is_given, !shares, *code)
        });
    }
    bearers
}
