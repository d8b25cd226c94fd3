//! Routes that take JSON and work on it for long: the body is read strictly, the plan is asked and charged, and the
//! work is done on the bounded pool.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, Resource, guard};
use incidex_core::ingredient::IngredientCode;
use incidex_core::tier::{Feature, FeatureRefused, TierPolicy};
use serde::de::DeserializeOwned;
use validator::Validate;

use super::{fallback, respond, written};
use crate::body;
use crate::caller::{self, Admission};
use crate::problem::Problem;
use crate::query::expect_none;
use crate::state::State;

/// What a body asks for.
pub(crate) trait Task: DeserializeOwned + Validate + Send + 'static {
    /// What the caller's plan must include.
    const FEATURE: Feature;

    /// How many things it holds: labels, names.
    fn amount(&self) -> usize;

    /// How many of them one request may hold.
    fn most(policy: &TierPolicy) -> usize;

    /// Does it, as far as `policy` allows.
    ///
    /// # Errors
    /// The problem to answer with.
    fn work(self, state: &State, policy: &TierPolicy) -> Result<Worked, Problem>;
}

/// What comes of a task.
pub(crate) struct Worked {
    /// The JSON of the answer.
    pub(crate) json: Vec<u8>,
    /// The ingredients that it shows.
    pub(crate) shown: Vec<IngredientCode>,
}

/// A path that answers `POST` with what comes of a `T`, and every other method with 405.
pub(crate) fn posted<T: Task>(path: &str) -> Resource {
    let answer = async |request: HttpRequest, payload: web::Payload, state: Data<State>| {
        let outcome = answered::<T>(&request, payload.into_inner(), state).await;
        respond(&request, outcome)
    };
    web::resource(path)
        .route(web::route().guard(guard::Post()).to(answer))
        .route(web::route().guard(guard::Options()).to(fallback::options_of_posted))
        .default_service(web::to(fallback::only_posted))
}

async fn answered<T: Task>(
    request: &HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let admission = caller::admission(request);
    let caller = caller::known(admission.as_deref())?;
    expect_none(request.query_string())?;
    // A plan without the feature is told so whatever the body holds.
    caller.policy.require(T::FEATURE).map_err(Problem::feature_not_in_plan)?;
    let task: T = body::read(request, payload).await?;
    admit(caller, &task)?;
    let shared = Arc::clone(&state.into_inner());
    let (pool, policy) = (shared.pool.clone(), Arc::clone(&caller.policy));
    let Worked { json, shown } = pool.run(move || task.work(&shared, &policy)).await?;
    caller.saw(shown);
    Ok(written(json))
}

/// Refuses what is more than the plan allows, and charges for what is not.
fn admit<T: Task>(caller: &Admission, task: &T) -> Result<(), Problem> {
    let (most, given) = (T::most(&caller.policy), task.amount());
    if given > most {
        let takes = |policy: &TierPolicy| policy.require(T::FEATURE).is_ok() && given <= T::most(policy);
        let refused = FeatureRefused {
            feature: T::FEATURE,
            tier: caller.policy.tier,
            tiers_that_have_it: caller.tiers_that(takes),
        };
        return Err(Problem::plan_limit(refused, most, given));
    }
    caller.charge(T::FEATURE, given)
}
