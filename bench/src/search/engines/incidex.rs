//! The index itself, and the catalog over it.

use std::collections::BTreeMap;

use incidex_core::catalog::{Catalog, MemoryCatalog};
use incidex_core::index::{Fields, IndexBuilder, IndexError, SearchIndex, Section, WordQuery, words_of};
use incidex_core::manifest::Manifest;
use incidex_core::search::{Limit, Query, SearchRequest};
use incidex_core::store::MemoryStore;
use incidex_core::tier::TierPolicy;

use super::{Engine, LIMIT};
use crate::search::names::NameSet;
use crate::search::queries::Task;

/// The index in memory, with its records.
pub struct Incidex {
    catalog: MemoryCatalog,
    policy: TierPolicy,
    limit: Limit,
    /// Bytes per section.
    pub sections: BTreeMap<Section, usize>,
}

impl Incidex {
    /// Builds and opens it.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn new(set: &NameSet) -> Result<Self, String> {
        let mut builder = IndexBuilder::new();
        for record in &set.records {
            builder.add(record).map_err(|error| error.to_string())?;
        }
        let mut sections = builder.finish().map_err(|error| error.to_string())?;
        let sizes = sections.iter().map(|(section, bytes)| (*section, bytes.len())).collect();
        let index = SearchIndex::open(|section| {
            let missing = || IndexError { section: section.name(), fault: "it was not built".to_owned() };
            sections.remove(&section).ok_or_else(missing)
        });
        let index = index.map_err(|error: IndexError| error.to_string())?;
        let store = MemoryStore::new(set.records.iter().cloned(), Vec::new());
        let limit = Limit::new(LIMIT).unwrap_or_default();
        let catalog = Catalog::new(store, index, Manifest::default());
        Ok(Self { catalog, policy: TierPolicy::unrestricted(), limit, sections: sizes })
    }

    /// One box for everything: the text as it was typed, to a page of records with their explanations.
    fn search(&self, text: &str) -> Result<usize, String> {
        let query = Query::parse(text).map_err(|error| error.to_string())?;
        let request = SearchRequest { limit: self.limit, ..SearchRequest::new(query) };
        let page = self.catalog.search(&self.policy, &request).map_err(|error| error.to_string())?;
        Ok(page.hits.len())
    }

    /// What the text as it was typed is likely to become.
    fn suggest(&self, text: &str) -> Result<usize, String> {
        let query = Query::parse(text).map_err(|error| error.to_string())?;
        let list =
            self.catalog.suggest(&self.policy, &query, self.limit).map_err(|error| error.to_string())?;
        Ok(list.len())
    }
}

impl Engine for Incidex {
    fn label(&self) -> &'static str {
        "Incidex"
    }

    fn does(&self, _: Task) -> bool {
        true
    }

    fn find(&self, task: Task, query: &str) -> Result<usize, String> {
        let index = self.catalog.index();
        let found = match task {
            Task::Auto => return self.search(query),
            Task::Suggest => return self.suggest(query),
            Task::Exact => return Ok(index.exact(query).take(LIMIT).count()),
            Task::Words => {
                let words: Vec<String> = words_of(query).collect();
                let budget = |word: &String| match word.chars().filter(|c| !c.is_numeric()).count() {
                    0..=4 => 0,
                    5..=8 => 1,
                    _ => 2,
                };
                let words: Vec<WordQuery<'_>> = words
                    .iter()
                    .map(|word| WordQuery { key: word, max_edits: budget(word), may_go_on: false })
                    .collect();
                return Ok(index.words(&words, Fields::ALL, LIMIT).names.len());
            }
            Task::StartsWith => index.starts_with(query, Fields::ALL, LIMIT),
            Task::Contains => index.contains(query, Fields::ALL, LIMIT),
            Task::OneEdit => index.fuzzy(query, Fields::ALL, 1, LIMIT),
            Task::TwoEdits => index.fuzzy(query, Fields::ALL, 2, LIMIT),
            Task::PrefixWithEdit => index.fuzzy_prefix(query, Fields::ALL, 1, LIMIT),
            Task::Choseong => index.choseong_starts_with(query, Fields::ALL, LIMIT),
        };
        Ok(found.names.len())
    }

    fn size(&self) -> Option<usize> {
        Some(self.sections.values().sum())
    }
}
