//! What is answered before a route is looked for.

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::{HttpMessage, HttpResponse};

use super::cors;
use crate::body::collect;
use crate::front::{BodyFate, Link};
use crate::problem::Problem;

/// An answer that needs neither a route nor a caller, if this request has one.
///
/// # Errors
/// When no route takes the method.
pub(super) fn early_answer(
    request: &ServiceRequest,
    is_listed: bool,
) -> Result<Option<HttpResponse>, Problem> {
    let method = request.method();
    if *method == Method::GET || *method == Method::HEAD || *method == Method::POST {
        return Ok(None);
    }
    if cors::is_preflight(method, request.headers()) {
        return Ok(Some(cors::preflight(is_listed)));
    }
    if *method == Method::OPTIONS && request.path() == "*" {
        return Ok(Some(HttpResponse::NoContent().insert_header((ALLOW, cors::METHODS)).finish()));
    }
    if *method == Method::CONNECT {
        // Its target is no path, so no route could say what it takes.
        return Err(Problem::method_not_allowed(cors::METHODS));
    }
    Ok(None)
}

/// Reads and drops a body that no route reads, and refuses one that is too large for any.
///
/// # Errors
/// When the body is too large, too slow or malformed.
pub(super) async fn settle_body(request: &mut ServiceRequest, link: &Link) -> Result<(), Problem> {
    if !link.has_body() {
        return Ok(());
    }
    if link.fate() == BodyFate::TooLarge {
        return Err(Problem::body_too_large());
    }
    // Only POST has a meaning for its content; its routes read it themselves, counting.
    if *request.method() == Method::POST {
        return Ok(());
    }
    let payload = request.take_payload();
    collect(payload, link, |_| {}).await
}
