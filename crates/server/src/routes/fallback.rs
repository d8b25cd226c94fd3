//! What answers when nothing else does.

use actix_web::{HttpRequest, HttpResponse};

use super::respond;
use crate::problem::Problem;

/// The methods that every route takes.
const ALLOW: &str = "GET, HEAD";

/// No route has the path.
pub(crate) async fn not_found(request: HttpRequest) -> HttpResponse {
    respond(&request, Err(Problem::route_not_found()))
}

/// The route has no such method.
pub(super) async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    respond(&request, Err(Problem::method_not_allowed(ALLOW)))
}
