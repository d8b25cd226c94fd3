//! Comparing records, entries and sources, field by field. A field that is added to one of these types has to
//! be named here: the types are taken apart whole.

use std::collections::{BTreeMap, BTreeSet};

use incidex_core::ingredient::{Function, Ingredient, IngredientCode, Name};
use incidex_core::manifest::{Manifest, SourceInfo};
use incidex_core::regulation::{EntryKey, RegulationEntry};
use incidex_core::text::key;

use super::{Change, Kind};

/// What is being compared, and what was found to differ in it.
struct Found {
    subject: String,
    name: String,
    changes: Vec<Change>,
}

impl Found {
    fn new(subject: &impl ToString, name: &str) -> Self {
        Self { subject: subject.to_string(), name: name.to_owned(), changes: Vec::new() }
    }

    fn add(&mut self, kind: Kind, field: &'static str, old: Vec<String>, new: Vec<String>) {
        let (subject, name) = (self.subject.clone(), self.name.clone());
        self.changes.push(Change { kind, subject, name, field, old, new });
    }

    /// One value; an empty text is none.
    fn value(&mut self, kind: Kind, field: &'static str, old: &impl ToString, new: &impl ToString) {
        let value = |text: String| if text.is_empty() { Vec::new() } else { vec![text] };
        let (old, new) = (old.to_string(), new.to_string());
        if old != new {
            self.add(kind, field, value(old), value(new));
        }
    }

    /// A list: what went and what came.
    fn list<T: ToString>(&mut self, kind: Kind, field: &'static str, old: &[T], new: &[T]) {
        let shown = |list: &[T]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (old, new) = (shown(old), shown(new));
        if old == new {
            return;
        }
        let without = |list: &[String], other: &[String]| {
            let other: BTreeSet<&String> = other.iter().collect();
            list.iter().filter(|item| !other.contains(item)).cloned().collect::<Vec<_>>()
        };
        let (went, came) = (without(&old, &new), without(&new, &old));
        if went.is_empty() && came.is_empty() {
            self.add(kind, field, old, new);
        } else {
            self.add(kind, field, went, came);
        }
    }
}

/// The differences of records in order of code, and how many differ in dates alone.
pub(super) fn records(
    old: &BTreeMap<IngredientCode, Ingredient>,
    new: &BTreeMap<IngredientCode, Ingredient>,
) -> (Vec<Change>, usize) {
    let mut bearers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ingredient in new.values() {
        for name in [&ingredient.inci_name, &ingredient.korean_name] {
            let codes = bearers.entry(key(name)).or_default();
            if codes.last() != Some(&ingredient.code.to_string()) {
                codes.push(ingredient.code.to_string());
            }
        }
    }
    let (mut changes, mut redated) = (Vec::new(), 0);
    for code in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        match (old.get(code), new.get(code)) {
            (Some(old), Some(new)) => {
                let (found, is_redated) = record(old, new);
                redated += usize::from(is_redated && found.is_empty());
                changes.extend(found);
            }
            (Some(old), None) => {
                let mut found = Found::new(code, shown_name(old));
                let names = [&old.inci_name, &old.korean_name].map(|name| key(name));
                let now = names.iter().filter(|key| !key.is_empty()).filter_map(|key| bearers.get(key));
                let now: BTreeSet<&String> = now.flatten().collect();
                found.add(Kind::Removed, "record", both_names(old), now.into_iter().cloned().collect());
                changes.extend(found.changes);
            }
            (None, Some(new)) => {
                let mut found = Found::new(code, shown_name(new));
                found.add(Kind::Added, "record", Vec::new(), both_names(new));
                changes.extend(found.changes);
            }
            (None, None) => {}
        }
    }
    (changes, redated)
}

/// The differences of a record, and whether its dates differ.
fn record(old: &Ingredient, new: &Ingredient) -> (Vec<Change>, bool) {
    let mut found = Found::new(&new.code, shown_name(new));
    let Ingredient {
        code: _,
        inci_name,
        korean_name,
        names,
        cas,
        ec,
        functions,
        regulations,
        status,
        limit_value,
        label_frequency,
        variety_of,
        cosing_references,
        kcia_codes,
        oldest_source,
        newest_source,
    } = new;
    found.value(Kind::Renamed, "inci_name", &old.inci_name, inci_name);
    found.value(Kind::Renamed, "korean_name", &old.korean_name, korean_name);
    found.value(Kind::Status, "status", &old.status.label(), &status.label());
    found.value(Kind::Limits, "limit_value", &old.limit_value, limit_value);
    found.list(Kind::Entries, "regulations", &old.regulations, regulations);
    let written = |names: &[Name]| names.iter().map(written_name).collect::<Vec<_>>();
    found.list(Kind::Names, "names", &written(&old.names), &written(names));
    found.list(Kind::Numbers, "cas", &old.cas, cas);
    found.list(Kind::Numbers, "ec", &old.ec, ec);
    // A function that is called something else is another one, too.
    let titled = |functions: &[Function]| {
        let titled = |f: &Function| format!("{} ({}, {})", f.code, f.english, f.korean);
        functions.iter().map(titled).collect::<Vec<_>>()
    };
    found.list(Kind::Functions, "functions", &titled(&old.functions), &titled(functions));
    let principal = |code: Option<IngredientCode>| code.map_or_else(String::new, |code| code.to_string());
    found.value(Kind::Other, "variety_of", &principal(old.variety_of), &principal(*variety_of));
    found.value(Kind::Other, "label_frequency", &old.label_frequency, label_frequency);
    found.list(Kind::Other, "cosing_references", &old.cosing_references, cosing_references);
    found.list(Kind::Other, "kcia_codes", &old.kcia_codes, kcia_codes);
    let is_redated = (&old.oldest_source, &old.newest_source) != (oldest_source, newest_source);
    (found.changes, is_redated)
}

