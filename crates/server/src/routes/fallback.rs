//! What answers when nothing else does, and what tells which methods a path takes.

use actix_web::http::header::ALLOW;
use actix_web::{HttpRequest, HttpResponse};

use super::respond;
use crate::problem::Problem;

/// The methods of a route that is read.
const READ: &str = "GET, HEAD, OPTIONS";

/// The methods of a route that takes a body.
const POSTED: &str = "POST, OPTIONS";

/// No route has the path.
pub(crate) async fn not_found(request: HttpRequest) -> HttpResponse {
    respond(&request, Err(Problem::route_not_found()))
}

/// The route is read, and has no such method.
pub(super) async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    respond(&request, Err(Problem::method_not_allowed(READ)))
}

/// The route takes a body, and has no such method.
pub(super) async fn only_posted(request: HttpRequest) -> HttpResponse {
    respond(&request, Err(Problem::method_not_allowed(POSTED)))
}

/// The methods of a route that is read (RFC 9110 section 9.3.7).
pub(super) async fn options() -> HttpResponse {
    HttpResponse::NoContent().insert_header((ALLOW, READ)).finish()
}

/// The methods of a route that takes a body.
pub(super) async fn options_of_posted() -> HttpResponse {
    HttpResponse::NoContent().insert_header((ALLOW, POSTED)).finish()
}
