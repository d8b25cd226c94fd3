//! One record, by its code (`/v1/ingredient/{code}`) or by chance (`/v1/ingredient/random`), and what laws say of
//! it (`…/regulations`).

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use incidex_core::ingredient::IngredientCode;
use incidex_core::tier::Feature;

use super::{ReadRequest, json, written};
use crate::dto::{Country, Envelope, Regulations, RegulationsParameters};
use crate::excerpt::excerpt;
use crate::problem::{ParameterFault, Problem};
use crate::query::{Query, expect_none};
use crate::state::State;

/// The record with the code in the path.
pub(super) fn by_code(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    expect_none(request.query)?;
    let code = code(request)?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    let body = match code {
        Some(code) => state.renderings.record(catalog, &caller.policy, code)?,
        None => None,
    };
    let body = body.ok_or_else(|| not_found(request))?;
    caller.saw(code);
    Ok(written(body))
}

/// A record, drawn anew each time.
pub(super) fn at_random(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    expect_none(request.query)?;
    let number = getrandom::u64().map_err(|error| Problem::internal(format!("random number: {error}")))?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    let view = catalog.pick(&caller.policy, number)?;
    let view = view.ok_or_else(|| Problem::internal("a data set without ingredients"))?;
    caller.saw([view.code]);
    let mut answer = json(&Envelope::record(catalog.manifest(), &view), 1)?;
    // The next one is another.
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// The regulations of the record with the code in the path.
pub(super) fn regulations(request: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    let caller = request.caller()?;
    let query = Query::decode::<RegulationsParameters<'_>>(request.query)?;
    let parameters: RegulationsParameters<'_> = query.read()?;
    let asked = parameters.market();
    let code = code(request)?;
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    // A plan without regulations is told so whether there is such a record or not.
    caller.policy.require(Feature::Regulations).map_err(Problem::feature_not_in_plan)?;
    let view = match code {
        Some(code) => catalog.regulations(&caller.policy, code, asked.map(|(_, market)| market))?,
        None => None,
    };
    let view = view.ok_or_else(|| not_found(request))?;
    let country = asked.map(|(requested, market)| Country::new(requested, market));
    json(&Regulations::new(catalog.manifest(), &view, country), view.entries.len())
}

/// The code in the path; `None` for digits that no code can hold, which are a number all the same, of which
/// there is no record.
fn code(request: &ReadRequest<'_>) -> Result<Option<IngredientCode>, Problem> {
    let given = request.parameter;
    if given.is_empty() || !given.bytes().all(|byte| byte.is_ascii_digit()) {
        let detail = Cow::Borrowed("not a code: give a whole number");
        return Err(Problem::invalid_parameters(vec![ParameterFault {
            parameter: "code".to_owned(),
            detail,
        }]));
    }
    Ok(given.parse().ok().map(IngredientCode::new))
}

fn not_found(request: &ReadRequest<'_>) -> Problem {
    Problem::ingredient_not_found(&excerpt(request.parameter))
}
