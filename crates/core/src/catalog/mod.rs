//! The use cases: look up, list, get, count. Each takes the caller's policy, asks it for the feature that the
//! use case is, and lets only views leave.
//!
//! - `lookup`: what begins with a text, what holds one, what has a status; ranking and pages.
//! - `search`: the one box, from a request to a page of explained hits. `filters`: which it may find.
//! - `suggest`: type-ahead.
//! - `label`: the ingredients of a label, and of many names at once.
//! - `regulations`: what laws say of one ingredient.
//! - `memory`: a catalog over records in memory.

mod filters;
mod label;
#[cfg(test)]
mod label_tests;
mod lookup;
mod memory;
mod regulations;
mod search;
#[cfg(test)]
mod search_tests;
mod suggest;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::index::SearchIndex;
use crate::ingredient::{Ingredient, IngredientCode};
use crate::manifest::Manifest;
use crate::regulation::{EntryKey, RegulationEntry, RegulationStatus};
use crate::store::{RecordStore, StoreError};
use crate::tier::{FeatureRefused, IngredientView, TierPolicy};

pub use label::{LabelError, LookupAnswer, LookupStatus};
pub use memory::{InMemoryError, MemoryCatalog};
pub use search::SearchError;

/// What a starts-with lookup looks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LookupField {
    /// INCI names, EU and US forms.
    Inci,
    /// Korean names, standard and former.
    Korean,
    /// CAS numbers.
    Cas,
    /// EC numbers.
    Ec,
    /// All other names: common and trivial ones, spelling variants.
    Alias,
}

/// Where to look for a text inside of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchField {
    /// INCI names, EU and US forms.
    Inci,
    /// Korean names, standard and former.
    Korean,
    /// CAS numbers.
    Cas,
    /// All of these.
    All,
}

/// Why a use case gives no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// The plan of the caller does not include it.
    #[error(transparent)]
    Refused(#[from] FeatureRefused),
    /// A record that the index names cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The entries of this page, at most as many as the policy allows.
    pub items: Vec<T>,
    /// All matches.
    pub total: usize,
}

/// Numbers about the whole data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// Number of records.
    pub ingredients: usize,
    /// Number of records by status, every status present.
    pub by_status: BTreeMap<RegulationStatus, usize>,
}

/// The number of catalogs that this process has put together.
static GENERATIONS: AtomicU64 = AtomicU64::new(0);

/// A data set that answers questions: records from a store `S`, an index over sections `D`, a manifest.
pub struct Catalog<S, D> {
    store: S,
    index: SearchIndex<D>,
    manifest: Manifest,
    statistics: Statistics,
    generation: u64,
}

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// Puts the parts together. They must come from one data set.
    pub fn new(store: S, index: SearchIndex<D>, manifest: Manifest) -> Self {
        let mut by_status: BTreeMap<_, _> = RegulationStatus::ALL.into_iter().map(|s| (s, 0)).collect();
        for entry in index.directory().iter() {
            *by_status.entry(entry.status).or_default() += 1;
        }
        let statistics = Statistics { ingredients: index.directory().len(), by_status };
        let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed);
        Self { store, index, manifest, statistics, generation }
    }

    /// The description of the data set.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The index.
    pub fn index(&self) -> &SearchIndex<D> {
        &self.index
    }

    /// The record store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Numbers about the whole data set, counted when it was opened.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// A number that no other catalog of this process has. What was made of a view may be kept under the code
    /// of its record, the policy and this number.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The record with this code.
    ///
    /// # Errors
    /// When the store cannot read it.
    pub fn get(
        &self,
        policy: &TierPolicy,
        code: IngredientCode,
    ) -> Result<Option<IngredientView>, StoreError> {
        self.store.ingredient(code)?.map(|ingredient| self.view(policy, ingredient)).transpose()
    }

    /// The record that `number` leads to: every record is reached by as many numbers as any other, give or
    /// take one, so that a number drawn at random draws a record at random. (There is no randomness here;
    /// whoever asks brings it.) `None` where there are no records.
    ///
    /// # Errors
    /// When the store cannot read it.
    pub fn pick(&self, policy: &TierPolicy, number: u64) -> Result<Option<IngredientView>, StoreError> {
        let directory = self.index.directory();
        let place = number.checked_rem(directory.len() as u64);
        let row = place.and_then(|place| u32::try_from(place).ok());
        match row.and_then(|row| directory.get(row)) {
            Some(entry) => self.get(policy, entry.code),
            None => Ok(None),
        }
    }

    fn view(&self, policy: &TierPolicy, ingredient: Ingredient) -> Result<IngredientView, StoreError> {
        let entries = if policy.needs_entries_of(&ingredient) {
            self.entries(&ingredient.regulations)?
        } else {
            Vec::new()
        };
        Ok(policy.view(ingredient, &self.manifest.markets, &entries))
    }

    /// The regulation entries that a record cites.
    fn entries<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a EntryKey>,
    ) -> Result<Vec<RegulationEntry>, StoreError> {
        let entry = |key: &EntryKey| {
            self.store.regulation(key)?.ok_or_else(|| StoreError {
                what: format!("regulation {key}"),
                fault: "a record cites it and the store does not hold it".to_owned(),
            })
        };
        keys.into_iter().map(entry).collect()
    }
}
