//! The routes. A handler is a function from a request and the shared state to an answer or a [`Problem`];
//! [`resource`] puts it on a path, with `HEAD` beside `GET`, `OPTIONS`, 405 for everything else, and the one place
//! where problems become answers. What takes a body is a [`posted::Task`].
//!
//! Which routes there are stands in the [`table`], and nowhere else.
//!
//! What is looked up, ranked and hidden is the catalog's business.

mod dataset;
mod fallback;
mod health;
mod ingredient;
mod labels;
mod lookup;
mod place;
mod posted;
mod request;
mod search;
mod statistics;
mod table;

use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource, guard};
use serde::Serialize;

use crate::caller;
use crate::middleware::RequestId;
use crate::problem::Problem;
use crate::state::State;

pub(crate) use fallback::not_found;
pub(crate) use place::find;
#[cfg(test)]
pub(crate) use posted::{Task, Worked, posted};
pub(crate) use request::ReadRequest;
pub(crate) use table::{Access, Answer, Does, ParameterSet, QueryRule, ROUTES, Route};

/// Version of the program.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Room for one record, in bytes; most need less.
const RECORD_SIZE: usize = 1_536;

/// A handler.
pub(crate) type Handler = fn(&ReadRequest<'_>, &State) -> Result<HttpResponse, Problem>;

/// Registers every route of the [`table`].
pub(crate) fn configure(config: &mut ServiceConfig) {
    for route in ROUTES {
        config.service(match &route.does {
            Does::Read(handler) => resource(route.path, *handler),
            Does::Post(post) => (post.resource)(route.path),
        });
    }
}

/// A path that answers `GET` and `HEAD` through `handler`, tells of them to `OPTIONS`, and answers every other
/// method with 405.
pub(crate) fn resource(path: &str, handler: Handler) -> Resource {
    let answer = move |request: HttpRequest, state: Data<State>| {
        let answer = respond(&request, handler(&ReadRequest::of(&request), &state));
        std::future::ready(answer)
    };
    web::resource(path)
        .route(web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(answer))
        .route(web::route().guard(guard::Options()).to(fallback::options))
        .default_service(web::to(fallback::method_not_allowed))
}

/// The answer to `request`, be it what was asked for or a problem.
fn respond(request: &HttpRequest, outcome: Result<HttpResponse, Problem>) -> HttpResponse {
    outcome.unwrap_or_else(|problem| {
        // The frame around every request has set an id; without the frame any will do.
        let id = caller::request_id(request).unwrap_or_else(RequestId::random);
        problem.answer(request.uri(), &id)
    })
}

/// A 200 with `body` as JSON, `records` being about how many records it holds.
pub(crate) fn json(body: &impl Serialize, records: usize) -> Result<HttpResponse, Problem> {
    let mut bytes = Vec::with_capacity((records + 1) * RECORD_SIZE);
    serde_json::to_writer(&mut bytes, body).map_err(|error| Problem::internal(format!("answer: {error}")))?;
    Ok(written(bytes))
}

/// A 200 with a body that is JSON already.
fn written(body: impl Into<Bytes>) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")));
    answer.body(body.into())
}
