//! What is answered before a route is looked for.

use actix_web::HttpResponse;
use actix_web::dev::{Payload, RequestHead};
use actix_web::http::Method;
use actix_web::http::header::ALLOW;

use super::cors;
use crate::body::collect;
use crate::front::{BodyFate, Link};
use crate::problem::Problem;

/// An answer that needs neither a route nor a caller, if this request has one.
///
/// # Errors
/// When no route takes the method.
pub(super) fn early_answer(head: &RequestHead, is_listed: bool) -> Result<Option<HttpResponse>, Problem> {
    let method = &head.method;
    if *method == Method::GET || *method == Method::HEAD || *method == Method::POST {
        return Ok(None);
    }
    if cors::is_preflight(method, head.headers()) {
        return Ok(Some(cors::preflight(is_listed)));
    }
    if *method == Method::OPTIONS && head.uri.path() == "*" {
        return Ok(Some(HttpResponse::NoContent().insert_header((ALLOW, cors::METHODS)).finish()));
    }
    if *method == Method::CONNECT {
        // Its target is no path, so no route could say what it takes.
        return Err(Problem::method_not_allowed(cors::METHODS));
    }
    Ok(None)
}

/// Reads and drops a body that no route reads, and refuses one that is too large for any; what is left of it for the
/// route.
///
/// # Errors
/// When the body is too large, too slow or malformed.
pub(super) async fn settle_body(method: &Method, payload: Payload, link: &Link) -> Result<Payload, Problem> {
    if link.fate() == BodyFate::TooLarge {
        return Err(Problem::body_too_large());
    }
    // Only POST has a meaning for its content; its routes read it themselves, counting.
    if *method == Method::POST {
        return Ok(payload);
    }
    collect(payload, link, |_| {}).await?;
    Ok(Payload::None)
}
