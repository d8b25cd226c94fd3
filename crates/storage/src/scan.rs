//! Reading whole tables, in the order of their keys: for whoever verifies or compares data sets. Requests
//! read single records through [`RecordStore`](incidex_core::store::RecordStore).

use std::iter;

use incidex_core::ingredient::{Ingredient, IngredientCode};
use incidex_core::regulation::RegulationEntry;
use incidex_core::store::StoreError;
use redb::ReadableTable;

use crate::contained::contained;
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
        let table = "ingredients";
        let rows = contained(|| self.ingredients.iter()).map_err(|gave_up| unreadable(table, &gave_up))?;
        let rows = rows.map_err(|error| unreadable(table, &error))?;
        Ok(contained_rows(
            table,
            rows.map(|row| {
                let (code, bytes) = row.map_err(|error| unreadable("ingredients", &error))?;
                let code = IngredientCode::new(code.value());
                stored::decode_ingredient(code, bytes.value(), self.functions())
                    .map_err(|error| unreadable(&format!("ingredient {code}"), &error))
            }),
        ))
    }

    /// Every regulation entry, in the order of how keys are written.
    ///
    /// # Errors
    /// When the table cannot be read; each item for itself when an entry cannot be decoded or bears another
    /// key than it stands under.
    pub fn regulations(
        &self,
    ) -> Result<impl Iterator<Item = Result<RegulationEntry, StoreError>> + '_, StoreError> {
        let table = "regulations";
        let rows = contained(|| self.regulations.iter()).map_err(|gave_up| unreadable(table, &gave_up))?;
        let rows = rows.map_err(|error| unreadable(table, &error))?;
        Ok(contained_rows(
            table,
            rows.map(|row| {
                let (key, bytes) = row.map_err(|error| unreadable("regulations", &error))?;
                let what = || format!("regulation {}", key.value());
                let entry =
                    stored::decode_regulation(bytes.value()).map_err(|error| unreadable(&what(), &error))?;
                if entry.key.to_string() == key.value() {
                    Ok(entry)
                } else {
                    Err(unreadable(&what(), &format!("it bears the key {}", entry.key)))
                }
            }),
        ))
    }
}

/// The same rows; a panic is the last of them.
fn contained_rows<T>(
    table: &'static str,
    mut rows: impl Iterator<Item = Result<T, StoreError>>,
) -> impl Iterator<Item = Result<T, StoreError>> {
    let mut gave_up = false;
    iter::from_fn(move || {
        if gave_up {
            return None;
        }
        contained(|| rows.next()).unwrap_or_else(|error| {
            gave_up = true;
            Some(Err(unreadable(table, &error)))
        })
    })
}

fn unreadable(what: &str, fault: &dyn std::fmt::Display) -> StoreError {
    StoreError { what: what.to_owned(), fault: fault.to_string() }
}