/// The differences of entries, in order of key.
pub(super) fn entries(
    old: &BTreeMap<EntryKey, RegulationEntry>,
    new: &BTreeMap<EntryKey, RegulationEntry>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for entry_key in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let Some(shown) = new.get(entry_key).or_else(|| old.get(entry_key)) else { continue };
        let mut found = Found::new(entry_key, &shown.substance);
        let limit = |entry: &RegulationEntry| {
            vec![entry.source_type.code().to_owned(), entry.maximum_concentration.clone()]
        };
        let stated = |entry| limit(entry).into_iter().filter(|text| !text.is_empty()).collect();
        match (old.get(entry_key), new.get(entry_key)) {
            (Some(old), Some(new)) => entry(&mut found, old, new),
            (Some(old), None) => found.add(Kind::EntryRemoved, "entry", stated(old), Vec::new()),
            (None, Some(new)) => found.add(Kind::EntryAdded, "entry", Vec::new(), stated(new)),
            (None, None) => {}
        }
        changes.extend(found.changes);
    }
    changes
}

fn entry(found: &mut Found, old: &RegulationEntry, new: &RegulationEntry) {
    let RegulationEntry {
        key: _,
        source_type,
        substance,
        cas,
        ec,
        product_type,
        maximum_concentration,
        conditions,
        label_wording,
        source,
        // That a source is newer stands among the sources.
        source_date: _,
        is_withdrawn,
    } = new;
    let kind = Kind::EntryChanged;
    found.value(kind, "source_type", &old.source_type.code(), &source_type.code());
    found.value(kind, "substance", &old.substance, substance);
    found.list(kind, "cas", &old.cas, cas);
    found.list(kind, "ec", &old.ec, ec);
    found.value(kind, "product_type", &old.product_type, product_type);
    found.value(kind, "maximum_concentration", &old.maximum_concentration, maximum_concentration);
    found.value(kind, "conditions", &old.conditions, conditions);
    found.value(kind, "label_wording", &old.label_wording, label_wording);
    found.value(kind, "source", &old.source, source);
    found.value(kind, "is_withdrawn", &old.is_withdrawn, is_withdrawn);
}

/// Other markets, and sources that came, went or changed.
pub(super) fn sources(old: &Manifest, new: &Manifest) -> Vec<Change> {
    let mut found = Found::new(&"markets", "");
    let markets =
        |manifest: &Manifest| manifest.markets.iter().map(|market| market.code()).collect::<Vec<_>>();
    found.list(Kind::Source, "markets", &markets(old), &markets(new));
    let mut changes = found.changes;
    let state = |source: &SourceInfo| {
        format!(
            "{}, {} rows, SHA-256 {}",
            source.date,
            source.rows,
            source.sha256.get(..12).unwrap_or_default()
        )
    };
    let by_id = |manifest: &Manifest| -> BTreeMap<String, (String, String)> {
        let sources = manifest.sources.iter();
        sources.map(|source| (source.id.clone(), (source.title.clone(), state(source)))).collect()
    };
    let (old, new) = (by_id(old), by_id(new));
    for id in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (before, after) = (old.get(id), new.get(id));
        let title = after.or(before).map(|(title, _)| title.as_str()).unwrap_or_default();
        let mut found = Found::new(id, title);
        let state =
            |side: Option<&(String, String)>| side.map(|(_, state)| state.clone()).unwrap_or_default();
        found.value(Kind::Source, "state", &state(before), &state(after));
        changes.extend(found.changes);
    }
    changes
}

fn written_name(name: &Name) -> String {
    let Name { kind, language, text, is_ambiguous } = name;
    let mark = if *is_ambiguous { ", ambiguous" } else { "" };
    format!("{text} ({}, {}{mark})", kind.code(), language.code())
}

/// What people call a record: its INCI name, else its Korean one.
fn shown_name(ingredient: &Ingredient) -> &str {
    if ingredient.inci_name.is_empty() { &ingredient.korean_name } else { &ingredient.inci_name }
}

fn both_names(ingredient: &Ingredient) -> Vec<String> {
    let names = [&ingredient.inci_name, &ingredient.korean_name];
    names.into_iter().filter(|name| !name.is_empty()).cloned().collect()
}
