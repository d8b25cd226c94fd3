//! What two data sets differ in, record by record and entry by entry. Pure: where the data sets come from and
//! how the differences are shown is decided elsewhere ([`render`] shows them).

mod compare;
pub mod render;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use incidex_core::ingredient::{Ingredient, IngredientCode};
use incidex_core::manifest::Manifest;
use incidex_core::regulation::{EntryKey, RegulationEntry};
use serde::Serialize;

/// A data set, as far as it is compared.
#[derive(Debug, Default)]
pub struct DataSet {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Its records.
    pub ingredients: BTreeMap<IngredientCode, Ingredient>,
    /// The entries of its markets' lists.
    pub regulations: BTreeMap<EntryKey, RegulationEntry>,
}

/// Kinds of differences, in the order in which they are shown: what breaks stored codes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A record that is no longer there; what came in its place are the codes that bear its names now.
    Removed,
    /// A record that was not there.
    Added,
    /// Another INCI or Korean name.
    Renamed,
    /// Another regulation status.
    Status,
    /// Other maximum concentrations.
    Limits,
    /// Other entries that cover the record.
    Entries,
    /// Other names beside the two.
    Names,
    /// Other CAS or EC numbers.
    Numbers,
    /// Other functions.
    Functions,
    /// Whatever else a record says: its principal, its sources' codes, how common it is on labels.
    Other,
    /// An entry of a market's list that is no longer there.
    EntryRemoved,
    /// An entry that was not there.
    EntryAdded,
    /// An entry that says something else.
    EntryChanged,
    /// Another source, or another state of it; other markets.
    Source,
}

impl Kind {
    /// All kinds, in order.
    pub const ALL: [Self; 14] = [
        Self::Removed,
        Self::Added,
        Self::Renamed,
        Self::Status,
        Self::Limits,
        Self::Entries,
        Self::Names,
        Self::Numbers,
        Self::Functions,
        Self::Other,
        Self::EntryRemoved,
        Self::EntryAdded,
        Self::EntryChanged,
        Self::Source,
    ];

    /// The heading over its differences.
    pub fn title(self) -> &'static str {
        match self {
            Self::Removed => "Removed records",
            Self::Added => "Added records",
            Self::Renamed => "Renamed",
            Self::Status => "Status changed",
            Self::Limits => "Limits changed",
            Self::Entries => "Covered by other entries",
            Self::Names => "Other names",
            Self::Numbers => "Numbers changed",
            Self::Functions => "Functions changed",
            Self::Other => "Other changes of records",
            Self::EntryRemoved => "Removed entries",
            Self::EntryAdded => "Added entries",
            Self::EntryChanged => "Changed entries",
            Self::Source => "Sources",
        }
    }
}

/// One difference. Of lists, `old` holds what went and `new` what came; where only their order differs, both
/// hold the whole list. A value that is not there is an empty list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its kind.
    pub kind: Kind,
    /// The record's code, the entry's key, or the source's identifier.
    pub subject: String,
    /// What people call it, in the newer data set where it is there.
    pub name: String,
    /// What differs, such as `inci_name`.
    pub field: &'static str,
    /// What was.
    pub old: Vec<String>,
    /// What is.
    pub new: Vec<String>,
}

/// What a data set says of itself, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its version.
    pub dataset_version: String,
    /// The digest of its content.
    pub digest: String,
    /// Number of records.
    pub ingredients: usize,
    /// Number of entries.
    pub regulations: usize,
}

/// All differences.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The older side.
    pub old: Side,
    /// The newer side.
    pub new: Side,
    /// How many differences of each kind there are; kinds without any are left out.
    pub summary: BTreeMap<Kind, usize>,
    /// Records that differ in nothing but the dates of their sources. They are counted and not listed: a
    /// renewed export gives a new date to every record.
    pub redated: usize,
    /// The differences, by kind, then by code or key.
    pub changes: Vec<Change>,
}

impl Difference {
    /// Compares two data sets. Linear in their size, but for sorting what differs.
    pub fn between(old: &DataSet, new: &DataSet) -> Self {
        let (mut changes, redated) = compare::records(&old.ingredients, &new.ingredients);
        changes.extend(compare::entries(&old.regulations, &new.regulations));
        changes.extend(compare::sources(&old.manifest, &new.manifest));
        // Stable, so that each kind keeps the order of codes.
        changes.sort_by_key(|change| change.kind);
        let mut summary = BTreeMap::new();
        for change in &changes {
            *summary.entry(change.kind).or_default() += 1;
        }
        Self { old: Side::of(old), new: Side::of(new), summary, redated, changes }
    }
}

impl Side {
    fn of(set: &DataSet) -> Self {
        Self {
            dataset_version: set.manifest.dataset_version.clone(),
            digest: set.manifest.digest.clone(),
            ingredients: set.ingredients.len(),
            regulations: set.regulations.len(),
        }
    }
}
