//! The use cases: look up, get, count. Each takes the caller's policy, and only views leave.

use std::collections::BTreeMap;

use crate::index::{IndexBuilder, IndexError, KeyIndex, NameTooLong, Posting, SearchIndex};
use crate::ingredient::{Ingredient, IngredientCode};
use crate::manifest::Manifest;
use crate::regulation::{RegulationEntry, RegulationStatus};
use crate::store::{MemoryStore, RecordStore, StoreError};
use crate::text::key;
use crate::tier::{IngredientView, TierPolicy};

/// What a starts-with lookup looks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Why records cannot be made a catalog in memory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InMemoryError {
    /// A record has names that no index can hold.
    #[error(transparent)]
    Name(#[from] NameTooLong),
    /// The index could not be built.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// A catalog over records in memory, with no file and no other crate.
pub type MemoryCatalog = Catalog<MemoryStore, Vec<u8>>;

impl MemoryCatalog {
    /// Indexes `ingredients`, `manifest` saying what they are.
    ///
    /// ```
    /// use incidex_core::catalog::{LookupField, MemoryCatalog};
    /// use incidex_core::manifest::Manifest;
    /// use incidex_core::tier::TierPolicy;
    ///
    /// let catalog = MemoryCatalog::in_memory(Vec::new(), Vec::new(), Manifest::default())?;
    /// let page = catalog.starts_with(&TierPolicy::unrestricted(), LookupField::Inci, "niacin", 1)?;
    /// assert_eq!(page.total, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When a record has more or longer names than an index can hold.
    pub fn in_memory(
        ingredients: Vec<Ingredient>,
        regulations: Vec<RegulationEntry>,
        manifest: Manifest,
    ) -> Result<Self, InMemoryError> {
        let mut builder = IndexBuilder::new();
        for ingredient in &ingredients {
            builder.add(ingredient)?;
        }
        let mut sections = builder.finish()?;
        let index = SearchIndex::open(|section| {
            let fault = "the builder has not made it".to_owned();
            sections.remove(&section).ok_or(IndexError { section: section.name(), fault })
        })?;
        Ok(Self::new(MemoryStore::new(ingredients, regulations), index, manifest))
    }
}

/// A data set that answers questions: records from a store `S`, an index over sections `D`, a manifest.
pub struct Catalog<S, D> {
    store: S,
    index: SearchIndex<D>,
    manifest: Manifest,
    statistics: Statistics,
}

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// Puts the parts together. They must come from one data set.
    pub fn new(store: S, index: SearchIndex<D>, manifest: Manifest) -> Self {
        let mut by_status: BTreeMap<_, _> = RegulationStatus::ALL.into_iter().map(|s| (s, 0)).collect();
        for entry in index.directory().iter() {
            *by_status.entry(entry.status).or_default() += 1;
        }
        let statistics = Statistics { ingredients: index.directory().len(), by_status };
        Self { store, index, manifest, statistics }
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

    /// The record with this code.
    ///
    /// # Errors
    /// When the store cannot read it.
    pub fn get(
        &self,
        policy: &TierPolicy,
        code: IngredientCode,
    ) -> Result<Option<IngredientView>, StoreError> {
        let ingredient = self.store.ingredient(code)?;
        Ok(ingredient.map(|ingredient| policy.view(ingredient, &self.manifest.markets)))
    }

    /// Records whose names or numbers begin with `query` in its key form: whole names first, then shorter
    /// names, then lower codes. `page` counts from 1; past the last page the list is empty. A query that
    /// folds to nothing finds nothing.
    ///
    /// Time grows with the number of matches (`n log n`); only the records of the page are read.
    ///
    /// # Errors
    /// When the store cannot read a record that the index names.
    pub fn starts_with(
        &self,
        policy: &TierPolicy,
        field: LookupField,
        query: &str,
        page: usize,
    ) -> Result<Page<IngredientView>, StoreError> {
        let names = |index: &KeyIndex<D>| ranked(index.starts_with(&key(query)).iter());
        let codes = match field {
            LookupField::Inci => names(self.index.inci()),
            LookupField::Korean => names(self.index.korean()),
            LookupField::Cas => ranked(self.index.cas().starts_with(query)),
            LookupField::Ec => ranked(self.index.ec().starts_with(query)),
            LookupField::Alias => names(self.index.alias()),
        };
        self.page(policy, &codes, page)
    }

    /// The views of one page of `codes`.
    fn page(
        &self,
        policy: &TierPolicy,
        codes: &[IngredientCode],
        page: usize,
    ) -> Result<Page<IngredientView>, StoreError> {
        let size = policy.results_per_request;
        let start = page.saturating_sub(1).saturating_mul(size);
        let mut items = Vec::with_capacity(size.min(codes.len()));
        for code in codes.iter().skip(start).take(size) {
            let view = self.get(policy, *code)?.ok_or_else(|| StoreError {
                what: format!("ingredient {code}"),
                fault: "the index names it and the store does not hold it".to_owned(),
            })?;
            items.push(view);
        }
        Ok(Page { items, total: codes.len() })
    }
}

/// The records of some postings, each once, by its best posting: whole keys first, then shorter names,
/// then lower codes.
fn ranked(postings: impl IntoIterator<Item = (bool, Posting)>) -> Vec<IngredientCode> {
    let mut best: Vec<(IngredientCode, bool, u16)> =
        postings.into_iter().map(|(whole, posting)| (posting.code, !whole, posting.length)).collect();
    best.sort_unstable();
    best.dedup_by_key(|(code, ..)| *code);
    best.sort_unstable_by_key(|(code, longer, length)| (*longer, *length, *code));
    best.into_iter().map(|(code, ..)| code).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingredient::{Language, Name, NameKind};

    fn record(code: u32, names: &[String]) -> Ingredient {
        let name =
            |text: &String| Name { kind: NameKind::Inci, language: Language::Inci, text: text.clone() };
        Ingredient {
            code: IngredientCode::new(code),
            inci_name: names.first().cloned().unwrap_or_default(),
            korean_name: String::new(),
            names: names.iter().map(name).collect(),
            cas: Vec::new(),
            ec: Vec::new(),
            functions: Vec::new(),
            regulations: Vec::new(),
            status: RegulationStatus::Unknown,
            limit_value: String::new(),
            label_frequency: 0,
            variety_of: None,
            cosing_references: Vec::new(),
            kcia_codes: Vec::new(),
            oldest_source: String::new(),
            newest_source: String::new(),
        }
    }

    fn policy(results_per_request: usize) -> TierPolicy {
        TierPolicy { results_per_request, ..TierPolicy::unrestricted() }
    }

    proptest! {
        #[test]
        fn pages_hold_every_match_once_in_the_order_of_the_contract(
            names in prop::collection::vec(prop::collection::vec("[ab]{1,5}", 1..3), 1..30),
            query in "[ab]{1,2}",
            size in 1_usize..7,
        ) {
            let records: Vec<Ingredient> = (1..).zip(&names).map(|(code, names)| record(code, names)).collect();
            let mut expected: Vec<(bool, usize, u32)> = records
                .iter()
                .filter_map(|record| {
                    let matching = record.names.iter().filter(|name| name.text.starts_with(&query));
                    matching.map(|name| (name.text != query, name.text.len(), record.code.get())).min()
                })
                .collect();
            expected.sort_unstable();
            let catalog = MemoryCatalog::in_memory(records, Vec::new(), Manifest::default()).unwrap();
            let mut found = Vec::new();
            for page in 1.. {
                let page = catalog.starts_with(&policy(size), LookupField::Inci, &query, page).unwrap();
                prop_assert_eq!(page.total, expected.len());
                prop_assert!(page.items.len() <= size);
                if page.items.is_empty() {
                    break;
                }
                found.extend(page.items.into_iter().map(|view| view.code.get()));
            }
            prop_assert_eq!(found, expected.into_iter().map(|(.., code)| code).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_query_that_folds_to_nothing_finds_nothing() {
        let catalog =
            MemoryCatalog::in_memory(vec![record(1, &["A".into()])], Vec::new(), Manifest::default())
                .unwrap();
        for query in ["", "(*)", " - "] {
            for field in [LookupField::Inci, LookupField::Korean, LookupField::Cas, LookupField::Ec] {
                assert_eq!(catalog.starts_with(&policy(5), field, query, 1).unwrap().total, 0);
            }
        }
    }

    #[test]
    fn a_hidden_field_is_empty_and_named() {
        let mut limited = record(1, &["A".into()]);
        limited.limit_value = "EU III/98: 2 %".into();
        let catalog = MemoryCatalog::in_memory(vec![limited], Vec::new(), Manifest::default()).unwrap();
        let basic = TierPolicy { shows_limits: false, shows_notes: false, ..policy(5) };
        let view = catalog.get(&basic, IngredientCode::new(1)).unwrap().unwrap();
        assert_eq!(view.limit_value, "");
        assert!(view.masked.contains(&"limit_value"));
        let view = catalog.get(&policy(5), IngredientCode::new(1)).unwrap().unwrap();
        assert_eq!((view.limit_value.as_str(), view.masked.len()), ("EU III/98: 2 %", 0));
        assert_eq!(catalog.get(&basic, IngredientCode::new(2)), Ok(None));
    }
}
