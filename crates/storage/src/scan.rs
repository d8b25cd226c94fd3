//! Reading whole tables, in the order of their keys: for whoever verifies or compares data sets. Requests
//! read single records through [`RecordStore`](incidex_core::store::RecordStore).

use incidex_core::ingredient::{Ingredient, IngredientCode};
use incidex_core::regulation::RegulationEntry;
use incidex_core::store::StoreError;
use redb::ReadableTable;

use crate::reader::BundleStore;
use crate::stored;

impl BundleStore {
    /// Every ingredient, in order of code. Holds one at a time.
    ///
    /// # Errors
    /// When the table cannot be read; each item for itself when a record cannot be decoded.
    pub fn ingredients(
        &self,
    ) -> Result<impl Iterator<Item = Result<Ingredient, StoreError>> + '_, StoreError> {
        let rows = self.ingredients.iter().map_err(|error| unreadable("ingredients", &error))?;
        Ok(rows.map(|row| {
            let (code, bytes) = row.map_err(|error| unreadable("ingredients", &error))?;
            let code = IngredientCode::new(code.value());
            stored::decode_ingredient(code, bytes.value(), self.functions())
                .map_err(|error| unreadable(&format!("ingredient {code}"), &error))
        }))
    }

    /// Every regulation entry, in the order of how keys are written.
    ///
    /// # Errors
    /// When the table cannot be read; each item for itself when an entry cannot be decoded or bears another
    /// key than it stands under.
    pub fn regulations(
        &self,
    ) -> Result<impl Iterator<Item = Result<RegulationEntry, StoreError>> + '_, StoreError> {
        let rows = self.regulations.iter().map_err(|error| unreadable("regulations", &error))?;
        Ok(rows.map(|row| {
            let (key, bytes) = row.map_err(|error| unreadable("regulations", &error))?;
            let what = || format!("regulation {}", key.value());
            let entry =
                stored::decode_regulation(bytes.value()).map_err(|error| unreadable(&what(), &error))?;
            if entry.key.to_string() == key.value() {
                Ok(entry)
            } else {
                Err(unreadable(&what(), &format!("it bears the key {}", entry.key)))
            }
        }))
    }
}

fn unreadable(what: &str, fault: &dyn std::fmt::Display) -> StoreError {
    StoreError { what: what.to_owned(), fault: fault.to_string() }
}
