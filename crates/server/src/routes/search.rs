//! The one box (`/v1/search`) and type-ahead (`/v1/suggest`).

use std::borrow::Cow;

use actix_web::HttpResponse;
use incidex_core::catalog::SearchError;
use incidex_core::search::{Filters, Query as Text, SearchRequest};
use incidex_core::tier::Feature;
use incidex_storage::Bundle;

use super::{ReadRequest, json};
use crate::dto::{Envelope, OneBoxParameters, SearchResults, SuggestParameters, Suggestions};
use crate::problem::{ParameterFault, Problem};
use crate::query::Query;
use crate::state::State;

/// Room for what stands beside the record in a hit, in records.
const HIT_SIZE: usize = 2;

/// Ingredients by whatever was typed, and why each was found.
pub(super) fn search(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    let query = Query::decode::<OneBoxParameters<'_>>(request.query)?;
    let parameters: OneBoxParameters<'_> = query.read()?;
    let bundle = state.dataset.current();
    let asked = asked(&parameters, &bundle)?;
    caller.policy.require(asked.mode.feature()).map_err(Problem::feature_not_in_plan)?;
    caller.charge(asked.mode.feature(), 1)?;
    let catalog = bundle.catalog();
    let page = catalog.search(&caller.policy, &asked).map_err(|error| match error {
        SearchError::Catalog(error) => error.into(),
        SearchError::Cursor(error) => at_fault("cursor", error.to_string()),
    })?;
    caller.saw(page.hits.iter().map(|hit| hit.ingredient.code));
    json(&SearchResults::new(catalog.manifest(), &page), page.hits.len() * HIT_SIZE)
}

/// What the one box is asked.
fn asked(parameters: &OneBoxParameters<'_>, bundle: &Bundle) -> Result<SearchRequest, Problem> {
    let function = match parameters.function() {
        Some(code) if !bundle.catalog().store().functions().iter().any(|known| known.code == code) => {
            return Err(at_fault("function", "no such function: give a code of /v1/functions"));
        }
        function => function.map(str::to_owned),
    };
    Ok(SearchRequest {
        query: text(parameters.query())?,
        mode: parameters.mode(),
        field: parameters.field(),
        filters: Filters {
            function,
            market: parameters.market(),
            status: parameters.status(),
            has_cas: parameters.has_cas(),
        },
        sort: parameters.sort(),
        limit: parameters.limit(),
        cursor: parameters.cursor(),
    })
}

/// Names that what was typed may become.
pub(super) fn suggest(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    let query = Query::decode::<SuggestParameters<'_>>(request.query)?;
    let parameters: SuggestParameters<'_> = query.read()?;
    let typed = text(parameters.query())?;
    caller.charge(Feature::Suggest, 1)?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    let suggestions = catalog.suggest(&caller.policy, &typed, parameters.limit())?;
    caller.saw(suggestions.iter().map(|suggestion| suggestion.code));
    let count = suggestions.len();
    json(&Envelope::new(catalog.manifest(), Suggestions(&suggestions), count, count), 1)
}

/// A text that the checks have let through.
fn text(query: Option<Text>) -> Result<Text, Problem> {
    query.ok_or_else(|| Problem::internal("a text was checked and is not there"))
}

fn at_fault(parameter: &str, detail: impl Into<Cow<'static, str>>) -> Problem {
    Problem::invalid_parameters(vec![ParameterFault {
        parameter: parameter.to_owned(),
        detail: detail.into(),
    }])
}
