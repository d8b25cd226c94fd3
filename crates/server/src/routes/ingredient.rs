//! One record: `/v1/ingredient/{code}`.

use std::borrow::Cow;

use actix_web::{HttpRequest, HttpResponse};
use incidex_core::ingredient::IngredientCode;

use super::json;
use crate::caller;
use crate::dto::Envelope;
use crate::excerpt::excerpt;
use crate::problem::{ParameterFault, Problem};
use crate::query::expect_none;
use crate::state::State;

/// The record with the code in the path.
pub(super) fn by_code(request: &HttpRequest, state: &State) -> Result<HttpResponse, Problem> {
    let caller = caller::of(request)?;
    expect_none(request.query_string())?;
    let given = request.match_info().query("code");
    if given.is_empty() || !given.bytes().all(|byte| byte.is_ascii_digit()) {
        let detail = Cow::Borrowed("not a code: give a whole number");
        return Err(Problem::invalid_parameters(vec![ParameterFault {
            parameter: "code".to_owned(),
            detail,
        }]));
    }
    let bundle = state.dataset.current();
    let catalog = bundle.catalog();
    // Digits that no code can hold are a number all the same, of which there is no record.
    let view = match given.parse() {
        Ok(code) => catalog.get(&caller.policy, IngredientCode::new(code))?,
        Err(_) => None,
    };
    let view = view.ok_or_else(|| Problem::ingredient_not_found(&excerpt(given)))?;
    caller.saw([view.code]);
    json(&Envelope::record(catalog.manifest(), &view), 1)
}
