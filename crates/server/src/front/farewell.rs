//! The answers that are given without a request: the connection ends after each of them.

use std::time::SystemTime;

use actix_web::http::header::HttpDate;

use crate::middleware::{FixedHeaders, METHODS, RequestId};
use crate::problem::Problem;

use super::head::HeadFault;

/// An answer.
pub(super) struct Farewell {
    /// All of it, head and body.
    pub(super) bytes: Vec<u8>,
    status: u16,
    id: RequestId,
}

impl Farewell {
    /// Its status, and the id in it.
    pub(super) fn told(&self) -> (u16, &str) {
        (self.status, self.id.as_str())
    }
}

/// The answer to a head that is refused.
pub(super) fn refusal(fault: HeadFault, fixed: &FixedHeaders) -> Farewell {
    let problem = match fault {
        HeadFault::Malformed(why) => Problem::malformed_request(why),
        HeadFault::TargetTooLong => Problem::target_too_long(),
        HeadFault::HeadersTooLarge => Problem::headers_too_large(),
        HeadFault::UnknownMethod => Problem::method_not_allowed(METHODS),
        HeadFault::TooSlow => Problem::request_too_slow("the request head did not arrive in time"),
    };
    written(&problem, fixed)
}

/// The answer to a connection that is one too many.
pub(super) fn too_many(fixed: &FixedHeaders) -> Farewell {
    written(&Problem::overloaded("too many connections are open"), fixed)
}

fn written(problem: &Problem, fixed: &FixedHeaders) -> Farewell {
    let id = RequestId::random();
    let status = problem.code().row().status;
    let body = problem.json("", &id);
    // RFC 9110 section 6.6.1 asks for the date of every answer below 500.
    let mut answer = format!(
        "HTTP/1.1 {} {}\r\nconnection: close\r\ncontent-type: {}\r\ncontent-length: {}\r\nx-request-id: {}\r\n\
         date: {}\r\nserver-timing: app;dur=0\r\ncache-control: no-store\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default(),
        crate::problem::MEDIA_TYPE,
        body.len(),
        id.as_str(),
        HttpDate::from(SystemTime::now()),
    )
    .into_bytes();
    if let Some(seconds) = problem.retry_after_seconds() {
        answer.extend_from_slice(format!("retry-after: {seconds}\r\n").as_bytes());
    }
    if let Some(allow) = problem.allow() {
        answer.extend_from_slice(format!("allow: {allow}\r\n").as_bytes());
    }
    answer.extend_from_slice(fixed.lines());
    answer.extend_from_slice(b"\r\n");
    answer.extend_from_slice(&body);
    Farewell { bytes: answer, status: status.as_u16(), id }
}
