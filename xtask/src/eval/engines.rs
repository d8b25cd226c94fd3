//! The engines that are measured, asked through their public interface, and their answers in the terms of truth
//! files.

use incidex_core::search::{Limit, Query, SearchRequest};
use incidex_core::tier::TierPolicy;
use incidex_storage::Bundle;

use super::search::DEPTH;

/// The codes of the best hits of the one box; a query that it does not take finds nothing.
///
/// # Errors
/// When the search fails.
pub fn search(bundle: &Bundle, query: &str) -> Result<Vec<u32>, String> {
    let Ok(parsed) = Query::parse(query) else { return Ok(Vec::new()) };
    let request =
        SearchRequest { limit: Limit::new(DEPTH).unwrap_or_default(), ..SearchRequest::new(parsed) };
    let page = bundle
        .catalog()
        .search(&TierPolicy::unrestricted(), &request)
        .map_err(|error| format!("{query:?}: {error}"))?;
    Ok(page.hits.iter().map(|hit| hit.ingredient.code.get()).collect())
}
