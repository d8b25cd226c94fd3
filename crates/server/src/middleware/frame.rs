//! The one middleware: request id, fixed headers, panics.

use std::panic::AssertUnwindSafe;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderMap, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use futures_util::FutureExt;

use super::RequestId;
use super::request_id::X_REQUEST_ID;
use crate::caller;
use crate::problem::Problem;

/// Answers `request` through `next`; see [`super`] for what is done in which order.
pub(crate) async fn frame(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    // The request itself goes further in and is lost in a panic. (A second handle to it would not do:
    // actix-web's router panics when there is one.)
    let target = request.uri().clone();
    let (passage, refusal) = caller::enter(&request, &id);
    let refusal = refusal.map(|problem| problem.answer(&target, &id));
    let inner = async move {
        match refusal {
            Some(answer) => Ok(request.into_response(answer)),
            None => next.call(request).await,
        }
    };
    match AssertUnwindSafe(inner).catch_unwind().await {
        Ok(Ok(mut answer)) => {
            passage.leave(answer.response_mut());
            stamp(answer.headers_mut(), id);
            Ok(answer)
        }
        Ok(Err(error)) => {
            let mut answer = error.error_response();
            passage.leave(&mut answer);
            stamp(answer.headers_mut(), id);
            Err(InternalError::from_response(error, answer).into())
        }
        Err(_) => {
            // What the panic said was logged where it happened, by the hook of the process.
            let cause = format!("panic in a handler of {}", crate::excerpt::excerpt(target.path()));
            let mut answer = Problem::internal(cause).answer(&target, &id);
            passage.leave(&mut answer);
            stamp(answer.headers_mut(), id);
            Err(InternalError::from_response("panic", answer).into())
        }
    }
}

/// Writes the headers that every answer bears.
fn stamp(headers: &mut HeaderMap, id: RequestId) {
    headers.insert(X_REQUEST_ID, id.into_header());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
