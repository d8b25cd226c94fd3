//! The one driven port of the domain: where records come from.

use std::collections::BTreeMap;

use crate::ingredient::{Ingredient, IngredientCode};
use crate::regulation::{EntryKey, RegulationEntry};

/// A record that could not be read although the index names it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read {what}: {fault}")]
pub struct StoreError {
    /// What was to be read, such as `ingredient 1941`.
    pub what: String,
    /// What went wrong.
    pub fault: String,
}

/// Reads records by their keys. What is not there is a value, not an error.
pub trait RecordStore: Send + Sync {
    /// The ingredient with this code.
    fn ingredient(&self, code: IngredientCode) -> Result<Option<Ingredient>, StoreError>;

    /// The regulation entry with this key.
    fn regulation(&self, key: &EntryKey) -> Result<Option<RegulationEntry>, StoreError>;
}

/// A store that holds everything in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    ingredients: BTreeMap<IngredientCode, Ingredient>,
    regulations: BTreeMap<EntryKey, RegulationEntry>,
}

impl MemoryStore {
    /// A store of these records. Of two with the same key the later one stays.
    pub fn new(
        ingredients: impl IntoIterator<Item = Ingredient>,
        regulations: impl IntoIterator<Item = RegulationEntry>,
    ) -> Self {
        Self {
            ingredients: ingredients.into_iter().map(|i| (i.code, i)).collect(),
            regulations: regulations.into_iter().map(|r| (r.key.clone(), r)).collect(),
        }
    }
}

impl RecordStore for MemoryStore {
    fn ingredient(&self, code: IngredientCode) -> Result<Option<Ingredient>, StoreError> {
        Ok(self.ingredients.get(&code).cloned())
    }

    fn regulation(&self, key: &EntryKey) -> Result<Option<RegulationEntry>, StoreError> {
        Ok(self.regulations.get(key).cloned())
    }
}
