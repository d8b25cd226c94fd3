//! Lists: what begins with a text (`/v1/ingredient/inci`, `/kr`, `/cas`, `/ec`), what holds one (`/search`), what
//! has a status (`/status`).

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use incidex_core::catalog::LookupField;
use incidex_core::tier::Feature;

use super::{ReadRequest, json, written};
use crate::answers::{Answer, Question};
use crate::dto::{Envelope, LookupParameters, PagedEnvelope, SearchParameters, StatusParameters};
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// Over INCI names, EU and US forms.
pub(super) fn inci(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    lookup(request, state, LookupField::Inci)
}

/// Over Korean names, standard and former.
pub(super) fn korean(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    lookup(request, state, LookupField::Korean)
}

/// Over CAS numbers.
pub(super) fn cas(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    lookup(request, state, LookupField::Cas)
}

/// Over EC numbers.
pub(super) fn ec(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    lookup(request, state, LookupField::Ec)
}

fn lookup(request: &ReadRequest<'_>, state: &State, field: LookupField) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    let bundle = state.dataset.look();
    let catalog = bundle.catalog();
    let policy = &caller.policy;
    let (generation, tier, query) = (catalog.generation(), policy.tier, request.query);
    let answer = state.answers.get_or(&Question { generation, tier, field, query }, || {
        let query = Query::decode::<LookupParameters<'_>>(query)?;
        let parameters: LookupParameters<'_> = query.read()?;
        let page = catalog.codes_starting_with(policy, field, parameters.text(), parameters.page())?;
        let body = state.renderings.list(catalog, policy, &page.items, page.total)?;
        let tag = request.tag(state, catalog.manifest(), caller);
        Ok::<_, Problem>(Answer { body: body.into(), shown: page.items.into(), tag })
    })?;
    caller.saw(answer.shown.iter().copied());
    let mut response = written(answer.body.clone());
    response.headers_mut().insert(ETAG, answer.tag.clone());
    Ok(response)
}

/// Names and numbers that hold a text.
pub(super) fn search(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    let query = Query::decode::<SearchParameters<'_>>(request.query)?;
    let parameters: SearchParameters<'_> = query.read()?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    caller.charge(Feature::Contains, 1)?;
    let page = catalog.contains(&caller.policy, parameters.field(), parameters.text(), parameters.page())?;
    caller.saw(page.items.iter().map(|view| view.code));
    json(&Envelope::page(catalog.manifest(), &page), page.items.len())
}

/// Records with a status.
pub(super) fn status(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    let query = Query::decode::<StatusParameters<'_>>(request.query)?;
    let parameters: StatusParameters<'_> = query.read()?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    let number = parameters.page();
    let page = catalog.by_status(&caller.policy, parameters.status(), number)?;
    let pages = caller.policy.pages(page.total);
    caller.saw(page.items.iter().map(|view| view.code));
    json(&PagedEnvelope::new(catalog.manifest(), &page, number, pages), page.items.len())
}
