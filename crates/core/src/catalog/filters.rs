//! Which ingredients a search may find.

use super::Catalog;
use crate::ingredient::IngredientCode;
use crate::regulation::RegulationStatus;
use crate::search::Filters;
use crate::store::{RecordStore, StoreError};

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// Whether the filters let a record through.
    pub(super) fn passes(&self, filters: &Filters, code: IngredientCode) -> Result<bool, StoreError> {
        let Filters { function, market, status, has_cas } = filters;
        let ingredient = self.read(code)?;
        let is_of = |code: &String| ingredient.functions.iter().any(|own| own.code == *code);
        if !function.as_ref().is_none_or(is_of) || has_cas.is_some_and(|has| has == ingredient.cas.is_empty())
        {
            return Ok(false);
        }
        let Some(market) = market else { return Ok(status.is_none_or(|status| status == ingredient.status)) };
        let keys: Vec<_> = ingredient.regulations.iter().filter(|key| key.market == *market).collect();
        let Some(status) = status else { return Ok(!keys.is_empty()) };
        let restrictions = self.entries(keys)?.into_iter().map(|entry| entry.source_type.restriction());
        Ok(*status == RegulationStatus::of(restrictions, self.manifest.markets.contains(market)))
    }
}
