//! What laws say of one ingredient.

use super::{Catalog, CatalogError};
use crate::ingredient::IngredientCode;
use crate::regulation::Market;
use crate::store::RecordStore;
use crate::tier::{Feature, Listings, RegulationsView, TierPolicy};

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// The entries of the plan's markets, or of `market` alone, that cover the ingredient with this code;
    /// `None` if there is no such ingredient. The list is never cut.
    ///
    /// # Errors
    /// [`CatalogError::Refused`] where the plan lacks [`Feature::Regulations`]; [`CatalogError::Store`] when
    /// the store cannot read the record or an entry that it cites.
    pub fn regulations(
        &self,
        policy: &TierPolicy,
        code: IngredientCode,
        market: Option<Market>,
    ) -> Result<Option<RegulationsView>, CatalogError> {
        policy.require(Feature::Regulations)?;
        let Some(ingredient) = self.store.ingredient(code)? else { return Ok(None) };
        let mut with_entries: Vec<Market> = ingredient.regulations.iter().map(|key| key.market).collect();
        with_entries.sort_unstable();
        with_entries.dedup();
        let is_shown = |asked: Market| market.is_none_or(|market| market == asked) && policy.shows(asked);
        let entries = self.entries(ingredient.regulations.iter().filter(|key| is_shown(key.market)))?;
        let listings = Listings { market, with_entries: &with_entries, loaded: &self.manifest.markets };
        let view = self.view(policy, ingredient)?;
        Ok(Some(policy.regulations(view, entries, &listings)))
    }
}
