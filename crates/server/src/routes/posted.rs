//! Routes that take JSON and work on it for long: the body is read strictly, and the work is done on the
//! bounded pool.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, Resource, guard};
use serde::de::DeserializeOwned;
use validator::Validate;

use super::{fallback, respond};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

/// Work on a body: the JSON of the answer.
pub(crate) type Work<T> = fn(&State, T) -> Result<Vec<u8>, Problem>;

/// A path that answers `POST` through `work`, and every other method with 405.
#[cfg_attr(not(test), expect(dead_code, reason = "labels and batches, the routes that take bodies, use it"))]
pub(crate) fn posted<T>(path: &str, work: Work<T>) -> Resource
where
    T: DeserializeOwned + Validate + Send + 'static,
{
    let answer = move |request: HttpRequest, payload: web::Payload, state: Data<State>| async move {
        let outcome = answered(&request, payload.into_inner(), state, work).await;
        respond(&request, outcome)
    };
    web::resource(path)
        .route(web::route().guard(guard::Post()).to(answer))
        .route(web::route().guard(guard::Options()).to(fallback::options_of_posted))
        .default_service(web::to(fallback::only_posted))
}

async fn answered<T>(
    request: &HttpRequest,
    payload: Payload,
    state: Data<State>,
    work: Work<T>,
) -> Result<HttpResponse, Problem>
where
    T: DeserializeOwned + Validate + Send + 'static,
{
    debug_assert_eq!(request.method(), Method::POST);
    let body: T = body::read(request, payload).await?;
    let shared = Arc::clone(&state.into_inner());
    let pool = shared.pool.clone();
    let json = pool.run(move || work(&shared, body)).await?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")));
    Ok(answer.body(json))
}
