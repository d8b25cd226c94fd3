//! Security events in the log: refused callers, requests and spoofs at warn, failures at error, each with
//! the caller's address and the request's id. No query, no path, no header of the request and no name is
//! ever written here; an identity is shown by its digest.

use std::net::IpAddr;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use incidex_ops::counters::SecurityCounters;

use super::Caller;
use crate::middleware::RequestId;
use crate::problem::Answered;

/// Counts and logs an answer that is a security event.
pub(super) fn answered<B>(
    counters: &SecurityCounters,
    address: IpAddr,
    caller: Option<&Caller>,
    id: &RequestId,
    answer: &HttpResponse<B>,
) {
    let status = answer.status();
    let counter = match status {
        StatusCode::UNAUTHORIZED => &counters.unauthorized,
        StatusCode::FORBIDDEN => &counters.forbidden,
        StatusCode::TOO_MANY_REQUESTS => &counters.too_many_requests,
        status if status.is_server_error() => &counters.failed,
        _ => return,
    };
    counter.increment();
    let answered = answer.extensions().get::<Answered>().copied();
    let code = answered.map_or("none", |answered| answered.code.row().code);
    let request_id = id.as_str();
    let status_code = status.as_u16();
    if status.is_server_error() {
        tracing::error!(request_id, %address, status = status_code, code, "request failed");
        return;
    }
    match caller {
        Some(caller) => {
            let identity = caller.identity.for_the_log();
            let tier = caller.policy.tier.name();
            tracing::warn!(request_id, %address, status = status_code, code, identity, tier, "request refused");
        }
        None => tracing::warn!(request_id, %address, status = status_code, code, "request refused"),
    }
}

/// Forwarding headers came from an address that is no configured proxy. What they say is not repeated.
pub(super) fn spoof(address: IpAddr, id: &RequestId) {
    tracing::warn!(request_id = id.as_str(), %address, "forwarding headers of no configured proxy passed over");
}

/// A caller has seen so many different records today.
pub(super) fn walk(address: IpAddr, caller: &Caller, records: u32) {
    let identity = caller.identity.for_the_log();
    let tier = caller.policy.tier.name();
    tracing::warn!(%address, identity, tier, records, "caller walks through the catalogue");
}
