//! A catalog over records in memory.

use super::Catalog;
use crate::index::{IndexBuilder, IndexError, NameTooLong, SearchIndex};
use crate::ingredient::Ingredient;
use crate::manifest::Manifest;
use crate::regulation::RegulationEntry;
use crate::store::MemoryStore;

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
        builder.regulations(&regulations);
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
