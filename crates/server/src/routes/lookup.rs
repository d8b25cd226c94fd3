//! Lists: what begins with a text (`/v1/ingredient/inci`, `/kr`, `/cas`, `/ec`), what holds one (`/search`), what
//! has a status (`/status`).

use actix_web::{HttpRequest, HttpResponse};
use incidex_core::catalog::LookupField;
use incidex_core::tier::Feature;

use super::{json, written};
use crate::caller;
use crate::dto::{Envelope, LookupParameters, PagedEnvelope, SearchParameters, StatusParameters};
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// Over INCI names, EU and US forms.
pub(super) fn inci(request: &HttpRequest, state: &State) -> Result<HttpResponse, Problem> {
    lookup(request, state, LookupField::Inci)
}

/// Over Korean names, standard and former.
pub(super) fn korean(request: &HttpRequest, state: &State) -> Result<HttpResponse, Problem> {
    lookup(request, state, LookupField::Korean)
}

/// Over CAS numbers.
pub(super) fn cas(request: &HttpRequest, state: &State) -> Result<HttpResponse, Problem> {
    lookup(request, state, LookupField::Cas)
}

/// Over EC numbers.
pub(super) fn ec(request: &HttpRequest, state: &State) -> Result<HttpResponse, Problem> {
    lookup(request, state, LookupField::Ec)
}

fn lookup(request: &HttpRequest, state: &State, field: LookupField) -> Result<HttpResponse, Problem> {
    let caller = caller::of(request)?;
    let query = Query::decode::<LookupParameters<'_>>(request.query_string())?;
    let parameters: LookupParameters<'_> = query.read()?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    let page = catalog.codes_starting_with(&caller.policy, field, parameters.text(), parameters.page())?;
    let body = state.renderings.list(catalog, &caller.policy, &page.items, page.total)?;
    caller.saw(page.items);
    Ok(written(body))
}

/// Names and numbers that hold a text.
pub(super) fn search(request: &HttpRequest, state: &State) -> Result<HttpResponse, Problem> {
    let caller = caller::of(request)?;
    let query = Query::decode::<SearchParameters<'_>>(request.query_string())?;
    let parameters: SearchParameters<'_> = query.read()?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    caller.charge(Feature::Contains, 1)?;
    let page = catalog.contains(&caller.policy, parameters.field(), parameters.text(), parameters.page())?;
    caller.saw(page.items.iter().map(|view| view.code));
    json(&Envelope::page(catalog.manifest(), &page), page.items.len())
}

/// Records with a status.
pub(super) fn status(request: &HttpRequest, state: &State) -> Result<HttpResponse, Problem> {
    let caller = caller::of(request)?;
    let query = Query::decode::<StatusParameters<'_>>(request.query_string())?;
    let parameters: StatusParameters<'_> = query.read()?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    let number = parameters.page();
    let page = catalog.by_status(&caller.policy, parameters.status(), number)?;
    let pages = caller.policy.pages(page.total);
    caller.saw(page.items.iter().map(|view| view.code));
    json(&PagedEnvelope::new(catalog.manifest(), &page, number, pages), page.items.len())
}
