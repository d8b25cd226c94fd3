//! What the data set is made of: its functions (`/v1/functions`), the markets (`/v1/markets`), and what it says
//! of itself (`/v1/dataset`).

use actix_web::HttpResponse;

use super::{ReadRequest, json};
use crate::dto::{DatasetData, Envelope, Functions, Markets};
use crate::problem::Problem;
use crate::query::expect_none;
use crate::state::State;

/// The closed list of functions.
pub(super) fn functions(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    expect_none(request.query)?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    let functions = catalog.store().functions();
    let data = Functions(functions);
    json(&Envelope::new(catalog.manifest(), data, functions.len(), functions.len()), 1)
}

/// All markets, with what is known of each and whether the caller sees it.
pub(super) fn markets(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    expect_none(request.query)?;
    let bundle = state.dataset.current();
    let manifest = bundle.catalog().manifest();
    let data = Markets { loaded: &manifest.markets, in_plan: &caller.policy.markets };
    json(&Envelope::new(manifest, data, Markets::COUNT, Markets::COUNT), 1)
}

/// Versions, counts, markets and sources.
pub(super) fn dataset(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    expect_none(request.query)?;
    let bundle = state.dataset.current();
    let manifest = bundle.catalog().manifest();
    json(&Envelope::new(manifest, DatasetData::from(manifest), 1, 1), 1)
}
