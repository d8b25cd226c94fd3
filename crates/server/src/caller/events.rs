//! Security events in the log: refused callers, requests and spoofs at warn, failures at error, each with
//! the caller's address and the request's id; failures go to the owner as well. No query, no path, no header
//! of the request and no name is ever written here; an identity is shown by its digest.

use std::net::IpAddr;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use incidex_ops::alert::Event;
use incidex_ops::telemetry::IdentityKey;
use incidex_ops::telemetry::panics::PanicNote;

use super::{Caller, Gate};
use crate::middleware::RequestId;
use crate::problem::{Answered, ProblemCode};

/// What is known of a request that was answered.
pub(super) struct Answer<'a> {
    /// The template of its route, or `none`.
    pub(super) route: &'static str,
    pub(super) address: IpAddr,
    /// `None` where nobody is known.
    pub(super) caller: Option<&'a Caller>,
    pub(super) id: &'a RequestId,
}

impl Answer<'_> {
    /// Counts, logs and tells an answer that is a security event or a failure.
    pub(super) fn tell<B>(&self, gate: &Gate, answer: &HttpResponse<B>) {
        let status = answer.status();
        let counters = &gate.counters;
        let counter = match status {
            StatusCode::UNAUTHORIZED => &counters.unauthorized,
            StatusCode::FORBIDDEN => &counters.forbidden,
            StatusCode::TOO_MANY_REQUESTS => &counters.too_many_requests,
            status if status.is_server_error() => &counters.failed,
            _ => return,
        };
        counter.increment();
        let extensions = answer.extensions();
        let answered = extensions.get::<Answered>();
        let code = answered.map_or("none", |answered| answered.code.row().code);
        let (request_id, address) = (self.id.as_str(), self.address);
        let status_code = status.as_u16();
        if status.is_server_error() {
            tracing::error!(request_id, %address, status = status_code, code, "request failed");
            // A server that is told to stop says so on purpose.
            if answered.is_none_or(|answered| answered.code != ProblemCode::NotReady) {
                let cause = answered.and_then(|answered| answered.cause.as_deref());
                gate.alerts.tell(self.failure(code, cause, extensions.get::<PanicNote>()));
            }
            return;
        }
        match self.caller {
            Some(caller) => {
                let identity = caller.identity.for_the_log(&gate.identities);
                let tier = caller.policy.tier.name();
                tracing::warn!(request_id, %address, status = status_code, code, identity, tier, "request refused");
            }
            None => tracing::warn!(request_id, %address, status = status_code, code, "request refused"),
        }
    }

    fn failure(&self, code: &'static str, cause: Option<&str>, panic: Option<&PanicNote>) -> Event {
        let (kind, detail) = match panic {
            Some(note) => ("panic", format!("{} at {}", note.message, note.location)),
            None => (code, cause.unwrap_or_default().to_owned()),
        };
        Event::Failure { endpoint: self.route.into(), kind, request_id: self.id.as_str().to_owned(), detail }
    }
}

/// Forwarding headers came from an address that is no configured proxy. What they say is not repeated.
pub(super) fn spoof(address: IpAddr, id: &RequestId) {
    tracing::warn!(request_id = id.as_str(), %address, "forwarding headers of no configured proxy passed over");
}

/// A caller has seen so many different records today.
pub(super) fn walk(key: &IdentityKey, address: IpAddr, caller: &Caller, records: u32) {
    let identity = caller.identity.for_the_log(key);
    let tier = caller.policy.tier.name();
    tracing::warn!(%address, identity, tier, records, "caller walks through the catalogue");
}
