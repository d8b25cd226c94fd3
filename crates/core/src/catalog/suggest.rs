//! Type-ahead.

use super::{Catalog, CatalogError};
use crate::search::{Limit, Query, SearchRequest, Suggestion};
use crate::store::RecordStore;
use crate::tier::{Feature, TierPolicy};

/// The most names that one way of matching brings: ten ingredients among the best of them are certain enough,
/// and each keystroke asks again.
const MOST: usize = 128;

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// The most entries of a type-ahead list.
    pub const MOST_SUGGESTIONS: usize = 10;

    /// What `query` is likely to become, each ingredient once, the best first; at most
    /// [`MOST_SUGGESTIONS`](Self::MOST_SUGGESTIONS), or `limit` if that is less. Names are matched as in
    /// [`SearchMode::Auto`](crate::search::SearchMode::Auto), in the ways that the plan has.
    ///
    /// Made for every keystroke: no record is read but those that are shown.
    ///
    /// # Errors
    /// [`CatalogError::Refused`] where the plan lacks [`Feature::Suggest`]; [`CatalogError::Store`] when the
    /// store cannot read a record that is shown.
    pub fn suggest(
        &self,
        policy: &TierPolicy,
        query: &Query,
        limit: Limit,
    ) -> Result<Vec<Suggestion>, CatalogError> {
        policy.require(Feature::Suggest)?;
        let shown = limit.get().min(Self::MOST_SUGGESTIONS);
        let ranking = self.ranking(policy, &SearchRequest::new(query.clone()), MOST, shown);
        let explained = self.explained(&ranking, 0, shown)?;
        let suggestions = explained.into_iter().map(|(ingredient, explanation)| Suggestion {
            code: ingredient.code,
            name: explanation.name,
            inci_name: ingredient.inci_name,
            korean_name: ingredient.korean_name,
            mode: explanation.mode,
            byte_ranges: explanation.byte_ranges,
            char_ranges: explanation.char_ranges,
        });
        Ok(suggestions.collect())
    }
}
